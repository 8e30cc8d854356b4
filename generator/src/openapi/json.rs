//! Reads JSON, by slices of the text: where a slice is, there is the value.
//!
//! Every level of nesting is skipped once per level above it, which costs little: skipping is the fastest thing that
//! serde_json does, and nesting is limited.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::nodes::{Builder, Content, MAX_DEPTH, NodeId};

/// An offset and a reason.
type Problem = (u32, String);

/// Reads a text as one JSON value.
pub(super) fn read(text: &str, builder: &mut Builder) -> Result<(), Problem> {
    let json = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut reader = Reader { text, builder };
    let root: &RawValue = serde_json::from_str(json).map_err(|error| reader.problem(json, &error))?;
    let offset = reader.offset(root.get());
    reader.value(root.get(), offset, 0).map(|_| ())
}

struct Reader<'a> {
    text: &'a str,
    builder: &'a mut Builder,
}

impl<'a> Reader<'a> {
    /// Reads a value that is valid JSON, as [`RawValue`] is. `offset` is the place of its key, or its own.
    fn value(&mut self, json: &'a str, offset: u32, depth: usize) -> Result<NodeId, Problem> {
        let content = match json.as_bytes().first() {
            Some(b'{' | b'[') if depth >= MAX_DEPTH => {
                return Err((self.offset(json), format!("nested more than {MAX_DEPTH} levels deep")));
            }
            Some(b'{') => {
                let Entries(raw) = self.parse(json)?;
                let mut entries = Vec::with_capacity(raw.len());
                for (key, value) in raw {
                    let node = self.value(value.get(), self.offset(key.get()), depth + 1)?;
                    entries.push((text_of(key.get()), node));
                }
                Content::Map(entries)
            }
            Some(b'[') => {
                let raw: Vec<&RawValue> = self.parse(json)?;
                let mut items = Vec::with_capacity(raw.len());
                for value in raw {
                    items.push(self.value(value.get(), self.offset(value.get()), depth + 1)?);
                }
                Content::List(items)
            }
            Some(b'"') => Content::String(text_of(json)),
            Some(b't' | b'f') => Content::Boolean(json == "true"),
            Some(b'n') => Content::Null,
            _ => Content::Number(json.to_owned()),
        };
        Ok(self.builder.push(offset, content))
    }

    fn parse<T: Deserialize<'a>>(&self, json: &'a str) -> Result<T, Problem> {
        serde_json::from_str(json).map_err(|error| self.problem(json, &error))
    }

    /// Place of a slice of the text.
    fn offset(&self, part: &str) -> u32 {
        (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize) as u32
    }

    fn problem(&self, json: &str, error: &serde_json::Error) -> Problem {
        let line = json.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
        let at = (line + error.column().saturating_sub(1)).min(json.len());
        let reason = error.to_string();
        let reason = reason.rsplit_once(" at line ").map_or(reason.as_str(), |(reason, _)| reason);
        (self.offset(json) + at as u32, format!("not valid JSON: {reason}"))
    }
}

/// The value of a JSON string. Half of a surrogate pair is no character; such a string stays as it is written.
fn text_of(json: &str) -> String {
    serde_json::from_str(json).unwrap_or_else(|_| json.trim_matches('"').to_owned())
}

/// The keys and values of an object, in their order, duplicates included.
struct Entries<'a>(Vec<(&'a RawValue, &'a RawValue)>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;

        impl<'de> Visitor<'de> for Collect {
            type Value = Entries<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(Collect)
    }
}
