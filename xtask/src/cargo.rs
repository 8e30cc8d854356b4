//! Runs cargo: the one that started this command.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Returns a cargo command that runs in a folder; an empty path is the current folder.
pub(crate) fn command(folder: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    command
}

/// Runs cargo in a folder and returns an error if it fails.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Result<()> {
    let name = format!("cargo {}", arguments.join(" "));
    let status = command(folder).args(arguments).status().with_context(|| format!("cannot run {name}"))?;
    ensure!(status.success(), "{name} failed: {status}");
    Ok(())
}
