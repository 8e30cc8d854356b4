//! How the default transport gets a connection: directly or through a proxy, with TLS or, to this machine
//! alone, without. Knows host names and certificates; must not see a request.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use tower_service::Service;

use super::base_url::is_loopback;
use super::transport::{BoxFuture, TransportError, TransportErrorKind};

type BoxError = Box<dyn StdError + Send + Sync>;

/// TLS with the root certificates of the system and, with the feature, those that come along.
///
/// The provider is named because there is no default one when a program also has another part that uses
/// rustls with another provider.
pub(crate) fn default_tls() -> Result<Arc<ClientConfig>, TransportError> {
    let mut roots = RootCertStore::empty();
    let system = rustls_native_certs::load_native_certs();
    // Systems hold certificates that rustls does not take; the others will do.
    roots.add_parsable_certificates(system.certs);
    #[cfg(feature = "webpki-roots")]
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    if roots.is_empty() {
        let message = "the system has no root certificates: install them, name them with SSL_CERT_FILE, \
                       or enable the feature `webpki-roots`";
        let error = TransportError::new(TransportErrorKind::Connect, message);
        return Err(match system.errors.into_iter().next() {
            Some(cause) => error.with_source(cause),
            None => error,
        });
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| TransportError::new(TransportErrorKind::Connect, "TLS cannot be set up").with_source(error))?;
    Ok(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
}

#[derive(Clone)]
pub(crate) struct Connector {
    tcp: HttpConnector,
    tls: Option<Arc<ClientConfig>>,
    proxies: Arc<Matcher>,
    timeout: Duration,
}

impl Connector {
    pub(crate) fn new(tls: Option<Arc<ClientConfig>>, proxies: Matcher, timeout: Duration) -> Self {
        let mut tcp = HttpConnector::new();
        // It also opens the connections below TLS.
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        Self { tcp, tls, proxies: Arc::new(proxies), timeout }.with_timeout(timeout)
    }

    pub(crate) fn with_timeout(mut self, timeout: Duration) -> Self {
        // Shared out among the addresses of a name: one that does not answer leaves time for the others.
        self.tcp.set_connect_timeout(Some(timeout));
        self.timeout = timeout;
        self
    }

    async fn connect(self, target: Uri) -> Result<Stream, BoxError> {
        let local = target.host().is_some_and(is_loopback);
        if target.scheme_str() != Some("https") {
            // The base URL was checked; this is for a transport that is used without a client.
            if !local {
                return Err("plain http is for loopback addresses only".into());
            }
            return open(self.tcp, target).await;
        }
        let tls = self.tls.ok_or("this transport was set up for plain http alone")?;
        // As other HTTP libraries do: a proxy elsewhere cannot reach this machine by that name.
        match self.proxies.intercept(&target).filter(|_| !local) {
            None => open(HttpsConnector::from((self.tcp, tls)), target).await,
            Some(proxy) => match proxy.uri().scheme_str() {
                Some("http") => open(HttpsConnector::from((tunnel(&proxy, self.tcp), tls)), target).await,
                Some("https") => {
                    let to_proxy = HttpsConnector::from((self.tcp, tls.clone()));
                    open(HttpsConnector::from((tunnel(&proxy, to_proxy), tls)), target).await
                }
                scheme => Err(format!(
                    "the environment names a proxy of the kind {}, which is not supported: use one of the kind http or https",
                    scheme.unwrap_or("unknown")
                )
                .into()),
            },
        }
    }
}

fn tunnel<C>(proxy: &Intercept, connector: C) -> Tunnel<C> {
    let tunnel = Tunnel::new(proxy.uri().clone(), connector);
    match proxy.basic_auth() {
        Some(authorization) => tunnel.with_auth(authorization.clone()),
        None => tunnel,
    }
}

async fn open<C>(mut connector: C, target: Uri) -> Result<Stream, BoxError>
where
    C: Service<Uri>,
    C::Response: Io + 'static,
    C::Error: Into<BoxError>,
{
    std::future::poll_fn(|context| connector.poll_ready(context)).await.map_err(Into::into)?;
    let io = connector.call(target).await.map_err(Into::into)?;
    Ok(Stream(Box::new(io)))
}

impl Service<Uri> for Connector {
    type Response = Stream;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Stream, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, target: Uri) -> Self::Future {
        let (this, limit) = (self.clone(), self.timeout);
        Box::pin(async move {
            match tokio::time::timeout(limit, this.connect(target)).await {
                Ok(result) => result,
                Err(_) => Err(ConnectTimedOut(limit).into()),
            }
        })
    }
}

/// The limit for the connection was over.
#[derive(Debug)]
pub(crate) struct ConnectTimedOut(Duration);

impl fmt::Display for ConnectTimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the limit is {:?}", self.0)
    }
}

impl StdError for ConnectTimedOut {}

/// What each kind of connection can do.
pub(crate) trait Io: Read + Write + Connection + Send + Unpin {}

impl<T: Read + Write + Connection + Send + Unpin> Io for T {}

/// A connection of any kind.
pub(crate) struct Stream(Box<dyn Io>);

impl Connection for Stream {
    fn connected(&self) -> Connected {
        self.0.connected()
    }
}

impl Read for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl Write for Stream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.0.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write_vectored(context, buffers)
    }
}
