//! Why a request is refused, and what callers of the fake get wrong. Messages never contain a secret.

use std::fmt;

/// Why a request is refused.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) message: String,
    pub(super) missing_permission: bool,
    /// The methods that the path has.
    pub(super) allow: Option<String>,
}

impl Refusal {
    pub(super) fn new(status: u16, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), missing_permission: false, allow: None }
    }

    pub(super) fn parameter(name: &str, problem: &str) -> Self {
        Self::new(400, format!("the parameter `{}` {problem}", brief(name)))
    }

    pub(super) fn not_found() -> Self {
        Self::new(404, "the requested resource was not found")
    }
}

/// A name that a request contains, not longer than is needed to recognize it.
pub(super) fn brief(name: &str) -> String {
    let mut brief: String = name.chars().take(40).flat_map(char::escape_debug).collect();
    if name.chars().nth(40).is_some() {
        brief.push_str("...");
    }
    brief
}

/// What a fake was told to do and cannot.
#[derive(Clone, PartialEq, Eq)]
pub struct FakeError(String);

impl FakeError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl From<Refusal> for FakeError {
    fn from(refusal: Refusal) -> Self {
        Self(refusal.message)
    }
}

impl fmt::Display for FakeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// As `Display`, which is what `unwrap` should show.
impl fmt::Debug for FakeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FakeError({self})")
    }
}

impl std::error::Error for FakeError {}
