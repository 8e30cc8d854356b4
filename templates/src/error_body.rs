//! Reads the body of an error response, in each of the formats that the platform has used. Must not derive the kind of
//! error from it: only the status decides that.

use std::fmt;

use serde_json::{Map, Value};

/// The longest message that is shown, in bytes: the text of an error is one line of a log.
const MAX_SHOWN: usize = 1000;

/// The known members of the body, all of them optional.
#[derive(Default)]
pub(crate) struct ErrorBody {
    pub(crate) code: Option<i64>,
    pub(crate) message: Option<String>,
    /// The message without the texts that must not be shown, if it contains any.
    shown: Option<String>,
    pub(crate) more_info: Option<String>,
    pub(crate) details: Option<Value>,
}

impl ErrorBody {
    /// Reads the classic format (`code`, `message`, `more_info`, `details`), problem details according to RFC 9457
    /// (`title`, `detail`, `type`, `errors`) and the platform's newer format (`params`).
    pub(crate) fn parse(body: &[u8]) -> Self {
        let Ok(Value::Object(mut members)) = serde_json::from_slice(body) else {
            return Self::default();
        };
        let code = members.get("code").and_then(|code| match code {
            Value::String(text) => text.trim().parse().ok(),
            code => code.as_i64(),
        });
        Self {
            code,
            message: take_text(&mut members, &["message", "detail", "title"]),
            shown: None,
            // A problem type can also be a name, such as `about:blank`.
            more_info: take_text(&mut members, &["more_info", "type"]).filter(|text| text.starts_with("http")),
            details: ["details", "errors", "params"]
                .iter()
                .find_map(|name| take(&mut members, name).filter(|value| !value.is_null())),
        }
    }
}

impl ErrorBody {
    /// Removes these texts from the shown message: servers often quote a value that they refuse, and it may be personal
    /// data.
    pub(crate) fn conceal(&mut self, texts: impl FnOnce() -> Vec<String>) {
        let Some(message) = self.message.as_ref().filter(|message| message.len() <= MAX_SHOWN) else { return };
        let mut texts = texts();
        // The longest first: it may contain another.
        texts.sort_unstable_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        texts.dedup();
        for text in texts.iter().filter(|text| text.len() > 1) {
            if let Some(shown) = without(self.shown.as_ref().unwrap_or(message), text) {
                self.shown = Some(shown);
            }
        }
    }
}

/// Returns a text without the occurrences of another that are not part of a word; `None` if there are none.
fn without(text: &str, secret: &str) -> Option<String> {
    let is_word = |char: Option<char>| char.is_some_and(|char| char.is_ascii_alphanumeric());
    let (begins, ends) = (is_word(secret.chars().next()), is_word(secret.chars().next_back()));
    let mut rest = text;
    let mut shown = String::new();
    let mut found = false;
    while let Some((before, after)) = rest.split_once(secret) {
        let is_part = begins && is_word(before.chars().next_back()) || ends && is_word(after.chars().next());
        shown.push_str(before);
        shown.push_str(if is_part { secret } else { "[redacted]" });
        found |= !is_part;
        rest = after;
    }
    shown.push_str(rest);
    found.then_some(shown)
}

fn take_text(members: &mut Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| match take(members, name) {
        Some(Value::String(text)) if !text.is_empty() => Some(text),
        _ => None,
    })
}

/// Leaves null in place: removing from a map is a lot of code for everybody to compile.
fn take(members: &mut Map<String, Value>, name: &str) -> Option<Value> {
    members.get_mut(name).map(Value::take)
}

/// Writes what follows the status: `, code 20404: not found`. Always on one line.
impl fmt::Display for ErrorBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(code) = self.code {
            write!(f, ", code {code}")?;
        }
        let Some(message) = &self.message else { return Ok(()) };
        if message.len() > MAX_SHOWN {
            return write!(f, ": a message of {} bytes", message.len());
        }
        f.write_str(": ")?;
        self.shown
            .as_ref()
            .unwrap_or(message)
            .chars()
            .try_for_each(|char| fmt::Write::write_char(f, if char.is_control() { ' ' } else { char }))
    }
}
