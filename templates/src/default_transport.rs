//! Sets up the transport of a client that was given none.

use std::time::Duration;

use super::base_url::BaseUrl;
use super::error::Error;
use super::limits::Limits;
use super::transport::Transport;
#[cfg(feature = "hyper")]
use super::transport_hyper::{CONNECT_TIMEOUT, HyperTransport};

#[cfg(feature = "hyper")]
pub(crate) fn default_transport(
    base_url: &BaseUrl,
    limits: &Limits,
    connect: Option<Duration>,
    idle: Option<Duration>,
) -> Result<Box<dyn Transport>, Error> {
    let transport = if base_url.is_https() {
        HyperTransport::new().map_err(Error::unusable_transport)?
    } else {
        // A test server on the local machine needs no certificates, and the machine may have none.
        HyperTransport::plain()
    };
    let connect = connect.unwrap_or(CONNECT_TIMEOUT.min(limits.attempt_timeout / 2));
    let mut transport = transport.with_connect_timeout(connect);
    if let Some(limit) = idle {
        transport = transport.with_idle_timeout(limit);
    }
    Ok(Box::new(transport))
}

#[cfg(not(feature = "hyper"))]
pub(crate) fn default_transport(
    _: &BaseUrl,
    _: &Limits,
    _: Option<Duration>,
    _: Option<Duration>,
) -> Result<Box<dyn Transport>, Error> {
    Err(Error::configuration("there is no transport: enable the feature `hyper`, or set a custom one with `transport`"))
}
