//! The error type of all operations: its kinds and what callers can ask it. `error_text` writes it. Must not show
//! credentials, values of a request or parts of a response body.

use std::time::Duration;

use super::answer::{Answer, Effect, Head, History};
use super::api::{Idempotency, Operation};
use super::error_body::ErrorBody;
use super::error_kind::Kind;
use super::retry_after;
use super::timestamp::Timestamp;
use super::transport::{Chunk, TransportErrorKind};

/// Why an operation has no result.
///
/// Opaque, so that it can grow: use the `is_…` methods. Its text is one line with the operation, the status, the
/// server's code and message, and the request id; it contains no part of a body but the server's own error message.
pub struct Error(pub(super) Box<Inner>);

pub(super) struct Inner {
    pub(super) kind: Kind,
    pub(super) operation: Option<&'static Operation>,
    pub(super) head: Option<Head>,
    /// The body, if it reports an error or cannot be decoded.
    pub(super) body: Option<Chunk>,
    /// The attempts of the call, including the last; the effect is that of the whole call.
    pub(super) history: History,
}

impl Error {
    /// Returns the same error, whose text contains none of these texts.
    pub(crate) fn without(mut self, texts: impl FnOnce() -> Vec<String>) -> Self {
        if let Kind::Api(body) = &mut self.0.kind {
            body.conceal(texts);
        }
        self
    }

    /// Returns the same error for a request of which nothing was sent.
    pub(crate) fn unsent(mut self) -> Self {
        self.0.history.effect = Effect::None;
        self
    }

    /// Returns the same error with the attempts that led to it. Their effect and its own add up.
    pub(crate) fn after(mut self, history: History) -> Self {
        self.0.history = History { effect: self.effect().max(history.effect), ..history };
        self
    }

    /// Returns the response that the error is about.
    pub(crate) fn into_answer(self) -> Result<Answer, Self> {
        match *self.0 {
            Inner { head: Some(head), body, .. } => Ok(Answer { head, body: body.unwrap_or_default() }),
            inner => Err(Self(Box::new(inner))),
        }
    }

    /// Returns what the attempts so far did on the server.
    pub(crate) fn effect(&self) -> Effect {
        self.0.history.effect
    }

    /// Reports whether an argument or parameter was invalid; nothing was sent.
    pub fn is_invalid_input(&self) -> bool {
        matches!(self.0.kind, Kind::InvalidInput { .. })
    }

    /// Reports whether the client could not be built, because of its credentials, base URL, environment or transport.
    pub fn is_configuration(&self) -> bool {
        matches!(self.0.kind, Kind::Configuration { .. })
    }

    /// Reports whether a [`CredentialsSource`](crate::CredentialsSource) failed, did not respond in time, or returned
    /// credentials that are not valid, so that the last attempt sent nothing. An earlier one may have been applied. Its
    /// own error is the [`source`](std::error::Error::source) of this one.
    pub fn is_credentials(&self) -> bool {
        matches!(self.0.kind, Kind::Credentials(..) | Kind::CredentialsTimeout(_))
    }

    /// Reports whether there was no connection, so that nothing was sent; or, with HTTP/2, whether the server says that it
    /// did not process the request. False if an earlier attempt may have been applied.
    pub fn is_connect(&self) -> bool {
        use TransportErrorKind::{Connect, Misconfigured};
        let kind = self.transport_kind();
        matches!(kind, Some(Connect | Misconfigured)) && self.effect() == Effect::None
    }

    /// Reports whether a time limit expired: for the connection, an attempt, a piece of the body, or the whole call.
    pub fn is_timeout(&self) -> bool {
        match &self.0.kind {
            Kind::Timeout(_) | Kind::NoSlot(_) | Kind::CredentialsTimeout(_) | Kind::Stalled(_) => true,
            Kind::Transport(error) => error.is_timeout(),
            _ => false,
        }
    }

    /// Reports whether there is no complete response: there was no connection, it was interrupted, or a time limit
    /// expired.
    pub fn is_transport(&self) -> bool {
        matches!(self.0.kind, Kind::Transport(_) | Kind::Timeout(_) | Kind::NoSlot(_) | Kind::Stalled(_))
    }

    /// Reports whether the request was sent, as far as is known, and no complete response was received.
    pub(crate) fn is_interrupted(&self) -> bool {
        use TransportErrorKind::{Connect, InvalidRequest, Misconfigured};
        let kind = self.transport_kind();
        let is_transport = kind.is_some_and(|kind| !matches!(kind, Connect | InvalidRequest | Misconfigured));
        is_transport || matches!(self.0.kind, Kind::Timeout(_) | Kind::Stalled(_))
    }

