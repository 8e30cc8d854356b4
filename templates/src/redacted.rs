//! Stands in for a sensitive value in `Debug`. Knows nothing of the value.

use std::fmt;

/// Prints that there is a value, never the value.
#[allow(dead_code, reason = "for generated code; only for APIs with sensitive fields")]
pub(crate) struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}
