//! Rules for names on the wire that are values of the description. Those that are keys are checked when they are read.

use super::context::Context;
use crate::description::characters::unseen;
use crate::description::diagnostics::invisible;
use crate::description::model::{EventId, Node};
use crate::description::source::Span;

/// A character that does not show would be sent, or looked for, and never found.
pub(super) fn visible(cx: &mut Context<'_>) {
    let mut names: Vec<(&str, Span)> = Vec::new();
    if let Some(pagination) = &cx.api.pagination {
        let site = cx.sites.get(Node::Api, "pagination");
        let others = [("envelope", pagination.envelope.as_str()), ("size_parameter", &pagination.size_parameter)];
        let members = pagination.members().into_iter().chain(others);
        names.extend(members.map(|(key, name)| (name, cx.sites.value(site, key))));
        for (index, name) in pagination.state_parameters.iter().enumerate() {
            names.push((name, cx.sites.element(site, "state_parameters", index)));
        }
    }
    for (id, operation) in cx.api.operations() {
        if let Some(page) = &operation.page {
            names.push((&page.key, cx.sites.value(cx.sites.get(id, "page"), "key")));
        }
    }
    for (index, event) in cx.api.webhooks.iter().flat_map(|webhooks| webhooks.events.iter().enumerate()) {
        names.push((&event.wire, cx.sites.value(EventId(index), "event")));
    }
    for (name, span) in names {
        if let Some(at) = unseen(name) {
            cx.report(invisible(span, name, at));
        }
    }
}
