//! The fakes, one for each user, and the time that they share. Knows no HTTP. Must not print a secret.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::super::fake::{Fake, FakeBuilder, FakeChange};
use super::super::timestamp::Timestamp;
use super::login::{self, Login};
use super::queue::Queue;

/// How many users there can be.
const MAX_ACCOUNTS: usize = 1_000;

/// What belongs to a user.
pub(super) struct Account {
    pub(super) user: String,
    pub(super) fake: Fake,
    pub(super) queue: Queue,
    /// That of the last request. Webhooks are signed with it.
    secret: Mutex<Option<String>>,
}

impl Account {
    pub(super) fn secret(&self) -> Option<String> {
        self.secret.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_secret(&self, secret: String) {
        *self.secret.lock().unwrap_or_else(PoisonError::into_inner) = Some(secret);
    }
}

pub(super) struct Accounts {
    settings: FakeBuilder,
    /// Tells the time since the start, and is never changed.
    reference: Fake,
    /// Has the time and the faults of all fakes, and no requests of its own.
    pub(super) common: Fake,
    by_user: BTreeMap<String, Arc<Account>>,
}

impl Accounts {
    pub(super) fn new(settings: FakeBuilder) -> Self {
        let (reference, common) = (settings.clone().build(), settings.clone().build());
        Self { settings, reference, common, by_user: BTreeMap::new() }
    }

    pub(super) fn all(&self) -> Vec<Arc<Account>> {
        self.by_user.values().cloned().collect()
    }

    pub(super) fn len(&self) -> usize {
        self.by_user.len()
    }

    /// The account of a user, who may be a new one; `None` if there are too many.
    pub(super) fn of(&mut self, login: Login) -> Option<Arc<Account>> {
        let account = match self.by_user.get(&login.user) {
            Some(account) => Arc::clone(account),
            None if self.by_user.len() >= MAX_ACCOUNTS => return None,
            None => {
                let account = Arc::new(self.made(&login.user));
                self.by_user.insert(login.user, Arc::clone(&account));
                account
            }
        };
        account.set_secret(login.secret);
        Some(account)
    }

    fn made(&self, user: &str) -> Account {
        let account_sid = login::account_sid(self.common.api(), user);
        let fake = self.common.of_account(&self.settings, &account_sid, login::number(user));
        Account { user: user.to_owned(), fake, queue: Queue::default(), secret: Mutex::default() }
    }

    /// Lets time pass for all.
    pub(super) fn advance(&self, by: Duration) -> Vec<(String, FakeChange)> {
        self.common.advance(by);
        let all = self.by_user.values();
        let changes =
            all.flat_map(|account| account.fake.advance(by).into_iter().map(|change| (account.user.clone(), change)));
        changes.collect()
    }

    /// Forgets all accounts and faults, and the time that was added.
    pub(super) fn reset(&mut self) {
        self.replace(BTreeMap::new());
        self.common.clear_faults();
        self.common.restart_clock(self.reference.now());
    }

    /// Forgets an account: one of that user, or with that SID. Reports whether there was one.
    pub(super) fn forget(&mut self, sid: &str) -> bool {
        let is_it = |account: &Account| account.user == sid || account.fake.account_sid() == sid;
        let gone: Vec<_> = self.by_user.values().filter(|account| is_it(account)).cloned().collect();
        for account in &gone {
            account.queue.clear();
            self.by_user.remove(&account.user);
        }
        !gone.is_empty()
    }

    /// Puts accounts in the place of all others, whose time has been that; or says what is wrong and changes nothing.
    pub(super) fn load(&mut self, now: Timestamp, records: Vec<(String, serde_json::Value)>) -> Result<(), String> {
        if records.len() > MAX_ACCOUNTS {
            return Err(format!("there must not be more than {MAX_ACCOUNTS} accounts"));
        }
        // What would have happened while nobody looked happens at the next look.
        let later = if self.common.is_frozen() { now } else { now.max(self.reference.now()) };
        let mut by_user = BTreeMap::new();
        for (user, records) in records {
            let account = self.made(&user);
            account.fake.load(&records, now).map_err(|problem| format!("{user}: {problem}"))?;
            account.fake.restart_clock(later);
            if let Some(known) = self.by_user.get(&user).and_then(|known| known.secret()) {
                account.set_secret(known);
            }
            by_user.insert(user, Arc::new(account));
        }
        self.replace(by_user);
        self.common.restart_clock(later);
        Ok(())
    }

    fn replace(&mut self, by_user: BTreeMap<String, Arc<Account>>) {
        for account in self.by_user.values() {
            account.queue.clear();
        }
        self.by_user = by_user;
    }
}
