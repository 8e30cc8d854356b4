//! Values that the description writes out, such as examples and defaults, read by their type.

use serde_json::Value as Json;

use super::ids::{FieldId, ValueId};

/// A value of a known type.
#[derive(Clone, Debug)]
pub(crate) struct Literal {
    /// As it is written.
    pub(crate) json: Json,
    pub(crate) typed: Typed,
}

/// What a value is to its type.
#[derive(Clone, Debug)]
pub(crate) enum Typed {
    /// A text, number or boolean, or anything where the type is `json`.
    Plain(Json),
    List(Vec<Typed>),
    Map(Vec<(String, Typed)>),
    Enum(ValueId),
    /// In the order of the fields.
    Struct(Vec<(FieldId, Typed)>),
}
