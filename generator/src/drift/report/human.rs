//! The report for people, as text.

use std::fmt::Write;

use super::{Origin, Report, acceptance, plural};
use crate::description::surface::SourceLocation;
use crate::drift::{Difference, Relation};

/// Members of a group that are listed.
const MAX_LISTED: usize = 12;

impl Report<'_> {
    /// The report as text. Ends with a line break.
    pub fn human(&self) -> String {
        let mut text = String::new();
        for group in self.groups() {
            self.group(&mut text, &group);
            text.push('\n');
        }
        for accepted in &self.comparison.accepted {
            let difference = &accepted.difference;
            line(&mut text, &format!("accepted  {}  {}", difference.rule, difference.subject));
            line(&mut text, &format!("  {}", difference.message(self.sides())));
            line(&mut text, &format!("  {}", accepted.deviation.reason.trim_end().replace('\n', "\n  ")));
            if let Some(reported) = &accepted.deviation.reported {
                line(&mut text, &format!("  reported: {reported}"));
            }
            line(&mut text, &format!("  {}", place(&self.old, &difference.anchor.source)));
            text.push('\n');
        }
        for stale in &self.comparison.stale {
            let of = stale.deviation.of.as_ref().map(|of| format!(" of `{of}`")).unwrap_or_default();
            line(
                &mut text,
                &format!("error: the deviation `{}`{of} no longer applies; remove it", stale.deviation.rule),
            );
            line(&mut text, &format!("  {}", place(&self.old, &stale.source)));
            text.push('\n');
        }
        if !self.comparison.refinements.is_empty() {
            line(&mut text, &format!("more precise in {}:", self.sides()[0]));
            for (refinement, subjects) in &self.comparison.refinements {
                line(&mut text, &format!("  {:>4} × {}", subjects.len(), refinement.as_str()));
            }
        }
        if self.relation == Relation::Description {
            let wrapped = textwrap::fill(self.scope(), 100);
            line(&mut text, &wrapped);
        }
        line(&mut text, &self.summary());
        text
    }

    fn group(&self, text: &mut String, group: &[&Difference]) {
        let head = group[0];
        if let [only] = group {
            line(text, &format!("{}  {}  {} ({})", only.verdict, only.rule, only.subject, only.side.as_str()));
            line(text, &format!("  {}", only.message(self.sides())));
            self.places(text, only, "  ");
        } else {
            let (count, message) = (group.len(), head.message(self.sides()));
            line(text, &format!("{}  {}  {count} × {message}", head.verdict, head.rule));
            for difference in group.iter().take(MAX_LISTED) {
                line(text, &format!("  {} ({})", difference.subject, difference.side.as_str()));
                self.places(text, difference, "    ");
            }
            if group.len() > MAX_LISTED {
                line(text, &format!("  ... and {} more", group.len() - MAX_LISTED));
            }
        }
        if let [only] = group
            && let Some(yaml) = self.adoption(only)
        {
            line(text, "  adopt:");
            yaml.lines().for_each(|it| line(text, &format!("    {it}")));
        }
        if self.relation == Relation::Description {
            line(text, "  accept:");
            acceptance(head).lines().for_each(|it| line(text, &format!("    {it}")));
        }
    }

    fn places(&self, text: &mut String, difference: &Difference, indent: &str) {
        if let Some(source) = &difference.old_source {
            line(text, &format!("{indent}{}", place(&self.old, source)));
        }
        if let Some(source) = &difference.new_source {
            line(text, &format!("{indent}{} {}", place(&self.new, source), source.pointer));
        }
        if !difference.places.is_empty() {
            let places = textwrap::fill(&format!("shows at {}", difference.places.join(", ")), 96);
            line(text, &format!("{indent}{}", places.replace('\n', &format!("\n{indent}  "))));
        }
        if let Some(hint) = &difference.hint {
            line(text, &format!("{indent}hint: {hint}"));
        }
    }
}

pub(super) fn place(origin: &Origin<'_>, source: &SourceLocation) -> String {
    format!("{}{source}", origin.prefix)
}

fn line(text: &mut String, line: &str) {
    _ = writeln!(text, "{line}");
}

/// Used by the other reports as well.
pub(super) fn more(listed: usize, total: usize, noun: &str) -> Option<String> {
    (total > listed).then(|| format!("... and {} more", plural(total - listed, noun)))
}
