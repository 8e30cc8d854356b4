//! The types that records can be read as. Generated code implements the trait. Knows no resource.

use serde_core::de::DeserializeOwned;

use super::super::sealed::Sealed;

/// A resource of the API whose records a fake has.
pub trait FakeRecord: Sealed + DeserializeOwned {
    /// The name of the resource.
    const RESOURCE: &'static str;
}
