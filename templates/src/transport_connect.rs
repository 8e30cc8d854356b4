//! Opens connections for the default transport: directly or through a proxy, with TLS or, to the local machine only,
//! without.

use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use hyper_util::rt::TokioIo;
use rustls::crypto::ring;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio_rustls::TlsConnector;
use tower_service::Service;

use super::base_url::is_loopback;
use super::transport::{BoxFuture, TransportError, TransportErrorKind};

type BoxError = Box<dyn StdError + Send + Sync>;

/// Returns a TLS configuration with the root certificates of the system and, with the feature `webpki-roots`,
/// Mozilla's.
///
/// The provider is explicit because there is no default one if another part of the program uses rustls with another
/// provider.
pub(crate) fn default_tls() -> Result<Arc<ClientConfig>, TransportError> {
    let mut roots = RootCertStore::empty();
    let system = rustls_native_certs::load_native_certs();
    // Systems contain certificates that rustls does not accept; the others are sufficient.
    roots.add_parsable_certificates(system.certs);
    #[cfg(feature = "webpki-roots")]
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    if roots.is_empty() {
        let message = "the system has no root certificates: install them, set SSL_CERT_FILE, \
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
    direct: Direct,
    proxies: Arc<Matcher>,
    timeout: Duration,
}

impl Connector {
    pub(crate) fn new(tls: Option<Arc<ClientConfig>>, proxies: Matcher, timeout: Duration) -> Self {
        let mut tcp = HttpConnector::new();
        // It also opens the connections that TLS is used on.
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        Self { direct: Direct { tcp, tls }, proxies: Arc::new(proxies), timeout }.with_timeout(timeout)
    }

    pub(crate) fn with_timeout(mut self, timeout: Duration) -> Self {
        // Divided among the addresses of a host: one that does not respond leaves time for the others.
        self.direct.tcp.set_connect_timeout(Some(timeout));
        self.timeout = timeout;
        self
    }

    async fn connect(self, target: Uri) -> Result<Stream, BoxError> {
        let local = target.host().is_some_and(is_loopback);
        // The client has checked its base URL; this check is for a transport without a client.
        if !is_https(&target) && !local {
            return Err("plain http is allowed for loopback addresses only".into());
        }
        // As in other HTTP libraries: a proxy elsewhere cannot reach the local machine by that name.
        match self.proxies.intercept(&target).filter(|_| is_https(&target) && !local) {
            None => self.direct.open(target).await,
            Some(proxy) => match proxy.uri().scheme_str() {
                Some("http" | "https") => {
                    let io = tunnel(&proxy, self.direct.clone()).call(target.clone()).await?;
                    self.direct.secure(io, &target).await
                }
                scheme => Err(format!(
                    "the environment sets a proxy with the scheme {}, which is not supported: use http or https",
                    scheme.unwrap_or("unknown")
                )
                .into()),
            },
        }
    }
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

fn is_https(target: &Uri) -> bool {
    target.scheme_str() == Some("https")
}

fn tunnel(proxy: &Intercept, to_proxy: Direct) -> Tunnel<Direct> {
    let tunnel = Tunnel::new(proxy.uri().clone(), to_proxy);
    match proxy.basic_auth() {
        Some(authorization) => tunnel.with_auth(authorization.clone()),
        None => tunnel,
    }
}

/// Opens connections to an address, either the server's or a proxy's.
#[derive(Clone)]
struct Direct {
    tcp: HttpConnector,
    tls: Option<Arc<ClientConfig>>,
}

impl Direct {
    async fn open(mut self, target: Uri) -> Result<Stream, BoxError> {
        poll_fn(|context| self.tcp.poll_ready(context)).await?;
        let io = Stream(Box::new(self.tcp.call(target.clone()).await?));
        if is_https(&target) { self.secure(io, &target).await } else { Ok(io) }
    }

    /// Establishes TLS on an open connection.
    async fn secure(&self, io: Stream, target: &Uri) -> Result<Stream, BoxError> {
        let tls = self.tls.clone().ok_or("this transport supports plain http only")?;
        // An IPv6 address has brackets in a URL, but not in a certificate.
        let host = target.host().unwrap_or_default();
        let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        let name = ServerName::try_from(host)?.to_owned();
        let io = TlsConnector::from(tls).connect(name, TokioIo::new(io)).await?;
        Ok(Stream(Box::new(TokioIo::new(io))))
    }
}

impl Service<Uri> for Direct {
    type Response = Stream;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Stream, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, target: Uri) -> Self::Future {
        Box::pin(self.clone().open(target))
    }
}

/// The time limit for the connection expired.
#[derive(Debug)]
pub(crate) struct ConnectTimedOut(Duration);

impl fmt::Display for ConnectTimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the limit is {:?}", self.0)
    }
}

impl StdError for ConnectTimedOut {}

/// What every kind of connection can do.
trait Io: Read + Write + Send + Unpin {}

impl<T: Read + Write + Send + Unpin> Io for T {}

/// A connection of any kind. A single type, so that the generic code of hyper and rustls is compiled once.
pub(crate) struct Stream(Box<dyn Io>);

impl Connection for Stream {
    fn connected(&self) -> Connected {
        Connected::new()
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
