//! Reads an OpenAPI 3.0 or 3.1 document as a surface, so that it can be compared with another.
//!
//! What the reader does not know it passes over. What it cannot read is a [`Finding`] at its place, and the rest is read
//! all the same.
//!
//! ```text
//! mod ─► paths ─► operation ─► pages
//!                         └──► values ─► schema, sids
//! ```

mod operation;
mod pages;
mod paths;
mod reader;
mod schema;
mod sids;
mod usage;
mod values;

use self::reader::Reader;
pub use self::reader::{Conventions, Finding};
use super::document::{Document, Kind, Node, Unreadable};
use super::export::EXPORTED;
use crate::description::surface::{Pagination, ResponseHeaders, Surface};

/// A document as a surface.
#[derive(Debug)]
pub struct Imported {
    /// What the document says.
    pub surface: Surface,
    /// What could not be read.
    pub findings: Vec<Finding>,
    /// The document was exported from a description, so that it has none of the official document's errors.
    pub is_export: bool,
}

/// Reads a document as a surface.
///
/// # Errors
///
/// The document is not OpenAPI 3.0 or 3.1, or has no paths. Everything else is a finding.
pub fn import(document: &Document, conventions: Conventions<'_>) -> Result<Imported, Unreadable> {
    let root = document.root();
    check_version(root)?;
    let paths = root.get("paths").filter(|paths| paths.entries().next().is_some());
    let paths = paths.ok_or_else(|| unreadable(root, "the document has no `paths`"))?;
    let mut reader = Reader::new(document, conventions);
    for node in document.duplicates() {
        reader.finding(node, "the key occurs twice; the first value counts");
    }
    let (base_url, version, operations) = reader.paths(paths);
    let pagination = reader.pagination.take().map(|facts| Pagination { facts, source: paths.location() });
    let mut surface = Surface {
        title: text(root, &["info", "title"]).to_owned(),
        version,
        base_url,
        docs: text(root, &["info", "description"]).to_owned(),
        link: text(root, &["externalDocs", "url"]).to_owned(),
        document: None,
        deviates: Vec::new(),
        response_headers: ResponseHeaders::default(),
        pagination,
        resources: Vec::new(),
        operations,
        waiters: Vec::new(),
        shapes: reader.shapes,
        sids: reader.sids,
        errors: Vec::new(),
        webhooks: None,
        source: root.location(),
    };
    usage::mark(&mut surface);
    let is_export = root.get("info").and_then(|info| info.get(EXPORTED)).and_then(Node::as_bool) == Some(true);
    Ok(Imported { surface, findings: reader.findings, is_export })
}

fn check_version(root: Node<'_>) -> Result<(), Unreadable> {
    if root.kind() != Kind::Map {
        return Err(unreadable(root, "an OpenAPI document is an object"));
    }
    match (root.get("openapi"), root.get("swagger")) {
        (Some(version), _) => match version.as_str() {
            Some(text)
                if ["3.0", "3.1"].iter().any(|known| text == *known || text.starts_with(&format!("{known}."))) =>
            {
                Ok(())
            }
            Some(text) => Err(unreadable(version, &format!("OpenAPI {text} cannot be read, only 3.0 and 3.1"))),
            None => Err(unreadable(version, "the version of OpenAPI must be text, such as `3.1.0`")),
        },
        (None, Some(version)) => Err(unreadable(version, "Swagger 2.0 cannot be read, only OpenAPI 3.0 and 3.1")),
        (None, None) => Err(unreadable(root, "the document does not say its version of OpenAPI")),
    }
}

fn unreadable(node: Node<'_>, reason: &str) -> Unreadable {
    Unreadable { reason: reason.to_owned(), location: node.location() }
}

/// The text at the end of some keys, or nothing.
fn text<'a>(node: Node<'a>, keys: &[&str]) -> &'a str {
    keys.iter().try_fold(node, |node, key| node.get(key)).and_then(Node::as_str).unwrap_or_default()
}
