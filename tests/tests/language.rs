//! Holds the language of descriptions together: every key of the schema is documented, used by a valid fixture, and wrong
//! in a broken one.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use saphyr_parser::{Event, Parser};
use serde_json::Value;

/// A definition of the schema and a key of it.
type Key = (String, String);

/// The heading in `spec/README.md` under which the keys of a definition are documented.
const SECTIONS: [(&str, &str); 35] = [
    ("Announcement", "Events of states"),
    ("Api", "`api.yaml`"),
    ("Behaviour", "Behaviour"),
    ("CredentialPair", "Credentials"),
    ("Credentials", "Credentials"),
    ("Deviation", "Deviations"),
    ("Each", "One for each"),
    ("Effect", "What parameters do"),
    ("ErrorCode", "Error codes"),
    ("Event", "Webhooks"),
    ("Field", "Fields"),
    ("Find", "Lost responses"),
    ("FromElsewhere", "Where values come from"),
    ("FullValue", "Types"),
    ("Location", "Location"),
    ("OfficialDocument", "The official document"),
    ("Operation", "Operations"),
    ("Package", "Package"),
    ("Page", "Lists"),
    ("Pagination", "Pagination"),
    ("Parameter", "Parameters"),
    ("Part", "Parts"),
    ("Permission", "Permissions"),
    ("RateLimitHeaders", "Response headers"),
    ("Refusal", "Rules"),
    ("Resource", "Resource files"),
    ("ResponseHeaders", "Response headers"),
    ("Row", "Rows"),
    ("SensitiveMark", "The official document"),
    ("Sid", "SIDs"),
    ("States", "States"),
    ("Step", "Steps"),
    ("TypeDef", "Types"),
    ("Waiter", "Waiters"),
    ("Webhooks", "Webhooks"),
];

static SCHEMA: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(&generator::schema()).expect("the schema is JSON"));

/// Follows references; returns the definition that the last one led to.
fn resolve(mut schema: &'static Value) -> (Option<&'static str>, &'static Value) {
    let mut definition = None;
    loop {
        if let Some(reference) = schema["$ref"].as_str() {
            let name = reference.rsplit('/').next().expect("a reference ends in a name");
            (definition, schema) = (Some(name), &SCHEMA["definitions"][name]);
        } else if let Some([only]) = schema["allOf"].as_array().map(Vec::as_slice) {
            schema = only;
        } else {
            return (definition, schema);
        }
    }
}

/// Every key of the language.
fn keys() -> BTreeSet<Key> {
    let definitions = SCHEMA["definitions"].as_object().expect("the schema has definitions");
    let keys = definitions.iter().flat_map(|(definition, schema)| {
        let properties = schema["properties"].as_object().into_iter().flatten();
        properties.map(move |(key, _)| (definition.clone(), key.clone()))
    });
    keys.collect()
}

/// The schema of a file of a description.
fn root(path: &str) -> &'static Value {
    if path == "api.yaml" { &SCHEMA["else"] } else { &SCHEMA["then"] }
}

/// The schema of a member of a map, or of the maps of a list, and the key if it is one of the language.
fn member(schema: &'static Value, name: &str) -> Option<(Option<Key>, &'static Value)> {
    let (definition, schema) = resolve(schema);
    if let Some(items) = schema.get("items") {
        return member(items, name);
    }
    if let Some(branches) = schema["anyOf"].as_array() {
        return branches.iter().find_map(|branch| member(branch, name));
    }
    if let Some(property) = schema["properties"].get(name) {
        return Some((definition.map(|definition| (definition.to_owned(), name.to_owned())), property));
    }
    schema.get("additionalProperties").filter(|others| others.is_object()).map(|others| (None, others))
}

/// Notes the keys that a value uses.
fn note_used(schema: &'static Value, value: &Value, used: &mut BTreeSet<Key>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                if let Some((key, schema)) = member(schema, name) {
                    used.extend(key);
                    note_used(schema, value, used);
                }
            }
        }
        Value::Array(items) => {
            let (_, schema) = resolve(schema);
            if let Some(schema) = schema.get("items") {
                items.iter().for_each(|item| note_used(schema, item, used));
            }
        }
        _ => {}
    }
}

fn files(folder: &Path) -> BTreeMap<String, String> {
    let files = support::overlaid(folder).into_iter();
    files.map(|file| (file.path, file.text)).collect()
}

