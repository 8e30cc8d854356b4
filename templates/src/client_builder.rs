//! How a client is configured, and what it is unless it is configured. Knows settings and the environment; must not know
//! any operation.

use std::env::VarError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::header::{ACCEPT, AUTHORIZATION, USER_AGENT};
use http::{HeaderMap, HeaderValue};
use tokio::sync::Semaphore;

use super::api::{Api, CredentialSpec, Location};
use super::base_url::{BaseUrl, locate};
use super::client::{Client, Inner, Observer};
use super::credentials::Credentials;
use super::error::Error;
use super::exchange::Limits;
use super::retry::{BUDGET, Budget, Random, RetryEvent, RetryPolicy};
use super::transport::Transport;
#[cfg(feature = "hyper")]
use super::transport_hyper::{CONNECT_TIMEOUT, HyperTransport};

const LIMITS: Limits = Limits {
    timeout: Duration::from_secs(60),
    attempt_timeout: Duration::from_secs(30),
    stall_timeout: Duration::from_secs(10),
    max_response_size: 32 << 20,
};
const MAX_IN_FLIGHT: usize = 100;

/// Settings of a [`Client`]. What is wrong with them is said by [`build`](Self::build).
#[must_use]
pub struct ClientBuilder {
    api: &'static Api,
    credentials: Credentials,
    base_url: Option<String>,
    edge: Option<String>,
    region: Option<String>,
    /// Edge and region are only what the environment says for want of anything else.
    located_by_environment: bool,
    limits: Limits,
    connect_timeout: Option<Duration>,
    idle_timeout: Option<Duration>,
    max_in_flight: usize,
    retry: RetryPolicy,
    retry_budget: u32,
    seed: Option<u64>,
    on_retry: Option<Observer>,
    user_agent_suffix: Option<String>,
    transport: Option<Box<dyn Transport>>,
}

impl ClientBuilder {
    #[allow(dead_code, reason = "for generated code")]
    pub(crate) fn new(api: &'static Api, credentials: Credentials) -> Self {
        Self {
            api,
            credentials,
            base_url: None,
            edge: None,
            region: None,
            located_by_environment: false,
            limits: LIMITS,
            connect_timeout: None,
            idle_timeout: None,
            max_in_flight: MAX_IN_FLIGHT,
            retry: RetryPolicy::new(),
            retry_budget: BUDGET,
            seed: None,
            on_retry: None,
            user_agent_suffix: None,
            transport: None,
        }
    }

    /// Takes credentials and place from the environment.
    #[allow(dead_code, reason = "for generated code")]
    pub(crate) fn from_environment(api: &'static Api) -> Result<Self, Error> {
        Self::from_variables(api, |name| std::env::var(name))
    }

    /// Takes credentials and place from variables that the caller looks up: the API key's first, then the
    /// account's. Half a pair is an error: the other pair may have more rights than was meant.
    #[allow(dead_code, reason = "for generated code")]
    pub(crate) fn from_variables(
        api: &'static Api,
        lookup: impl Fn(&str) -> Result<String, VarError>,
    ) -> Result<Self, Error> {
        let get = |name: &str| match lookup(name) {
            Ok(value) => Ok(Some(value).filter(|value| !value.is_empty())),
            Err(VarError::NotPresent) => Ok(None),
            Err(VarError::NotUnicode(_)) => {
                Err(Error::configuration(format!("the environment variable {name} is not valid Unicode")))
            }
        };
        let pair = |spec: &CredentialSpec| match (get(spec.sid_variable)?, get(spec.secret_variable)?) {
            (Some(sid), Some(secret)) => Ok(Some((sid, secret))),
            (None, None) => Ok(None),
            (sid, _) => {
                let (set, missing) = if sid.is_some() {
                    (spec.sid_variable, spec.secret_variable)
                } else {
                    (spec.secret_variable, spec.sid_variable)
                };
                let problem = format!("the environment variable {set} is set, but {missing} is not");
                Err(Error::configuration(problem))
            }
        };
        let (credentials, spec) = if let Some((sid, secret)) = pair(&api.api_key)? {
            (Credentials::api_key(sid, secret), &api.api_key)
        } else if let Some((sid, secret)) = pair(&api.account)? {
            (Credentials::account(sid, secret), &api.account)
        } else {
            let CredentialSpec { sid_variable: key_sid, secret_variable: key_secret, .. } = api.api_key;
            let CredentialSpec { sid_variable, secret_variable, .. } = api.account;
            return Err(Error::configuration(format!(
                "no credentials in the environment: set {key_sid} and {key_secret}, or {sid_variable} and {secret_variable}"
            )));
        };
        // Checked here and again when the client is built, because only here is it known where they come from.
        let signed = credentials.authorization(api);
        signed.map_err(|problem| {
            let CredentialSpec { sid_variable, secret_variable, .. } = spec;
            Error::configuration(format!(
                "{problem}; see the environment variables {sid_variable} and {secret_variable}"
            ))
        })?;
        let mut builder = Self::new(api, credentials);
        if let Some(location) = &api.location {
            builder.edge = get(location.edge_variable)?;
            builder.region = get(location.region_variable)?;
            builder.located_by_environment = true;
        }
        Ok(builder)
    }

    /// Sends requests to another place, such as a test server or a gateway. It must be `https`; plain `http`
    /// is accepted for loopback addresses only. Without a path, the path of the API's own base URL is used. Edge and region
    /// of the environment do not matter then.
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

