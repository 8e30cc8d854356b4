//! The fake as tests use it: how it is set up, asked and connected to a client. Must not print a secret.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::super::client::Client;
use super::super::client_builder::ClientBuilder;
use super::super::credentials::Credentials;
use super::super::timestamp::Timestamp;
use super::super::transport::{BoxFuture, HttpRequest, HttpResponse, Transport, TransportError, TransportErrorKind};
use super::changes::{FakeChange, FakeWebhook};
use super::clock::Clock;
use super::engine::{Engine, Exchange, Outcome};
use super::fault::{Fault, FaultHandle};
use super::log::FakeRequest;
use super::refusal::FakeError;
use super::table::Table;

/// A service in memory, for tests: it keeps what is created, answers as the service would, and reaches no network.
///
/// Each fake has its own state, its own account and its own clock; clones share them. What is random follows from the
/// seed, so that two runs of a test are the same. Lists are in the order of creation.
#[derive(Clone)]
pub struct Fake(Arc<Inner>);

struct Inner {
    table: &'static Table,
    seed: u64,
    latency: Duration,
    account_sid: String,
    auth_token: String,
    engine: Mutex<Engine>,
}

/// The settings of a [`Fake`].
#[derive(Clone)]
#[must_use]
pub struct FakeBuilder {
    table: &'static Table,
    seed: u64,
    start: Timestamp,
    is_frozen: bool,
    latency: Duration,
    account_sid: Option<String>,
}

impl FakeBuilder {
    /// Sets the SID of the account.
    #[cfg(feature = "fake-server")]
    pub(super) fn account_sid(mut self, sid: &str) -> Self {
        self.account_sid = Some(sid.to_owned());
        self
    }

    /// Makes what is random differ from that of another fake with the same settings.
    #[cfg(feature = "fake-server")]
    pub(super) fn mixed_seed(mut self, number: u64) -> Self {
        self.seed ^= number;
        self
    }

    /// Sets what random values follow from. Default: 0.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets the time at which the fake begins. Default: 2026-01-01T00:00:00Z.
    pub fn start(mut self, time: Timestamp) -> Self {
        self.start = time;
        self
    }

    /// Stops the clock: only [`Fake::advance`] moves it. Without this, it follows tokio's clock, which tests can pause,
    /// and `advance` moves it in addition.
    pub fn frozen(mut self) -> Self {
        self.is_frozen = true;
        self
    }

    /// Makes each response take that long. The request is applied at the beginning of that time.
    pub fn latency(mut self, delay: Duration) -> Self {
        self.latency = delay;
        self
    }

    /// Builds the fake.
    pub fn build(self) -> Fake {
        let Self { table, seed, start, is_frozen, latency, account_sid } = self;
        let engine = Engine::new(table, seed, Clock::new(start.0, is_frozen), account_sid.as_deref());
        let (account_sid, auth_token) = (engine.keys.account_sid.clone(), engine.keys.auth_token.clone());
        Fake(Arc::new(Inner { table, seed, latency, account_sid, auth_token, engine: Mutex::new(engine) }))
    }
}

impl fmt::Debug for FakeBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { table, seed, start, is_frozen, latency, account_sid: _ } = self;
        f.debug_struct("FakeBuilder")
            .field("api", &table.api.title)
            .field("seed", seed)
            .field("start", start)
            .field("is_frozen", is_frozen)
            .field("latency", latency)
            .finish()
    }
}

/// 2026-01-01T00:00:00Z.
const START: i64 = 1_767_225_600;

#[allow(dead_code, reason = "for generated code")]
impl Fake {
    pub(crate) fn of(table: &'static Table) -> Self {
        Self::builder_of(table).build()
    }

    pub(crate) fn builder_of(table: &'static Table) -> FakeBuilder {
        let start = Timestamp::from_parts_or_nearest(START, 0);
        FakeBuilder { table, seed: 0, start, is_frozen: false, latency: Duration::ZERO, account_sid: None }
    }
}

