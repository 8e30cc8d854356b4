//! Naming conventions of Rust.

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// Which convention a name follows.
#[derive(Clone, Copy)]
pub(super) enum Case {
    Snake,
    UpperCamel,
    ShoutySnake,
}

impl Case {
    pub(super) fn apply(self, text: &str) -> String {
        match self {
            Self::Snake => text.to_snake_case(),
            Self::UpperCamel => text.to_upper_camel_case(),
            Self::ShoutySnake => text.to_shouty_snake_case(),
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Snake => "snake_case",
            Self::UpperCamel => "UpperCamelCase",
            Self::ShoutySnake => "SHOUTY_SNAKE_CASE",
        }
    }
}

pub(super) fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}
