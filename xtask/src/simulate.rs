//! Knows how the simulation of failures is run. What is simulated is the business of the package `tests`.

use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

/// `cargo xtask simulate`: a release build of the driver, with that many calls.
pub(crate) fn run(root: &Path, cases: u64, seed: u64) -> Result<ExitCode> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["run", "--quiet", "--release", "--package", "tests", "--bin", "simulate", "--"]);
    cargo.args([cases.to_string(), seed.to_string()]);
    if !root.as_os_str().is_empty() {
        cargo.current_dir(root);
    }
    let status = cargo.status().context("cannot run the simulation")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
