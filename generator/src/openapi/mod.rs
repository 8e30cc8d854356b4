//! OpenAPI documents: what they contain and where, and the one that a surface makes.
//!
//! ```text
//! nodes ◄── json, yaml ◄── document ◄── import        export
//! ```
//!
//! Depends on `description` and not on `client`.

mod document;
mod export;
mod import;
mod json;
mod nodes;
mod yaml;

pub use self::document::{BadReference, Document, Kind, Node, Unreadable};
pub use self::export::{export, sid_pattern};
pub use self::import::{Conventions, Finding, Imported, import};
