//! Where the nodes of a surface are written.

use serde::Serialize;

use crate::description::source::{LineColumn, SourceFile};

/// Where a node is written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct SourceLocation {
    /// Path of the file, relative to the description.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl SourceLocation {
    /// The location of a byte offset in a file.
    pub(crate) fn of(file: &SourceFile, offset: u32) -> Self {
        let LineColumn { line, column } = LineColumn::of(&file.text, offset);
        Self { file: file.path.clone(), line, column }
    }
}
