//! Documentation of the description as text of an OpenAPI document.

use super::value::Object;

/// Markdown without links to types of the description, which have no page here: ``[`Name`]`` becomes `` `Name` ``.
pub(super) fn markdown(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.trim();
    while let Some(at) = rest.find(['\\', '`', '[']) {
        let (before, found) = rest.split_at(at);
        plain.push_str(before);
        let (kept, after) = match found.as_bytes()[0] {
            b'[' => match link(found) {
                Some((name, length)) => (name, &found[length..]),
                None => found.split_at(1),
            },
            b'`' => found.split_at(code(found)),
            // What is escaped begins nothing.
            _ => found.split_at(1 + found.chars().nth(1).map_or(0, char::len_utf8)),
        };
        plain.push_str(kept);
        rest = after;
    }
    plain.push_str(rest);
    plain
}

/// A link to a type: what it becomes, and its length.
fn link(text: &str) -> Option<(&str, usize)> {
    let inner = text.strip_prefix("[`")?;
    let end = inner.find('`')?;
    let is_link = inner[end..].starts_with("`]") && !inner[end..].starts_with("`](");
    is_link.then(|| (&text[1..end + 3], end + 4))
}

/// Length of the code that the text begins with, or of its backticks if nothing closes them.
fn code(text: &str) -> usize {
    let fence = text.len() - text.trim_start_matches('`').len();
    let mut at = fence;
    while let Some(next) = text[at..].find('`') {
        let run = &text[at + next..];
        let length = run.len() - run.trim_start_matches('`').len();
        at += next + length;
        if length == fence {
            return at;
        }
    }
    fence
}

/// The first sentence, without Markdown and without its full stop.
pub(super) fn summary(text: &str) -> String {
    let text = markdown(text);
    let paragraph = text.split("\n\n").next().unwrap_or_default();
    let words: Vec<&str> = paragraph.split_whitespace().collect();
    let line = words.join(" ").replace('`', "");
    // A full stop within a sentence, as in `e.g.`, is not followed by a capital.
    let is_end = |at: usize| line[at + 2..].starts_with(char::is_uppercase);
    let end = line.match_indices(". ").map(|(at, _)| at).find(|&at| is_end(at)).unwrap_or(line.len());
    line[..end].trim_end_matches('.').to_owned()
}

/// Documentation, and paragraphs about facts that have no place of their own in a document.
pub(super) fn describe(docs: &str, facts: impl IntoIterator<Item = Option<String>>) -> String {
    let facts = facts.into_iter().flatten();
    let paragraphs: Vec<String> = std::iter::once(markdown(docs)).chain(facts).collect();
    paragraphs.join("\n\n")
}

/// What to use instead of something deprecated.
pub(super) fn deprecated(note: Option<&String>) -> Option<String> {
    note.map(|note| format!("**Deprecated:** {}", markdown(note)))
}

/// An item of a list: what it is about, and documentation, which may have several paragraphs.
pub(super) fn item(subject: &str, docs: &str) -> String {
    let docs = markdown(docs);
    let lines = docs.lines().map(|line| if line.is_empty() { String::new() } else { format!("  {line}") });
    let lines: Vec<String> = lines.collect();
    format!("- {subject}: {}", lines.join("\n").trim_start())
}

/// A text in backticks, as many as it needs.
pub(super) fn in_code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    match longest {
        0 if !text.is_empty() => format!("`{text}`"),
        // No code is empty.
        _ => {
            let fence = "`".repeat(longest + 1);
            format!("{fence} {text} {fence}")
        }
    }
}

/// A link to a page of the vendor.
pub(super) fn external(link: &str) -> Object {
    Object::new().with("description", "The vendor's documentation").with("url", link)
}
