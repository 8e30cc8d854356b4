//! `cargo xtask contract`: tests the generated client against the mock server Prism, which validates requests against
//! Twilio's OpenAPI document.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use clap::Args;

use crate::{cargo, upstream_errors};

/// The package of Prism. The version is fixed because another one may validate differently.
const PRISM: &str = "@stoplight/prism-cli@5.14.2";
/// How long Prism may take to read the document and listen.
const START_LIMIT: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(50);

#[derive(Args)]
pub(crate) struct Arguments {
    /// Twilio's OpenAPI document, in JSON and as published, or what `cargo xtask openapi` wrote
    #[arg(long, value_name = "FILE")]
    pub(crate) upstream: PathBuf,
}

/// Runs every operation and every example of the document.
pub(crate) fn run(root: &Path, upstream: &Path) -> Result<ExitCode> {
    let folder = std::path::absolute(root.join("target/contract")).context("cannot find the current folder")?;
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let document = upstream_errors::corrected_copy(root, upstream, &folder)?;
    let prism = install(&folder)?;
    // Built before the server starts, which would otherwise wait for the compiler.
    cargo::run(root, &["build", "--quiet", "--package", "tests", "--bin", "contract", "--bin", "official_examples"])?;
    let server = Server::start(&prism, &document)?;
    let base_url = format!("http://127.0.0.1:{}/v2", server.port);
    let mut operations = driver(root, "contract");
    operations.args(["--base-url", &base_url, "--upstream"]).arg(&document);
    let operations = operations.status().context("cannot run the contract driver")?;
    drop(server);
    let examples =
        driver(root, "official_examples").arg(&document).status().context("cannot run the examples driver")?;
    Ok(if operations.success() && examples.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn driver(root: &Path, name: &str) -> Command {
    let mut command = cargo::command(root);
    command.args(["run", "--quiet", "--package", "tests", "--bin", name, "--"]);
    command
}

/// Installs Prism below `target` unless it is there already, and returns its entry script.
///
/// The script is run by node directly: unlike npx, that is a single process, which can be killed.
fn install(folder: &Path) -> Result<PathBuf> {
    let folder = folder.join("prism");
    let script = folder.join("node_modules/@stoplight/prism-cli/dist/index.js");
    if !script.exists() {
        crate::output::errln!("installing {PRISM}");
        fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-audit", "--no-fund", "--loglevel=error", "--prefix"]).arg(&folder).arg(PRISM);
        let status = npm.stdout(Stdio::null()).status().context("cannot run npm; this command needs Node.js")?;
        ensure!(status.success(), "npm install {PRISM} failed: {status}");
        ensure!(script.exists(), "npm install {PRISM} did not create {}", script.display());
    }
    Ok(script)
}

/// Prism, listening on loopback until the value is dropped.
struct Server {
    process: Child,
    port: u16,
}

impl Server {
    fn start(script: &Path, document: &Path) -> Result<Self> {
        let port = free_port()?;
        let log = document.with_file_name("prism.log");
        let output = fs::File::create(&log).with_context(|| format!("cannot create {}", log.display()))?;
        let mut command = Command::new("node");
        command
            .arg(script)
            .args(["mock", "--host", "127.0.0.1", "--port", &port.to_string(), "--errors"])
            .arg(document);
        command.stdin(Stdio::null()).stderr(output.try_clone()?).stdout(output);
        let process = command.spawn().context("cannot run node; this command needs Node.js")?;
        let mut server = Self { process, port };
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if let Some(status) = server.process.try_wait()? {
                bail!("Prism exited before it accepted connections ({status}); see {}", log.display());
            }
            ensure!(
                started.elapsed() < START_LIMIT,
                "Prism did not accept connections within {START_LIMIT:?}; see {}",
                log.display()
            );
            sleep(POLL);
        }
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Fails if it has exited by itself, which is fine.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("cannot listen on loopback")?;
    Ok(listener.local_addr()?.port())
}
