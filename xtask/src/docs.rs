//! `cargo xtask docs`: updates the reference of the operations, and no other file of the generated crate.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use crate::codegen::{self, Change};
use crate::description;
use crate::repository::name_in_headers;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Writes nothing; fails if the reference is out of date
    #[arg(long)]
    check: bool,
    /// Folder of the description [default: spec]
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
    /// Folder of the generated crate [default: generated]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Arguments {
    /// Returns the command line that updates the reference: the same command without `--check`.
    fn update_command(&self) -> String {
        codegen::command_line("docs", [("--spec", &self.spec), ("--out", &self.out)])
    }
}

/// Runs the command.
pub(crate) fn run(root: &Path, arguments: Arguments) -> Result<ExitCode> {
    let update_command = arguments.check.then(|| arguments.update_command());
    let spec = arguments.spec.unwrap_or_else(|| root.join("spec"));
    let out = arguments.out.unwrap_or_else(|| root.join("generated"));
    let file = match generator::reference(&description::read(&spec)?, &name_in_headers(root, &spec)?) {
        Ok(file) => file,
        Err(generator::Error::Description(diagnostics)) => {
            description::report(&diagnostics, &spec);
            crate::output::errln!("error: nothing was written");
            return Ok(ExitCode::FAILURE);
        }
        Err(other) => return Err(other.into()),
    };
    let path = out.join(&file.path);
    let changes: Vec<Change> = Change::of_generated(path.clone(), file.text)?.into_iter().collect();
    if let Some(update_command) = update_command {
        return Ok(codegen::check(&changes, 1, &update_command));
    }
    codegen::write(&changes)?;
    if changes.is_empty() {
        crate::output::errln!("{} is up to date", path.display());
    }
    Ok(ExitCode::SUCCESS)
}
