//! Conversions between `Timestamp` and the types of other time crates, each behind its feature.

#[cfg(any(feature = "jiff", feature = "time"))]
use super::timestamp::InvalidTimestamp;
use super::timestamp::Timestamp;

#[cfg(feature = "chrono")]
impl<Tz: chrono::TimeZone> From<chrono::DateTime<Tz>> for Timestamp {
    fn from(time: chrono::DateTime<Tz>) -> Self {
        Self(time.to_utc())
    }
}

#[cfg(feature = "chrono")]
impl From<Timestamp> for chrono::DateTime<chrono::Utc> {
    fn from(time: Timestamp) -> Self {
        time.0
    }
}

#[cfg(feature = "jiff")]
impl From<jiff::Timestamp> for Timestamp {
    fn from(time: jiff::Timestamp) -> Self {
        // Both parts have the same sign there, so a fraction before 1970 borrows a second.
        let seconds = time.as_second() - i64::from(time.subsec_nanosecond() < 0);
        let nanos = time.subsec_nanosecond().rem_euclid(1_000_000_000);
        Self::from_parts_or_nearest(seconds, nanos.unsigned_abs())
    }
}

#[cfg(feature = "jiff")]
impl TryFrom<Timestamp> for jiff::Timestamp {
    type Error = InvalidTimestamp;

    /// # Errors
    ///
    /// If the year is not between -9999 and 9999.
    fn try_from(time: Timestamp) -> Result<Self, InvalidTimestamp> {
        let nanos = i128::from(time.unix_seconds()) * 1_000_000_000 + i128::from(time.subsec_nanos());
        Self::from_nanosecond(nanos).map_err(|_| InvalidTimestamp(()))
    }
}

/// A time outside the range of the type, which that crate's feature `large-dates` allows, becomes the nearest one.
#[cfg(feature = "time")]
impl From<time::OffsetDateTime> for Timestamp {
    fn from(time: time::OffsetDateTime) -> Self {
        Self::from_parts_or_nearest(time.unix_timestamp(), time.nanosecond())
    }
}

#[cfg(feature = "time")]
impl TryFrom<Timestamp> for time::OffsetDateTime {
    type Error = InvalidTimestamp;

    /// # Errors
    ///
    /// If the year is not between -9999 and 9999.
    fn try_from(time: Timestamp) -> Result<Self, InvalidTimestamp> {
        Self::from_unix_timestamp(time.unix_seconds())
            .and_then(|second| second.replace_nanosecond(time.subsec_nanos()))
            .map_err(|_| InvalidTimestamp(()))
    }
}
