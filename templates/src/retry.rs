//! When a request is sent again, and how long to wait before it is. Knows failures and idempotency; must not send
//! anything.

use std::fmt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::api::{Idempotency, Operation};
use super::error::Error;

const MAX_ATTEMPTS: u32 = 4;
const INITIAL_DELAY: Duration = Duration::from_millis(250);
const MAX_DELAY: Duration = Duration::from_secs(20);
const MAX_RETRY_AFTER: Duration = Duration::from_secs(60);
/// Tokens of a client, see [`Budget`].
pub(crate) const BUDGET: u32 = 500;
/// What it costs to send again what the server did not want to process.
const COST_OF_REFUSED: u32 = 5;
/// What it costs to send again what the server failed to process, which loads it more.
const COST_OF_FAILED: u32 = 10;

/// How often and when a failed request is sent again.
///
/// A request is sent again only if that cannot do anything twice:
///
/// - after 429, because the server says that it did not process the request;
/// - when there was no connection, so that nothing was sent;
/// - after a broken connection, a time limit, or the status 408, 500, 502, 503 or 504, only if the operation is
///   [idempotent](Idempotency).
///
/// No policy changes that, except for updates without `If-Match`, see
/// [`repeat_updates`](Self::repeat_updates).
///
/// The delay before the n-th repetition is a random time up to `initial_delay` · 2ⁿ⁻¹, at most `max_delay`, and at
/// least what the server asks for with `Retry-After`. A repetition that would begin after the call's time limit is
/// not waited for: the call fails at once.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct RetryPolicy {
    max_attempts: u32,
    initial_delay: Duration,
    max_delay: Duration,
    max_retry_after: Duration,
    repeat_updates: bool,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

impl RetryPolicy {
    /// Four attempts, delays of 250 milliseconds · 2ⁿ up to 20 seconds, `Retry-After` up to 60 seconds.
    pub const fn new() -> Self {
        Self {
            max_attempts: MAX_ATTEMPTS,
            initial_delay: INITIAL_DELAY,
            max_delay: MAX_DELAY,
            max_retry_after: MAX_RETRY_AFTER,
            repeat_updates: false,
        }
    }

    /// One attempt.
    pub const fn never() -> Self {
        Self { max_attempts: 1, ..Self::new() }
    }

    /// How often a request is sent at most, the first time included. Zero counts as one.
    pub const fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// The longest delay before the first repetition.
    pub const fn initial_delay(mut self, delay: Duration) -> Self {
        self.initial_delay = delay;
        self
    }

    /// The longest delay before any repetition; `Retry-After` may ask for a longer one.
    pub const fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// The longest `Retry-After` that is waited for. When the server asks for more, the call fails at once with an
    /// error that [says for how long](Error::retry_after).
    pub const fn max_retry_after(mut self, delay: Duration) -> Self {
        self.max_retry_after = delay;
        self
    }

    /// Whether updates without `If-Match`, or with `*` for a version, are repeated although the first attempt may have been applied. The values
    /// are the same then, but the version may have grown by two, and a change that somebody else made in between is
    /// overwritten. Not unless set.
    pub const fn repeat_updates(mut self, repeat: bool) -> Self {
        self.repeat_updates = repeat;
        self
    }

    /// Whether nothing happens twice when a request is sent again that may have been applied.
    fn is_repeatable(&self, operation: &Operation, has_if_match: bool) -> bool {
        match operation.idempotency() {
            Idempotency::Idempotent => true,
            Idempotency::WithIfMatch => has_if_match || self.repeat_updates,
            Idempotency::NotIdempotent => false,
        }
    }

    /// How long to wait before the request is sent again, `None` if it must not or need not be.
    pub(crate) fn delay(&self, failed: &Failed<'_>, budget: &Budget, random: &Random) -> Option<Duration> {
        let outcome = Outcome::of(failed.error);
        let may_repeat = match outcome {
            Outcome::NotProcessed | Outcome::NotSent => true,
            Outcome::Unknown => self.is_repeatable(failed.operation, failed.has_if_match),
            Outcome::Final => false,
        };
        if !may_repeat || failed.attempts >= self.max_attempts {
            return None;
        }
        let asked = failed.error.retry_after().unwrap_or_default();
        if asked > self.max_retry_after {
            return None;
        }
        let doubled = self.initial_delay.saturating_mul(1 << (failed.attempts - 1).min(20));
        let delay = doubled.min(self.max_delay).mul_f64(random.fraction()).max(asked);
        // Last, so that a repetition that is not made costs nothing.
        (failed.remaining > delay && budget.take(outcome.cost())).then_some(delay)
    }
}

/// An attempt that failed, and what there was before it.
pub(crate) struct Failed<'a> {
    pub(crate) operation: &'static Operation,
    pub(crate) error: &'a Error,
    /// With this one.
    pub(crate) attempts: u32,
    pub(crate) has_if_match: bool,
    /// Until the call's time limit.
    pub(crate) remaining: Duration,
}

/// What a failure says about the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The server says that it did not process it.
    NotProcessed,
    /// It did not reach the server.
    NotSent,
    /// Nobody knows; another attempt may succeed.
    Unknown,
    /// Another attempt would end in the same way.
    Final,
}

impl Outcome {
    pub(crate) fn of(error: &Error) -> Self {
        if error.is_connect() {
            return Self::NotSent;
        }
        if error.is_broken() {
            return Self::Unknown;
        }
        match error.status() {
            Some(429) => Self::NotProcessed,
            Some(408 | 500 | 502 | 503 | 504) => Self::Unknown,
            _ => Self::Final,
        }
    }

    fn cost(self) -> u32 {
        match self {
            Self::NotProcessed => COST_OF_REFUSED,
            _ => COST_OF_FAILED,
        }
    }
}

/// What a client may spend on repetitions, so that many calls together do not multiply the load of a server that is in
/// trouble. Success gives back what was spent on it, and a little where nothing was.
#[derive(Debug)]
pub(crate) struct Budget {
    capacity: u32,
    tokens: AtomicU32,
}

impl Budget {
    pub(crate) fn new(capacity: u32) -> Self {
        Self { capacity, tokens: AtomicU32::new(capacity) }
    }

    /// Takes tokens, if there are enough.
    fn take(&self, cost: u32) -> bool {
        let take = |tokens: u32| tokens.checked_sub(cost);
        self.tokens.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }

    /// A call succeeded after failures like these.
    pub(crate) fn succeeded(&self, last_failure: Option<Outcome>) {
        let back = last_failure.map_or(1, Outcome::cost);
        let give = |tokens: u32| Some(tokens.saturating_add(back).min(self.capacity));
        // Cannot fail: `give` always gives a value.
        let _ = self.tokens.fetch_update(Ordering::Relaxed, Ordering::Relaxed, give);
    }
}

/// Where delays get their randomness from.
pub(crate) struct Random(Mutex<fastrand::Rng>);

impl Random {
    pub(crate) fn new(seed: Option<u64>) -> Self {
        Self(Mutex::new(seed.map_or_else(fastrand::Rng::new, fastrand::Rng::with_seed)))
    }

    /// From 0 to 1.
    pub(crate) fn fraction(&self) -> f64 {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).f64()
    }
}

/// A request is about to be sent again.
#[non_exhaustive]
pub struct RetryEvent<'a> {
    /// The operation.
    pub operation: &'static Operation,
    /// How often the request was sent so far, at least 1.
    pub attempts: u32,
    /// Why the last attempt gave no result.
    pub error: &'a Error,
    /// How long is waited before the next.
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
