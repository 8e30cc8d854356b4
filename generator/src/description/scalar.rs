//! What YAML reads a scalar as.

use saphyr_parser::ScalarStyle;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScalarKind {
    Null,
    Boolean,
    Integer,
    Number,
    String,
}

impl ScalarKind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
        }
    }
}

/// What a reader takes a scalar for, by the rules of the core schema that serde_yaml follows.
pub(super) fn scalar_kind(value: &str, style: ScalarStyle) -> ScalarKind {
    if style != ScalarStyle::Plain {
        return ScalarKind::String;
    }
    let digits = value.strip_prefix(['-', '+']).unwrap_or(value);
    match value {
        "" | "~" | "null" | "Null" | "NULL" => ScalarKind::Null,
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => ScalarKind::Boolean,
        // Most scalars are text, which shows here; Rust's other spellings of numbers are not YAML.
        _ if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') => ScalarKind::String,
        _ if digits.bytes().all(|b| b.is_ascii_digit()) => match digits.as_bytes() {
            [b'0', _, ..] => ScalarKind::String,
            _ => ScalarKind::Integer,
        },
        _ if [("0x", 16), ("0o", 8), ("0b", 2)].iter().any(|&(prefix, radix)| is_in_radix(digits, prefix, radix)) => {
            ScalarKind::Integer
        }
        ".nan" | ".NaN" | ".NAN" => ScalarKind::Number,
        _ if matches!(digits, ".inf" | ".Inf" | ".INF") => ScalarKind::Number,
        _ if digits.parse().is_ok_and(f64::is_finite) => ScalarKind::Number,
        _ => ScalarKind::String,
    }
}

fn is_in_radix(digits: &str, prefix: &str, radix: u32) -> bool {
    let digits = digits.strip_prefix(prefix).unwrap_or_default();
    !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix))
}
