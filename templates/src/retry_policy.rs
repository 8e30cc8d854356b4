//! The settings of retries. A policy is pure data: `retry` decides with it.

use std::time::Duration;

use super::api::Idempotency;

/// The defaults, for constants and documentation.
macro_rules! default_retry {
    (max_attempts) => {
        4
    };
    (initial_delay_ms) => {
        250
    };
    (max_delay_seconds) => {
        20
    };
    (max_retry_after_seconds) => {
        60
    };
}

/// How often and when a failed request is retried.
///
/// A request is retried only if that cannot apply it twice:
///
/// - after status 429, because the server reports that it did not process the request;
/// - if there was no connection, because nothing was sent;
/// - after an interrupted connection, a timeout, or status 408, 500, 502, 503 or 504, only if the operation is
///   [idempotent](Idempotency).
///
/// No policy changes that, except for updates without `If-Match`; see [`retry_updates`](Self::retry_updates).
///
/// The delay before the n-th retry is random, up to `initial_delay` · 2ⁿ⁻¹ and at most `max_delay`, and at least what
/// the server requests with `Retry-After`. If a retry would begin after the call's time limit, the call fails at once.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct RetryPolicy {
    pub(crate) max_attempts: u32,
    initial_delay: Duration,
    max_delay: Duration,
    pub(crate) max_retry_after: Duration,
    retry_updates: bool,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

impl RetryPolicy {
    /// Creates the default policy.
    pub const fn new() -> Self {
        Self {
            max_attempts: default_retry!(max_attempts),
            initial_delay: Duration::from_millis(default_retry!(initial_delay_ms)),
            max_delay: Duration::from_secs(default_retry!(max_delay_seconds)),
            max_retry_after: Duration::from_secs(default_retry!(max_retry_after_seconds)),
            retry_updates: false,
        }
    }

    /// Creates a policy without retries.
    pub const fn never() -> Self {
        Self { max_attempts: 1, ..Self::new() }
    }

    /// Sets how often a request is sent at most, including the first attempt. Zero counts as one.
    #[doc = concat!("Default: ", default_retry!(max_attempts), ".")]
    pub const fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// Sets the longest delay before the first retry.
    #[doc = concat!("Default: ", default_retry!(initial_delay_ms), " milliseconds.")]
    pub const fn initial_delay(mut self, delay: Duration) -> Self {
        self.initial_delay = delay;
        self
    }

    /// Sets the longest delay before any retry; `Retry-After` may request a longer one.
    #[doc = concat!("Default: ", default_retry!(max_delay_seconds), " seconds.")]
    pub const fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// Sets the longest `Retry-After` that is honored. If the server requests more, the call fails at once, and
    /// [`Error::retry_after`](crate::Error::retry_after) returns the requested time.
    #[doc = concat!("Default: ", default_retry!(max_retry_after_seconds), " seconds.")]
    pub const fn max_retry_after(mut self, delay: Duration) -> Self {
        self.max_retry_after = delay;
        self
    }

    /// Sets whether updates without `If-Match`, or with the version `*`, are retried although an earlier attempt may
    /// have been applied. The values are then the same, but the version may have grown by two, and a change that
    /// somebody else made in between is overwritten. Default: `false`.
    pub const fn retry_updates(mut self, retry: bool) -> Self {
        self.retry_updates = retry;
        self
    }

    /// Reports whether a request that may have been applied can be retried.
    pub(crate) const fn allows(&self, idempotency: Idempotency, has_if_match: bool) -> bool {
        match idempotency {
            Idempotency::Idempotent => true,
            Idempotency::WithIfMatch => has_if_match || self.retry_updates,
            Idempotency::NotIdempotent => false,
        }
    }

    /// Returns the delay after that many attempts, for a random fraction from 0 to 1.
    pub(crate) fn backoff(&self, attempts: u32, fraction: f64) -> Duration {
        let longest = self.initial_delay.saturating_mul(1 << attempts.saturating_sub(1).min(20)).min(self.max_delay);
        longest.mul_f64(fraction)
    }
}
