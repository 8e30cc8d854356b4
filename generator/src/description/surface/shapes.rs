//! The shapes of a surface: enums, structs, their members and types, and SIDs.

use serde::Serialize;

use super::location::SourceLocation;
use crate::description::facts::{Deviation, FieldFacts, SidFacts};

/// An enum or a struct.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shape {
    /// Its name in the description.
    pub name: String,
    /// Its values or fields.
    pub kind: ShapeKind,
    /// Part of a request: clients write it.
    pub in_requests: bool,
    /// Part of a response or an event: clients read it.
    pub in_responses: bool,
    /// What it is. Markdown.
    pub docs: String,
    /// What to use instead, if it is a deprecated resource.
    pub deprecated: Option<String>,
    /// What contradicts the official document on purpose.
    pub deviates: Vec<Deviation>,
    /// Where it is written.
    pub source: SourceLocation,
}

/// What a shape consists of.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ShapeKind {
    /// Known values; others may be added at any time.
    Enum(Vec<Value>),
    /// Members of an object.
    Struct {
        /// The known members.
        fields: Vec<Field>,
        /// Other members have a meaning.
        open: bool,
    },
}

/// A value of an enum.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Value {
    /// The value on the wire.
    pub value: String,
    /// What it means. Markdown.
    pub docs: String,
    /// What to use instead, if it is deprecated.
    pub deprecated: Option<String>,
    /// What contradicts the official document on purpose.
    pub deviates: Vec<Deviation>,
    /// Where it is written.
    pub source: SourceLocation,
}

/// When a member is present.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Always, and never null.
    Always,
    /// Always in requests; responses may lack it.
    Request,
    /// It may be absent or null.
    Optional,
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Field {
    /// Its name on the wire.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: Type,
    /// When it is present.
    pub presence: Presence,
    /// What is known of it besides.
    #[serde(flatten)]
    pub facts: FieldFacts,
    /// What the server assumes if it is absent.
    pub default: Option<serde_json::Value>,
    /// An example value.
    pub example: Option<serde_json::Value>,
    /// Where it is written.
    pub source: SourceLocation,
}

/// A type.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Type {
    /// Text.
    String,
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// A point in time, ISO 8601.
    Timestamp,
    /// A URL.
    Url,
    /// A value of unknown shape.
    Json,
    /// An ETag or a version number, in a header.
    Etag,
    /// A list.
    List(Box<Type>),
    /// An object with any members of one type.
    Map(Box<Type>),
    /// The SID of that name.
    Sid(String),
    /// The shape of that name.
    Shape(String),
}

/// A string identifier.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sid {
    /// Its name in the description.
    pub name: String,
    /// What is known of it.
    #[serde(flatten)]
    pub facts: SidFacts,
    /// Where it is written.
    pub source: SourceLocation,
}

impl Type {
    /// The name of the shape that the type is, or that its items are.
    pub fn shape(&self) -> Option<&str> {
        match self {
            Self::Shape(name) => Some(name),
            Self::List(inner) | Self::Map(inner) => inner.shape(),
            _ => None,
        }
    }
}

impl Shape {
    /// The fields of a struct; an enum has none.
    pub fn fields(&self) -> &[Field] {
        match &self.kind {
            ShapeKind::Struct { fields, .. } => fields,
            ShapeKind::Enum(_) => &[],
        }
    }

    /// The values of an enum; a struct has none.
    pub fn values(&self) -> &[Value] {
        match &self.kind {
            ShapeKind::Enum(values) => values,
            ShapeKind::Struct { .. } => &[],
        }
    }

    /// Whether it is a struct.
    pub fn is_struct(&self) -> bool {
        matches!(self.kind, ShapeKind::Struct { .. })
    }
}
