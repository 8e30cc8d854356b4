//! `cargo xtask openapi`: writes a description as an OpenAPI document.

use std::io::{Write, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;

use crate::{description, disk};

#[derive(Args)]
pub(crate) struct Arguments {
    /// Folder of the description [default: spec]
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
    /// File to write instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Runs the command. It writes nothing if the description has problems.
pub(crate) fn run(root: &Path, arguments: Arguments) -> Result<ExitCode> {
    let spec = arguments.spec.unwrap_or_else(|| root.join("spec"));
    let files = description::read(&spec)?;
    let surface = match generator::surface(&files) {
        Ok(surface) => surface,
        Err(diagnostics) => {
            description::report(&diagnostics, &spec);
            crate::output::errln!("error: nothing was written");
            return Ok(ExitCode::FAILURE);
        }
    };
    let document = generator::openapi::export(&surface);
    match arguments.out {
        Some(file) => {
            disk::write(&file, &document)?;
            crate::output::errln!("wrote {}", file.display());
        }
        // Not printed by a macro, which would panic when a pager is closed.
        None => stdout().lock().write_all(document.as_bytes()).context("cannot write to standard output")?,
    }
    Ok(ExitCode::SUCCESS)
}
