//! Reads a description from disk and prints the problems that the generator finds in it.

use std::io::IsTerminal;
use std::path::Path;

use anyhow::Result;
use generator::{Diagnostics, SourceFile};

use crate::disk;

/// Reads the files of a description.
///
/// Hidden files and what editors leave are ignored. So are files that are not YAML, but not in `resources`: every other
/// file there is read, so that a resource with a wrong extension is reported rather than skipped.
pub(crate) fn read(spec: &Path) -> Result<Vec<SourceFile>> {
    let is_yaml = |path: &str| path.ends_with(".yaml") || path.ends_with(".yml");
    let is_meant = |name: &str| !name.starts_with(['.', '#']) && !name.ends_with(['~', '#']);
    disk::read_tree(spec, |path| path.split('/').all(is_meant) && (is_yaml(path) || path.starts_with("resources/")))
}

/// Prints problems to standard error in the format of rustc.
pub(crate) fn report(diagnostics: &Diagnostics, spec: &Path) {
    let styled = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    crate::output::note(format_args!("{}", diagnostics.render(&path_prefix(spec), styled)));
}

/// Prints problems to standard output as a JSON array.
pub(crate) fn report_json(diagnostics: &Diagnostics, spec: &Path) -> Result<()> {
    crate::output::outln!("{}", diagnostics.to_json(&path_prefix(spec)))
}

/// Returns what precedes the path of a file in reports, so that it can be opened from the current folder.
fn path_prefix(spec: &Path) -> String {
    format!("{}/", spec.display())
}
