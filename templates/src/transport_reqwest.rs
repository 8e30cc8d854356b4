//! A transport over a `reqwest::Client` that the user configures; only redirects are always disabled.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use http_body_util::BodyDataStream;
use reqwest::redirect::Policy;
use reqwest::{Body, Client, ClientBuilder, Request};

use super::transport::{BoxFuture, Chunk, HttpRequest, HttpResponse, Transport, TransportError, TransportErrorKind};

/// Sends requests with a custom [`reqwest::Client`], with its proxies, certificates, time limits and pool.
///
/// It needs reqwest 0.13 with a TLS feature of your choice, such as `rustls`: this crate enables none, and without one,
/// a client cannot connect over HTTPS. A client that is already built cannot be used, because it is not visible whether
/// it follows redirects.
///
/// reqwest says that nothing was sent only if it could not connect, or if its time limit for connecting expired; so set
/// [`connect_timeout`](reqwest::ClientBuilder::connect_timeout) below the client's time limits. A connection that is
/// closed before it was written to, and a limit of the client that expires while reqwest is connecting, count as requests
/// that may have been sent. Connections are not kept apart by runtime: use one transport for each.
#[derive(Clone)]
pub struct ReqwestTransport {
    client: Client,
}

impl ReqwestTransport {
    /// Creates a transport over the client of that builder. Redirects are not followed, even if the builder enables
    /// them: requests contain credentials that are not meant for other servers.
    ///
    /// # Errors
    ///
    /// If reqwest cannot build the client, for example because there is no TLS provider.
    pub fn new(builder: ClientBuilder) -> Result<Self, TransportError> {
        let client = builder.redirect(Policy::none()).build().map_err(|error| {
            TransportError::new(TransportErrorKind::Connect, "the reqwest client cannot be built").with_source(error)
        })?;
        Ok(Self { client })
    }
}

/// Omits the client: its default headers may contain secrets.
impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransport").finish_non_exhaustive()
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            let request = Request::try_from(request.into_http()?).map_err(transport_error)?;
            let response = self.client.execute(request).await.map_err(transport_error)?;
            let head = HttpResponse::new(response.status().as_u16()).with_headers(response.headers().clone());
            Ok(head.with_body_stream(BodyChunks(BodyDataStream::new(response.into()))))
        })
    }
}

/// Maps an error without its URL, which may contain personal data.
fn transport_error(error: reqwest::Error) -> TransportError {
    let failure = match (error.is_connect(), error.is_timeout()) {
        // Redirects are not followed, so it can only concern the request itself.
        _ if error.is_builder() => {
            TransportError::new(TransportErrorKind::InvalidRequest, "the request is not valid HTTP")
        }
        (true, true) => TransportError::connect_timeout("connection timed out"),
        (true, false) => TransportError::new(TransportErrorKind::Connect, "connection failed"),
        (false, true) => TransportError::new(TransportErrorKind::Timeout, "no response in time"),
        (false, false) => TransportError::new(TransportErrorKind::Interrupted, "the connection was interrupted"),
    };
    failure.with_source(error.without_url())
}

struct BodyChunks(BodyDataStream<Body>);

impl Stream for BodyChunks {
    type Item = Result<Chunk, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.0)
            .poll_next(context)
            .map(|next| next.map(|result| result.map(Chunk).map_err(transport_error)))
    }
}
