//! How optional objects are read from servers that do not tell an empty object from an empty list or text. Knows the
//! shapes of JSON; must not know what the objects hold.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor};

use super::wire;

/// Reads an object; null, an empty list and an empty text are no object.
#[allow(dead_code, reason = "for generated code; only for APIs with optional objects")]
pub(crate) fn option_object<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    struct ObjectVisitor<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
        type Value = Option<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object or nothing")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
            T::deserialize(MapAccessDeserializer::new(map)).map(Some)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            match seq.next_element::<IgnoredAny>()? {
                None => Ok(None),
                Some(_) => Err(A::Error::invalid_type(Unexpected::Seq, &self)),
            }
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
            if text.is_empty() { Ok(None) } else { Err(E::invalid_type(Unexpected::Other("string"), &self)) }
        }

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }
    }

    deserializer.deserialize_any(ObjectVisitor(PhantomData))
}

/// A number that may travel as text; absent where the text is empty or the value null.
struct Number(Option<f64>);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::option_f64(deserializer).map(Self)
    }
}

/// Reads a map of numbers that may travel as text; members without a number are left out.
#[allow(dead_code, reason = "for generated code; only for APIs with maps of numbers")]
pub(crate) fn option_f64_map<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<BTreeMap<String, f64>>, D::Error> {
    let members: Option<BTreeMap<String, Number>> = option_object(deserializer)?;
    let present = |(name, number): (String, Number)| Some((name, number.0?));
    Ok(members.map(|members| members.into_iter().filter_map(present).collect()))
}
