//! Failures that a fake is told to have, and which request has which of them. Does not make requests fail itself.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::refusal::FakeError;

/// A failure for a fake to have, once unless said otherwise.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct Fault {
    effect: Effect,
    operation: Option<String>,
    times: u64,
    rate: Option<f64>,
}

/// What a request suffers.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Effect {
    Status {
        status: u16,
        retry_after: Option<Duration>,
    },
    NotSent,
    Cut,
    Slow(Duration),
    /// A setting that does not fit the fault.
    Invalid(&'static str),
}

impl Fault {
    fn new(effect: Effect) -> Self {
        Self { effect, operation: None, times: 1, rate: None }
    }

    /// Answers with a status from 400 to 599, without applying the request.
    pub fn status(status: u16) -> Self {
        Self::new(Effect::Status { status, retry_after: None })
    }

    /// Answers that there are too many requests, without applying this one.
    pub fn rate_limited() -> Self {
        Self::status(429)
    }

    /// Makes the connection fail: the request is not sent.
    pub fn not_sent() -> Self {
        Self::new(Effect::NotSent)
    }

    /// Applies the request and interrupts the connection before the response.
    pub fn cut() -> Self {
        Self::new(Effect::Cut)
    }

    /// Applies the request and answers that much later. A client that gives up earlier cannot know that it was applied.
    pub fn slow(delay: Duration) -> Self {
        Self::new(Effect::Slow(delay))
    }

    /// Adds a `Retry-After` header, in whole seconds, to a status.
    pub fn retry_after(mut self, delay: Duration) -> Self {
        self.effect = match self.effect {
            Effect::Status { status, .. } => Effect::Status { status, retry_after: Some(delay) },
            _ => Effect::Invalid("only an answer can have `retry_after`"),
        };
        self
    }

    /// Concerns only the operation with that id.
    pub fn on(mut self, operation_id: impl Into<String>) -> Self {
        self.operation = Some(operation_id.into());
        self
    }

    /// Concerns that many requests instead of one.
    pub fn times(mut self, times: u64) -> Self {
        self.times = times;
        self
    }

    /// Concerns each request with that probability, without an end. Which ones follows from the seed.
    pub fn rate(mut self, probability: f64) -> Self {
        self.rate = Some(probability);
        self
    }

    fn problem(&self, knows: impl Fn(&str) -> bool) -> Option<String> {
        let probability = self.rate.unwrap_or(1.0);
        match (&self.effect, &self.operation) {
            (Effect::Invalid(problem), _) => Some((*problem).to_owned()),
            (Effect::Status { status, .. }, _) if !(400..=599).contains(status) => {
                Some(format!("{status} is not the status of a failure"))
            }
            (_, Some(operation)) if !knows(operation) => Some(format!("there is no operation `{operation}`")),
            _ if self.times == 0 => Some("`times` must be at least 1".to_owned()),
            _ if !(probability > 0.0 && probability <= 1.0) => {
                Some("`rate` must be more than 0 and at most 1".to_owned())
            }
            _ => None,
        }
    }
}

/// As a person would call it: `status 503 on CreateParcel`.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.effect {
            Effect::Status { status, .. } => write!(f, "status {status}")?,
            Effect::NotSent => f.write_str("not sent")?,
            Effect::Cut => f.write_str("cut")?,
            Effect::Slow(delay) => write!(f, "slow by {delay:?}")?,
            Effect::Invalid(_) => f.write_str("invalid")?,
        }
        self.operation.as_ref().map_or(Ok(()), |operation| write!(f, " on {operation}"))
    }
}

/// Counts how often a fault has occurred.
#[derive(Clone, Debug)]
pub struct FaultHandle(Arc<AtomicU64>);

impl FaultHandle {
    /// Returns how many requests it has concerned.
    pub fn hits(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The faults of a fake, in the order in which they were told. Clones share them.
#[derive(Clone)]
pub(super) struct Faults(Arc<Mutex<Told>>);

struct Told {
    faults: Vec<(Fault, FaultHandle)>,
    random: fastrand::Rng,
}

impl Faults {
    pub(super) fn new(seed: u64) -> Self {
        let told = Told { faults: Vec::new(), random: fastrand::Rng::with_seed(seed) };
        Self(Arc::new(Mutex::new(told)))
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets all of them.
    #[cfg(feature = "fake-server")]
    pub(super) fn clear(&self) {
        self.told().faults.clear();
    }

    pub(super) fn add(&self, fault: Fault, knows: impl Fn(&str) -> bool) -> Result<FaultHandle, FakeError> {
        if let Some(problem) = fault.problem(knows) {
            return Err(FakeError::new(problem));
        }
        let handle = FaultHandle(Arc::default());
        self.told().faults.push((fault, handle.clone()));
        Ok(handle)
    }

    /// Returns what a request suffers: the first fault that concerns it.
    pub(super) fn take(&self, operation: Option<&str>) -> Option<Effect> {
        let told = &mut *self.told();
        for (fault, handle) in &told.faults {
            let is_meant = fault.operation.is_none() || fault.operation.as_deref() == operation;
            let is_due = is_meant
                && match fault.rate {
                    Some(probability) => told.random.f64() < probability,
                    None => handle.hits() < fault.times,
                };
            if is_due {
                handle.0.fetch_add(1, Ordering::Relaxed);
                return Some(fault.effect.clone());
            }
        }
        None
    }

    /// Describes those that have not occurred as often as they should have.
    pub(super) fn unused(&self) -> Vec<String> {
        let expected = |fault: &Fault| if fault.rate.is_some() { 1 } else { fault.times };
        let told = self.told();
        let unused = told.faults.iter().filter(|(fault, handle)| handle.hits() < expected(fault));
        unused.map(|(fault, handle)| format!("{fault}: {} of {}", handle.hits(), expected(fault))).collect()
    }
}
