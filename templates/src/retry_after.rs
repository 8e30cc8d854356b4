//! Reads the `Retry-After` header: seconds, or a point in time in any of the formats that HTTP obliges to read.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, NaiveDateTime, Utc};

use super::timestamp::Timestamp;

/// The obsolete formats of times in HTTP, which are always in UTC: RFC 850 and that of C's `asctime`.
const OBSOLETE: [&str; 2] = ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];

/// Returns how long to wait, or `None` if the text cannot be read. A time is relative to `date`, which is when the
/// response was made by the server's clock: so a local clock that is wrong does no harm.
pub(crate) fn delay(text: &str, date: Option<&str>) -> Option<Duration> {
    let text = text.trim();
    if let Some(delay) = seconds(text) {
        return Some(delay);
    }
    let until = point(text)?;
    let now = date.and_then(point).unwrap_or_else(|| Timestamp::from(SystemTime::now()).0);
    // A time in the past has come already.
    Some((until - now).to_std().unwrap_or_default())
}

/// Reads a number of seconds. Some servers send a fraction, which is rounded up; more than fits is as long as possible.
fn seconds(text: &str) -> Option<Duration> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let whole = whole.parse().unwrap_or(u64::MAX);
    let has_rest = fraction.bytes().any(|digit| digit != b'0');
    Some(Duration::from_secs(whole.saturating_add(has_rest.into())))
}

fn point(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    // Not in the specification, but seen: RFC 3339.
    let current = DateTime::parse_from_rfc2822(text).or_else(|_| DateTime::parse_from_rfc3339(text));
    if let Ok(time) = current {
        return Some(time.to_utc());
    }
    OBSOLETE.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok()).map(|time| time.and_utc())
}
