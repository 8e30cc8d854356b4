//! Reads YAML by the same reader as descriptions, but tolerates what does not change a value.

use super::nodes::{Builder, Content, MAX_DEPTH, NodeId};
use crate::description::scalar::ScalarKind;
use crate::description::source::{FileId, SourceFile};
use crate::description::tree::{self, NodeKind, Oddity, Tree};

/// Reads a text as one YAML document.
pub(super) fn read(source: &SourceFile, builder: &mut Builder) -> Result<(), (u32, String)> {
    let mut fatal = None;
    let tree = Tree::read(FileId(0), source, MAX_DEPTH, &mut |oddity, span| {
        let reason = match oddity {
            Oddity::Syntax(reason) => format!("not valid YAML: {reason}"),
            Oddity::Empty => "the document is empty".to_owned(),
            Oddity::SecondDocument => "a second YAML document begins here".to_owned(),
            Oddity::TooDeep => format!("nested more than {MAX_DEPTH} levels deep"),
            Oddity::Alias => "YAML aliases are not followed".to_owned(),
            // They say nothing about values, or are found in the tree.
            Oddity::Anchor
            | Oddity::Tag
            | Oddity::Key(..)
            | Oddity::ContainerAsKey
            | Oddity::DuplicateKey(..)
            | Oddity::InvisibleCharacter(..) => return,
        };
        fatal.get_or_insert((span.start, reason));
    });
    match (tree, fatal) {
        (Some(tree), None) => {
            tree.into_nodes().into_iter().for_each(|node| push(node, builder));
            Ok(())
        }
        (_, fatal) => Err(fatal.unwrap_or((0, "not valid YAML".to_owned()))),
    }
}

/// Adds a node whose children have been added. Ids are the same, because the order is.
fn push(node: tree::Node, builder: &mut Builder) {
    let content = match node.kind {
        NodeKind::Scalar(text, kind) => scalar(text, kind),
        NodeKind::Sequence(items) => Content::List(items.into_iter().map(NodeId::of).collect()),
        NodeKind::Mapping(entries) => {
            let entries = entries.into_iter().map(|entry| {
                let id = NodeId::of(entry.value);
                builder.nodes[id.index()].offset = entry.key_span.start;
                (entry.key, id)
            });
            Content::Map(entries.collect())
        }
    };
    builder.push(node.span.start, content);
}

impl NodeId {
    fn of(id: tree::NodeId) -> Self {
        Self::new(id.index())
    }
}

fn scalar(text: String, kind: ScalarKind) -> Content {
    match kind {
        ScalarKind::Null => Content::Null,
        ScalarKind::Boolean => Content::Boolean(text.eq_ignore_ascii_case("true")),
        ScalarKind::Integer | ScalarKind::Number => Content::Number(text),
        ScalarKind::String => Content::String(text),
    }
}
