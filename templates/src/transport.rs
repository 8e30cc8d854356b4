//! The interface between the client and HTTP: requests, responses and the trait that carries them.
//!
//! Implement [`Transport`] to send requests through another library, to observe them, or to return canned responses in
//! a test.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures_core::Stream;
use http::header::AsHeaderName;
use http::{HeaderMap, HeaderName, HeaderValue};

use super::api::Method;
#[cfg(feature = "hyper")]
pub use super::transport_hyper::HyperTransport;
#[cfg(feature = "reqwest")]
pub use super::transport_reqwest::ReqwestTransport;

/// A boxed future, as [`Transport::send`] returns it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends a request to the server and receives its response.
///
/// A response of any status is an `Ok`. Redirects must not be followed, because the request contains credentials. The
/// client limits the time of an attempt, including the body, and drops the future when the limit expires. A transport
/// that knows whether a request was handed to a connection says so with [`HttpRequest::ask_whether_sent`].
pub trait Transport: fmt::Debug + Send + Sync + 'static {
    /// Sends the request and returns the response as soon as its headers are received.
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        (**self).send(request)
    }
}

impl<T: Transport + ?Sized> Transport for Box<T> {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        (**self).send(request)
    }
}

/// A request, complete except for `Host` and `Content-Length`, which the transport adds.
#[derive(Clone)]
pub struct HttpRequest {
    method: Method,
    url: String,
    headers: HeaderMap,
    /// Whether an invalid header was added.
    is_invalid: bool,
    body: Chunk,
    progress: Progress,
}

/// Knows whether a request was handed to a connection, as far as the transport says so.
#[derive(Clone, Default)]
pub(crate) struct Progress(Arc<Mutex<Vec<Question>>>);

type Question = Box<dyn Fn() -> bool + Send>;

impl Progress {
    pub(crate) fn ask(&self, was_sent: impl Fn() -> bool + Send + 'static) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(Box::new(was_sent));
    }

    /// Reports whether it is certain that nothing was sent, by any of the transports that clones were handed to.
    pub(crate) fn is_unsent(&self) -> bool {
        let questions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        !questions.is_empty() && !questions.iter().any(|was_sent| was_sent())
    }
}

impl HttpRequest {
    /// Creates a request without headers and body. The URL is absolute.
    pub fn new(method: Method, url: impl Into<String>) -> Self {
        Self::with_headers(method, url, HeaderMap::new())
    }

    /// Creates a request with these headers.
    pub(crate) fn with_headers(method: Method, url: impl Into<String>, headers: HeaderMap) -> Self {
        Self {
            method,
            url: url.into(),
            headers,
            is_invalid: false,
            body: Chunk::default(),
            progress: Progress::default(),
        }
    }

    /// Adds a header. If it is invalid, the transport refuses the request.
    #[must_use]
    pub fn with_header(self, name: &'static str, value: impl Into<String>) -> Self {
        self.with_text(name, value.into(), false)
    }

    /// Adds a header whose value must not be shown or logged.
    #[must_use]
    pub fn with_sensitive_header(self, name: &'static str, value: impl Into<String>) -> Self {
        self.with_text(name, value.into(), true)
    }

