//! The nodes of a document while it is read, and afterwards.

use std::collections::HashSet;

/// Deeper nesting is refused: readers recurse.
pub(super) const MAX_DEPTH: usize = 64;

/// Index of a node; children come before their parents, and the root is the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct NodeId(u32);

impl NodeId {
    pub(super) fn new(index: usize) -> Self {
        Self(index as u32)
    }

    /// The node that was added last.
    pub(super) fn last(nodes: &[Entry]) -> Self {
        Self::new(nodes.len() - 1)
    }

    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// A node.
#[derive(Debug)]
pub(super) struct Entry {
    /// Where its key is written, or the node itself if it has none.
    pub(super) offset: u32,
    pub(super) content: Content,
    /// The list or map that it is in, and its index there.
    pub(super) parent: Option<(NodeId, u32)>,
}

/// What is written at a node.
#[derive(Debug)]
pub(super) enum Content {
    Null,
    Boolean(bool),
    /// As it is written.
    Number(String),
    String(String),
    List(Vec<NodeId>),
    Map(Vec<(String, NodeId)>),
}

/// Collects the nodes of a document, children first.
#[derive(Default)]
pub(super) struct Builder {
    pub(super) nodes: Vec<Entry>,
    /// Values of keys that occur more than once in their map, from the second on.
    pub(super) duplicates: Vec<NodeId>,
}

impl Builder {
    pub(super) fn push(&mut self, offset: u32, content: Content) -> NodeId {
        let id = NodeId::new(self.nodes.len());
        let adopt = |(index, child): (usize, &NodeId)| self.nodes[child.index()].parent = Some((id, index as u32));
        match &content {
            Content::List(items) => items.iter().enumerate().for_each(adopt),
            Content::Map(entries) => entries.iter().map(|(_, child)| child).enumerate().for_each(adopt),
            Content::Null | Content::Boolean(_) | Content::Number(_) | Content::String(_) => {}
        }
        if let Content::Map(entries) = &content {
            self.note_duplicates(entries);
        }
        self.nodes.push(Entry { offset, content, parent: None });
        id
    }

    fn note_duplicates(&mut self, entries: &[(String, NodeId)]) {
        let mut seen = HashSet::with_capacity(entries.len());
        self.duplicates.extend(entries.iter().filter(|(key, _)| !seen.insert(key.as_str())).map(|(_, id)| *id));
    }
}
