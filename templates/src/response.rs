//! What comes back besides the body. Knows the headers of the platform; must not know any body.

use std::fmt;
use std::ops::Deref;

use http::HeaderMap;

use super::api::Operation;
use super::error::Error;
use super::etag::ETag;
use super::exchange::History;
use super::transport::text_of;

/// The status and headers of an answer, kept by responses and errors alike.
#[derive(Clone)]
pub(crate) struct Head {
    pub(crate) operation: &'static Operation,
    pub(crate) status: u16,
    pub(crate) history: History,
    headers: HeaderMap,
}

impl Head {
    pub(crate) fn new(operation: &'static Operation, status: u16, headers: HeaderMap) -> Self {
        Self { operation, status, history: History::default(), headers }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        text_of(&self.headers, name)
    }

    pub(crate) fn is_success(&self) -> bool {
        (200..=299).contains(&self.status)
    }

    pub(crate) fn request_id(&self) -> Option<&str> {
        self.header("Twilio-Request-Id")
    }

    /// The status as people read it: `404 Not Found`.
    pub(crate) fn write_status(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status)?;
        let status = http::StatusCode::from_u16(self.status).ok();
        match status.and_then(|status| status.canonical_reason()) {
            Some(reason) => write!(f, " {reason}"),
            None => Ok(()),
        }
    }
}

/// A successful answer: the value, which it dereferences to, and what the headers said.
#[derive(Clone)]
pub struct Response<T> {
    value: T,
    head: Box<Parts>,
}

#[derive(Clone)]
struct Parts {
    head: Head,
    etag: Option<ETag>,
}

impl<T> Response<T> {
    pub(crate) fn new(value: T, head: Head) -> Self {
        let etag = text_of(&head.headers, http::header::ETAG).map(ETag::new);
        Self { value, head: Box::new(Parts { head, etag }) }
    }

    /// The value alone.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The same response with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Response<U> {
        Response { value: f(self.value), head: self.head }
    }

    /// The operation that was answered: where something is created unless it is found, the one that did it.
    pub fn operation(&self) -> &'static Operation {
        self.head.head.operation
    }

    /// The HTTP status, 200 to 299; or 404 after a deletion whose first answer was lost and that found nothing more to
    /// delete.
    pub fn status(&self) -> u16 {
        self.head.head.status
    }

    /// How often the request was sent; more than once if it had to be repeated.
    pub fn attempts(&self) -> u32 {
        self.head.head.history.attempts
    }

    /// The version mark of what was answered, for `If-Match`. Not every operation sends one.
    pub fn etag(&self) -> Option<&ETag> {
        self.head.etag.as_ref()
    }

    /// The version mark, where going on without it would be a mistake.
    ///
    /// # Errors
    ///
    /// When the answer has none; [`Error::is_decode`] is true of it.
    pub fn require_etag(&self) -> Result<&ETag, Error> {
        self.etag().ok_or_else(|| Error::missing_header(&self.head.head, "ETag"))
    }

    /// The id of the request at the server, to be quoted to its support.
    pub fn request_id(&self) -> Option<&str> {
        self.head.head.request_id()
    }

    /// What the answer says about rate limits.
    pub fn rate_limit(&self) -> RateLimit<'_> {
        let head = &self.head.head;
        RateLimit {
            limit: head.header("X-Rate-Limit-Limit"),
            remaining: head.header("X-Rate-Limit-Remaining"),
            config: head.header("X-Rate-Limit-Config"),
        }
    }

    /// The first header of that name; upper and lower case are the same.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.head.header(name)
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response").field("status", &self.status()).field("value", &self.value).finish()
    }
}

/// The rate-limit headers of an answer, as the server wrote them. Their format is not documented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit<'a> {
    /// `X-Rate-Limit-Limit`.
    pub limit: Option<&'a str>,
    /// `X-Rate-Limit-Remaining`.
    pub remaining: Option<&'a str>,
    /// `X-Rate-Limit-Config`.
    pub config: Option<&'a str>,
}
