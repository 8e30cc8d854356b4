//! A request on its way to a transport, and whether it got there. Must not show what may be personal data.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

#[cfg(any(feature = "hyper", feature = "reqwest"))]
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};

use super::api::Method;
use super::transport_body::{Chunk, text_of};
#[cfg(any(feature = "hyper", feature = "reqwest"))]
use super::transport_error::{TransportError, TransportErrorKind};

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
