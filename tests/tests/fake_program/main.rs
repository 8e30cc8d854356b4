//! The program that serves the fake, as it is started and ended from outside, and its page as a browser shows it.

#![allow(clippy::panic, reason = "a test fails by panicking")]

#[cfg(unix)]
mod page;
mod program;
#[cfg(unix)]
mod webdriver;

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use twilio_intelligence_v2::{Client, Credentials};

#[path = "../support/mod.rs"]
mod support;

const ACCOUNT: &str = "AC00000000000000000000000000000001";
const SECRET: &str = "correct horse battery staple";

/// Builds the program once, and returns its path.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let mut build = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        build.current_dir(support::repository()).args(["build", "--offline", "--features", "fake-server"]);
        build.args(["--package", "twilio-intelligence-v2", "--bin", "twilio-intelligence-v2-fake"]);
        build.args(["--message-format", "json"]);
        let output = build.output().expect("cargo runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let messages = String::from_utf8(output.stdout).expect("messages of cargo are text");
        let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let mut programs = messages.filter_map(|message| message["executable"].as_str().map(PathBuf::from));
        programs.find(|path| path.ends_with("twilio-intelligence-v2-fake")).expect("cargo tells where it is")
    })
}

/// The program while it runs. It is ended at the latest when this is dropped.
struct Running {
    child: Child,
    output: BufReader<ChildStdout>,
    origin: String,
}

impl Running {
    /// Starts it, and reads the first line.
    fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(program());
        command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the program starts");
        let mut output = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut line = String::new();
        output.read_line(&mut line).expect("the program writes");
        let origin = line.strip_suffix('\n').expect("the line is complete").to_owned();
        Self { child, output, origin }
    }

    fn client(&self) -> Client {
        let builder = Client::builder(Credentials::account(ACCOUNT, SECRET)).base_url(format!("{}/v2", self.origin));
        builder.build().expect("the settings are valid")
    }

    /// Sends a signal, and returns how it ended and what else it wrote.
    #[cfg(unix)]
    fn end(mut self, signal: &str) -> (ExitStatus, String) {
        let mut kill = Command::new("kill");
        assert!(kill.args([signal, &self.child.id().to_string()]).status().expect("kill runs").success());
        let mut rest = String::new();
        std::io::Read::read_to_string(&mut self.output, &mut rest).expect("the output is text");
        (self.child.wait().expect("it ends"), rest)
    }

    /// What a route below `/__admin` returns.
    async fn admin(&self, path: &str, body: Option<Value>) -> Value {
        let http = reqwest::Client::builder().no_proxy().build().expect("the settings are valid");
        let url = format!("{}/__admin/{path}", self.origin);
        let request = match body {
            Some(body) => http.post(url).body(body.to_string()),
            None => http.get(url),
        };
        let text = request.send().await.expect("it answers").text().await.expect("the answer is complete");
        serde_json::from_str(&text).expect("the answer is JSON")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
