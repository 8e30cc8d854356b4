//! A schema as what it says in all its parts: references and `allOf` followed, null taken out.

use std::collections::HashSet;

use super::reader::Reader;
use crate::description::surface::steps;
use crate::openapi::document::{Kind, Node};
use crate::openapi::nodes::NodeId;

/// Parts beyond this number are a mistake, or an attack.
const MAX_PARTS: usize = 64;

/// The parts of a schema, all of which hold.
#[derive(Default)]
pub(super) struct Schema<'a> {
    /// In the order of precedence: what stands beside a reference precedes what it leads to.
    parts: Vec<Node<'a>>,
    /// The alternatives of `oneOf` or `anyOf` other than null, if there is more than one.
    pub(super) alternatives: Vec<Node<'a>>,
    pub(super) nullable: bool,
    /// Where the whole is written: the target of its reference if it has one, so that all references to it are alike.
    pub(super) home: Option<Node<'a>>,
    /// Schemas whose parts are collected, so that circles end.
    seen: HashSet<NodeId>,
}

impl<'a> Schema<'a> {
    /// The first part's value of a key.
    pub(super) fn get(&self, key: &str) -> Option<Node<'a>> {
        self.parts.iter().find_map(|part| part.get(key))
    }

    /// All parts.
    pub(super) fn parts(&self) -> impl Iterator<Item = Node<'a>> {
        self.parts.iter().copied()
    }

    /// What all parts say at a JSON pointer, the first of them.
    pub(super) fn at(&self, pointer: &str) -> Option<Node<'a>> {
        self.parts.iter().find_map(|part| steps(pointer).try_fold(*part, |node, step| node.get(&step)))
    }

    /// The names of the types other than null.
    pub(super) fn types(&self) -> Vec<&'a str> {
        let Some(node) = self.get("type") else { return Vec::new() };
        let names = node.as_str().into_iter().chain(node.items().filter_map(Node::as_str));
        names.filter(|name| *name != "null").collect()
    }

    pub(super) fn is_true(&self, key: &str) -> bool {
        self.get(key).and_then(Node::as_bool) == Some(true)
    }
}

impl<'a> Reader<'a> {
    /// Collects the parts of a schema.
    pub(super) fn schema(&mut self, node: Node<'a>) -> Schema<'a> {
        let mut schema = Schema::default();
        self.collect(node, &mut schema);
        schema
    }

    fn collect(&mut self, node: Node<'a>, schema: &mut Schema<'a>) {
        if schema.seen.len() >= MAX_PARTS {
            self.finding(node, format!("the schema has more than {MAX_PARTS} parts"));
            return;
        }
        if !schema.seen.insert(node.id()) {
            self.finding(node, "the schema is a part of itself");
            return;
        }
        match node.kind() {
            Kind::Map => {}
            // `true` says nothing.
            Kind::Boolean if node.as_bool() == Some(true) => return,
            _ => {
                self.finding(node, "a schema must be an object");
                return;
            }
        }
        schema.parts.push(node);
        schema.nullable |= is_nullable(node);
        if node.get("$ref").is_some()
            && let Some(target) = self.resolve(node)
        {
            schema.home.get_or_insert(target);
            self.collect(target, schema);
        }
        for part in node.get("allOf").into_iter().flat_map(Node::items) {
            self.collect(part, schema);
        }
        for key in ["oneOf", "anyOf"] {
            let (null, mut others): (Vec<Node<'a>>, Vec<Node<'a>>) =
                node.get(key).into_iter().flat_map(Node::items).partition(|branch| is_null(*branch));
            schema.nullable |= !null.is_empty();
            if let [only] = others.as_slice() {
                self.collect(*only, schema);
            } else {
                schema.alternatives.append(&mut others);
            }
        }
    }
}

/// Whether a schema by itself says that null is accepted, in any spelling.
fn is_nullable(node: Node<'_>) -> bool {
    let says = node.get("nullable").and_then(Node::as_bool) == Some(true);
    let types = node.get("type").into_iter().flat_map(Node::items);
    let values = node.get("enum").into_iter().flat_map(Node::items);
    says || types.filter_map(Node::as_str).any(|name| name == "null")
        || values.into_iter().any(|it| it.kind() == Kind::Null)
}

/// Whether a schema accepts null and nothing else.
fn is_null(node: Node<'_>) -> bool {
    let names = node.get("type").and_then(Node::as_str) == Some("null");
    let is_only_value = node.get("enum").is_some_and(|values| {
        let mut values = values.items();
        values.next().is_some_and(|value| value.kind() == Kind::Null) && values.next().is_none()
    });
    names || is_only_value || node.get("const").is_some_and(|value| value.kind() == Kind::Null)
}
