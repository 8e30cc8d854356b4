//! A response of a transport, whose body is read piece by piece.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;

use futures_core::Stream;
use http::{HeaderMap, HeaderName, HeaderValue};

use super::transport_body::Chunk;
use super::transport_error::TransportError;

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
