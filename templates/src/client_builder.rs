//! Configures a client. `client_environment` reads settings from the environment.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::header::{ACCEPT, AUTHORIZATION, USER_AGENT};
use http::{HeaderMap, HeaderValue};
use tokio::sync::Semaphore;

use super::api::{Api, Location};
use super::attempt_event::AttemptEvent;
use super::base_url::{BaseUrl, locate};
use super::client::{AttemptObserver, Client, Inner, RetryObserver};
use super::credentials::{Credentials, CredentialsSource};
use super::default_transport::default_transport;
use super::error::Error;
use super::limits::{Limits, default_setting};
use super::retry::{Budget, Random, RetryEvent, retry_cost};
use super::retry_policy::RetryPolicy;
use super::transport::Transport;

/// The settings of a [`Client`]. [`build`](Self::build) reports invalid ones.
#[must_use]
pub struct ClientBuilder {
    api: &'static Api,
    credentials: Authentication,
    base_url: Option<String>,
    pub(super) edge: Option<String>,
    pub(super) region: Option<String>,
    /// Whether edge and region come from the environment, so that other settings override them.
    pub(super) located_by_environment: bool,
    limits: Limits,
    connect_timeout: Option<Duration>,
    idle_timeout: Option<Duration>,
    max_in_flight: usize,
    retry: RetryPolicy,
    retry_budget: u32,
    seed: Option<u64>,
    on_attempt: Option<AttemptObserver>,
    on_retry: Option<RetryObserver>,
    user_agent_suffix: Option<String>,
    transport: Option<Box<dyn Transport>>,
}

enum Authentication {
    Fixed(Credentials),
    Source(Box<dyn CredentialsSource>),
}

impl ClientBuilder {
    #[allow(dead_code, reason = "for generated code")]
    pub(crate) fn new(api: &'static Api, credentials: Credentials) -> Self {
        Self::with(api, Authentication::Fixed(credentials))
    }

    #[allow(dead_code, reason = "for generated code")]
    pub(crate) fn with_source(api: &'static Api, source: impl CredentialsSource) -> Self {
        Self::with(api, Authentication::Source(Box::new(source)))
    }

    fn with(api: &'static Api, credentials: Authentication) -> Self {
        Self {
            api,
            credentials,
            base_url: None,
            edge: None,
            region: None,
            located_by_environment: false,
            limits: Limits::DEFAULT,
            connect_timeout: None,
            idle_timeout: None,
            max_in_flight: default_setting!(max_in_flight),
            retry: RetryPolicy::new(),
            retry_budget: default_setting!(retry_budget),
            seed: None,
            on_attempt: None,
            on_retry: None,
            user_agent_suffix: None,
            transport: None,
        }
    }

    /// Sends requests to another base URL, such as a test server or a gateway. It must be `https`; plain `http` is
    /// accepted for loopback addresses only. Without a path, the path of the API's default URL is used. Edge and region
    /// from the environment are then ignored.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Enters the network at an edge location, such as `dublin`.
    pub fn edge(mut self, edge: impl Into<String>) -> Self {
        self.edge = Some(edge.into());
        self.located_by_environment = false;
        self
    }

