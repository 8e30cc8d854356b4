//! Adopts differences: the edits that bring a description to what the document says, as far as no person is needed.
//!
//! ```text
//! value ◄── edit ◄── draft, unused ◄── plan ◄── mod ─► apply, tidy
//! ```

mod apply;
mod draft;
mod edit;
mod plan;
mod tidy;
mod unused;
mod value;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use self::plan::Planner;
use self::tidy::needless;
use super::{Comparison, Difference, Relation, compare};
use crate::description::diagnostics::Diagnostics;
use crate::description::source::SourceFile;
use crate::description::surface::Surface;

pub use self::edit::{Change, Edit};
pub use self::value::Value;
pub(super) use self::value::scalar;

/// The description is checked after each difference, so that more of them would take long.
const MAX_DIFFERENCES: usize = 2000;

/// How often what an edit made needless is removed; each time, something else can become needless.
const MAX_TIDYING: usize = 4;

/// The outcome of adopting differences.
#[derive(Debug)]
pub struct Adopted {
    /// All files of the description, edited.
    pub files: Vec<SourceFile>,
    /// Differences that were adopted, by their ids.
    pub adopted: Vec<String>,
    /// Differences that need a person.
    pub left: Vec<Left>,
}

/// A difference that was not adopted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Left {
    /// Id of the difference.
    pub id: String,
    /// Why a person is needed.
    pub reason: String,
}

/// Adopts the differences of a comparison that are mechanical, one after the other. `read` says what the edited files
/// describe. An edit is left out if they would be invalid with it, if they would contradict the document elsewhere, or if
/// the editor would change anything else; drafts are valid.
pub fn adopt(
    files: &[SourceFile],
    description: &Surface,
    document: &Surface,
    comparison: &Comparison,
    read: impl Fn(&[SourceFile]) -> Result<Surface, Diagnostics>,
) -> Adopted {
    let mut pending = in_order(&comparison.differences);
    let too_many = pending.split_off(pending.len().min(MAX_DIFFERENCES));
    let state = State::of(files.to_vec(), description.clone(), document);
    let mut adopting = Adopting { document, read, state, adopted: Vec::new(), left: Vec::new() };
    // What could not be adopted may be possible once something else has been: a renamed value collides with the old one
    // until that is gone.
    while !pending.is_empty() {
        let before = adopting.adopted.len();
        adopting.left.clear();
        pending.retain(|difference| match adopting.adopted(difference) {
            Ok(state) => {
                adopting.state = state;
                adopting.adopted.push(difference.id.clone());
                false
            }
            Err(reason) => {
                adopting.left.push(Left { id: difference.id.clone(), reason });
                true
            }
        });
        if adopting.adopted.len() == before {
            break;
        }
    }
    let Adopting { state, adopted, mut left, .. } = adopting;
    let reason = format!("more than {MAX_DIFFERENCES} differences are not adopted at once");
    left.extend(too_many.iter().map(|it| Left { id: it.id.clone(), reason: reason.clone() }));
    Adopted { files: state.files, adopted, left }
}

/// Adopts one difference after the other.
struct Adopting<'a, F> {
    document: &'a Surface,
    read: F,
    state: State,
    adopted: Vec<String>,
    left: Vec<Left>,
}

/// How far the description has come.
struct State {
    files: Vec<SourceFile>,
    description: Surface,
    /// The ids of the differences from the document.
    differences: BTreeSet<String>,
    /// The names in the description of shapes of the document.
    names: BTreeMap<String, String>,
}

impl State {
    fn of(files: Vec<SourceFile>, description: Surface, document: &Surface) -> Self {
        let comparison = compare(&description, document, Relation::Description, &[]);
        let differences = comparison.differences.into_iter().map(|difference| difference.id).collect();
        Self { files, description, differences, names: comparison.shapes }
    }
}

impl<F: Fn(&[SourceFile]) -> Result<Surface, Diagnostics>> Adopting<'_, F> {
    /// The state with a difference adopted; the error says why a person is needed.
    fn adopted(&self, difference: &Difference) -> Result<State, String> {
        let State { files, description, names, .. } = &self.state;
        let edits = Planner { description, document: self.document, names }.plan(difference)?;
        let mut edited = edits.iter().try_fold(files.clone(), apply_to)?;
        let mut read = (self.read)(&edited);
        // The last entry of a group takes the group with it, which is another needless key.
        for _ in 0..MAX_TIDYING {
            let Err(problems) = &read else { break };
            let removals = needless(&edited, &edits, problems);
            if removals.is_empty() {
                break;
            }
            edited = removals.iter().try_fold(edited, apply_to)?;
            read = (self.read)(&edited);
        }
        let description = read.map_err(|problems| {
            let first = problems.iter().next().map(|it| it.message.clone());
            format!("the description would be invalid: {}", first.unwrap_or_default())
        })?;
        let state = State::of(edited, description, self.document);
        // A type of the description may stand for two of the document, only one of which has changed.
        if let Some(new) = state.differences.iter().find(|id| !self.state.differences.contains(*id)) {
            return Err(format!("the description would differ elsewhere: {new}"));
        }
        if state.differences.contains(&difference.id) {
            return Err("the description would still differ".to_owned());
        }
        Ok(state)
    }
}

/// The YAML that adopts a difference, with the place to paste it; `None` if a person has to decide.
pub fn snippet(
    difference: &Difference,
    description: &Surface,
    document: &Surface,
    shapes: &BTreeMap<String, String>,
) -> Option<String> {
    let edits = Planner { description, document, names: shapes }.plan(difference).ok()?;
    let lines = edits.iter().map(|edit| match edit {
        Edit::Entry { file, at, change } => {
            let place = if at.is_empty() { "at the top".to_owned() } else { format!("under {}", at.join(" › ")) };
            match change {
                Change::Set { key, value } => format!("# {file}, {place}\n{}", value::entry(key, value)),
                Change::Remove { key } => format!("# {file}, {place}: remove `{key}`\n"),
            }
        }
        Edit::Create { file, text } => format!("# {file}, a new file\n{text}"),
        Edit::Delete { file } => format!("# {file}: remove the file\n"),
    });
    Some(lines.collect())
}

/// Removals last: what replaces something is there before it goes.
fn in_order(differences: &[Difference]) -> Vec<&Difference> {
    let mut order: Vec<&Difference> = differences.iter().collect();
    order.sort_by_key(|difference| difference.new.is_none());
    order
}

fn apply_to(mut files: Vec<SourceFile>, edit: &Edit) -> Result<Vec<SourceFile>, String> {
    let position = |path: &str| files.iter().position(|file| file.path == path);
    match edit {
        Edit::Create { file, .. } if position(file).is_some() => return Err(format!("there is a file {file} already")),
        Edit::Create { file, text } => files.push(SourceFile::new(file, text)),
        Edit::Delete { file } => files.retain(|it| it.path != *file),
        Edit::Entry { file, at, change } => {
            let index = position(file).ok_or_else(|| format!("there is no file {file}"))?;
            let file = &mut files[index];
            // The editor does not know byte order marks.
            let (mark, text) = match file.text.strip_prefix('\u{FEFF}') {
                Some(rest) => ("\u{FEFF}", rest),
                None => ("", file.text.as_str()),
            };
            file.text = format!("{mark}{}", apply::apply(text, at, change)?);
        }
    }
    Ok(files)
}
