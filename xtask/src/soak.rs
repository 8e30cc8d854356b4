//! Knows how the soak is built and run; what it asserts is its own business.

use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

/// `cargo xtask soak`
pub(crate) fn run(root: &Path, requests: u64, in_flight: u64, seed: u64) -> Result<ExitCode> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["run", "--quiet", "--release", "--package", "tests", "--bin", "soak", "--"]);
    for (name, value) in [("--requests", requests), ("--in-flight", in_flight), ("--seed", seed)] {
        command.args([name, &value.to_string()]);
    }
    if !root.as_os_str().is_empty() {
        command.current_dir(root);
    }
    let status = command.status().context("cannot run the soak")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
