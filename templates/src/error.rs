//! The one error type. Knows what can go wrong between a call and its answer; must not show credentials,
//! values that were sent or the text of an answer's body. How it reads is `error_text`'s.

use std::time::{Duration, SystemTime};

use super::api::{Idempotency, Method, Operation};
use super::decode::DecodeFailure;
use super::error_body::ErrorBody;
use super::exchange::{Answer, History};
use super::response::Head;
use super::timestamp::Timestamp;
use super::transport::{Chunk, TransportError, TransportErrorKind};

/// Why an operation gave no result.
///
/// Opaque, so that it can grow: ask it with the `is_…` methods. Its text is one line that names the
/// operation, the status, the server's code and message, and the request id; it holds no part of a body but
/// the server's own error message.
pub struct Error(pub(super) Box<Inner>);

/// What an error knows.
pub(super) struct Inner {
    pub(super) kind: Kind,
    pub(super) operation: Option<&'static Operation>,
    pub(super) head: Option<Head>,
    /// What could not be understood.
    body: Option<Chunk>,
    pub(super) history: History,
}

pub(super) enum Kind {
    InvalidInput {
        parameter: &'static str,
        problem: String,
    },
    Configuration {
        problem: String,
        source: Option<TransportError>,
    },
    Transport(TransportError),
    Timeout(Duration),
    /// Too many requests were in flight for all of the time.
    NoTurn(Duration),
    Stalled(Duration),
    TooLarge(usize),
    Api(ErrorBody),
    Decode(DecodeFailure),
    Pagination(String),
}

impl Error {
    fn new(kind: Kind, operation: Option<&'static Operation>, head: Option<Head>) -> Self {
        let history = head.as_ref().map(|head| head.history).unwrap_or_default();
        Self(Box::new(Inner { kind, operation, head, body: None, history }))
    }

    pub(crate) fn invalid_input(operation: &'static Operation, parameter: &'static str, problem: String) -> Self {
        Self::new(Kind::InvalidInput { parameter, problem }, Some(operation), None)
    }

    pub(crate) fn configuration(problem: impl Into<String>) -> Self {
        Self::new(Kind::Configuration { problem: problem.into(), source: None }, None, None)
    }

    #[cfg(feature = "hyper")]
    pub(crate) fn unusable_transport(source: TransportError) -> Self {
        let problem = "the default transport cannot be set up".to_owned();
        Self::new(Kind::Configuration { problem, source: Some(source) }, None, None)
    }

    /// A head says that the answer had begun.
    pub(crate) fn transport(operation: &'static Operation, error: TransportError, head: Option<Head>) -> Self {
        Self::new(Kind::Transport(error), Some(operation), head)
    }

    pub(crate) fn timeout(operation: &'static Operation, limit: Duration, head: Option<Head>) -> Self {
        Self::new(Kind::Timeout(limit), Some(operation), head)
    }

    /// The request was not sent.
    pub(crate) fn no_turn(operation: &'static Operation, limit: Duration) -> Self {
        Self::new(Kind::NoTurn(limit), Some(operation), None)
    }

    pub(crate) fn stalled(operation: &'static Operation, limit: Duration, head: Option<Head>) -> Self {
        Self::new(Kind::Stalled(limit), Some(operation), head)
    }

