//! An axum extractor for webhooks. Must not tell the sender why a webhook is not genuine.

use std::sync::Arc;

use axum_core::body::Body;
use axum_core::extract::{FromRef, FromRequest};
use axum_core::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use http::{Request, StatusCode, Uri};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

use super::signature::WebhookVerifier;
use super::webhook_error::WebhookError;
use super::webhook_event::WebhookPayload;
use super::webhook_request::WebhookRequest;
use super::webhook_url::{Url, query};

/// The default body limit in MiB, for the constant and documentation. Much more than any event needs.
macro_rules! default_body_mib {
    () => {
        1
    };
}

const DEFAULT_BODY_LIMIT: usize = default_body_mib!() << 20;

/// The settings that [`VerifiedWebhook`] takes from the router's state: the verifier, and the URL that the vendor
/// calls.
///
/// The state is a receiver, a custom type `S` that contains one, or an `Arc` of either. For a custom type, implement
/// [`FromRef<S>`](FromRef) for `WebhookReceiver` by cloning the receiver.
#[derive(Clone, Debug)]
pub struct WebhookReceiver {
    verifier: WebhookVerifier,
    address: Address,
    body_limit: usize,
}

#[derive(Clone)]
enum Address {
    /// Followed by path and query of the request.
    Origin(String),
    /// Followed by what the query of the request has besides.
    Url(String),
}

/// Omits the address, which may contain a user and a password.
impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Origin(_) => "Origin",
            Self::Url(_) => "Url",
        })
    }
}

impl WebhookReceiver {
    /// Creates a receiver for handlers that see the path that the vendor calls. `origin` is what precedes that path in
    /// the public URL: `https://hooks.example.com`, followed by a prefix if a proxy removes one.
    ///
    /// Within `Router::nest`, handlers see a shorter path: use [`at_url`](Self::at_url) there.
    ///
    /// # Errors
    ///
    /// [`WebhookError::is_configuration`] if it is not an absolute URL, or has a query or fragment.
    pub fn at_origin(verifier: WebhookVerifier, origin: impl Into<String>) -> Result<Self, WebhookError> {
        let mut origin = origin.into();
        let url = Url::split(&origin)?;
        if url.has_query() || url.has_fragment() {
            return Err(WebhookError::configuration("the origin of the receiver has a query or a fragment"));
        }
        origin.truncate(origin.trim_end_matches('/').len());
        Ok(Self::new(verifier, Address::Origin(origin)))
    }

    /// Creates a receiver for a handler with one public URL, exactly as the vendor was told it:
    /// `https://hooks.example.com/events?tenant=7`. It is used unchanged, whatever path the handler sees.
    ///
    /// What its query says must be in the request too, but in any order and escaped in any way, so that a proxy may
    /// reformat the query. The vendor appends to it, and what it appends is taken from the request.
    ///
    /// # Errors
    ///
    /// [`WebhookError::is_configuration`] if it is not an absolute URL, or has a fragment.
    pub fn at_url(verifier: WebhookVerifier, url: impl Into<String>) -> Result<Self, WebhookError> {
        let url = url.into();
        if Url::split(&url)?.has_fragment() {
            return Err(WebhookError::configuration("the URL of the receiver has a fragment"));
        }
        Ok(Self::new(verifier, Address::Url(url)))
    }

    fn new(verifier: WebhookVerifier, address: Address) -> Self {
        Self { verifier, address, body_limit: DEFAULT_BODY_LIMIT }
    }

    /// Limits the body that is read, in bytes.
    #[doc = concat!("Default: ", default_body_mib!(), " MiB.")]
    #[must_use]
    pub fn body_limit(self, body_limit: usize) -> Self {
        Self { body_limit, ..self }
    }

    fn public_url(&self, uri: &Uri) -> Result<String, WebhookError> {
        match &self.address {
            Address::Origin(origin) => {
                Ok(format!("{origin}{}", uri.path_and_query().map_or("/", |path| path.as_str())))
            }
            Address::Url(url) => {
                let mut expected: Vec<_> = form_urlencoded::parse(query(url).as_bytes()).collect();
                let mut result = url.clone();
                for pair in uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
                    let meaning = form_urlencoded::parse(pair.as_bytes()).next();
                    match expected.iter().position(|known| meaning.as_ref() == Some(known)) {
                        Some(index) => _ = expected.swap_remove(index),
                        None => {
                            result.push(if result.contains('?') { '&' } else { '?' });
                            result.push_str(pair);
                        }
                    }
                }
                // A handler may read them from the request.
                if !expected.is_empty() {
                    let problem = "the query lacks what the URL of the receiver has";
                    return Err(WebhookError::signature(problem));
                }
                Ok(result)
            }
        }
    }
}

/// For shared states: other crates cannot implement `FromRef` for an `Arc`.
impl<S> FromRef<Arc<S>> for WebhookReceiver
where
    Self: FromRef<S>,
{
    fn from_ref(state: &Arc<S>) -> Self {
        Self::from_ref(&**state)
    }
}

/// An axum extractor: the event of a verified webhook.
///
/// The router's state must provide a [`WebhookReceiver`]. A webhook that is not genuine never reaches the handler.
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
        // Before the body is read: an unknown sender must not cause that.
        let (Some(signature), None) = (signatures.next(), signatures.next()) else {
            return Err(WebhookError::signature("the signature is missing, or there is more than one").into());
        };
        let mut settings = E::SIGNATURE_SETTINGS_HEADER.into_iter().flat_map(|name| head.headers.get_all(name));
        let (Ok(settings), None) = (settings.next().map(|value| value.to_str()).transpose(), settings.next()) else {
            return Err(WebhookError::signature("how it was signed is unreadable, or said more than once").into());
        };
        let url = receiver.public_url(&head.uri)?;
        let body = match Limited::new(body, receiver.body_limit).collect().await {
            Ok(body) => body.to_bytes(),
            Err(error) if error.is::<LengthLimitError>() => return Err(WebhookRejection::TOO_LARGE),
            Err(_) => return Err(WebhookRejection::UNREADABLE),
        };
        let request = WebhookRequest::new(head.method.as_str(), &url)
            .content_type(head.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()))
            .signature(signature.to_str().ok())
            .signature_settings(settings)
            .body(&body);
        Ok(Self(receiver.verifier.receive(&request)?))
    }
}

/// Why [`VerifiedWebhook`] refused a request. The response to the sender contains only the status.
#[derive(Debug)]
pub struct WebhookRejection {
    status: StatusCode,
    error: Option<WebhookError>,
}

impl WebhookRejection {
    const TOO_LARGE: Self = Self { status: StatusCode::PAYLOAD_TOO_LARGE, error: None };
    const UNREADABLE: Self = Self { status: StatusCode::BAD_REQUEST, error: None };

    /// Returns the status of the response: 403 if the webhook is not genuine, 400 if it is not a valid event or was
    /// interrupted, 413 if it is too large.
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// Returns what is wrong with the webhook; `None` if its body was not read to the end.
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
