//! Makes errors, each from what its kind needs to know.

use std::borrow::Cow;
use std::time::Duration;

use super::answer::{Head, History};
use super::api::Operation;
use super::body::BodyError;
use super::credentials::BoxError;
use super::decode_failure::DecodeFailure;
use super::error::{Error, Inner};
use super::error_body::ErrorBody;
use super::error_kind::{Kind, effect};
use super::limits::Limits;
use super::transport::{Chunk, TransportError};

impl Error {
    fn new(kind: Kind, operation: Option<&'static Operation>, head: Option<Head>) -> Self {
        let before = head.as_ref().map(|head| head.history).unwrap_or_default();
        let effect = effect(&kind, operation, head.as_ref()).max(before.effect);
        Self(Box::new(Inner { kind, operation, head, body: None, history: History { effect, ..before } }))
    }

    pub(crate) fn invalid_input(
        operation: &'static Operation,
        parameter: impl Into<Cow<'static, str>>,
        problem: String,
    ) -> Self {
        Self::new(Kind::InvalidInput { parameter: parameter.into(), problem }, Some(operation), None)
    }

    pub(crate) fn configuration(problem: impl Into<String>) -> Self {
        Self::new(Kind::Configuration { problem: problem.into(), source: None }, None, None)
    }

    /// The request was not sent.
    pub(crate) fn credentials(operation: &'static Operation, problem: String, source: Option<BoxError>) -> Self {
        Self::new(Kind::Credentials(problem, source), Some(operation), None)
    }

    #[cfg(feature = "hyper")]
    pub(crate) fn unusable_transport(source: TransportError) -> Self {
        let problem = "the default transport cannot be set up".to_owned();
        Self::new(Kind::Configuration { problem, source: Some(source) }, None, None)
    }

    /// With a head, the response had begun.
    pub(crate) fn transport(operation: &'static Operation, error: TransportError, head: Option<Head>) -> Self {
        Self::new(Kind::Transport(error), Some(operation), head)
    }

    pub(crate) fn credentials_timeout(operation: &'static Operation, limit: Duration) -> Self {
        Self::new(Kind::CredentialsTimeout(limit), Some(operation), None)
    }

    pub(crate) fn timeout(operation: &'static Operation, limit: Duration, head: Option<Head>) -> Self {
        Self::new(Kind::Timeout(limit), Some(operation), head)
    }

    /// The request was not sent.
    pub(crate) fn no_slot(operation: &'static Operation, limit: Duration) -> Self {
        Self::new(Kind::NoSlot(limit), Some(operation), None)
    }

    /// With a head, the response had begun.
    pub(crate) fn incomplete(
        operation: &'static Operation,
        error: BodyError,
        limits: &Limits,
        head: Option<Head>,
    ) -> Self {
        let kind = match error {
            BodyError::Transport(error) => Kind::Transport(error),
            BodyError::Stalled => Kind::Stalled(limits.stall_timeout),
            BodyError::TooLarge => Kind::TooLarge(limits.max_response_size),
            #[cfg(feature = "gzip")]
            BodyError::Corrupt => Kind::Decode(DecodeFailure::corrupt()),
        };
        Self::new(kind, Some(operation), head)
    }

    pub(crate) fn api(head: Head, body: Chunk) -> Self {
        let parsed = ErrorBody::parse(&body);
        let mut error = Self::new(Kind::Api(parsed), Some(head.operation), Some(head));
        error.0.body = Some(body);
        error
    }

    pub(crate) fn decode(head: Head, body: Chunk, failure: DecodeFailure) -> Self {
        let mut error = Self::new(Kind::Decode(failure), Some(head.operation), Some(head));
        error.0.body = Some(body);
        error
    }

    pub(crate) fn missing_header(head: &Head, name: &'static str) -> Self {
        let kind = Kind::Decode(DecodeFailure::missing_header(name));
        Self::new(kind, Some(head.operation), Some(head.clone()))
    }

    pub(crate) fn pagination(operation: &'static Operation, problem: String) -> Self {
        Self::new(Kind::Pagination(problem), Some(operation), None)
    }
}
