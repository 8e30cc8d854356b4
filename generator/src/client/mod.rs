//! The client: from a valid description to the files of a Rust crate.
//!
//! ```text
//! names ─► lower ─(krate)─► emit ─┬─► files
//!                     templates ──┘
//! ```

mod emit;
mod folders;
mod krate;
mod listing;
mod lower;
mod marking;
mod names;
mod package;
mod semver;
mod templates;

pub use self::emit::MARKER;
pub use self::folders::Folders;
pub use self::marking::comment;
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
        || templates::files(&krate.package, templates, folders),
    );
    let mut files = emitted?;
    files.extend(copied?);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}
