//! Adopting differences: every mechanical edit of a document is adopted, in whatever style the description is written, and
//! nothing but the lines of the fact changes.

use std::collections::BTreeSet;

use generator::SourceFile;
use generator::drift::adopt::{Adopted, adopt};
use generator::drift::{Comparison, Relation, compare};
use generator::openapi::{Conventions, export};
use generator::surface::{Rule, Surface};
use serde_json::{Value, json};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{edits, read, styles, support};

/// Rules whose differences need a person, and why.
const FOR_A_PERSON: &[Rule] = &[
    Rule::Authentication,
    Rule::FieldPresence,
    Rule::FieldType,
    Rule::HeaderAdded,
    Rule::HeaderRemoved,
    Rule::OperationMethod,
    Rule::OperationRequestType,
    Rule::OperationResponse,
    Rule::OperationResponseType,
    Rule::PageEnvelope,
    Rule::ParameterRequired,
    Rule::ParameterType,
    Rule::SidPrefix,
    Rule::StructOpen,
    Rule::Unreadable,
];

/// When a difference that is mechanical by its rule needs a person all the same: part of what `adopt` says, and why.
const EXCEPTIONS: &[(&[Rule], &str, &str)] = &[
    (
        &[Rule::FieldAdded, Rule::FieldRemoved, Rule::ValueRemoved],
        "the example does not fit the type",
        "examples are written by hand",
    ),
    (&[Rule::FieldDefault, Rule::ParameterDefault], "the default does not fit the type", "the document is wrong"),
    (
        &[Rule::FieldDefault, Rule::FieldDeprecated, Rule::FieldLimits],
        "would still differ",
        "a type stands for two schemas, one of which changed",
    ),
    (&[Rule::ParameterDefault], "would still differ", "what is required needs nothing to be assumed"),
    (
        &[Rule::FieldAdded, Rule::FieldRemoved],
        "would differ elsewhere",
        "a type stands for two schemas, one of which changed",
    ),
    (
        &[Rule::FieldRemoved, Rule::ParameterRemoved, Rule::ValueRemoved],
        "has no",
        "a waiter or a way to find it needs it",
    ),
    (&[Rule::OperationAdded], "two operations have the same method and path", "the old name is needed elsewhere"),
    (&[Rule::OperationAdded], "returns none", "what belongs to no resource has no place"),
    (&[Rule::FieldRemoved, Rule::OperationAdded], "which is a Rust keyword", "the Rust name has to be chosen"),
    (&[Rule::OperationRemoved, Rule::ParameterRemoved], "never part of a request", "the type said that it is"),
    (&[Rule::OperationRemoved], "has no operation", "a waiter or documentation names it"),
    (&[Rule::OperationRemoved], "there is no operation", "a way to find it needs it"),
    (&[Rule::OperationRemoved], "nothing is paginated", "the API's pagination goes with its last list"),
    (&[Rule::OperationStatus], "would differ elsewhere", "a status without a body"),
    (&[Rule::PageSize], "lists without a page size", "the language has no word for it"),
    (&[Rule::PageSize], "is below the default", "the API's default does not fit"),
    (&[Rule::ParameterAdded], "a header cannot be required", "the client has no way to pass it"),
    (&[Rule::ParameterAdded], "needs `BrandNew`", "a way to find it has to provide it"),
    (&[Rule::ParameterDeprecated], "callers cannot avoid it", "what is required cannot be deprecated"),
    (&[Rule::ParameterDefault, Rule::ParameterLimits], "is above the maximum", "the document is wrong"),
    (&[Rule::ParameterLimits], "is below the minimum", "the example has to become another one"),
    (
        &[Rule::FieldLimits, Rule::ParameterLimits],
        "is longer than",
        "the default or the example has to become another one",
    ),
    (&[Rule::ParameterRemoved], "does not take `If-Match`", "idempotency depends on it"),
];

fn surface(files: &[SourceFile]) -> Surface {
    generator::surface(files).unwrap_or_else(|problems| unreachable!("the description is not valid: {problems}"))
}

fn told(description: &Surface, document: &str) -> Comparison {
    let new = read(document, Conventions::of(description));
    compare(description, &new.surface, Relation::Description, &new.findings)
}

fn ids(comparison: &Comparison) -> BTreeSet<String> {
    comparison.differences.iter().map(|difference| difference.id.clone()).collect()
}

fn rule_of(id: &str) -> Rule {
    let name = id.split(':').next().unwrap_or_default();
    Rule::from_name(name).unwrap_or_else(|| unreachable!("{id} begins with no rule"))
}

/// What was tried.
#[derive(Default)]
struct Tried {
    adopted: BTreeSet<Rule>,
    exceptions: BTreeSet<&'static str>,
}

