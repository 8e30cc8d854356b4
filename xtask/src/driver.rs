//! Knows how the long-running drivers of the package `tests` are built and run; what they assert is their own business.

use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

/// Runs a driver as a release build, with options that are numbers.
pub(crate) fn run(root: &Path, driver: &str, options: &[(&str, u64)]) -> Result<ExitCode> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["run", "--quiet", "--release", "--package", "tests", "--bin", driver, "--"]);
    for (name, value) in options {
        command.args([name, &*value.to_string()]);
    }
    if !root.as_os_str().is_empty() {
        command.current_dir(root);
    }
    let status = command.status().with_context(|| format!("cannot run the driver {driver}"))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
