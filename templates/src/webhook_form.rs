//! Reads members from a form or a query. Must not repeat a value, which may be personal data.

use std::borrow::Cow;
use std::fmt;

use serde_core::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, Unexpected, Visitor};
use serde_core::forward_to_deserialize_any;

use super::decode_failure::data_problem;

/// The members of a form. Every value is a string, from which numbers and booleans are parsed.
///
/// Not a crate: serde_html_form needs indexmap and hashbrown, serde_urlencoded needs serde, and neither reports which member
/// is wrong.
pub(crate) struct Form<'de> {
    pairs: form_urlencoded::Parse<'de>,
    current: Option<(Cow<'de, str>, Cow<'de, str>)>,
}

impl<'de> Form<'de> {
    pub(crate) fn of(body: &'de [u8]) -> Self {
        Self { pairs: form_urlencoded::parse(body), current: None }
    }
}

impl<'de> MapAccess<'de> for Form<'de> {
    type Error = FormError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, FormError> {
        self.current = self.pairs.next();
        match &self.current {
            Some((name, _)) => seed.deserialize(FormText(name)).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, FormError> {
        let (name, value) = self.current.take().unwrap_or_default();
        seed.deserialize(FormText(&value)).map_err(|error| FormError { member: name.into_owned(), ..error })
    }
}

/// A value of a form.
struct FormText<'a>(&'a str);

impl FormText<'_> {
    fn misfit<'de, T>(&self, visitor: &impl Visitor<'de>) -> Result<T, FormError> {
        Err(FormError::invalid_value(Unexpected::Other("another string"), visitor))
    }
}

impl<'de> Deserializer<'de> for FormText<'_> {
    type Error = FormError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FormError> {
        visitor.visit_str(self.0)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FormError> {
        if self.0.is_empty() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FormError> {
        match self.0.parse() {
            Ok(value) => visitor.visit_bool(value),
            Err(_) => self.misfit(&visitor),
        }
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FormError> {
        match self.0.parse() {
            Ok(value) => visitor.visit_i64(value),
            Err(_) => self.misfit(&visitor),
        }
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FormError> {
        match self.0.parse::<f64>() {
            Ok(value) if value.is_finite() => visitor.visit_f64(value),
            // `parse` also accepts words such as "inf".
            _ => self.misfit(&visitor),
        }
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i128 u8 u16 u32 u64 u128 f32 char str string bytes byte_buf unit unit_struct newtype_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

/// What is wrong with a form, and with which member; never contains a value.
pub(crate) struct FormError {
    pub(crate) member: String,
    pub(crate) problem: String,
}

impl serde_core::de::Error for FormError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { member: String::new(), problem: data_problem(&message.to_string()) }
    }
}

impl fmt::Display for FormError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)
    }
}

impl fmt::Debug for FormError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for FormError {}
