//! Knows the rules for webhooks and their events. Events' fields keep the rules of every struct.

use std::collections::BTreeMap;

use super::Rules;
use super::operations::is_header_name;
use crate::diagnostics::Problem;

impl Rules<'_> {
    pub(super) fn webhooks(&mut self) {
        let Some(webhooks) = &self.api.webhooks else { return };
        self.link(&webhooks.link, webhooks.site);
        if !is_header_name(&webhooks.signature_header) {
            let span = self.places.value(webhooks.site, "signature_header");
            let message = format!("`{}` is no name of a header", webhooks.signature_header);
            self.sink.push(Problem::new("header-name", span, message));
        }
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        if !webhooks.event_member.bytes().all(is_plain) {
            let span = self.places.value(webhooks.site, "event_member");
            let message = format!("`{}` cannot be a member of JSON and of a form alike", webhooks.event_member);
            let problem = Problem::new("event-member", span, message);
            self.sink.push(problem.help("letters and digits of ASCII, `_`, `-` and `.` will do"));
        }
        if webhooks.events.is_empty() {
            let problem = Problem::new("unused", webhooks.site.span, "no event is described, so nothing is received");
            self.sink.push(problem.help("remove `webhooks`, or describe an event under `events`"));
        }
        let mut seen = BTreeMap::new();
        for event in &webhooks.events {
            self.link(&event.link, event.site);
            let span = self.places.value(event.site, "event");
            if let Some(first) = seen.insert(&event.wire, span) {
                let problem =
                    Problem::new("name-collision", span, format!("the event `{}` is named twice", event.wire));
                self.sink.push(problem.label("second").also(first, "first"));
            }
            let fields = self.api.ty(event.object).fields();
            for field in fields.iter().filter(|field| field.wire == webhooks.event_member) {
                let message = format!("`{}` says which event it is, so it is no field of one", field.wire);
                let problem = Problem::new("event-member", field.site.span, message);
                self.sink.push(problem.help("remove the field; the enum's variant tells the event"));
            }
        }
    }
}
