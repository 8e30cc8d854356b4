//! The versions of optimistic locking. They are sent back verbatim and must not be parsed.

use std::fmt;

use super::wire::{InvalidValue, ToWire};

/// The `ETag` header of a response, verbatim.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ETag(String);

impl ETag {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns the text, with quotes if the server sent quotes.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ETag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The version that a change applies to: an [`ETag`] or a version number.
///
/// It is sent verbatim; quotes are neither added nor removed. `*` matches every version and does not protect the
/// changes of others from being overwritten.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IfMatch(String);

impl IfMatch {
    /// Returns the text to send.
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
