//! Emits the crate's data as tokens, and prints tokens as files. Decides nothing.

mod client;
mod data;
mod fake;
mod files;
mod ink;
mod markdown;
mod model;
mod operations;
mod tokens;
mod waiters;
mod webhooks;

pub use self::files::MARKER;
pub(crate) use self::files::{files, reference};
