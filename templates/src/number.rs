//! Reads numbers that may be written as text, and texts that may be written as numbers.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde_core::de::value::MapAccessDeserializer;
use serde_core::de::{Deserialize, DeserializeSeed, Deserializer, Error as _, MapAccess, Unexpected, Visitor};

use super::optional_object::Object;

/// A type that servers write sometimes as a number and sometimes as text.
pub(crate) trait NumberOrString: Sized {
    const EXPECTED: &'static str;
    /// Whether an empty text means that there is no value.
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
    const EXPECTED: &'static str = "a number, or a string that contains one";
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
        // `parse` also accepts words such as "inf".
        text.trim().parse().ok().filter(|number: &Self| number.is_finite())
    }
}

impl NumberOrString for i64 {
    const EXPECTED: &'static str = "an integer, or a string that contains one";
    const EMPTY_IS_NONE: bool = true;

    fn from_i64(number: i64) -> Option<Self> {
        Some(number)
    }

    fn from_u64(number: u64) -> Option<Self> {
        number.try_into().ok()
    }

    fn from_f64(number: f64) -> Option<Self> {
        // Only whole numbers in the range in which each integer has an f64 of its own.
        (number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0).then_some(number as Self)
    }

    fn from_text(text: &str) -> Option<Self> {
        let text = text.trim();
        // `1.0` is an integer as a number, so it is one as text.
        text.parse().ok().or_else(|| Self::from_f64(f64::from_text(text)?))
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

/// One visitor for the required and the optional form, so that an error always has the position of the value.
struct NumberOrStringVisitor<T> {
    required: bool,
    value: PhantomData<T>,
}

impl<T: NumberOrString> NumberOrStringVisitor<T> {
    fn some<E: serde_core::de::Error>(&self, value: Option<T>, found: &'static str) -> Result<Option<T>, E> {
        match value {
            Some(value) => Ok(Some(value)),
            None => Err(E::invalid_value(Unexpected::Other(found), &T::EXPECTED)),
        }
    }

    fn none<E: serde_core::de::Error>(&self, found: &'static str) -> Result<Option<T>, E> {
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

    fn visit_i64<E: serde_core::de::Error>(self, number: i64) -> Result<Option<T>, E> {
        self.some(T::from_i64(number), "another number")
    }

    fn visit_u64<E: serde_core::de::Error>(self, number: u64) -> Result<Option<T>, E> {
        self.some(T::from_u64(number), "another number")
    }

    fn visit_f64<E: serde_core::de::Error>(self, number: f64) -> Result<Option<T>, E> {
        self.some(T::from_f64(number), "another number")
    }

    fn visit_str<E: serde_core::de::Error>(self, text: &str) -> Result<Option<T>, E> {
        if T::EMPTY_IS_NONE && text.is_empty() {
            return self.none("an empty string");
        }
        self.some(T::from_text(text), "another string")
    }

    fn visit_string<E: serde_core::de::Error>(self, text: String) -> Result<Option<T>, E> {
        if T::EMPTY_IS_NONE && text.is_empty() {
            return self.none("an empty string");
        }
        self.some(T::from_string(text), "another string")
    }

    fn visit_none<E: serde_core::de::Error>(self) -> Result<Option<T>, E> {
        self.none("null")
    }

    fn visit_unit<E: serde_core::de::Error>(self) -> Result<Option<T>, E> {
        self.none("null")
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_any(self)
    }

    /// With its feature `arbitrary_precision`, which any crate can enable for all others, serde_json presents numbers as
    /// maps that it alone reads. Without the feature, nothing that is written as a map is a number.
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Option<T>, A::Error> {
        let number = serde_json::Number::deserialize(MapAccessDeserializer::new(map));
        let number = number.map_err(|_| A::Error::invalid_type(Unexpected::Map, &self))?;
        match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(number), ..) => self.visit_i64(number),
            (_, Some(number), _) => self.visit_u64(number),
            (.., Some(number)) => self.visit_f64(number),
            _ => self.some(None, "another number"),
        }
    }
}

fn optional<'de, T: NumberOrString, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    deserializer.deserialize_any(NumberOrStringVisitor { required: false, value: PhantomData })
}

/// A value that [`Number`] reads.
pub(crate) trait ReadNumber: Sized {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

impl<T: NumberOrString> ReadNumber for T {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let visitor = NumberOrStringVisitor { required: true, value: PhantomData };
        // The visitor does not return `None` for a required value.
        deserializer.deserialize_any(visitor)?.ok_or_else(|| D::Error::custom("no value"))
    }
}

impl<T: NumberOrString> ReadNumber for Option<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        optional(deserializer)
    }
}

impl ReadNumber for Option<BTreeMap<String, f64>> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let numbers: Option<Numbers> = Object::new().deserialize(deserializer)?;
        Ok(numbers.map(|Numbers(numbers)| numbers))
    }
}

/// A map of numbers; members without a number are omitted.
struct Numbers(BTreeMap<String, f64>);

impl<'de> Deserialize<'de> for Numbers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NumbersVisitor;

        impl<'de> Visitor<'de> for NumbersVisitor {
            type Value = Numbers;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Numbers, A::Error> {
                let mut numbers = BTreeMap::new();
                while let Some(name) = members.next_key::<String>()? {
                    if let Some(number) = members.next_value_seed(Number::<Option<f64>>::new())? {
                        numbers.insert(name, number);
                    }
                }
                Ok(Numbers(numbers))
            }
        }

        deserializer.deserialize_map(NumbersVisitor)
    }
}

/// Reads numbers that may be written as text, and texts that may be written as numbers. An empty text is not a number.
pub(crate) struct Number<T>(PhantomData<T>);

impl<T> Number<T> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T: ReadNumber> DeserializeSeed<'de> for Number<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::read(deserializer)
    }
}
