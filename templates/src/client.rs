//! The client: what all its calls share. `client_builder` configures it.

use std::fmt;
use std::sync::Arc;

use http::HeaderMap;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::api::{Api, PageFormat, ResponseFormat};
use super::attempt_event::AttemptEvent;
use super::base_url::BaseUrl;
use super::credentials::{BoxError, CredentialsSource};
use super::limits::Limits;
use super::retry::{Budget, Random, RetryEvent};
use super::retry_policy::RetryPolicy;
use super::transport::{HttpRequest, Transport};

/// The client of the API. Cheap to clone; clones share connections.
///
/// Calls need a running tokio runtime with its timer enabled.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

/// What the clones of a client share.
pub(crate) struct Inner {
    pub(crate) api: &'static Api,
    pub(crate) base_url: BaseUrl,
    /// The headers of every request, including credentials that do not change.
    pub(crate) headers: HeaderMap,
    pub(crate) limits: Limits,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: Budget,
    pub(crate) random: Random,
    pub(crate) in_flight: Semaphore,
    pub(crate) on_attempt: Option<AttemptObserver>,
    pub(crate) on_retry: Option<RetryObserver>,
    /// Where the credentials come from, if they are not among the headers.
    pub(crate) credentials: Option<Box<dyn CredentialsSource>>,
    pub(crate) transport: Box<dyn Transport>,
}

pub(crate) type AttemptObserver = Arc<dyn Fn(&AttemptEvent<'_>) + Send + Sync>;
pub(crate) type RetryObserver = Arc<dyn Fn(&RetryEvent<'_>) + Send + Sync>;

impl From<Inner> for Client {
    fn from(inner: Inner) -> Self {
        Self { inner: Arc::new(inner) }
    }
}

impl Client {
    /// Returns the base URL of all requests, without a trailing slash.
    pub fn base_url(&self) -> &str {
        self.inner.base_url.as_str()
    }

    /// Returns the URL to request for one that a server supplied; see [`BaseUrl::admit`].
    pub(crate) fn admit(&self, url: &str) -> Result<String, String> {
        self.inner.base_url.admit(url, self.inner.api.base_url)
    }

    /// Returns the headers of every request, including credentials that do not change.
    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.inner.headers
    }

    /// Returns the request with the credentials for an attempt; or what is wrong with them.
    pub(crate) async fn authorize(&self, request: HttpRequest) -> Result<HttpRequest, (String, Option<BoxError>)> {
        let Some(source) = &self.inner.credentials else { return Ok(request) };
        let credentials = source.credentials().await;
        let credentials = credentials.map_err(|error| ("their source failed".to_owned(), Some(error)))?;
        let authorization = credentials.authorization(self.inner.api).map_err(|problem| (problem, None))?;
        Ok(request.with_sensitive_header("Authorization", authorization))
    }

    pub(crate) fn page_format(&self) -> Option<&'static PageFormat> {
        self.inner.api.pages.as_ref()
    }

    pub(crate) fn response_format(&self) -> &'static ResponseFormat {
        &self.inner.api.responses
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.inner.limits
    }

    pub(crate) fn retry_policy(&self) -> &RetryPolicy {
        &self.inner.retry
    }

    pub(crate) fn budget(&self) -> &Budget {
        &self.inner.budget
    }

    pub(crate) fn random(&self) -> &Random {
        &self.inner.random
    }

    /// Waits for a request slot. The permit is held until the response is complete.
    pub(crate) async fn permit(&self) -> Option<SemaphorePermit<'_>> {
        // Fails only if the semaphore is closed, which never happens.
        self.inner.in_flight.acquire().await.ok()
    }

    /// Notifies the observer of a retry.
    pub(crate) fn notify_attempt(&self, event: &AttemptEvent<'_>) {
        if let Some(observer) = &self.inner.on_attempt {
            observer(event);
        }
    }

    pub(crate) fn notify_retry(&self, event: &RetryEvent<'_>) {
        if let Some(observer) = &self.inner.on_retry {
            observer(event);
        }
    }

    /// Returns the host and the port of the base URL.
    pub(crate) fn server_address(&self) -> (&str, u16) {
        self.inner.base_url.server_address()
    }

    pub(crate) fn transport(&self) -> &dyn Transport {
        &*self.inner.transport
    }
}

/// Omits the credentials.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("api", &self.inner.api.title)
            .field("base_url", &self.base_url())
            .field("limits", &self.inner.limits)
            .field("retry", &self.inner.retry)
            .field("transport", &self.inner.transport)
            .finish_non_exhaustive()
    }
}
