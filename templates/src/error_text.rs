//! Writes an error as one line. Must not show credentials, values of the request or the text of a response body.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use super::api::Operation;
use super::error::Error;
use super::error_kind::Kind;
use super::transport::TransportError;

impl Error {
    fn write_problem(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.kind {
            Kind::InvalidInput { parameter, problem } => {
                write!(f, "invalid input: `{}` {problem}", parameter.escape_debug())
            }
            Kind::Configuration { problem, source: None } => write!(f, "configuration: {problem}"),
            Kind::Configuration { problem, source: Some(source) } => {
                write!(f, "configuration: {problem}: ")?;
                write_transport(f, source)
            }
            // Its error may contain anything, and is returned by `source` only.
            Kind::Credentials(problem, _) => write!(f, "no credentials: {problem}"),
            Kind::CredentialsTimeout(limit) => {
                write!(f, "no credentials: their source did not respond within {:?}", round(*limit))
            }
            Kind::Transport(error) => write_transport(f, error),
            Kind::Timeout(limit) => write!(f, "no complete response within {:?}", round(*limit)),
            Kind::NoSlot(limit) => {
                write!(f, "not sent: timed out after {:?} waiting for a free request slot", round(*limit))
            }
            Kind::Stalled(limit) => write!(f, "no data of the response body received for {limit:?}"),
            Kind::TooLarge(limit) => write!(f, "the response body exceeds {limit} bytes"),
            Kind::Api(body) => fmt::Display::fmt(body, f),
            Kind::Decode(failure) => write!(f, "unexpected response: {failure}"),
            Kind::Pagination(problem) => write!(f, "cannot continue the list: {problem}"),
        }
    }
}

/// Rounds to milliseconds: the remainder of a larger limit has too many digits to be readable.
fn round(limit: Duration) -> Duration {
    let millis = limit.saturating_add(Duration::from_micros(500)).as_millis();
    u64::try_from(millis).ok().filter(|millis| *millis > 0).map_or(limit, Duration::from_millis)
}

/// Writes the message and the innermost cause; the causes in between only name layers of the transport.
fn write_transport(f: &mut fmt::Formatter<'_>, error: &TransportError) -> fmt::Result {
    write!(f, "{error}")?;
    let mut cause = error.source();
    while let Some(deeper) = cause.and_then(StdError::source) {
        cause = Some(deeper);
    }
    cause.map_or(Ok(()), |cause| write!(f, ": {cause}"))
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.0.operation {
            write!(f, "{operation}: ")?;
        }
        if let Some(head) = &self.0.head {
            head.write_status(f)?;
            f.write_str(if matches!(self.0.kind, Kind::Api(_)) { "" } else { ": " })?;
        }
        self.write_problem(f)?;
        if self.0.history.attempts > 1 {
            write!(f, "; after {} attempts", self.0.history.attempts)?;
        }
        if let Some(permission) = self.missing_permission() {
            write!(f, "; the API key probably lacks the permission {permission}")?;
        }
        if self.is_redirect() && self.status() != Some(304) {
            f.write_str("; redirects are not followed")?;
        }
        if self.may_have_been_applied() {
            f.write_str("; it may have been applied")?;
            if let Some(find) = self.0.operation.and_then(Operation::find) {
                write!(f, ": check with {find}")?;
            }
        }
        match self.request_id() {
            Some(id) => write!(f, " (request {})", id.escape_debug()),
            None => Ok(()),
        }
    }
}

/// As `Display`, preceded by the kind of error.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.0.kind {
            Kind::InvalidInput { .. } => "InvalidInput",
            Kind::Configuration { .. } => "Configuration",
            Kind::Credentials(..) | Kind::CredentialsTimeout(_) => "Credentials",
            Kind::Transport(_) => "Transport",
            Kind::Timeout(_) | Kind::NoSlot(_) => "Timeout",
            Kind::Stalled(_) => "Stalled",
            Kind::TooLarge(_) => "TooLarge",
            Kind::Api(_) => "Api",
            Kind::Decode(_) => "Decode",
            Kind::Pagination(_) => "Pagination",
        };
        write!(f, "Error::{kind}({self})")
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.0.kind {
            Kind::Transport(error) | Kind::Configuration { source: Some(error), .. } => Some(error),
            Kind::Credentials(_, Some(error)) => Some(&**error),
            // The decoder's own error quotes values of the body.
            _ => None,
        }
    }
}
