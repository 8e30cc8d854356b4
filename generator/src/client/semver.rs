//! What a change of the description does to those who depend on the generated crate.

use std::collections::BTreeMap;

use super::listing::DEPRECATED;

/// What happened to a public item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Callers get a warning, or no longer get one.
    Deprecated,
    /// There is something new.
    Added,
    /// Callers have to change their code.
    Changed,
    /// Callers have to do without.
    Removed,
}

/// A public item that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemChange {
    /// Path of the item: `model::Parcel::weight`.
    pub path: String,
    /// What happened to it.
    pub effect: Effect,
}

/// The public items that differ, by path.
pub(super) fn changes(old: &BTreeMap<String, String>, new: &BTreeMap<String, String>) -> Vec<ItemChange> {
    let mut changes = Vec::new();
    for (path, before) in old {
        let plain = |signature: &str| signature.strip_prefix(DEPRECATED).unwrap_or(signature).to_owned();
        let effect = match new.get(path) {
            None => Effect::Removed,
            Some(after) if after == before => continue,
            Some(after) if plain(after) == plain(before) => Effect::Deprecated,
            Some(_) => Effect::Changed,
        };
        changes.push(ItemChange { path: path.clone(), effect });
    }
    let added = new.keys().filter(|path| !old.contains_key(*path));
    changes.extend(added.map(|path| ItemChange { path: path.clone(), effect: Effect::Added }));
    changes.sort_by(|a, b| a.path.cmp(&b.path));
    changes
}
