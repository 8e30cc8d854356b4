//! Reads YAML into a tree in which every node has a place.
//!
//! serde_yaml reports no places for values that parse but are wrong, silently keeps the last of duplicate keys, and
//! follows anchors. This tree has the places and refuses the rest; its values are those that serde_yaml would read.

use std::borrow::Cow;

use saphyr_parser::{Event, Parser, ScalarStyle, Span as YamlSpan};

use crate::description::code::Code;
use crate::description::diagnostics::{Problem, Sink};
use crate::description::source::{FileId, SourceFile, Span};

/// Nesting beyond this is refused: no description needs it, and later stages may recurse.
const MAX_DEPTH: usize = 32;

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
    /// Reads a file; `None` if it is not a single YAML document, in which case the reason is in `sink`.
    pub(crate) fn read(file: FileId, source: &SourceFile, sink: &mut Sink) -> Option<Self> {
        let text = source.text.as_str();
        let mut reader = Reader { file, offsets: Offsets::of(text), nodes: Vec::new(), is_lossy: false, sink };
        let root = reader.document(text)?;
        Some(Self { nodes: reader.nodes, root, is_lossy: reader.is_lossy })
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
    offsets: Offsets,
    nodes: Vec<Node>,
    is_lossy: bool,
    sink: &'a mut Sink,
}

/// A container whose end has not been seen.
struct Open {
    start: Span,
    kind: OpenKind,
}

