//! How a text is written in YAML: finds the place of a part of it, whatever its quotes, escapes, line breaks and
//! indentation.

use std::ops::Range;

/// Where a part of a text is in the YAML that the text was read from; `None` if the two do not belong together.
pub(crate) fn place_of(part: Range<usize>, text: &str, yaml: &str) -> Option<Range<usize>> {
    let mut reader = Reader::of(yaml);
    let mut start = None;
    for (at, character) in text.char_indices() {
        if at >= part.end {
            break;
        }
        let place = reader.next(character)?;
        if at >= part.start {
            start.get_or_insert(place.start);
        }
    }
    start.map(|start| start..reader.at)
}

/// A scalar on its way.
struct Reader<'a> {
    yaml: &'a str,
    at: usize,
    style: Style,
}

#[derive(Clone, Copy, PartialEq)]
enum Style {
    Plain,
    Single,
    Double,
}

impl<'a> Reader<'a> {
    fn of(yaml: &'a str) -> Self {
        let (at, style) = match yaml.as_bytes().first() {
            Some(b'"') => (1, Style::Double),
            Some(b'\'') => (1, Style::Single),
            Some(b'|' | b'>') => (header(yaml), Style::Plain),
            _ => (0, Style::Plain),
        };
        Self { yaml, at, style }
    }

    /// The place of the next character of the text.
    fn next(&mut self, character: char) -> Option<Range<usize>> {
        loop {
            let rest = &self.yaml[self.at..];
            let written = rest.chars().next()?;
            let start = self.at;
            let length = match (self.style, written) {
                (Style::Double, '\\') => escape(rest)?,
                (Style::Double, '"') => return None,
                (Style::Single, '\'') if rest.starts_with("''") => 2,
                (Style::Single, '\'') => return None,
                _ if written == character => written.len_utf8(),
                // A break between the lines of a paragraph stands for a blank.
                (_, '\n' | '\r') if character == ' ' => rest.len() - rest.trim_ascii_start().len(),
                // Other breaks, and indentation, stand for nothing.
                _ if written.is_ascii_whitespace() => {
                    self.at += 1;
                    continue;
                }
                _ => return None,
            };
            // So does a break that is escaped.
            if self.style == Style::Double && rest.starts_with('\\') && rest[1..].starts_with(['\n', '\r']) {
                // With the indentation behind it.
                self.at = self.yaml.len() - rest[1..].trim_ascii_start().len();
                continue;
            }
            self.at = (self.at + length).min(self.yaml.len());
            return Some(start..self.at);
        }
    }
}

/// The length of the header of a block; that of what is no block is nothing.
fn header(yaml: &str) -> usize {
    let end = yaml.find('\n').unwrap_or(0);
    let header = yaml[1..end.max(1)].split('#').next().unwrap_or_default().trim_end();
    if header.bytes().all(|byte| matches!(byte, b'+' | b'-' | b'0'..=b'9')) { end } else { 0 }
}

/// The length of an escape.
fn escape(yaml: &str) -> Option<usize> {
    let length = match yaml.chars().nth(1)? {
        'x' => 4,
        'u' => 6,
        'U' => 10,
        escaped => 1 + escaped.len_utf8(),
    };
    yaml.is_char_boundary(length).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::description::scalar::ScalarKind;
    use crate::description::source::{FileId, SourceFile};
    use crate::description::tree::{NodeKind, Tree};

    /// The only text of a file, and how it is written.
    fn read(yaml: &str) -> (String, String) {
        let file = SourceFile::new("api.yaml", yaml);
        let tree = Tree::read(FileId(0), &file, 9, &mut |_, _| {}).expect("YAML");
        let node = tree.node(tree.entries(tree.root())[0].value);
        let NodeKind::Scalar(text, ScalarKind::String) = &node.kind else { unreachable!("{yaml}") };
        (text.clone(), yaml[node.span.start as usize..node.span.end as usize].to_owned())
    }

    /// Every occurrence of a part has its own place, which reads the same but for line breaks and escapes.
    fn places(yaml: &str, part: &str) -> Vec<String> {
        let (text, written) = read(yaml);
        let places = text.match_indices(part).map(|(at, _)| place_of(at..at + part.len(), &text, &written));
        let places: Vec<Range<usize>> = places.map(|place| place.unwrap_or_else(|| unreachable!("{yaml}"))).collect();
        assert!(places.windows(2).all(|pair| pair[0].end <= pair[1].start), "{places:?}");
        places.into_iter().map(|place| written[place].to_owned()).collect()
    }

    #[test]
    fn a_part_is_found_in_every_style() {
        for yaml in [
            "a: one [x] two [x]\n",
            "a: one [x]\n  two [x]\n",
            "a: 'one [x] ''two'' [x]'\n",
            "a: \"one [x] \\\"two\\\" \\u00e9 [x]\"\n",
            "a: \"one [x] \\\n  two [x]\"\n",
            "a: |\n  one [x]\n\n    two [x]\n",
            "a: >-\n  one [x]\n  two [x]\n\n  three\n",
            "a: >+ # [x]\n  one [x]\n\n  two [x]\n",
            "a: |2\n   > [x]\n  > [x]\n",
            "{\"a\": \"one\\n\\n[x]\\n[x]\"}",
            "a: größe [x] 📦 [x]\r\n",
            "a: |\r\n  one [x]\r\n  two [x]\r\n",
        ] {
            assert_eq!(places(yaml, "[x]"), ["[x]", "[x]"], "{yaml}");
        }
    }

    #[test]
    fn what_is_written_otherwise_has_a_place_as_well() {
        assert_eq!(places("a: \"x \\u200B y \\t z\"\n", "\u{200B}"), ["\\u200B"]);
        assert_eq!(places("a: \"x \\u200B y \\t z\"\n", "\t"), ["\\t"]);
        assert_eq!(places("a: >-\n  one\n  two\n", "one two"), ["one\n  two"]);
        assert_eq!(places("a: 'it''s'\n", "it's"), ["it''s"]);
        assert_eq!(place_of(0..1, "x", "something else"), None);
    }
}
