//! The comparison of documents, tried with every edit of every kind of node.
//!
//! The edits are derived from what the importer finds in a document, so that a new kind of node cannot be forgotten. Each
//! edit must be told by exactly the expected differences: none missed, none twice.

mod adopting;
mod damaged;
mod edits;
mod history;
mod hostile;
mod json;
mod reports;
mod styles;

use std::collections::BTreeMap;

use generator::SourceFile;
use generator::drift::{Comparison, Relation, Verdict, compare};
use generator::openapi::{Conventions, Document, Imported, import};
use generator::surface::{PaginationFacts, Rule, SensitiveMark};

use edits::{Change, Edited, Kind};

/// The conventions of the document in the fixtures.
fn conventions() -> (PaginationFacts, SensitiveMark) {
    let base = generator::surface(&support::description(&support::fixtures().join("base"))).expect("it is valid");
    let pagination = base.pagination.expect("the API has lists").facts;
    (pagination, SensitiveMark { pointer: "/x-privacy/class".to_owned(), value: "personal".to_owned() })
}

#[path = "../support/mod.rs"]
mod support;

fn read(text: &str, conventions: Conventions<'_>) -> Imported {
    let document = Document::read(SourceFile::new("document.json", text)).expect("the document is JSON");
    import(&document, conventions).expect("the document is OpenAPI")
}

fn told(old: &Imported, new: &Imported) -> Comparison {
    let unread: Vec<_> = new.findings.iter().filter(|it| !old.findings.contains(it)).cloned().collect();
    compare(&old.surface, &new.surface, Relation::Revisions, &unread)
}

/// Kinds of nodes for which a change has no meaning, and why.
const WAIVED: &[(Kind, Change, &str)] = &[
    (Kind::Operation, Change::Tighten, "operations have no limits; their parameters have"),
    (Kind::Operation, Change::Loosen, "operations have no limits; their parameters have"),
    (Kind::Path, Change::Add, "a path without an operation says nothing"),
    (Kind::Path, Change::Remove, "removed with its operations"),
    (Kind::Path, Change::Retype, "paths have no type"),
    (Kind::Path, Change::Tighten, "paths have no limits"),
    (Kind::Path, Change::Loosen, "paths have no limits"),
    (Kind::PathParameter, Change::Add, "comes with a placeholder of the path"),
    (Kind::PathParameter, Change::Remove, "goes with a placeholder of the path"),
    (Kind::PathParameter, Change::Tighten, "always required"),
    (Kind::PathParameter, Change::Loosen, "always required"),
    (Kind::Value, Change::Retype, "values of other types make another enum"),
    (Kind::Value, Change::Tighten, "values have no limits"),
    (Kind::Value, Change::Loosen, "values have no limits"),
    (Kind::Value, Change::Describe, "OpenAPI has no place for it"),
    (Kind::Shape, Change::Add, "a shape that nothing refers to says nothing"),
    (Kind::Shape, Change::Remove, "whatever refers to it could not be read"),
    (Kind::Shape, Change::Retype, "tried with what refers to it"),
    (Kind::Response, Change::Tighten, "responses have no limits"),
    (Kind::Response, Change::Loosen, "responses have no limits"),
    (Kind::Response, Change::Rename, "responses have no name but their status"),
    (Kind::Page, Change::Add, "a page has one list"),
    (Kind::Page, Change::Retype, "tried with the items"),
    (Kind::Page, Change::Describe, "tried with fields"),
    (Kind::Page, Change::Reorder, "tried with fields"),
    (Kind::Api, Change::Remove, "a document without a server or security is another document"),
    (Kind::Api, Change::Tighten, "an API has no limits"),
    (Kind::Api, Change::Loosen, "an API has no limits"),
];

/// Tries all edits of a document; returns how many there were of each kind and change.
fn try_all(text: &str, conventions: Conventions<'_>) -> BTreeMap<(Kind, Change), usize> {
    let (base, mut counts, mut failures) = (read(text, conventions), BTreeMap::new(), Vec::new());
    let value: serde_json::Value = serde_json::from_str(text).expect("the document is JSON");
    edits::all(&value, &base.surface, conventions, &mut |edited| {
        let Edited { kind, change, what, document, mut expected } = edited;
        *counts.entry((kind, change)).or_insert(0) += 1;
        let mut found: Vec<(Rule, Verdict)> =
            told(&base, &read(&document, conventions)).differences.iter().map(|it| (it.rule, it.verdict)).collect();
        found.sort();
        expected.sort();
        if found != expected {
            failures.push(format!("{change:?} {kind:?} {what}: expected {expected:?}, found {found:?}"));
        }
    });
    assert!(failures.is_empty(), "{} failed:\n{}", failures.len(), failures[..failures.len().min(40)].join("\n"));
    counts
}

#[test]
fn every_edit_is_told_once() {
    let text = std::fs::read_to_string(support::fixtures().join("../openapi/synthetic.json")).expect("it is there");
    let (pagination, mark) = conventions();
    let counts = try_all(&text, Conventions { pagination: Some(&pagination), sensitive: Some(&mark) });
    for kind in Kind::ALL {
        for change in Change::ALL {
            let waived = WAIVED.iter().find(|(a, b, _)| (*a, *b) == (kind, change));
            let tried = counts.contains_key(&(kind, change));
            match waived {
                Some((.., reason)) => assert!(!tried, "{change:?} {kind:?} is tried, though waived: {reason}"),
                None => assert!(tried, "{change:?} {kind:?} is neither tried nor waived"),
            }
        }
    }
}

/// The same with the official document, where it is given in the environment.
#[test]
fn every_edit_of_the_official_document_is_told_once() {
    let Some(path) = std::env::var_os("OPENAPI_DOCUMENT") else { return };
    let text = std::fs::read_to_string(path).expect("OPENAPI_DOCUMENT is the path of a document");
    let description = support::description(&support::repository().join("spec"));
    let surface = generator::surface(&description).expect("the description is valid");
    let counts = try_all(&text, Conventions::of(&surface));
    let total: usize = counts.values().sum();
    println!("{total} edits");
    assert!(total >= 2000, "only {total} edits");
}
