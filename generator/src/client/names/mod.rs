//! Rust names: how wire names become identifiers, and which of them conflict.

mod case;
mod derive;
mod namer;
mod reserved;

pub(crate) use self::derive::{ADDITIONAL_FIELD, Names, TIMED_OUT, UNKNOWN_VARIANT, WaiterNames, names};
pub(crate) use self::reserved::is_keyword;
