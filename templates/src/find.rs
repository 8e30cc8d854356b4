//! Creating what is not there yet: look, create, and look again when nobody knows whether it was created. Knows how a
//! lookup is described; must not know what is looked for.

use std::time::Duration;

use serde_core::de::DeserializeOwned;
use tokio::time::{Instant, sleep};

use super::api::{Find, FindBy, InputPath};
use super::call::Call;
use super::error::Error;
use super::exchange::after;
use super::response::Response;

/// How long to wait before each look after a creation of which nobody knows whether it was applied: the server may still
/// be at it, and lists lag behind.
const LOOKS: [Duration; 4] = [Duration::ZERO, Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];

/// What is kept for them at most.
const TIME_FOR_LOOKS: Duration = Duration::from_secs(10);

#[allow(dead_code, reason = "for generated code; only for APIs whose creations can be found")]
impl Call {
    /// As [`send`](Self::send), but what [`or_find`](Self::or_find) describes is looked for before and, if need be, after.
    /// All requests together have the time of one call.
    pub(crate) async fn send_or_find<T: DeserializeOwned + Send + 'static>(mut self) -> Result<Response<T>, Error> {
        let Some(find) = self.take_find() else { return self.send().await };
        let lookup = self.lookup(find)?;
        let limit = self.time_limit();
        let deadline = after(limit);
        // A creation that hangs must leave time for the looks that tell what became of it.
        let create_until = deadline.checked_sub((limit / 4).min(TIME_FOR_LOOKS)).unwrap_or(deadline);
        if let Some(found) = lookup.clone().until(create_until).look().await? {
            return Ok(found);
        }
        let error = match self.until(create_until).send().await {
            Err(error) if error.may_have_been_applied() || error.is_conflict() => error,
            result => return result,
        };
        for delay in LOOKS {
            if deadline.saturating_duration_since(Instant::now()) <= delay {
                break;
            }
            sleep(delay).await;
            if let Ok(Some(found)) = lookup.clone().until(deadline).look().await {
                return Ok(found);
            }
        }
        Err(error)
    }

    /// The call that looks for what this one creates.
    fn lookup(&self, find: &Find) -> Result<Self, Error> {
        let refused = |path: &InputPath, problem: &str, what: &str| {
            let name = path.members.last().unwrap_or(&path.parameter);
            let problem = format!("{problem} to look for what is there already: {what} `{name}`");
            Err(Error::invalid_input(self.operation(), path.parameter, problem))
        };
        if let Some(path) = find.unless.as_ref().filter(|path| self.value_at(**path).is_some()) {
            return refused(path, "leaves no way", "do not set");
        }
        let mut lookup = self.beside(find.operation);
        for FindBy { parameter, input } in find.by {
            let Some(value) = self.value_at(*input) else {
                return refused(input, "is needed", "set");
            };
            if find.operation.path_template().contains(&format!("{{{parameter}}}")) {
                lookup.path::<String>(parameter, value);
            } else {
                lookup.query::<String>(parameter, value);
            }
        }
        Ok(lookup)
    }

    async fn look<T: DeserializeOwned + Send + 'static>(self) -> Result<Option<Response<T>>, Error> {
        if self.operation().items().is_none() {
            return match self.send().await {
                Ok(found) => Ok(Some(found)),
                Err(error) if error.is_not_found() => Ok(None),
                Err(error) => Err(error),
            };
        }
        let mut pages = self.pages::<T>();
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