    /// Reports whether there is no connection, and another attempt would end in the same way.
    pub(crate) fn is_misconfigured(&self) -> bool {
        self.transport_kind() == Some(TransportErrorKind::Misconfigured)
    }

    fn transport_kind(&self) -> Option<TransportErrorKind> {
        match &self.0.kind {
            Kind::Transport(error) => Some(error.kind()),
            _ => None,
        }
    }

    /// Reports whether the response body exceeds the client's limit.
    pub fn is_too_large(&self) -> bool {
        matches!(self.0.kind, Kind::TooLarge(_))
    }

    /// Reports whether the server responded with a status other than success.
    pub fn is_api(&self) -> bool {
        matches!(self.0.kind, Kind::Api(_))
    }

    fn is_api_status(&self, wanted: u16) -> bool {
        self.is_api() && self.status() == Some(wanted)
    }

    /// As [`is_api_status`](Self::is_api_status), but false where an earlier attempt may have caused the status and a
    /// caller who takes it as permission to send the request again would do harm.
    fn is_certain_status(&self, wanted: u16) -> bool {
        let is_idempotent = |operation: &Operation| operation.idempotency() == Idempotency::Idempotent;
        let is_certain = self.effect() == Effect::None || self.0.operation.is_some_and(is_idempotent);
        self.is_api_status(wanted) && is_certain
    }

    /// Reports status 401: the credentials are wrong, or a restricted key lacks the permission.
    pub fn is_unauthorized(&self) -> bool {
        self.is_api_status(401)
    }

    /// Reports status 403: the credentials are valid, but do not allow this.
    pub fn is_forbidden(&self) -> bool {
        self.is_api_status(403)
    }

    /// Reports status 404: the resource does not exist or belongs to another account. False if an earlier attempt may
    /// have been applied, unless the operation is idempotent: the attempt may have renamed the resource.
    pub fn is_not_found(&self) -> bool {
        self.is_certain_status(404)
    }

    /// Reports status 409: the request conflicts with existing data, such as a unique name that is taken.
    pub fn is_conflict(&self) -> bool {
        self.is_api_status(409)
    }

    /// Reports status 412: the version in `If-Match` is no longer the latest, because somebody else made a change.
    /// False if the change may be that of an earlier attempt whose response was lost;
    /// [`may_have_been_applied`](Self::may_have_been_applied) is then true.
    pub fn is_precondition_failed(&self) -> bool {
        self.is_api_status(412) && self.effect() == Effect::None
    }

    /// Reports status 429: there were too many requests, and the server did not process this one. False if an earlier
    /// attempt may have been applied, unless the operation is idempotent; [`status`](Self::status) is still 429.
    pub fn is_rate_limited(&self) -> bool {
        self.is_certain_status(429)
    }

    /// Reports a status from 300 to 399: the server redirects, which the client never follows.
    pub fn is_redirect(&self) -> bool {
        self.is_api() && self.status().is_some_and(|status| (300..=399).contains(&status))
    }

    /// Reports a status from 500 to 599: the server failed.
    pub fn is_server_error(&self) -> bool {
        self.is_api() && self.status().is_some_and(|status| (500..=599).contains(&status))
    }

    /// Reports whether the server reported success, but the response does not match the API's description.
    pub fn is_decode(&self) -> bool {
        matches!(self.0.kind, Kind::Decode(_))
    }

    /// Reports whether the body is JSON, and a value in it is not what was expected.
    pub(crate) fn is_about_a_value(&self) -> bool {
        matches!(&self.0.kind, Kind::Decode(failure) if failure.is_data())
    }

    /// Reports whether a list cannot continue, because the next page is on another server or was already read.
    pub fn is_pagination(&self) -> bool {
        matches!(self.0.kind, Kind::Pagination(_))
    }

    /// Reports whether the operation may have been applied although there is no result: it is not a `GET`, and one of
    /// the attempts may have reached the server, or certainly has. Check before you send the request again, with the
    /// operation that [`Operation::find`] returns, from [`started_at`](Self::started_at) on.
    pub fn may_have_been_applied(&self) -> bool {
        self.effect() != Effect::None
    }

    /// Returns how often the request was sent, or was about to be. Zero if it was refused before that.
    pub fn attempts(&self) -> u32 {
        self.0.history.attempts
    }