    pub(crate) fn with_text(mut self, name: &str, value: String, sensitive: bool) -> Self {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::try_from(value)) {
            (Ok(name), Ok(mut value)) => {
                value.set_sensitive(sensitive);
                self.headers.append(name, value);
            }
            _ => self.is_invalid = true,
        }
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<Chunk>) -> Self {
        self.body = body.into();
        self
    }

    /// Returns the method.
    pub fn method(&self) -> Method {
        self.method
    }

    /// Returns the absolute URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the headers, grouped by name, in the order in which they were added.
    pub fn headers(&self) -> impl Iterator<Item = Header<'_>> {
        self.headers.iter().map(|(name, value)| Header { name: name.as_str(), value })
    }

    /// Returns the value of a header, whose name is compared without case.
    pub fn header(&self, name: &str) -> Option<&str> {
        text_of(&self.headers, name)
    }

    /// As [`header`](Self::header), for a name that does not have to be parsed.
    pub(crate) fn known_header(&self, name: HeaderName) -> Option<&str> {
        text_of(&self.headers, name)
    }

    /// Returns the body; empty if there is none.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Says how to find out whether the request was handed to a connection: a function that returns `false` if not a
    /// single byte of it has been sent, and none will be.
    ///
    /// The client calls it after an attempt that ends without success: with an error, or because the client has dropped
    /// the future at a time limit. A request of which a clone is sent as well is unsent if all of them are. If nothing was sent, another attempt is safe for every operation, and callers are told so. A
    /// transport that does not say it is taken to have sent the request, unless its error is of a kind that rules it out.
    pub fn ask_whether_sent(&self, was_sent: impl Fn() -> bool + Send + 'static) {
        self.progress.ask(was_sent);
    }

    pub(crate) fn progress(&self) -> Progress {
        self.progress.clone()
    }

    /// Converts the request for an HTTP library. Includes the `Content-Length` of an empty body, which the libraries
    /// omit and without which some servers refuse a POST.
    #[cfg(any(feature = "hyper", feature = "reqwest"))]
    pub(crate) fn into_http(mut self) -> Result<http::Request<Bytes>, TransportError> {
        let refused = || TransportError::new(TransportErrorKind::InvalidRequest, "the request is not valid HTTP");
        if self.is_invalid {
            return Err(refused());
        }
        if self.method.has_body() && self.body.is_empty() {
            self.headers.insert(http::header::CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        let mut request = http::Request::new(self.body.0);
        *request.method_mut() = self.method.as_str().parse().map_err(|_| refused())?;
        *request.uri_mut() = self.url.try_into().map_err(|_| refused())?;
        *request.headers_mut() = self.headers;
        Ok(request)
    }
}

/// Omits the query and the body, which may be personal data, and sensitive headers.
impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, query) = self.url.split_once('?').map_or((&*self.url, ""), |(path, _)| (path, "?[redacted]"));
        f.debug_struct("HttpRequest")
            .field("method", &self.method)
            .field("url", &format_args!("{path}{query}"))
            .field("headers", &self.headers().collect::<Vec<_>>())
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

/// A header of a request.
#[derive(Clone, Copy)]
pub struct Header<'a> {
    name: &'a str,
    value: &'a HeaderValue,
}

impl<'a> Header<'a> {
    /// Returns the name, in lower case.
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// Returns the value, even if it is sensitive.
    pub fn value(&self) -> &'a str {
        // Only text was accepted.
        std::str::from_utf8(self.value.as_bytes()).unwrap_or_default()
    }

    /// Reports whether the value must not be shown or logged.
    pub fn is_sensitive(&self) -> bool {
        self.value.is_sensitive()
    }
}

impl fmt::Debug for Header<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = if self.is_sensitive() { "[redacted]" } else { self.value() };
        write!(f, "{}: {value}", self.name)
    }
}

/// Returns the first header with that name, if it is text.
pub(crate) fn text_of(headers: &HeaderMap, name: impl AsHeaderName) -> Option<&str> {
    std::str::from_utf8(headers.get(name)?.as_bytes()).ok()
}

/// A piece of a body. Cheap to clone.
#[derive(Clone, Default)]
pub struct Chunk(pub(crate) Bytes);

