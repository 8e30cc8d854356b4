//! A response before its body is decoded, and what is known about the call that led to it.

use std::fmt;
use std::time::SystemTime;

use http::HeaderMap;

use super::api::{Operation, ResponseFormat};
use super::transport::{Chunk, text_of};

/// A successful response with its body.
pub(crate) struct Answer {
    pub(crate) head: Head,
    pub(crate) body: Chunk,
}

/// The status and the headers of a response, kept by responses and errors alike.
#[derive(Clone)]
pub(crate) struct Head {
    pub(crate) operation: &'static Operation,
    pub(crate) status: u16,
    pub(crate) history: History,
    pub(crate) format: &'static ResponseFormat,
    headers: HeaderMap,
}

impl Head {
    pub(crate) fn new(
        operation: &'static Operation,
        format: &'static ResponseFormat,
        status: u16,
        headers: HeaderMap,
    ) -> Self {
        Self { operation, status, history: History::default(), format, headers }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        text_of(&self.headers, name)
    }

    #[cfg(feature = "gzip")]
    pub(crate) fn is_gzip(&self) -> bool {
        let mut codings = self.headers.get_all(http::header::CONTENT_ENCODING).iter();
        let coding = codings.next().and_then(|coding| coding.to_str().ok()).unwrap_or_default().trim();
        let is_known = ["gzip", "x-gzip"].iter().any(|known| known.eq_ignore_ascii_case(coding));
        is_known && codings.next().is_none()
    }

    /// Removes what does not hold for the body after decompression.
    #[cfg(feature = "gzip")]
    pub(crate) fn remove_encoding(&mut self) {
        self.headers.remove(http::header::CONTENT_ENCODING);
        self.headers.remove(http::header::CONTENT_LENGTH);
    }

    pub(crate) fn etag(&self) -> Option<&str> {
        text_of(&self.headers, http::header::ETAG)
    }

    pub(crate) fn request_id(&self) -> Option<&str> {
        self.header(self.format.request_id?)
    }

    pub(crate) fn is_success(&self) -> bool {
        (200..=299).contains(&self.status)
    }

    /// Writes the status as `404 Not Found`.
    pub(crate) fn write_status(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status)?;
        let status = http::StatusCode::from_u16(self.status).ok();
        match status.and_then(|status| status.canonical_reason()) {
            Some(reason) => write!(f, " {reason}"),
            None => Ok(()),
        }
    }
}

/// The attempts that led to a response or an error.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct History {
    /// How often the request was sent.
    pub(crate) attempts: u32,
    /// What the failed attempts did.
    pub(crate) effect: Effect,
    /// When the first attempt began.
    pub(crate) started: Option<SystemTime>,
}

/// What attempts without a result did to the server's data, in ascending order: the largest counts for a whole call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Effect {
    /// Nothing was applied. Always the case for a `GET`.
    #[default]
    None,
    /// It is unknown whether the operation was applied.
    Unknown,
    /// The server reported success, but there is no complete or valid body.
    Applied,
}
