//! The report as Markdown, for the summary of a job or the text of an issue.

use std::fmt::Write;

use super::human::{more, place};
use super::{Report, acceptance};
use crate::description::surface::SourceLocation;
use crate::drift::{Difference, Verdict};

/// A group of alike differences lists this many subjects, and the report this many groups in detail. Issues are limited
/// to 65,536 characters.
const MAX_SUBJECTS: usize = 20;
const MAX_GROUPS: usize = 100;

impl Report<'_> {
    /// The report as Markdown. Ends with a line break.
    pub fn markdown(&self) -> String {
        let mut text = format!("**{}**\n", sentence(&self.summary()));
        let groups = self.groups();
        for verdict in [Verdict::Major, Verdict::Minor, Verdict::Patch, Verdict::None] {
            let of_verdict: Vec<_> = groups.iter().filter(|group| group[0].verdict == verdict).collect();
            if of_verdict.is_empty() {
                continue;
            }
            _ = writeln!(text, "\n### {}\n", sentence(verdict.as_str()));
            for group in of_verdict.iter().take(MAX_GROUPS) {
                self.entry(&mut text, group);
            }
            if let Some(more) = more(MAX_GROUPS, of_verdict.len(), "group") {
                _ = writeln!(text, "- {more}");
            }
        }
        if !self.comparison.stale.is_empty() {
            text.push_str("\n### Deviations that no longer apply\n\n");
            for stale in &self.comparison.stale {
                let (rule, place) = (stale.deviation.rule, place(&self.old, &stale.source));
                _ = writeln!(text, "- `{rule}` at {}", code(&place));
            }
        }
        if !self.comparison.accepted.is_empty() {
            _ = writeln!(text, "\n<details><summary>{} accepted</summary>\n", self.comparison.accepted.len());
            for accepted in &self.comparison.accepted {
                let difference = &accepted.difference;
                let reason = accepted.deviation.reason.split_whitespace().collect::<Vec<_>>().join(" ");
                _ = writeln!(text, "- `{}` {}: {reason}", difference.rule, code(&difference.subject.to_string()));
            }
            text.push_str("\n</details>\n");
        }
        text
    }

    fn entry(&self, text: &mut String, group: &[&Difference]) {
        let head = group[0];
        let message = head.message(self.sides());
        match group {
            [only] => {
                _ = writeln!(text, "- {} · `{}`: {message}", code(&only.subject.to_string()), only.rule);
                self.details(text, only);
            }
            _ => {
                _ = writeln!(text, "- {} × `{}`: {message}", group.len(), head.rule);
                let subjects = group.iter().take(MAX_SUBJECTS).map(|it| code(&it.subject.to_string()));
                _ = writeln!(text, "  {}", subjects.collect::<Vec<_>>().join(", "));
                if let Some(more) = more(MAX_SUBJECTS, group.len(), "subject") {
                    _ = writeln!(text, "  {more}");
                }
            }
        }
        if let [only] = group
            && let Some(yaml) = self.adoption(only)
        {
            let indented: String = yaml.lines().map(|line| format!("  {line}\n")).collect();
            _ = writeln!(text, "\n  To adopt it:\n  ```yaml\n{indented}  ```");
        }
        if self.relation == crate::drift::Relation::Description {
            let snippet = acceptance(head);
            let indented: String = snippet.lines().map(|line| format!("  {line}\n")).collect();
            _ = writeln!(text, "\n  To accept it:\n  ```yaml\n{indented}  ```");
        }
    }

    fn details(&self, text: &mut String, difference: &Difference) {
        let pointer = |source: &SourceLocation| format!("{} `{}`", code(&place(&self.new, source)), source.pointer);
        let old = difference.old_source.as_ref().map(|source| code(&place(&self.old, source)));
        let places: Vec<String> = old.into_iter().chain(difference.new_source.as_ref().map(pointer)).collect();
        _ = writeln!(text, "  {}", places.join(" · "));
        if !difference.places.is_empty() {
            let shown: Vec<String> = difference.places.iter().map(|place| code(place)).collect();
            _ = writeln!(text, "  Shows at {}.", shown.join(", "));
        }
        if let Some(hint) = &difference.hint {
            _ = writeln!(text, "  {}.", sentence(hint));
        }
    }
}

/// A text as code, whatever it holds.
fn code(text: &str) -> String {
    let fence = if text.contains('`') { "``" } else { "`" };
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{}{pad}{fence}", text.replace('\n', " "))
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
