//! Waits until a resource has reached a final state by itself: polls it with pauses, which a notification cuts short.
//! Generated code decides which states are final.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use serde_core::de::DeserializeOwned;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until, timeout_at};

use super::call::Call;
use super::error::Error;
use super::limits::after;
use super::response::Response;
use super::retry::Random;

/// The defaults, for constants and documentation.
macro_rules! default_wait {
    (timeout_minutes) => {
        10
    };
    (min_delay_seconds) => {
        2
    };
    (max_delay_seconds) => {
        30
    };
}
#[allow(unused_imports, reason = "for generated code; only for APIs with something to wait for")]
pub(crate) use default_wait;

const TIMEOUT: Duration = Duration::from_secs(60 * default_wait!(timeout_minutes));
const MIN_DELAY: Duration = Duration::from_secs(default_wait!(min_delay_seconds));
const MAX_DELAY: Duration = Duration::from_secs(default_wait!(max_delay_seconds));
/// The time that is left for the response to the last poll, unless `min_delay` is shorter.
const LAST_POLL: Duration = Duration::from_secs(1);

/// The paragraph on limits and failures that the documentation of such methods shares.
#[allow(unused_macros, reason = "for generated code; only for APIs with something to wait for")]
macro_rules! waiter_docs {
    () => {
        concat!(
            "Nothing is lost if the future is dropped or the time limit expires: call it again to continue. By default, \
             it waits for ",
            crate::runtime::wait::default_wait!(timeout_minutes),
            " minutes in all, with random pauses that grow from ",
            crate::runtime::wait::default_wait!(min_delay_seconds),
            " to ",
            crate::runtime::wait::default_wait!(max_delay_seconds),
            " seconds. A transient failure does not end it while there is time left."
        )
    };
}
#[allow(unused_imports, reason = "for generated code; only for APIs with something to wait for")]
pub(crate) use waiter_docs;

/// Gives the builder of a wait, a structure with a `waiter`, its settings and `send`: `waiter!(WaitUntilThingDone =>
/// ThingDoneOutcome)`. The outcome has a function `of`, which recognizes final states, and a variant `TimedOut`.
#[allow(unused_macros, reason = "for generated code; only for APIs with something to wait for")]
macro_rules! waiter {
    ($name:ident => $outcome:ident) => {
        impl $name {
            /// Sets how long to wait in all. No request goes on for longer, and shortly before the end there is a last
            /// one. Zero is refused when the wait is sent.
            #[doc = concat!("Default: ", crate::runtime::wait::default_wait!(timeout_minutes), " minutes.")]
            pub fn timeout(mut self, timeout: std::time::Duration) -> Self {
                self.waiter.timeout(timeout);
                self
            }

            /// Sets the shortest pause between two requests, which is also the first one. Zero is refused when the wait
            /// is sent, and so is more than [`max_delay`](Self::max_delay).
            #[doc = concat!(
                                                                "Default: ",
                                                                crate::runtime::wait::default_wait!(min_delay_seconds),
                                                                " seconds, or `max_delay` if that is less."
                                                            )]
            pub fn min_delay(mut self, delay: std::time::Duration) -> Self {
                self.waiter.min_delay(delay);
                self
            }

            /// Sets the longest pause between two requests. Zero is refused when the wait is sent.
            #[doc = concat!("Default: ", crate::runtime::wait::default_wait!(max_delay_seconds), " seconds.")]
            pub fn max_delay(mut self, delay: std::time::Duration) -> Self {
                self.waiter.max_delay(delay);
                self
            }

            /// Polls at once when notified, and not only at the end of a pause. A forged event causes one request and
            /// no result. See [`WaitNotification`](crate::runtime::WaitNotification) for how a webhook's handler finds
            /// it.
            pub fn notification(mut self, notification: &crate::runtime::WaitNotification) -> Self {
                self.waiter.notification(notification);
                self
            }

            /// Waits for the outcome.
            ///
            /// # Errors
            ///
            /// As described at the method that returned this builder.
            pub async fn send(self) -> Result<$outcome, crate::runtime::Error> {
                self.waiter.send($outcome::of, $outcome::TimedOut).await
            }
        }
    };
}
#[allow(unused_imports, reason = "for generated code; only for APIs with something to wait for")]
pub(crate) use waiter;

/// Makes a wait poll at once instead of at the end of its pause.
///
/// It only indicates that polling may be worthwhile, never a result: the wait returns what it has fetched itself. A
/// webhook can therefore pass on any event that names what is waited for; a forged one causes a request and nothing
/// else.
///
/// Clones are the same notification, which belongs to one wait at a time. A program that waits for many resources keeps
/// one for each, for instance in a map from SID to notification: the waiting task adds one before and removes it
/// afterwards; the webhook's handler looks up the event's SID and, if there is a notification, calls
/// [`notify`](Self::notify).
///
/// Nothing is lost if a notification comes too early: before the wait has begun, or during a request, it is kept for
/// the next poll. Several that come together count as one. After one that brought no result, the next one takes effect
/// only after the wait's `min_delay`, so that many events do not become many requests.
#[derive(Clone, Debug, Default)]
pub struct WaitNotification(Arc<Notify>);

impl WaitNotification {
    /// Creates a notification that does not belong to a wait yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes the wait poll. Returns at once and can be called from anywhere.
    pub fn notify(&self) {
        self.0.notify_one();
    }
}

