//! `cargo xtask lint`: checks a description.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use generator::Code;

use crate::description;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Folder of the description [default: spec]
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Explains a diagnostic instead, by its code, such as `unknown-key`
    #[arg(long, value_name = "CODE", conflicts_with_all = ["spec", "format"])]
    explain: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text in the style of rustc, on standard error
    Human,
    /// A JSON array on standard output; no output if the description cannot be read
    Json,
}

/// Runs the command. It fails if the description has problems.
pub(crate) fn run(root: &Path, arguments: Arguments) -> Result<ExitCode> {
    if let Some(name) = arguments.explain {
        let code = Code::from_name(&name);
        let code = code.with_context(|| format!("there is no code `{name}`; spec/diagnostics.md lists all of them"))?;
        crate::output::print(format_args!("{}", generator::explain(code)))?;
        return Ok(ExitCode::SUCCESS);
    }
    let spec = arguments.spec.unwrap_or_else(|| root.join("spec"));
    let files = description::read(&spec)?;
    let result = generator::check(&files);
    match (&result, arguments.format) {
        (Ok(()), Format::Human) => {
            crate::output::errln!("{}: {} files, no problems found", spec.display(), files.len())
        }
        (Ok(()), Format::Json) => crate::output::outln!("[]")?,
        (Err(diagnostics), Format::Human) => description::report(diagnostics, &spec),
        (Err(diagnostics), Format::Json) => description::report_json(diagnostics, &spec)?,
    }
    Ok(if result.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
