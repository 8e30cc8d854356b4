//! Builds documentation line by line: Markdown of the description, facts about values, links.

use std::collections::BTreeMap;

use textwrap::core::Word;
use textwrap::wrap_algorithms::wrap_first_fit;

use crate::client::krate::{DocLine, Docs};
use crate::description::facts::ValueFacts;
use crate::description::markdown::{is_paragraph, is_same, links};
use crate::description::model::Literal;

/// Label of the link to the vendor's page.
pub(super) const VENDOR: &str = "the vendor's documentation";
/// Columns of text; with the comment sign and an indentation they make 100.
const WIDTH: usize = 92;

/// A doc comment under construction.
#[derive(Default)]
pub(super) struct DocWriter {
    lines: Vec<DocLine>,
    /// Labels of links and where they lead.
    links: BTreeMap<String, String>,
}

impl DocWriter {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// A line that is kept as it is, such as code.
    pub(super) fn line(&mut self, line: impl Into<String>) {
        self.lines.push(DocLine::Text(line.into()));
    }

    /// An empty line, unless there is one or nothing precedes it.
    pub(super) fn blank(&mut self) {
        let is_open = match self.lines.last() {
            Some(DocLine::Text(line)) => !line.is_empty(),
            Some(DocLine::Shared(_)) => true,
            None => false,
        };
        if is_open {
            self.line("");
        }
    }

    /// Markdown of the description, which may link to its types.
    pub(super) fn markdown(&mut self, text: &str) {
        self.types(text);
        self.prose(text);
    }

    /// Markdown whose links have targets.
    pub(super) fn prose(&mut self, text: &str) {
        self.lines.extend(reflow(text.trim()).into_iter().map(DocLine::Text));
    }

    /// A section with a heading.
    pub(super) fn heading(&mut self, title: &str) {
        self.blank();
        self.line(format!("# {title}"));
        self.blank();
    }

    /// A paragraph that the runtime writes; `path` leads to the macro that holds it.
    pub(super) fn shared(&mut self, path: &'static str) {
        self.blank();
        self.lines.push(DocLine::Shared(path));
    }

    /// Says where a label in brackets leads.
    pub(super) fn link(&mut self, label: impl Into<String>, target: impl Into<String>) {
        self.links.insert(label.into(), target.into());
    }

    fn types(&mut self, text: &str) {
        // Most texts have no such link, which is quick to see.
        if !text.contains("[`") {
            return;
        }
        self.links.extend(links(text).map(|name| (format!("`{name}`"), format!("crate::model::{name}"))));
    }

    /// An item of a list: what it is about, text of the description, and facts. Blocks stay what they are.
    pub(super) fn item(&mut self, subject: &str, text: &str, facts: &str) {
        self.types(text);
        let text = text.trim();
        let text = match (facts, is_paragraph(text)) {
            ("", _) => text.to_owned(),
            (_, true) => format!("{text} {facts}"),
            (_, false) => format!("{text}\n\n{facts}"),
        };
        let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
        let is_inline = is_paragraph(text.split("\n\n").next().unwrap_or_default());
        let (first, rest) = if is_inline { (format!(" {first}"), rest) } else { (String::new(), &*text) };
        let mut item = format!("- {subject}:{first}\n");
        if !is_inline {
            item.push('\n');
        }
        for line in rest.lines() {
            item.push_str(if line.trim().is_empty() { "" } else { "  " });
            item.push_str(line);
            item.push('\n');
        }
        self.prose(&item);
    }

    /// Limits, units, default and example of a field or parameter, as a paragraph.
    pub(super) fn facts(&mut self, facts: &Facts<'_>) {
        let example = facts.example.filter(|example| example.json.as_str() != Some(""));
        let example = example.map(|example| format!("Example: {}.", code(&example.json)));
        let texts: Vec<String> = facts.limits().into_iter().chain(example).collect();
        if !texts.is_empty() {
            self.blank();
            self.line(texts.join(" "));
        }
    }

    pub(super) fn finish(mut self) -> Docs {
        while matches!(self.lines.last(), Some(DocLine::Text(line)) if line.is_empty()) {
            self.lines.pop();
        }
        if !self.links.is_empty() {
            self.lines.push(DocLine::Text(String::new()));
            let links = self.links.iter().map(|(label, target)| format!("[{label}]: {target}"));
            self.lines.extend(links.map(DocLine::Text));
        }
        Docs(self.lines)
    }
}

/// What is known about the values of a field or parameter.
pub(super) struct Facts<'a> {
    pub(super) value: &'a ValueFacts,
    pub(super) default: Option<&'a Literal>,
    pub(super) example: Option<&'a Literal>,
}

impl Facts<'_> {
    /// Limits, unit and default in words.
    pub(super) fn limits(&self) -> Option<String> {
        let range = match (self.value.minimum, self.value.maximum) {
            (Some(minimum), Some(maximum)) => Some(format!("From {minimum} to {maximum}.")),
            (Some(minimum), None) => Some(format!("At least {minimum}.")),
            (None, Some(maximum)) => Some(format!("At most {maximum}.")),
            (None, None) => None,
        };
        let length = self.value.max_length.map(|length| format!("At most {length} characters."));
        let unit = self.value.unit.as_ref().map(|unit| format!("In {unit}."));
        let default = self.default.map(|default| format!("Default: {}.", code(&default.json)));
        let facts: Vec<String> = [range, length, unit, default].into_iter().flatten().collect();
        (!facts.is_empty()).then(|| facts.join(" "))
    }
}

