//! How an error reads: one line, with everything that helps and nothing private. Knows the kinds of errors; must not
//! show credentials, values that were sent or the text of an answer's body.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use super::api::Operation;
use super::error::{Error, Kind};
use super::transport::TransportError;

impl Error {
    fn write_problem(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.kind {
            Kind::InvalidInput { parameter, problem } => write!(f, "invalid input: `{parameter}` {problem}"),
            Kind::Configuration { problem, source: None } => write!(f, "configuration: {problem}"),
            Kind::Configuration { problem, source: Some(source) } => {
                write!(f, "configuration: {problem}: ")?;
                write_transport(f, source)
            }
            Kind::Transport(error) => write_transport(f, error),
            Kind::Timeout(limit) => write!(f, "no answer within {:?}", round(*limit)),
            Kind::NoTurn(limit) => write!(f, "not sent: its {:?} were over before its turn came", round(*limit)),
            Kind::Stalled(limit) => write!(f, "nothing more of the answer came for {limit:?}"),
            Kind::TooLarge(limit) => write!(f, "the answer is longer than {limit} bytes"),
            Kind::Api(body) => fmt::Display::fmt(body, f),
            Kind::Decode(failure) => write!(f, "unexpected answer: {failure}"),
            Kind::Pagination(problem) => write!(f, "the list cannot go on: {problem}"),
        }
    }
}

/// What is left of a larger limit has more digits than anybody wants to read.
fn round(limit: Duration) -> Duration {
    let millis = limit.saturating_add(Duration::from_micros(500)).as_millis();
    u64::try_from(millis).ok().filter(|millis| *millis > 0).map_or(limit, Duration::from_millis)
}

/// The message and the innermost cause, which is the one that helps; what lies between names layers.
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
            write!(f, "; the key probably lacks the permission {permission}")?;
        }
        if self.is_redirect() {
            f.write_str("; redirects are not followed")?;
        }
        if self.may_have_been_applied() {
            f.write_str("; it may have been applied")?;
            if let Some(find) = self.0.operation.and_then(Operation::find) {
                write!(f, ", which {find} can tell")?;
            }
        }
        match self.request_id() {
            Some(id) => write!(f, " (request {})", id.escape_debug()),
            None => Ok(()),
        }
    }
}

/// As `Display`, with the kind of error before it.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.0.kind {
            Kind::InvalidInput { .. } => "InvalidInput",
            Kind::Configuration { .. } => "Configuration",
            Kind::Transport(_) => "Transport",
            Kind::Timeout(_) | Kind::NoTurn(_) => "Timeout",
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
            // A decoder's own error quotes values of the body.
            _ => None,
        }
    }
}
