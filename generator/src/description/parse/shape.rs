//! Checks a tree against the schema of the language and reports every mismatch.
//!
//! serde stops at the first wrong key of a document; maintainers want to see all of them at once. The schema is derived
//! from the structs that serde fills, so what passes here also deserializes.

use std::collections::BTreeSet;

use super::advice;
use super::schema::{Expectation, ExpectationId, Language, Others};
use crate::description::code::Code;
use crate::description::diagnostics::{Problem, Sink};
use crate::description::scalar::ScalarKind;
use crate::description::source::Span;
use crate::description::tree::{Entry, NodeId, NodeKind, Tree};

/// Which kind of file a tree is.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Api,
    Resource,
}

/// What has to change in a file's values so that the rest of them can be read: one wrong value must not hide what is
/// wrong elsewhere.
#[derive(Debug, Default)]
pub(crate) struct Repairs {
    /// Values to leave out: those that cannot be read, and those of keys that are not known.
    pub(crate) omit: BTreeSet<NodeId>,
    /// Scalars to take as text because nothing else can be read in their place.
    pub(crate) quote: BTreeSet<NodeId>,
    /// Maps that lack documentation, and its key.
    pub(crate) document: Vec<(NodeId, &'static str)>,
    /// Something that counts is left out.
    pub(crate) is_lossy: bool,
}

/// A tree on its way through the language.
struct Walk<'a> {
    language: &'static Language,
    tree: &'a Tree,
    sink: &'a mut Sink,
    repairs: Repairs,
    /// The keys that lead to the node.
    keys: Vec<&'a str>,
}

/// Reports everything in which the tree differs from the language, and says what would help.
pub(crate) fn check(tree: &Tree, kind: Kind, sink: &mut Sink) -> Repairs {
    let language = Language::get();
    let expectation = match kind {
        Kind::Api => language.api,
        Kind::Resource => language.resource,
    };
    let mut walk = Walk { language, tree, sink, repairs: Repairs::default(), keys: Vec::new() };
    if !walk.node(tree.root(), tree.head(), expectation) {
        walk.repairs.is_lossy = true;
    }
    walk.repairs
}

impl<'a> Walk<'a> {
    /// Whether the node can be read, after the repairs that are noted.
    fn node(&mut self, id: NodeId, place: Span, expectation: ExpectationId) -> bool {
        let (language, tree) = (self.language, self.tree);
        let (expectation, node) = (language.expectation(expectation), tree.node(id));
        if !expectation.kinds.fit(&node.kind) {
            self.sink.push(advice::mismatch(&node.kind, node.span, place, expectation, &self.keys));
            match &node.kind {
                NodeKind::Scalar(..) if expectation.kinds.fit_text() => _ = self.repairs.quote.insert(id),
                // serde takes it for an empty map.
                NodeKind::Scalar(_, ScalarKind::Null) => {}
                _ => _ = self.repairs.omit.insert(id),
            }
            return false;
        }
        if let Some(&branch) =
            expectation.branches.iter().find(|&&branch| language.expectation(branch).kinds.fit(&node.kind))
        {
            return self.node(id, place, branch);
        }
        match &node.kind {
            NodeKind::Mapping(entries) => self.mapping(id, entries, place, expectation),
            NodeKind::Sequence(items) => {
                let Some(item) = expectation.items else { return true };
                let mut is_readable = true;
                for &child in items {
                    is_readable &= self.node(child, tree.node(child).span, item);
                }
                is_readable
            }
            NodeKind::Scalar(text, kind) => {
                if node.is_commented && is_prose(text, &self.keys) {
                    let at = Span { start: node.span.end, end: node.span.end + 2, ..node.span };
                    let problem = Problem::new(Code::YamlComment, at, "the rest of this line is a comment");
                    self.sink.push(problem.help("put the text in quotes, or the comment on a line of its own"));
                }
                let is_readable = self.scalar(text, *kind, node.span, place, expectation);
                if !is_readable {
                    self.repairs.omit.insert(id);
                }
                is_readable
            }
        }
    }

