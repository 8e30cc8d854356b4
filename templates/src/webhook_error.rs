//! Why a webhook was refused. Knows whose fault it is; must not show a token, a signature, a URL or a value of the
//! body.

use std::fmt;

use super::decode::DecodeFailure;

/// Why a webhook was not accepted.
///
/// Opaque, so that it can grow: ask it with the `is_…` methods. Its text names what is wrong and repeats nothing that
/// was received but names of members.
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

    /// The receiver is not set up properly: an empty token, or a URL that is not absolute.
    pub fn is_configuration(&self) -> bool {
        matches!(self.0, Kind::Configuration(_))
    }

    /// Nobody who knows the token sent this: the signature is missing, malformed or that of something else. Answer with
    /// status 403. If it happens to genuine webhooks, the token or the URL is not the one that the sender used.
    pub fn is_signature(&self) -> bool {
        matches!(self.0, Kind::Signature(_))
    }

    /// What came is not an event: no JSON object or form, no type of event, or a known event whose members do not fit.
    /// Answer with status 400.
    pub fn is_body(&self) -> bool {
        matches!(self.0, Kind::Body(_))
    }
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Configuration(problem) => write!(f, "configuration: {problem}"),
            Kind::Signature(problem) => write!(f, "the webhook is not genuine: {problem}"),
            Kind::Body(failure) => write!(f, "the webhook is not an event: {failure}"),
        }
    }
}

/// As `Display`, with the kind of error before it.
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