enum OpenKind {
    Sequence(Vec<NodeId>),
    Mapping { entries: Vec<Entry>, key: Option<Key> },
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
                    self.sink.push(Problem::new(Code::YamlSyntax, span, format!("not valid YAML: {}", error.info())));
                    return None;
                }
            };
            let span = self.span(&place);
            let finished = match event {
                Event::DocumentStart(_) if root.is_some() => {
                    let problem = Problem::new(Code::YamlDocuments, span, "a second YAML document begins here");
                    self.sink.push(problem.help("a file of the description holds one document"));
                    return None;
                }
                Event::Alias(_) => {
                    self.refuse(Code::YamlAlias, span, "aliases are not supported");
                    return None;
                }
                Event::Scalar(value, style, anchor, tag) => {
                    self.check_plain(span, anchor, tag.is_some());
                    // An escape may stand for any character.
                    if may_hide || style == ScalarStyle::DoubleQuoted {
                        is_reported |= self.check_characters(&value, span);
                    }
                    let kind = scalar_kind(&value, style);
                    Some(self.scalar(&mut stack, value, kind, trimmed(text, span)))
                }
                Event::SequenceStart(anchor, tag) | Event::MappingStart(anchor, tag) if stack.len() >= MAX_DEPTH => {
                    self.check_plain(span, anchor, tag.is_some());
                    let message = format!("nested more than {MAX_DEPTH} levels deep");
                    self.sink.push(Problem::new(Code::YamlDepth, span, message));
                    return None;
                }
                Event::SequenceStart(anchor, tag) => {
                    self.check_plain(span, anchor, tag.is_some());
                    stack.push(Open { start: span, kind: OpenKind::Sequence(Vec::new()) });
                    None
                }
                Event::MappingStart(anchor, tag) => {
                    self.check_plain(span, anchor, tag.is_some());
                    let kind = OpenKind::Mapping { entries: Vec::new(), key: None };
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
        if may_hide && !is_reported {
            let span = Span { file: self.file, start: 0, end: text.len() as u32 };
            self.check_characters(&text.replace('\r', ""), span);
        }
        if root.is_none() {
            let span = Span { file: self.file, start: 0, end: 0 };
            self.sink.push(Problem::new(Code::YamlEmpty, span, "the file is empty"));
        }
        root
    }

    /// A scalar is a value, or, where a mapping waits for one, a key.
    fn scalar(&mut self, stack: &mut [Open], value: Cow<'_, str>, kind: ScalarKind, span: Span) -> Option<NodeId> {
        if let Some(Open { kind: OpenKind::Mapping { entries, key: key @ None }, .. }) = stack.last_mut() {
            if kind != ScalarKind::String {
                let what = match kind {
                    ScalarKind::Null => "null",
                    ScalarKind::Boolean => "a boolean",
                    ScalarKind::Integer => "an integer",
                    ScalarKind::Number => "a number",
                    ScalarKind::String => "text",
                };
                let problem = Problem::new(Code::KeyType, span, format!("YAML reads the key `{value}` as {what}"));
                self.sink.push(problem.help(format!("put it in quotes: \"{value}\"")));
            }
            // Maps are short: looking through one costs less than an index of it.
            if let Some(first) = entries.iter().find(|entry| entry.key == value) {
                let problem = Problem::new(Code::DuplicateKey, span, format!("the key `{value}` occurs twice"));
                self.sink.push(problem.label("second").also(first.key_span, "first"));
            }
            *key = Some(Key::Text(value.into_owned(), span));
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
            OpenKind::Mapping { entries, key } => match key.take() {
                Some(Key::Text(key, key_span)) => entries.push(Entry { key, key_span, value: node }),
                Some(Key::Refused) => self.is_lossy = true,
                None => {
                    let span = self.nodes[node.0 as usize].span;
                    self.sink.push(Problem::new(Code::KeyType, span, "a key must be text"));
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
            self.refuse(Code::YamlAlias, span, "anchors are not supported");
        }
        if tagged {
            self.refuse(Code::YamlTag, span, "YAML tags are not supported");
        }
    }

    /// Reports the first character of a text that does not show, if there is one.
    fn check_characters(&mut self, text: &str, span: Span) -> bool {
        let found = text.char_indices().find(|&(_, c)| is_invisible(c));
        if let Some((at, found)) = found {
            let message = format!("invisible character U+{:04X}", u32::from(found));
            let help = "invisible characters are not part of the language; remove it";
            let part = &text[at..at + found.len_utf8()];
            self.sink.push(Problem::new(Code::YamlCharacter, span, message).help(help).at(span, text, part));
        }
        found.is_some()
    }

    fn refuse(&mut self, code: Code, span: Span, message: &str) {
        let problem = Problem::new(code, span, message);
        self.sink.push(problem.help("write the value out"));
    }

    fn span(&self, place: &YamlSpan) -> Span {
        let start = self.offsets.byte(place.start.index());
        Span { file: self.file, start, end: self.offsets.byte(place.end.index()).max(start) }
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
        // Most scalars are text, which shows here; Rust's other spellings of numbers are not YAML.
        _ if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') => ScalarKind::String,
        _ if digits.bytes().all(|b| b.is_ascii_digit()) => match digits.as_bytes() {
            [b'0', _, ..] => ScalarKind::String,
            _ => ScalarKind::Integer,
        },
        _ if [("0x", 16), ("0o", 8), ("0b", 2)].iter().any(|&(prefix, radix)| is_in_radix(digits, prefix, radix)) => {
            ScalarKind::Integer
        }
        ".nan" | ".NaN" | ".NAN" => ScalarKind::Number,
        _ if matches!(digits, ".inf" | ".Inf" | ".INF") => ScalarKind::Number,
        _ if digits.parse().is_ok_and(f64::is_finite) => ScalarKind::Number,
        _ => ScalarKind::String,
    }
}

fn is_in_radix(digits: &str, prefix: &str, radix: u32) -> bool {
    let digits = digits.strip_prefix(prefix).unwrap_or_default();
    !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix))
}

/// Whether a character does not show: controls, what turns the direction of text, and line breaks
/// that only one version of YAML knows.
fn is_invisible(c: char) -> bool {
    let turns = matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    turns || matches!(c, '\u{2028}' | '\u{2029}') || (c.is_control() && !matches!(c, '\n' | '\t'))
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