    pub(crate) fn too_large(operation: &'static Operation, limit: usize, head: Option<Head>) -> Self {
        Self::new(Kind::TooLarge(limit), Some(operation), head)
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

    /// The same error, which shows none of these texts.
    pub(crate) fn without(mut self, texts: impl FnOnce() -> Vec<String>) -> Self {
        if let Kind::Api(body) = &mut self.0.kind {
            body.conceal(texts);
        }
        self
    }

    /// The same error, with what was before it.
    pub(crate) fn after(mut self, history: History) -> Self {
        self.0.history = history;
        self
    }

    /// The answer that it is about.
    pub(crate) fn into_answer(self) -> Result<Answer, Self> {
        match *self.0 {
            Inner { head: Some(head), body, .. } => Ok(Answer { head, body: body.unwrap_or_default() }),
            inner => Err(Self(Box::new(inner))),
        }
    }

    /// An argument or parameter was refused before anything was sent.
    pub fn is_invalid_input(&self) -> bool {
        matches!(self.0.kind, Kind::InvalidInput { .. })
    }

    /// The client could not be built: credentials, base URL, environment or transport.
    pub fn is_configuration(&self) -> bool {
        matches!(self.0.kind, Kind::Configuration { .. })
    }

    /// There was no connection: nothing was sent. Not so when an attempt before may have been applied.
    pub fn is_connect(&self) -> bool {
        let is_connect = matches!(&self.0.kind, Kind::Transport(error) if error.kind() == TransportErrorKind::Connect);
        is_connect && !self.0.history.in_doubt
    }

    /// A time limit was over: for the connection, an attempt, a piece of the body, or the whole call.
    pub fn is_timeout(&self) -> bool {
        match &self.0.kind {
            Kind::Timeout(_) | Kind::NoTurn(_) | Kind::Stalled(_) => true,
            Kind::Transport(error) => error.is_timeout(),
            _ => false,
        }
    }

    /// There is no complete answer: no connection, a broken one, or a time limit.
    pub fn is_transport(&self) -> bool {
        matches!(self.0.kind, Kind::Transport(_) | Kind::Timeout(_) | Kind::NoTurn(_) | Kind::Stalled(_))
    }

    /// The request was sent, as far as anybody knows, and no complete answer came back.
    pub(crate) fn is_broken(&self) -> bool {
        match &self.0.kind {
            Kind::Timeout(_) | Kind::Stalled(_) => true,
            Kind::Transport(error) => {
                !matches!(error.kind(), TransportErrorKind::Connect | TransportErrorKind::InvalidRequest)
            }
            _ => false,
        }
    }

    /// The answer is longer than the client accepts.
    pub fn is_too_large(&self) -> bool {
        matches!(self.0.kind, Kind::TooLarge(_))
    }

    /// The server answered with another status than success.
    pub fn is_api(&self) -> bool {
        matches!(self.0.kind, Kind::Api(_))
    }

    fn is_api_status(&self, wanted: u16) -> bool {
        self.is_api() && self.status() == Some(wanted)
    }

    /// As [`is_api_status`](Self::is_api_status), but not where the status may be the doing of an attempt before, whose
    /// answer was lost, and somebody who took it for an invitation to send the request again would do harm.
    fn is_certain_status(&self, wanted: u16) -> bool {
        let is_idempotent = |operation: &Operation| operation.idempotency() == Idempotency::Idempotent;
        let may_repeat = !self.0.history.in_doubt || self.0.operation.is_some_and(is_idempotent);
        self.is_api_status(wanted) && may_repeat
    }

    /// 401: the credentials are wrong, or a restricted key lacks the permission.
    pub fn is_unauthorized(&self) -> bool {
        self.is_api_status(401)
    }

    /// 403: the credentials are right, but do not allow this.
    pub fn is_forbidden(&self) -> bool {
        self.is_api_status(403)
    }

    /// 404: there is no such thing, or it belongs to another account. Not so when an attempt before may have been applied,
    /// unless the operation is idempotent: it may have given the thing another name.
    pub fn is_not_found(&self) -> bool {
        self.is_certain_status(404)
    }

    /// 409: it conflicts with what is there, such as a unique name that is taken.
    pub fn is_conflict(&self) -> bool {
        self.is_api_status(409)
    }

    /// 412: what `If-Match` named is no longer the latest version, because somebody else has changed it. Not so when
    /// the change may be that of an attempt before, whose answer was lost:
    /// [`may_have_been_applied`](Self::may_have_been_applied) is true then.
    pub fn is_precondition_failed(&self) -> bool {
        self.is_api_status(412) && !self.0.history.in_doubt
    }

    /// 429: too many requests. The server did not process this one. Not so when an attempt before may have been applied,
    /// unless the operation is idempotent; [`status`](Self::status) is 429 all the same.
    pub fn is_rate_limited(&self) -> bool {
        self.is_certain_status(429)
    }

    /// 300 to 399: the server points to another place. The client never follows.
    pub fn is_redirect(&self) -> bool {
        self.is_api() && self.status().is_some_and(|status| (300..=399).contains(&status))
    }

    /// 500 to 599: the server failed.
    pub fn is_server_error(&self) -> bool {
        self.is_api() && self.status().is_some_and(|status| (500..=599).contains(&status))
    }

    /// The server reported success, but the answer is not what the description says.
    pub fn is_decode(&self) -> bool {
        matches!(self.0.kind, Kind::Decode(_))
    }

    /// A list cannot go on: the next page is at another server, or the server goes in circles.
    pub fn is_pagination(&self) -> bool {
        matches!(self.0.kind, Kind::Pagination(_))
    }

    /// Whether the operation may have taken effect although there is no result: it is not a `GET`, and one of the
    /// attempts may have reached the server. Look before you send it again:
    /// [`started_at`](Self::started_at) says since when, and [`Operation::find`] with which operation.
    pub fn may_have_been_applied(&self) -> bool {
        if self.0.operation.is_none_or(|operation| operation.method() == Method::Get) {
            return false;
        }
        self.0.history.in_doubt
            || match &self.0.kind {
                Kind::InvalidInput { .. } | Kind::Configuration { .. } | Kind::Pagination(_) | Kind::NoTurn(_) => false,
                Kind::Transport(_) => self.is_broken(),
                Kind::Timeout(_) | Kind::Stalled(_) | Kind::TooLarge(_) | Kind::Decode(_) => true,
                Kind::Api(_) => self.is_server_error() || self.is_api_status(408),
            }
    }

    /// How often the request was sent. Zero when it was refused before.
    pub fn attempts(&self) -> u32 {
        self.0.history.attempts
    }

    /// When the first attempt began by this machine's clock, rounded down to the second, as servers tell times.
    ///
    /// To look for what the call may have created, look from well before that, a minute for instance
    /// (`Timestamp::from_unix_seconds(started.unix_seconds() - 60)`): the server's clock may be behind, and what seems
    /// older than the call would be taken for something else and created a second time.
    pub fn started_at(&self) -> Option<Timestamp> {
        Timestamp::from_unix_seconds(Timestamp::from(self.0.history.started?).unix_seconds())
    }

    /// The same request may succeed at another time: the server was busy (429), failed (408, 500 to 599), could not be
    /// reached or did not answer in time. Says nothing about whether sending it again is safe; for that, see
    /// [`may_have_been_applied`](Self::may_have_been_applied).
    pub fn is_transient(&self) -> bool {
        match &self.0.kind {
            Kind::Transport(error) => error.kind() != TransportErrorKind::InvalidRequest,
            Kind::Timeout(_) | Kind::NoTurn(_) | Kind::Stalled(_) => true,
            Kind::Api(_) => self.status().is_some_and(|status| matches!(status, 408 | 429 | 500..=599)),
            _ => false,
        }
    }

    /// For how long the server asks not to be bothered, from its `Retry-After` header. A time that is over is zero.
    pub fn retry_after(&self) -> Option<Duration> {
        let text = self.header("Retry-After")?.trim();
        if let Ok(seconds) = text.parse() {
            return Some(Duration::from_secs(seconds));
        }
        let until = SystemTime::try_from(text.parse::<Timestamp>().ok()?).ok()?;
        Some(until.duration_since(SystemTime::now()).unwrap_or_default())
    }

    /// The permission that a restricted API key lacks, when the server says that it lacks one.
    pub fn missing_permission(&self) -> Option<&'static str> {
        const LACKS_PERMISSION: i64 = 70051;
        if self.code()? == LACKS_PERMISSION { self.0.operation?.permission() } else { None }
    }

