//! Reads YAML, and thus JSON, into a tree in which every node has a place.
//!
//! serde_yaml reports no places for values that parse but are wrong, silently keeps the last of duplicate keys, and
//! follows anchors. This tree has the places and never follows anything; its values are those that serde_yaml would
//! read. What is unusual in a file is left to whoever reads it.

use std::borrow::Cow;
use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span as YamlSpan};

use crate::description::characters::{is_invisible, unseen};
use crate::description::scalar::{ScalarKind, scalar_kind};
use crate::description::source::{FileId, SourceFile, Span};

/// Maps with more keys than this have an index while they are read; looking through fewer costs less than an index.
const FEW_KEYS: usize = 32;

/// Something unusual in a file. After some of them, nothing of the file is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Oddity<'a> {
    /// Fatal: the file is not YAML.
    Syntax(&'a str),
    /// Fatal: the file has no content.
    Empty,
    /// Fatal: a second document begins.
    SecondDocument,
    /// Fatal: the nesting exceeds the limit.
    TooDeep,
    /// Fatal: a value is written elsewhere.
    Alias,
    /// A value that aliases may refer to.
    Anchor,
    /// A value says its own type, which is ignored.
    Tag,
    /// A key that YAML does not read as text, although it is kept as text.
    Key(&'a str, ScalarKind),
    /// A list or a map as a key; it and its value are left out.
    ContainerAsKey,
    /// A key for the second time, and where the first is. Both are kept.
    DuplicateKey(&'a str, Span),
    /// The first character of a text that does not show, and its offset in the text.
    InvisibleCharacter(&'a str, usize),
}

/// A file as a tree.
#[derive(Debug)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
    root: NodeId,
    /// Something is missing: the value of a key that is not a scalar.
    pub(crate) is_lossy: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NodeId(u32);

#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) kind: NodeKind,
    /// It has no quotes, and a comment follows on its line.
    pub(crate) is_commented: bool,
}

#[derive(Debug)]
pub(crate) enum NodeKind {
    /// A scalar, with what an untagged reader takes it for.
    Scalar(String, ScalarKind),
    Sequence(Vec<NodeId>),
    Mapping(Vec<Entry>),
}

#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) key_span: Span,
    pub(crate) value: NodeId,
}

impl NodeId {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

impl Tree {
    /// Reads a file that is nested at most `max_depth` levels deep; `None` after something fatal.
    pub(crate) fn read(
        file: FileId,
        source: &SourceFile,
        max_depth: usize,
        report: &mut dyn FnMut(Oddity<'_>, Span),
    ) -> Option<Self> {
        let text = source.text.as_str();
        let (offsets, nodes) = (Offsets::of(text), Vec::new());
        let mut reader = Reader { file, offsets, nodes, max_depth, is_lossy: false, report };
        let root = reader.document(text)?;
        Some(Self { nodes: reader.nodes, root, is_lossy: reader.is_lossy })
    }

    /// The nodes by their ids: children before their parents, the root last.
    pub(crate) fn into_nodes(self) -> Vec<Node> {
        self.nodes
    }

    pub(crate) fn root(&self) -> NodeId {
        self.root
    }

    /// Where the content of the file begins: problems of the whole file are reported there.
    pub(crate) fn head(&self) -> Span {
        let span = self.node(self.root).span;
        self.entries(self.root).first().map_or(Span { end: span.start + 1, ..span }, |entry| entry.key_span)
    }

    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    pub(crate) fn entries(&self, id: NodeId) -> &[Entry] {
        match &self.node(id).kind {
            NodeKind::Mapping(entries) => entries,
            _ => &[],
        }
    }

    pub(crate) fn entry(&self, id: NodeId, key: &str) -> Option<&Entry> {
        self.entries(id).iter().find(|entry| entry.key == key)
    }
}

struct Reader<'a> {
    file: FileId,
    offsets: Offsets,
    nodes: Vec<Node>,
    max_depth: usize,
    is_lossy: bool,
    report: &'a mut dyn FnMut(Oddity<'_>, Span),
}

/// A container whose end has not been seen.
struct Open {
    start: Span,
    kind: OpenKind,
}

enum OpenKind {
    Sequence(Vec<NodeId>),
    Mapping { entries: Vec<Entry>, key: Option<Key>, index: KeyIndex },
}

/// Finds keys of a mapping.
#[derive(Default)]
struct KeyIndex {
    places: HashMap<String, Span>,
    /// How many entries it covers.
    length: usize,
}

impl KeyIndex {
    /// Where the key is first, if it is among the entries.
    fn first(&mut self, entries: &[Entry], key: &str) -> Option<Span> {
        if entries.len() <= FEW_KEYS {
            return entries.iter().find(|entry| entry.key == key).map(|entry| entry.key_span);
        }
        for entry in &entries[self.length..] {
            self.places.entry(entry.key.clone()).or_insert(entry.key_span);
        }
        self.length = entries.len();
        self.places.get(key).copied()
    }
}

/// A key that waits for its value.
enum Key {
    Text(String, Span),
    /// A list or a map; it and its value are left out.
    Refused,
}

impl Reader<'_> {
    fn document(&mut self, text: &str) -> Option<NodeId> {
        let mut stack: Vec<Open> = Vec::new();
        let mut root = None;
        let may_hide = may_hide(text);
        let mut is_reported = false;
        for event in Parser::new_from_str(text) {
            let (event, place) = match event {
                Ok(found) => found,
                Err(error) => {
                    let at = self.offsets.byte(error.marker().index());
                    let span = Span { file: self.file, start: at, end: at + 1 };
                    (self.report)(Oddity::Syntax(error.info()), span);
                    return None;
                }
            };
            let span = self.span(&place);
            let finished = match event {
                Event::DocumentStart(_) if root.is_some() => {
                    (self.report)(Oddity::SecondDocument, span);
                    return None;
                }
                Event::Alias(_) => {
                    (self.report)(Oddity::Alias, span);
                    return None;
                }
                Event::Scalar(value, style, anchor, tag) => {
                    self.check_plain(span, anchor, tag.is_some());
                    // An escape may stand for any character.
                    let may_hide = may_hide || style == ScalarStyle::DoubleQuoted;
                    let hides = may_hide && self.check_characters(&value, span, value.find(is_invisible));
                    is_reported |= hides;
                    let kind = scalar_kind(&value, style);
                    if !hides && is_key(&stack) {
                        self.check_characters(&value, span, unseen(&value));
                    }
                    let span = trimmed(text, span);
                    let is_commented = style == ScalarStyle::Plain && has_comment(text, span);
                    Some(self.scalar(&mut stack, value, kind, span, is_commented))
                }
                Event::SequenceStart(anchor, tag) | Event::MappingStart(anchor, tag)
                    if stack.len() >= self.max_depth =>
                {
                    self.check_plain(span, anchor, tag.is_some());
                    (self.report)(Oddity::TooDeep, span);
                    return None;
                }
                Event::SequenceStart(anchor, tag) => {
                    self.check_plain(span, anchor, tag.is_some());
                    stack.push(Open { start: span, kind: OpenKind::Sequence(Vec::new()) });
                    None
                }
                Event::MappingStart(anchor, tag) => {
                    self.check_plain(span, anchor, tag.is_some());
                    let kind = OpenKind::Mapping { entries: Vec::new(), key: None, index: KeyIndex::default() };
                    stack.push(Open { start: span, kind });
                    None
                }
                Event::SequenceEnd | Event::MappingEnd => stack.pop().map(|open| Some(self.close(open, span))),
                _ => None,
            };
            if let Some(Some(node)) = finished {
                match stack.last_mut() {
                    None => root = Some(node),
                    Some(parent) => self.attach(parent, node),
                }
            }
        }
        // Comments hold characters as well. There, a carriage return is part of a line break.
        if may_hide
            && !is_reported
            && let Some(at) = text.find(|c| c != '\r' && is_invisible(c))
        {
            let character = text[at..].chars().next().unwrap_or_default();
            let span = Span { file: self.file, start: at as u32, end: (at + character.len_utf8()) as u32 };
            self.check_characters(character.encode_utf8(&mut [0; 4]), span, Some(0));
        }
        if root.is_none() {
            let span = Span { file: self.file, start: 0, end: 0 };
            (self.report)(Oddity::Empty, span);
        }
        root
    }

    /// A scalar is a value, or, where a mapping waits for one, a key.
    fn scalar(
        &mut self,
        stack: &mut [Open],
        value: Cow<'_, str>,
        kind: ScalarKind,
        span: Span,
        is_commented: bool,
    ) -> Option<NodeId> {
        if let Some(Open { kind: OpenKind::Mapping { entries, key: key @ None, index }, .. }) = stack.last_mut() {
            if kind != ScalarKind::String {
                (self.report)(Oddity::Key(&value, kind), span);
            }
            if let Some(first) = index.first(entries, &value) {
                (self.report)(Oddity::DuplicateKey(&value, first), span);
            }
            *key = Some(Key::Text(value.into_owned(), span));
            return None;
        }
        Some(self.push(Node { span, kind: NodeKind::Scalar(value.into_owned(), kind), is_commented }))
    }

    fn close(&mut self, open: Open, end: Span) -> NodeId {
        let kind = match open.kind {
            OpenKind::Sequence(items) => NodeKind::Sequence(items),
            OpenKind::Mapping { entries, .. } => NodeKind::Mapping(entries),
        };
        let span = Span { end: end.start.max(open.start.end), ..open.start };
        self.push(Node { span, kind, is_commented: false })
    }

    fn attach(&mut self, parent: &mut Open, node: NodeId) {
        match &mut parent.kind {
            OpenKind::Sequence(items) => items.push(node),
            OpenKind::Mapping { entries, key, .. } => match key.take() {
                Some(Key::Text(key, key_span)) => entries.push(Entry { key, key_span, value: node }),
                Some(Key::Refused) => self.is_lossy = true,
                None => {
                    let span = self.nodes[node.0 as usize].span;
                    (self.report)(Oddity::ContainerAsKey, span);
                    *key = Some(Key::Refused);
                }
            },
        }
    }

    fn push(&mut self, node: Node) -> NodeId {
        self.nodes.push(node);
        NodeId(self.nodes.len() as u32 - 1)
    }

    fn check_plain(&mut self, span: Span, anchor: usize, tagged: bool) {
        if anchor != 0 {
            (self.report)(Oddity::Anchor, span);
        }
        if tagged {
            (self.report)(Oddity::Tag, span);
        }
    }

    /// Reports the first character of a text that does not show, if there is one.
    fn check_characters(&mut self, text: &str, span: Span, found: Option<usize>) -> bool {
        if let Some(at) = found {
            (self.report)(Oddity::InvisibleCharacter(text, at), span);
        }
        found.is_some()
    }

    fn span(&self, place: &YamlSpan) -> Span {
        let start = self.offsets.byte(place.start.index());
        Span { file: self.file, start, end: self.offsets.byte(place.end.index()).max(start) }
    }
}

