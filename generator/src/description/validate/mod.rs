//! The rules that a resolved description must follow: a flat list of checks, each of which reports on its own.

mod api;
mod behaviour;
mod context;
mod deviations;
mod docs;
mod fields;
mod finding;
mod names;
mod operations;
mod parameters;
mod types;
mod waiters;
mod webhooks;

use self::context::Context;
use crate::description::code::Code;
use crate::description::diagnostics::Sink;
use crate::description::model::{Api, Sites};

/// Every rule. Each check says at its definition what it is for.
const CHECKS: &[fn(&mut Context<'_>)] = &[
    names::visible,
    api::base_url,
    api::version,
    api::link,
    api::variables,
    api::regions,
    api::response_headers,
    api::pagination,
    api::sids,
    api::errors,
    api::statuses,
    api::resources,
    types::unused,
    types::homes,
    types::empty,
    types::recursion,
    fields::places_of_types,
    fields::numbers_or_strings,
    fields::required_in_requests,
    fields::values,
    operations::http_lines,
    operations::order_of_placeholders,
    operations::idempotency,
    operations::errors,
    operations::status,
    operations::pages,
    operations::arguments,
    finding::needless,
    finding::filters,
    finding::exclusions,
    parameters::bodies,
    parameters::required,
    parameters::names_for_sids,
    parameters::versions,
    parameters::headers,
    parameters::places_of_types,
    parameters::values,
    parameters::deprecated,
    waiters::fetches,
    behaviour::values,
    behaviour::identities,
    behaviour::history,
    behaviour::kinds,
    behaviour::addresses,
    behaviour::states,
    webhooks::signature,
    webhooks::events,
    docs::lines,
    docs::code,
    docs::markdown,
    docs::unlinked,
    docs::drafts,
    deviations::document,
    deviations::deviations,
];

/// Returns every rule that the description breaks; `sink` holds what was wrong before.
pub(crate) fn validate(api: &Api, sites: &Sites, sink: &Sink) -> Sink {
    let mut found = Sink::default();
    let mut context = Context { api, sites, sink: &mut found };
    for check in CHECKS {
        check(&mut context);
    }
    if api.is_partial {
        found.retain(|code| !ABSENCE.contains(&code));
    }
    // What is wrong may be what seems to be missing.
    if sink.has_any(&[Code::Behaviour]) {
        found.retain(|code| code != Code::BehaviourIncomplete);
    }
    if sink.has_any(&[Code::TypeExpression, Code::UnknownType]) {
        found.retain(|code| code != Code::Unused);
    }
    found
}

/// Rules that something is missing. Where part of the description could not be read, it may be in that part.
const ABSENCE: [Code; 8] = [
    Code::BehaviourIncomplete,
    Code::DocsLink,
    Code::EmptyType,
    Code::ListWithoutPage,
    Code::NoOperations,
    Code::NoResources,
    Code::Page,
    Code::Unused,
];
