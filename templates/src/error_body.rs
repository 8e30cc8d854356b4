//! The body of an error answer, in each of the shapes that the platform has used. Knows member names; must
//! not decide anything by them: the status does that.

use std::fmt;

use serde_json::{Map, Value};

/// The longest message that is shown, in bytes: an error's text is a line of a log.
const MAX_SHOWN: usize = 1000;

/// What could be found in the body; nothing of it is required.
#[derive(Default)]
pub(crate) struct ErrorBody {
    pub(crate) code: Option<i64>,
    pub(crate) message: Option<String>,
    /// The message without what must not be shown, where it holds any.
    shown: Option<String>,
    pub(crate) more_info: Option<String>,
    pub(crate) details: Option<Value>,
}

impl ErrorBody {
    /// Reads the classic shape (`code`, `message`, `more_info`, `details`), problem details by RFC 9457
    /// (`title`, `detail`, `type`, `errors`) and the newer one of the platform (`params`).
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
            // A problem type may also be a name, such as `about:blank`.
            more_info: take_text(&mut members, &["more_info", "type"]).filter(|text| text.starts_with("http")),
            details: ["details", "errors", "params"]
                .iter()
                .find_map(|name| take(&mut members, name).filter(|value| !value.is_null())),
        }
    }
}

impl ErrorBody {
    /// Servers like to repeat a value that they refuse, and what was sent may be personal data.
    pub(crate) fn conceal(&mut self, texts: impl FnOnce() -> Vec<String>) {
        let Some(message) = self.message.as_ref().filter(|message| message.len() <= MAX_SHOWN) else { return };
        let mut texts = texts();
        // The longest first: it may hold another.
        texts.sort_unstable_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        texts.dedup();
        for text in texts.iter().filter(|text| text.len() > 1) {
            if let Some(shown) = without(self.shown.as_ref().unwrap_or(message), text) {
                self.shown = Some(shown);
            }
        }
    }
}

/// A text with every occurrence of another taken out that is not a part of a word; `None` if there is none.
fn without(text: &str, secret: &str) -> Option<String> {
    let is_word = |char: Option<char>| char.is_some_and(|char| char.is_ascii_alphanumeric());
    let (begins, ends) = (is_word(secret.chars().next()), is_word(secret.chars().next_back()));
    let mut rest = text;
    let mut shown = String::new();
    let mut found = false;
    while let Some((before, behind)) = rest.split_once(secret) {
        let is_part = begins && is_word(before.chars().next_back()) || ends && is_word(behind.chars().next());
        shown.push_str(before);
        shown.push_str(if is_part { secret } else { "[redacted]" });
        found |= !is_part;
        rest = behind;
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

/// Leaves null behind: removal from a map is a lot of code for everybody to compile.
fn take(members: &mut Map<String, Value>, name: &str) -> Option<Value> {
    members.get_mut(name).map(Value::take)
}

/// What follows the status: `, code 20404: not found`. On one line, whatever the server sent.
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
