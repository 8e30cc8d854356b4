//! The types that records can be read as. Generated code implements the trait. Knows no resource.

use serde_core::de::DeserializeOwned;

use super::super::sealed::Sealed;

/// A resource of the API whose records a fake has.
pub trait FakeRecord: Sealed + DeserializeOwned {
    /// The name of the resource.
    const RESOURCE: &'static str;
}

/// Makes types readable from a fake: `fake_records!(Parcel = "Parcel", Depot = "Depot")`.
#[allow(unused_macros, reason = "for generated code")]
macro_rules! fake_records {
    ($($name:ty = $resource:literal),* $(,)?) => {
        $(
            impl crate::runtime::sealed::Sealed for $name {}

            impl crate::runtime::fake::FakeRecord for $name {
                const RESOURCE: &'static str = $resource;
            }
        )*
    };
}
#[allow(unused_imports, reason = "for generated code")]
pub(crate) use fake_records;
