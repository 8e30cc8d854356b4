//! What an edit makes needless: keys that say what is said elsewhere since then. They go with it.

use super::edit::Edit;
use super::value::Value;
use crate::description::code::Code;
use crate::description::diagnostics::{Diagnostic, Diagnostics};
use crate::description::source::{FileId, Lines, SourceFile};
use crate::description::tree::{NodeId, Tree};

/// Deeper than descriptions are.
const MAX_DEPTH: usize = 64;

/// The edits that remove the needless keys among the problems of a description, of operations and of what was edited.
pub(super) fn needless(files: &[SourceFile], edits: &[Edit], problems: &Diagnostics) -> Vec<Edit> {
    let needless = problems.iter().filter(|problem| problem.code == Code::RedundantKey);
    needless.filter_map(|problem| removal(files, edits, &problem)).collect()
}

fn removal(files: &[SourceFile], edits: &[Edit], problem: &Diagnostic) -> Option<Edit> {
    let file = files.iter().find(|file| file.path == problem.file)?;
    let tree = Tree::read(FileId(0), file, MAX_DEPTH, &mut |_, _| {})?;
    let lines = Lines::of(&file.text);
    let is_there = |offset| {
        let place = lines.at(&file.text, offset);
        (place.line, place.column) == (problem.line, problem.column)
    };
    let mut path = Vec::new();
    if !find(&tree, tree.root(), &is_there, &mut path) {
        return None;
    }
    let is_edited = edits.iter().any(|edit| match edit {
        Edit::Entry { file: edited, at, .. } => *edited == file.path && at.iter().zip(&path).all(|(a, b)| a == b),
        Edit::Create { file: edited, .. } => *edited == file.path,
        Edit::Delete { .. } => false,
    });
    if !is_edited && !matches!(path.first(), Some(&("operations" | "parameters"))) {
        return None;
    }
    let (key, map) = path.split_last()?;
    Some(match map {
        // Without its entry, the parameter would go.
        ["operations", _, "query" | "header" | "form"] => Edit::set(&file.path, map, key, Value::Flow(Vec::new())),
        _ => Edit::remove(&file.path, map, key),
    })
}

/// Finds the keys that lead to a place.
fn find<'a>(tree: &'a Tree, node: NodeId, is_there: &impl Fn(u32) -> bool, path: &mut Vec<&'a str>) -> bool {
    for entry in tree.entries(node) {
        path.push(&entry.key);
        if is_there(entry.key_span.start) || find(tree, entry.value, is_there, path) {
            return true;
        }
        path.pop();
    }
    false
}
