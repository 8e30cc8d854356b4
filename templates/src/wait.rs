//! Waiting until something that the server does by itself has come to an end: look, pause, look again. Knows time,
//! notifications and which failures say nothing; must not know what is waited for, nor what ends it.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use serde_core::de::DeserializeOwned;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until, timeout_at};

use super::call::Call;
use super::error::Error;
use super::exchange::after;
use super::response::Response;
use super::retry::Random;

const TIMEOUT: Duration = Duration::from_secs(10 * 60);
const MIN_DELAY: Duration = Duration::from_secs(2);
const MAX_DELAY: Duration = Duration::from_secs(30);
/// What is left for the answer to the last look, unless `min_delay` is shorter.
const LAST_LOOK: Duration = Duration::from_secs(1);

/// Makes a wait look at once instead of at the end of its pause.
///
/// It says only that looking may be worth while, never what there is to be seen: what the wait returns is what it has
/// fetched itself. So a webhook may pass on any event that names what is waited for, and one that is forged causes a
/// request and nothing else.
///
/// Clones are the same notification. It belongs to one wait at a time. A program that waits for many things keeps one
/// for each, for instance in a map from SID to notification: whoever waits puts one in before and takes it out
/// afterwards; the webhook's handler looks the event's SID up and, if it is there, calls [`notify`](Self::notify).
///
/// Nothing is lost if it comes too early: before the wait has begun, or while a look is under way, it is kept for the
/// next look. Many that come together are one. After one that brought no result, the next is heeded only when the
/// wait's `min_delay` is over, so that many events do not become many requests.
#[derive(Clone, Debug, Default)]
pub struct WaitNotification(Arc<Notify>);

impl WaitNotification {
    /// A notification that no wait listens to yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes the wait look. Returns at once, and may be called from anywhere.
    pub fn notify(&self) {
        self.0.notify_one();
    }
}

/// A call that is repeated until what it fetches has come to an end.
#[derive(Clone, Debug)]
pub(crate) struct Waiter {
    call: Call,
    timeout: Duration,
    /// Unless it is set, no longer than the longest.
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

    /// Looks until `verdict` breaks or the time is over. A failure that another attempt might not have met says nothing
    /// about what is waited for and ends nothing, unless there was never anything else.
    pub(crate) async fn send<T: DeserializeOwned, O>(
        self,
        verdict: impl Fn(Response<T>) -> ControlFlow<O, Response<T>>,
        timed_out: impl FnOnce(Response<T>) -> O,
    ) -> Result<O, Error> {
        self.check()?;
        let mut pauses = Pauses::new(&self);
        let mut latest = None;
        loop {
            let looked = match self.call.clone().until(pauses.deadline).send().await {
                Ok(seen) => match verdict(seen) {
                    ControlFlow::Break(outcome) => return Ok(outcome),
                    ControlFlow::Continue(seen) => Ok(seen),
                },
                Err(error) if error.is_transient() => Err(error),
                Err(error) => return Err(error),
            };
            let asked = looked.as_ref().err().and_then(Error::retry_after);
            let kept = match (latest, looked) {
                (Some(Ok(seen)), Err(_)) => Ok(seen),
                (_, looked) => looked,
            };
            if !pauses.next(asked).await {
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
            return refuse("timeout", "must be longer than nothing");
        }
        if self.max_delay.is_zero() {
            return refuse("max_delay", "must be longer than nothing");
        }
        if self.shortest().is_zero() {
            return refuse("min_delay", "must be longer than nothing");
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
    /// When the last look begins. Later there is too little time for an answer.
    last_look: Instant,
    /// That were not cut short by a notification.
    count: u32,
    /// The last look was due to a notification.
    was_notified: bool,
}

impl<'a> Pauses<'a> {
    fn new(waiter: &'a Waiter) -> Self {
        let deadline = after(waiter.timeout);
        let last_look = deadline.checked_sub(LAST_LOOK.min(waiter.shortest())).unwrap_or(deadline);
        Self { waiter, deadline, last_look, count: 0, was_notified: false }
    }

    /// Waits until the next look, `false` if there is no time for one. A server that asks not to be bothered for some
    /// time is not, notification or none; but for the last look, which has no later time.
    async fn next(&mut self, asked: Option<Duration>) -> bool {
        if Instant::now() >= self.last_look {
            return false;
        }
        let Waiter { call, max_delay, notification, .. } = self.waiter;
        let min_delay = self.waiter.shortest();
        let asked = asked.unwrap_or_default();
        let next = after(delay(self.count, min_delay, *max_delay, call.random()).max(asked)).min(self.last_look);
        let mut notified = false;
        if let Some(WaitNotification(notification)) = notification {
            let quiet = if self.was_notified { asked.max(min_delay) } else { asked };
            if !quiet.is_zero() {
                sleep_until(after(quiet).min(next)).await;
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

/// A random time from `min` to `min` · 2ⁿ, at most `max`: early looks are frequent, and many waits spread out.
fn delay(n: u32, min: Duration, max: Duration, random: &Random) -> Duration {
    let most = min.saturating_mul(1 << n.min(20)).min(max);
    min.saturating_add(most.saturating_sub(min).mul_f64(random.fraction())).min(most)
}
