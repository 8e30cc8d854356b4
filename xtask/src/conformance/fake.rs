//! Builds the program that serves the fake, and runs it for as long as somebody needs it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::cargo;

/// The origin that Twilio's SDKs know, and expect in the URLs of pages.
const TWILIO: &str = "https://intelligence.twilio.com";
/// How long the program may take to tell its address.
const START_LIMIT: Duration = Duration::from_secs(30);

/// The program, built.
pub(super) struct Program(PathBuf);

impl Program {
    /// Builds the program of a package.
    pub(super) fn build(root: &Path, package: &str) -> Result<Self> {
        let name = format!("{package}-fake");
        let mut build = cargo::command(root);
        build.args(["build", "--quiet", "--package", package, "--features", "fake-server", "--bin", &name]);
        // Only cargo knows where it puts what it builds.
        build.arg("--message-format=json-render-diagnostics").stderr(Stdio::inherit());
        let output = build.output().context("cannot run cargo build")?;
        ensure!(output.status.success(), "cargo build --bin {name} failed: {}", output.status);
        let path = String::from_utf8_lossy(&output.stdout).lines().find_map(|line| executable(line, &name));
        Ok(Self(path.with_context(|| format!("cargo build does not say where {name} is"))?))
    }
}

/// The path of a program in a message of cargo.
fn executable(line: &str, name: &str) -> Option<PathBuf> {
    let message: Value = serde_json::from_str(line).ok()?;
    let is_it = message.pointer("/target/name")?.as_str()? == name;
    message.get("executable")?.as_str().filter(|_| is_it).map(PathBuf::from)
}

/// The program, serving on this machine until the value is dropped. Its time passes only on demand.
pub(super) struct Fake {
    process: Child,
    address: String,
}

impl Fake {
    /// Starts the program, whose URLs are Twilio's, and waits for its address.
    pub(super) fn start(program: &Program, log: &Path) -> Result<Self> {
        let errors = fs::File::create(log).with_context(|| format!("cannot create {}", log.display()))?;
        let mut command = Command::new(&program.0);
        command.args(["--port", "0", "--clock", "frozen", "--public-url", TWILIO]);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(errors);
        let process = command.spawn().with_context(|| format!("cannot run {}", program.0.display()))?;
        // From here on, the process ends with the value.
        let mut fake = Self { process, address: String::new() };
        let output = fake.process.stdout.take().context("the fake has no output")?;
        let line = first_line(output).with_context(|| format!("see {}", log.display()))?;
        ensure!(line.starts_with("http://"), "the fake does not tell its address but `{line}`; see {}", log.display());
        fake.address = line;
        Ok(fake)
    }

    pub(super) fn address(&self) -> &str {
        &self.address
    }
}

/// Waits for the first line, for as long as a start may take.
fn first_line(output: ChildStdout) -> Result<String> {
    let (sender, receiver) = mpsc::channel();
    // Ends with the output at the latest, which ends with the process.
    thread::spawn(move || {
        let mut line = String::new();
        let read = BufReader::new(output).read_line(&mut line).map(|_| line.trim().to_owned());
        // Nobody receives it after the limit.
        let _ = sender.send(read);
    });
    let line = receiver.recv_timeout(START_LIMIT);
    line.with_context(|| format!("the fake did not tell its address within {START_LIMIT:?}"))?
        .context("cannot read the output of the fake")
}

impl Drop for Fake {
    fn drop(&mut self) {
        // Fails if it has exited by itself, which is fine.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_where_cargo_says() {
        let line = r#"{"reason":"compiler-artifact","target":{"name":"x-fake"},"executable":"/t/x-fake"}"#;
        assert_eq!(executable(line, "x-fake"), Some(PathBuf::from("/t/x-fake")));
        assert_eq!(executable(line, "other"), None);
        assert_eq!(executable(r#"{"target":{"name":"x-fake"},"executable":null}"#, "x-fake"), None);
        assert_eq!(executable("no JSON", "x-fake"), None);
    }
}
