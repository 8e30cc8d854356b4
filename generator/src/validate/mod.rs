//! Knows the rules that a resolved description must keep, one function per subject. Knows nothing of Rust text.

mod api;
mod docs;
mod example;
mod operations;
mod types;

use crate::diagnostics::Sink;
use crate::model::Api;
use crate::parse::Places;

/// Reports every rule that the description breaks.
pub(crate) fn validate(api: &Api, places: &Places, sink: &mut Sink) {
    let mut rules = Rules { api, places, sink };
    rules.api();
    rules.types();
    rules.operations();
    rules.docs();
}

struct Rules<'a> {
    api: &'a Api,
    places: &'a Places,
    sink: &'a mut Sink,
}
