//! Finds the root of the repository and names folders in the headers of generated files.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

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

/// Returns the name of an existing folder in the `@generated` header of files that are generated from it.
///
/// Inside the repository, that is its path relative to the root, with `/` as separator. Of any other folder it is only
/// the last component: the same input generates the same bytes on every machine, and no file contains a path of the
/// machine that generated it.
///
/// # Errors
///
/// If one of the folders does not exist.
pub(crate) fn name_in_headers(root: &Path, folder: &Path) -> Result<String> {
    let (root, folder) = (canonical(root)?, canonical(folder)?);
    let relative = match folder.strip_prefix(&root) {
        Ok(relative) => relative,
        Err(_) => Path::new(folder.file_name().unwrap_or_default()),
    };
    let components: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    let name = components.join("/");
    if name.is_empty() {
        return Ok(".".to_owned());
    }
    // The name becomes part of a comment, which a line break would end.
    let is_harmless = |c: char| c.is_alphanumeric() || c.is_ascii_graphic() || c == ' ';
    Ok(name.chars().map(|c| if is_harmless(c) { c } else { '_' }).collect())
}

fn canonical(folder: &Path) -> Result<PathBuf> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    std::fs::canonicalize(folder).with_context(|| format!("cannot find {}", folder.display()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use std::fs;

    use super::*;

    /// Creates an empty folder for the test, with these folders below it.
    fn temporary(folders: &[&str]) -> tempfile::TempDir {
        let parent = tempfile::tempdir().unwrap();
        for folder in folders {
            fs::create_dir_all(parent.path().join(folder)).unwrap();
        }
        parent
    }

    #[test]
    fn folders_in_the_repository_are_relative_to_its_root() {
        let parent = temporary(&["repository/spec", "repository/apis/parcels/spec"]);
        let root = parent.path().join("repository");
        for (folder, name) in [
            ("spec", "spec"),
            ("spec/", "spec"),
            ("./spec/.", "spec"),
            ("apis/../spec", "spec"),
            ("apis/parcels/spec", "apis/parcels/spec"),
            ("", "."),
        ] {
            assert_eq!(name_in_headers(&root, &root.join(folder)).unwrap(), name, "{folder}");
        }
    }

    #[test]
    fn other_folders_are_named_by_their_last_component() {
        let parent = temporary(&["repository", "repository-2/spec", "apis/parcels"]);
        let root = parent.path().join("repository");
        for (folder, name) in [
            ("apis/parcels", "parcels"),
            ("repository/../apis/parcels/", "parcels"),
            // The name of the root is only a prefix of this name.
            ("repository-2/spec", "spec"),
        ] {
            assert_eq!(name_in_headers(&root, &parent.path().join(folder)).unwrap(), name, "{folder}");
        }
        assert_eq!(name_in_headers(&root, parent.path().ancestors().last().unwrap()).unwrap(), ".");
    }

    #[test]
    fn relative_folders_are_resolved_from_the_current_folder() {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        // Tests run in the folder of their package. The empty path is the root as `root` returns it.
        assert_eq!(name_in_headers(repository, Path::new("src")).unwrap(), "xtask/src");
        assert_eq!(name_in_headers(Path::new(""), Path::new("src")).unwrap(), "src");
        assert_eq!(name_in_headers(Path::new(""), Path::new("../spec")).unwrap(), "spec");
    }

    #[cfg(unix)]
    #[test]
    fn a_name_cannot_end_the_comment_that_contains_it() {
        let parent = temporary(&["repository/a\nb\u{202e}", "repository/größe 1"]);
        let root = parent.path().join("repository");
        assert_eq!(name_in_headers(&root, &root.join("a\nb\u{202e}")).unwrap(), "a_b_");
        assert_eq!(name_in_headers(&root, &root.join("größe 1")).unwrap(), "größe 1");
    }

    #[test]
    fn a_folder_that_does_not_exist_is_an_error() {
        let parent = temporary(&[]);
        assert!(name_in_headers(parent.path(), &parent.path().join("spec")).is_err());
    }
}
