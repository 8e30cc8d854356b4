//! Knows the little Markdown that descriptions use, as pieces that can be checked or rewritten. Knows no API.

/// A piece of documentation. The pieces of a text, put together, are the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Anything that needs no attention.
    Text(&'a str),
    /// ``[`Name`]`` without a target; holds the name.
    Link(&'a str),
    /// Another link that does not say where it leads, or leads to no URL: rustdoc would look for an item.
    Target(&'a str),
    /// The fence of a code block.
    Fence(&'a str),
    /// Backticks without partners, and the word behind them.
    Unclosed(&'a str),
    /// `<tag>` outside of code.
    Html(&'a str),
    /// A URL outside of `<…>` and `(…)`.
    BareUrl(&'a str),
}

/// Splits documentation into pieces.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    // What lies before `at` is done; what lies between `plain_from` and `at` is plain.
    let (mut plain_from, mut at) = (0, 0);
    while let Some(step) = text[at..].find(['`', '[', '<', 'h', '~', '\\']) {
        at += step;
        let (piece, length) = next(text, at);
        if let Some(piece) = piece {
            if plain_from < at {
                found.push(Piece::Text(&text[plain_from..at]));
            }
            found.push(piece);
            plain_from = at + length;
        }
        at += length;
    }
    if plain_from < text.len() {
        found.push(Piece::Text(&text[plain_from..]));
    }
    found
}

/// What begins at a place, if it needs attention, and how long it or the plain text there is.
fn next(text: &str, at: usize) -> (Option<Piece<'_>>, usize) {
    let rest = &text[at..];
    match rest.as_bytes()[0] {
        b'\\' => (None, 1 + rest[1..].chars().next().map_or(0, char::len_utf8)),
        b'`' => code(rest),
        b'[' => link(rest),
        b'<' => tag(rest),
        b'~' if rest.starts_with("~~~")
            && text[..at].rsplit('\n').next().is_some_and(|line| line.trim().is_empty()) =>
        {
            (Some(Piece::Fence(&rest[..3])), 3)
        }
        b'h' if rest.starts_with("https://") || rest.starts_with("http://") => {
            let length = rest.find(|c: char| c.is_whitespace() || matches!(c, ')' | '>' | '`')).unwrap_or(rest.len());
            (Some(Piece::BareUrl(&rest[..length])), length)
        }
        _ => (None, 1),
    }
}

fn code(rest: &str) -> (Option<Piece<'_>>, usize) {
    let (ticks, code) = rest.split_at(rest.bytes().take_while(|&b| b == b'`').count());
    if ticks.len() > 2 {
        return (Some(Piece::Fence(ticks)), ticks.len());
    }
    match code.find(ticks) {
        // Code ends with its paragraph.
        Some(end) if !code[..end].contains("\n\n") => (None, ticks.len() + end + ticks.len()),
        _ => {
            let word = code.find(|c: char| c.is_whitespace() || c == '`').unwrap_or(code.len());
            (Some(Piece::Unclosed(&rest[..ticks.len() + word])), ticks.len() + word)
        }
    }
}

fn link(rest: &str) -> (Option<Piece<'_>>, usize) {
    let Some((label, behind)) = rest[1..].split_once(']') else { return (None, 1) };
    let length = label.len() + 2;
    let closing = match behind.as_bytes().first() {
        Some(b'(') => ')',
        Some(b'[') => ']',
        _ if label.trim().is_empty() => return (None, length),
        _ => {
            let name = label.strip_prefix('`').and_then(|label| label.strip_suffix('`'));
            return (Some(name.map_or(Piece::Target(&rest[..length]), Piece::Link)), length);
        }
    };
    let target = behind[1..].split(closing).next().unwrap_or_default();
    let length = rest.len().min(length + target.len() + 2);
    let leads_out = closing == ')' && (target.starts_with("https://") || target.starts_with("http://"));
    ((!leads_out).then_some(Piece::Target(&rest[..length])), length)
}

fn tag(rest: &str) -> (Option<Piece<'_>>, usize) {
    let length = rest.find('>').map(|end| end + 1);
    match length {
        Some(length) if rest[1..].starts_with("https://") => (None, length),
        _ if !rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) => (None, 1),
        _ => {
            let length = length.or(rest.find(char::is_whitespace)).unwrap_or(rest.len());
            (Some(Piece::Html(&rest[..length])), length)
        }
    }
}

/// The names that a text links to.
pub(crate) fn links(text: &str) -> impl Iterator<Item = &str> {
    pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Link(name) => Some(name),
        _ => None,
    })
}
