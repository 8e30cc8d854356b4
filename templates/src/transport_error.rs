//! Why a transport has no response, and what that means for the request.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

/// What a failure means for the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// There was no connection, or the server says that it did not process the request, as it can with HTTP/2: nothing was
    /// applied, so the request can safely be retried.
    Connect,
    /// There was no connection, and another attempt would end in the same way: a proxy demands other credentials, for
    /// example, or a certificate is not trusted. Nothing was sent.
    Misconfigured,
    /// The request is invalid: nothing was sent, and another attempt would fail in the same way.
    InvalidRequest,
    /// The transport's own time limit expired; the request may have been sent.
    Timeout,
    /// The connection was interrupted; the request may have been sent.
    Interrupted,
    /// Anything else; the request may have been sent.
    Other,
}

/// Why there is no response.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    timed_out: bool,
    message: Cow<'static, str>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl TransportError {
    /// Creates an error. The message is part of what users read: no personal data, no secrets.
    pub fn new(kind: TransportErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        let timed_out = kind == TransportErrorKind::Timeout;
        Self { kind, timed_out, message: message.into(), source: None }
    }

    /// Creates an error for a connection that timed out: of kind [`Connect`](TransportErrorKind::Connect), and a
    /// timeout as well.
    pub fn connect_timeout(message: impl Into<Cow<'static, str>>) -> Self {
        Self { timed_out: true, ..Self::new(TransportErrorKind::Connect, message) }
    }

    /// Adds the cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Returns what the failure means for the request.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Reports whether a time limit expired, for the connection or for the whole request.
    pub fn is_timeout(&self) -> bool {
        self.timed_out
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|source| &**source as _)
    }
}
