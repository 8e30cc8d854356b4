//! Enums that keep unknown values: how they are read and written, given the table of their variants.

use std::fmt;
use std::marker::PhantomData;

use serde_core::de::{Deserializer, Visitor};

use super::wire::{InvalidValue, ToWire};

/// An enum that keeps unknown values, so that a new value on the server breaks nobody.
pub(crate) trait OpenEnum: Sized {
    /// Returns the variant of a text: the unknown one if no other matches.
    fn from_wire(text: &str) -> Self;
    /// Returns the text on the wire, of known and unknown values alike.
    fn as_str(&self) -> &str;
}

/// A value of an enum that this version of the crate does not know.
///
/// Opaque: only the enum's own `as_str` returns the text, so that no program can depend on a value being unknown.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownValue(Box<str>);

#[allow(dead_code, reason = "for generated code; only for APIs with enums")]
impl UnknownValue {
    pub(crate) fn new(text: &str) -> Self {
        Self(text.into())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// Makes an enum an open one, given the texts of its variants: `open_enum!(Colour { Red = "red" })`. The enum's last
/// variant is `UnknownValue(UnknownValue)`. Variants can be deprecated.
#[allow(unused_macros, reason = "for generated code; only for APIs with enums")]
macro_rules! open_enum {
    ($name:ident { $($variant:ident = $wire:literal),* $(,)? }) => {
        #[allow(deprecated, reason = "a variant can be deprecated")]
        impl $name {
            /// The values that this version of the crate knows, in the order of the description.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),*];

            /// Reports whether this version of the crate knows the value.
            pub fn is_known(&self) -> bool {
                !matches!(self, Self::UnknownValue(_))
            }

            /// Returns the value as written on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::UnknownValue(value) => value.as_str(),
                }
            }
        }

        #[allow(deprecated, reason = "a variant can be deprecated")]
        impl crate::runtime::open_enum::OpenEnum for $name {
            fn from_wire(text: &str) -> Self {
                match text {
                    $($wire => Self::$variant,)*
                    _ => Self::UnknownValue(crate::runtime::UnknownValue::new(text)),
                }
            }

            fn as_str(&self) -> &str {
                self.as_str()
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                crate::runtime::open_enum::OpenEnum::from_wire(text)
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl<'de> serde_core::Deserialize<'de> for $name {
            fn deserialize<D: serde_core::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::runtime::open_enum::deserialize(deserializer)
            }
        }

        impl serde_core::Serialize for $name {
            fn serialize<S: serde_core::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl crate::runtime::object::Member for $name {}
    };
}
#[allow(unused_imports, reason = "for generated code; only for APIs with enums")]
pub(crate) use open_enum;

/// Reads an enum from a string without copying known values.
#[allow(dead_code, reason = "for generated code; only for APIs with enums")]
pub(crate) fn deserialize<'de, E, D>(deserializer: D) -> Result<E, D::Error>
where
    E: OpenEnum,
    D: Deserializer<'de>,
{
    struct EnumVisitor<E>(PhantomData<E>);

    impl<E: OpenEnum> Visitor<'_> for EnumVisitor<E> {
        type Value = E;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<X: serde_core::de::Error>(self, text: &str) -> Result<E, X> {
            Ok(E::from_wire(text))
        }
    }

    deserializer.deserialize_str(EnumVisitor(PhantomData))
}

impl<E: OpenEnum> ToWire for E {
    fn to_wire(&self) -> Result<String, InvalidValue> {
        Ok(self.as_str().to_owned())
    }
}
