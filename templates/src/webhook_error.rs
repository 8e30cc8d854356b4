//! Why a webhook was refused. Must not show a token, a signature, a URL or a value of the body.

use std::fmt;

use super::decode_failure::DecodeFailure;

/// Why a webhook was not accepted.
///
/// Opaque, so that it can grow: use the `is_…` methods. Its text states what is wrong; of what was received, it
/// contains only names of members.
pub struct WebhookError(Kind);

enum Kind {
    Configuration(&'static str),
    Signature(&'static str),
    Body(DecodeFailure),
}

impl WebhookError {
    pub(crate) fn configuration(problem: &'static str) -> Self {
        Self(Kind::Configuration(problem))
    }

    pub(crate) fn signature(problem: &'static str) -> Self {
        Self(Kind::Signature(problem))
    }

    #[allow(dead_code, reason = "for generated code; only for APIs with webhooks")]
    pub(crate) fn body(failure: DecodeFailure) -> Self {
        Self(Kind::Body(failure))
    }

    /// Reports whether the receiver is not set up correctly: an empty token, or a URL that is not absolute.
    pub fn is_configuration(&self) -> bool {
        matches!(self.0, Kind::Configuration(_))
    }

    /// Reports whether the sender does not know the key: the signature is missing, malformed or does not match. Respond
    /// with status 403. If this happens to genuine webhooks, the key or the URL is not the one that the sender used.
    pub fn is_signature(&self) -> bool {
        matches!(self.0, Kind::Signature(_))
    }

    /// Reports whether the webhook is not a valid event: it is not a JSON object or form, has no event type, or is a
    /// known event with invalid members. Respond with status 400.
    pub fn is_body(&self) -> bool {
        matches!(self.0, Kind::Body(_))
    }
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Configuration(problem) => write!(f, "configuration: {problem}"),
            Kind::Signature(problem) => write!(f, "the webhook is not genuine: {problem}"),
            Kind::Body(failure) => write!(f, "the webhook is not a valid event: {failure}"),
        }
    }
}

/// As `Display`, preceded by the kind of error.
impl fmt::Debug for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.0 {
            Kind::Configuration(_) => "Configuration",
            Kind::Signature(_) => "Signature",
            Kind::Body(_) => "Body",
        };
        write!(f, "WebhookError::{kind}({self})")
    }
}

impl std::error::Error for WebhookError {}
