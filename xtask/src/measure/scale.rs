//! Enlarges a description by copying its resources under new names.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use generator::surface::Shape;

use crate::description;

/// Writes a description with `factor` copies of every resource and returns its number of operations.
pub(super) fn write(spec: &Path, target: &Path, factor: usize) -> Result<usize> {
    let files = description::read(spec)?;
    let surface = generator::surface(&files).map_err(|problems| anyhow!("{problems}"))?;
    let is_copied = |shape: &&Shape| shape.source.file.starts_with("resources/");
    let mut names: BTreeSet<String> = surface.shapes.iter().filter(is_copied).map(|shape| shape.name.clone()).collect();
    names.extend(surface.operations.iter().map(|operation| operation.id.clone()));
    fs::create_dir_all(target.join("resources")).context("cannot create a folder")?;
    for file in &files {
        let Some(name) = file.path.strip_prefix("resources/") else {
            save(&target.join(&file.path), &file.text)?;
            continue;
        };
        save(&target.join(&file.path), &file.text)?;
        for copy in 1..factor {
            let text = renamed(&file.text, &names, copy);
            let stem = name.trim_end_matches(".yaml");
            save(&target.join(format!("resources/{stem}_copy{copy}.yaml")), &text)?;
        }
    }
    Ok(surface.operations.len() * factor)
}

fn save(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// Returns the text with names, accessor and paths that differ from those of every other copy.
fn renamed(text: &str, names: &BTreeSet<String>, copy: usize) -> String {
    let mut result = String::with_capacity(text.len() + text.len() / 8);
    // There, a path can begin with the name of a resource; elsewhere, with that of a parameter.
    let mut is_behaviour = false;
    for line in text.lines() {
        is_behaviour |= line == "behaviour:";
        let with_names = |text: &str| with_names(text, names, copy, is_behaviour);
        let line = match line.split_once(": ") {
            Some(("accessor", name)) => format!("accessor: {name}_copy{copy}"),
            Some(("    http", value)) => format!("    http: {}", value.replacen('/', &format!("/Copy{copy}/"), 1)),
            // A parameter may be named like a type.
            Some((key, value)) if key.starts_with("      ") => format!("{key}: {}", with_names(value)),
            _ if line.starts_with("      ") && line.ends_with(':') => line.to_owned(),
            _ => with_names(line),
        };
        result.push_str(&line);
        result.push('\n');
    }
    result
}

/// Returns the line with every word that is a name replaced by the name in the copy; with `in_paths`, at the beginning of
/// paths as well.
fn with_names(line: &str, names: &BTreeSet<String>, copy: usize, in_paths: bool) -> String {
    let mut result = String::with_capacity(line.len() + 16);
    let mut rest = line;
    while !rest.is_empty() {
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let (word, behind) = rest.split_at(end);
        result.push_str(word);
        let is_path = !in_paths && behind.strip_prefix('.').is_some_and(|rest| rest.starts_with(is_word));
        if names.contains(word) && !is_path {
            result.push_str(&format!("Copy{copy}"));
        }
        let skip = behind.find(is_word).unwrap_or(behind.len());
        result.push_str(&behind[..skip]);
        rest = &behind[skip..];
    }
    result
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_larger_description_is_valid() {
        let folder = tempfile::tempdir().unwrap();
        let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
        let once = write(&spec, &folder.path().join("1"), 1).unwrap();
        let thrice = write(&spec, &folder.path().join("3"), 3).unwrap();
        assert_eq!(thrice, 3 * once);
        let files = description::read(&folder.path().join("3")).unwrap();
        if let Err(problems) = generator::check(&files) {
            unreachable!("{problems}");
        }
        let surface = generator::surface(&files).unwrap();
        assert_eq!(surface.operations.len(), thrice);
    }
}
