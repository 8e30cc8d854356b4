//! The default transport: HTTP/1.1 over pooled connections, with hyper. Knows requests and answers; how a
//! connection comes about is `transport_connect`'s, what is sent is the client's.

use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::header::CONTENT_LENGTH;
use http::{HeaderValue, Request};
use http_body_util::{BodyDataStream, Full};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::transport::{BoxFuture, Chunk, HttpRequest, HttpResponse, Transport, TransportError, TransportErrorKind};
use super::transport_connect::{ConnectTimedOut, Connector, default_tls};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Less than what servers and load balancers in between allow, so that they rarely close first.
const IDLE_TIMEOUT: Duration = Duration::from_secs(45);

/// HTTP/1.1 with hyper, TLS with rustls and the system's root certificates.
///
/// Proxies are taken from the environment as curl does (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`); a loopback
/// address is never asked for through a proxy. Other root certificates can be named with `SSL_CERT_FILE` or
/// `SSL_CERT_DIR`, or brought along with the feature `webpki-roots`. Cheap to clone; clones share connections.
#[derive(Clone)]
pub struct HyperTransport {
    connector: Connector,
    idle_timeout: Duration,
    client: Client<Connector, Full<Bytes>>,
}

impl HyperTransport {
    /// A transport with the settings above.
    ///
    /// # Errors
    ///
    /// When there are no root certificates.
    pub fn new() -> Result<Self, TransportError> {
        let tls = default_tls()?;
        Ok(Self::with(Some(tls), Matcher::from_env()))
    }

    /// For `http` alone, which needs no root certificates.
    pub(crate) fn plain() -> Self {
        Self::with(None, Matcher::from_env())
    }

    pub(crate) fn with(tls: Option<Arc<rustls::ClientConfig>>, proxies: Matcher) -> Self {
        Self::build(Connector::new(tls, proxies, CONNECT_TIMEOUT), IDLE_TIMEOUT)
    }

    fn build(connector: Connector, idle_timeout: Duration) -> Self {
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(idle_timeout)
            .build(connector.clone());
        Self { connector, idle_timeout, client }
    }

    /// Limits the time until there is a connection, proxy and TLS included. 5 seconds unless set. Begins with
    /// no open connections.
    #[must_use]
    pub fn with_connect_timeout(self, limit: Duration) -> Self {
        Self::build(self.connector.with_timeout(limit), self.idle_timeout)
    }

    /// How long a connection is kept open for the next request. 45 seconds unless set. Begins with no open
    /// connections.
    #[must_use]
    pub fn with_idle_timeout(self, limit: Duration) -> Self {
        Self::build(self.connector, limit)
    }
}

impl fmt::Debug for HyperTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the connector: the address of a proxy may hold a password.
        f.debug_struct("HyperTransport").field("idle_timeout", &self.idle_timeout).finish_non_exhaustive()
    }
}

impl Transport for HyperTransport {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            let response = self.client.request(to_hyper(&request)?).await.map_err(request_error)?;
            let (head, body) = response.into_parts();
            let mut answer = HttpResponse::new(head.status.as_u16());
            for (name, value) in &head.headers {
                answer = answer.with_header(name.as_str(), String::from_utf8_lossy(value.as_bytes()));
            }
            Ok(answer.with_body_stream(BodyChunks(BodyDataStream::new(body))))
        })
    }
}

fn to_hyper(request: &HttpRequest) -> Result<Request<Full<Bytes>>, TransportError> {
    let not_sent = |_| TransportError::new(TransportErrorKind::Connect, "the request is not valid HTTP");
    let mut builder = Request::builder().method(request.method().as_str()).uri(request.url());
    for header in request.headers() {
        let mut value = HeaderValue::from_str(header.value()).map_err(|error| not_sent(error.into()))?;
        value.set_sensitive(header.is_sensitive());
        builder = builder.header(header.name(), value);
    }
    // hyper itself says nothing about the length of an empty body, and some servers then refuse a POST.
    if request.method().has_body() && request.body().is_empty() {
        builder = builder.header(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    builder.body(Full::new(request.body_bytes())).map_err(not_sent)
}

/// What a failure means for the request depends on how far it got.
fn request_error(error: hyper_util::client::legacy::Error) -> TransportError {
    if error.is_connect() {
        return if find::<ConnectTimedOut>(&error).is_some() {
            TransportError::connect_timeout("no connection in time").with_source(error)
        } else {
            TransportError::new(TransportErrorKind::Connect, "no connection").with_source(error)
        };
    }
    // Cancelled means that the connection was gone before the request was written to it.
    if find::<hyper::Error>(&error).is_some_and(hyper::Error::is_canceled) {
        return TransportError::new(TransportErrorKind::Connect, "the connection was closed before use")
            .with_source(error);
    }
    TransportError::new(TransportErrorKind::Interrupted, "the connection broke before the answer").with_source(error)
}

fn find<'a, E: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a E> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        // An `io::Error` that wraps another gives the wrapped one's source as its own.
        let wrapped = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        next = match wrapped {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        };
    }
    None
}

struct BodyChunks(BodyDataStream<Incoming>);

impl Stream for BodyChunks {
    type Item = Result<Chunk, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.0).poll_next(context).map(|next| {
            next.map(|result| {
                result.map(Chunk).map_err(|error| {
                    TransportError::new(TransportErrorKind::Interrupted, "the connection broke within the answer")
                        .with_source(error)
                })
            })
        })
    }
}
