//! Points in time, in the two text formats that servers use. The library behind them must not be part of the public
//! API.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, SecondsFormat, Utc};
use serde_core::de::{DeserializeSeed, Unexpected, Visitor};
use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

use super::object::Member;
use super::wire::{InvalidValue, ToWire};

/// A point in time in UTC, to the nanosecond.
///
/// Reads RFC 3339 with any offset (`2010-08-31T20:36:28Z`) and RFC 2822 (`Tue, 31 Aug 2010 20:36:28 +0000`). Writes RFC
/// 3339 in UTC, with a fraction only if there is one; whole seconds in a query or form. The features `chrono`, `jiff`
/// and `time` add conversions to and from those crates.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub(crate) DateTime<Utc>);

impl Timestamp {
    /// Returns the time that many seconds after 1970-01-01T00:00:00Z, or `None` if it is more than about 260,000 years
    /// away.
    pub fn from_unix_seconds(seconds: i64) -> Option<Self> {
        DateTime::from_timestamp(seconds, 0).map(Self)
    }

    /// Returns the whole seconds since 1970-01-01T00:00:00Z, negative before it. A fraction is rounded down.
    pub fn unix_seconds(self) -> i64 {
        self.0.timestamp()
    }

    /// Returns the nanoseconds that [`unix_seconds`](Self::unix_seconds) omits, 0 to 999,999,999.
    pub fn subsec_nanos(self) -> u32 {
        // In the library, a leap second has a thousand million or more.
        self.0.timestamp_subsec_nanos().min(999_999_999)
    }

    /// Nanoseconds count upwards, also before 1970.
    pub(crate) fn from_parts_or_nearest(seconds: i64, nanos: u32) -> Self {
        let nearest = if seconds < 0 { DateTime::<Utc>::MIN_UTC } else { DateTime::<Utc>::MAX_UTC };
        Self(DateTime::from_timestamp(seconds, nanos).unwrap_or(nearest))
    }
}

impl Member for Timestamp {}

/// Writes whole seconds, as the platform's own libraries do.
impl ToWire for Timestamp {
    fn to_wire(&self) -> Result<String, InvalidValue> {
        Ok(self.0.to_rfc3339_opts(SecondsFormat::Secs, true))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text that is not a valid time in RFC 3339 or RFC 2822.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct InvalidTimestamp(pub(crate) ());

const EXPECTED: &str = "a time such as 2010-08-31T20:36:28Z";

impl fmt::Display for InvalidTimestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a valid timestamp: expected {EXPECTED}")
    }
}

/// As `Display`, which is what `unwrap` should show.
impl fmt::Debug for InvalidTimestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InvalidTimestamp({self})")
    }
}

impl std::error::Error for InvalidTimestamp {}

impl FromStr for Timestamp {
    type Err = InvalidTimestamp;

    fn from_str(text: &str) -> Result<Self, InvalidTimestamp> {
        DateTime::parse_from_rfc3339(text)
            .or_else(|_| DateTime::parse_from_rfc2822(text))
            .map(|time| Self(time.to_utc()))
            .map_err(|_| InvalidTimestamp(()))
    }
}

/// A time outside the range of the type becomes the nearest one within it.
impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        let whole = |seconds: u64| i64::try_from(seconds).unwrap_or(i64::MAX);
        let (seconds, nanos) = match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => (whole(after.as_secs()), after.subsec_nanos()),
            Err(before) => match (before.duration().as_secs(), before.duration().subsec_nanos()) {
                (seconds, 0) => (-whole(seconds), 0),
                (seconds, nanos) => (-whole(seconds) - 1, 1_000_000_000 - nanos),
            },
        };
        Self::from_parts_or_nearest(seconds, nanos)
    }
}

impl TryFrom<Timestamp> for SystemTime {
    type Error = InvalidTimestamp;

    /// # Errors
    ///
    /// If the time is outside the range of the system's clock type.
    fn try_from(time: Timestamp) -> Result<Self, InvalidTimestamp> {
        let whole = Duration::from_secs(time.unix_seconds().unsigned_abs());
        let second = if time.unix_seconds() < 0 {
            SystemTime::UNIX_EPOCH.checked_sub(whole)
        } else {
            SystemTime::UNIX_EPOCH.checked_add(whole)
        };
        second
            .and_then(|second| second.checked_add(Duration::from_nanos(time.subsec_nanos().into())))
            .ok_or(InvalidTimestamp(()))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TimestampVisitor)
    }
}

struct TimestampVisitor;

impl Visitor<'_> for TimestampVisitor {
    type Value = Timestamp;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(EXPECTED)
    }

    fn visit_str<E: serde_core::de::Error>(self, text: &str) -> Result<Timestamp, E> {
        text.parse().map_err(|_| E::invalid_value(Unexpected::Other("another string"), &self))
    }
}

/// Reads an optional time from servers that write an empty text where there is none.
pub(crate) struct Moment<T>(PhantomData<T>);

impl<T> Moment<T> {
    #[allow(dead_code, reason = "for generated code; only for APIs with optional times")]
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de> DeserializeSeed<'de> for Moment<Option<Timestamp>> {
    type Value = Option<Timestamp>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for Moment<Option<Timestamp>> {
    type Value = Option<Timestamp>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(EXPECTED)
    }

    fn visit_str<E: serde_core::de::Error>(self, text: &str) -> Result<Self::Value, E> {
        if text.is_empty() { Ok(None) } else { TimestampVisitor.visit_str(text).map(Some) }
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }

    fn visit_none<E: serde_core::de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E: serde_core::de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}
