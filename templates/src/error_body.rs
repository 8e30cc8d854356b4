//! The body of an error answer, in each of the shapes that the platform has used. Knows member names; must
//! not decide anything by them: the status does that.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::fmt;

use serde_json::{Map, Value};

use super::transport::HttpRequest;

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
    /// Servers like to repeat a value that they refuse. Parameters may be personal data, so none of theirs is shown; what
    /// is in the path stays, because without it nobody knows what was not found.
    pub(crate) fn conceal(&mut self, request: &HttpRequest) {
        let Some(message) = &self.message else { return };
        let query = request.url().split_once('?').map_or("", |(_, query)| query);
        let parameters = form_urlencoded::parse(query.as_bytes()).chain(form_urlencoded::parse(request.body()));
        let mut sent = Vec::new();
        for (_, value) in parameters {
            match serde_json::from_str(&value) {
                Ok(value @ (Value::Object(_) | Value::Array(_))) => texts_within(&value, &mut sent),
                _ => sent.push(value.into_owned()),
            }
        }
        // The longest first: it may hold another.
        sent.sort_unstable_by_key(|text| Reverse(text.len()));
        let mut shown = Cow::Borrowed(&**message);
        for text in sent.iter().filter(|text| text.len() > 1) {
            if let Some(without) = without(&shown, text) {
                shown = Cow::Owned(without);
            }
        }
        if let Cow::Owned(shown) = shown {
            self.shown = Some(shown);
        }
    }
}

fn texts_within(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| texts_within(item, texts)),
        Value::Object(members) => members.values().for_each(|member| texts_within(member, texts)),
        _ => {}
    }
}

/// A text with every occurrence of another taken out that is not a part of a word; `None` if there is none.
fn without(text: &str, secret: &str) -> Option<String> {
    let mut rest = text;
    let mut shown = String::new();
    let mut found = false;
    while let Some((before, behind)) = rest.split_once(secret) {
        let within_word = before.ends_with(char::is_alphanumeric) || behind.starts_with(char::is_alphanumeric);
        shown.push_str(before);
        shown.push_str(if within_word { secret } else { "[redacted]" });
        found |= !within_word;
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
        let Some(message) = self.shown.as_ref().or(self.message.as_ref()) else { return Ok(()) };
        f.write_str(": ")?;
        message.chars().try_for_each(|char| fmt::Write::write_char(f, if char.is_control() { ' ' } else { char }))
    }
}
