//! Finds out whether a message repeats a text, in whatever way servers quote: truncated, in other case, with other
//! escapes, spaces or quotation marks.

use std::collections::HashSet;

/// So many letters and digits in a row are taken for a quotation. Servers truncate what they quote, but not to less.
const RUN: usize = 6;
/// Texts with fewer letters and digits occur in other words by chance; they count as a whole word only.
const SHORT: usize = 3;

/// Reports whether a message repeats a part of one of the texts.
///
/// Only letters and digits are compared, without their case and without escapes: a run of 6 of them that both have in
/// common, or all of a text that has fewer.
pub(crate) fn quotes(message: &str, texts: &[String]) -> bool {
    let variants = [message.to_owned(), unescaped(message)];
    let words = variants.iter().flat_map(|message| message.split(|it: char| !it.is_alphanumeric()));
    let words: HashSet<Vec<char>> = words.map(letters).filter(|word| word.len() < SHORT).collect();
    let variants = variants.map(|message| letters(&message));
    // There are few lengths, and perhaps many texts.
    let runs: Vec<HashSet<&[char]>> =
        (SHORT..=RUN).map(|length| variants.iter().flat_map(|message| message.windows(length)).collect()).collect();
    texts.iter().any(|text| {
        let wanted = letters(text);
        match wanted.len() {
            0 => false,
            1..SHORT => words.contains(&wanted),
            length => {
                let length = RUN.min(length);
                wanted.windows(length).any(|part| runs[length - SHORT].contains(part))
            }
        }
    })
}

/// Returns the letters and digits, in lower case.
fn letters(text: &str) -> Vec<char> {
    text.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Returns a message without the escapes of JSON, HTML and URLs.
fn unescaped(message: &str) -> String {
    let message = percent_encoding::percent_decode_str(message).decode_utf8_lossy();
    let mut result = String::with_capacity(message.len());
    let mut rest = &*message;
    while let Some(at) = rest.find(['\\', '&']) {
        result.push_str(&rest[..at]);
        rest = &rest[at..];
        let (character, length) = escape(rest).unwrap_or((None, 1));
        result.extend(character);
        rest = &rest[length..];
    }
    result + rest
}

/// Reads the escape that a text begins with: the character, unless it is neither a letter nor a digit, and the length.
fn escape(text: &str) -> Option<(Option<char>, usize)> {
    let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    // What is quoted twice is escaped twice.
    let escaped = text.trim_start_matches('\\');
    let slashes = text.len() - escaped.len();
    if slashes > 0 {
        return match escaped.chars().next()? {
            'u' => Some((number(escaped.get(1..5)?, 16), slashes + 5)),
            'b' | 'f' | 'n' | 'r' | 't' => Some((None, slashes + 1)),
            _ => Some((None, slashes)),
        };
    }
    let end = text.find(';').filter(|end| *end <= 10)?;
    let entity = text.get(1..end)?;
    let character = match entity.strip_prefix('#') {
        Some(digits) => match digits.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => number(hexadecimal, 16),
            None => number(digits, 10),
        },
        // The names that escapers use stand for no letter; others are left as they are.
        None if ["amp", "lt", "gt", "quot", "apos", "nbsp"].contains(&entity) => None,
        None => return None,
    };
    Some((character, end + 1))
}
