//! Knows how documentation is put together line by line. Knows no API.

use std::collections::BTreeMap;

use crate::docs::links;
use crate::model::Text;

/// Label of the link to the vendor's page.
pub(super) const VENDOR: &str = "the vendor's documentation";
/// Where a line of prose is broken.
const WIDTH: usize = 120;

/// Lines of a doc comment under construction.
#[derive(Default)]
pub(super) struct Docs {
    lines: Vec<String>,
    /// Labels of links and where they lead.
    links: BTreeMap<String, String>,
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

    /// Text of the description, which may link to its types.
    pub(super) fn markdown(&mut self, text: &str) {
        self.types(text);
        for line in text.trim().lines() {
            wrap(line.trim_end(), &mut self.lines);
        }
    }

    /// Says where a label in brackets leads.
    pub(super) fn link(&mut self, label: impl Into<String>, target: impl Into<String>) {
        self.links.insert(label.into(), target.into());
    }

    fn types(&mut self, text: &str) {
        self.links.extend(links(text).map(|name| (format!("`{name}`"), format!("crate::model::{name}"))));
    }

    /// An item of a list: what it is about, and text of the description.
    pub(super) fn item(&mut self, subject: &str, text: &str) {
        self.types(text);
        let words: Vec<&str> = text.split_whitespace().collect();
        wrap(&format!("- {subject}: {}", words.join(" ")), &mut self.lines);
    }

    /// Limits, units and defaults of a field or parameter, as a paragraph.
    pub(super) fn facts(&mut self, text: &Text) {
        let example = text.example.as_ref().map(|example| format!("Example: {}.", code(example)));
        let facts: Vec<String> = facts(text).into_iter().chain(example).collect();
        if !facts.is_empty() {
            self.blank();
            self.line(facts.join(" "));
        }
    }

    /// The lines, and where the links in them lead.
    pub(super) fn finish(mut self) -> Vec<String> {
        while self.lines.last().is_some_and(String::is_empty) {
            self.lines.pop();
        }
        if !self.links.is_empty() {
            self.lines.push(String::new());
            self.lines.extend(self.links.iter().map(|(label, target)| format!("[{label}]: {target}")));
        }
        self.lines
    }
}

/// Limits, units and defaults of a field or parameter.
pub(super) fn facts(text: &Text) -> Option<String> {
    let range = match (text.minimum, text.maximum) {
        (Some(minimum), Some(maximum)) => Some(format!("From {minimum} to {maximum}.")),
        (Some(minimum), None) => Some(format!("At least {minimum}.")),
        (None, Some(maximum)) => Some(format!("At most {maximum}.")),
        (None, None) => None,
    };
    let length = text.max_length.map(|length| format!("At most {length} characters."));
    let unit = text.unit.as_ref().map(|unit| format!("In {unit}."));
    let default = text.default.as_ref().map(|default| format!("Default: `{default}`."));
    let facts: Vec<String> = [range, length, unit, default].into_iter().flatten().collect();
    (!facts.is_empty()).then(|| facts.join(" "))
}

/// A value as it is sent, in backticks.
fn code(value: &serde_json::Value) -> String {
    let text = match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    // Spaces within a line of code are kept as they are, but no line may end in it.
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

/// The lines of a text of the description.
pub(super) fn lines(text: &str) -> Vec<String> {
    let mut docs = Docs::new();
    docs.markdown(text);
    docs.finish()
}

/// Breaks a line of prose. A table's row stays whole, and so does a word that would begin something else at the
/// beginning of a line.
fn wrap(line: &str, lines: &mut Vec<String>) {
    let indentation = &line[..line.len() - line.trim_start().len()];
    let marker = line.trim_start().split_once(' ').map_or("", |(first, _)| first);
    let is_item = matches!(marker, "-" | "*" | "+") || marker.trim_end_matches('.').parse::<u32>().is_ok();
    if line.chars().count() <= WIDTH || line.trim_start().starts_with(['|', '#']) {
        lines.push(line.to_owned());
        return;
    }
    let hanging = format!("{indentation}{}", if is_item { " ".repeat(marker.len() + 1) } else { String::new() });
    let mut current = indentation.to_owned();
    let mut is_empty = true;
    for word in line.split_whitespace() {
        let fits = current.chars().count() + word.chars().count() < WIDTH;
        if !is_empty && !fits && word.starts_with(|c: char| c.is_alphabetic() || matches!(c, '`' | '[' | '(' | '"')) {
            lines.push(std::mem::replace(&mut current, hanging.clone()));
            is_empty = true;
        }
        if !is_empty {
            current.push(' ');
        }
        current.push_str(word);
        is_empty = false;
    }
    lines.push(current);
}
