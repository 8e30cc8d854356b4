//! Where the nodes of a surface are written.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use crate::description::source::{LineColumn, Lines, SourceFile};

/// Where a node is written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
pub struct SourceLocation {
    /// Path of the file, relative to the description.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// JSON pointer ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)) to it in the file, which may be YAML.
    pub pointer: String,
}

impl SourceLocation {
    /// The location of a byte offset in a file, where the node with that pointer is written.
    pub(crate) fn of(file: &SourceFile, lines: &Lines, offset: u32, pointer: String) -> Self {
        let LineColumn { line, column } = lines.at(&file.text, offset);
        Self { file: file.path.clone(), line, column, pointer }
    }
}

/// `file:line:column`, as editors open it.
impl fmt::Display for SourceLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, .. } = self;
        write!(f, "{file}:{line}:{column}")
    }
}

/// The JSON pointer of those keys.
pub(crate) fn pointer<'a>(steps: impl IntoIterator<Item = &'a str>) -> String {
    steps.into_iter().map(|step| format!("/{}", escaped(step))).collect()
}

/// The keys of a JSON pointer; that of the whole has none.
pub(crate) fn steps(pointer: &str) -> impl Iterator<Item = String> {
    pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~"))
}

/// A key as a step of a JSON pointer.
pub(crate) fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
