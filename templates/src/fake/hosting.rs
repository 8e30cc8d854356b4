//! What somebody needs of fakes who serves several of them, one for each account. Knows no sockets. Must not print a
//! secret.

use std::time::Duration;

use serde_json::Value;

use super::super::api::Api;
use super::super::timestamp::Timestamp;
use super::changes::FakeWebhook;
use super::clock::parse;
use super::engine::{Exchange, Outcome, Reply};
use super::handle::{Fake, FakeBuilder};
use super::log::FakeRequest;
use super::refusal::{FakeError, Refusal};
use super::route::{Route, route};
use super::state;

/// What becomes of a request.
pub(crate) enum Hosted {
    Answered {
        answer: Answer,
        delay: Duration,
    },
    /// The connection ends without an answer.
    Dropped {
        delay: Duration,
    },
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

impl From<Reply> for Answer {
    fn from(Reply { status, headers, body }: Reply) -> Self {
        Self { status, headers, body }
    }
}

impl Fake {
    /// The fake of an account, at the same time and with the same faults as this one. The number makes what is random
    /// differ.
    pub(crate) fn of_account(&self, settings: &FakeBuilder, account_sid: &str, number: u64) -> Self {
        let start = self.now();
        let fake = settings.clone().start(start).account_sid(account_sid).mixed_seed(number).build();
        let faults = self.lock().faults.clone();
        fake.lock().faults = faults;
        fake
    }

    pub(crate) fn api(&self) -> &'static Api {
        self.lock().table.api
    }

    /// Serves a request of the account itself, whatever credentials it has, and hands over what a log needs.
    pub(crate) fn host<'a>(
        &self,
        method: &'a str,
        url: &'a str,
        header: &dyn Fn(&str) -> Option<&'a str>,
        body: &'a [u8],
    ) -> (Hosted, Option<FakeRequest>) {
        let authorization = self.account_credentials().authorization(self.api()).unwrap_or_default();
        let mut engine = self.lock();
        let outcome = {
            let known = |name: &str| match name {
                "authorization" => Some(authorization.as_str()),
                name => header(name),
            };
            engine.serve(&Exchange { method, url, header: &known, body })
        };
        let latency = self.latency();
        match outcome {
            Outcome::Answered { reply, delay } => {
                let delay = latency.saturating_add(delay);
                (Hosted::Answered { answer: reply.into(), delay }, engine.log.take_newest())
            }
            Outcome::NotSent => (Hosted::Dropped { delay: Duration::ZERO }, None),
            Outcome::Cut => (Hosted::Dropped { delay: latency }, engine.log.take_newest()),
        }
    }

    /// An answer in the shape of the API's errors.
    pub(crate) fn refusal(&self, status: u16, message: &str) -> Answer {
        let mut engine = self.lock();
        let mut reply = engine.refused(&Refusal::new(status, message));
        engine.add_headers(&mut reply);
        reply.into()
    }

    /// The id and the path template of the operation of a request.
    pub(crate) fn operation_of(&self, method: &str, path: &str) -> Option<(&'static str, &'static str)> {
        match route(self.lock().table, method, path) {
            Route::Found(served, _) => Some((served.operation.id(), served.operation.path_template())),
            _ => None,
        }
    }

    /// Forgets all faults, of the fakes that share them as well.
    pub(crate) fn clear_faults(&self) {
        self.lock().faults.clear();
    }

    /// Does what is due, and takes the webhooks that this and earlier looks have caused.
    pub(crate) fn take_webhooks(&self) -> Vec<FakeWebhook> {
        self.current().world.agenda.take_webhooks()
    }

    /// How long it takes until something is due; `None` if nothing is, or if only `advance` lets time pass.
    pub(crate) fn due_in(&self) -> Option<Duration> {
        let engine = self.lock();
        let next = engine.world.agenda.next().filter(|_| !engine.clock.is_frozen())?;
        Some((next - engine.clock.now()).to_std().unwrap_or_default())
    }

    pub(crate) fn is_frozen(&self) -> bool {
        self.lock().clock.is_frozen()
    }

    /// The records as JSON: all of them, or so many of each resource.
    pub(crate) fn dump(&self, newest: Option<usize>) -> Value {
        state::dump(&self.current(), newest)
    }

    /// The time, as precisely as a dump needs it.
    pub(crate) fn precise_now(&self) -> String {
        state::precise(self.lock().clock.now())
    }

    /// Takes records from JSON, at that time.
    pub(crate) fn load(&self, records: &Value, now: Timestamp) -> Result<(), FakeError> {
        state::load(&mut self.lock(), records, now.0)
    }

    /// Goes on from a time. Nothing happens in between.
    pub(crate) fn restart_clock(&self, now: Timestamp) {
        self.lock().clock.restart(now.0);
    }
}

/// Reads a time.
pub(crate) fn time(text: &str) -> Option<Timestamp> {
    parse(text).map(Timestamp)
}
