//! Finds the root of the repository.

use std::path::{Path, PathBuf};

/// Returns the root of the repository, so that commands work from any folder in it.
///
/// The path is empty if the root is the current folder, which keeps paths in messages short.
pub(crate) fn root() -> PathBuf {
    // Read at run time: two checkouts may share a target folder, and thus this program.
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let manifest = Path::new(&manifest);
    let root = manifest.parent().unwrap_or(manifest);
    match std::env::current_dir() {
        Ok(current) if current == root => PathBuf::new(),
        _ => root.to_owned(),
    }
}
