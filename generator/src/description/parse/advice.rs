//! What to say of a key or a value that does not fit the language: what was meant, as far as it can be guessed, and how
//! it is written. What fits is decided in [`super::shape`].

use super::schema::{Expectation, list};
use crate::description::code::Code;
use crate::description::diagnostics::Problem;
use crate::description::scalar::ScalarKind;
use crate::description::source::Span;
use crate::description::tree::{Entry, Node, NodeKind};

/// A key that has no meaning.
pub(super) fn unknown(entry: &Entry, value: &Node, expectation: &Expectation) -> Problem {
    let names = || expectation.properties.iter().map(|property| property.name);
    let key = entry.key.as_str();
    let problem = Problem::new(Code::UnknownKey, entry.key_span, format!("unknown key `{key}`"));
    let is_known = |name: &&&str| names().any(|known| known == **name);
    // Without a colon, an entry in braces is what a comma or a missing blank made of a text.
    if matches!(&value.kind, NodeKind::Scalar(text, ScalarKind::Null) if text.is_empty())
        && value.span.start <= entry.key_span.end
    {
        if let Some((name, _)) = key.split_once(':').filter(|(name, _)| is_known(&name)) {
            return problem.help(format!("a blank is missing: write `{name}: `"));
        }
        if key.ends_with('>') {
            return problem
                .help("a comma ends a value in braces; the keys of a map are always text, so write `map<string>`");
        }
        return problem.help("a comma ends a value in braces; put a text that contains one in quotes");
    }
    if key == "<<" {
        return problem.help("keys are not merged: write them out");
    }
    let elsewhere = ELSEWHERE.iter().find(|(name, _)| *name == key);
    let known: Vec<&str> =
        elsewhere.map(|(_, ours)| ours.iter().filter(is_known).copied().collect()).unwrap_or_default();
    match (known.as_slice(), OMITTED.contains(&key)) {
        ([], true) if names().any(|name| name == "required") => problem.help("leave `required` out instead"),
        ([], _) if matches!(key, "sids" | "errors" | "pagination" | "webhooks") => {
            problem.help(format!("`{key}` belongs in `api.yaml`"))
        }
        ([], _) => {
            let problem = problem.help(format!("known keys: {}", list(names())));
            // There is nothing like it.
            if elsewhere.is_some() { problem } else { problem.suggest(key, names()) }
        }
        (known, _) => problem.help(format!(
            "did you mean {}?",
            known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ")
        )),
    }
}

/// What keys are called in other languages that describe APIs, and here.
const ELSEWHERE: [(&str, &[&str]); 18] = [
    ("body", &["form"]),
    ("description", &["docs"]),
    ("enum", &["values"]),
    ("headers", &["header"]),
    ("max", &["maximum"]),
    ("maxLength", &["max_length"]),
    ("method", &["http"]),
    ("min", &["minimum"]),
    ("minLength", &[]),
    ("min_length", &[]),
    ("operationId", &["id"]),
    ("pagination", &["page"]),
    ("parameters", &["path", "query", "header", "form"]),
    ("params", &["query", "form"]),
    ("properties", &["fields"]),
    ("responses", &["status"]),
    ("summary", &["docs"]),
    ("url", &["http", "base_url"]),
];

/// Keys of other languages that say what is said by leaving `required` out.
const OMITTED: [&str; 2] = ["nullable", "optional"];

/// How the value of a key is written, where its kind says too little.
fn shape_of(keys: &[&str]) -> Option<&'static str> {
    Some(match keys {
        [.., "fields", _] => "`{type: string, docs: …}`",
        ["errors"] => "each with its name: `NOT_FOUND: {code: …, docs: …}`",
        [.., "permission"] => "`{name: /parcels/create, evidence: inferred}`",
        [.., "page"] => "`{key: parcels}`",
        [.., "find"] => "`{operation: FetchParcel}`",
        [.., "by"] => "`{Sid: Name}`",
        ["document"] => "`{url: https://…}`",
        ["credentials", _] => "`{prefix: SK, sid_variable: …, secret_variable: …}`",
        [.., "deviates"] => "`[{rule: …, reason: …}]`",
        [.., "path" | "query" | "header" | "form"] => "each with its name: `Name: {type: string, docs: …}`",
        [.., "values"] => "each with its meaning: `small: Fits a letter box.`",
        [.., "fields"] => "each with its name: `name: {type: string, docs: …}`",
        [.., "deprecated"] => "what to use instead: `deprecated: Use another.`",
        [.., "unit"] => "a word, such as `seconds`",
        [.., "sensitive", "value"] => "a text: only texts are marks",
        [.., "errors"] => "the names of error codes, such as `NOT_FOUND`",
        _ => return None,
    })
}

/// A value of another kind than expected.
pub(super) fn mismatch(node: &NodeKind, span: Span, place: Span, expectation: &Expectation, keys: &[&str]) -> Problem {
    let expected = expectation.expected.as_str();
    let shape = shape_of(keys).map(|shape| format!("write {shape}"));
    let problem = unlike(node, span, place, expected);
    match (node, shape) {
        (NodeKind::Scalar(_, ScalarKind::Null), _) => match keys {
            [.., name] if name.contains(' ') => problem.help("a comma ends a value in braces; put the text in quotes"),
            [.., "values", _] => problem.help("write what the value means"),
            [.., "path", _] => problem.help("remove the entry if nothing is left to be said"),
            [.., "query" | "header" | "form", _] => problem.help("write `{}` if nothing is left to be said"),
            _ => problem,
        },
        (_, None) => problem,
        (_, Some(shape)) => problem.help(shape),
    }
}

fn unlike(node: &NodeKind, span: Span, place: Span, expected: &str) -> Problem {
    match node {
        NodeKind::Scalar(_, ScalarKind::Null) => {
            let problem = Problem::new(Code::EmptyValue, place, format!("missing value; expected {expected}"));
            problem.help("omit optional keys instead of leaving them empty")
        }
        NodeKind::Scalar(text, kind) => {
            let message = format!("expected {expected}, found the {} `{text}`", kind.name());
            let problem = Problem::new(Code::WrongType, span, message);
            match expected {
                "a string" => problem.help(format!("put it in quotes: \"{text}\"")),
                "a list" => problem.help(format!("write `[{text}]`")),
                "an integer" => {
                    let is_quoted = (span.end - span.start) as usize > text.len();
                    problem.help(integer(text, is_quoted))
                }
                _ => problem,
            }
        }
        NodeKind::Sequence(_) => Problem::new(Code::WrongType, place, format!("expected {expected}, found a list")),
        NodeKind::Mapping(_) => Problem::new(Code::WrongType, place, format!("expected {expected}, found a map")),
    }
}

/// How to write what was meant as an integer.
fn integer(text: &str, is_quoted: bool) -> String {
    let plain: String = text.chars().filter(|c| !matches!(c, '_' | ' ')).collect();
    let whole = plain.trim_end_matches('0').strip_suffix('.').map(|whole| plain[..whole.len()].to_owned());
    match whole.unwrap_or(plain).parse::<i64>() {
        Ok(number) if is_quoted && number.to_string() == text => "remove the quotes".to_owned(),
        Ok(number) => format!("write `{number}`"),
        Err(_) => "only whole numbers are possible here, in decimal digits".to_owned(),
    }
}
