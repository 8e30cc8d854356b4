//! The state of a fake as JSON, and back. Contains no secret. Knows no HTTP.

use std::collections::BTreeMap;

use chrono::SecondsFormat;
use serde_json::{Map, Value, json};

use super::check::check_fields;
use super::clock::{Moment, parse};
use super::engine::Engine;
use super::json::{Fields, blank};
use super::refusal::FakeError;
use super::store::{Key, Record, Store};
use super::table::{Kind, Table};
use super::world::World;

/// The records of a fake, with what is needed to go on with them. What is due follows from their states. With a number,
/// only so many of each resource, the newest ones, and their parts.
pub(super) fn dump(engine: &Engine, newest: Option<usize>) -> Value {
    let store = &engine.world.store;
    let (mut shown, mut counts) = (BTreeMap::new(), Map::new());
    for (resource, described) in store.table.resources.iter().enumerate() {
        let wholes: Vec<_> = store.of(resource).filter(|(_, record)| record.whole.is_none()).collect();
        if !wholes.is_empty() {
            counts.insert(described.name.to_owned(), wholes.len().into());
        }
        let left_out = newest.map_or(0, |newest| wholes.len().saturating_sub(newest));
        let mut open: Vec<_> = wholes.into_iter().skip(left_out).collect();
        while let Some((key, record)) = open.pop() {
            shown.insert(key.1, dump_record(store, key, record));
            open.extend(store.all_parts(key));
        }
    }
    json!({
        "next": store.next(),
        "ids": format!("{:016x}", engine.world.ids.position()),
        "counts": counts,
        "records": shown.into_values().collect::<Vec<_>>(),
    })
}

/// A time to the nanosecond.
pub(super) fn precise(time: Moment) -> String {
    time.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

fn dump_record(store: &Store, key: Key, record: &Record) -> Value {
    let resource = &store.table.resources[key.0];
    let fields = record.whole_fields();
    let state = resource.life.as_ref().and_then(|life| fields.get(life.field)).cloned();
    json!({
        "number": key.1,
        "resource": resource.name,
        "sid": store.own_sid(key.0, &fields),
        "state": state,
        "whole": record.whole.map(|whole| whole.1),
        "entered": precise(record.entered),
        "entries": record.entries,
        "hurried": record.hurried,
        "fields": fields,
        "redacted": record.whole_redacted(),
    })
}

/// Takes the place of all records; or says what is wrong, and changes nothing.
pub(super) fn load(engine: &mut Engine, state: &Value, now: Moment) -> Result<(), FakeError> {
    let table = engine.table;
    let records = state.get("records").and_then(Value::as_array).ok_or_else(|| wrong("`records` must be a list"))?;
    let mut read = BTreeMap::new();
    for (place, value) in records.iter().enumerate() {
        let record = Stored::read(table, value).map_err(|problem| wrong(format!("record {place}: {problem}")))?;
        if read.insert(record.number, record).is_some() {
            return Err(wrong(format!("record {place}: its number is that of another one")));
        }
    }
    let mut store = Store::new(table);
    for (number, stored) in &read {
        let of = |problem: &str| wrong(format!("the record with number {number} {problem}"));
        let whole = match stored.whole {
            None => None,
            Some(whole) => {
                // A whole is there before its parts.
                let found = read.get(&whole).filter(|_| whole < *number).map(|found| (found.resource, whole));
                let is_part = |whole: &Key| table.parts_of(whole.0).any(|part| part == stored.resource);
                Some(found.filter(is_part).ok_or_else(|| of("is no part of its `whole`"))?)
            }
        };
        if store.own_sid(stored.resource, &stored.fields).is_some_and(|sid| store.by_sid(sid).is_some()) {
            return Err(of("has the SID of another one"));
        }
        let Stored { fields, redacted, entered, entries, hurried, .. } = stored.clone();
        let record = Record { fields, redacted, row: None, whole, entered, entries, hurried };
        store.put_back((stored.resource, *number), record);
    }
    store.skip_to(state.get("next").and_then(Value::as_u64).unwrap_or_default());
    let ids = state.get("ids").and_then(Value::as_str).map(|ids| u64::from_str_radix(ids, 16));
    let ids = ids.transpose().map_err(|_| wrong("`ids` must be a hexadecimal number"))?;
    replace(&mut engine.world, store, &read, now);
    if let Some(ids) = ids {
        engine.world.ids.resume(ids);
    }
    engine.clock.restart(now);
    Ok(())
}

fn replace(world: &mut World, store: Store, read: &BTreeMap<u64, Stored>, now: Moment) {
    world.store = store;
    world.agenda = Default::default();
    for (number, stored) in read {
        world.agenda.resume(&world.store, (stored.resource, *number), now);
    }
}

/// A record as it was kept.
#[derive(Clone)]
struct Stored {
    number: u64,
    resource: usize,
    whole: Option<u64>,
    fields: Fields,
    redacted: Fields,
    entered: Moment,
    entries: u32,
    hurried: usize,
}

impl Stored {
    fn read(table: &'static Table, value: &Value) -> Result<Self, String> {
        let name = value.get("resource").and_then(Value::as_str).ok_or("`resource` must be a text")?;
        let resource = table.resource(name).ok_or("there is no such resource")?;
        if matches!(table.resources[resource].kind, Kind::Computed | Kind::View(_)) {
            return Err("the resource keeps no records of its own".to_owned());
        }
        let number = value.get("number").and_then(Value::as_u64).filter(|number| *number < u64::MAX);
        let number = number.ok_or("`number` must be a number")?;
        let whole = match value.get("whole") {
            None | Some(Value::Null) => None,
            Some(whole) => Some(whole.as_u64().ok_or("`whole` must be a number")?),
        };
        let entered = value.get("entered").and_then(Value::as_str).and_then(parse).ok_or("`entered` must be a time")?;
        let count = |name: &str| value.get(name).and_then(Value::as_u64).unwrap_or_default();
        let mut fields = blank(table.fields(resource));
        fields.extend(checked(table, resource, value.get("fields"))?);
        Ok(Self {
            number,
            resource,
            whole,
            fields,
            redacted: checked(table, resource, value.get("redacted"))?,
            entered,
            entries: u32::try_from(count("entries")).unwrap_or(u32::MAX / 2).min(u32::MAX / 2),
            hurried: usize::try_from(count("hurried")).unwrap_or(usize::MAX / 2).min(usize::MAX / 2),
        })
    }
}

/// The fields of a record, if the resource can have them. Those that are made when a record is read may be absent.
fn checked(table: &'static Table, resource: usize, given: Option<&Value>) -> Result<Fields, String> {
    let Some(Value::Object(given)) = given else { return Err("`fields` and `redacted` must be objects".to_owned()) };
    let hidden = table.resources[resource].part_of();
    let is_field = |name: &str| table.fields(resource).iter().any(|field| field.name == name);
    let counts =
        |(name, value): &(&String, &Value)| !value.is_null() && (is_field(name) || Some(name.as_str()) != hidden);
    let present = given.iter().filter(counts).map(|(name, value)| (name.clone(), value.clone())).collect();
    check_fields(table, table.resources[resource].shape, &present)?;
    Ok(given.clone())
}

fn wrong(problem: impl Into<String>) -> FakeError {
    FakeError::new(problem)
}
