//! Reads descriptions, fixtures and templates, and overlays a fixture on the base description.

#![allow(dead_code, reason = "each test uses a part of this module")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use generator::SourceFile;

/// In a fixture, the file `X.deleted` removes the file `X` of the base.
const DELETED: &str = ".deleted";
/// The file of a fixture that is not part of its description.
const EXPECT: &str = "expect";

/// Returns the root of the repository.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("`tests` is in the repository").to_owned()
}

/// Returns the folder of the fixture descriptions.
pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/spec")
}

/// Returns the names of the folders in a folder, sorted.
pub(crate) fn folders(parent: &Path) -> Vec<String> {
    let entries = fs::read_dir(parent).expect("the folder can be listed").map(|entry| entry.expect("listed").path());
    let names = entries.filter(|path| path.is_dir()).map(|path| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.expect("fixtures have plain names").to_owned()
    });
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

/// Reads every file below a folder, by its path relative to the folder.
pub(crate) fn tree(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut pending = vec![folder.to_owned()];
    while let Some(current) = pending.pop() {
        for entry in fs::read_dir(&current).expect("the folder can be listed") {
            let path = entry.expect("listed").path();
            if path.is_dir() {
                pending.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).expect("below the folder").to_str().expect("plain names");
            files.insert(name.replace('\\', "/"), fs::read_to_string(&path).expect("the file is text"));
        }
    }
    files
}

/// Reads the base description, overlaid with the files of a fixture.
pub(crate) fn overlaid(fixture: &Path) -> Vec<SourceFile> {
    let mut files = tree(&fixtures().join("base"));
    for (path, text) in tree(fixture) {
        match path.strip_suffix(DELETED) {
            Some(path) => assert!(files.remove(path).is_some(), "{}: nothing to delete at {path}", fixture.display()),
            None if path == EXPECT => {}
            None => {
                let text_of_base = files.insert(path.clone(), text.clone());
                assert_ne!(text_of_base, Some(text), "{}: {path} does not differ from the base", fixture.display());
            }
        }
    }
    sources(files)
}

/// Reads the description in a folder.
pub(crate) fn description(folder: &Path) -> Vec<SourceFile> {
    let mut files = tree(folder);
    files.retain(|path, _| path.ends_with(".yaml"));
    sources(files)
}

/// Reads the whole descriptions of other APIs, each with its name: the folders that are not about the base.
pub(crate) fn other_apis() -> Vec<(String, Vec<SourceFile>)> {
    let about_the_base = ["base", "broken", "valid"];
    let names = folders(&fixtures()).into_iter().filter(|name| !about_the_base.contains(&name.as_str()));
    names.map(|name| (name.clone(), description(&fixtures().join(name)))).collect()
}

/// Reads the templates that `cargo xtask codegen` uses.
pub(crate) fn templates() -> Vec<SourceFile> {
    let mut files = tree(&repository().join("templates"));
    files.retain(|path, _| path.starts_with("src/") || path.starts_with("package/"));
    sources(files)
}

fn sources(files: BTreeMap<String, String>) -> Vec<SourceFile> {
    files.into_iter().map(|(path, text)| SourceFile::new(path, text)).collect()
}
