//! Markdown of the description as Markdown of a file: without rustdoc's links, and below the headings of the file.

use std::borrow::Cow;

use crate::client::lower::docs::{code_text, marker, reflow};
use crate::description::markdown::without_links;

/// The level of a resource's heading.
pub(super) const RESOURCE: usize = 2;
/// The level of an operation's heading.
pub(super) const OPERATION: usize = 3;
/// The deepest level that there is.
const DEEPEST: usize = 6;

/// Text of the description, whose headings are below the heading of that level.
pub(super) fn prose(text: &str, level: usize) -> Vec<String> {
    let lines = without_links(text.trim());
    reflow(&lines.lines().map(|line| demoted(line, level)).collect::<Vec<_>>().join("\n"))
}

/// A paragraph of the reference's own.
pub(in crate::client::lower) fn reflowed(text: &str) -> Vec<String> {
    reflow(&without_links(text))
}

/// Text of the description on one line, for a cell or an item. Paragraphs and items are parted by line breaks.
pub(in crate::client::lower) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut is_new_paragraph = false;
    for part in without_links(text.trim()).lines().map(str::trim) {
        if part.is_empty() {
            is_new_paragraph = true;
            continue;
        }
        let is_new = is_new_paragraph || marker(part).is_some();
        if !line.is_empty() {
            line.push_str(if is_new { "<br>" } else { " " });
        }
        line.push_str(part.trim_start_matches('#').trim_start());
        is_new_paragraph = false;
    }
    line
}

/// A value as it is sent.
pub(super) fn value(wire: &str) -> String {
    if wire.is_empty() { "the empty text".to_owned() } else { code_text(wire) }
}

/// A heading, if it is one, at so many levels below.
fn demoted(line: &str, by: usize) -> Cow<'_, str> {
    let level = line.len() - line.trim_start_matches('#').len();
    if level == 0 || !line[level..].starts_with(' ') {
        return Cow::Borrowed(line);
    }
    Cow::Owned(format!("{}{}", "#".repeat((level + by).min(DEEPEST)), &line[level..]))
}
