//! Types: the built-in ones, the grammar of type expressions, and types whose names are resolved.

use super::ids::{SidId, TypeId};

/// A type whose names are resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Builtin(Builtin),
    List(Box<Type>),
    Map(Box<Type>),
    Sid(SidId),
    Named(TypeId),
    /// The expression was wrong; that has been reported, so rules pass over it.
    Unknown,
}

impl Type {
    /// It is a number, or a map of numbers that may be absent: what the client can decode from text.
    pub(crate) fn holds_numbers(&self, is_optional: bool) -> bool {
        match self {
            Self::Builtin(builtin) => matches!(builtin, Builtin::Integer | Builtin::Number),
            Self::Map(inner) => is_optional && **inner == Self::Builtin(Builtin::Number),
            Self::List(_) | Self::Sid(_) | Self::Named(_) | Self::Unknown => false,
        }
    }

    /// It is an ETag, or a list or map that holds some.
    pub(crate) fn holds_etag(&self) -> bool {
        match self {
            Self::Builtin(builtin) => *builtin == Builtin::ETag,
            Self::List(inner) | Self::Map(inner) => inner.holds_etag(),
            Self::Sid(_) | Self::Named(_) | Self::Unknown => false,
        }
    }
}

/// A type expression as written: names are not looked up yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TypeExpression {
    Builtin(Builtin),
    List(Box<TypeExpression>),
    Map(Box<TypeExpression>),
    Named(String),
}
/// The types that need no definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Builtin {
    String,
    Boolean,
    Integer,
    Number,
    Timestamp,
    Url,
    Json,
    ETag,
}

/// Every built-in name, for lookups and for "did you mean".
pub(crate) const BUILTINS: [(&str, Builtin); 8] = [
    ("string", Builtin::String),
    ("boolean", Builtin::Boolean),
    ("integer", Builtin::Integer),
    ("number", Builtin::Number),
    ("timestamp", Builtin::Timestamp),
    ("url", Builtin::Url),
    ("json", Builtin::Json),
    ("etag", Builtin::ETag),
];

/// Deeper nesting has no use, and the stages that follow recurse.
const MAX_DEPTH: usize = 4;

/// Parses `name`, `list<T>` or `map<T>`; the error says what is wrong with the text.
pub(super) fn parse(text: &str) -> Result<TypeExpression, String> {
    expression(text, 0)
}

fn expression(text: &str, depth: usize) -> Result<TypeExpression, String> {
    if depth > MAX_DEPTH {
        return Err(format!("is nested more than {MAX_DEPTH} levels deep"));
    }
    if let Some((outer, rest)) = text.split_once('<') {
        let inner = rest.strip_suffix('>').ok_or_else(|| format!("lacks a `>` after `{rest}`"))?;
        let inner = Box::new(expression(inner, depth + 1)?);
        return match outer {
            "list" => Ok(TypeExpression::List(inner)),
            "map" => Ok(TypeExpression::Map(inner)),
            _ => Err(format!("has `{outer}<…>`; only `list<…>` and `map<…>` take a parameter")),
        };
    }
    if let Some((_, builtin)) = BUILTINS.iter().find(|(name, _)| *name == text) {
        return Ok(TypeExpression::Builtin(*builtin));
    }
    match text {
        "list" | "map" => Err(format!("lacks the element type: `{text}<string>`")),
        _ if !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') => {
            Ok(TypeExpression::Named(text.to_owned()))
        }
        _ if depth > 0 => Err(format!("holds `{text}`, which is not a valid type name")),
        _ => Err("is not a valid type name".to_owned()),
    }
}
