//! Keeps requests that begin together from opening a connection each, while one of HTTP/2 would serve them all. Knows
//! nothing of requests.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::timeout;

/// More than it takes to open a connection.
const MAX_WAIT: Duration = Duration::from_secs(1);

/// What the connections of a pool have in common.
#[derive(Clone, Default)]
pub(crate) struct Sharing(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    protocol: Protocol,
    /// Where others wait for the request that opens a connection.
    leading: Option<Arc<Notify>>,
}

#[derive(Default)]
enum Protocol {
    #[default]
    Unknown,
    /// Each request needs a connection of its own.
    Separate,
    /// All requests use the same one, as long as there is something that it keeps alive.
    Shared(Weak<()>),
}

impl Sharing {
    /// Waits, if another request is opening the first connection. Returns a leader if this request is the one that
    /// others wait for. Nobody waits more than once, nor for long: what fails for one may succeed for another, and the
    /// other request may belong to a task that is busy with something else.
    pub(crate) async fn turn(&self) -> Option<Leader> {
        let waiting = {
            let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            match &state.protocol {
                Protocol::Separate => return None,
                Protocol::Shared(connection) if connection.strong_count() > 0 => return None,
                Protocol::Unknown | Protocol::Shared(_) => {}
            }
            match &state.leading {
                Some(leading) => leading.clone().notified_owned(),
                None => {
                    state.leading = Some(Arc::default());
                    return Some(Leader(self.clone()));
                }
            }
        };
        let _ = timeout(MAX_WAIT, waiting).await;
        None
    }
}

/// The request that opens a connection. Dropping it lets the others go on.
pub(crate) struct Leader(Sharing);

impl Leader {
    /// Tells the others what they can expect: a connection that they share, which lives as long as this; or none.
    pub(crate) fn connected(self, shared: Option<Weak<()>>) {
        let mut state = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.protocol = shared.map_or(Protocol::Separate, Protocol::Shared);
    }
}

impl Drop for Leader {
    fn drop(&mut self) {
        let leading = self.0.0.lock().unwrap_or_else(PoisonError::into_inner).leading.take();
        if let Some(leading) = leading {
            leading.notify_waiters();
        }
    }
}
