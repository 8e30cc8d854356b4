//! A certificate of a test server, made anew each time.

use std::sync::Arc;

use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::{TlsAcceptor, rustls};

/// A certificate with its key.
pub struct Certificate(rcgen::CertifiedKey<rcgen::KeyPair>);

impl Certificate {
    /// Makes one that is valid for this host, and that nobody trusts yet.
    ///
    /// # Errors
    ///
    /// If the host is not a name or an address.
    pub fn of(host: &str) -> Result<Self, Failure> {
        Ok(Self(rcgen::generate_simple_self_signed([host.to_owned()])?))
    }

    /// Returns it as PEM, for those who are to trust it.
    pub fn pem(&self) -> String {
        self.0.cert.pem()
    }

    /// Returns what accepts connections with it, for these application protocols.
    ///
    /// # Errors
    ///
    /// If TLS cannot be set up.
    pub fn acceptor(&self, protocols: &[&[u8]]) -> Result<TlsAcceptor, Failure> {
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.0.signing_key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![self.0.cert.der().clone()], key)?;
        config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}

/// Why there is no certificate, or no TLS.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
