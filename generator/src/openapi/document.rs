//! An OpenAPI document as a tree: lookups, JSON pointers, references, and the place of every node.
//!
//! The tree has no opinion about OpenAPI. It holds whatever is written, so that one strange value costs nobody the rest
//! of the document.

use std::collections::HashMap;
use std::fmt;

use super::nodes::{Builder, Content, Entry, NodeId};
use super::{json, yaml};
use crate::description::source::{Lines, SourceFile};
use crate::description::surface::{SourceLocation, escaped};

/// Larger documents are refused, so that a comparison needs less than 500 MiB whatever it is given. YAML of nothing but
/// short values costs the parser 200 times its size.
const MAX_JSON: usize = 4 << 20;
const MAX_YAML: usize = 1 << 20;
/// A reference may lead to another, but not for longer than this.
const MAX_REFERENCES: usize = 32;
/// Maps with more keys have an index.
const FEW_KEYS: usize = 32;

/// An OpenAPI document, or any other JSON or YAML.
pub struct Document {
    source: SourceFile,
    lines: Lines,
    nodes: Vec<Entry>,
    duplicates: Vec<NodeId>,
    /// The first entries of large maps by their keys.
    index: HashMap<NodeId, HashMap<String, NodeId>>,
}

/// The JSON type of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// Any number.
    Number,
    /// Text.
    String,
    /// An array.
    List,
    /// An object.
    Map,
}

/// Why a document could not be read at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// What is wrong.
    pub reason: String,
    /// Where it is.
    pub location: SourceLocation,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.location, self.reason)
    }
}

impl std::error::Error for Unreadable {}

/// Why a reference leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BadReference {
    /// It leads out of the document.
    External(String),
    /// There is nothing at its target.
    Missing(String),
    /// It leads back to itself.
    Circular(String),
    /// It is not text.
    Malformed,
}

impl fmt::Display for BadReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::External(target) => write!(f, "`{target}` is in another document"),
            Self::Missing(target) => write!(f, "there is nothing at `{target}`"),
            Self::Circular(target) => write!(f, "`{target}` leads back to itself"),
            Self::Malformed => f.write_str("a reference must be text"),
        }
    }
}

impl std::error::Error for BadReference {}

/// Prints the path and the number of nodes; the document may be long.
impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} nodes)", self.source.path, self.nodes.len())
    }
}

impl Document {
    /// Reads a document. A text that begins with `{` or `[` is JSON unless its path ends with `.yaml` or `.yml`.
    ///
    /// # Errors
    ///
    /// The text is neither JSON nor YAML, is too large (more than 4 MiB of JSON or 1 MiB of YAML), is nested more than 64
    /// levels deep, or has YAML aliases.
    pub fn read(source: SourceFile) -> Result<Self, Unreadable> {
        let lines = Lines::of(&source.text);
        let mut document = Self { source, lines, nodes: Vec::new(), duplicates: Vec::new(), index: HashMap::new() };
        let text = document.source.text.as_str();
        let is_yaml = [".yaml", ".yml"].iter().any(|end| document.source.path.ends_with(end));
        let is_json = text.trim_start_matches('\u{FEFF}').trim_start().starts_with(['{', '[']) && !is_yaml;
        let (format, limit) = if is_json { ("JSON", MAX_JSON) } else { ("YAML", MAX_YAML) };
        if text.len() > limit {
            let reason =
                format!("the document has {} bytes; at most {limit} bytes of {format} are accepted", text.len());
            return Err(document.unreadable(0, reason));
        }
        let mut builder = Builder::default();
        let read = if is_json { json::read(text, &mut builder) } else { yaml::read(&document.source, &mut builder) };
        match read {
            Ok(()) => {
                (document.nodes, document.duplicates) = (builder.nodes, builder.duplicates);
                document.index = index_of(&document.nodes);
                Ok(document)
            }
            Err((offset, reason)) => Err(document.unreadable(offset, reason)),
        }
    }

    fn unreadable(&self, offset: u32, reason: String) -> Unreadable {
        Unreadable { reason, location: SourceLocation::of(&self.source, &self.lines, offset, String::new()) }
    }

    fn node(&self, id: NodeId) -> Node<'_> {
        Node { document: self, id }
    }

    fn entry(&self, id: NodeId) -> &Entry {
        &self.nodes[id.index()]
    }

    /// The whole document.
    pub fn root(&self) -> Node<'_> {
        self.node(NodeId::last(&self.nodes))
    }

    /// The node at a JSON pointer ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)): `/paths/~1v2~1Services/get`.
    pub fn at(&self, pointer: &str) -> Option<Node<'_>> {
        if pointer.is_empty() {
            return Some(self.root());
        }
        pointer.strip_prefix('/')?.split('/').try_fold(self.root(), |node, step| {
            let step = step.replace("~1", "/").replace("~0", "~");
            match node.kind() {
                Kind::List => node.items().nth(index(&step)?),
                _ => node.get(&step),
            }
        })
    }

    /// Values of keys that occur more than once in their map, from the second on.
    pub fn duplicates(&self) -> impl Iterator<Item = Node<'_>> {
        self.duplicates.iter().map(|&id| self.node(id))
    }
}

/// The entries of large maps by their keys: references may lead to a map with thousands of keys, thousands of times.
fn index_of(nodes: &[Entry]) -> HashMap<NodeId, HashMap<String, NodeId>> {
    let mut index = HashMap::new();
    for (at, entry) in nodes.iter().enumerate() {
        if let Content::Map(entries) = &entry.content
            && entries.len() > FEW_KEYS
        {
            let mut first = HashMap::with_capacity(entries.len());
            for (key, id) in entries {
                first.entry(key.clone()).or_insert(*id);
            }
            index.insert(NodeId::new(at), first);
        }
    }
    index
}

