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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FileId(pub(crate) u32);

/// A range of bytes in one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// An index of a text, so that many places in it are found without reading it again for each.
pub(crate) struct Lines {
    /// Where each line begins.
    starts: Vec<u32>,
    /// How many characters precede each chunk of the text.
    chunks: Vec<u32>,
}

impl Lines {
    /// Bytes of a chunk. Lines alone would not do: a whole document may be one line.
    const CHUNK: usize = 1024;

    pub(crate) fn of(text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0).chain(breaks.map(|(at, _)| at as u32 + 1)).collect();
        let mut count = 0;
        let chunks = text.as_bytes().chunks(Self::CHUNK).map(|chunk| {
            let before = count;
            count += characters(chunk);
            before
        });
        let mut chunks: Vec<u32> = chunks.collect();
        chunks.push(count);
        Self { starts, chunks }
    }

    /// Place of a byte offset in the text; an offset beyond the end is the end.
    pub(crate) fn at(&self, text: &str, offset: u32) -> LineColumn {
        let offset = floor_char_boundary(text, offset as usize);
        let line = self.starts.partition_point(|&start| start as usize <= offset);
        let start = self.starts[line - 1] as usize;
        let column = self.characters_before(text, offset) - self.characters_before(text, start);
        LineColumn { line, column: column as usize + 1 }
    }

    fn characters_before(&self, text: &str, offset: usize) -> u32 {
        let chunk = offset / Self::CHUNK;
        self.chunks[chunk] + characters(&text.as_bytes()[chunk * Self::CHUNK..offset])
    }
}

/// How many characters begin in a piece of a text.
fn characters(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|byte| (**byte & 0xC0) != 0x80).count() as u32
}

/// Largest character boundary that is not beyond `offset`.
pub(crate) fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_reading(text: &str, offset: u32) -> LineColumn {
        let before = &text[..floor_char_boundary(text, offset as usize)];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        LineColumn { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
    }

    #[test]
    fn an_index_finds_the_places_that_counting_finds() {
        let long = "é".repeat(3000);
        for text in ["", "a", "\n", "a\r\nb", "ä\nöß\n\n€", long.as_str(), &format!("{long}\n{long}x")] {
            let lines = Lines::of(text);
            for offset in (0..text.len() as u32 + 3).step_by(1 + text.len() / 500) {
                assert_eq!(lines.at(text, offset), by_reading(text, offset), "{offset} of {text:.20}");
            }
        }
    }
}
