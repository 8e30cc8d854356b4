//! Texts and positions in them: files, spans, lines and columns.

use std::fmt;

/// A text with the path that people know it by.
///
/// For a description the path is relative to its folder (`resources/parcel.yaml`), for a template relative to the
/// templates folder (`src/error.rs`). The generator never opens a path; it only prints it.
#[derive(Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Path with `/` as separator.
    pub path: String,
    /// Content.
    pub text: String,
}

impl SourceFile {
    /// Creates a file from its path and text.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into() }
    }
}

/// Prints the path and size; the text may be long.
impl fmt::Debug for SourceFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} bytes)", self.path, self.text.len())
    }
}

/// Index of a file in the list that the caller handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FileId(pub(crate) u32);

/// A range of bytes in one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span {
    pub(crate) file: FileId,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// One-based line and column, the column counted in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LineColumn {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl LineColumn {
    /// Place of a byte offset in a text; an offset beyond the end is the end.
    pub(crate) fn of(text: &str, offset: u32) -> Self {
        let before = &text[..floor_char_boundary(text, offset as usize)];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
    }
}

/// Largest character boundary that is not beyond `offset`.
pub(crate) fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
