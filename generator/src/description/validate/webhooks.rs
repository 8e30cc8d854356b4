//! Rules for webhooks and their events. The fields of events follow the rules of every struct.

use std::collections::BTreeMap;

use super::api::{check_header_name, check_link};
use super::context::Context;
use crate::description::code::Code;
use crate::description::diagnostics::Problem;
use crate::description::model::{EventId, Node};

/// The signature and the kind of an event have to be found in a request.
pub(super) fn signature(cx: &mut Context<'_>) {
    let Some(webhooks) = &cx.api.webhooks else { return };
    check_link(cx, &webhooks.link, Node::Webhooks);
    check_header_name(cx, &webhooks.signature_header, cx.sites.value(Node::Webhooks, "signature_header"));
    if let Some(settings) = &webhooks.signature_settings_header {
        let span = cx.sites.value(Node::Webhooks, "signature_settings_header");
        check_header_name(cx, settings, span);
        if settings.eq_ignore_ascii_case(&webhooks.signature_header) {
            let first = cx.sites.value(Node::Webhooks, "signature_header");
            cx.taken(span, first, format!("the header `{settings}` is named twice"));
        }
    }
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    if !webhooks.event_member.bytes().all(is_plain) {
        let span = cx.sites.value(Node::Webhooks, "event_member");
        let message = format!("`{}` cannot be a member of JSON and of a form alike", webhooks.event_member);
        let problem = Problem::new(Code::EventMember, span, message);
        cx.report(problem.help("use ASCII letters and digits, `_`, `-` and `.`"));
    }
}

/// Events are told apart by the value of one member, which is not among their fields.
pub(super) fn events(cx: &mut Context<'_>) {
    let Some(webhooks) = &cx.api.webhooks else { return };
    if webhooks.events.is_empty() {
        let message = "no event is described, so nothing can be received";
        let problem = Problem::new(Code::Unused, cx.sites.span(Node::Webhooks), message);
        cx.report(problem.help("remove `webhooks`, or describe an event under `events`"));
    }
    let mut seen = BTreeMap::new();
    for (index, event) in webhooks.events.iter().enumerate() {
        let id = EventId(index);
        check_link(cx, &event.link, id.into());
        let span = cx.sites.value(id, "event");
        if let Some(first) = seen.insert(&event.wire, span) {
            cx.taken(span, first, format!("the event `{}` is named twice", event.wire));
        }
        for (field, of) in cx.api.fields(event.object).filter(|(_, field)| field.wire == webhooks.event_member) {
            let message = format!("`{}` identifies the event, so it is not one of its fields", of.wire);
            let problem = Problem::new(Code::EventMember, cx.sites.span(field), message);
            cx.report(problem.help("remove the field; the enum's variant carries this information"));
        }
    }
}