/// A call that is sent again until what it fetches has reached a final state.
#[derive(Clone, Debug)]
pub(crate) struct Waiter {
    call: Call,
    timeout: Duration,
    /// By default, not longer than the longest delay.
    min_delay: Option<Duration>,
    max_delay: Duration,
    notification: Option<WaitNotification>,
}

#[allow(dead_code, reason = "for generated code; only for APIs with something to wait for")]
impl Waiter {
    pub(crate) fn new(call: Call) -> Self {
        Self { call, timeout: TIMEOUT, min_delay: None, max_delay: MAX_DELAY, notification: None }
    }

    pub(crate) fn timeout(&mut self, limit: Duration) {
        self.timeout = limit;
    }

    pub(crate) fn min_delay(&mut self, delay: Duration) {
        self.min_delay = Some(delay);
    }

    pub(crate) fn max_delay(&mut self, delay: Duration) {
        self.max_delay = delay;
    }

    pub(crate) fn notification(&mut self, notification: &WaitNotification) {
        self.notification = Some(notification.clone());
    }

    /// Polls until `verdict` breaks or the time limit expires. A transient failure does not indicate the state and
    /// does not end the wait; it is returned only if there was never anything else.
    pub(crate) async fn send<T: DeserializeOwned, O>(
        self,
        verdict: impl Fn(Response<T>) -> ControlFlow<O, Response<T>>,
        timed_out: impl FnOnce(Response<T>) -> O,
    ) -> Result<O, Error> {
        self.check()?;
        let mut pauses = Pauses::new(&self);
        let mut latest = None;
        loop {
            let polled = match self.call.clone().until(pauses.deadline).send().await {
                Ok(seen) => match verdict(seen) {
                    ControlFlow::Break(outcome) => return Ok(outcome),
                    ControlFlow::Continue(seen) => Ok(seen),
                },
                Err(error) if error.is_transient() => Err(error),
                Err(error) => return Err(error),
            };
            let requested = polled.as_ref().err().and_then(Error::retry_after);
            let kept = match (latest, polled) {
                (Some(Ok(seen)), Err(_)) => Ok(seen),
                (_, polled) => polled,
            };
            if !pauses.next(requested).await {
                return kept.map(timed_out);
            }
            latest = Some(kept);
        }
    }

    fn shortest(&self) -> Duration {
        self.min_delay.unwrap_or(MIN_DELAY.min(self.max_delay))
    }

    fn check(&self) -> Result<(), Error> {
        let refuse = |name, problem: &str| Err(Error::invalid_input(self.call.operation(), name, problem.to_owned()));
        if self.timeout.is_zero() {
            return refuse("timeout", "must not be zero");
        }
        if self.max_delay.is_zero() {
            return refuse("max_delay", "must not be zero");
        }
        if self.shortest().is_zero() {
            return refuse("min_delay", "must not be zero");
        }
        if self.shortest() > self.max_delay {
            return refuse("min_delay", "must not be longer than `max_delay`");
        }
        Ok(())
    }
}

/// The pauses of one wait.
struct Pauses<'a> {
    waiter: &'a Waiter,
    deadline: Instant,
    /// When the last poll begins. Later there is not enough time for a response.
    last_poll: Instant,
    /// How many pauses were not cut short by a notification.
    count: u32,
    /// Whether a notification caused the last poll.
    was_notified: bool,
}

impl<'a> Pauses<'a> {
    fn new(waiter: &'a Waiter) -> Self {
        let deadline = after(Instant::now(), waiter.timeout);
        let last_poll = deadline.checked_sub(LAST_POLL.min(waiter.shortest())).unwrap_or(deadline);
        Self { waiter, deadline, last_poll, count: 0, was_notified: false }
    }

    /// Waits until the next poll; `false` if there is no time for one. The time that a server requests is kept even if
    /// there is a notification, except before the last poll, which cannot be later.
    async fn next(&mut self, requested: Option<Duration>) -> bool {
        if Instant::now() >= self.last_poll {
            return false;
        }
        let Waiter { call, max_delay, notification, .. } = self.waiter;
        let min_delay = self.waiter.shortest();
        let requested = requested.unwrap_or_default();
        let delay = delay(self.count, min_delay, *max_delay, call.random()).max(requested);
        let next = after(Instant::now(), delay).min(self.last_poll);
        let mut notified = false;
        if let Some(WaitNotification(notification)) = notification {
            let quiet = if self.was_notified { requested.max(min_delay) } else { requested };
            if !quiet.is_zero() {
                sleep_until(after(Instant::now(), quiet).min(next)).await;
            }
            notified = timeout_at(next, notification.notified()).await.is_ok();
        } else {
            sleep_until(next).await;
        }
        self.was_notified = notified;
        self.count = self.count.saturating_add(u32::from(!notified));
        true
    }
}

/// Returns a random time from `min` to `min` · 2ⁿ, at most `max`: early polls are frequent, and many waits spread out.
fn delay(n: u32, min: Duration, max: Duration, random: &Random) -> Duration {
    let most = min.saturating_mul(1 << n.min(20)).min(max);
    min.saturating_add(most.saturating_sub(min).mul_f64(random.fraction())).min(most)
}
