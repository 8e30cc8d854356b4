//! The default transport: HTTP over pooled connections, with hyper. `transport_connect` opens the connections.

use std::collections::VecDeque;
use std::error::Error as StdError;
use std::fmt;
#[cfg(feature = "http2")]
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http_body_util::{BodyDataStream, Full};
use hyper::body::Body as _;
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
#[cfg(not(feature = "http2"))]
use hyper_util::client::legacy::ResponseFuture;
use hyper_util::client::legacy::connect::{CaptureConnection, capture_connection};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::runtime::{self, Handle};

use super::limits::default_setting;
use super::transport::{BoxFuture, Chunk, HttpRequest, HttpResponse, Transport, TransportError, TransportErrorKind};
use super::transport_connect::{Connector, default_tls};
use super::transport_proxy::Proxies;
#[cfg(feature = "http2")]
use super::transport_sharing::Sharing;
#[cfg(feature = "http2")]
use super::transport_stream::Life;
use super::transport_stream::{ConnectError, Use};

pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_secs(default_setting!(connect_timeout));
/// Less than servers and load balancers allow, so that they rarely close first.
const IDLE_TIMEOUT: Duration = Duration::from_secs(default_setting!(idle_timeout));

/// The default transport: HTTP/1.1 with hyper, TLS with rustls and the system's root certificates.
///
/// With the feature `http2`, a server may choose HTTP/2: many requests then share a connection. Whether one of them was
/// sent is known less often: only if there was no connection, or if the server says that it did not process the request.
///
/// The environment can set an HTTP or HTTPS proxy, with the variables that curl reads and in its order: `https_proxy`,
/// `HTTPS_PROXY`, `all_proxy`, `ALL_PROXY`; `no_proxy` and `NO_PROXY` list hosts that are reached without it. A setting
/// that cannot be honored is an error. Requests to a loopback address never use a proxy. `SSL_CERT_FILE` or
/// `SSL_CERT_DIR` set other root certificates, which are read once per process, and the feature `webpki-roots` adds
/// Mozilla's.
///
/// Cheap to clone; clones share connections. A connection belongs to the Tokio runtime that opened it, so that each
/// runtime has its own.
#[derive(Clone)]
pub struct HyperTransport {
    connector: Connector,
    idle_timeout: Duration,
    pools: Arc<Mutex<Pools>>,
}

/// The connections of each runtime, the last that came first.
type Pools = VecDeque<(runtime::Id, Arc<Pool>)>;

/// The connections of a runtime.
struct Pool {
    client: Client<Connector, Full<Bytes>>,
    #[cfg(feature = "http2")]
    sharing: Sharing,
}

/// How long a connection of HTTP/2 is silent before it is asked whether it still works, and how long it may take to say so.
#[cfg(feature = "http2")]
const KEEP_ALIVE: Duration = Duration::from_secs(10);
/// How many runtimes keep connections open at the same time. Of those that have ended, no connection is left.
const MAX_POOLS: usize = 16;
/// Longer limits are too long for clocks.
const MAX_IDLE_TIMEOUT: Duration = Duration::from_secs(31_536_000);

impl HyperTransport {
    /// Creates a transport with the settings above.
    ///
    /// # Errors
    ///
    /// If there are no root certificates, or if the environment sets a proxy that cannot be used.
    pub fn new() -> Result<Self, TransportError> {
        let proxies =
            Proxies::from_env().map_err(|problem| TransportError::new(TransportErrorKind::Misconfigured, problem))?;
        Ok(Self::with(Some(default_tls()?), proxies))
    }

    /// Creates a transport for plain `http` only, which needs no root certificates, and never uses a proxy.
    pub(crate) fn plain() -> Self {
        Self::with(None, Proxies::default())
    }

    pub(crate) fn with(tls: Option<Arc<rustls::ClientConfig>>, proxies: Proxies) -> Self {
        Self::build(Connector::new(tls, proxies, CONNECT_TIMEOUT), IDLE_TIMEOUT)
    }

    fn build(connector: Connector, idle_timeout: Duration) -> Self {
        Self { connector, idle_timeout: idle_timeout.min(MAX_IDLE_TIMEOUT), pools: Arc::default() }
    }

    /// Returns the connections of the runtime that polls this. Only it drives them: those of another one might never
    /// make progress.
    fn pool(&self) -> Result<Arc<Pool>, TransportError> {
        let runtime = Handle::try_current().map_err(|error| {
            TransportError::new(TransportErrorKind::Misconfigured, "there is no Tokio runtime").with_source(error)
        })?;
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, pool)) = pools.iter().find(|(id, _)| *id == runtime.id()) {
            return Ok(pool.clone());
        }
        let mut client = Client::builder(TokioExecutor::new());
        client.pool_timer(TokioTimer::new());
        client.pool_idle_timeout(self.idle_timeout);
        // Obsolete, but to be read: RFC 9112, section 5.2.
        client.http1_allow_obsolete_multiline_headers_in_responses(true);
        #[cfg(feature = "http2")]
        {
            // A connection that is silently gone would take every request with it.
            client.timer(TokioTimer::new());
            client.http2_keep_alive_interval(KEEP_ALIVE);
            client.http2_keep_alive_timeout(KEEP_ALIVE);
        }
        let pool = Arc::new(Pool {
            client: client.build(self.connector.clone()),
            #[cfg(feature = "http2")]
            sharing: Sharing::default(),
        });
        pools.truncate(MAX_POOLS - 1);
        pools.push_front((runtime.id(), pool.clone()));
        Ok(pool)
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
            let (progress, is_safe) = (request.progress(), request.method().is_safe());
            let mut request = request.into_http()?.map(Full::new);
            // Of a safe request nobody asks, and asking costs time.
            let connection = (!is_safe).then(|| capture_connection(&mut request));
            if let Some(connection) = connection.clone() {
                progress.ask(move || !give_up(&connection));
            }
            let has_body = request.body().size_hint().exact() != Some(0);
            let response = self.pool()?.request(request, connection).await;
            let response = response.map_err(|error| request_error(error, has_body))?;
            let (head, body) = response.into_parts();
            let response = HttpResponse::new(head.status.as_u16()).with_headers(head.headers);
            Ok(response.with_body_stream(BodyChunks(BodyDataStream::new(body))))
        })
    }
}

