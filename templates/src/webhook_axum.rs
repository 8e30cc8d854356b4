//! Webhooks as an extractor of axum. Knows how a request's parts are collected; must not decide what is genuine, and
//! must not tell a stranger why something is not.

use std::sync::Arc;

use axum_core::body::Body;
use axum_core::extract::{FromRef, FromRequest};
use axum_core::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use http::{Request, StatusCode, Uri};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

use super::signature::{Url, WebhookVerifier};
use super::webhook::WebhookRequest;
use super::webhook_error::WebhookError;
use super::webhook_event::WebhookPayload;

/// Much more than any event takes.
const DEFAULT_BODY_LIMIT: usize = 1024 * 1024;

/// What [`VerifiedWebhook`] takes from the router's state: how to verify, and under which URL the vendor calls.
///
/// The state is one of these, or a type `S` of yours that holds one, or an `Arc` of either. For a type of yours,
/// implement [`FromRef<S>`](FromRef) for `WebhookReceiver`, by cloning it.
#[derive(Clone, Debug)]
pub struct WebhookReceiver {
    verifier: WebhookVerifier,
    address: Address,
    body_limit: usize,
}

#[derive(Clone)]
enum Address {
    /// Path and query of the request follow.
    Origin(String),
    /// The query of the request follows.
    Path(String),
}

/// An address may hold a user and a password.
impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Origin(_) => "Origin",
            Self::Path(_) => "Path",
        })
    }
}

impl WebhookReceiver {
    /// For handlers that see the path which the vendor calls. `origin` is what stands before that path in public:
    /// `https://hooks.example.com`, and a prefix if a proxy takes one off.
    ///
    /// Within `Router::nest` the handler sees a shorter path: use [`at_url`](Self::at_url) there.
    ///
    /// # Errors
    ///
    /// [`WebhookError::is_configuration`] when it is not an absolute URL, or has a query.
    pub fn at_origin(verifier: WebhookVerifier, origin: impl Into<String>) -> Result<Self, WebhookError> {
        let mut origin = plain(origin)?;
        origin.truncate(origin.trim_end_matches('/').len());
        Ok(Self::new(verifier, Address::Origin(origin)))
    }

    /// For a handler with one public URL, given without its query: `https://hooks.example.com/events`. It is taken as
    /// it is, whatever path the handler sees.
    ///
    /// # Errors
    ///
    /// As [`at_origin`](Self::at_origin).
    pub fn at_url(verifier: WebhookVerifier, url: impl Into<String>) -> Result<Self, WebhookError> {
        Ok(Self::new(verifier, Address::Path(plain(url)?)))
    }

    fn new(verifier: WebhookVerifier, address: Address) -> Self {
        Self { verifier, address, body_limit: DEFAULT_BODY_LIMIT }
    }

    /// The longest body that is read, in bytes. Default: 1 MiB.
    #[must_use]
    pub fn body_limit(self, body_limit: usize) -> Self {
        Self { body_limit, ..self }
    }

    fn public_url(&self, uri: &Uri) -> String {
        match (&self.address, uri.query()) {
            (Address::Origin(origin), _) => {
                format!("{origin}{}", uri.path_and_query().map_or("/", |path| path.as_str()))
            }
            (Address::Path(url), Some(query)) => format!("{url}?{query}"),
            (Address::Path(url), None) => url.clone(),
        }
    }
}

/// States are often shared; others could not implement it for an `Arc`, which is not theirs.
impl<S> FromRef<Arc<S>> for WebhookReceiver
where
    Self: FromRef<S>,
{
    fn from_ref(state: &Arc<S>) -> Self {
        Self::from_ref(&**state)
    }
}

fn plain(url: impl Into<String>) -> Result<String, WebhookError> {
    let url = url.into();
    if Url::split(&url)?.is_plain() {
        return Ok(url);
    }
    Err(WebhookError::configuration("the URL of the receiver has a query or a fragment"))
}

/// An extractor of axum: a webhook that was verified, as its event.
///
/// The router's state must offer a [`WebhookReceiver`]. What is not genuine never reaches the handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifiedWebhook<E>(pub E);

impl<S, E> FromRequest<S> for VerifiedWebhook<E>
where
    WebhookReceiver: FromRef<S>,
    S: Send + Sync,
    E: WebhookPayload,
{
    type Rejection = WebhookRejection;

    async fn from_request(request: Request<Body>, state: &S) -> Result<Self, WebhookRejection> {
        let receiver = WebhookReceiver::from_ref(state);
        let (head, body) = request.into_parts();
        let mut signatures = head.headers.get_all(E::SIGNATURE_HEADER).iter();
        // Before the body is read: a stranger shall not make us read one.
        let (Some(signature), None) = (signatures.next(), signatures.next()) else {
            return Err(WebhookError::signature("there is no signature, or more than one").into());
        };
        let url = receiver.public_url(&head.uri);
        let body = match Limited::new(body, receiver.body_limit).collect().await {
            Ok(body) => body.to_bytes(),
            Err(error) if error.is::<LengthLimitError>() => return Err(WebhookRejection::TOO_LARGE),
            Err(_) => return Err(WebhookRejection::UNREADABLE),
        };
        let request = WebhookRequest::new(head.method.as_str(), &url)
            .content_type(head.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()))
            .signature(signature.to_str().ok())
            .body(&body);
        Ok(Self(receiver.verifier.receive(&request)?))
    }
}

/// Why [`VerifiedWebhook`] refused a request. The answer to the sender says no more than the status does.
#[derive(Debug)]
pub struct WebhookRejection {
    status: StatusCode,
    error: Option<WebhookError>,
}

impl WebhookRejection {
    const TOO_LARGE: Self = Self { status: StatusCode::PAYLOAD_TOO_LARGE, error: None };
    const UNREADABLE: Self = Self { status: StatusCode::BAD_REQUEST, error: None };

    /// The status of the answer: 403 when the webhook is not genuine, 400 when it is no event or broke off, 413 when it
    /// is too long.
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// What is wrong with the webhook; `None` when its body was not read to the end.
    pub fn error(&self) -> Option<&WebhookError> {
        self.error.as_ref()
    }
}

impl From<WebhookError> for WebhookRejection {
    fn from(error: WebhookError) -> Self {
        let status = if error.is_signature() {
            StatusCode::FORBIDDEN
        } else if error.is_body() {
            StatusCode::BAD_REQUEST
        } else {
            StatusCode::INTERNAL_SERVER_ERROR
        };
        Self { status, error: Some(error) }
    }
}

impl IntoResponse for WebhookRejection {
    fn into_response(self) -> Response {
        self.status.into_response()
    }
}

impl std::fmt::Display for WebhookRejection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.error {
            Some(error) => error.fmt(f),
            None => write!(f, "the webhook was not read: {}", self.status),
        }
    }
}

impl std::error::Error for WebhookRejection {}