impl Fake {
    /// Locks the state. A test that failed while it was locked must not make others fail.
    pub(super) fn lock(&self) -> MutexGuard<'_, Engine> {
        self.0.engine.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(feature = "fake-server")]
    pub(super) fn latency(&self) -> Duration {
        self.0.latency
    }

    /// Locks the state, after what has become due.
    pub(super) fn current(&self) -> MutexGuard<'_, Engine> {
        let mut engine = self.lock();
        let now = engine.clock.now();
        engine.world.run(now);
        engine
    }

    /// Returns a builder of clients of this fake, to change other settings.
    pub fn client_builder(&self) -> ClientBuilder {
        ClientBuilder::new(self.0.table.api, self.credentials()).jitter_seed(self.0.seed).transport(self.clone())
    }

    /// Returns a client of this fake.
    pub fn client(&self) -> Client {
        // The credentials have the right form, and the URL is that of the API.
        self.client_builder().build().expect("the settings of a fake's client are valid")
    }

    /// Returns the API key of the account, which may do everything.
    pub fn credentials(&self) -> Credentials {
        self.lock().keys.credentials()
    }

    /// Returns the SID and the auth token of the account.
    pub fn account_credentials(&self) -> Credentials {
        self.lock().keys.account()
    }

    /// Returns the SID of the account.
    pub fn account_sid(&self) -> &str {
        &self.0.account_sid
    }

    /// Returns the auth token of the account, for programs that verify webhooks with it.
    pub fn auth_token(&self) -> &str {
        &self.0.auth_token
    }

    /// Creates another API key of the account, which may call only operations that need one of these permissions. One
    /// that ends in `/*` includes all that begin like it. Operations whose permission is not known are allowed.
    pub fn restricted_credentials(&self, permissions: impl IntoIterator<Item = impl Into<String>>) -> Credentials {
        let permissions = permissions.into_iter().map(Into::into).collect();
        let engine = &mut *self.lock();
        engine.keys.add(&mut engine.ids, Some(permissions))
    }

    /// Returns the time of the fake.
    pub fn now(&self) -> Timestamp {
        Timestamp(self.lock().clock.now())
    }

    /// Lets time pass, and returns what became due since the last look, in order.
    pub fn advance(&self, by: Duration) -> Vec<FakeChange> {
        let mut engine = self.lock();
        engine.clock.advance(by);
        let now = engine.clock.now();
        engine.world.run(now)
    }

    /// Returns the webhooks that the service would have sent so far, in order. The fake sends nothing.
    pub fn webhooks(&self) -> Vec<FakeWebhook> {
        self.current().world.agenda.webhooks().to_vec()
    }

    /// Returns the newest 10,000 requests, in the order in which they were received.
    pub fn requests(&self) -> Vec<FakeRequest> {
        self.lock().log.requests().cloned().collect()
    }

    /// Returns those of them that were for the operation with that id.
    pub fn requests_of(&self, operation_id: &str) -> Vec<FakeRequest> {
        let engine = self.lock();
        engine.log.requests().filter(|request| request.operation == Some(operation_id)).cloned().collect()
    }

    /// Returns how many older requests are no longer kept.
    pub fn dropped_requests(&self) -> u64 {
        self.lock().log.dropped()
    }

    /// Makes requests fail. If several faults concern a request, it suffers the one that was added first.
    ///
    /// # Errors
    ///
    /// If there is no operation with the id, or if a setting makes no sense.
    pub fn inject(&self, fault: Fault) -> Result<FaultHandle, FakeError> {
        let operations = self.0.table.operations.iter();
        let knows = |id: &str| operations.clone().any(|served| served.operation.id() == id);
        self.lock().faults.add(fault, knows)
    }

    /// Describes the faults that have not occurred as often as they were to, for an assertion at the end of a test.
    pub fn unused_faults(&self) -> Vec<String> {
        self.lock().faults.unused()
    }
}

impl fmt::Debug for Fake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fake").field("api", &self.0.table.api.title).field("seed", &self.0.seed).finish_non_exhaustive()
    }
}

impl Transport for Fake {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let was_sent = Arc::new(AtomicBool::new(false));
        let asked = Arc::clone(&was_sent);
        request.ask_whether_sent(move || asked.load(Ordering::Acquire));
        Box::pin(async move {
            let header = |name: &str| request.header(name);
            let (method, url, body) = (request.method().as_str(), request.url(), request.body());
            let outcome = self.lock().serve(&Exchange { method, url, header: &header, body });
            was_sent.store(!matches!(outcome, Outcome::NotSent), Ordering::Release);
            let delay = match &outcome {
                Outcome::Answered { delay, .. } => self.0.latency.saturating_add(*delay),
                Outcome::NotSent => Duration::ZERO,
                Outcome::Cut => self.0.latency,
            };
            if !delay.is_zero() {
                tokio::time::sleep(delay).await;
            }
            let failed = |kind, message| Err(TransportError::new(kind, message));
            match outcome {
                Outcome::Answered { reply, .. } => {
                    let response = HttpResponse::new(reply.status).with_body(reply.body);
                    let headers = reply.headers.into_iter();
                    Ok(headers.fold(response, |response, (name, value)| response.with_header(name, value)))
                }
                Outcome::NotSent => failed(TransportErrorKind::Connect, "the fake was told to refuse the connection"),
                Outcome::Cut => failed(TransportErrorKind::Interrupted, "the fake was told to cut the connection"),
            }
        })
    }
}
