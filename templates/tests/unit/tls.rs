//! A certificate for test servers, and who trusts it.

use std::sync::Arc;

use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::{TlsAcceptor, rustls};

/// A name that no resolver knows.
pub(crate) const HOST: &str = "api.invalid";
/// Reserved for documentation: it belongs to no host.
pub(crate) const ADDRESS: &str = "2001:db8::1";

pub(crate) struct Certificate {
    server: rustls::ServerConfig,
    pub(crate) accept: TlsAcceptor,
    pub(crate) trust: Arc<rustls::ClientConfig>,
}

fn provider() -> Arc<rustls::crypto::CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// Makes a certificate for those and the local machine, for a server of these application protocols.
pub(crate) fn certificate(protocols: &[&[u8]]) -> Certificate {
    let made = rcgen::generate_simple_self_signed([HOST, "127.0.0.1", ADDRESS].map(str::to_owned)).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let mut server = rustls::ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    server.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
    let mut roots = rustls::RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    let accept = TlsAcceptor::from(Arc::new(server.clone()));
    Certificate { server, accept, trust: client_config(roots) }
}

impl Certificate {
    /// Returns another server with the same certificate.
    pub(crate) fn with(&self, protocols: &[&[u8]]) -> TlsAcceptor {
        let mut server = self.server.clone();
        server.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
        TlsAcceptor::from(Arc::new(server))
    }
}

pub(crate) fn client_config(roots: rustls::RootCertStore) -> Arc<rustls::ClientConfig> {
    let config = rustls::ClientConfig::builder_with_provider(provider()).with_safe_default_protocol_versions();
    Arc::new(config.unwrap().with_root_certificates(roots).with_no_client_auth())
}
