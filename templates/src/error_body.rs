//! Reads the body of an error response, in each of the formats that the platform has used. Must not derive the kind of
//! error from it: only the status decides that. `quotes` says whether its message may be shown.

use std::fmt;

use serde_json::{Map, Value};

use super::quotes::quotes;
use super::repair::repaired;

/// The longest message that is shown, in bytes: the text of an error is one line of a log.
const MAX_SHOWN: usize = 1000;

/// The known members of the body, all of them optional.
#[derive(Default)]
pub(crate) struct ErrorBody {
    pub(crate) code: Option<i64>,
    pub(crate) message: Option<String>,
    /// Whether the message repeats a text of the request, so that it must not be shown.
    is_withheld: bool,
    pub(crate) more_info: Option<String>,
    pub(crate) details: Option<Value>,
}

impl ErrorBody {
    /// Reads the classic format (`code`, `message`, `more_info`, `details`), problem details according to RFC 9457
    /// (`title`, `detail`, `type`, `errors`) and the platform's newer format (`params`).
    pub(crate) fn parse(body: &[u8]) -> Self {
        let Ok(Value::Object(mut members)) = serde_json::from_str(&repaired(body)) else {
            return Self::default();
        };
        let code = members.get("code").and_then(|code| match code {
            Value::String(text) => text.trim().parse().ok(),
            code => code.as_i64(),
        });
        Self {
            code,
            message: take_text(&mut members, &["message", "detail", "title"]),
            is_withheld: false,
            // A problem type can also be a name, such as `about:blank`.
            more_info: take_text(&mut members, &["more_info", "type"]).filter(|text| text.starts_with("http")),
            details: ["details", "errors", "params"]
                .iter()
                .find_map(|name| take(&mut members, name).filter(|value| !value.is_null())),
        }
    }
}

impl ErrorBody {
    /// Withholds the message if it repeats one of these texts: servers often quote a value that they refuse, and it may be
    /// personal data.
    pub(crate) fn conceal(&mut self, texts: impl FnOnce() -> Vec<String>) {
        let message = self.message.as_ref().filter(|message| message.len() <= MAX_SHOWN);
        self.is_withheld = message.is_some_and(|message| quotes(message, &texts()));
    }
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
        if self.is_withheld {
            return f.write_str(": a message that repeats a value of the request, see `Error::message`");
        }
        f.write_str(": ")?;
        message.chars().try_for_each(|char| fmt::Write::write_char(f, if char.is_control() { ' ' } else { char }))
    }
}
