//! Seals public traits: callers can use them but not implement them, so that they can gain methods.

/// Cannot be named, and therefore not be implemented, outside this crate.
#[allow(unreachable_pub, reason = "public traits build on it")]
pub trait Sealed {}
