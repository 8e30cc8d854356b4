//! How single values are written. Knows their text forms; must not know where in a request they stand.

use super::open_enum::OpenEnum;

/// Why a value cannot be sent. The message never repeats the value.
#[derive(Debug)]
pub(crate) struct InvalidValue(pub(crate) String);

impl InvalidValue {
    pub(crate) fn new(problem: impl Into<String>) -> Self {
        Self(problem.into())
    }
}

/// A value that can be put into a path, a query, a form or a header.
pub(crate) trait ToWire {
    /// Whether it can be anything, personal data too, rather than one of many that are alike.
    const IS_FREE_TEXT: bool = false;

    /// The text to send, not yet encoded for its place.
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

impl<E: OpenEnum> ToWire for E {
    fn to_wire(&self) -> Result<String, InvalidValue> {
        Ok(self.as_str().to_owned())
    }
}
