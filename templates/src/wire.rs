//! How single values are written as text, independent of their place in a request.

use std::ops::RangeInclusive;

/// Why a value cannot be sent. The message never contains the value.
#[derive(Debug)]
pub(crate) struct InvalidValue(pub(crate) String);

impl InvalidValue {
    pub(crate) fn new(problem: impl Into<String>) -> Self {
        Self(problem.into())
    }
}

/// A value that can be part of a path, a query, a form or a header.
pub(crate) trait ToWire {
    /// Whether the text is arbitrary and may be personal data, rather than one of a few known forms.
    const IS_FREE_TEXT: bool = false;

    /// Returns the text to send, not yet encoded for its place.
    fn to_wire(&self) -> Result<String, InvalidValue>;
}

impl ToWire for String {
    const IS_FREE_TEXT: bool = true;

    fn to_wire(&self) -> Result<String, InvalidValue> {
        Ok(self.clone())
    }
}

impl ToWire for bool {
    fn to_wire(&self) -> Result<String, InvalidValue> {
        Ok(self.to_string())
    }
}

impl ToWire for i64 {
    fn to_wire(&self) -> Result<String, InvalidValue> {
        Ok(self.to_string())
    }
}

impl ToWire for f64 {
    fn to_wire(&self) -> Result<String, InvalidValue> {
        if !self.is_finite() {
            return Err(InvalidValue::new("is not a finite number"));
        }
        Ok(self.to_string())
    }
}

/// Returns the text of a number that must be in a range. `i64::MIN` and `i64::MAX` stand for no limit.
pub(crate) fn in_range(value: i64, range: &RangeInclusive<i64>) -> Result<String, InvalidValue> {
    if range.contains(&value) {
        return value.to_wire();
    }
    Err(InvalidValue::new(match (*range.start(), *range.end()) {
        (i64::MIN, most) => format!("must be at most {most}"),
        (least, i64::MAX) => format!("must be at least {least}"),
        (least, most) => format!("must be from {least} to {most}"),
    }))
}
