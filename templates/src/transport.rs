//! The interface between the client and HTTP: requests, responses and the trait that carries them.
//!
//! Implement [`Transport`] to send requests through another library, to observe them, or to return canned responses in
//! a test.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

pub use super::transport_body::Chunk;
pub(crate) use super::transport_body::text_of;
pub use super::transport_error::{TransportError, TransportErrorKind};
#[cfg(feature = "hyper")]
pub use super::transport_hyper::HyperTransport;
pub use super::transport_request::{Header, HttpRequest};
#[cfg(feature = "reqwest")]
pub use super::transport_reqwest::ReqwestTransport;
pub use super::transport_response::HttpResponse;

/// A boxed future, as [`Transport::send`] returns it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends a request to the server and receives its response.
///
/// A response of any status is an `Ok`. A transport that decompresses a body removes its `Content-Encoding`. Redirects must not be followed, because the request contains credentials. The
/// client limits the time of an attempt, including the body, and drops the future when the limit expires. A transport
/// that knows whether a request was handed to a connection says so with [`HttpRequest::ask_whether_sent`].
pub trait Transport: fmt::Debug + Send + Sync + 'static {
    /// Sends the request and returns the response as soon as its headers are received.
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        (**self).send(request)
    }
}

impl<T: Transport + ?Sized> Transport for Box<T> {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        (**self).send(request)
    }
}