#[test]
fn every_key_is_documented() {
    let manual = fs::read_to_string(support::repository().join("spec/README.md")).expect("the manual can be read");
    let rows_of = |heading: &str| -> BTreeSet<String> {
        let is_title = |line: &&str| line.starts_with('#') && line.trim_start_matches('#').trim() == heading;
        let lines = manual.lines().skip_while(|line| !is_title(line)).skip(1).take_while(|line| !line.starts_with('#'));
        let rows = lines.filter_map(|line| line.strip_prefix("| `")?.split_once("` |").map(|(key, _)| key.to_owned()));
        rows.collect()
    };
    let mut expected: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (definition, key) in keys() {
        let section = SECTIONS.iter().find(|(name, _)| *name == definition);
        let (_, section) =
            section.unwrap_or_else(|| unreachable!("SECTIONS does not say where {definition} is documented"));
        expected.entry(section).or_default().insert(key);
    }
    for (section, keys) in expected {
        let rows = rows_of(section);
        let missing: Vec<_> = keys.difference(&rows).collect();
        let stale: Vec<_> = rows.difference(&keys).collect();
        assert!(
            missing.is_empty() && stale.is_empty(),
            "{section}: without a row {missing:?}, without a key {stale:?}"
        );
    }
}

#[test]
fn every_key_is_used_by_a_valid_fixture() {
    let mut used = BTreeSet::new();
    let valid = support::fixtures().join("valid");
    let fixtures = support::folders(&valid).into_iter().map(|name| files(&valid.join(name)));
    let others = support::other_apis()
        .into_iter()
        .map(|(_, files)| files.into_iter().map(|file| (file.path, file.text)).collect());
    for (path, text) in fixtures.chain(others).flatten() {
        let value: Value = serde_yaml::from_str(text.trim_start_matches('\u{feff}')).expect("the fixture is YAML");
        note_used(root(&path), &value, &mut used);
    }
    let unused: Vec<Key> = keys().difference(&used).cloned().collect();
    assert!(unused.is_empty(), "{unused:?}");
}

/// A place in a text: line and column, both from 1.
type Position = (usize, usize);

/// Every key of a text with the extent of its entry, outer ones first: the names that lead to it, and from where to where.
fn entries(text: &str) -> Vec<(Vec<String>, Position, Position)> {
    enum Open {
        Map { key: Option<(String, Position)> },
        List,
    }
    let mut found = Vec::new();
    let mut stack: Vec<Open> = Vec::new();
    let path = |stack: &[Open]| -> Vec<String> {
        let keys = stack.iter().filter_map(|open| match open {
            Open::Map { key: Some((key, _)) } => Some(key.clone()),
            _ => None,
        });
        keys.collect()
    };
    for event in Parser::new_from_str(text) {
        // What is behind a syntax error has no keys.
        let Ok((event, span)) = event else { break };
        let position = |marker: &saphyr_parser::Marker| (marker.line(), marker.col() + 1);
        let is_value = match event {
            Event::Scalar(value, ..) => match stack.last_mut() {
                Some(Open::Map { key: key @ None }) => {
                    *key = Some((value.into_owned(), position(&span.start)));
                    false
                }
                _ => true,
            },
            Event::MappingStart(..) => {
                stack.push(Open::Map { key: None });
                false
            }
            Event::SequenceStart(..) => {
                stack.push(Open::List);
                false
            }
            Event::MappingEnd | Event::SequenceEnd => {
                stack.pop();
                true
            }
            _ => false,
        };
        if is_value {
            let names = path(&stack);
            if let Some(Open::Map { key }) = stack.last_mut()
                && let Some((_, start)) = key.take()
            {
                found.push((names, start, position(&span.end)));
            }
        }
    }
    found
}

/// The innermost key of the language at a place of a file.
fn key_at(path: &str, text: &str, at: Position) -> Option<Key> {
    let entries = entries(text);
    let around = entries.iter().filter(|(_, start, end)| *start <= at && at <= *end);
    let innermost = around.max_by_key(|(names, ..)| names.len())?;
    let mut schema = root(path);
    let mut found = None;
    for name in &innermost.0 {
        let Some((key, inner)) = member(schema, name) else { break };
        found = key.or(found);
        schema = inner;
    }
    found
}

#[test]
fn every_key_is_wrong_in_a_broken_fixture() {
    let mut wrong = BTreeSet::new();
    let broken = support::fixtures().join("broken");
    for name in support::folders(&broken) {
        let description = support::overlaid(&broken.join(&name));
        let Err(diagnostics) = generator::check(&description) else { continue };
        for it in diagnostics.iter() {
            if let Some(file) = description.iter().find(|file| file.path == it.file) {
                wrong.extend(key_at(&file.path, &file.text, (it.line, it.column)));
            }
        }
    }
    let missing: Vec<Key> = keys().difference(&wrong).cloned().collect();
    assert!(missing.is_empty(), "without a broken fixture: {missing:#?}");
}