    /// Limits a whole call, with all its attempts and the waiting between them; of a list, each page. 60 seconds
    /// unless set.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.limits.timeout = limit;
        self
    }

    /// Limits each attempt, from the connection to the last byte of the body. 30 seconds unless set.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.limits.attempt_timeout = limit;
        self
    }

    /// Limits the time until there is a connection, TLS included. 5 seconds unless set, but no more than half of this
    /// builder's `attempt_timeout`: what fails before there is a connection is known to have sent nothing. A setting of
    /// the default transport: one that you bring has its own.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = Some(limit);
        self
    }

    /// Limits the time between two pieces of a body. 10 seconds unless set.
    pub fn stall_timeout(mut self, limit: Duration) -> Self {
        self.limits.stall_timeout = limit;
        self
    }

    /// How long a connection is kept open for the next request. 45 seconds unless set, less than servers allow, so that
    /// a request seldom meets a connection that is just being closed. A setting of the default transport.
    pub fn idle_timeout(mut self, limit: Duration) -> Self {
        self.idle_timeout = Some(limit);
        self
    }

    /// Limits the body of an answer, in bytes, after the transport has decompressed it if it does that. 32 MiB unless
    /// set.
    pub fn max_response_size(mut self, bytes: usize) -> Self {
        self.limits.max_response_size = bytes;
        self
    }

    /// Limits how many requests are under way at once, of this client and its clones; the others wait for their turn,
    /// within their time limits. 100 unless set.
    pub fn max_in_flight(mut self, requests: usize) -> Self {
        self.max_in_flight = requests;
        self
    }

    /// How failed requests are repeated.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// What may be spent on repetitions, so that calls together do not multiply the load of a server in trouble: a
    /// repetition costs 5 after 429 and 10 otherwise. A call that succeeds gives back what its last repetition cost, or
    /// 1 when there was none. When nothing is left, calls fail at their first failure. 500 unless set.
    pub fn retry_budget(mut self, tokens: u32) -> Self {
        self.retry_budget = tokens;
        self
    }

    /// Makes the random part of delays the same in each run, for tests.
    pub fn jitter_seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Is called before a request is sent again, for logs and metrics. It must return at once.
    pub fn on_retry(mut self, observer: impl Fn(&RetryEvent<'_>) + Send + Sync + 'static) -> Self {
        self.on_retry = Some(Arc::new(observer));
        self
    }

    /// Adds the name of your program to the `User-Agent`: `my-app/1.2`.
    pub fn user_agent_suffix(mut self, suffix: impl Into<String>) -> Self {
        self.user_agent_suffix = Some(suffix.into());
        self
    }

    /// Sends requests by other means than the default transport.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }

    /// Checks the settings and builds the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// When a setting is not valid, or the default transport finds no root certificates;
    /// [`Error::is_configuration`] is true of it.
    pub fn build(self) -> Result<Client, Error> {
        let authorization = self.credentials.authorization(self.api).map_err(Error::configuration)?;
        let base_url = self.checked_base_url().map_err(Error::configuration)?;
        let user_agent = self.full_user_agent().map_err(Error::configuration)?;
        let Limits { timeout, attempt_timeout, stall_timeout, max_response_size } = self.limits;
        let limits =
            [Some(timeout), Some(attempt_timeout), Some(stall_timeout), self.connect_timeout, self.idle_timeout];
        if limits.into_iter().flatten().any(|limit| limit.is_zero()) {
            return Err(Error::configuration("a time limit must be longer than nothing"));
        }
        if max_response_size == 0 || !(1..=Semaphore::MAX_PERMITS).contains(&self.max_in_flight) {
            return Err(Error::configuration("max_response_size and max_in_flight must be at least 1"));
        }
        let transport = match self.transport {
            Some(_) if self.connect_timeout.is_some() || self.idle_timeout.is_some() => {
                return Err(Error::configuration(
                    "connect_timeout and idle_timeout are settings of the default transport: set them at the transport given instead",
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
            on_retry: self.on_retry,
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
                Err("base_url excludes edge and region".to_owned())
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
            (None, None) => Err("the API has no edges and regions".to_owned()),
        }
    }

    fn full_user_agent(&self) -> Result<String, String> {
        let Api { package, package_version, .. } = self.api;
        let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
        // The oldest compiler that will do; which one is in use cannot be known without a build script.
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

/// Shows no credentials, not even those that a base URL must not hold.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("api", &self.api.title)
            .field("credentials", &self.credentials)
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

/// Made once, because parsing them for each request takes longer than building the rest of it.
fn default_headers(authorization: String, user_agent: String) -> Result<HeaderMap, Error> {
    let value = |text: String| HeaderValue::try_from(text).map_err(|_| Error::configuration("a header is not valid"));
    let mut authorization = value(authorization)?;
    authorization.set_sensitive(true);
    let mut headers = HeaderMap::with_capacity(8);
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    headers.insert(USER_AGENT, value(user_agent)?);
    headers.insert(AUTHORIZATION, authorization);
    Ok(headers)
}

#[cfg(feature = "hyper")]
fn default_transport(
    base_url: &BaseUrl,
    limits: &Limits,
    connect: Option<Duration>,
    idle: Option<Duration>,
) -> Result<Box<dyn Transport>, Error> {
    let transport = if base_url.is_https() {
        HyperTransport::new().map_err(Error::unusable_transport)?
    } else {
        // A test server on this machine needs no certificates, and the machine may have none.
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
fn default_transport(
    _: &BaseUrl,
    _: &Limits,
    _: Option<Duration>,
    _: Option<Duration>,
) -> Result<Box<dyn Transport>, Error> {
    Err(Error::configuration("there is no transport: enable the feature `hyper`, or set one with `transport`"))
}
