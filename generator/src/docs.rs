//! Knows the little Markdown that descriptions use, as pieces that can be checked or rewritten. Knows no API.

/// A piece of documentation. The pieces of a text, put together, are the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Anything that needs no attention.
    Text(&'a str),
    /// ``[`Name`]`` without a target.
    Link(&'a str),
    /// Three backticks.
    Fence,
    /// A backtick without a partner.
    Unclosed,
    /// `<tag>` outside of code.
    Html(&'a str),
    /// A URL outside of `<…>` and `(…)`.
    BareUrl(&'a str),
}

/// Splits documentation into pieces.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut plain_from = text;
    // Pushes the plain text before `rest`, then the piece, and goes on behind `length` bytes.
    macro_rules! take {
        ($piece:expr, $length:expr) => {{
            let plain = &plain_from[..plain_from.len() - rest.len()];
            if !plain.is_empty() {
                found.push(Piece::Text(plain));
            }
            found.push($piece);
            rest = &rest[$length..];
            plain_from = rest;
        }};
    }
    while let Some(at) = rest.find(['`', '[', '<', 'h']) {
        let before = rest[..at].chars().next_back().or(plain_from[..plain_from.len() - rest.len()].chars().next_back());
        rest = &rest[at..];
        if rest.starts_with("```") {
            take!(Piece::Fence, 3);
        } else if let Some(code) = rest.strip_prefix('`') {
            match code.find('`') {
                Some(end) => rest = &rest[end + 2..],
                None => take!(Piece::Unclosed, 1),
            }
        } else if let Some(link) = rest.strip_prefix("[`") {
            match link.split_once("`]") {
                Some((name, behind)) if !behind.starts_with(['(', '[']) => take!(Piece::Link(name), name.len() + 4),
                Some((name, _)) => rest = &rest[name.len() + 4..],
                None => rest = &rest[1..],
            }
        } else if let Some(tag) = rest.strip_prefix('<') {
            match tag.find('>') {
                Some(end) if tag.starts_with("https://") => rest = &rest[end + 2..],
                Some(end) if tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!') => {
                    take!(Piece::Html(&rest[..end + 2]), end + 2);
                }
                _ => rest = &rest[1..],
            }
        } else if (rest.starts_with("https://") || rest.starts_with("http://")) && before != Some('(') {
            let length = rest.find(|c: char| c.is_whitespace() || matches!(c, ')' | '>' | '`')).unwrap_or(rest.len());
            take!(Piece::BareUrl(&rest[..length]), length);
        } else {
            rest = &rest[1..];
        }
    }
    if !plain_from.is_empty() {
        found.push(Piece::Text(plain_from));
    }
    found
}

/// The documentation with its links pointed at where `path` says that a name lives; an empty path leaves the name alone.
pub(crate) fn with_links(text: &str, path: impl Fn(&str) -> String) -> String {
    let mut linked = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Link(name) => match path(name).as_str() {
                "" => linked.push_str(&format!("`{name}`")),
                path => linked.push_str(&format!("[`{name}`]({path})")),
            },
            Piece::Text(part) | Piece::Html(part) | Piece::BareUrl(part) => linked.push_str(part),
            Piece::Fence => linked.push_str("```"),
            Piece::Unclosed => linked.push('`'),
        }
    }
    linked
}
