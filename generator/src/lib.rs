//! Generates a typed Rust client crate from a YAML description of an HTTP API.
//!
//! Text in, files or diagnostics out: the crate opens no file, reads no environment and no clock. What goes in is the
//! description (`api.yaml` and `resources/*.yaml`, see the README beside them) and the templates (the hand-written
//! runtime and the package files); what comes out is every file of the generated crate.
//!
//! ```text
//! parse → model (resolve) → validate, names → rust (lower) → emit → format → fileset
//! ```
//!
//! Each stage knows the one before it and none behind it.

mod diagnostics;
mod docs;
mod emit;
mod fileset;
mod format;
mod model;
mod names;
mod parse;
mod rust;
mod source;
mod usage;
mod validate;

use std::fmt;

pub use crate::diagnostics::{Diagnostic, Diagnostics, Related};
pub use crate::fileset::MARKER;
pub use crate::source::SourceFile;

/// Why nothing was generated.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The description is wrong; everything that is wrong with it is listed.
    Description(Diagnostics),
    /// The generator wrote something that is no Rust, or a template is faulty. A bug of this project.
    Internal(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Description(diagnostics) => diagnostics.fmt(f),
            Self::Internal(reason) => write!(f, "bug in the generator or a template: {reason}"),
        }
    }
}

impl std::error::Error for Error {}

/// Generates the files of the client crate.
///
/// `description` holds the files below the description's folder, `templates` those below the templates' folder; other
/// files than the ones of the language are errors. The files come back sorted by path, relative to the crate's folder.
///
/// # Errors
///
/// [`Error::Description`] with everything that is wrong with the description, or [`Error::Internal`].
pub fn generate(description: &[SourceFile], templates: &[SourceFile]) -> Result<Vec<SourceFile>, Error> {
    let (api, names) = read(description).map_err(Error::Description)?;
    let krate = rust::lower(&api, &names);
    fileset::files(&krate, templates).map_err(Error::Internal)
}

/// Checks a description and generates nothing.
///
/// # Errors
///
/// Everything that is wrong with the description.
pub fn check(description: &[SourceFile]) -> Result<(), Diagnostics> {
    read(description).map(|_| ())
}

/// The JSON Schema of a description's files, for editors. Ends with a line break.
pub fn schema() -> String {
    let mut text = serde_json::to_string_pretty(&parse::schema::schema()).unwrap_or_default();
    text.push('\n');
    text
}

fn read(files: &[SourceFile]) -> Result<(model::Api, names::Names), Diagnostics> {
    let mut files = files.to_vec();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let mut sink = diagnostics::Sink::default();
    let resolved = parse::Description::read(&files, &mut sink).map(|description| {
        let (api, places) = model::resolve(description, &mut sink);
        validate::validate(&api, &places, &mut sink);
        let names = names::names(&api, &places, &mut sink);
        (api, names)
    });
    match resolved {
        Some(resolved) if sink.is_empty() => Ok(resolved),
        _ => {
            // Where a missing one is reported.
            files.push(SourceFile::new(parse::API_FILE, ""));
            Err(sink.finish(&files))
        }
    }
}
