//! The description of an API: from the texts of its files to a resolved, valid model, and to a neutral surface.
//!
//! ```text
//! source ─► parse ─► model (resolve) ─► validate
//!                                  └──► surface
//! ```
//!
//! Each stage uses those before it. Nothing here depends on [`crate::client`] or on any other reader of the description.

mod catalogue;
mod characters;
pub(crate) mod code;
pub(crate) mod diagnostics;
pub(crate) mod facts;
pub(crate) mod markdown;
pub(crate) mod model;
pub(crate) mod parse;
pub(crate) mod rule;
pub(crate) mod scalar;
pub(crate) mod source;
pub mod surface;
pub(crate) mod tree;
pub(crate) mod usual;
pub(crate) mod validate;
mod written;

use self::diagnostics::Sink;
use self::model::{Api, Sites};
use self::source::SourceFile;

/// A resolved description, its files, and what is wrong with it before any rule.
pub(crate) struct Read {
    /// Sorted by path, and one empty file that a missing `api.yaml` is reported in.
    pub(crate) files: Vec<SourceFile>,
    /// `None` if there is too little to resolve.
    pub(crate) resolved: Option<(Api, Sites)>,
    pub(crate) sink: Sink,
}

/// Reads and resolves a description.
pub(crate) fn read(files: &[SourceFile]) -> Read {
    let mut files = files.to_vec();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let mut sink = Sink::default();
    let description = parse::Description::read(&files, &mut sink);
    let resolved = description.map(|description| model::resolve(description, &mut sink));
    files.push(SourceFile::new(parse::API_FILE, ""));
    Read { files, resolved, sink }
}
