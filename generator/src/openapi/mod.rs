//! OpenAPI documents: what they contain, and where.
//!
//! ```text
//! nodes ◄── json, yaml ◄── document
//! ```
//!
//! Depends on `description` and not on `client`.

mod document;
mod json;
mod nodes;
mod yaml;

pub use self::document::{BadReference, Document, Kind, Node, Unreadable};
