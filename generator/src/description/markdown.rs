//! What rustdoc would make of documentation: links, and constructs that it would run, drop or warn about.
//!
//! Read with the parser that rustdoc uses, so that both see the same document.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;

use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

/// A part of a text that needs attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Finding<'a> {
    /// ``[`Name`]`` without a target; holds the name.
    Link(&'a str),
    /// Another link that does not lead to an absolute URL: rustdoc would look for an item.
    Target(&'a str),
    /// A code block, fenced or indented: rustdoc would compile it.
    CodeBlock(&'a str),
    /// A backtick that neither opens nor closes code.
    Backtick(&'a str),
    /// HTML outside of code.
    Html(&'a str),
    /// A URL that is neither in `<…>` nor the target of a link.
    BareUrl(&'a str),
    /// What other texts could refer to, or be taken for: a definition of a link, or a footnote.
    Definition(&'a str),
    /// A tab, whose width depends on the reader.
    Tab(&'a str),
    /// A line that belongs to a quote or an item only because a paragraph is open there.
    Lazy(&'a str),
}

/// What rustdoc reads beyond CommonMark, as far as it concerns findings.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS);

/// Everything in a text that needs attention, in order.
pub(crate) fn findings(text: &str) -> Vec<Finding<'_>> {
    located(text).into_iter().map(|(_, finding)| finding).collect()
}

/// The text with names in place of the links to them, for readers without rustdoc.
pub(crate) fn without_links(text: &str) -> Cow<'_, str> {
    if !text.contains("[`") {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = 0;
    for (at, finding) in located(text) {
        if let Finding::Link(name) = finding {
            plain.push_str(&text[rest..at]);
            plain.push_str(&format!("`{name}`"));
            rest = at + "[``]".len() + name.len();
        }
    }
    plain.push_str(&text[rest..]);
    Cow::Owned(plain)
}

/// The findings with their offsets.
fn located(text: &str) -> Vec<(usize, Finding<'_>)> {
    // Most texts are a few plain words, which need no parser.
    let may_begin_item = |line: &str| line.trim_start().starts_with(|c: char| matches!(c, '-' | '*' | '+' | '0'..='9'));
    let has_items = text.contains('\n') && text.lines().any(may_begin_item);
    let has_signs = text.contains(['`', '[', '<', '>', '~', '\t']) || text.contains("://") || text.contains("    ");
    if !has_items && !has_signs {
        return Vec::new();
    }
    let broken = RefCell::new(Vec::new());
    let mut found = Vec::new();
    let callback = |link: BrokenLink<'_>| {
        broken.borrow_mut().push(link.span);
        // A target of its own, so that the link does not become plain text.
        Some((CowStr::Borrowed("broken:"), CowStr::Borrowed("")))
    };
    let parser = Parser::new_with_broken_link_callback(text, OPTIONS, Some(callback));
    for (_, definition) in parser.reference_definitions().iter() {
        found.push((definition.span.start, Finding::Definition(first_line(text, definition.span.clone()))));
    }
    found.extend(text.find('\t').map(|at| (at, Finding::Tab(&text[at..at + 1]))));
    let mut is_in_code_block = false;
    let mut is_in_link = 0_usize;
    let mut quotes = 0;
    for (event, range) in parser.into_offset_iter() {
        match event {
            Event::FootnoteReference(_) | Event::Start(Tag::FootnoteDefinition(_)) => {
                found.push((range.start, Finding::Definition(first_line(text, range))));
            }
            Event::Start(Tag::BlockQuote(_)) => {
                quotes += 1;
                found.extend(lazy(text, range, quotes));
            }
            Event::End(TagEnd::BlockQuote(_)) => quotes -= 1,
            Event::Start(Tag::Item) if quotes == 0 => found.extend(outside(text, range)),
            Event::Start(Tag::CodeBlock(_)) => {
                is_in_code_block = true;
                found.push((range.start, Finding::CodeBlock(first_line(text, range))));
            }
            Event::End(TagEnd::CodeBlock) => is_in_code_block = false,
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                is_in_link += 1;
                let written = &text[range.clone()];
                if !matches!(link_type, LinkType::Autolink | LinkType::Email)
                    && let Some(finding) = link(written, &dest_url)
                {
                    found.push((range.start, finding));
                }
            }
            Event::Start(Tag::Image { dest_url, .. }) if !is_absolute(&dest_url) => {
                found.push((range.start, Finding::Target(&text[range])));
            }
            Event::End(TagEnd::Link) => is_in_link = is_in_link.saturating_sub(1),
            Event::Html(_) | Event::InlineHtml(_) => {
                found.push((range.start, Finding::Html(first_line(text, range))));
            }
            Event::Text(_) if !is_in_code_block => plain(text, range, is_in_link > 0, &mut found),
            _ => {}
        }
    }
    found.sort_by_key(|(at, _)| *at);
    found
}

/// The first line of a quote that lacks the sign of one.
fn lazy(text: &str, quote: Range<usize>, depth: usize) -> Option<(usize, Finding<'_>)> {
    let start = quote.start;
    let mut lines = text[quote].split_inclusive('\n').scan(start, |at, line| {
        *at += line.len();
        Some((*at - line.len(), line.trim()))
    });
    let signs = |line: &str| line.chars().take_while(|c| matches!(c, '>' | ' ')).filter(|c| *c == '>').count();
    // What precedes the first sign may be the sign of an item.
    let found = lines.by_ref().skip(1).find(|(_, line)| !line.is_empty() && signs(line) < depth);
    found.map(|(at, line)| (at, Finding::Lazy(line)))
}

/// The first line of an item that is not indented like the item's text.
fn outside(text: &str, item: Range<usize>) -> Option<(usize, Finding<'_>)> {
    let line_start = text[..item.start].rfind('\n').map_or(0, |at| at + 1);
    let first = &text[line_start..item.end];
    let marker = text[item.clone()].find(' ').unwrap_or(item.len());
    let behind = text[item.start + marker..item.end].chars().take_while(|c| *c == ' ').count();
    let indentation = item.start - line_start + marker + behind;
    let mut at = line_start;
    for (index, line) in first.split_inclusive('\n').enumerate() {
        let is_outside = line.len() - line.trim_start_matches(' ').len() < indentation;
        if index > 0 && is_outside && !line.trim().is_empty() {
            return Some((at, Finding::Lazy(line.trim())));
        }
        at += line.len();
    }
    None
}

/// Whether a text is one paragraph, so that it can stand within another or behind one.
pub(crate) fn is_paragraph(text: &str) -> bool {
    let mut events = Parser::new_ext(text, OPTIONS);
    let begins = matches!(events.next(), Some(Event::Start(Tag::Paragraph)));
    let is_end = |event: &Event<'_>| matches!(event, Event::End(TagEnd::Paragraph));
    begins && events.by_ref().any(|event| is_end(&event)) && events.next().is_none()
}

/// Whether two texts are the same document, apart from where their lines end.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    flat(one) == flat(other)
}

/// A document as a text, in which the ends of lines are spaces.
fn flat(text: &str) -> String {
    use std::fmt::Write;

    let mut flat = String::with_capacity(text.len() * 2);
    for event in Parser::new_ext(text, OPTIONS) {
        match event {
            Event::Text(text) => flat.push_str(&text),
            Event::SoftBreak => flat.push(' '),
            // Writing to a string cannot fail.
            other => _ = write!(flat, "\0{other:?}\0"),
        }
    }
    flat
}

/// The names that a text links to.
pub(crate) fn links(text: &str) -> impl Iterator<Item = &str> {
    findings(text).into_iter().filter_map(|finding| match finding {
        Finding::Link(name) => Some(name),
        _ => None,
    })
}

/// A link that does not lead to a page.
fn link<'a>(written: &'a str, target: &str) -> Option<Finding<'a>> {
    if is_absolute(target) {
        return None;
    }
    let name = written.strip_prefix("[`").and_then(|rest| rest.strip_suffix("`]"));
    Some(match name {
        Some(name) if target == "broken:" => Finding::Link(name),
        _ => Finding::Target(written),
    })
}

fn is_absolute(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// Looks for what is not plain in text that is meant to be.
fn plain<'a>(text: &'a str, range: Range<usize>, is_link: bool, found: &mut Vec<(usize, Finding<'a>)>) {
    let part = &text[range.clone()];
    for (at, _) in part.match_indices('`') {
        let is_escaped = text[..range.start + at].ends_with('\\');
        if !is_escaped {
            let length = part[at..].find(char::is_whitespace).unwrap_or(part.len() - at);
            found.push((range.start + at, Finding::Backtick(&part[at..at + length])));
            break;
        }
    }
    // A note that is nowhere.
    for (at, _) in part.match_indices('[') {
        let rest = &text[range.start + at..];
        if let Some(length) = rest.strip_prefix("[^").and_then(|rest| rest.find(']')) {
            found.push((range.start + at, Finding::Definition(&rest[..length + "[^]".len()])));
        }
    }
    if is_link {
        return;
    }
    for (at, _) in part.match_indices("://") {
        let start = match &part[..at] {
            before if before.ends_with("https") => at - "https".len(),
            before if before.ends_with("http") => at - "http".len(),
            _ => continue,
        };
        let rest = &part[start..];
        let length = rest.find(|c: char| c.is_whitespace() || matches!(c, ')' | '>' | '`')).unwrap_or(rest.len());
        found.push((range.start + start, Finding::BareUrl(&rest[..length])));
    }
}

fn first_line(text: &str, range: Range<usize>) -> &str {
    text[range].lines().next().unwrap_or_default().trim()
}
