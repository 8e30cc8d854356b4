//! How single values are written and read. Knows text forms of numbers, enums and the like; must not know
//! where in a request or answer they stand.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error as _, Unexpected, Visitor};

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
    /// The text to send, not yet encoded for its place.
    fn to_wire(&self) -> Result<String, InvalidValue>;
}

impl ToWire for str {
    fn to_wire(&self) -> Result<String, InvalidValue> {
        Ok(self.to_owned())
    }
}

impl ToWire for String {
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

/// An enum that keeps the values it does not know, so that a new one on the server breaks nobody.
pub(crate) trait OpenEnum: Sized {
    /// The variant of a value that this version of the crate knows.
    fn from_wire(text: &str) -> Option<Self>;
    /// The variant that holds any other value.
    fn unknown(value: UnknownValue) -> Self;
    /// The text on the wire, of known and unknown values alike.
    fn as_str(&self) -> &str;
}

/// A value of an enum that this version of the crate does not know.
///
/// Opaque: only the enum's own `as_str` gives the text, so that no program can depend on a value being
/// unknown.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    #[allow(dead_code, reason = "for generated code; only for APIs with enums")]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// The variant for a text, which is the unknown one when no other fits.
#[allow(dead_code, reason = "for generated code; only for APIs with enums")]
pub(crate) fn open_enum_from_str<E: OpenEnum>(text: &str) -> E {
    E::from_wire(text).unwrap_or_else(|| E::unknown(UnknownValue(text.into())))
}

/// What every open enum can do, which is the same for all of them.
#[allow(unused_macros, reason = "for generated code; only for APIs with enums")]
macro_rules! open_enum {
    ($name:ty) => {
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                crate::runtime::wire::open_enum_from_str(text)
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

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::runtime::wire::deserialize_enum(deserializer)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}
#[allow(unused_imports, reason = "for generated code; only for APIs with enums")]
pub(crate) use open_enum;

/// Reads an enum from a string; a known value is not copied.
#[allow(dead_code, reason = "for generated code; only for APIs with enums")]
pub(crate) fn deserialize_enum<'de, E, D>(deserializer: D) -> Result<E, D::Error>
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

        fn visit_str<X: serde::de::Error>(self, text: &str) -> Result<E, X> {
            Ok(open_enum_from_str(text))
        }
    }

    deserializer.deserialize_str(EnumVisitor(PhantomData))
}

/// A type that the server writes as a number in one place and as text in another.
trait NumberOrString: Sized {
    const EXPECTED: &'static str;
    /// Whether a text without characters means that there is no value.
    const EMPTY_IS_NONE: bool;
    fn from_i64(number: i64) -> Option<Self>;
    fn from_u64(number: u64) -> Option<Self>;
    fn from_f64(number: f64) -> Option<Self>;
    fn from_text(text: &str) -> Option<Self>;
    fn from_string(text: String) -> Option<Self> {
        Self::from_text(&text)
    }
}

impl NumberOrString for f64 {
    const EXPECTED: &'static str = "a number, or a string that holds one";
    const EMPTY_IS_NONE: bool = true;

    fn from_i64(number: i64) -> Option<Self> {
        Some(number as Self)
    }

    fn from_u64(number: u64) -> Option<Self> {
        Some(number as Self)
    }

    fn from_f64(number: f64) -> Option<Self> {
        Some(number)
    }

    fn from_text(text: &str) -> Option<Self> {
        // `parse` also takes words such as "inf".
        text.trim().parse().ok().filter(|number: &Self| number.is_finite())
    }
}

impl NumberOrString for i64 {
    const EXPECTED: &'static str = "an integer, or a string that holds one";
    const EMPTY_IS_NONE: bool = true;

    fn from_i64(number: i64) -> Option<Self> {
        Some(number)
    }

    fn from_u64(number: u64) -> Option<Self> {
        number.try_into().ok()
    }

    fn from_f64(number: f64) -> Option<Self> {
        // Whole numbers within the range in which every integer has its own f64.
        (number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0).then_some(number as Self)
    }

    fn from_text(text: &str) -> Option<Self> {
        text.trim().parse().ok()
    }
}

impl NumberOrString for String {
    const EXPECTED: &'static str = "a string or a number";
    const EMPTY_IS_NONE: bool = false;

    fn from_i64(number: i64) -> Option<Self> {
        Some(number.to_string())
    }

    fn from_u64(number: u64) -> Option<Self> {
        Some(number.to_string())
    }

    fn from_f64(number: f64) -> Option<Self> {
        Some(number.to_string())
    }

    fn from_text(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }

    fn from_string(text: String) -> Option<Self> {
        Some(text)
    }
}

/// One visitor for the required and the optional form, so that an error always has the value's own place.
struct NumberOrStringVisitor<T> {
    required: bool,
    value: PhantomData<T>,
}

impl<T: NumberOrString> NumberOrStringVisitor<T> {
    fn some<E: serde::de::Error>(&self, value: Option<T>, found: &'static str) -> Result<Option<T>, E> {
        match value {
            Some(value) => Ok(Some(value)),
            None => Err(E::invalid_value(Unexpected::Other(found), &T::EXPECTED)),
        }
    }

    fn none<E: serde::de::Error>(&self, found: &'static str) -> Result<Option<T>, E> {
        if self.required {
            return Err(E::invalid_value(Unexpected::Other(found), &T::EXPECTED));
        }
        Ok(None)
    }
}

impl<'de, T: NumberOrString> Visitor<'de> for NumberOrStringVisitor<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Option<T>, E> {
        self.some(T::from_i64(number), "another number")
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Option<T>, E> {
        self.some(T::from_u64(number), "another number")
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Option<T>, E> {
        self.some(T::from_f64(number), "another number")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Option<T>, E> {
        if T::EMPTY_IS_NONE && text.is_empty() {
            return self.none("an empty string");
        }
        self.some(T::from_text(text), "another string")
    }

    fn visit_string<E: serde::de::Error>(self, text: String) -> Result<Option<T>, E> {
        if T::EMPTY_IS_NONE && text.is_empty() {
            return self.none("an empty string");
        }
        self.some(T::from_string(text), "another string")
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<Option<T>, E> {
        self.none("null")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Option<T>, E> {
        self.none("null")
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

fn optional<'de, T: NumberOrString, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    deserializer.deserialize_any(NumberOrStringVisitor { required: false, value: PhantomData })
}

fn required<'de, T: NumberOrString, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let visitor = NumberOrStringVisitor { required: true, value: PhantomData };
    // The visitor gives no `None` when the value is required.
    deserializer.deserialize_any(visitor)?.ok_or_else(|| D::Error::custom("no value"))
}

#[allow(dead_code, reason = "for fields of generated types; not every description has one")]
pub(crate) fn f64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    required(deserializer)
}

#[allow(dead_code, reason = "for fields of generated types; not every description has one")]
pub(crate) fn i64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    required(deserializer)
}

#[allow(dead_code, reason = "for fields of generated types; not every description has one")]
pub(crate) fn string<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    required(deserializer)
}

#[allow(dead_code, reason = "for fields of generated types; not every description has one")]
pub(crate) fn option_f64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    optional(deserializer)
}

pub(crate) fn option_i64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    optional(deserializer)
}

#[allow(dead_code, reason = "for fields of generated types; not every description has one")]
pub(crate) fn option_string<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    optional(deserializer)
}
