//! The time of a fake. It follows the runtime's clock, which tests can pause, or moves only when it is told to. Knows
//! nothing of what happens in time.

use std::time::Duration;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::Value;
use tokio::time::Instant;

/// A point in time, as the fake calculates with it.
pub(super) type Moment = DateTime<Utc>;

pub(super) struct Clock {
    start: Moment,
    /// `None` if the clock is frozen.
    origin: Option<Instant>,
    added: Duration,
}

impl Clock {
    pub(super) fn new(start: Moment, is_frozen: bool) -> Self {
        Self { start, origin: (!is_frozen).then(Instant::now), added: Duration::ZERO }
    }

    pub(super) fn now(&self) -> Moment {
        let elapsed = self.origin.map_or(Duration::ZERO, |origin| Instant::now().saturating_duration_since(origin));
        later(self.start, elapsed.saturating_add(self.added))
    }

    /// Goes on from a time.
    #[cfg(feature = "fake-server")]
    pub(super) fn restart(&mut self, now: Moment) {
        *self = Self::new(now, self.is_frozen());
    }

    #[cfg(feature = "fake-server")]
    pub(super) fn is_frozen(&self) -> bool {
        self.origin.is_none()
    }

    pub(super) fn advance(&mut self, by: Duration) {
        self.added = self.added.saturating_add(by);
    }
}

/// A time that much later, or the last one there is.
pub(super) fn later(time: Moment, by: Duration) -> Moment {
    TimeDelta::from_std(by).ok().and_then(|by| time.checked_add_signed(by)).unwrap_or(Moment::MAX_UTC)
}

/// A time as records contain it, in whole seconds.
pub(super) fn stamp(time: Moment) -> Value {
    time.to_rfc3339_opts(SecondsFormat::Secs, true).into()
}

/// Reads a time or a date.
pub(super) fn parse(text: &str) -> Option<Moment> {
    let date = || chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0);
    match DateTime::parse_from_rfc3339(text) {
        Ok(time) => Some(time.to_utc()),
        Err(_) => date().map(|time| time.and_utc()),
    }
}
