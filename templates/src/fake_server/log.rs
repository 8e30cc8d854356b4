//! What the server remembers for those who look after it: requests and attempts to deliver webhooks. Must not show the
//! value of a parameter unless it is asked for.

use std::collections::VecDeque;

use serde_json::{Map, Value, json};

use super::super::fake::FakeRequest;
use super::super::timestamp::Timestamp;

/// How many of each are kept.
const MAX_KEPT: usize = 10_000;
/// How much is kept of a text.
const MAX_TEXT: usize = 1_000;
/// How much is kept of all parameters of a request.
const MAX_PARAMETERS: usize = 10_000;

/// A request.
pub(super) struct Seen {
    account: Option<String>,
    operation: Option<&'static str>,
    pub(super) method: String,
    pub(super) path: String,
    /// `None` if the connection ended without an answer.
    pub(super) status: Option<u16>,
    parameters: Vec<(String, String)>,
}

impl Seen {
    pub(super) fn new(account: Option<&str>, operation: Option<&'static str>, method: &str, path: &str) -> Self {
        Self {
            account: account.map(str::to_owned),
            operation,
            method: brief(method),
            path: brief(path),
            status: None,
            parameters: Vec::new(),
        }
    }

    pub(super) fn answered(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    pub(super) fn with_parameters(mut self, request: &FakeRequest) -> Self {
        let mut room = MAX_PARAMETERS;
        for (name, value) in request.parameters() {
            let (name, value) = (brief(name), brief(value));
            // An empty one takes some as well.
            let Some(rest) = room.checked_sub(name.len() + value.len() + 50) else { break };
            room = rest;
            self.parameters.push((name, value));
        }
        self
    }

    fn to_json(&self, number: u64, with_values: bool) -> Value {
        let parameters: Value = if with_values {
            self.parameters.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect()
        } else {
            self.parameters.iter().map(|(name, _)| Value::from(name.as_str())).collect()
        };
        json!({
            "number": number,
            "account": self.account,
            "operation": self.operation,
            "method": self.method,
            "path": self.path,
            "status": self.status,
            "parameters": parameters,
        })
    }
}

/// An attempt to deliver a webhook.
pub(super) struct Attempt {
    pub(super) account: String,
    pub(super) event: String,
    pub(super) sid: String,
    pub(super) method: String,
    pub(super) url: String,
    pub(super) at: Timestamp,
    pub(super) outcome: Result<u16, String>,
}

impl Attempt {
    fn to_json(&self, number: u64) -> Value {
        let mut members = Map::new();
        let texts = [("account", &self.account), ("event", &self.event), ("sid", &self.sid), ("method", &self.method)];
        members.insert("number".to_owned(), number.into());
        members.extend(texts.map(|(name, text)| (name.to_owned(), text.as_str().into())));
        members.insert("url".to_owned(), shown_url(&self.url).into());
        members.insert("at".to_owned(), self.at.to_string().into());
        match &self.outcome {
            Ok(status) => members.insert("status".to_owned(), (*status).into()),
            Err(error) => members.insert("error".to_owned(), error.as_str().into()),
        };
        members.into()
    }
}

/// The newest of a kind, with a number for each.
struct Newest<T> {
    kept: VecDeque<T>,
    dropped: u64,
}

impl<T> Default for Newest<T> {
    fn default() -> Self {
        Self { kept: VecDeque::new(), dropped: 0 }
    }
}

impl<T> Newest<T> {
    fn push(&mut self, item: T) {
        if self.kept.len() == MAX_KEPT {
            self.kept.pop_front();
            self.dropped += 1;
        }
        self.kept.push_back(item);
    }

    /// Those after a number.
    fn after(&self, number: u64) -> impl Iterator<Item = (u64, &T)> {
        (self.dropped + 1..).zip(&self.kept).filter(move |(own, _)| *own > number)
    }

    fn clear(&mut self) {
        self.dropped += u64::try_from(self.kept.len()).unwrap_or_default();
        self.kept.clear();
    }
}

#[derive(Default)]
pub(super) struct Log {
    requests: Newest<Seen>,
    attempts: Newest<Attempt>,
}

impl Log {
    pub(super) fn push(&mut self, seen: Seen) {
        self.requests.push(seen);
    }

    pub(super) fn push_attempt(&mut self, attempt: Attempt) {
        self.attempts.push(attempt);
    }

    pub(super) fn requests(&self, after: u64, with_values: bool) -> Value {
        self.requests.after(after).map(|(number, seen)| seen.to_json(number, with_values)).collect()
    }

    pub(super) fn attempts(&self, after: u64) -> Value {
        self.attempts.after(after).map(|(number, attempt)| attempt.to_json(number)).collect()
    }

    pub(super) fn clear(&mut self) {
        self.requests.clear();
        self.attempts.clear();
    }
}

fn brief(text: &str) -> String {
    text.chars().take(MAX_TEXT).collect()
}

/// A URL without user name and password, and with the names in its query only.
pub(super) fn shown_url(url: &str) -> String {
    let url = url.split('#').next().unwrap_or_default();
    let (rest, query) = url.split_once('?').map_or((url, None), |(rest, query)| (rest, Some(query)));
    let (scheme, rest) = rest.split_once("://").unwrap_or(("", rest));
    let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let host = authority.rsplit('@').next().unwrap_or_default();
    let glue = if scheme.is_empty() { "" } else { "://" };
    let mut shown = format!("{scheme}{glue}{host}{path}");
    if let Some(query) = query {
        let names = query.split('&').map(|pair| pair.split('=').next().unwrap_or_default());
        let names: Vec<_> = names.map(|name| format!("{name}=...")).collect();
        shown.push('?');
        shown.push_str(&names.join("&"));
    }
    brief(&shown)
}
