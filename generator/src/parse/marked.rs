//! Knows the YAML text as a tree in which every node has a place. Knows nothing of what the keys mean.
//!
//! The values themselves are read by serde_yaml; it reports no places for values that parse but are wrong, keeps the
//! last of duplicate keys silently and follows anchors. This tree supplies the places and refuses the rest.

use std::borrow::Cow;
use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span as YamlSpan};

use crate::diagnostics::{Problem, Sink};
use crate::source::{FileId, SourceFile, Span};

/// Nesting beyond this is refused: no description needs it, and later stages may recurse.
const MAX_DEPTH: usize = 32;

/// A file as a tree.
#[derive(Debug)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
    root: NodeId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NodeId(u32);

#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) kind: NodeKind,
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScalarKind {
    Null,
    Boolean,
    Integer,
    Number,
    String,
}

impl Tree {
    /// Reads a file; `None` if it is no single YAML document, in which case the reason is in `sink`.
    pub(crate) fn read(file: FileId, source: &SourceFile, sink: &mut Sink) -> Option<Self> {
        let mut reader = Reader { file, places: Places::of(&source.text), nodes: Vec::new(), sink };
        let root = reader.document(&source.text)?;
        Some(Self { nodes: reader.nodes, root })
    }

    pub(crate) fn root(&self) -> NodeId {
        self.root
    }

    /// Where the file begins to say something: what concerns the whole of it is shown there.
    pub(crate) fn head(&self) -> Span {
        let span = self.node(self.root).span;
        self.entries(self.root).first().map_or(Span { end: span.start + 1, ..span }, |entry| entry.key_span)
    }

    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
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
    places: Places,
    nodes: Vec<Node>,
    sink: &'a mut Sink,
}

/// A container whose end has not been seen.
struct Open {
    start: Span,
    kind: OpenKind,
}

enum OpenKind {
    Sequence(Vec<NodeId>),
    Mapping { entries: Vec<Entry>, seen: BTreeMap<String, Span>, key: Option<(String, Span)> },
}

