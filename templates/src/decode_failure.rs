//! What is wrong with a body that cannot be decoded, and where. Must not repeat a value of the body, which may be
//! personal data.

use std::fmt;

/// What is wrong with a body, and where.
#[derive(Clone)]
pub(crate) struct DecodeFailure {
    /// Empty for the body as a whole.
    path: String,
    problem: String,
    /// Line and column, both from 1.
    place: Option<(usize, usize)>,
    /// Whether the body is JSON, and a value in it is not what was expected.
    is_data: bool,
}

impl DecodeFailure {
    pub(crate) fn missing_header(name: &str) -> Self {
        Self {
            path: String::new(),
            problem: format!("the response has no `{name}` header"),
            place: None,
            is_data: false,
        }
    }

    pub(crate) fn encoded() -> Self {
        let problem = "the body has a Content-Encoding, which the client did not ask for".to_owned();
        Self { path: String::new(), problem, place: None, is_data: false }
    }

    #[cfg(feature = "gzip")]
    pub(crate) fn corrupt() -> Self {
        let problem = "the body cannot be decompressed".to_owned();
        Self { path: String::new(), problem, place: None, is_data: false }
    }

    #[cfg(feature = "webhook")]
    #[allow(dead_code, reason = "for generated code; only for APIs with webhooks")]
    pub(crate) fn at(path: String, problem: String) -> Self {
        Self { path, problem, place: None, is_data: false }
    }

    /// Describes an error of the decoder. `is_json` is whether the body was declared to be JSON.
    pub(crate) fn of(body: &[u8], error: &serde_json::Error, is_json: bool) -> Self {
        if body.is_empty() {
            return Self { path: String::new(), problem: "the body is empty".to_owned(), place: None, is_data: false };
        }
        let (path, problem) = if error.is_data() {
            (path_at(body, error.line(), error.column()), data_problem(&error.to_string()))
        } else {
            let problem = match (error.is_eof(), is_json) {
                (_, false) => "the body is not JSON, and its Content-Type does not indicate JSON",
                (true, true) => "the JSON is incomplete",
                (false, true) => "the body is not valid JSON",
            };
            (String::new(), problem.to_owned())
        };
        Self { path, problem, place: Some((error.line(), error.column())), is_data: error.is_data() }
    }
}

impl DecodeFailure {
    pub(crate) fn is_data(&self) -> bool {
        self.is_data
    }

    /// Returns the same failure for a value that is part of a body. The line and the column are those of the value alone,
    /// so they are left out.
    pub(crate) fn within(mut self, path: &str) -> Self {
        let dot = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path = format!("{path}{dot}{}", self.path);
        self.place = None;
        self
    }
}

impl fmt::Display for DecodeFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "at `{}`: ", self.path.escape_debug())?;
        }
        f.write_str(&self.problem)?;
        match self.place {
            Some((line, column)) => write!(f, " (line {line}, column {column})"),
            None => Ok(()),
        }
    }
}

/// Returns serde's message without the value that it quotes.
///
/// Its messages are `invalid type: string "the value", expected …` and `missing field …`; a message that is not known
/// to be free of values is not shown.
pub(crate) fn data_problem(message: &str) -> String {
    let message = message.rsplit_once(" at line ").map_or(message, |(message, _)| message);
    if message.starts_with("missing field `") || message.starts_with("duplicate field `") {
        return message.to_owned();
    }
    let found = ["invalid type: ", "invalid value: "].iter().find_map(|intro| message.strip_prefix(intro));
    // From the right: the value may contain anything, what is expected is our own text.
    match found.and_then(|rest| rest.rsplit_once(", expected ")) {
        Some((found, expected)) => {
            let kind = found.split(['`', '"']).next().unwrap_or_default().trim_end();
            format!("expected {}, found {kind}", in_terms_of_json(expected))
        }
        None => "a value has an unexpected format".to_owned(),
    }
}

/// Replaces names of Rust types: readers of the message know JSON.
fn in_terms_of_json(expected: &str) -> &str {
    match expected {
        "i64" => "an integer",
        "f64" => "a number",
        _ => expected,
    }
}

/// Returns the path to the member where a decoder stopped, such as `items[3].name`.
///
/// The path is found in the text: a decoder that keeps track of it would have to be compiled for every type. The
/// decoder has accepted the text up to this place, so it is enough to follow brackets, commas and strings.
fn path_at(body: &[u8], line: usize, column: usize) -> String {
    enum Level<'a> {
        Object { key: &'a [u8], reading_key: bool },
        Array(usize),
    }

    let before: usize = body.split_inclusive(|byte| *byte == b'\n').take(line.saturating_sub(1)).map(<[u8]>::len).sum();
    let read = body.get(..before + column).unwrap_or(body);
    let mut levels = Vec::new();
    let mut at = 0;
    while let Some(byte) = read.get(at) {
        at += 1;
        match (byte, levels.last_mut()) {
            (b'"', top) => {
                let start = at;
                while read.get(at).is_some_and(|byte| *byte != b'"') {
                    at += if read[at] == b'\\' { 2 } else { 1 };
                }
                if let Some(Level::Object { key, reading_key: true }) = top {
                    *key = read.get(start..at).unwrap_or_default();
                }
                at += 1;
            }
            (b'{', _) => levels.push(Level::Object { key: b"", reading_key: true }),
            (b'[', _) => levels.push(Level::Array(0)),
            (b'}' | b']', _) => drop(levels.pop()),
            (b':', Some(Level::Object { reading_key, .. })) => *reading_key = false,
            (b',', Some(Level::Object { key, reading_key })) => (*key, *reading_key) = (b"", true),
            (b',', Some(Level::Array(index))) => *index += 1,
            _ => {}
        }
    }
    let mut path = String::new();
    for level in &levels {
        match level {
            Level::Object { key: b"", .. } => {}
            Level::Object { key, .. } => {
                let dot = if path.is_empty() { "" } else { "." };
                path.push_str(dot);
                path.push_str(&String::from_utf8_lossy(key));
            }
            Level::Array(index) => path.push_str(&format!("[{index}]")),
        }
    }
    path
}
