//! Decides whether a failed request is retried, and how long to wait before that.

use std::fmt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::answer::Effect;
use super::api::Operation;
use super::error::Error;
use super::retry_policy::RetryPolicy;

/// The prices of a retry in tokens of the [`Budget`], for constants and documentation.
macro_rules! retry_cost {
    (refused) => {
        5
    };
    (failed) => {
        10
    };
}
pub(crate) use retry_cost;

/// A failed attempt, and what the decision about a retry depends on.
pub(crate) struct Failed<'a> {
    pub(crate) operation: &'static Operation,
    pub(crate) error: &'a Error,
    /// Including this one.
    pub(crate) attempts: u32,
    pub(crate) has_if_match: bool,
    /// Until the call's time limit.
    pub(crate) remaining: Duration,
}

impl Failed<'_> {
    /// Returns how long to wait before the retry; `None` if there must not or need not be one.
    pub(crate) fn delay(&self, policy: &RetryPolicy, budget: &Budget, random: &Random) -> Option<Duration> {
        let outcome = Outcome::of(self.error);
        let is_safe =
            self.error.effect() == Effect::None || policy.allows(self.operation.idempotency(), self.has_if_match);
        if outcome == Outcome::Final || !is_safe || self.attempts >= policy.max_attempts {
            return None;
        }
        let requested = self.error.retry_after().unwrap_or_default();
        if requested > policy.max_retry_after {
            return None;
        }
        let delay = policy.backoff(self.attempts, random.fraction()).max(requested);
        // Last, so that a retry that is not made costs nothing.
        (self.remaining > delay && budget.take(outcome.cost())).then_some(delay)
    }
}

/// How a failure bears on another attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The server reports that it did not process the request.
    Refused,
    /// Another attempt may succeed.
    Failed,
    /// Another attempt would end in the same way.
    Final,
}

impl Outcome {
    pub(crate) fn of(error: &Error) -> Self {
        match error.status() {
            _ if error.is_misconfigured() => Self::Final,
            _ if error.is_connect() || error.is_interrupted() => Self::Failed,
            Some(429) => Self::Refused,
            Some(408 | 500 | 502 | 503 | 504) => Self::Failed,
            _ => Self::Final,
        }
    }

    /// A request that the server failed to process has loaded it more than one that it refused.
    fn cost(self) -> u32 {
        match self {
            Self::Refused => retry_cost!(refused),
            Self::Failed | Self::Final => retry_cost!(failed),
        }
    }
}

/// What a client may spend on retries, so that many calls together do not multiply the load of a server that is in
/// trouble. A success returns what its last retry cost, or 1 if it had none.
#[derive(Debug)]
pub(crate) struct Budget {
    capacity: u32,
    tokens: AtomicU32,
}

impl Budget {
    pub(crate) fn new(capacity: u32) -> Self {
        Self { capacity, tokens: AtomicU32::new(capacity) }
    }

    /// Takes tokens if there are enough.
    fn take(&self, cost: u32) -> bool {
        let take = |tokens: u32| tokens.checked_sub(cost);
        self.tokens.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }

    /// Returns tokens after a call that succeeded.
    pub(crate) fn succeeded(&self, last_failure: Option<Outcome>) {
        let back = last_failure.map_or(1, Outcome::cost);
        let give = |tokens: u32| Some(tokens.saturating_add(back).min(self.capacity));
        // Cannot fail: `give` always returns a value.
        let _ = self.tokens.fetch_update(Ordering::Relaxed, Ordering::Relaxed, give);
    }
}

/// The source of the random part of delays.
pub(crate) struct Random(Mutex<fastrand::Rng>);

impl Random {
    pub(crate) fn new(seed: Option<u64>) -> Self {
        Self(Mutex::new(seed.map_or_else(fastrand::Rng::new, fastrand::Rng::with_seed)))
    }

    /// Returns a number from 0 to 1.
    pub(crate) fn fraction(&self) -> f64 {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).f64()
    }
}

/// A retry that is about to happen.
#[non_exhaustive]
pub struct RetryEvent<'a> {
    /// The operation.
    pub operation: &'static Operation,
    /// How often the request was sent so far, or was about to be; at least 1.
    pub attempts: u32,
    /// The failure of the last attempt.
    pub error: &'a Error,
    /// The delay before the next attempt.
    pub delay: Duration,
}

impl fmt::Debug for RetryEvent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetryEvent")
            .field("operation", &self.operation.id())
            .field("attempts", &self.attempts)
            .field("error", self.error)
            .field("delay", &self.delay)
            .finish()
    }
}
