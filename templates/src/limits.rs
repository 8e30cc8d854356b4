//! Time and size limits: those of a client, those that a call sets for itself, and how a limit is kept.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use tokio::time::{Instant, timeout};

use super::retry_policy::RetryPolicy;

/// The defaults of a client's settings, for constants and documentation. Times are in seconds.
macro_rules! default_setting {
    (timeout) => {
        60
    };
    (attempt_timeout) => {
        30
    };
    (stall_timeout) => {
        10
    };
    (connect_timeout) => {
        5
    };
    (idle_timeout) => {
        45
    };
    (max_response_mib) => {
        32
    };
    (max_in_flight) => {
        100
    };
    (retry_budget) => {
        500
    };
}
pub(crate) use default_setting;

/// The limits of an attempt.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// For the whole call, including all attempts and the delays between them.
    pub(crate) timeout: Duration,
    /// For one attempt, up to the last byte of the body.
    pub(crate) attempt_timeout: Duration,
    /// Between two pieces of a body.
    pub(crate) stall_timeout: Duration,
    /// In bytes.
    pub(crate) max_response_size: usize,
}

impl Limits {
    pub(crate) const DEFAULT: Self = Self {
        timeout: Duration::from_secs(default_setting!(timeout)),
        attempt_timeout: Duration::from_secs(default_setting!(attempt_timeout)),
        stall_timeout: Duration::from_secs(default_setting!(stall_timeout)),
        max_response_size: default_setting!(max_response_mib) << 20,
    };

    pub(crate) fn with(self, options: &Options) -> Self {
        Self {
            timeout: options.timeout.unwrap_or(self.timeout),
            attempt_timeout: options.attempt_timeout.unwrap_or(self.attempt_timeout),
            ..self
        }
    }
}

/// What a call sets in place of the client's settings.
#[derive(Clone, Default)]
pub(crate) struct Options {
    pub(crate) timeout: Option<Duration>,
    /// When the call ends at the latest, because it is part of something larger. A point in time: a list makes many
    /// requests.
    pub(crate) deadline: Option<Instant>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    /// Whether a successful response keeps its body beside its value.
    pub(crate) keep_body: bool,
}

impl Options {
    /// Returns the first option that is invalid, and what is wrong with it.
    pub(crate) fn problem(&self) -> Option<(&'static str, &'static str)> {
        let limits = [("timeout", self.timeout), ("attempt_timeout", self.attempt_timeout)];
        let zero = limits.into_iter().find(|(_, limit)| limit.is_some_and(|limit| limit.is_zero()));
        zero.map(|(name, _)| (name, "must not be zero"))
    }
}

/// Returns the end of a limit. One that is too long for the clock is replaced by thirty years.
pub(crate) fn after(began: Instant, limit: Duration) -> Instant {
    const THIRTY_YEARS: Duration = Duration::from_secs(1_000_000_000);
    began.checked_add(limit).unwrap_or(began + THIRTY_YEARS)
}

/// Waits for a future, but not longer than the limit. A future that is ready at once needs no timer.
pub(crate) async fn within<F: Future>(limit: Duration, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    match poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await {
        Poll::Ready(output) => Some(output),
        Poll::Pending => timeout(limit, future).await.ok(),
    }
}
