//! Generates a typed Rust client crate from a YAML description of an HTTP API.
//!
//! Text in, files or diagnostics out: the crate opens no file, reads no environment and no clock. What goes in is the
//! description (`api.yaml` and `resources/*.yaml`) and the templates (the hand-written runtime and the package files).
//!
//! - [`generate`] returns every file of the generated crate.
//! - [`reference()`] returns one of them: the operations, for people.
//! - [`check`] returns what is wrong with a description.
//! - [`surface()`] returns what travels on the wire, neutral, for other readers of the description.
//! - [`openapi`] reads OpenAPI documents, and writes a surface as one.
//! - [`drift`] compares two surfaces.
//! - [`changes`] says what a change of the description does to those who depend on the crate.
//!
//! ```text
//! description (source, tree, parse, model, validate, surface)  ◄──  client (names, krate, emit)
//!                                                             ◄──  openapi (document, import, export)  ◄──  drift
//! ```

mod client;
mod description;
pub mod drift;
pub mod openapi;

use std::fmt;

pub use crate::client::{Effect, Folders, ItemChange, MARKER, comment};
pub use crate::description::code::Code;
pub use crate::description::diagnostics::{Diagnostic, Diagnostics, Related};
pub use crate::description::source::SourceFile;
pub use crate::description::surface;
use crate::description::surface::Surface;
use crate::drift::{Relation, Verdict};

/// Why nothing was generated.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The description is invalid. Lists everything that is wrong with it.
    Description(Diagnostics),
    /// The generator emitted something that is not Rust, or a template is faulty. A bug of this project.
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
/// `description` holds the files below the description's folder, `templates` those below the templates' folder; files
/// that are not part of the language are errors. `folders` says what the two are called in the first line of each file.
/// The files are sorted by path, relative to the crate's folder.
///
/// # Errors
///
/// [`Error::Description`] with everything that is wrong with the description, or [`Error::Internal`].
pub fn generate(
    description: &[SourceFile],
    templates: &[SourceFile],
    folders: Folders<'_>,
) -> Result<Vec<SourceFile>, Error> {
    // Nothing else is kept: the trees of a large description are larger than its model.
    let Valid { api, names, .. } = read(description, &[]).map_err(Error::Description)?;
    client::generate(api, &names, templates, folders).map_err(Error::Internal)
}

/// Generates the reference of the operations: `API.md`, as it is among the files of the client crate.
///
/// `folder` says what the description's folder is called in its first line.
///
/// # Errors
///
/// As [`generate`].
pub fn reference(description: &[SourceFile], folder: &str) -> Result<SourceFile, Error> {
    let Valid { api, names, .. } = read(description, &[]).map_err(Error::Description)?;
    client::reference(&api, &names, folder).map_err(Error::Internal)
}

/// Checks a description and generates nothing.
///
/// # Errors
///
/// Everything that is wrong with the description.
pub fn check(description: &[SourceFile]) -> Result<(), Diagnostics> {
    read(description, &[]).map(|_| ())
}

/// Returns what travels on the wire according to the description: operations, shapes, SIDs, error codes and events.
///
/// Drafts are accepted, and so is a behaviour that does not agree with the rest yet: what travels does not depend on it.
///
/// # Errors
///
/// Everything else that is wrong with the description.
pub fn surface(description: &[SourceFile]) -> Result<Surface, Diagnostics> {
    let valid = read(description, &NOT_ON_THE_WIRE)?;
    Ok(description::surface::of(&valid.api, &valid.sites, &valid.files))
}

/// What the change from one description to another does to those who depend on the generated crate: what differs on the
/// wire, which public items differ, and whether anything else does.
///
/// # Errors
///
/// As [`generate`], for the first of the descriptions that is invalid.
pub fn changes(old: &[SourceFile], new: &[SourceFile], templates: &[SourceFile]) -> Result<Changes, Error> {
    let valid = |files| read(files, &[]).map_err(Error::Description);
    let (before, after) = (valid(old)?, valid(new)?);
    let wire = {
        let [before, after] = [&before, &after].map(|it| description::surface::of(&it.api, &it.sites, &it.files));
        drift::compare(&before, &after, Relation::Revisions, &[])
    };
    let items = client::changes((&before.api, &before.names), (&after.api, &after.names));
    let verdicts = items.iter().map(|change| verdict(change.effect));
    let mut verdict = verdicts.chain([wire.verdict()]).max().unwrap_or(Verdict::None);
    // Documentation, idempotency, permissions and the like change the crate, and no signature.
    let text = |valid: Valid| client::generate(valid.api, &valid.names, templates, Folders::default());
    if verdict == Verdict::None && text(before).map_err(Error::Internal)? != text(after).map_err(Error::Internal)? {
        verdict = Verdict::Patch;
    }
    Ok(Changes { wire, items, verdict })
}

