//! What all connections share. Does nothing by itself. Must not print a secret.

use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use tokio::sync::Notify;

use super::super::fake::{FakeBuilder, FaultHandle};
use super::accounts::Accounts;
use super::log::{Attempt, Log, Seen};

/// The settings of a server.
pub(super) struct Settings {
    pub(super) address: SocketAddr,
    /// Scheme and host that URLs in answers begin with; those of the request if `None`.
    pub(super) public_url: Option<String>,
    /// Without one, webhooks are not signed.
    pub(super) signature_header: Option<&'static str>,
    /// Webhooks may go to other hosts than this machine.
    pub(super) delivers_anywhere: bool,
    /// Each request is told on standard error.
    pub(super) is_logging: bool,
}

/// A fault as somebody told it, and how often it has occurred.
pub(super) type ToldFault = (Value, FaultHandle);

pub(super) struct Shared {
    pub(super) settings: Settings,
    accounts: Mutex<Accounts>,
    log: Mutex<Log>,
    faults: Mutex<Vec<ToldFault>>,
    /// Something may have become due.
    pub(super) due: Notify,
}

impl Shared {
    pub(super) fn new(settings: Settings, fakes: FakeBuilder) -> Self {
        let accounts = Mutex::new(Accounts::new(fakes));
        Self { settings, accounts, log: Mutex::default(), faults: Mutex::default(), due: Notify::new() }
    }

    pub(super) fn accounts(&self) -> MutexGuard<'_, Accounts> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn faults(&self) -> MutexGuard<'_, Vec<ToldFault>> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers a request, and tells it by the template of its path, if it has one.
    pub(super) fn saw(&self, seen: Seen, template: Option<&str>) {
        if self.settings.is_logging {
            let path: String = template.unwrap_or(&seen.path).escape_debug().take(200).collect();
            let status = seen.status.map_or("no answer".to_owned(), |status| status.to_string());
            tell(&format!("{} {path} {status}", seen.method.escape_debug()));
        }
        self.log().push(seen);
    }

    pub(super) fn attempted(&self, attempt: Attempt) {
        if self.settings.is_logging {
            let outcome = match &attempt.outcome {
                Ok(status) => status.to_string(),
                Err(error) => error.clone(),
            };
            tell(&format!("webhook {} for {}: {outcome}", attempt.event, attempt.sid.escape_debug()));
        }
        self.log().push_attempt(attempt);
    }
}

/// Writes a line to standard error. Nobody need read it.
pub(super) fn tell(line: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "{line}");
}
