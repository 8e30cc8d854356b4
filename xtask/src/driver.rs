//! Knows how the long-running drivers of the package `tests` are built and run; what they assert is their own business.

use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

/// The cargo that runs this command, at the root of the repository.
pub(crate) fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(if root.as_os_str().is_empty() { Path::new(".") } else { root });
    command
}

/// Runs a driver as a release build, with options that are numbers.
pub(crate) fn run(root: &Path, driver: &str, options: &[(&str, u64)]) -> Result<ExitCode> {
    let mut command = cargo(root);
    command.args(["run", "--quiet", "--release", "--package", "tests", "--bin", driver, "--"]);
    for (name, value) in options {
        command.args([name, &*value.to_string()]);
    }
    let status = command.status().with_context(|| format!("cannot run the driver {driver}"))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
