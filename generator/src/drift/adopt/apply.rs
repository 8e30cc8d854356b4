//! Edits the text of a description's files, and refuses what changes more than was meant.
//!
//! The editor keeps comments, order and style. It is guarded all the same: the result is read again and compared with
//! what was meant, and every line outside the edited entry has to be byte-identical.

use std::ops::Range;
use std::str::FromStr;

use serde_yaml::Value as Yaml;
use yaml_edit::{Document, Mapping};

use super::edit::Change;
use super::value::Value;

/// Groups that mean nothing without entries.
const GROUPS: [&str; 7] = ["form", "header", "parameters", "path", "query", "sids", "types"];

/// Applies a change to the text of its file. The error says why it was refused.
pub(super) fn apply(text: &str, at: &[String], change: &Change) -> Result<String, String> {
    let (at, change) = reachable(text, at, change)?;
    let (at, change) = (at.as_slice(), &change);
    // The editor is surest of whole lines.
    let is_cut = !text.ends_with('\n');
    let whole = if is_cut { &format!("{text}\n") } else { text };
    let document = Document::from_str(whole).map_err(|error| format!("the editor cannot read the file: {error}"))?;
    let mut map = document.as_mapping().ok_or("the file is not a map")?;
    for key in at {
        map = map.get_mapping(key.as_str()).ok_or_else(|| format!("there is no map `{key}`"))?;
    }
    match change {
        Change::Set { key, value } => set(&map, key, value)?,
        Change::Remove { key } => _ = map.remove(key.as_str()).ok_or_else(|| format!("there is no key `{key}`"))?,
    }
    let mut edited = document.to_string();
    check_values(whole, &edited, at, change)?;
    check_lines(whole, &edited, at, change)?;
    if is_cut {
        edited.truncate(edited.trim_end_matches(['\r', '\n']).len());
    }
    Ok(edited)
}

/// The same change at a map that exists: a value brings the maps around it along, documentation alone becomes the map that
/// it stands for, and the last entry of a group takes the group with it.
fn reachable(text: &str, at: &[String], change: &Change) -> Result<(Vec<String>, Change), String> {
    let root: Yaml = serde_yaml::from_str(text).map_err(|error| format!("the file is not YAML: {error}"))?;
    let mut map = &root;
    for (depth, key) in at.iter().enumerate() {
        let inner = map.get(key.as_str());
        let docs = inner.and_then(Yaml::as_str).map(|docs| ("docs".to_owned(), Value::text(docs)));
        match (inner.filter(|inner| inner.is_mapping()), change) {
            (Some(inner), _) => map = inner,
            (None, Change::Set { key: last, value }) => {
                let wrapped =
                    at[depth + 1..].iter().rev().fold((last.clone(), value.clone()), |(key, value), outer| {
                        (outer.clone(), Value::Block(vec![(key, value)]))
                    });
                let value = match docs.filter(|(docs, _)| *docs != wrapped.0) {
                    // On its line, if it has but one.
                    Some((_, Value::Text(text))) if !text.contains('\n') => {
                        Value::Flow(vec![("docs".to_owned(), Value::Text(text)), wrapped])
                    }
                    docs => Value::Block([wrapped].into_iter().chain(docs).collect()),
                };
                return Ok((at[..depth].to_vec(), Change::Set { key: key.clone(), value }));
            }
            (None, Change::Remove { .. }) => return Err(format!("there is no map `{key}`")),
        }
    }
    let is_last = map.as_mapping().is_some_and(|map| map.len() == 1);
    if let (Change::Remove { .. }, Some((group, outer))) = (change, at.split_last())
        && is_last
        && GROUPS.contains(&group.as_str())
    {
        return Ok((outer.to_vec(), Change::Remove { key: group.clone() }));
    }
    Ok((at.to_vec(), change.clone()))
}

fn set(map: &Mapping, key: &str, value: &Value) -> Result<(), String> {
    match value {
        Value::Text(text) => map.set(key, text.as_str()),
        Value::Integer(number) => map.set(key, *number),
        Value::True => map.set(key, true),
        structure => {
            let text = structure.yaml();
            let document = Document::from_str(&text).map_err(|error| format!("cannot write `{text}`: {error}"))?;
            match (document.as_mapping(), document.as_sequence(), document.as_scalar()) {
                (Some(inner), ..) => map.set(key, inner),
                (_, Some(inner), _) => map.set(key, inner),
                (.., Some(inner)) => map.set(key, inner),
                _ => return Err(format!("cannot write `{text}`")),
            }
        }
    }
    Ok(())
}

/// The file means what was meant.
fn check_values(before: &str, after: &str, at: &[String], change: &Change) -> Result<(), String> {
    let read =
        |text: &str| serde_yaml::from_str::<Yaml>(text).map_err(|error| format!("the result is not YAML: {error}"));
    let (mut expected, found) = (read(before)?, read(after)?);
    let mut map = &mut expected;
    for key in at {
        map = map.get_mut(key.as_str()).ok_or("the place is gone")?;
    }
    let map = map.as_mapping_mut().ok_or("the place is not a map")?;
    match change {
        Change::Set { key, value } => _ = map.insert(Yaml::String(key.clone()), value.to_yaml()),
        Change::Remove { key } => _ = map.remove(Yaml::String(key.clone())),
    }
    if expected == found { Ok(()) } else { Err("the editor changed other values".to_owned()) }
}

/// No line outside of the edited entry changes.
fn check_lines(before: &str, after: &str, at: &[String], change: &Change) -> Result<(), String> {
    let (old, new): (Vec<&str>, Vec<&str>) = (lines(before), lines(after));
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - same;
    let same_at_end = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let changed = same..old.len() - same_at_end;
    let keys: Vec<&str> = at.iter().map(String::as_str).chain([change.key()]).collect();
    let allowed = match extent(&old, &keys) {
        // The entry itself, or the map that it is in if that is written on its lines.
        (range, depth) if depth == keys.len() || !is_block(&old, &range) => range,
        // A new entry of a block adds lines and changes none.
        _ => 0..0,
    };
    if changed.clone().all(|line| allowed.contains(&line)) {
        Ok(())
    } else {
        Err("the editor changed other lines".to_owned())
    }
}

/// Lines with their breaks.
fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// Whether the entry on these lines has its value on the lines below its key.
fn is_block(lines: &[&str], range: &Range<usize>) -> bool {
    let Some(first) = lines.get(range.start) else { return true };
    first.split(" #").next().is_some_and(|code| code.trim_end().ends_with(':'))
}

/// The lines of the innermost entry that some keys lead to and that begins a line, by indentation, and how many of the
/// keys lead to it.
fn extent(lines: &[&str], keys: &[&str]) -> (Range<usize>, usize) {
    let width = |line: &str| line.len() - line.trim_start().len();
    let is_text = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let mut range = 0..lines.len();
    let mut inner = range.clone();
    for (depth, key) in keys.iter().enumerate() {
        let Some(own) = inner.clone().find(|&at| is_text(lines[at])).map(|at| width(lines[at])) else {
            return (range, depth);
        };
        let begins = |line: &str| {
            let quoted = [format!("{key}:"), format!("{}:", serde_json::Value::from(*key)), format!("'{key}':")];
            width(line) == own && quoted.iter().any(|start| line.trim_start().starts_with(start.as_str()))
        };
        let Some(start) = inner.clone().find(|&at| begins(lines[at])) else { return (range, depth) };
        let end = (start + 1..inner.end).find(|&at| is_text(lines[at]) && width(lines[at]) <= own);
        range = start..end.unwrap_or(inner.end);
        inner = start + 1..range.end;
    }
    (range, keys.len())
}
