//! The version marks of optimistic locking. Knows that they go back exactly as they came; must not parse them.

use std::fmt;

use super::wire::{InvalidValue, ToWire};

/// The `ETag` of an answer, exactly as it was received.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ETag(String);

impl ETag {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, with quotes when the server sent quotes.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ETag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The version that a change is meant for: an [`ETag`] as it was received, or a version number.
///
/// Sent as it is; quotes are neither added nor taken away. `*` stands for whatever version there is, and keeps nobody's
/// change from being overwritten.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IfMatch(String);

impl IfMatch {
    /// The text that will be sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for IfMatch {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for IfMatch {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<ETag> for IfMatch {
    fn from(etag: ETag) -> Self {
        Self(etag.0)
    }
}

impl From<&ETag> for IfMatch {
    fn from(etag: &ETag) -> Self {
        Self(etag.0.clone())
    }
}

impl From<i64> for IfMatch {
    fn from(version: i64) -> Self {
        Self(version.to_string())
    }
}

impl ToWire for IfMatch {
    fn to_wire(&self) -> Result<String, InvalidValue> {
        if self.0.is_empty() {
            return Err(InvalidValue::new("is empty: expected an ETag or a version number"));
        }
        Ok(self.0.clone())
    }
}