/// Whether a mapping waits for a key.
fn is_key(stack: &[Open]) -> bool {
    matches!(stack.last(), Some(Open { kind: OpenKind::Mapping { key: None, .. }, .. }))
}

/// A span without the line breaks that end a block scalar.
fn trimmed(text: &str, span: Span) -> Span {
    let covered = text.get(span.start as usize..span.end as usize).unwrap_or_default();
    Span { end: span.start + covered.trim_ascii_end().len() as u32, ..span }
}

/// Whether nothing but a comment follows on the line.
fn has_comment(text: &str, span: Span) -> bool {
    // Not to the end of the line, which may be the whole file.
    let rest = text.get(span.end as usize..).unwrap_or_default();
    let behind = rest.trim_start_matches([' ', '\t']);
    behind.len() < rest.len() && behind.starts_with('#')
}

/// Whether a text has bytes that begin invisible characters; most texts have none, which is quick to see.
fn may_hide(text: &str) -> bool {
    // Without an early exit, so that the loop is vectorized.
    text.bytes().fold(false, |found, byte| found | matches!(byte, 0..=8 | 11..=31 | 0x7F | 0xC2 | 0xE2))
}

/// Turns the parser's character indexes into byte offsets.
struct Offsets {
    length: u32,
    /// Byte offset of every character; absent where it would be the identity.
    offsets: Option<Vec<u32>>,
}

impl Offsets {
    fn of(text: &str) -> Self {
        let offsets = (!text.is_ascii()).then(|| text.char_indices().map(|(at, _)| at as u32).collect());
        Self { length: text.len() as u32, offsets }
    }

    fn byte(&self, index: usize) -> u32 {
        match &self.offsets {
            None => (index as u32).min(self.length),
            Some(offsets) => offsets.get(index).copied().unwrap_or(self.length),
        }
    }
}
