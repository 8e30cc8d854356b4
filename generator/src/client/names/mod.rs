//! Rust names: how wire names become identifiers, and which may not stand beside each other.

mod case;
mod derive;
mod namer;
mod reserved;

pub(crate) use self::derive::{
    ADDITIONAL_FIELD, Names, TIMED_OUT, UNKNOWN_VARIANT, WaiterNames, find_method, names, operation_static, sid_kind,
};
pub(crate) use self::reserved::is_keyword;
