//! Knows how a description is read from disk and its problems are shown.

use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use generator::{Diagnostics, SourceFile};

use crate::cli::Format;
use crate::disk;

/// Files of a description. Editors and people may keep other files beside it; but among the resources, one that is not
/// hidden is meant as one, whatever its extension is.
pub(crate) fn read_description(spec: &Path) -> Result<Vec<SourceFile>> {
    let is_yaml = |path: &str| path.ends_with(".yaml") || path.ends_with(".yml");
    let is_meant = |name: &str| !name.starts_with(['.', '#']) && !name.ends_with(['~', '#']);
    disk::read_tree(spec, |path| is_yaml(path) || path.strip_prefix("resources/").is_some_and(is_meant))
}

/// Paths begin where the command was run, for people and programs to open.
fn prefix_of(spec: &Path) -> String {
    format!("{}/", spec.display())
}

/// Prints problems the way rustc does.
pub(crate) fn report(diagnostics: &Diagnostics, spec: &Path) {
    let styled = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    anstream::eprint!("{}", diagnostics.render(&prefix_of(spec), styled));
}

/// `cargo xtask lint`
pub(crate) fn run(spec: &Path, format: Format) -> Result<ExitCode> {
    let description = read_description(spec)?;
    let result = generator::check(&description);
    match (&result, format) {
        (Ok(()), Format::Human) => {
            anstream::eprintln!("{}: {} files, nothing to complain about", spec.display(), description.len());
        }
        (Ok(()), Format::Json) => anstream::println!("[]"),
        (Err(diagnostics), Format::Human) => report(diagnostics, spec),
        (Err(diagnostics), Format::Json) => anstream::println!("{}", diagnostics.to_json(&prefix_of(spec))),
    }
    Ok(if result.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