/// What it does to callers that something happened to a public item.
pub fn verdict(effect: Effect) -> Verdict {
    match effect {
        Effect::Removed | Effect::Changed => Verdict::Major,
        Effect::Added | Effect::Deprecated => Verdict::Minor,
    }
}

/// What a change of the description does.
#[derive(Clone, Debug)]
pub struct Changes {
    /// What differs on the wire.
    pub wire: drift::Comparison,
    /// The public items that differ, by path.
    pub items: Vec<ItemChange>,
    /// The weightiest of all changes.
    pub verdict: Verdict,
}

/// The name and the version of the package that a description generates.
///
/// # Errors
///
/// Everything that is wrong with the description.
pub fn package(description: &[SourceFile]) -> Result<(String, String), Diagnostics> {
    let api = read(description, &NOT_ON_THE_WIRE)?.api;
    Ok((api.package.name, api.package.version))
}

/// The JSON Schema of a description's files, for editors. Ends with a line break.
pub fn schema() -> String {
    let mut text = serde_json::to_string_pretty(&description::parse::schema::schema()).expect("a JSON value is JSON");
    text.push('\n');
    text
}

/// The explanation of a diagnostic: its code as a title, and text of at most 100 columns. Markdown, ends with a line break.
pub fn explain(code: Code) -> String {
    entry(code.as_str(), code.explanation())
}

/// The explanation of a rule of comparisons, in the same form.
pub fn explain_rule(rule: surface::Rule) -> String {
    entry(rule.as_str(), rule.explanation())
}

fn entry(name: &str, explanation: &str) -> String {
    let options = textwrap::Options::new(100).break_words(false).word_splitter(textwrap::WordSplitter::NoHyphenation);
    format!("## {name}\n\n{}\n", textwrap::fill(explanation, options))
}

/// A page that lists all rules of comparisons with their explanations. Markdown, ends with a line break.
pub fn rules_page() -> String {
    let mut page = format!(
        "<!-- {MARKER} generator/src/description/rule.rs; do not edit. -->\n# Rules of comparisons\n\n\
         What `cargo xtask drift` and `cargo xtask semver` report, by rule; a description accepts a difference with\n\
         `deviates`. `cargo xtask drift --explain RULE` prints an entry.\n"
    );
    for rule in surface::Rule::ALL {
        page.push_str(&format!("\n{}", explain_rule(*rule)));
    }
    page
}

/// A page that lists all diagnostics with their explanations. Markdown, ends with a line break.
pub fn diagnostics_page() -> String {
    let mut page = format!(
        "<!-- {MARKER} generator/src/description/code.rs; do not edit. -->\n# Diagnostics\n\n\
         What `cargo xtask lint` and `cargo xtask codegen` report about a description, by code.\n\
         `cargo xtask lint --explain CODE` prints an entry.\n"
    );
    for code in Code::ALL {
        page.push_str(&format!("\n{}", explain(*code)));
    }
    page
}

/// A description without problems.
struct Valid {
    api: description::model::Api,
    sites: description::model::Sites,
    names: client::Names,
    files: Vec<SourceFile>,
}

/// What is wrong with texts that are still to be written, and with what only a fake needs.
const NOT_ON_THE_WIRE: [Code; 3] = [Code::Draft, Code::Behaviour, Code::BehaviourIncomplete];

/// Reads a description in which nothing is wrong but what is accepted.
fn read(files: &[SourceFile], accepted: &[Code]) -> Result<Valid, Diagnostics> {
    let description::Read { files, resolved, mut sink } = description::read(files);
    let valid = resolved.map(|(api, sites)| {
        let (broken, (names, unusable)) =
            rayon::join(|| description::validate::validate(&api, &sites, &sink), || client::check(&api, &sites));
        sink.append(broken);
        sink.append(unusable);
        (api, sites, names)
    });
    sink.retain(|code| !accepted.contains(&code));
    match valid {
        Some((api, sites, names)) if sink.is_empty() => Ok(Valid { api, sites, names, files }),
        _ => Err(sink.finish(&files)),
    }
}
