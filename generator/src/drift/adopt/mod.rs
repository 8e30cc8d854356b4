//! Adopts differences: the edits that bring a description to what the document says, as far as no person is needed.
//!
//! ```text
//! value ◄── edit ◄── draft ◄── plan ◄── mod ─► apply
//! ```

mod apply;
mod draft;
mod edit;
mod plan;
mod value;

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Comparison, Difference};
use crate::description::diagnostics::Diagnostics;
use crate::description::source::SourceFile;
use crate::description::surface::Surface;

pub use self::edit::{Change, Edit};
pub use self::value::Value;
pub(super) use self::value::scalar;

/// The description is checked after each difference, so that more of them would take long.
const MAX_DIFFERENCES: usize = 2000;

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

/// Adopts the differences of a comparison that are mechanical, one after the other. An edit is left out if the
/// description would be invalid with it, or if the editor would change anything else; drafts are valid.
pub fn adopt(
    files: &[SourceFile],
    description: &Surface,
    document: &Surface,
    comparison: &Comparison,
    check: impl Fn(&[SourceFile]) -> Result<(), Diagnostics>,
) -> Adopted {
    let mut outcome = Adopted { files: files.to_vec(), adopted: Vec::new(), left: Vec::new() };
    let mut names = comparison.shapes.clone();
    let mut pending = in_order(&comparison.differences);
    let too_many = pending.split_off(pending.len().min(MAX_DIFFERENCES));
    // What could not be adopted may be possible once something else has been: a renamed value collides with the old one
    // until that is gone.
    while !pending.is_empty() {
        let before = outcome.adopted.len();
        outcome.left.clear();
        pending.retain(|difference| !adopt_one(difference, &mut outcome, &mut names, description, document, &check));
        if outcome.adopted.len() == before {
            break;
        }
    }
    let reason = format!("more than {MAX_DIFFERENCES} differences are not adopted at once");
    outcome.left.extend(too_many.iter().map(|it| Left { id: it.id.clone(), reason: reason.clone() }));
    outcome
}

/// Adopts a difference if that is possible; whether it was.
fn adopt_one(
    difference: &Difference,
    outcome: &mut Adopted,
    names: &mut BTreeMap<String, String>,
    description: &Surface,
    document: &Surface,
    check: &impl Fn(&[SourceFile]) -> Result<(), Diagnostics>,
) -> bool {
    let planned = plan::Planner { description, document, names }.plan(difference);
    let result = planned.and_then(|(edits, names)| {
        let edited = edits.iter().try_fold(outcome.files.clone(), apply_to)?;
        check(&edited).map_err(|diagnostics| {
            let first = diagnostics.iter().next().map(|it| it.message.clone());
            format!("the description would be invalid: {}", first.unwrap_or_default())
        })?;
        Ok((edited, names))
    });
    match result {
        Ok((edited, new_names)) => {
            (outcome.files, *names) = (edited, new_names);
            outcome.adopted.push(difference.id.clone());
            true
        }
        Err(reason) => {
            outcome.left.push(Left { id: difference.id.clone(), reason });
            false
        }
    }
}

/// The YAML that adopts a difference, with the place to paste it; `None` if a person has to decide.
pub fn snippet(
    difference: &Difference,
    description: &Surface,
    document: &Surface,
    shapes: &BTreeMap<String, String>,
) -> Option<String> {
    let (edits, _) = plan::Planner { description, document, names: shapes }.plan(difference).ok()?;
    let lines = edits.iter().map(|edit| {
        let place =
            if edit.at.is_empty() { "at the top".to_owned() } else { format!("under {}", edit.at.join(" › ")) };
        match &edit.change {
            Change::Set { key, value } => format!("# {}, {place}\n{}", edit.file, value::entry(key, value)),
            Change::Remove { key } => format!("# {}, {place}: remove `{key}`\n", edit.file),
        }
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
    let Some(file) = files.iter_mut().find(|file| file.path == edit.file) else {
        return Err(format!("there is no file {}", edit.file));
    };
    // The editor does not know byte order marks.
    let (mark, text) = match file.text.strip_prefix('\u{FEFF}') {
        Some(rest) => ("\u{FEFF}", rest),
        None => ("", file.text.as_str()),
    };
    file.text = format!("{mark}{}", apply::apply(text, &edit.at, &edit.change)?);
    Ok(files)
}