impl Pool {
    #[cfg(not(feature = "http2"))]
    fn request(&self, request: http::Request<Full<Bytes>>, _: Option<CaptureConnection>) -> ResponseFuture {
        self.client.request(request)
    }

    /// Only the first of several requests opens a connection, until it is known whether the others can share it.
    #[cfg(feature = "http2")]
    async fn request(
        &self,
        mut request: http::Request<Full<Bytes>>,
        connection: Option<CaptureConnection>,
    ) -> Result<http::Response<Incoming>, hyper_util::client::legacy::Error> {
        let is_https = request.uri().scheme() == Some(&http::uri::Scheme::HTTPS);
        let leader = if is_https { self.sharing.turn().await } else { None };
        let mut leader = leader.map(|leader| (leader, connection.unwrap_or_else(|| capture_connection(&mut request))));
        let mut response = self.client.request(request);
        poll_fn(|context| {
            let poll = Pin::new(&mut response).poll(context);
            // It gets its connection while it is polled.
            let extras = leader.as_ref().and_then(|(_, connection)| extras(connection));
            if let Some((mut extras, (leader, _))) = extras.and_then(|extras| Some((extras, leader.take()?))) {
                leader.connected(extras.remove::<Life>().map(|life| life.0));
            }
            poll
        })
        .await
    }
}

/// Gives up a request whose future is gone or has ended; whether nothing was written to the connection that it got, if it
/// got one.
fn give_up(connection: &CaptureConnection) -> bool {
    extras(connection).is_none_or(|extras| extras.get().is_some_and(Use::give_up))
}

/// Returns what is known about the connection that a request got, once it got one.
fn extras(connection: &CaptureConnection) -> Option<http::Extensions> {
    let mut extras = http::Extensions::new();
    connection.connection_metadata().as_ref()?.get_extras(&mut extras);
    Some(extras)
}

/// Maps a failure: what it means for the request depends on how far the request got.
#[cfg_attr(not(feature = "http2"), allow(unused_variables, reason = "only HTTP/2 can say more"))]
fn request_error(error: hyper_util::client::legacy::Error, has_body: bool) -> TransportError {
    let chain = || causes(&error);
    if error.is_connect() {
        let is_final = chain().any(|cause| {
            let tls = cause.downcast_ref::<rustls::Error>();
            cause.downcast_ref().is_some_and(ConnectError::is_final)
                // What a server presents does not change from one attempt to the next, nor does what the system trusts.
                || matches!(tls, Some(rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented))
        });
        let io = |cause: &(dyn StdError + 'static)| cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let timed_out = chain().any(|cause| {
            matches!(cause.downcast_ref(), Some(ConnectError::TimedOut(_)))
                || io(cause) == Some(io::ErrorKind::TimedOut)
        });
        return match (is_final, timed_out) {
            (true, _) => TransportError::new(TransportErrorKind::Misconfigured, "connection failed"),
            (_, true) => TransportError::connect_timeout("connection timed out"),
            _ => TransportError::new(TransportErrorKind::Connect, "connection failed"),
        }
        .with_source(error);
    }
    #[cfg(feature = "http2")]
    if let Some(http2) = chain().find_map(|cause| cause.downcast_ref::<h2::Error>()) {
        let (kind, message) = if is_unprocessed(http2, has_body) {
            (TransportErrorKind::Connect, "the server did not process the request")
        } else {
            (TransportErrorKind::Interrupted, "the connection was interrupted before the response")
        };
        // Its own text has whatever the server says.
        let reason = http2.reason().map_or("HTTP/2".to_owned(), |reason| reason.description().to_owned());
        return TransportError::new(kind, message).with_source(reason);
    }
    let hyper = chain().find_map(|cause| cause.downcast_ref::<hyper::Error>());
    let (kind, message) = match hyper {
        // The connection was closed before the request was written to it.
        Some(hyper) if hyper.is_canceled() => {
            (TransportErrorKind::Connect, "the connection was closed before the request was sent")
        }
        // Or has more headers than are read: 100.
        Some(hyper) if hyper.is_parse() => (TransportErrorKind::Other, "the response cannot be read as HTTP"),
        _ => (TransportErrorKind::Interrupted, "the connection was interrupted before the response"),
    };
    TransportError::new(kind, message).with_source(error)
}

/// Whether the server says that it has not processed a request: RFC 9113, section 8.7.
///
/// A connection that goes away says so of the requests that it leaves out. But hyper also hands its end to a request that
/// is just being sent, and sends the head of that request nevertheless. Without a body, the head is all there is.
#[cfg(feature = "http2")]
fn is_unprocessed(error: &h2::Error, has_body: bool) -> bool {
    let is_refused = error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM);
    error.is_remote() && (is_refused || (error.is_go_away() && has_body))
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
