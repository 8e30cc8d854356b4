//! Repairs bodies that are JSON but for text that is not Unicode, so that one cut character does not cost a whole response.

/// The byte order mark, which RFC 8259 forbids and allows readers to ignore.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// Returns the body without a byte order mark, and with U+FFFD for what is not Unicode: bytes that are not UTF-8, and
/// escapes of half a surrogate pair, which a server sends that cuts text at a UTF-16 unit. `None` if there is neither.
pub(crate) fn repaired(body: &[u8]) -> Option<Vec<u8>> {
    let text = String::from_utf8_lossy(body.strip_prefix(MARK).unwrap_or(body));
    let mut bytes = text.into_owned().into_bytes();
    // A backslash occurs in strings only. The replacement has the length of what it replaces.
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        at += match (unit(&bytes, at), unit(&bytes, at + 6)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
            (Some(0xD800..=0xDFFF), _) => {
                bytes[at..at + 6].copy_from_slice(b"\\ufffd");
                6
            }
            _ => 2,
        };
    }
    (bytes != body).then_some(bytes)
}

/// Returns the UTF-16 unit that is escaped at a place, if there is one.
fn unit(bytes: &[u8], at: usize) -> Option<u16> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    let digits = std::str::from_utf8(digits).ok().filter(|digits| digits.bytes().all(|it| it.is_ascii_hexdigit()))?;
    u16::from_str_radix(digits, 16).ok()
}