/// Adopts every edit of the document that a description is exported to, with the description in some styles.
fn try_all(name: &str, styles: &[(&str, styles::Style)], tried: &mut Tried) {
    let files = support::description(&support::fixtures().join(name));
    let original = surface(&files);
    let value: Value = serde_json::from_str(&export(&original)).expect("JSON");
    let base = read(&value.to_string(), Conventions::of(&original));
    let rewritten: Vec<(&str, Vec<SourceFile>, Surface)> = styles
        .iter()
        .map(|(style, write)| {
            let files: Vec<_> =
                files.iter().map(|file| SourceFile::new(file.path.clone(), write(&file.text))).collect();
            let surface = surface(&files);
            (*style, files, surface)
        })
        .collect();
    let mut failures = Vec::new();
    edits::all(&value, &base.surface, Conventions::of(&original), &mut |edited| {
        let mut usual = None;
        for (style, files, description) in &rewritten {
            let mut fail = |what: String| {
                failures
                    .push(format!("{name}, {style}: {:?} {:?} {}: {what}", edited.change, edited.kind, edited.what));
            };
            let comparison = told(description, &edited.document);
            let new = read(&edited.document, Conventions::of(description)).surface;
            let outcome = adopt(files, description, &new, &comparison, generator::surface);
            for left in &outcome.left {
                let rule = rule_of(&left.id);
                let exception = EXCEPTIONS.iter().find(|it| it.0.contains(&rule) && left.reason.contains(it.1));
                tried.exceptions.extend(exception.map(|it| it.1));
                if exception.is_none() && !FOR_A_PERSON.contains(&rule) {
                    fail(format!("{} is left: {}", left.id, left.reason));
                }
            }
            tried.adopted.extend(outcome.adopted.iter().map(|id| rule_of(id)));
            let left: BTreeSet<String> = outcome.left.iter().map(|left| left.id.clone()).collect();
            let still = ids(&told(&surface(&outcome.files), &edited.document));
            if still != left {
                fail(format!("{left:?} was left, {still:?} differs"));
            }
            // The style does not matter.
            let result = (outcome.adopted.clone(), outcome.left.clone());
            if *usual.get_or_insert_with(|| result.clone()) != result {
                fail(format!("{result:?}, otherwise {usual:?}"));
            }
            if let [id] = outcome.adopted.as_slice()
                && let Some(problem) = changed_elsewhere(files, &outcome, rule_of(id))
            {
                fail(problem);
            }
        }
    });
    assert!(failures.is_empty(), "{} failed:\n{}", failures.len(), failures[..failures.len().min(20)].join("\n"));
}

/// Whether lines say the type of a parameter, or what it means, or lead there.
fn is_said(lines: &[&str]) -> bool {
    const SAID: [&str; 4] = ["type: ", "docs: ", "\"type\": ", "\"docs\": "];
    lines.iter().all(|line| line.ends_with(':') || SAID.iter().any(|said| line.contains(said)))
}

/// What is wrong with the lines that adopting one difference changed.
fn changed_elsewhere(before: &[SourceFile], outcome: &Adopted, rule: Rule) -> Option<String> {
    let name = rule.as_str();
    let (is_added, is_removed) = (name.ends_with("-added"), name.ends_with("-removed"));
    for old in before {
        let Some(new) = outcome.files.iter().find(|new| new.path == old.path) else {
            if is_removed {
                continue;
            }
            return Some(format!("{} is gone", old.path));
        };
        let line_break = if old.text.contains("\r\n") { "\r\n" } else { "\n" };
        if new.text.replace("\r\n", "").contains(['\r', '\n']) && line_break == "\r\n" {
            return Some(format!("{} has line breaks of both kinds", old.path));
        }
        if old.text.ends_with('\n') != new.text.ends_with('\n') {
            return Some(format!("the end of {} changed", old.path));
        }
        let [before, after] = [old, new].map(|file| file.text.split(line_break).collect::<Vec<_>>());
        for op in capture_diff_slices(Algorithm::Myers, &before, &after) {
            let is_fine = match op {
                DiffOp::Equal { .. } => true,
                // A parameter that took its type from a field that goes says it itself.
                DiffOp::Insert { .. } => !is_removed || is_said(&after[op.new_range()]),
                // Whoever removes a fact removes lines; an attribute that goes was a line at most.
                DiffOp::Delete { old_len, .. } => is_removed || (!is_added && old_len == 1),
                // A map on one line changes within that line, and a line below may go with what only it used.
                DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                    let old = &before[old_index..old_index + old_len];
                    let new = &after[new_index..new_index + new_len];
                    match (is_added, is_removed) {
                        (true, _) => old_len == new_len && old.iter().zip(new).all(|(old, new)| is_extended(old, new)),
                        (_, true) => {
                            let is_shorter = |new: &str| old.iter().any(|old| is_extended(new, old));
                            new.iter().all(|new| is_shorter(new) || is_said(&[new]))
                        }
                        _ => old_len == 1 && new_len == 1,
                    }
                }
            };
            if !is_fine {
                return Some(format!("{name} changed {op:?} of {}:\n{}", old.path, new.text));
            }
        }
    }
    None
}

