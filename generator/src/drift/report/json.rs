//! The report for programs.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Report;
use crate::drift::{Accepted, Difference, Refinement, Relation, Stale, Subject, Verdict};

/// Version of the report's format. It rises when something goes or changes its meaning.
pub const VERSION: u32 = 1;

/// The whole report.
#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    old: &'a str,
    new: &'a str,
    relation: Relation,
    verdict: Verdict,
    summary: String,
    differences: Vec<Message<'a, Difference>>,
    accepted: &'a [Accepted],
    stale: &'a [Stale],
    refinements: Vec<Refined<'a>>,
}

/// A difference with its sentence.
#[derive(Serialize)]
struct Message<'a, T> {
    #[serde(flatten)]
    of: &'a T,
    message: String,
    /// The YAML that adopts it.
    adopt: Option<String>,
}

#[derive(Serialize)]
struct Refined<'a> {
    kind: Refinement,
    subjects: &'a BTreeSet<Subject>,
}

impl Report<'_> {
    /// The report as JSON. Ends with a line break.
    pub fn json(&self) -> String {
        let comparison = self.comparison;
        let document = Document {
            version: VERSION,
            old: self.old.name,
            new: self.new.name,
            relation: self.relation,
            verdict: comparison.verdict(),
            summary: self.summary(),
            differences: comparison
                .differences
                .iter()
                .map(|of| Message { of, message: of.message(self.sides()), adopt: self.adoption(of) })
                .collect(),
            accepted: &comparison.accepted,
            stale: &comparison.stale,
            refinements: comparison
                .refinements
                .iter()
                .map(|(kind, subjects)| Refined { kind: *kind, subjects })
                .collect(),
        };
        let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
        text.push('\n');
        text
    }
}
