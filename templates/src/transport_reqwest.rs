//! A transport over a `reqwest::Client` that the user configured. Knows that library; must not configure it.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use http::{HeaderMap, HeaderName, HeaderValue};
use http_body_util::BodyDataStream;
use reqwest::{Body, Client, Request, Url};

use super::transport::{BoxFuture, Chunk, HttpRequest, HttpResponse, Transport, TransportError, TransportErrorKind};

/// Sends requests with a [`reqwest::Client`] of yours: its proxies, certificates, time limits and pool.
///
/// Build it with `redirect(reqwest::redirect::Policy::none())`. An answer that came by way of a redirect is an
/// error: the request held credentials, and they were not meant for other places.
#[derive(Clone, Debug)]
pub struct ReqwestTransport {
    client: Client,
}

impl ReqwestTransport {
    /// A transport over that client.
    pub fn new(client: Client) -> Self {
        Self { client }
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            let request = to_reqwest(&request)?;
            let url = request.url().clone();
            let response = self.client.execute(request).await.map_err(transport_error)?;
            if *response.url() != url {
                let message = "the reqwest client followed a redirect: build it with a policy that follows none";
                return Err(TransportError::new(TransportErrorKind::Other, message));
            }
            let mut answer = HttpResponse::new(response.status().as_u16());
            for (name, value) in response.headers() {
                answer = answer.with_header(name.as_str(), String::from_utf8_lossy(value.as_bytes()));
            }
            Ok(answer.with_body_stream(BodyChunks(BodyDataStream::new(response.into()))))
        })
    }
}

fn to_reqwest(request: &HttpRequest) -> Result<Request, TransportError> {
    let not_sent = || TransportError::new(TransportErrorKind::Connect, "the request is not valid HTTP");
    let method = request.method().as_str().parse().map_err(|_| not_sent())?;
    let mut headers = HeaderMap::new();
    for header in request.headers() {
        let name = HeaderName::from_bytes(header.name().as_bytes()).map_err(|_| not_sent())?;
        let mut value = HeaderValue::from_str(header.value()).map_err(|_| not_sent())?;
        value.set_sensitive(header.is_sensitive());
        headers.append(name, value);
    }
    let mut built = Request::new(method, Url::parse(request.url()).map_err(|_| not_sent())?);
    if request.method().has_body() && request.body().is_empty() {
        headers.insert(http::header::CONTENT_LENGTH, HeaderValue::from_static("0"));
    } else if !request.body().is_empty() {
        *built.body_mut() = Some(Body::from(request.body_bytes()));
    }
    *built.headers_mut() = headers;
    Ok(built)
}

/// Its messages hold the URL, and that may hold personal data.
fn transport_error(error: reqwest::Error) -> TransportError {
    let (connect, timeout) = (error.is_connect() || error.is_builder(), error.is_timeout());
    let error = error.without_url();
    let failure = match (connect, timeout) {
        (true, true) => TransportError::connect_timeout("no connection in time"),
        (true, false) => TransportError::new(TransportErrorKind::Connect, "no connection"),
        (false, true) => TransportError::new(TransportErrorKind::Timeout, "no answer in time"),
        (false, false) => TransportError::new(TransportErrorKind::Interrupted, "the connection broke"),
    };
    failure.with_source(error)
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