    /// The operation; `None` when the client could not be built.
    pub fn operation(&self) -> Option<&'static Operation> {
        self.0.operation
    }

    /// The HTTP status, when there was an answer.
    pub fn status(&self) -> Option<u16> {
        self.0.head.as_ref().map(|head| head.status)
    }

    /// What `error.type` is in a span: a status, or one of few words.
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

    /// The server's error code, such as 20404. Not every error has one.
    pub fn code(&self) -> Option<i64> {
        self.api_body()?.code
    }

    /// The server's error message, as it came. It may repeat what was sent; `Display` and `Debug` leave texts out that
    /// are.
    pub fn message(&self) -> Option<&str> {
        self.api_body()?.message.as_deref()
    }

    /// The address of a page about the server's error code.
    pub fn more_info(&self) -> Option<&str> {
        self.api_body()?.more_info.as_deref()
    }

    /// What the server adds to its error message, in a form of its own.
    pub fn details(&self) -> Option<&serde_json::Value> {
        self.api_body()?.details.as_ref()
    }

    /// The id of the request at the server, to be quoted to its support.
    pub fn request_id(&self) -> Option<&str> {
        self.0.head.as_ref()?.request_id()
    }

    /// The first header of that name in the server's answer; upper and lower case are the same.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.0.head.as_ref()?.header(name)
    }

    /// The body of an answer that reports an error or could not be understood, exactly as it came. It may hold
    /// personal data, which is why neither `Display` nor `Debug` shows it.
    pub fn body(&self) -> Option<&[u8]> {
        self.0.body.as_deref()
    }
}