/// A value as it is sent, in backticks.
fn code(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => code_text(text),
        other => code_text(&other.to_string()),
    }
}

/// A text in backticks.
pub(super) fn code_text(text: &str) -> String {
    // Spaces within a line of code are kept, but no line may end in it.
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    if longest == 0 {
        return format!("`{text}`");
    }
    let fence = "`".repeat(longest + 1);
    format!("{fence} {text} {fence}")
}

/// Markdown of the description as documentation.
pub(super) fn markdown(text: &str) -> Docs {
    let mut docs = DocWriter::new();
    docs.markdown(text);
    docs.finish()
}

/// `a`, `a or b`, `a, b or c`
pub(super) fn either(texts: &[String]) -> String {
    match texts {
        [] => String::new(),
        [one] => one.clone(),
        [others @ .., last] => format!("{} or {last}", others.join(", ")),
    }
}

/// Wraps the paragraphs of a text anew, if that leaves it the same document. Tables, headings, quotes and rules keep their
/// lines.
pub(super) fn reflow(text: &str) -> Vec<String> {
    // A line that begins with a word, and has nothing that depends on its line.
    if text.starts_with(char::is_alphabetic) && !text.contains(['\n', '|', '\\']) {
        return rewrapped(text);
    }
    let same = |lines: &Vec<String>| is_same(text, &lines.join("\n"));
    let broken = with_visible_breaks(text);
    let as_written = || text.lines().map(str::to_owned).collect();
    let ways = [rewrapped(&broken), broken.lines().map(str::to_owned).collect()];
    ways.into_iter().find(same).unwrap_or_else(as_written)
}

/// The text with `\` for blanks that break a line, which editors remove.
fn with_visible_breaks(text: &str) -> String {
    let mut lines = text.lines().peekable();
    let mut visible = String::with_capacity(text.len());
    while let Some(line) = lines.next() {
        let is_break = line.ends_with("  ") && lines.peek().is_some_and(|next| !next.trim().is_empty());
        visible.push_str(line.trim_end());
        visible.push_str(if is_break && !line.trim().is_empty() { "\\\n" } else { "\n" });
    }
    visible
}

fn rewrapped(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut paragraph: Option<String> = None;
    let flush = |paragraph: &mut Option<String>, lines: &mut Vec<String>| {
        lines.extend(paragraph.take().into_iter().flat_map(|paragraph| wrap(&paragraph)));
    };
    for line in text.lines() {
        let content = line.trim_start();
        if content.is_empty() || is_fixed(content) {
            flush(&mut paragraph, &mut lines);
            lines.push(line.to_owned());
            continue;
        }
        match &mut paragraph {
            Some(open) if marker(content).is_none() => {
                open.push(' ');
                open.push_str(content);
            }
            _ => {
                flush(&mut paragraph, &mut lines);
                paragraph = Some(line.to_owned());
            }
        }
        // A line break that is meant.
        if content.ends_with('\\') {
            flush(&mut paragraph, &mut lines);
        }
    }
    flush(&mut paragraph, &mut lines);
    lines
}

/// Whether a line is part of a table, a heading or a rule, which are never wrapped.
fn is_fixed(content: &str) -> bool {
    let is_rule = content.chars().all(|c| matches!(c, '-' | '=' | '*' | '_' | ' '));
    content.starts_with(['|', '#', '>']) || is_rule
}

/// What begins an item of a list: `-` or `1.`.
pub(super) fn marker(content: &str) -> Option<&str> {
    let (marker, _) = content.split_once(' ')?;
    let is_number = || marker.strip_suffix(['.', ')']).is_some_and(|number| number.parse::<u32>().is_ok());
    (matches!(marker, "-" | "*" | "+") || is_number()).then_some(marker)
}

/// Breaks a paragraph into lines; items of lists hang.
fn wrap(paragraph: &str) -> Vec<String> {
    if paragraph.len() <= WIDTH {
        return vec![paragraph.to_owned()];
    }
    let content = paragraph.trim_start();
    let indentation = &paragraph[..paragraph.len() - content.len()];
    let hanging =
        indentation.len() + marker(content).map_or(0, |marker| marker.len() + blanks(&content[marker.len()..]));
    let words = words(content);
    let widths = [WIDTH - indentation.len(), WIDTH - hanging].map(|width| width as f64);
    let mut lines = Vec::new();
    for line in wrap_first_fit(&words, &widths) {
        let mut text = " ".repeat(if lines.is_empty() { indentation.len() } else { hanging });
        for word in line {
            text.push_str(word);
            text.push_str(word.whitespace);
        }
        text.truncate(text.trim_end().len());
        lines.push(text);
    }
    lines
}

fn blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches(' ').len()
}

/// Words for wrapping. A word that would begin another block at the beginning of a line stays with the one before, and
/// so does one behind several spaces, which may be code.
fn words(line: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut rest = line;
    while !rest.is_empty() {
        let mut end = 0;
        loop {
            let word = rest[end..].find(' ').map_or(rest.len(), |at| end + at);
            end = word + rest[word..].find(|c| c != ' ').unwrap_or(rest.len() - word);
            let next = rest[end..].chars().next();
            if end - word > 1 {
                continue;
            }
            if next.is_none_or(|c| c.is_alphabetic() || matches!(c, '`' | '[' | '(' | '"')) {
                break;
            }
        }
        let (word, behind) = rest.split_at(end);
        words.push(Word::from(word));
        rest = behind;
    }
    words
}
