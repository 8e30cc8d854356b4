//! The body of an error answer, in each of the shapes that the platform has used. Knows member names; must
//! not decide anything by them: the status does that.

use std::fmt;

use serde_json::{Map, Value};

/// What could be found in the body; nothing of it is required.
#[derive(Default)]
pub(crate) struct ErrorBody {
    pub(crate) code: Option<i64>,
    pub(crate) message: Option<String>,
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
            // A problem type may also be a name, such as `about:blank`.
            more_info: take_text(&mut members, &["more_info", "type"]).filter(|text| text.starts_with("http")),
            details: ["details", "errors", "params"]
                .iter()
                .find_map(|name| take(&mut members, name).filter(|value| !value.is_null())),
        }
    }
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
        f.write_str(": ")?;
        message.chars().try_for_each(|char| fmt::Write::write_char(f, if char.is_control() { ' ' } else { char }))
    }
}