    /// Returns when the first attempt began according to the local clock, rounded down to the second like times from
    /// servers.
    ///
    /// To find what the call may have created, search from well before that time, a minute for instance
    /// (`Timestamp::from_unix_seconds(started.unix_seconds() - 60)`): the server's clock may be behind, and a resource
    /// that seems older than the call would be taken for another one and created again.
    pub fn started_at(&self) -> Option<Timestamp> {
        Timestamp::from_unix_seconds(Timestamp::from(self.0.history.started?).unix_seconds())
    }

    /// Reports whether the same request may succeed later: the server was busy (429), failed (408, 500 to
    /// 599), could not be reached or did not respond in time. A proxy that refuses its credentials and a certificate that
    /// is not trusted stay as they are. Does not indicate whether it is safe to send the request
    /// again; for that, see [`may_have_been_applied`](Self::may_have_been_applied).
    pub fn is_transient(&self) -> bool {
        match &self.0.kind {
            Kind::Transport(error) => {
                !matches!(error.kind(), TransportErrorKind::InvalidRequest | TransportErrorKind::Misconfigured)
            }
            Kind::Timeout(_) | Kind::NoSlot(_) | Kind::CredentialsTimeout(_) | Kind::Stalled(_) => true,
            Kind::Api(_) => self.status().is_some_and(|status| matches!(status, 408 | 429 | 500..=599)),
            _ => false,
        }
    }

    /// Returns how long the server asks to wait, from its `Retry-After` header: a number of seconds, or a time in any
    /// format of HTTP, relative to the response's own `Date`. Zero for a time in the past; `None` if there is no such
    /// header, or it cannot be read.
    pub fn retry_after(&self) -> Option<Duration> {
        retry_after::delay(self.header("Retry-After")?, self.header("Date"))
    }

    /// Returns the permission that a restricted API key lacks, if the server reports that it lacks one.
    pub fn missing_permission(&self) -> Option<&'static str> {
        let head = self.0.head.as_ref()?;
        if head.format.missing_permission.contains(&self.code()?) { self.0.operation?.permission() } else { None }
    }

    /// Returns the operation; `None` if the client could not be built.
    pub fn operation(&self) -> Option<&'static Operation> {
        self.0.operation
    }

    /// Returns the HTTP status, if there was a response.
    pub fn status(&self) -> Option<u16> {
        self.0.head.as_ref().map(|head| head.status)
    }

    /// Returns the `error.type` for a span: a status, or one of a few words.
    #[cfg(feature = "tracing")]
    pub(crate) fn type_name(&self) -> std::borrow::Cow<'static, str> {
        match &self.0.kind {
            Kind::Api(_) => self.status().unwrap_or_default().to_string().into(),
            _ if self.is_timeout() => "timeout".into(),
            _ if self.is_connect() => "connection".into(),
            Kind::Transport(_) => "interrupted".into(),
            Kind::TooLarge(_) => "response_too_large".into(),
            _ => "_OTHER".into(),
        }
    }

    fn api_body(&self) -> Option<&ErrorBody> {
        match &self.0.kind {
            Kind::Api(body) => Some(body),
            _ => None,
        }
    }

    /// Returns the server's error code, such as 20404. Not every error has one.
    pub fn code(&self) -> Option<i64> {
        self.api_body()?.code
    }

    /// Returns the server's error message, verbatim. It may repeat texts of the request; `Display` and `Debug` omit
    /// such texts.
    pub fn message(&self) -> Option<&str> {
        self.api_body()?.message.as_deref()
    }

    /// Returns the address of a page about the server's error code.
    pub fn more_info(&self) -> Option<&str> {
        self.api_body()?.more_info.as_deref()
    }

    /// Returns what the server adds to its error message, in a format of its own.
    pub fn details(&self) -> Option<&serde_json::Value> {
        self.api_body()?.details.as_ref()
    }

    /// Returns the server's id of the request, to be quoted to its support.
    pub fn request_id(&self) -> Option<&str> {
        self.0.head.as_ref()?.request_id()
    }

    /// Returns the first header of the response with that name, compared without case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.0.head.as_ref()?.header(name)
    }

    /// Returns the body of a response that reports an error or cannot be decoded, after decompression; `None` if that is
    /// what failed. It may contain personal data, so neither `Display` nor `Debug` shows it.
    pub fn body(&self) -> Option<&[u8]> {
        self.0.body.as_deref()
    }
}
