//! The client: from a valid description to the files of a Rust crate.
//!
//! ```text
//! names ─► lower ─(krate)─► emit ─┬─► files
//!                     templates ──┘
//! ```

mod emit;
mod krate;
mod listing;
mod lower;
mod names;
mod package;
mod semver;
mod templates;

pub use self::emit::MARKER;
pub(crate) use self::names::Names;
pub use self::semver::{Effect, ItemChange};
use crate::description::diagnostics::Sink;
use crate::description::model::{Api, Sites};
use crate::description::source::SourceFile;

/// Derives the Rust names, and what is wrong with them or with the package.
pub(crate) fn check(api: &Api, sites: &Sites) -> (Names, Sink) {
    let mut sink = Sink::default();
    package::check(api, sites, &mut sink);
    (names::names(api, sites, &mut sink), sink)
}

/// What the folders of the inputs are called in the first line of generated files, with `/` as separator.
#[derive(Clone, Copy, Debug)]
pub struct Folders<'a> {
    /// Folder of the description.
    pub description: &'a str,
    /// Folder of the templates.
    pub templates: &'a str,
}

/// The folders of this repository.
impl Default for Folders<'_> {
    fn default() -> Self {
        Self { description: "spec", templates: "templates" }
    }
}

/// The reference of the operations, as it is among the files of the crate.
pub(crate) fn reference(api: &Api, names: &Names, description: &str) -> Result<SourceFile, String> {
    emit::reference(&lower::lower(api, names), description)
}

/// The public items that differ between the crates of two APIs.
pub(crate) fn changes(old: (&Api, &Names), new: (&Api, &Names)) -> Vec<ItemChange> {
    let [old, new] = [old, new].map(|(api, names)| listing::items(&lower::lower(api, names)));
    semver::changes(&old, &new)
}

/// All files of the crate, sorted by path. The error is a bug of an emitter, or a faulty template.
pub(crate) fn generate(
    api: Api,
    names: &Names,
    templates: &[SourceFile],
    folders: Folders<'_>,
) -> Result<Vec<SourceFile>, String> {
    let krate = lower::lower(&api, names);
    drop(api);
    let (emitted, copied) = rayon::join(
        || emit::files(&krate, folders.description),
        || templates::files(&krate.package, templates, folders.templates),
    );
    let mut files = emitted?;
    files.extend(copied?);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}
