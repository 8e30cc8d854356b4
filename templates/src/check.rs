//! What is checked within a structure before it is sent. Knows how problems are named; must not know any structure.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::call::in_range;
use super::sid::{Sid, SidKind};
use super::wire::{InvalidValue, ToWire};

/// A value that may hold SIDs or limited numbers, which the server would refuse.
pub(crate) trait Check {
    /// Says what is wrong, beginning with the member that it is wrong with.
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

/// Checks a member, and names it where it is wrong: `media_properties.source_sid is no SID`.
#[allow(dead_code, reason = "for generated code; only for APIs with SIDs in structures")]
pub(crate) fn member(name: &str, value: &impl Check) -> Result<(), InvalidValue> {
    value.check().map_err(|InvalidValue(problem)| {
        // A nested member's name goes behind a dot, a problem behind a space.
        let glue = if problem.starts_with(['.', '[']) { "" } else { " " };
        InvalidValue(format!(".{name}{glue}{problem}"))
    })
}

/// Checks a number that has limits.
#[allow(dead_code, reason = "for generated code; only for APIs with limited numbers in structures")]
pub(crate) fn within(name: &str, value: Option<i64>, range: &RangeInclusive<i64>) -> Result<(), InvalidValue> {
    let Some(value) = value else { return Ok(()) };
    in_range(value, range).map(drop).map_err(|InvalidValue(problem)| InvalidValue(format!(".{name} {problem}")))
}
