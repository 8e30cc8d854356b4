//! Reads folders and replaces files, so that an interruption leaves no file half written.

use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, ensure};
use generator::SourceFile;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

/// Reads the files below a folder whose path relative to it `wanted` accepts, sorted by path.
pub(crate) fn read_tree(folder: &Path, wanted: impl Fn(&str) -> bool) -> Result<Vec<SourceFile>> {
    let mut files = Vec::new();
    each_file(
        folder,
        |_| true,
        |relative, path| {
            // A name that is not UTF-8 is nobody's that is wanted, unless it looks like one.
            let name = relative.to_string_lossy().replace('\\', "/");
            if wanted(&name) {
                ensure!(relative.to_str().is_some(), "the file name {} is not UTF-8", path.display());
                files.push((name, path.to_owned()));
            }
            Ok(())
        },
    )?;
    files.sort();
    files.into_par_iter().map(|(name, path)| Ok(SourceFile::new(name, read_text(&path)?))).collect()
}

/// The folders of a crate that have generated files.
const FOLDERS: [&str; 3] = ["bin", "examples", "src"];

/// Lists the files in a crate's folder and below those that have generated ones, whose path relative to the crate's
/// `wanted` accepts.
///
/// If the folder does not exist, there are none. A folder further below with a `Cargo.toml` is another crate and skipped.
pub(crate) fn list_crate(folder: &Path, wanted: impl Fn(&Path) -> bool) -> Result<BTreeSet<String>> {
    let mut files = BTreeSet::new();
    if !folder.exists() {
        return Ok(files);
    }
    let is_part = |relative: &Path| {
        let is_crate = || folder.join(relative).join("Cargo.toml").exists();
        FOLDERS.iter().any(|part| relative == Path::new(part) || (relative.starts_with(part) && !is_crate()))
    };
    each_file(folder, is_part, |relative, _| {
        if wanted(relative) {
            files.extend(relative.to_str().map(|path| path.replace('\\', "/")));
        }
        Ok(())
    })?;
    Ok(files)
}

/// Calls a function with each file below a folder: its path relative to the folder, and its path. Links are followed, but
/// no folder is entered twice. `enter` is asked with the relative path of each folder.
fn each_file(
    folder: &Path,
    enter: impl Fn(&Path) -> bool,
    mut each: impl FnMut(&Path, &Path) -> Result<()>,
) -> Result<()> {
    let mut entered = BTreeSet::new();
    let mut pending = vec![PathBuf::new()];
    while let Some(relative) = pending.pop() {
        let current = folder.join(&relative);
        let entries = fs::read_dir(&current).with_context(|| format!("cannot list {}", current.display()))?;
        for entry in entries {
            let entry = entry.with_context(|| format!("cannot list {}", current.display()))?;
            let (relative, path) = (relative.join(entry.file_name()), entry.path());
            let kind = entry.file_type().with_context(|| format!("cannot read {}", path.display()))?;
            let is_folder = kind.is_dir() || (kind.is_symlink() && path.is_dir());
            if !is_folder {
                each(&relative, &path)?;
            } else if enter(&relative) {
                // Only links can lead to where one has been.
                let is_new = !kind.is_symlink()
                    || entered
                        .insert(fs::canonicalize(&path).with_context(|| format!("cannot find {}", path.display()))?);
                if is_new {
                    pending.push(relative);
                }
            }
        }
    }
    Ok(())
}

/// Reads a file that is text. The error has the place of what is not.
fn read_text(path: &Path) -> Result<String> {
    let content = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    String::from_utf8(content).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let (line, start) = valid.iter().enumerate().fold((1, 0), |(line, start), (at, byte)| match byte {
            b'\n' => (line + 1, at + 1),
            _ => (line, start),
        });
        let column = String::from_utf8_lossy(&valid[start..]).chars().count() + 1;
        anyhow!("{}:{line}:{column}: not UTF-8; save the file in that encoding", path.display())
    })
}

/// Returns the content of a file, or `None` if it does not exist.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

/// Begins the names of files that are being written. What is left of them belongs to a command that was interrupted.
const UNFINISHED: &str = ".codegen-";

/// The files of commands that were interrupted, in a crate's folder and below those with generated files. While a command holds the lock of
/// the folder, there are no others.
pub(crate) fn unfinished(folder: &Path) -> Result<Vec<PathBuf>> {
    let is_unfinished =
        |path: &Path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(UNFINISHED));
    Ok(list_crate(folder, is_unfinished)?.into_iter().map(|path| folder.join(path)).collect())
}

/// Waits until no other command writes to the folder. It is free again when what is returned is dropped, or the process
/// ends. `None` if there is no such folder yet, or where folders cannot be locked.
pub(crate) fn lock(folder: &Path) -> Option<fs::File> {
    fs::File::open(folder).and_then(|file| file.lock().map(|()| file)).ok()
}

/// Replaces a file atomically: writes a temporary file in the same folder and renames it.
pub(crate) fn write(path: &Path, text: &str) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let write = || -> std::io::Result<()> {
        fs::create_dir_all(folder)?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(UNFINISHED);
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
    match fs::remove_file(path) {
        // Somebody else was faster.
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        result => result.with_context(|| format!("cannot remove {}", path.display()))?,
    }
    if let Some(folder) = path.parent() {
        // Fails if the folder contains other files.
        let _ = fs::remove_dir(folder);
    }
    Ok(())
}