impl Reader<'_> {
    fn document(&mut self, text: &str) -> Option<NodeId> {
        let mut stack: Vec<Open> = Vec::new();
        let mut root = None;
        for event in Parser::new_from_str(text) {
            let (event, place) = match event {
                Ok(found) => found,
                Err(error) => {
                    let at = self.places.byte(error.marker().index());
                    let span = Span { file: self.file, start: at, end: at + 1 };
                    self.sink.push(Problem::new("yaml-syntax", span, format!("not valid YAML: {}", error.info())));
                    return None;
                }
            };
            let span = self.span(&place);
            let finished = match event {
                Event::DocumentStart(_) if root.is_some() => {
                    let problem = Problem::new("yaml-documents", span, "a second YAML document begins here");
                    self.sink.push(problem.help("a file of the description holds one document"));
                    return None;
                }
                Event::Alias(_) => {
                    self.refuse("yaml-alias", span, "an alias is used here");
                    return None;
                }
                Event::Scalar(value, style, anchor, tag) => {
                    self.check_plain(span, anchor, tag.is_some());
                    self.check_characters(&value, span);
                    let kind = scalar_kind(&value, style);
                    Some(self.scalar(&mut stack, value, kind, trimmed(text, span)))
                }
                Event::SequenceStart(anchor, tag) | Event::MappingStart(anchor, tag) if stack.len() >= MAX_DEPTH => {
                    self.check_plain(span, anchor, tag.is_some());
                    let message = format!("nested more than {MAX_DEPTH} levels deep");
                    self.sink.push(Problem::new("yaml-depth", span, message));
                    return None;
                }
                Event::SequenceStart(anchor, tag) => {
                    self.check_plain(span, anchor, tag.is_some());
                    stack.push(Open { start: span, kind: OpenKind::Sequence(Vec::new()) });
                    None
                }
                Event::MappingStart(anchor, tag) => {
                    self.check_plain(span, anchor, tag.is_some());
                    let kind = OpenKind::Mapping { entries: Vec::new(), seen: BTreeMap::new(), key: None };
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
        if root.is_none() {
            let span = Span { file: self.file, start: 0, end: 0 };
            self.sink.push(Problem::new("yaml-empty", span, "the file holds nothing"));
        }
        root
    }

    /// A scalar is a value, or, where a mapping waits for one, a key.
    fn scalar(&mut self, stack: &mut [Open], value: Cow<'_, str>, kind: ScalarKind, span: Span) -> Option<NodeId> {
        if let Some(Open { kind: OpenKind::Mapping { seen, key: key @ None, .. }, .. }) = stack.last_mut() {
            if kind != ScalarKind::String {
                let what = match kind {
                    ScalarKind::Null => "null",
                    ScalarKind::Boolean => "a boolean",
                    ScalarKind::Integer => "an integer",
                    ScalarKind::Number => "a number",
                    ScalarKind::String => "text",
                };
                let problem = Problem::new("key-type", span, format!("YAML takes the key `{value}` for {what}"));
                self.sink.push(problem.help(format!("put it in quotes: \"{value}\"")));
            }
            if let Some(first) = seen.get(value.as_ref()) {
                let problem = Problem::new("duplicate-key", span, format!("the key `{value}` is given twice"));
                self.sink.push(problem.label("given again").also(*first, "first given here"));
            } else {
                seen.insert(value.clone().into_owned(), span);
            }
            *key = Some((value.into_owned(), span));
            return None;
        }
        Some(self.push(Node { span, kind: NodeKind::Scalar(value.into_owned(), kind) }))
    }

    fn close(&mut self, open: Open, end: Span) -> NodeId {
        let kind = match open.kind {
            OpenKind::Sequence(items) => NodeKind::Sequence(items),
            OpenKind::Mapping { entries, .. } => NodeKind::Mapping(entries),
        };
        self.push(Node { span: Span { end: end.start.max(open.start.end), ..open.start }, kind })
    }

    fn attach(&mut self, parent: &mut Open, node: NodeId) {
        match &mut parent.kind {
            OpenKind::Sequence(items) => items.push(node),
            OpenKind::Mapping { entries, key, .. } => match key.take() {
                Some((key, key_span)) => entries.push(Entry { key, key_span, value: node }),
                None => {
                    let span = self.nodes[node.0 as usize].span;
                    self.sink.push(Problem::new("key-type", span, "a key must be text"));
                    *key = Some((String::new(), span));
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
            self.refuse("yaml-alias", span, "an anchor is set here");
        }
        if tagged {
            self.refuse("yaml-tag", span, "a YAML tag is used here");
        }
    }

    fn check_characters(&mut self, text: &str, span: Span) {
        if let Some(found) = text.chars().find(|&c| is_invisible(c)) {
            let message = format!("the character U+{:04X} stands here", u32::from(found));
            let help = "characters that do not show are not part of the language; remove it";
            self.sink.push(Problem::new("yaml-character", span, message).help(help).at(span, found));
        }
    }

    fn refuse(&mut self, code: &'static str, span: Span, message: &str) {
        let problem = Problem::new(code, span, message);
        self.sink.push(problem.help("tags, anchors and aliases are not part of the language: write the value out"));
    }

    fn span(&self, place: &YamlSpan) -> Span {
        let start = self.places.byte(place.start.index());
        Span { file: self.file, start, end: self.places.byte(place.end.index()).max(start) }
    }
}

/// A span without the line breaks that end a block scalar.
fn trimmed(text: &str, span: Span) -> Span {
    let covered = text.get(span.start as usize..span.end as usize).unwrap_or_default();
    Span { end: span.start + covered.trim_end().len() as u32, ..span }
}

impl ScalarKind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
        }
    }
}

/// What a reader takes a scalar for, by the rules of the core schema that serde_yaml follows.
fn scalar_kind(value: &str, style: ScalarStyle) -> ScalarKind {
    if style != ScalarStyle::Plain {
        return ScalarKind::String;
    }
    let digits = value.strip_prefix(['-', '+']).unwrap_or(value);
    match value {
        "" | "~" | "null" | "Null" | "NULL" => ScalarKind::Null,
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => ScalarKind::Boolean,
        _ if digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit()) => {
            ScalarKind::String
        }
        _ if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => ScalarKind::Integer,
        _ if ["0x", "0o", "0b"].iter().any(|radix| digits.strip_prefix(radix).is_some_and(is_hexadecimal)) => {
            ScalarKind::Integer
        }
        ".nan" | ".NaN" | ".NAN" => ScalarKind::Number,
        _ if matches!(digits, ".inf" | ".Inf" | ".INF") => ScalarKind::Number,
        _ if digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') && digits.parse::<f64>().is_ok() => {
            ScalarKind::Number
        }
        _ => ScalarKind::String,
    }
}

/// Whether a character does something other than to show: controls, what turns the direction of text, and line breaks
/// that only one version of YAML knows.
fn is_invisible(c: char) -> bool {
    let turns = matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    turns || matches!(c, '\u{2028}' | '\u{2029}') || (c.is_control() && !matches!(c, '\n' | '\t'))
}

fn is_hexadecimal(digits: &str) -> bool {
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Turns the parser's character indexes into byte offsets.
struct Places {
    length: u32,
    /// Byte offset of every character; absent where it would be the identity.
    offsets: Option<Vec<u32>>,
}

impl Places {
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