    /// Uses the API of a region, such as `us1`. Only some APIs are available in more than one.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self.located_by_environment = false;
        self
    }

    /// Limits a whole call, including all attempts and the delays between them; for a list, each page.
    #[doc = concat!("Default: ", default_setting!(timeout), " seconds.")]
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.limits.timeout = limit;
        self
    }

    /// Limits each attempt, from the connection to the last byte of the body.
    #[doc = concat!("Default: ", default_setting!(attempt_timeout), " seconds.")]
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.limits.attempt_timeout = limit;
        self
    }

    /// Limits the time until there is a connection, including TLS. If it expires, it is certain that nothing was sent.
    /// Applies to the default transport only; a custom one has its own setting.
    #[doc = concat!(
        "Default: ",
        default_setting!(connect_timeout),
        " seconds, but at most half of this builder's `attempt_timeout`."
    )]
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = Some(limit);
        self
    }

    /// Limits the time between two pieces of a body.
    #[doc = concat!("Default: ", default_setting!(stall_timeout), " seconds.")]
    pub fn stall_timeout(mut self, limit: Duration) -> Self {
        self.limits.stall_timeout = limit;
        self
    }

    /// Sets how long a connection is kept open for the next request. Applies to the default transport only.
    #[doc = concat!(
        "Default: ",
        default_setting!(idle_timeout),
        " seconds, which is less than servers allow, so that a request rarely meets a connection that is being closed."
    )]
    pub fn idle_timeout(mut self, limit: Duration) -> Self {
        self.idle_timeout = Some(limit);
        self
    }

    /// Limits the body of a response, in bytes, after decompression.
    #[doc = concat!("Default: ", default_setting!(max_response_mib), " MiB.")]
    pub fn max_response_size(mut self, bytes: usize) -> Self {
        self.limits.max_response_size = bytes;
        self
    }

    /// Limits how many requests of this client and its clones are in flight at once. Others wait for a free request
    /// slot, within their time limits.
    #[doc = concat!("Default: ", default_setting!(max_in_flight), ".")]
    pub fn max_in_flight(mut self, requests: usize) -> Self {
        self.max_in_flight = requests;
        self
    }

    /// Sets how failed requests are retried.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sets the budget for retries in tokens, so that many calls together do not multiply the load of a server in
    /// trouble.
    #[doc = concat!(
        "A retry costs ",
        retry_cost!(refused),
        " after status 429 and ",
        retry_cost!(failed),
        " otherwise."
    )]
    /// A successful call returns what its last retry cost, or 1 if there was none. When the budget is used up, calls
    /// fail at their first failure.
    #[doc = concat!("Default: ", default_setting!(retry_budget), ".")]
    pub fn retry_budget(mut self, tokens: u32) -> Self {
        self.retry_budget = tokens;
        self
    }

    /// Makes the random part of delays the same in each run, for tests.
    pub fn jitter_seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Sets a function that is called after each attempt, for metrics. It must return at once.
    pub fn on_attempt(mut self, observer: impl Fn(&AttemptEvent<'_>) + Send + Sync + 'static) -> Self {
        self.on_attempt = Some(Arc::new(observer));
        self
    }

    /// Sets a function that is called before each retry, for logs and metrics. It must return at once.
    pub fn on_retry(mut self, observer: impl Fn(&RetryEvent<'_>) + Send + Sync + 'static) -> Self {
        self.on_retry = Some(Arc::new(observer));
        self
    }

    /// Adds the name of your program to the `User-Agent`, such as `my-app/1.2`.
    pub fn user_agent_suffix(mut self, suffix: impl Into<String>) -> Self {
        self.user_agent_suffix = Some(suffix.into());
        self
    }

    /// Replaces the default transport.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }

    /// Checks the settings and builds the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// If a setting is invalid, or if the default transport finds no root certificates; [`Error::is_configuration`] is
    /// then true.
    pub fn build(self) -> Result<Client, Error> {
        let base_url = self.checked_base_url().map_err(Error::configuration)?;
        let user_agent = self.full_user_agent().map_err(Error::configuration)?;
        let (authorization, source) = match self.credentials {
            Authentication::Fixed(credentials) => {
                (Some(credentials.authorization(self.api).map_err(Error::configuration)?), None)
            }
            Authentication::Source(source) => (None, Some(source)),
        };
        let Limits { timeout, attempt_timeout, stall_timeout, max_response_size } = self.limits;
        let limits =
            [Some(timeout), Some(attempt_timeout), Some(stall_timeout), self.connect_timeout, self.idle_timeout];
        if limits.into_iter().flatten().any(|limit| limit.is_zero()) {
            return Err(Error::configuration("time limits must not be zero"));
        }
        if max_response_size == 0 || !(1..=Semaphore::MAX_PERMITS).contains(&self.max_in_flight) {
            return Err(Error::configuration("max_response_size and max_in_flight must be at least 1"));
        }
        let transport = match self.transport {
            Some(_) if self.connect_timeout.is_some() || self.idle_timeout.is_some() => {
                return Err(Error::configuration(
                    "connect_timeout and idle_timeout are settings of the default transport: set them on the custom one instead",
                ));
            }
            Some(transport) => transport,
            None => default_transport(&base_url, &self.limits, self.connect_timeout, self.idle_timeout)?,
        };
        let inner = Inner {
            api: self.api,
            base_url,
            headers: default_headers(authorization, user_agent)?,
            limits: self.limits,
            retry: self.retry,
            budget: Budget::new(self.retry_budget),
            random: Random::new(self.seed),
            in_flight: Semaphore::new(self.max_in_flight),
            on_attempt: self.on_attempt,
            on_retry: self.on_retry,
            credentials: source,
            transport,
        };
        Ok(inner.into())
    }

    fn checked_base_url(&self) -> Result<BaseUrl, String> {
        let own = self.api.base_url;
        let (edge, region) = (self.edge.as_deref(), self.region.as_deref());
        let located = edge.is_some() || region.is_some();
        match (&self.base_url, &self.api.location) {
            (Some(_), _) if located && !self.located_by_environment => {
                Err("base_url cannot be combined with edge or region".to_owned())
            }
            (Some(url), _) => BaseUrl::parse(url, own),
            (None, _) if !located => BaseUrl::parse(own, own),
            (None, Some(location)) => {
                let located = locate(own, location, edge, region).map_err(|problem| {
                    let Location { edge_variable, region_variable, .. } = location;
                    if self.located_by_environment {
                        format!("{problem}; see the environment variables {edge_variable} and {region_variable}")
                    } else {
                        problem
                    }
                })?;
                BaseUrl::parse(&located, own)
            }
            (None, None) => Err("the API does not support edges and regions".to_owned()),
        }
    }

    fn full_user_agent(&self) -> Result<String, String> {
        let Api { package, package_version, .. } = self.api;
        let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
        // The oldest supported compiler; finding out which one is in use would need a build script.
        let rust = env!("CARGO_PKG_RUST_VERSION");
        let own = format!("{package}/{package_version} ({os} {arch}) rust/{rust}");
        match self.user_agent_suffix.as_deref() {
            None => Ok(own),
            Some(suffix) if !suffix.is_empty() && suffix.bytes().all(|b| b == b' ' || b.is_ascii_graphic()) => {
                Ok(format!("{own} {suffix}"))
            }
            Some(_) => Err("the user agent suffix must be printable ASCII".to_owned()),
        }
    }
}

/// Omits credentials, even those in an invalid base URL.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let credentials: &dyn fmt::Debug = match &self.credentials {
            Authentication::Fixed(credentials) => credentials,
            Authentication::Source(_) => &format_args!("[source]"),
        };
        f.debug_struct("ClientBuilder")
            .field("api", &self.api.title)
            .field("credentials", credentials)
            .field("base_url", &self.checked_base_url().map(|url| url.as_str().to_owned()))
            .field("limits", &self.limits)
            .field("connect_timeout", &self.connect_timeout)
            .field("idle_timeout", &self.idle_timeout)
            .field("max_in_flight", &self.max_in_flight)
            .field("retry", &self.retry)
            .field("retry_budget", &self.retry_budget)
            .field("user_agent_suffix", &self.user_agent_suffix)
            .field("transport", &self.transport)
            .finish_non_exhaustive()
    }
}

/// Built once, because parsing them for each request would take longer than building the rest of it.
fn default_headers(authorization: Option<String>, user_agent: String) -> Result<HeaderMap, Error> {
    let value = |text: String| HeaderValue::try_from(text).map_err(|_| Error::configuration("a header is invalid"));
    let mut headers = HeaderMap::with_capacity(8);
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    headers.insert(USER_AGENT, value(user_agent)?);
    if let Some(authorization) = authorization {
        let mut authorization = value(authorization)?;
        authorization.set_sensitive(true);
        headers.insert(AUTHORIZATION, authorization);
    }
    Ok(headers)
}
