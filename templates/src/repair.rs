//! Repairs bodies that are JSON but for text that is not Unicode, so that one cut character does not cost a whole response.

/// The byte order mark, which RFC 8259 forbids and allows readers to ignore.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// Returns the body without a byte order mark, and with U+FFFD for what is not Unicode: bytes that are not UTF-8, and
/// escapes of half a surrogate pair, which a server sends that cuts text at a UTF-16 unit.
pub(crate) fn repaired(body: &[u8]) -> String {
    let mut text = String::from_utf8_lossy(body.strip_prefix(MARK).unwrap_or(body)).into_owned();
    // A backslash occurs in strings only. The replacement has the length of what it replaces.
    let mut at = 0;
    while at < text.len() {
        if text.as_bytes()[at] != b'\\' {
            at += 1;
            continue;
        }
        at += match (unit(&text, at), unit(&text, at + 6)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
            (Some(0xD800..=0xDFFF), _) => {
                text.replace_range(at..at + 6, "\\ufffd");
                6
            }
            _ => 2,
        };
    }
    text
}

/// Returns the UTF-16 unit that is escaped at a place, if there is one.
fn unit(text: &str, at: usize) -> Option<u16> {
    let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
    let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    u16::from_str_radix(digits, 16).ok().filter(|_| is_hex)
}
