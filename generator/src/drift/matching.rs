//! Matching: the things that both sides have under one name, and those that only one has.

use std::collections::HashMap;
use std::hash::Hash;

/// Things of both sides.
pub(super) struct Matched<'a, T> {
    pub(super) pairs: Vec<(&'a T, &'a T)>,
    /// What only the old side has.
    pub(super) went: Vec<&'a T>,
    /// What only the new side has.
    pub(super) came: Vec<&'a T>,
}

/// Matches things by a key. Not by looking each up in turn: a document may have any number of them.
pub(super) fn matched<'a, T, K: Eq + Hash>(
    old: impl Iterator<Item = &'a T>,
    new: impl Iterator<Item = &'a T>,
    key: impl Fn(&'a T) -> K,
) -> Matched<'a, T> {
    let mut came: Vec<Option<&'a T>> = new.map(Some).collect();
    let mut index: HashMap<K, usize> = HashMap::with_capacity(came.len());
    for (at, thing) in came.iter().enumerate() {
        // Of several with one name, the first counts.
        thing.map(|thing| index.entry(key(thing)).or_insert(at));
    }
    let (mut pairs, mut went) = (Vec::new(), Vec::new());
    for thing in old {
        match index.get(&key(thing)).and_then(|&at| came[at].take()) {
            Some(other) => pairs.push((thing, other)),
            None => went.push(thing),
        }
    }
    Matched { pairs, went, came: came.into_iter().flatten().collect() }
}