/// An index of a JSON pointer, which has no leading zeros.
fn index(step: &str) -> Option<usize> {
    let is_plain = step == "0" || (!step.starts_with('0') && step.bytes().all(|b| b.is_ascii_digit()));
    is_plain.then(|| step.parse().ok()).flatten()
}

/// A value of a document, with its place.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    document: &'a Document,
    id: NodeId,
}

/// Two nodes are equal if they are the same place of the same document.
impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.document, other.document) && self.id == other.id
    }
}

impl fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} at `{}`", self.kind(), self.pointer())
    }
}

impl<'a> Node<'a> {
    /// What tells it from all other nodes of its document.
    pub(super) fn id(self) -> NodeId {
        self.id
    }

    fn content(self) -> &'a Content {
        &self.document.entry(self.id).content
    }

    /// Its JSON type.
    pub fn kind(self) -> Kind {
        match self.content() {
            Content::Null => Kind::Null,
            Content::Boolean(_) => Kind::Boolean,
            Content::Number(_) => Kind::Number,
            Content::String(_) => Kind::String,
            Content::List(_) => Kind::List,
            Content::Map(_) => Kind::Map,
        }
    }

    /// The value of a key; of a key that occurs more than once, the first.
    pub fn get(self, key: &str) -> Option<Self> {
        if let Some(index) = self.document.index.get(&self.id) {
            return index.get(key).map(|&id| self.document.node(id));
        }
        self.entries().find(|(name, _)| *name == key).map(|(_, node)| node)
    }

    /// The keys and values of a map, in their order.
    pub fn entries(self) -> impl Iterator<Item = (&'a str, Self)> {
        let entries = match self.content() {
            Content::Map(entries) => entries.as_slice(),
            _ => &[],
        };
        entries.iter().map(move |(key, id)| (key.as_str(), self.document.node(*id)))
    }

    /// The items of a list.
    pub fn items(self) -> impl Iterator<Item = Self> {
        let items = match self.content() {
            Content::List(items) => items.as_slice(),
            _ => &[],
        };
        items.iter().map(move |&id| self.document.node(id))
    }

    /// A text.
    pub fn as_str(self) -> Option<&'a str> {
        match self.content() {
            Content::String(text) => Some(text),
            _ => None,
        }
    }

    /// A boolean.
    pub fn as_bool(self) -> Option<bool> {
        match self.content() {
            Content::Boolean(value) => Some(*value),
            _ => None,
        }
    }

    /// A whole number of at most 64 bits; `5.0` and `5e0` are whole.
    pub fn as_i64(self) -> Option<i64> {
        let Content::Number(text) = self.content() else { return None };
        let is_exact = |number: f64| number.fract() == 0.0 && number.abs() < 2f64.powi(53);
        text.parse().ok().or_else(|| text.parse().ok().filter(|&number| is_exact(number)).map(|number| number as i64))
    }

    /// The value without its places; of a key that occurs more than once, the first value counts.
    pub fn to_json(self) -> serde_json::Value {
        use serde_json::Value;
        match self.content() {
            Content::Null => Value::Null,
            Content::Boolean(value) => Value::Bool(*value),
            Content::Number(text) => serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.clone())),
            Content::String(text) => Value::String(text.clone()),
            Content::List(_) => self.items().map(Node::to_json).collect(),
            Content::Map(_) => {
                let mut object = serde_json::Map::new();
                for (key, node) in self.entries() {
                    object.entry(key).or_insert_with(|| node.to_json());
                }
                Value::Object(object)
            }
        }
    }

    /// Where it is written.
    pub fn location(self) -> SourceLocation {
        let Document { source, lines, .. } = self.document;
        SourceLocation::of(source, lines, self.document.entry(self.id).offset, self.pointer())
    }

    /// Its JSON pointer ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)); that of the document is empty.
    pub fn pointer(self) -> String {
        let mut steps = Vec::new();
        let mut id = self.id;
        while let Some((parent, index)) = self.document.entry(id).parent {
            steps.push(match &self.document.entry(parent).content {
                Content::Map(entries) => escaped(&entries[index as usize].0),
                _ => index.to_string(),
            });
            id = parent;
        }
        steps.iter().rev().map(|step| format!("/{step}")).collect()
    }

    /// The node that a `$ref` leads to in the end, or the node itself if it has none.
    ///
    /// # Errors
    ///
    /// The reference leads out of the document, to nothing, or in a circle.
    pub fn resolve(self) -> Result<Self, BadReference> {
        let mut node = self;
        for _ in 0..MAX_REFERENCES {
            let Some(reference) = node.get("$ref") else { return Ok(node) };
            let target = reference.as_str().ok_or(BadReference::Malformed)?;
            let Some(fragment) = target.strip_prefix('#') else {
                return Err(BadReference::External(target.to_owned()));
            };
            let pointer = percent_encoding::percent_decode_str(fragment).decode_utf8();
            let found = pointer.ok().and_then(|pointer| self.document.at(&pointer));
            node = found.ok_or_else(|| BadReference::Missing(target.to_owned()))?;
        }
        let target = self.get("$ref").and_then(Node::as_str).unwrap_or_default();
        Err(BadReference::Circular(target.to_owned()))
    }
}