    fn mapping(&mut self, id: NodeId, entries: &'a [Entry], place: Span, expectation: &Expectation) -> bool {
        let mut is_readable = true;
        for entry in entries {
            let property = expectation.property(&entry.key);
            let of_entry = match (property, expectation.others) {
                (Some(property), _) => property.expectation,
                (None, Others::Each(expectation)) => expectation,
                (None, Others::Anything) => continue,
                (None, Others::Nothing) => {
                    self.sink.push(advice::unknown(entry, self.tree.node(entry.value), expectation));
                    self.repairs.omit.insert(entry.value);
                    // What it was to say may be what seems to be missing.
                    self.repairs.is_lossy = true;
                    continue;
                }
            };
            let is_empty = match &self.tree.node(entry.value).kind {
                NodeKind::Mapping(entries) => entries.is_empty(),
                NodeKind::Sequence(items) => items.is_empty(),
                NodeKind::Scalar(..) => false,
            };
            if is_empty && property.is_some_and(|property| property.is_empty_by_default) {
                let message = format!("`{}` is empty, which is the default", entry.key);
                self.sink.push(Problem::new(Code::RedundantKey, entry.key_span, message).help("remove the key"));
            }
            self.keys.push(&entry.key);
            let is_fine = self.node(entry.value, entry.key_span, of_entry);
            self.keys.pop();
            if !is_fine {
                if property.is_some_and(|property| property.is_required) {
                    is_readable = false;
                } else {
                    self.repairs.omit.insert(entry.value);
                    self.repairs.is_lossy = true;
                }
            }
        }
        for name in &expectation.required {
            if !entries.iter().any(|entry| entry.key == *name) {
                is_readable &= self.missing(id, place, expectation, name);
            }
        }
        is_readable
    }

    /// Reports a key that must be there. Whether the map can be read without it: documentation can be made up.
    fn missing(&mut self, id: NodeId, place: Span, expectation: &Expectation, name: &'static str) -> bool {
        let is_docs = matches!(name, "docs" | "operations_docs");
        let code = if name == "docs" { Code::MissingDocs } else { Code::MissingKey };
        let problem = Problem::new(code, place, format!("missing key `{name}`"));
        self.sink.push(match expectation.property(name).and_then(|property| property.description) {
            Some(meaning) => problem.help(format!("`{name}`: {meaning}")),
            None => problem,
        });
        if is_docs {
            self.repairs.document.push((id, name));
        }
        is_docs
    }

    fn scalar(&mut self, text: &str, kind: ScalarKind, span: Span, place: Span, expectation: &Expectation) -> bool {
        let mut is_readable = true;
        if expectation.is_flag && kind == ScalarKind::Boolean && text != "true" {
            self.sink.push(if text.eq_ignore_ascii_case("true") {
                Problem::new(Code::Value, span, format!("`{text}` is not a valid value of this key"))
                    .help("write `true`")
            } else {
                let problem = Problem::new(Code::RedundantKey, span, format!("`{text}` is the default"));
                problem.help("remove the key")
            });
            is_readable = false;
        } else if !expectation.values.is_empty() && !expectation.values.contains(&(text, kind)) {
            let problem = Problem::new(Code::Value, span, format!("`{text}` is not a valid value of this key"));
            let names = || expectation.values.iter().map(|value| value.0);
            self.sink.push(if names().any(|name| name == text) {
                problem.help("remove the quotes")
            } else {
                problem.help(format!("possible values: {}", expectation.expected)).suggest(text, names())
            });
            is_readable = false;
        }
        if kind == ScalarKind::String && expectation.is_never_empty && text.trim().is_empty() {
            self.sink.push(Problem::new(Code::EmptyValue, place, "the value is empty"));
        }
        if let Some((least, most)) = expectation.limits
            && !text.parse().is_ok_and(|number: i64| (least..=most).contains(&number))
        {
            let problem = Problem::new(Code::Value, span, format!("`{text}` is out of range, or not a decimal number"));
            let is_decimal = text.trim_start_matches('-').bytes().all(|digit| digit.is_ascii_digit());
            self.sink.push(match is_decimal {
                true => problem.help(format!("write a number from {least} to {most}")),
                false => problem.help("write it in decimal digits"),
            });
            is_readable = false;
        }
        is_readable
    }
}

/// Whether a text is made of words, which a comment is not meant to end.
fn is_prose(text: &str, keys: &[&str]) -> bool {
    match keys {
        [
            ..,
            "additional_fields" | "api" | "deprecated" | "description" | "docs" | "operations_docs" | "reason" | "unit",
        ]
        | [.., "values" | "path" | "query" | "header" | "form" | "parameters", _] => true,
        [.., "http" | "license" | "type"] => false,
        _ => text.contains(' '),
    }
}