/// Whether a line is another one with something put into it.
fn is_extended(short: &str, long: &str) -> bool {
    let same = short.bytes().zip(long.bytes()).take_while(|(a, b)| a == b).count();
    let same_at_end = short.bytes().rev().zip(long.bytes().rev()).take_while(|(a, b)| a == b).count();
    same + same_at_end >= short.len()
}

#[test]
fn every_mechanical_edit_is_adopted_in_every_style() {
    let mut tried = Tried::default();
    try_all("base", styles::ALL, &mut tried);
    try_all("harbour", styles::ALL.last_chunk::<2>().expect("there are styles"), &mut tried);
    try_all("observatory", &styles::ALL[..1], &mut tried);
    let mechanical = Rule::ALL.iter().filter(|rule| !FOR_A_PERSON.contains(rule));
    // Exports mark personal data in a way of their own, and the edits know none of it.
    let missing: Vec<_> =
        mechanical.filter(|rule| !tried.adopted.contains(rule) && **rule != Rule::FieldSensitive).collect();
    assert_eq!(missing, <[&Rule; 0]>::default(), "never adopted");
}

/// The same with the fixture that has everything, where it is asked for: it takes minutes.
#[test]
fn every_mechanical_edit_of_a_large_description_is_adopted() {
    if std::env::var_os("OPENAPI_DOCUMENT").is_some() {
        let mut tried = Tried::default();
        try_all("parcels", &styles::ALL[..1], &mut tried);
        for name in ["base", "harbour", "observatory"] {
            try_all(name, &styles::ALL[..1], &mut tried);
        }
        let unused = EXCEPTIONS.iter().filter(|it| !tried.exceptions.contains(it.1)).map(|it| it.1);
        assert_eq!(unused.collect::<Vec<_>>(), <[&str; 0]>::default(), "exceptions that do not occur");
    }
}

#[test]
fn a_new_resource_is_a_new_file() {
    let files = support::description(&support::fixtures().join("base"));
    let description = surface(&files);
    let mut value: Value = serde_json::from_str(&export(&description)).expect("JSON");
    value["components"]["schemas"]["parcels.v1.van.trip"] = json!({
        "type": "object",
        "properties": {
            "distance": {"type": "number"},
            "state": {"type": "string", "enum": ["open", "over"]},
            "stops": {"type": "array", "items": {"type": "object", "properties": {"depot": {"type": "string"}}}},
        },
        "required": ["distance"],
    });
    let trip = json!({"description": "OK", "content": {"application/json": {"schema": {
        "$ref": "#/components/schemas/parcels.v1.van.trip"
    }}}});
    let van = json!({"name": "Van", "in": "path", "required": true, "schema": {"type": "string"}});
    value["paths"]["/v1/Vans/{Van}/Trips/{Number}"] = json!({
        "parameters": [van, {"name": "Number", "in": "path", "required": true, "schema": {"type": "integer"}}],
        "delete": {"operationId": "DeleteTrip", "responses": {"204": {"description": "Gone"}}},
        "get": {"operationId": "FetchTrip", "responses": {"200": trip}},
    });
    let document = value.to_string();
    let new = read(&document, Conventions::of(&description)).surface;
    let outcome = adopt(&files, &description, &new, &told(&description, &document), generator::surface);
    assert_eq!(outcome.left, []);
    let created: Vec<_> = outcome.files.iter().filter(|new| files.iter().all(|old| old.path != new.path)).collect();
    let [created] = created.as_slice() else { unreachable!("one file is new: {created:?}") };
    assert_eq!(created.path, "resources/van_trip.yaml");
    insta::assert_snapshot!("new_resource", created.text);
    assert_eq!(ids(&told(&surface(&outcome.files), &document)), BTreeSet::new());

    // And back: the file goes, and what only it used.
    let files = outcome.files;
    let description = surface(&files);
    let document = export(&surface(&support::description(&support::fixtures().join("base"))));
    let new = read(&document, Conventions::of(&description)).surface;
    let outcome = adopt(&files, &description, &new, &told(&description, &document), generator::surface);
    assert_eq!(outcome.left, []);
    let paths = |files: &[SourceFile]| files.iter().map(|file| file.path.clone()).collect::<BTreeSet<_>>();
    assert_eq!(paths(&outcome.files), paths(&support::description(&support::fixtures().join("base"))));
}