impl std::ops::Deref for Chunk {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for Chunk {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Chunk {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }
}

impl From<String> for Chunk {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<&str> for Chunk {
    fn from(text: &str) -> Self {
        Self(Bytes::copy_from_slice(text.as_bytes()))
    }
}

impl From<&[u8]> for Chunk {
    fn from(bytes: &[u8]) -> Self {
        Self(Bytes::copy_from_slice(bytes))
    }
}

impl fmt::Debug for Chunk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

/// A response: status, headers and a body that is read piece by piece.
pub struct HttpResponse {
    status: u16,
    headers: HeaderMap,
    body: Body,
}

enum Body {
    Whole(Chunk),
    Stream(Pin<Box<dyn Stream<Item = Result<Chunk, TransportError>> + Send>>),
}

impl HttpResponse {
    /// Creates a response without headers and body.
    pub fn new(status: u16) -> Self {
        Self { status, headers: HeaderMap::new(), body: Body::Whole(Chunk::default()) }
    }

    /// Adds a header. An invalid one is ignored.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let (name, value) = (HeaderName::try_from(name.into()), HeaderValue::try_from(value.into()));
        if let (Ok(name), Ok(value)) = (name, value) {
            self.headers.append(name, value);
        }
        self
    }

    #[cfg(any(feature = "hyper", feature = "reqwest"))]
    pub(crate) fn with_headers(mut self, headers: HeaderMap) -> Self {
        self.headers = headers;
        self
    }

    /// Sets a body that is already complete.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<Chunk>) -> Self {
        self.body = Body::Whole(body.into());
        self
    }

    /// Sets a body that arrives in pieces.
    #[must_use]
    pub fn with_body_stream<S>(mut self, body: S) -> Self
    where
        S: Stream<Item = Result<Chunk, TransportError>> + Send + 'static,
    {
        self.body = Body::Stream(Box::pin(body));
        self
    }

    /// Returns the status code.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Returns the headers that are text, names in lower case, grouped by name, in the order in which they were
    /// received.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers
            .iter()
            .filter_map(|(name, value)| Some((name.as_str(), std::str::from_utf8(value.as_bytes()).ok()?)))
    }

    /// Returns the next piece of the body, or `None` at its end.
    ///
    /// # Errors
    ///
    /// If the connection is interrupted before the end.
    pub async fn next_chunk(&mut self) -> Result<Option<Chunk>, TransportError> {
        match &mut self.body {
            Body::Whole(chunk) => Ok(Some(std::mem::take(chunk)).filter(|chunk| !chunk.is_empty())),
            Body::Stream(stream) => poll_fn(|context| stream.as_mut().poll_next(context)).await.transpose(),
        }
    }

    pub(crate) fn take_headers(&mut self) -> HeaderMap {
        std::mem::take(&mut self.headers)
    }
}

impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpResponse").field("status", &self.status).finish_non_exhaustive()
    }
}

/// What a failure means for the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// There was no connection: nothing was sent, so the request can safely be retried.
    Connect,
    /// There was no connection, and another attempt would end in the same way: a proxy demands other credentials, for
    /// example, or a certificate is not trusted. Nothing was sent.
    Misconfigured,
    /// The request is invalid: nothing was sent, and another attempt would fail in the same way.
    InvalidRequest,
    /// The transport's own time limit expired; the request may have been sent.
    Timeout,
    /// The connection was interrupted; the request may have been sent.
    Interrupted,
    /// Anything else; the request may have been sent.
    Other,
}

/// Why there is no response.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    timed_out: bool,
    message: Cow<'static, str>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl TransportError {
    /// Creates an error. The message is part of what users read: no personal data, no secrets.
    pub fn new(kind: TransportErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        let timed_out = kind == TransportErrorKind::Timeout;
        Self { kind, timed_out, message: message.into(), source: None }
    }

    /// Creates an error for a connection that timed out: of kind [`Connect`](TransportErrorKind::Connect), and a
    /// timeout as well.
    pub fn connect_timeout(message: impl Into<Cow<'static, str>>) -> Self {
        Self { timed_out: true, ..Self::new(TransportErrorKind::Connect, message) }
    }

    /// Adds the cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Returns what the failure means for the request.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Reports whether a time limit expired, for the connection or for the whole request.
    pub fn is_timeout(&self) -> bool {
        self.timed_out
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|source| &**source as _)
    }
}
