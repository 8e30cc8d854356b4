//! The kinds of errors, and what each of them means for the server's data.

use std::borrow::Cow;
use std::time::Duration;

use super::answer::{Effect, Head};
use super::api::Operation;
use super::credentials::BoxError;
use super::decode_failure::DecodeFailure;
use super::error_body::ErrorBody;
use super::transport::{TransportError, TransportErrorKind};

pub(super) enum Kind {
    InvalidInput {
        parameter: Cow<'static, str>,
        problem: String,
    },
    Configuration {
        problem: String,
        source: Option<TransportError>,
    },
    /// The source of the credentials failed, or returned invalid ones: what is wrong, and its error.
    Credentials(String, Option<BoxError>),
    /// The source of the credentials did not return any in this time.
    CredentialsTimeout(Duration),
    Transport(TransportError),
    Timeout(Duration),
    /// Too many requests were in flight for the whole time.
    NoSlot(Duration),
    Stalled(Duration),
    TooLarge(usize),
    Api(ErrorBody),
    Decode(DecodeFailure),
    Pagination(String),
}

/// Returns the effect of an attempt that ended in this way. The only place that decides it.
pub(super) fn effect(kind: &Kind, operation: Option<&'static Operation>, head: Option<&Head>) -> Effect {
    use TransportErrorKind::{Connect, InvalidRequest, Misconfigured};
    if operation.is_none_or(|operation| operation.method().is_safe()) {
        return Effect::None;
    }
    match kind {
        Kind::InvalidInput { .. }
        | Kind::Configuration { .. }
        | Kind::Credentials(..)
        | Kind::CredentialsTimeout(_)
        | Kind::NoSlot(_)
        | Kind::Pagination(_) => Effect::None,
        Kind::Transport(error) if matches!(error.kind(), Connect | Misconfigured | InvalidRequest) => Effect::None,
        Kind::Api(_) => match head.map(|head| head.status) {
            Some(408 | 500..=599) => Effect::Unknown,
            _ => Effect::None,
        },
        Kind::Transport(_) | Kind::Timeout(_) | Kind::Stalled(_) | Kind::TooLarge(_) | Kind::Decode(_) => {
            if head.is_some_and(Head::is_success) { Effect::Applied } else { Effect::Unknown }
        }
    }
}
