//! Reads folders and replaces files, so that an interruption leaves no file half written.

use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use generator::SourceFile;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

/// Reads the files below a folder whose path relative to it `wanted` accepts, sorted by path.
pub(crate) fn read_tree(folder: &Path, wanted: impl Fn(&str) -> bool) -> Result<Vec<SourceFile>> {
    let mut files = Vec::new();
    let mut pending = vec![PathBuf::new()];
    while let Some(relative) = pending.pop() {
        let current = folder.join(&relative);
        let entries = fs::read_dir(&current).with_context(|| format!("cannot list {}", current.display()))?;
        for entry in entries {
            let entry = entry.with_context(|| format!("cannot list {}", current.display()))?;
            let path = relative.join(entry.file_name());
            if entry.file_type().with_context(|| format!("cannot read {}", entry.path().display()))?.is_dir() {
                pending.push(path);
                continue;
            }
            let Some(name) = path.to_str().map(|name| name.replace('\\', "/")) else {
                bail!("the file name {} is not UTF-8", entry.path().display());
            };
            if wanted(&name) {
                files.push((name, entry.path()));
            }
        }
    }
    files.sort();
    let read = |(name, path): (String, PathBuf)| {
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        Ok(SourceFile::new(name, text))
    };
    files.into_par_iter().map(read).collect()
}

/// Lists the files in a crate's folder and below its `src` whose path relative to the folder `wanted` accepts.
///
/// If the folder does not exist, there are none. A folder below `src` with a `Cargo.toml` is another crate and skipped.
pub(crate) fn list_crate(folder: &Path, wanted: impl Fn(&Path) -> bool) -> Result<BTreeSet<String>> {
    let mut files = BTreeSet::new();
    let mut pending = vec![PathBuf::new()];
    while let Some(relative) = pending.pop() {
        let current = folder.join(&relative);
        let entries = match fs::read_dir(&current) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(error).with_context(|| format!("cannot list {}", current.display())),
        };
        for entry in entries {
            let entry = entry.with_context(|| format!("cannot list {}", current.display()))?;
            let path = relative.join(entry.file_name());
            let is_folder = entry.file_type().with_context(|| format!("cannot read {}", path.display()))?.is_dir();
            if is_folder {
                let below_src = relative != Path::new("") || path == Path::new("src");
                if below_src && !entry.path().join("Cargo.toml").exists() {
                    pending.push(path);
                }
            } else if wanted(&path)
                && let Some(path) = path.to_str()
            {
                files.insert(path.replace('\\', "/"));
            }
        }
    }
    Ok(files)
}

/// Returns the content of a file, or `None` if it does not exist.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

/// Replaces a file atomically: writes a temporary file in the same folder and renames it.
pub(crate) fn write(path: &Path, text: &str) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let write = || -> std::io::Result<()> {
        fs::create_dir_all(folder)?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(".codegen-");
        // Temporary files are readable only by their owner by default.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
        let mut file = builder.tempfile_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.persist(path)?;
        Ok(())
    };
    write().with_context(|| format!("cannot write {}", path.display()))
}

/// Removes a file, and its folder if that is empty afterwards.
pub(crate) fn remove(path: &Path) -> Result<()> {
    fs::remove_file(path).with_context(|| format!("cannot remove {}", path.display()))?;
    if let Some(folder) = path.parent() {
        // Fails if the folder contains other files.
        let _ = fs::remove_dir(folder);
    }
    Ok(())
}
