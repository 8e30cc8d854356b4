//! What is known and what was found while a document is read.

use std::collections::{HashMap, HashSet};

use crate::description::surface::{PaginationFacts, SensitiveMark, Shape, Sid, SourceLocation, Surface, Type};
use crate::openapi::document::{Document, Node};
use crate::openapi::nodes::NodeId;

/// So many findings tell that a document is unfit; no more are kept.
const MAX_FINDINGS: usize = 500;

/// A part of a document that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong with it, or what cannot be expressed.
    pub message: String,
    /// What is written there, to tell whether it is the same in another document.
    pub content: String,
    /// Where it is.
    pub location: SourceLocation,
}

/// What an API means by things that OpenAPI has no words for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Conventions<'a> {
    /// How lists are paginated; without it, no response is a page.
    pub pagination: Option<&'a PaginationFacts>,
    /// How a schema marks personal data.
    pub sensitive: Option<&'a SensitiveMark>,
}

impl<'a> Conventions<'a> {
    /// The conventions of an API that is described.
    pub fn of(surface: &'a Surface) -> Self {
        Self {
            pagination: surface.pagination.as_ref().map(|pagination| &pagination.facts),
            sensitive: surface.document.as_ref().and_then(|document| document.sensitive.as_ref()),
        }
    }
}

/// A document on its way into a surface.
pub(super) struct Reader<'a> {
    pub(super) root: Node<'a>,
    pub(super) conventions: Conventions<'a>,
    pub(super) findings: Vec<Finding>,
    pub(super) found: HashSet<(NodeId, String)>,
    pub(super) shapes: Vec<Shape>,
    pub(super) shape_names: HashSet<String>,
    pub(super) sids: Vec<Sid>,
    /// The shapes of schemas that were read, or are being read.
    pub(super) known: HashMap<NodeId, Type>,
    /// What alternatives come to, and whether it may be a number or text; `None` while they are being read.
    pub(super) unions: HashMap<NodeId, Option<(Type, bool)>>,
    /// What the lists of the document have in common.
    pub(super) pagination: Option<PaginationFacts>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(document: &'a Document, conventions: Conventions<'a>) -> Self {
        Self {
            root: document.root(),
            conventions,
            findings: Vec::new(),
            found: HashSet::new(),
            shapes: Vec::new(),
            shape_names: HashSet::new(),
            sids: Vec::new(),
            known: HashMap::new(),
            unions: HashMap::new(),
            pagination: None,
        }
    }

    /// Notes what cannot be read. After many findings, only that there are more.
    pub(super) fn finding(&mut self, node: Node<'_>, message: impl Into<String>) {
        let count = self.findings.len();
        let message = if count < MAX_FINDINGS { message.into() } else { "more than that cannot be read".to_owned() };
        // A schema that is referred to from many places is still one.
        if count > MAX_FINDINGS || !self.found.insert((node.id(), message.clone())) {
            return;
        }
        self.findings.push(Finding { message, content: node.to_json().to_string(), location: node.location() });
    }

    /// What a `$ref` leads to; a reference that leads nowhere is a finding.
    pub(super) fn resolve(&mut self, node: Node<'a>) -> Option<Node<'a>> {
        match node.resolve() {
            Ok(found) => Some(found),
            Err(reason) => {
                self.finding(node, reason.to_string());
                None
            }
        }
    }
}
