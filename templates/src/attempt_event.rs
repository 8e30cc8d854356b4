//! What an observer learns of an attempt.

use std::fmt;
use std::time::Duration;

use super::api::Operation;
use super::error::Error;

/// An attempt that has ended: a request was sent once, or was to be sent.
///
/// Enough for metrics such as OpenTelemetry's `http.client.request.duration`: the method and the template of the URL are
/// those of the operation.
#[non_exhaustive]
pub struct AttemptEvent<'a> {
    /// The operation.
    pub operation: &'static Operation,
    /// The number of the attempt, from 1.
    pub attempt: u32,
    /// The time from the beginning of the request to the last byte of the response, or to the failure.
    pub duration: Duration,
    /// The HTTP status, if there was a response.
    pub status: Option<u16>,
    /// Why the attempt has no result, also if it will be retried.
    pub error: Option<&'a Error>,
}

impl fmt::Debug for AttemptEvent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AttemptEvent")
            .field("operation", &self.operation.id())
            .field("attempt", &self.attempt)
            .field("duration", &self.duration)
            .field("status", &self.status)
            .field("error", &self.error)
            .finish()
    }
}
