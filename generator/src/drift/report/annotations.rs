//! The report as workflow commands, which GitHub shows beside the lines of the description.

use std::fmt::Write;

use super::Report;
use super::human::place;
use crate::drift::Verdict;

/// GitHub keeps ten annotations of a kind for each step.
const MAX_ANNOTATIONS: usize = 10;

impl Report<'_> {
    /// The report as one annotation for each difference, and the summary as a notice. Ends with a line break.
    ///
    /// GitHub drops what exceeds ten annotations of a kind, so the Markdown report carries everything.
    pub fn github(&self) -> String {
        let mut text = String::new();
        let mut shown = [0; 2];
        for difference in &self.comparison.differences {
            let (kind, index) = if difference.verdict == Verdict::Major { ("error", 0) } else { ("warning", 1) };
            shown[index] += 1;
            if shown[index] > MAX_ANNOTATIONS {
                continue;
            }
            let source = difference.old_source.as_ref().unwrap_or(&difference.anchor.source);
            let file = format!("{}{}", self.old.prefix, source.file);
            let title = format!("{} ({})", difference.rule, difference.verdict);
            let mut message = format!("{}: {}", difference.subject, difference.message(self.sides()));
            if let Some(source) = &difference.new_source {
                _ = write!(message, "\n{} {}", place(&self.new, source), source.pointer);
            }
            if let Some(hint) = &difference.hint {
                _ = write!(message, "\nhint: {hint}");
            }
            _ = writeln!(
                text,
                "::{kind} file={},line={},col={},title={}::{}",
                property(&file),
                source.line,
                source.column,
                property(&title),
                data(&message)
            );
        }
        for stale in &self.comparison.stale {
            let file = format!("{}{}", self.old.prefix, stale.source.file);
            let message = format!("the deviation `{}` no longer applies; remove it", stale.deviation.rule);
            _ = writeln!(text, "::error file={},line={}::{}", property(&file), stale.source.line, data(&message));
        }
        _ = writeln!(text, "::notice title=drift::{}", data(&self.summary()));
        text
    }
}

/// The message of a workflow command, with what would end it escaped.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
