//! Knows the rules that a resolved description must keep, one function per subject. Knows nothing of Rust text.

mod api;
mod docs;
mod example;
mod operations;
mod types;
mod waiters;
mod webhooks;

use crate::diagnostics::Sink;
use crate::model::Api;
use crate::parse::Places;

/// Reports every rule that the description breaks.
pub(crate) fn validate(api: &Api, places: &Places, sink: &mut Sink) {
    let mut found = Sink::default();
    let mut rules = Rules { api, places, sink: &mut found };
    rules.api();
    rules.types();
    rules.operations();
    rules.waiters();
    rules.webhooks();
    rules.docs();
    if api.is_partial {
        found.retain(|code| !ABSENCE.contains(&code));
    }
    if sink.has_any(&["type-expression", "unknown-type"]) {
        found.retain(|code| code != "unused");
    }
    sink.append(found);
}

/// Rules that something is missing. Where part of the description could not be read, it may stand in that part.
const ABSENCE: [&str; 12] = [
    "docs-link",
    "empty-success",
    "empty-type",
    "list-without-page",
    "no-operations",
    "no-resources",
    "page",
    "placeholder",
    "unknown-field",
    "unknown-operation",
    "unknown-value",
    "unused",
];

struct Rules<'a> {
    api: &'a Api,
    places: &'a Places,
    sink: &'a mut Sink,
}
