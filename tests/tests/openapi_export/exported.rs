//! Surfaces of fixtures, and the documents that are written of them.

use std::collections::BTreeSet;

use generator::SourceFile;
use generator::openapi::{Document, Node, export};
use generator::surface::Surface;
use serde_json::Value;

use crate::support;

/// The surface of a description, and the document that is written of it.
pub(crate) struct Exported {
    pub(crate) name: String,
    pub(crate) surface: Surface,
    pub(crate) text: String,
    pub(crate) json: Value,
}

impl Exported {
    fn of(name: &str, files: &[SourceFile]) -> Self {
        let surface = generator::surface(files).expect("the description is valid");
        let text = export(&surface);
        let json = serde_json::from_str(&text).expect("the document is JSON");
        Self { name: name.to_owned(), surface, text, json }
    }

    pub(crate) fn at(&self, pointer: &str) -> &Value {
        self.json.pointer(pointer).unwrap_or_else(|| unreachable!("{}: there is nothing at {pointer}", self.name))
    }

    pub(crate) fn schema(&self, name: &str) -> &Value {
        self.at(&format!("/components/schemas/{name}"))
    }

    pub(crate) fn property(&self, schema: &str, name: &str) -> &Value {
        self.at(&format!("/components/schemas/{schema}/properties/{name}"))
    }

    /// The operation of that id in the document.
    pub(crate) fn operation(&self, id: &str) -> &Value {
        let operation = self.surface.operation(id).expect("the operation is described");
        let path = format!("/{}{}", self.surface.version, operation.path);
        &self.json["paths"][path][operation.method.to_ascii_lowercase()]
    }

    pub(crate) fn document(&self) -> Document {
        Document::read(SourceFile::new("openapi.json", self.text.clone())).expect("the document can be read")
    }
}

/// The base description, all other fixtures that are valid, and the repository's own description.
pub(crate) fn all() -> Vec<Exported> {
    let base = ("base".to_owned(), support::description(&support::fixtures().join("base")));
    let real = ("spec".to_owned(), support::description(&support::repository().join("spec")));
    let valid = support::fixtures().join("valid");
    let overlaid = support::folders(&valid).into_iter().map(|name| {
        let files = support::overlaid(&valid.join(&name));
        (name, files)
    });
    let descriptions = [base, real].into_iter().chain(support::other_apis()).chain(overlaid);
    descriptions.map(|(name, files)| Exported::of(&name, &files)).collect()
}

/// The API in a folder of fixtures.
pub(crate) fn fixture(name: &str) -> Exported {
    Exported::of(name, &support::description(&support::fixtures().join(name)))
}

/// The base description, overlaid with a valid fixture.
pub(crate) fn valid(name: &str) -> Exported {
    Exported::of(name, &support::overlaid(&support::fixtures().join("valid").join(name)))
}

/// Visits a node and everything below it.
pub(crate) fn walk<'a>(node: Node<'a>, visit: &mut impl FnMut(Node<'a>)) {
    visit(node);
    node.entries().for_each(|(_, child)| walk(child, visit));
    node.items().for_each(|child| walk(child, visit));
}

/// The texts in a list.
pub(crate) fn texts(value: &Value) -> BTreeSet<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}
