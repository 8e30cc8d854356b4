//! OpenAPI documents: what they contain, and where.
//!
//! ```text
//! nodes ◄── json, yaml ◄── document ◄── import
//! ```
//!
//! Depends on `description` and not on `client`.

mod document;
mod import;
mod json;
mod nodes;
mod yaml;

pub use self::document::{BadReference, Document, Kind, Node, Unreadable};
pub use self::import::{Conventions, Finding, Imported, import};
