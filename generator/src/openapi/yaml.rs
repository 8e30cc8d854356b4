//! Reads YAML by the same reader as descriptions, but tolerates what does not change a value.

use super::nodes::{Builder, Content, MAX_DEPTH, NodeId};
use crate::description::source::{FileId, SourceFile};
use crate::description::tree::{self, NodeKind, Oddity, ScalarKind, Tree};

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
            let root = tree.node(tree.root()).span.start;
            value(&tree, tree.root(), root, builder);
            Ok(())
        }
        (_, fatal) => Err(fatal.unwrap_or((0, "not valid YAML".to_owned()))),
    }
}

/// Reads a value; `offset` is the place of its key, or its own. The depth of the tree is limited.
fn value(tree: &Tree, id: tree::NodeId, offset: u32, builder: &mut Builder) -> NodeId {
    let content = match &tree.node(id).kind {
        NodeKind::Scalar(text, kind) => scalar(text, *kind),
        NodeKind::Sequence(items) => {
            let items = items.iter().map(|&item| value(tree, item, tree.node(item).span.start, builder));
            Content::List(items.collect())
        }
        NodeKind::Mapping(entries) => {
            let entries = entries.iter().map(|entry| {
                let node = value(tree, entry.value, entry.key_span.start, builder);
                (entry.key.clone(), node)
            });
            Content::Map(entries.collect())
        }
    };
    builder.push(offset, content)
}

fn scalar(text: &str, kind: ScalarKind) -> Content {
    match kind {
        ScalarKind::Null => Content::Null,
        ScalarKind::Boolean => Content::Boolean(text.eq_ignore_ascii_case("true")),
        ScalarKind::Integer | ScalarKind::Number => Content::Number(text.to_owned()),
        ScalarKind::String => Content::String(text.to_owned()),
    }
}
