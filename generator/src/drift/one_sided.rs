//! Things that only one side has, and which of them may be the same under another name.

use std::collections::HashMap;

use super::compare::{About, Comparer, Says, quoted};
use super::difference::{Side, Subject, Verdict};
use crate::description::surface::{Rule, SourceLocation};

/// A thing that only one side has.
pub(super) struct Sole<'a> {
    pub(super) name: &'a str,
    pub(super) subject: Subject,
    pub(super) source: &'a SourceLocation,
    /// What is said of it, which a renamed thing keeps.
    pub(super) says: String,
    /// A thing that callers cannot do without is more than a new possibility.
    pub(super) is_needed: bool,
    /// Whether what is said tells it from others of its kind.
    pub(super) is_telling: bool,
}

/// What the things are part of.
pub(super) struct Container<'a> {
    pub(super) side: Side,
    pub(super) old: &'a SourceLocation,
    pub(super) new: &'a SourceLocation,
    /// The rules about what goes and what comes.
    pub(super) rules: [Rule; 2],
}

/// Hints are looked for among this many things at most; where more differ, nobody renamed them one by one.
const MAX_HINTS: usize = 200;

impl<'a> Comparer<'a> {
    /// Tells those that went and those that came, each with a hint if it may be the same under another name.
    pub(super) fn one_sided(&mut self, of: &Container<'a>, went: Vec<Sole<'a>>, came: Vec<Sole<'a>>) {
        let mut to: HashMap<usize, usize> = HashMap::new();
        if went.len() <= MAX_HINTS && came.len() <= MAX_HINTS {
            for (from, old) in went.iter().enumerate() {
                to.extend(renamed(old, went.len(), &came).map(|at| (from, at)));
            }
        }
        let from: HashMap<usize, usize> = to.iter().map(|(from, at)| (*at, *from)).collect();
        for (at, thing) in went.iter().enumerate() {
            let about = About {
                subject: thing.subject.clone(),
                side: of.side,
                old: Some(thing.source),
                new: Some(of.new),
                anchor: (thing.source, None),
            };
            let hint = to.get(&at).map(|&at| format!("it may have been renamed to `{}`", came[at].name));
            let says = Says(Some(quoted(&thing.says)), None);
            self.differ(of.rules[0], Verdict::Major, about, says).hint = hint;
        }
        for (at, thing) in came.iter().enumerate() {
            let about = About {
                subject: thing.subject.clone(),
                side: of.side,
                old: Some(of.old),
                new: Some(thing.source),
                anchor: (of.old, Some(thing.name)),
            };
            let hint = from.get(&at).map(|&at| format!("it may be `{}` under another name", went[at].name));
            let (verdict, word) = if thing.is_needed { (Verdict::Major, "required ") } else { (Verdict::Minor, "") };
            let says = Says(None, Some(format!("{word}{}", quoted(&thing.says))));
            self.differ(of.rules[1], verdict, about, says).hint = hint;
        }
    }
}

/// What a thing that went may be now: alike and of the same kind, or the only one of its kind if nothing else went.
fn renamed(old: &Sole<'_>, went: usize, came: &[Sole<'_>]) -> Option<usize> {
    let is_same_kind = |new: &Sole<'_>| !old.is_telling || new.says == old.says;
    let mut same = came.iter().enumerate().filter(|(_, new)| is_same_kind(new));
    let alike = same.clone().find(|(_, new)| is_alike(old.name, new.name));
    let only = || {
        let first = same.next()?;
        (went == 1 && same.next().is_none()).then_some(first)
    };
    alike.or_else(only).map(|(at, _)| at)
}

/// Whether two names differ in case and separators only, or in few letters.
fn is_alike(old: &str, new: &str) -> bool {
    let letters =
        |name: &str| name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let (old, new) = (letters(old), letters(new));
    old == new || strsim::jaro_winkler(&old, &new) > 0.9
}
