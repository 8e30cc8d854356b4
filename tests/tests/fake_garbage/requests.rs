//! Requests that look valid, of every operation, with random parameters and credentials. Knows no server.

use std::net::SocketAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fastrand::Rng;
use generator::surface::{Operation, Parameter, ParameterLocation};
use tests::surface::surface;

/// Must appear in nothing that the server says, nor must its encoded form.
pub(crate) const SECRET: &str = "canary-6e1f0c";
/// More than the server has accounts for.
const USERS: u32 = 1_100;
/// How many SIDs are remembered.
const MAX_SIDS: usize = 400;

/// The value of `Authorization` with the canary.
pub(crate) fn basic(user: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{SECRET}")))
}

/// Whether a text contains the canary or one of its encoded forms, which depend on what is before it.
pub(crate) fn is_told(text: &str) -> bool {
    let encoded = (0..3).map(|before| STANDARD.encode(format!("{}{SECRET}", "a".repeat(before))));
    // What the first and the last characters stand for belongs partly to others.
    text.contains(SECRET) || encoded.into_iter().any(|encoded| text.contains(&encoded[4..16]))
}

/// Makes requests, and learns SIDs of answers.
pub(crate) struct Requests {
    random: Rng,
    host: SocketAddr,
    sids: Vec<String>,
    /// How many users there have been.
    users: u32,
}

impl Requests {
    pub(crate) fn new(seed: u64, host: SocketAddr) -> Self {
        Self { random: Rng::with_seed(seed), host, sids: Vec::new(), users: 0 }
    }

    /// A request as text.
    pub(crate) fn next(&mut self) -> String {
        let operations = &surface().operations;
        let operation = &operations[self.random.usize(..operations.len())];
        let path = self.path(operation);
        let query = self.pairs(operation, ParameterLocation::Query);
        let form = self.pairs(operation, ParameterLocation::Form);
        let base = if self.random.u8(..) < 8 { "/v3" } else { "/v2" };
        let method = match self.random.u8(..) {
            0..8 => "BREW",
            8..16 => "HEAD",
            _ => &operation.method,
        };
        let mut text = format!("{method} {base}{path}?{query} HTTP/1.1\r\nHost: {}\r\n", self.host);
        text.extend(self.authorization().map(|value| format!("Authorization: {value}\r\n")));
        if self.random.u8(..) < 16 {
            text.push_str("If-Match: \"2\"\r\n");
        }
        if !form.is_empty() {
            let odd = self.random.u8(..) < 8;
            let media = if odd { "application/json" } else { "application/x-www-form-urlencoded" };
            text.push_str(&format!("Content-Type: {media}\r\nContent-Length: {}\r\n", form.len()));
        }
        format!("{text}\r\n{form}")
    }

    /// Remembers SIDs that an answer contains.
    pub(crate) fn learn(&mut self, text: &str) {
        let sids = text.split('"').filter(|text| text.len() == 34 && text.is_ascii());
        for sid in sids.filter(|text| text[2..].bytes().all(|byte| byte.is_ascii_hexdigit())).take(3) {
            if self.sids.len() == MAX_SIDS {
                let place = self.random.usize(..MAX_SIDS);
                self.sids.swap_remove(place);
            }
            self.sids.push(sid.to_owned());
        }
    }

    fn path(&mut self, operation: &Operation) -> String {
        let mut path = String::new();
        for (index, part) in operation.path.split(['{', '}']).enumerate() {
            if index % 2 == 0 {
                path.push_str(part);
            } else {
                let parameter = operation.parameters.iter().find(|parameter| parameter.name == part);
                let value = self.value(parameter);
                path.extend(form_urlencoded::byte_serialize(value.as_bytes()));
            }
        }
        path
    }

    fn pairs(&mut self, operation: &Operation, place: ParameterLocation) -> String {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        for parameter in operation.parameters.iter().filter(|parameter| parameter.location == place) {
            let is_sent = if parameter.required { self.random.u8(..) > 8 } else { self.random.u8(..) < 64 };
            if is_sent {
                pairs.append_pair(&parameter.name, &self.value(Some(parameter)));
            }
        }
        if place == ParameterLocation::Query {
            for name in ["PageSize", "Page", "PageToken", "Bogus"] {
                if self.random.u8(..) < 10 {
                    pairs.append_pair(name, &self.value(None));
                }
            }
        }
        pairs.finish()
    }

    fn value(&mut self, parameter: Option<&Parameter>) -> String {
        const ODD: [&str; 14] = [
            "",
            "0",
            "1",
            "-1",
            "99999999999999999999",
            "true",
            "\u{0}",
            "a\r\nb: c",
            "\u{1f980}",
            "[[[[[[",
            "{}",
            "null",
            "..",
            "2026-02-30T25:61:61Z",
        ];
        let example = parameter.and_then(|parameter| parameter.example.as_ref());
        match (self.random.u8(..), example) {
            (0..128, Some(serde_json::Value::String(text))) => text.clone(),
            (0..128, Some(value)) => value.to_string(),
            (128..200, _) if !self.sids.is_empty() => self.sids[self.random.usize(..self.sids.len())].clone(),
            (200..210, _) => "x".repeat(self.random.usize(..20_000)),
            (210..225, _) => "http://127.0.0.1:9/hook?a=b".to_owned(),
            (225..235, _) => r#"{"media_properties":{"source_sid":"RE0"},"participants":[{}]}"#.to_owned(),
            _ => ODD[self.random.usize(..ODD.len())].to_owned(),
        }
    }

    fn authorization(&mut self) -> Option<String> {
        // Most requests come from few users, so that they meet records; the others are all different.
        let number = match self.random.u8(..) {
            0..64 => {
                self.users = (self.users + 1) % USERS;
                self.users
            }
            _ => self.random.u32(..4),
        };
        let prefix = if number % 3 == 2 { "SK" } else { "AC" };
        match self.random.u8(..) {
            0..4 => None,
            4..8 => Some(format!("Bearer {SECRET}")),
            8..12 => Some(basic(SECRET)),
            12..16 => Some(format!("Basic AC{number:032x}:{SECRET}")),
            16..20 => Some(format!("Basic ===={}", STANDARD.encode(SECRET))),
            20..24 => Some(basic(&format!("{prefix}{number:033x}"))),
            _ => Some(basic(&format!("{prefix}{number:032x}"))),
        }
    }
}
