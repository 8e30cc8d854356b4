//! Opens connections for the default transport: directly or through a proxy, with TLS or, to the local machine only,
//! without.

use std::future::poll_fn;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioIo;
use rustls::crypto::ring;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio_rustls::TlsConnector;
use tower_service::Service;

use super::base_url::is_loopback;
use super::transport::{BoxFuture, TransportError, TransportErrorKind};
use super::transport_proxy::Proxies;
use super::transport_stream::{BoxError, ConnectError, Stream};

/// Returns a TLS configuration with the root certificates of the system and, with the feature `webpki-roots`,
/// Mozilla's.
///
/// The provider is explicit because there is no default one if another part of the program uses rustls with another
/// provider.
///
/// Made once per process: reading the certificates takes tens of milliseconds.
pub(crate) fn default_tls() -> Result<Arc<ClientConfig>, TransportError> {
    static CONFIG: OnceLock<Arc<ClientConfig>> = OnceLock::new();
    match CONFIG.get() {
        Some(config) => Ok(config.clone()),
        // What fails may succeed later: somebody installs certificates.
        None => new_tls().map(|config| CONFIG.get_or_init(|| config).clone()),
    }
}

fn new_tls() -> Result<Arc<ClientConfig>, TransportError> {
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

/// Cheap to clone, which is done for each request.
#[derive(Clone)]
pub(crate) struct Connector(Arc<Routes>);

#[derive(Clone)]
struct Routes {
    direct: Direct,
    /// Without HTTP/2, which a tunnel is not asked for with.
    to_proxy: Direct,
    proxies: Arc<Proxies>,
    timeout: Duration,
}

impl Connector {
    pub(crate) fn new(tls: Option<Arc<ClientConfig>>, proxies: Proxies, timeout: Duration) -> Self {
        let mut tcp = HttpConnector::new();
        // It also opens the connections that TLS is used on.
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        let to_proxy = Direct { tcp, tls };
        #[cfg(not(feature = "http2"))]
        let direct = to_proxy.clone();
        #[cfg(feature = "http2")]
        let direct = Direct { tls: to_proxy.tls.clone().map(with_http2), ..to_proxy.clone() };
        Self(Arc::new(Routes { direct, to_proxy, proxies: Arc::new(proxies), timeout })).with_timeout(timeout)
    }

    pub(crate) fn with_timeout(self, timeout: Duration) -> Self {
        let mut routes = Arc::unwrap_or_clone(self.0);
        // Divided among the addresses of a host: one that does not respond leaves time for the others.
        routes.direct.tcp.set_connect_timeout(Some(timeout));
        routes.to_proxy.tcp.set_connect_timeout(Some(timeout));
        Self(Arc::new(Routes { timeout, ..routes }))
    }
}

impl Routes {
    async fn connect(&self, target: Uri) -> Result<Stream, BoxError> {
        let local = target.host().is_some_and(is_loopback);
        // The client has checked its base URL; this check is for a transport without a client.
        if !is_https(&target) && !local {
            return Err(ConnectError::Refused("plain http is allowed for loopback addresses only").into());
        }
        // As in other HTTP libraries: a proxy elsewhere cannot reach the local machine by that name.
        let host = target.host().unwrap_or_default();
        match self.proxies.of(host).filter(|_| is_https(&target) && !local) {
            None => self.direct.clone().open(target).await,
            Some(proxy) => {
                let io = self.to_proxy.clone().open(proxy.uri().clone()).await?;
                let io = proxy.tunnel(io, host, target.port_u16().unwrap_or(443)).await?;
                self.direct.secure(io, &target).await
            }
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
        let (routes, limit) = (self.0.clone(), self.0.timeout);
        Box::pin(async move {
            match tokio::time::timeout(limit, routes.connect(target)).await {
                Ok(result) => result,
                Err(_) => Err(ConnectError::TimedOut(limit).into()),
            }
        })
    }
}

/// The name of HTTP/2 where client and server agree on a protocol.
#[cfg(feature = "http2")]
const HTTP2: &[u8] = b"h2";

/// Lets the server choose between HTTP/2 and HTTP/1.1.
#[cfg(feature = "http2")]
fn with_http2(tls: Arc<ClientConfig>) -> Arc<ClientConfig> {
    let mut tls = Arc::unwrap_or_clone(tls);
    tls.alpn_protocols = [HTTP2, b"http/1.1"].map(<[u8]>::to_vec).into();
    Arc::new(tls)
}

fn is_https(target: &Uri) -> bool {
    target.scheme_str() == Some("https")
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
        let io = Stream::new(self.tcp.call(target.clone()).await?);
        if is_https(&target) { self.secure(io, &target).await } else { Ok(io) }
    }

    /// Establishes TLS on an open connection.
    async fn secure(&self, io: Stream, target: &Uri) -> Result<Stream, BoxError> {
        let tls = self.tls.clone().ok_or(ConnectError::Refused("this transport supports plain http only"))?;
        // An IPv6 address has brackets in a URL, but not in a certificate.
        let host = target.host().unwrap_or_default();
        let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        let name = ServerName::try_from(host)?.to_owned();
        let io = TlsConnector::from(tls).connect(name, TokioIo::new(io)).await?;
        #[cfg(feature = "http2")]
        if io.get_ref().1.alpn_protocol() == Some(HTTP2) {
            return Ok(Stream::new(TokioIo::new(io)).shared());
        }
        Ok(Stream::new(TokioIo::new(io)))
    }
}
