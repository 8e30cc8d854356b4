//! The client: what all its calls share. Knows no operation; how it is configured is `client_builder`'s.

use std::fmt;
use std::sync::Arc;

use http::HeaderMap;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::api::{Api, PageFormat};
use super::base_url::BaseUrl;
use super::exchange::Limits;
use super::retry::{Budget, Random, RetryEvent, RetryPolicy};
use super::transport::Transport;

/// The API, ready for calls. Cheap to clone; clones share connections.
///
/// Calls need a running tokio runtime with its timer enabled.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

/// What clones of a client have in common.
pub(crate) struct Inner {
    pub(crate) api: &'static Api,
    pub(crate) base_url: BaseUrl,
    /// What every request says in its headers, credentials included.
    pub(crate) headers: HeaderMap,
    pub(crate) limits: Limits,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: Budget,
    pub(crate) random: Random,
    pub(crate) in_flight: Semaphore,
    pub(crate) on_retry: Option<Observer>,
    pub(crate) transport: Box<dyn Transport>,
}

pub(crate) type Observer = Arc<dyn Fn(&RetryEvent<'_>) + Send + Sync>;

impl From<Inner> for Client {
    fn from(inner: Inner) -> Self {
        Self { inner: Arc::new(inner) }
    }
}

impl Client {
    /// The base URL of all requests, without a slash at its end.
    pub fn base_url(&self) -> &str {
        self.inner.base_url.as_str()
    }

    /// What is asked for when a server supplies a URL; see [`BaseUrl::admit`].
    pub(crate) fn admit(&self, url: &str) -> Result<String, String> {
        self.inner.base_url.admit(url, self.inner.api.base_url)
    }

    /// What every request says in its headers, credentials included.
    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.inner.headers
    }

    pub(crate) fn page_format(&self) -> Option<&'static PageFormat> {
        self.inner.api.pages.as_ref()
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

    /// Waits until a request may be sent; the permit is held until its answer is there.
    pub(crate) async fn permit(&self) -> Option<SemaphorePermit<'_>> {
        // An error would mean that somebody has closed it; nobody does.
        self.inner.in_flight.acquire().await.ok()
    }

    pub(crate) fn tell(&self, event: &RetryEvent<'_>) {
        if let Some(observer) = &self.inner.on_retry {
            observer(event);
        }
    }

    #[cfg(feature = "tracing")]
    pub(crate) fn server_address(&self) -> &str {
        self.inner.base_url.host()
    }

    #[cfg(feature = "tracing")]
    pub(crate) fn server_port(&self) -> u16 {
        self.inner.base_url.port()
    }

    pub(crate) fn transport(&self) -> &dyn Transport {
        &*self.inner.transport
    }
}

/// Shows no credentials.
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
