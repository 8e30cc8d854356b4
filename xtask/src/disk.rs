//! Knows how folders are read and files replaced, so that an interruption leaves every file whole. Knows nothing of
//! what the files hold.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use generator::SourceFile;

/// Reads every file below a folder that `wanted` accepts by its path relative to the folder, sorted by path.
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
                let text = fs::read_to_string(entry.path())
                    .with_context(|| format!("cannot read {}", entry.path().display()))?;
                files.push(SourceFile::new(name, text));
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// Reads the files directly in a crate's folder and those below `src`, as far as they are wanted, by their path relative
/// to it. A folder that is not there holds nothing; one with a manifest of its own is another crate's.
pub(crate) fn read_crate(folder: &Path, wanted: impl Fn(&Path) -> bool) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
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
                && let Some(content) = read(&entry.path())?
            {
                files.insert(path.replace('\\', "/"), content);
            }
        }
    }
    Ok(files)
}

/// Content of a file, `None` if there is none.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

/// Replaces a file as a whole: it is written beside its place and then moved there.
pub(crate) fn write(path: &Path, text: &str) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let write = || -> std::io::Result<()> {
        fs::create_dir_all(folder)?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(".codegen-");
        // Source files are for everyone to read, unlike most temporary files.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
        let mut file = builder.tempfile_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.persist(path)?;
        Ok(())
    };
    write().with_context(|| format!("cannot write {}", path.display()))
}

/// Removes a file, and its folder if it was the last in it.
pub(crate) fn remove(path: &Path) -> Result<()> {
    fs::remove_file(path).with_context(|| format!("cannot remove {}", path.display()))?;
    if let Some(folder) = path.parent() {
        // Fails while other files are there, which is right.
        let _ = fs::remove_dir(folder);
    }
    Ok(())
}
