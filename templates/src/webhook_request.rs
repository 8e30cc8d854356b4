//! A received request, and how a webhook is verified and read from it.

use std::fmt;

use super::sealed::Sealed;
use super::signature::{Claim, WebhookVerifier};
use super::webhook_error::WebhookError;
use super::webhook_event::WebhookPayload;
use super::webhook_url::query;

/// A request that claims to be a webhook, as it was received.
///
/// The parts are borrowed, so that the request of any HTTP server can be used. `Debug` omits URL, signature and body.
#[derive(Clone, Copy)]
#[must_use]
pub struct WebhookRequest<'a> {
    method: &'a str,
    pub(crate) url: &'a str,
    content_type: Option<&'a str>,
    pub(crate) signature: Option<&'a str>,
    settings: Option<&'a str>,
    pub(crate) body: &'a [u8],
}

impl<'a> WebhookRequest<'a> {
    /// Creates a request with an empty body and without headers.
    ///
    /// The method is `POST` or `GET`. The URL is the public one, exactly as the vendor called it, including the query;
    /// behind a proxy, this is not the URL that the server sees. Do not parse and reformat it: every byte counts.
    pub const fn new(method: &'a str, url: &'a str) -> Self {
        Self { method, url, content_type: None, signature: None, settings: None, body: &[] }
    }

    /// Sets the header with the signature, if there is one. Names of headers may arrive in lower case.
    pub fn signature(mut self, signature: impl HeaderText<'a>) -> Self {
        self.signature = signature.text();
        self
    }

    /// Sets the header that says that a shared key signed, if there is one, so that the signature is checked against
    /// the keys of [`WebhookVerifier::with_shared_key`].
    pub fn signature_settings(mut self, settings: impl HeaderText<'a>) -> Self {
        self.settings = settings.text();
        self
    }

    /// Sets the `Content-Type` header, if there is one.
    pub fn content_type(mut self, content_type: impl HeaderText<'a>) -> Self {
        self.content_type = content_type.text();
        self
    }

    /// Sets the body, verbatim.
    pub const fn body(mut self, body: &'a [u8]) -> Self {
        self.body = body;
        self
    }
}

/// The value of a header, which may be absent: a `&str`, a `&String`, or an `Option<&str>`.
pub trait HeaderText<'a>: Sealed {
    #[doc(hidden)]
    fn text(self) -> Option<&'a str>;
}

impl Sealed for &str {}
impl Sealed for &String {}
impl Sealed for Option<&str> {}

impl<'a> HeaderText<'a> for &'a str {
    fn text(self) -> Option<&'a str> {
        Some(self)
    }
}

impl<'a> HeaderText<'a> for &'a String {
    fn text(self) -> Option<&'a str> {
        Some(self)
    }
}

impl<'a> HeaderText<'a> for Option<&'a str> {
    fn text(self) -> Option<&'a str> {
        self
    }
}

/// Where the members of a webhook are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Query,
    Form,
    Json,
}

impl WebhookRequest<'_> {
    pub(crate) fn encoding(&self) -> Encoding {
        let media = self.content_type.and_then(|value| value.split(';').next()).unwrap_or_default().trim();
        if self.method.eq_ignore_ascii_case("GET") {
            Encoding::Query
        } else if media.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            Encoding::Form
        } else {
            Encoding::Json
        }
    }
}

impl fmt::Debug for WebhookRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookRequest")
            .field("method", &self.method)
            .field("content_type", &self.content_type)
            .field("signed", &self.signature.is_some())
            .field("length", &self.body.len())
            .finish_non_exhaustive()
    }
}

impl WebhookVerifier {
    /// Verifies a webhook and reads its event: from the query of a `GET`, from a form, or from JSON.
    ///
    /// # Errors
    ///
    /// As [`verify`](Self::verify), and [`WebhookError::is_body`] if a genuine webhook does not contain a valid event.
    pub fn receive<E: WebhookPayload>(&self, request: &WebhookRequest<'_>) -> Result<E, WebhookError> {
        self.verify(request)?;
        match request.encoding() {
            Encoding::Query => E::from_query(query(request.url)),
            Encoding::Form => E::from_form(request.body),
            Encoding::Json => E::from_json(request.body),
        }
    }

    /// Verifies a webhook, by the rule for its method and its content type.
    ///
    /// # Errors
    ///
    /// [`WebhookError::is_signature`] if it is not genuine, [`WebhookError::is_configuration`] if the URL is not
    /// absolute.
    pub fn verify(&self, request: &WebhookRequest<'_>) -> Result<(), WebhookError> {
        let claim = Claim { signature: request.signature.unwrap_or_default(), settings: request.settings };
        match request.encoding() {
            Encoding::Query => self.text(request.url, "", claim),
            Encoding::Form => self.form(request.url, request.body, claim),
            Encoding::Json => self.json(request.url, request.body, claim),
        }
    }
}
