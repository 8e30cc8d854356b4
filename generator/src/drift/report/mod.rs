//! Reports of a comparison: for people, for programs, for a job's summary, and as annotations of a change.

mod annotations;
mod human;
mod json;
mod markdown;

use std::collections::HashMap;

use super::adopt::{scalar, snippet};
use super::{Comparison, Difference, Relation, Verdict};
use crate::description::surface::Surface;

pub use self::json::{VERSION, schema};

/// What is reported, and what the two sides are called.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The outcome.
    pub comparison: &'a Comparison,
    /// How the two sides are related.
    pub relation: Relation,
    /// What the first side was read from, and what its files are relative to: `spec/`.
    pub old: Origin<'a>,
    /// The same of the second side.
    pub new: Origin<'a>,
    /// The two sides, so that the report can show how to adopt a difference.
    pub surfaces: [&'a Surface; 2],
}

/// Where a side was read from.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// What people know it by.
    pub name: &'a str,
    /// What stands before the paths of its files.
    pub prefix: &'a str,
}

impl Report<'_> {
    /// What the two sides are called in sentences.
    fn sides(&self) -> [&'static str; 2] {
        match self.relation {
            Relation::Description => ["the description", "the document"],
            Relation::Revisions => ["the old revision", "the new revision"],
        }
    }

    /// One line that says it all.
    pub fn summary(&self) -> String {
        let Comparison { differences, accepted, stale, .. } = self.comparison;
        let count = |verdict| differences.iter().filter(|it| it.verdict == verdict).count();
        let mut parts = vec![match differences.len() {
            0 => "no differences".to_owned(),
            1 => format!("1 difference ({})", differences[0].verdict),
            total => {
                let verdicts = [Verdict::Major, Verdict::Minor, Verdict::Patch, Verdict::None];
                let counts = verdicts.iter().map(|verdict| (count(*verdict), verdict)).filter(|(count, _)| *count > 0);
                let counts: Vec<String> = counts.map(|(count, verdict)| format!("{count} {verdict}")).collect();
                format!("{total} differences ({})", counts.join(", "))
            }
        }];
        if !accepted.is_empty() {
            parts.push(format!("{} accepted", accepted.len()));
        }
        if !stale.is_empty() {
            parts.push(format!("{} no longer needed", plural(stale.len(), "deviation")));
        }
        parts.join(", ")
    }

    /// The YAML that adopts a difference; `None` if a person has to decide, or there is no description. Not shown for more
    /// differences than anybody pastes one by one.
    fn adoption(&self, difference: &Difference) -> Option<String> {
        let [description, document] = self.surfaces;
        if self.comparison.differences.len() > MAX_SNIPPETS {
            return None;
        }
        match self.relation {
            Relation::Description => snippet(difference, description, document, &self.comparison.shapes),
            Relation::Revisions => None,
        }
    }

    /// The differences by what they have in common, so that one decision of the vendor is read once.
    fn groups(&self) -> Vec<Vec<&Difference>> {
        let mut groups: Vec<Vec<&Difference>> = Vec::new();
        let mut known = HashMap::new();
        for difference in &self.comparison.differences {
            // What only one side has is named by what it says, so that no two are alike.
            let change = difference.old.as_ref().zip(difference.new.as_ref());
            let group = change.map(|change| *known.entry((difference.rule, change)).or_insert(groups.len()));
            match group.and_then(|at| groups.get_mut(at)) {
                Some(group) => group.push(difference),
                None => groups.push(vec![difference]),
            }
        }
        groups
    }

    /// What is not compared, because only the description can say it.
    fn scope(&self) -> &'static str {
        "Not compared, because only the description says it: permissions, error codes, idempotency, how a lost response \
         is looked for, waiters, webhooks, examples, units and documentation, and the members of data that the document \
         leaves untyped."
    }
}

/// With more differences than this, none comes with the YAML that adopts it; `--write` does it.
const MAX_SNIPPETS: usize = 500;

/// `1 thing`, `2 things`.
fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// The lines to paste beside the fact in order to accept a difference.
fn acceptance(difference: &Difference) -> String {
    let of = difference.anchor.of.as_ref().map(|of| format!(", of: {}", scalar(of))).unwrap_or_default();
    format!("deviates:\n  - {{rule: {}{of}, reason: \"…\"}}\n", difference.rule)
}
