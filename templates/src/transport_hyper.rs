//! The default transport: HTTP/1.1 over pooled connections, with hyper. `transport_connect` opens the connections.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http_body_util::{BodyDataStream, Full};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::limits::default_setting;
use super::transport::{BoxFuture, Chunk, HttpRequest, HttpResponse, Transport, TransportError, TransportErrorKind};
use super::transport_connect::{ConnectTimedOut, Connector, default_tls};

pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_secs(default_setting!(connect_timeout));
/// Less than servers and load balancers allow, so that they rarely close first.
const IDLE_TIMEOUT: Duration = Duration::from_secs(default_setting!(idle_timeout));

/// The default transport: HTTP/1.1 with hyper, TLS with rustls and the system's root certificates.
///
/// Proxies are read from the environment like in curl (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`); requests to a loopback
/// address never use a proxy. `SSL_CERT_FILE` or `SSL_CERT_DIR` set other root certificates, and the feature
/// `webpki-roots` adds Mozilla's. Cheap to clone; clones share connections.
#[derive(Clone)]
pub struct HyperTransport {
    connector: Connector,
    idle_timeout: Duration,
    client: Client<Connector, Full<Bytes>>,
}

impl HyperTransport {
    /// Creates a transport with the settings above.
    ///
    /// # Errors
    ///
    /// If there are no root certificates.
    pub fn new() -> Result<Self, TransportError> {
        let tls = default_tls()?;
        Ok(Self::with(Some(tls), Matcher::from_env()))
    }

    /// Creates a transport for plain `http` only, which needs no root certificates.
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

    /// Limits the time until there is a connection, including proxy and TLS. Open connections are not kept.
    #[doc = concat!("Default: ", default_setting!(connect_timeout), " seconds.")]
    #[must_use]
    pub fn with_connect_timeout(self, limit: Duration) -> Self {
        Self::build(self.connector.with_timeout(limit), self.idle_timeout)
    }

    /// Sets how long a connection is kept open for the next request. Open connections are not kept.
    #[doc = concat!("Default: ", default_setting!(idle_timeout), " seconds.")]
    #[must_use]
    pub fn with_idle_timeout(self, limit: Duration) -> Self {
        Self::build(self.connector, limit)
    }
}

impl fmt::Debug for HyperTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without the connector: the address of a proxy may contain a password.
        f.debug_struct("HyperTransport").field("idle_timeout", &self.idle_timeout).finish_non_exhaustive()
    }
}

impl Transport for HyperTransport {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            let request = request.into_http()?.map(Full::new);
            let (head, body) = self.client.request(request).await.map_err(request_error)?.into_parts();
            let response = HttpResponse::new(head.status.as_u16()).with_headers(head.headers);
            Ok(response.with_body_stream(BodyChunks(BodyDataStream::new(body))))
        })
    }
}

/// Maps a failure: what it means for the request depends on how far the request got.
fn request_error(error: hyper_util::client::legacy::Error) -> TransportError {
    let chain = || causes(&error);
    if error.is_connect() {
        let io = |cause: &(dyn StdError + 'static)| cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let timed_out =
            chain().any(|cause| cause.is::<ConnectTimedOut>() || io(cause) == Some(io::ErrorKind::TimedOut));
        return if timed_out {
            TransportError::connect_timeout("connection timed out").with_source(error)
        } else {
            TransportError::new(TransportErrorKind::Connect, "connection failed").with_source(error)
        };
    }
    // Canceled means that the connection was closed before the request was written to it.
    if chain().any(|cause| cause.downcast_ref().is_some_and(hyper::Error::is_canceled)) {
        return TransportError::new(
            TransportErrorKind::Connect,
            "the connection was closed before the request was sent",
        )
        .with_source(error);
    }
    TransportError::new(TransportErrorKind::Interrupted, "the connection was interrupted before the response")
        .with_source(error)
}

fn causes<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |&error| {
        // An `io::Error` that wraps another error returns the source of that one as its own.
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        }
    })
}

struct BodyChunks(BodyDataStream<Incoming>);

impl Stream for BodyChunks {
    type Item = Result<Chunk, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.0).poll_next(context).map(|next| {
            next.map(|result| {
                result.map(Chunk).map_err(|error| {
                    TransportError::new(
                        TransportErrorKind::Interrupted,
                        "the connection was interrupted within the response",
                    )
                    .with_source(error)
                })
            })
        })
    }
}
