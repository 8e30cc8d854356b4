//! What happens in a fake as time passes: changes of state and webhooks. Does not make it happen.

use std::fmt;

use serde_json::Value;

use super::super::timestamp::Timestamp;

/// A webhook that the service would have sent. The fake only records it.
///
/// `Debug` shows neither the URL nor the fields.
#[derive(Clone, PartialEq)]
pub struct FakeWebhook {
    pub(super) event: &'static str,
    pub(super) url: String,
    pub(super) method: &'static str,
    pub(super) fields: Value,
    pub(super) body: String,
    pub(super) at: Timestamp,
    pub(super) sid: String,
}

impl FakeWebhook {
    /// Returns the type of the event.
    pub fn event(&self) -> &str {
        self.event
    }

    /// Returns the URL. For a `GET`, its query contains the fields.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the method, `GET` or `POST`.
    pub fn method(&self) -> &str {
        self.method
    }

    /// Returns the body: JSON for a `POST`, empty for a `GET`.
    pub fn body(&self) -> &str {
        &self.body
    }

    /// Returns the fields of the event as an object, including its type.
    pub fn fields(&self) -> &Value {
        &self.fields
    }

    /// Returns when it was sent.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// Returns the SID of the record that it is about.
    pub fn sid(&self) -> &str {
        &self.sid
    }
}

impl fmt::Debug for FakeWebhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { event, method, at, sid, .. } = self;
        f.debug_struct("FakeWebhook")
            .field("event", event)
            .field("method", method)
            .field("at", at)
            .field("sid", sid)
            .finish_non_exhaustive()
    }
}

/// What became due when time passed. `Display` describes it in one line.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum FakeChange {
    /// A record came from one state to another.
    #[non_exhaustive]
    State {
        /// When.
        at: Timestamp,
        /// The name of the resource.
        resource: &'static str,
        /// The SID of the record; empty if it has none.
        sid: String,
        /// The state before.
        from: String,
        /// The state after.
        to: &'static str,
    },
    /// A webhook was sent.
    Webhook(FakeWebhook),
}

impl fmt::Display for FakeChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::State { at, resource, sid, from, to } => write!(f, "{at} {resource} {sid}: {from} -> {to}"),
            Self::Webhook(FakeWebhook { at, sid, event, method, .. }) => {
                write!(f, "{at} webhook {event} for {sid}: {method}")
            }
        }
    }
}
