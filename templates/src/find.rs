//! Creates a resource unless it exists: looks it up, creates it, and looks it up again if the creation may have been
//! applied.

use std::time::Duration;

use serde_core::de::DeserializeOwned;
use tokio::time::{Instant, sleep};

use super::api::{Find, FindBy, InputPath};
use super::call::Call;
use super::error::Error;
use super::limits::after;
use super::pages::Pages;
use super::response::Response;

/// The share of a call's time that is kept for the lookups after the creation, for constants and documentation.
macro_rules! lookup_time {
    (divisor) => {
        4
    };
    (max_seconds) => {
        10
    };
}
#[allow(unused_imports, reason = "for generated code; only for APIs whose creations can be found")]
pub(crate) use lookup_time;

/// The paragraph on races and time limits that the documentation of such methods shares.
#[allow(unused_macros, reason = "for generated code; only for APIs whose creations can be found")]
macro_rules! find_docs {
    () => {
        concat!(
            "Two calls at the same time may both find nothing and both create the resource. All requests together have \
             the time limit of one call; 1/",
            crate::runtime::find::lookup_time!(divisor),
            " of it, but at most ",
            crate::runtime::find::lookup_time!(max_seconds),
            " seconds, is reserved for the lookups after the creation."
        )
    };
}
#[allow(unused_imports, reason = "for generated code; only for APIs whose creations can be found")]
pub(crate) use find_docs;

/// The delay before each lookup after a creation that may have been applied: the server may still be working on it, and
/// lists may be out of date.
const LOOKUP_DELAYS: [Duration; 4] =
    [Duration::ZERO, Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];

#[allow(dead_code, reason = "for generated code; only for APIs whose creations can be found")]
impl Call {
    /// As [`send`](Self::send), but after [`or_find`](Self::or_find) it looks for the resource first and, if need be,
    /// afterwards. All requests together have the time limit of one call.
    pub(crate) async fn send_or_find<T: DeserializeOwned + Send + 'static>(mut self) -> Result<Response<T>, Error> {
        let Some(find) = self.take_find() else { return self.send().await };
        self.check()?;
        let lookup = self.lookup(find)?;
        let limit = self.time_limit();
        let deadline = after(Instant::now(), limit);
        // A creation that hangs must leave time for the lookups after it.
        let reserved = (limit / lookup_time!(divisor)).min(Duration::from_secs(lookup_time!(max_seconds)));
        let create_until = deadline.checked_sub(reserved).unwrap_or(deadline);
        if let Some(found) = lookup.clone().until(create_until).first().await? {
            return Ok(found);
        }
        let error = match self.until(create_until).send().await {
            Err(error) if error.may_have_been_applied() || error.is_conflict() => error,
            result => return result,
        };
        for delay in LOOKUP_DELAYS {
            if deadline.saturating_duration_since(Instant::now()) <= delay {
                break;
            }
            sleep(delay).await;
            match lookup.clone().until(deadline).first().await {
                Ok(Some(found)) => return Ok(found),
                // It would stay like that.
                Err(error) if error.is_misconfigured() || (error.is_credentials() && !error.is_transient()) => break,
                Ok(None) | Err(_) => {}
            }
        }
        Err(error)
    }

    /// Returns the call that looks for what this one creates.
    fn lookup(&self, find: &Find) -> Result<Self, Error> {
        let refuse = |path: &InputPath, problem: &str, action: &str| {
            let name = path.members.last().unwrap_or(&path.parameter);
            let problem = format!("{problem} an existing resource: {action} `{name}`");
            Err(Error::invalid_input(self.operation(), path.parameter, problem))
        };
        if let Some(path) = find.unless.as_ref().filter(|path| self.inputs.value_at(**path).is_some()) {
            return refuse(path, "makes it impossible to find", "do not set");
        }
        let mut lookup = self.with_operation(find.operation);
        for FindBy { parameter, input } in find.by {
            let Some(value) = self.inputs.value_at(*input) else {
                return refuse(input, "is required to find", "set");
            };
            if find.operation.path_template().contains(&format!("{{{parameter}}}")) {
                lookup.inputs.path::<String>(parameter, value);
            } else {
                lookup.inputs.query::<String>(parameter, value);
            }
        }
        Ok(lookup)
    }

    /// Returns what a fetch returns, or the first item of a list; `None` if there is nothing.
    async fn first<T: DeserializeOwned + Send + 'static>(self) -> Result<Option<Response<T>>, Error> {
        if self.operation().items().is_none() {
            return match self.send().await {
                Ok(found) => Ok(Some(found)),
                Err(error) if error.is_not_found() => Ok(None),
                Err(error) => Err(error),
            };
        }
        let mut pages = Pages::<T>::new(self);
        while let Some(page) = pages.try_next().await? {
            if !page.items().is_empty() {
                let mut first = None;
                let page = page.map(|page| first = page.into_iter().next());
                return Ok(first.map(|first| page.map(|()| first)));
            }
        }
        Ok(None)
    }
}
