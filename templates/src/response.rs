//! A successful response: its value and what its headers contain.

use std::fmt;
use std::ops::Deref;

use serde_core::{Serialize, Serializer};

use super::answer::Head;
use super::api::Operation;
use super::error::Error;
use super::etag::ETag;
use super::transport::Chunk;

/// A successful response. Dereferences to its value.
#[derive(Clone)]
pub struct Response<T> {
    value: T,
    head: Box<Parts>,
}

#[derive(Clone)]
struct Parts {
    head: Head,
    etag: Option<ETag>,
    raw_body: Option<Chunk>,
}

impl<T> Response<T> {
    pub(crate) fn new(value: T, head: Head) -> Self {
        let etag = head.etag().map(ETag::new);
        Self { value, head: Box::new(Parts { head, etag, raw_body: None }) }
    }

    pub(crate) fn with_raw_body(mut self, body: Option<Chunk>) -> Self {
        self.head.raw_body = body;
        self
    }

    /// Returns the value alone.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Returns the same response with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Response<U> {
        Response { value: f(self.value), head: self.head }
    }

    pub(crate) fn into_parts(self) -> (T, Head) {
        (self.value, self.head.head)
    }

    /// Returns the operation that the server responded to. For a request that creates something unless it is found, it
    /// is the operation that found or created it.
    pub fn operation(&self) -> &'static Operation {
        self.head.head.operation
    }

    /// Returns the HTTP status, 200 to 299; or 404 for a deletion whose first response was lost, when a retry found
    /// nothing more to delete. Its name is not that of a field, such as the `status` of what was returned.
    pub fn http_status(&self) -> u16 {
        self.head.head.status
    }

    /// Returns how often the request was sent, or was about to be: more than once if it was retried.
    pub fn attempts(&self) -> u32 {
        self.head.head.history.attempts
    }

    /// Returns the `ETag` header, for `If-Match`. Not every operation returns one.
    pub fn etag(&self) -> Option<&ETag> {
        self.head.etag.as_ref()
    }

    /// Returns the `ETag` header, for callers that must not continue without it.
    ///
    /// # Errors
    ///
    /// If the response has none; [`Error::is_decode`] is then true.
    pub fn require_etag(&self) -> Result<&ETag, Error> {
        self.etag().ok_or_else(|| Error::missing_header(&self.head.head, "ETag"))
    }

    /// Returns the server's id of the request, to be quoted to its support.
    pub fn request_id(&self) -> Option<&str> {
        self.head.head.request_id()
    }

    /// Returns the body as it was received, if the request asked for it with `with_raw_body`: with what this version of
    /// the crate does not know. For a resource that was found in a list, it is the body of that page.
    pub fn raw_body(&self) -> Option<&[u8]> {
        self.head.raw_body.as_deref()
    }

    /// Returns the headers about rate limits.
    pub fn rate_limit(&self) -> RateLimit<'_> {
        let head = &self.head.head;
        let Some(names) = &head.format.rate_limit else {
            return RateLimit { limit: None, remaining: None, config: None };
        };
        RateLimit {
            limit: head.header(names.limit),
            remaining: head.header(names.remaining),
            config: head.header(names.config),
        }
    }

    /// Returns the first header with that name, compared without case.
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

/// As its value alone.
impl<T: Serialize> Serialize for Response<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response").field("status", &self.http_status()).field("value", &self.value).finish()
    }
}

/// The rate-limit headers of a response, verbatim. Their format is not documented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit<'a> {
    /// The limit.
    pub limit: Option<&'a str>,
    /// What remains of the limit.
    pub remaining: Option<&'a str>,
    /// The configuration of the limit.
    pub config: Option<&'a str>,
}
