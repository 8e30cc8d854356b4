//! Keeps traits to this crate: they are for everybody to use and for nobody else to implement, so that they can grow.

/// Cannot be named outside, and so not be implemented there.
#[allow(unreachable_pub, reason = "public traits build on it")]
pub trait Sealed {}
