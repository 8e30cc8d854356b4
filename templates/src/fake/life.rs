//! How records come from state to state as time passes, and which webhooks that causes. Sends nothing.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::super::timestamp::Timestamp;
use super::changes::{FakeChange, FakeWebhook};
use super::clock::{Moment, later, stamp};
use super::json::{Fields, is_set, set, value_of};
use super::store::{Key, Record, Store};
use super::table::{Announcement, Life, Source, Step, Type};

/// What will become due.
#[derive(Default)]
pub(super) struct Agenda {
    /// By time, then in the order in which the records were created, then announcements before the step.
    due: BTreeMap<(Moment, u64, usize), Due>,
    webhooks: Vec<FakeWebhook>,
}

struct Due {
    key: Key,
    /// The entry into the state that it was planned for. The record may have left that state since.
    entry: u32,
    event: Event,
}

enum Event {
    Step(&'static Step),
    Announcement(&'static Announcement),
}

/// How many events are handled at once, because states can follow one another in a circle.
const MAX_EVENTS: usize = 100_000;
/// As many for each record for which one is planned, if that is more: many records come to their last state at once.
const MAX_EACH: usize = 16;

impl Agenda {
    pub(super) fn webhooks(&self) -> &[FakeWebhook] {
        &self.webhooks
    }

    /// Takes the webhooks out, for somebody who keeps them elsewhere.
    #[cfg(feature = "fake-server")]
    pub(super) fn take_webhooks(&mut self) -> Vec<FakeWebhook> {
        std::mem::take(&mut self.webhooks)
    }

    /// When the next event is due.
    #[cfg(feature = "fake-server")]
    pub(super) fn next(&self) -> Option<Moment> {
        self.due.first_key_value().map(|(place, _)| place.0)
    }

    /// Plans what is still to come of a record that was kept elsewhere until then.
    #[cfg(feature = "fake-server")]
    pub(super) fn resume(&mut self, store: &Store, key: Key, now: Moment) {
        let Some(record) = store.get(key) else { return };
        let Some(life) = &store.table.resources[key.0].life else { return };
        let Some(state) = record.fields.get(life.field).and_then(Value::as_str) else { return };
        self.plan(life, key, state, record, Some(now));
    }

    /// Puts a record into a state.
    pub(super) fn enter(&mut self, store: &mut Store, key: Key, state: &str, at: Moment) {
        let Some(life) = &store.table.resources[key.0].life else { return };
        store.change(key, |record| {
            record.fields.insert(life.field.to_owned(), state.into());
            record.hurried = if record.entries > 0 && record.entered == at { record.hurried + 1 } else { 0 };
            record.entered = at;
            record.entries += 1;
        });
        if let Some(record) = store.get(key) {
            self.plan(life, key, state, record, None);
        }
    }

    /// Plans what follows from the state of a record: all of it, or what is due after a time.
    fn plan(&mut self, life: &'static Life, key: Key, state: &str, record: &Record, later_than: Option<Moment>) {
        let (entry, at) = (record.entries, record.entered);
        let is_open = |due: Moment| later_than.is_none_or(|time| due > time);
        let announced = life.announcements.iter().filter(|announcement| announcement.state == state);
        for (number, announcement) in announced.enumerate() {
            let due = Due { key, entry, event: Event::Announcement(announcement) };
            let time = after(at, announcement.after);
            if is_open(time) {
                self.due.insert((time, key.1, number), due);
            }
        }
        let steps = life.steps.iter().filter(|step| step.from == state).filter_map(|step| Some((step.after?, step)));
        if let Some((seconds, step)) = steps.min_by_key(|(seconds, _)| *seconds) {
            // Time must pass at some point in a circle of states without duration.
            let seconds = if record.hurried > life.steps.len() { seconds.max(1) } else { seconds };
            let time = after(at, seconds);
            if is_open(time) {
                self.due.insert((time, key.1, usize::MAX), Due { key, entry, event: Event::Step(step) });
            }
        }
    }

    /// Puts a record into a state as a step to it would, but for the fields that are given.
    pub(super) fn bring(&mut self, store: &mut Store, key: Key, state: &str, before: &str, given: &Fields, at: Moment) {
        self.enter(store, key, state, at);
        let Some(life) = &store.table.resources[key.0].life else { return };
        let steps = || life.steps.iter().filter(|step| step.to == state);
        let Some(step) = steps().find(|step| step.from == before).or_else(|| steps().next()) else { return };
        store.change(key, |record| record.fields.extend(sets(step).filter(|(name, _)| !given.contains_key(name))));
    }

    /// Does what has become due, in order.
    pub(super) fn run(&mut self, store: &mut Store, until: Moment) -> Vec<FakeChange> {
        let mut changes = Vec::new();
        for _ in 0..MAX_EVENTS.max(self.due.len().saturating_mul(MAX_EACH)) {
            let Some(first) = self.due.first_entry().filter(|first| first.key().0 <= until) else { break };
            let at = first.key().0;
            let Due { key, entry, event } = first.remove();
            if store.get(key).is_none_or(|record| record.entries != entry) {
                continue;
            }
            match event {
                Event::Step(step) => changes.push(self.step(store, key, step, at)),
                Event::Announcement(announcement) => {
                    if let Some(webhook) = webhook(store, key, announcement, at) {
                        self.webhooks.push(webhook.clone());
                        changes.push(FakeChange::Webhook(webhook));
                    }
                }
            }
        }
        changes
    }

    fn step(&mut self, store: &mut Store, key: Key, step: &'static Step, at: Moment) -> FakeChange {
        self.enter(store, key, step.to, at);
        store.change(key, |record| record.fields.extend(sets(step)));
        touch(store, key, at);
        let sid = store.get(key).and_then(|record| store.own_sid(key.0, &record.fields)).unwrap_or_default();
        let resource = store.table.resources[key.0].name;
        FakeChange::State { at: Timestamp(at), resource, sid: sid.to_owned(), from: step.from.to_owned(), to: step.to }
    }
}

/// The values that fields have after a step.
fn sets(step: &'static Step) -> impl Iterator<Item = (String, Value)> {
    step.sets.iter().map(|(name, value)| ((*name).to_owned(), value_of(value)))
}

/// Sets the time of the last change.
pub(super) fn touch(store: &mut Store, key: Key, at: Moment) {
    let updated = store.table.resources[key.0].value_field(|source| matches!(source, Source::Updated));
    if let Some(path) = updated {
        store.change(key, |record| set(&mut record.fields, path, stamp(at)));
    }
}

fn after(time: Moment, seconds: u64) -> Moment {
    later(time, Duration::from_secs(seconds))
}

/// `None` if no URL is set.
fn webhook(store: &Store, key: Key, announcement: &Announcement, at: Moment) -> Option<FakeWebhook> {
    let (table, fields) = (store.table, &store.get(key)?.fields);
    let text_at = |path| store.first(key.0, fields, path).as_str().map(str::to_owned);
    let url = text_at(announcement.url).filter(|url| !url.is_empty())?;
    let method = announcement.method.and_then(text_at);
    let is_get = method.is_some_and(|method| method.eq_ignore_ascii_case("GET"));
    let sid = store.own_sid(key.0, fields).unwrap_or_default().to_owned();
    let own_kind = table.resources[key.0].own_sid().map(|own| own.1);
    let mut event = Fields::new();
    for field in table.members(announcement.shape).0 {
        let value = match field.ty {
            Type::Sid(kind) if Some(kind) == own_kind => sid.as_str().into(),
            _ => store.first(key.0, fields, &[field.name]),
        };
        // Which of them are sent as null is not known; all receivers must cope with absent ones.
        if is_set(&value) || value.is_boolean() {
            event.insert(field.name.to_owned(), value);
        }
    }
    if let Some(member) = table.event_member {
        event.insert(member.to_owned(), announcement.event.into());
    }
    let (url, method, body) = if is_get {
        (with_query(&url, &event), "GET", String::new())
    } else {
        (url, "POST", Value::Object(event.clone()).to_string())
    };
    let fields = Value::Object(event);
    Some(FakeWebhook { event: announcement.event, url, method, fields, body, at: Timestamp(at), sid })
}

fn with_query(url: &str, event: &Fields) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in event {
        match value {
            Value::String(text) => query.append_pair(name, text),
            value => query.append_pair(name, &value.to_string()),
        };
    }
    let url = url.split('#').next().unwrap_or_default();
    let glue = if url.contains('?') { '&' } else { '?' };
    format!("{url}{glue}{}", query.finish())
}
