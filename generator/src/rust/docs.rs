//! Knows how documentation is put together line by line. Knows no API.

use crate::model::Text;

/// Lines of a doc comment under construction.
#[derive(Default)]
pub(super) struct Docs {
    lines: Vec<String>,
}

impl Docs {
    pub(super) fn new() -> Self {
        Self::default()
    }

    pub(super) fn line(&mut self, line: impl Into<String>) {
        self.lines.push(line.into());
    }

    /// An empty line, unless there is one or nothing precedes it.
    pub(super) fn blank(&mut self) {
        if self.lines.last().is_some_and(|last| !last.is_empty()) {
            self.lines.push(String::new());
        }
    }

    pub(super) fn markdown(&mut self, text: &str) {
        self.lines.extend(lines(text));
    }

    /// Limits, units and defaults of a field or parameter.
    pub(super) fn facts(&mut self, text: &Text) {
        let mut facts = Vec::new();
        match (text.minimum, text.maximum) {
            (Some(minimum), Some(maximum)) => facts.push(format!("From {minimum} to {maximum}.")),
            (Some(minimum), None) => facts.push(format!("At least {minimum}.")),
            (None, Some(maximum)) => facts.push(format!("At most {maximum}.")),
            (None, None) => {}
        }
        if let Some(length) = text.max_length {
            facts.push(format!("At most {length} characters."));
        }
        if let Some(unit) = &text.unit {
            facts.push(format!("In {unit}."));
        }
        if let Some(default) = &text.default {
            facts.push(format!("Default: `{default}`."));
        }
        if !facts.is_empty() {
            self.blank();
            self.line(facts.join(" "));
        }
    }

    pub(super) fn finish(mut self) -> Vec<String> {
        while self.lines.last().is_some_and(String::is_empty) {
            self.lines.pop();
        }
        self.lines
    }
}

/// The lines of a Markdown text, without trailing space.
pub(super) fn lines(text: &str) -> Vec<String> {
    text.trim().lines().map(|line| line.trim_end().to_owned()).collect()
}
