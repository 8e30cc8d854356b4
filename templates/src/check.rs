//! Checks of the values within a structure before it is sent.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::sid::{Sid, SidKind};
use super::wire::{InvalidValue, ToWire, in_range};

/// A value that may contain SIDs or numbers with a range, which the server would refuse.
pub(crate) trait Check {
    /// Reports what is wrong, beginning with the path to the invalid member.
    fn check(&self) -> Result<(), InvalidValue>;
}

impl<K: SidKind> Check for Sid<K> {
    fn check(&self) -> Result<(), InvalidValue> {
        self.to_wire().map(drop)
    }
}

impl<T: Check> Check for Option<T> {
    fn check(&self) -> Result<(), InvalidValue> {
        self.as_ref().map_or(Ok(()), Check::check)
    }
}

impl<T: Check> Check for Vec<T> {
    fn check(&self) -> Result<(), InvalidValue> {
        self.iter().try_for_each(Check::check)
    }
}

impl<T: Check> Check for BTreeMap<String, T> {
    fn check(&self) -> Result<(), InvalidValue> {
        self.values().try_for_each(Check::check)
    }
}

/// Checks a member and puts its name before the problem: `.first.sid is not a valid ParcelSid`.
#[allow(dead_code, reason = "for generated code; only for APIs with SIDs in structures")]
pub(crate) fn member(name: &str, value: &impl Check) -> Result<(), InvalidValue> {
    value.check().map_err(|InvalidValue(problem)| {
        // The name of a nested member follows a dot, a problem follows a space.
        let glue = if problem.starts_with(['.', '[']) { "" } else { " " };
        InvalidValue(format!(".{name}{glue}{problem}"))
    })
}

/// Checks that a number is in its range.
#[allow(dead_code, reason = "for generated code; only for APIs with number ranges in structures")]
pub(crate) fn within(name: &str, value: Option<i64>, range: &RangeInclusive<i64>) -> Result<(), InvalidValue> {
    let Some(value) = value else { return Ok(()) };
    in_range(value, range).map(drop).map_err(|InvalidValue(problem)| InvalidValue(format!(".{name} {problem}")))
}
