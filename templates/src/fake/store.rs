//! The records of an account: where they are kept, how they are found, and what goes when one is removed. Knows neither
//! requests nor time.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use serde_json::Value;

use super::clock::Moment;
use super::index::Index;
use super::json::{Fields, fields_of, get, value_of};
use super::spans::{BLOCK, Spans};
use super::table::{Kind, Path, Row, Source, Table};

/// A resource, and the number of a record in the order of creation.
pub(super) type Key = (usize, u64);

/// The place of a record in a list: the place of its resource among those that are listed, and its number.
pub(super) type Place = (usize, u64);

/// Where to look for records from, and in which direction.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Bound {
    Start,
    After(Place),
    /// Backwards.
    Before(Place),
}

pub(super) struct Record {
    /// Without what is in the row.
    pub(super) fields: Fields,
    /// What is different in the redacted version, but for what is in the row.
    pub(super) redacted: Fields,
    /// The row of the table that it is made of: what is large in it is not kept again for each record.
    pub(super) row: Option<&'static Row>,
    pub(super) whole: Option<Key>,
    /// When it entered the state that it is in.
    pub(super) entered: Moment,
    /// How many states it has entered.
    pub(super) entries: u32,
    /// How many of the last states it left in the second in which it entered them.
    pub(super) hurried: usize,
}

pub(super) struct Store {
    pub(super) table: &'static Table,
    records: BTreeMap<Key, Record>,
    by_sid: HashMap<String, Key>,
    parts: HashMap<Key, Vec<Key>>,
    index: Index,
    pub(super) spans: Spans,
    next: u64,
}

impl Record {
    /// Takes what is large and in a row out of the fields.
    pub(super) fn share(&mut self, row: &'static Row) {
        let large = || row.fields.iter().filter(|(_, json)| json.is_large());
        // Another value in its place could not be told from it.
        if large().any(|(name, json)| self.fields.get(*name) != Some(&value_of(json))) {
            return;
        }
        for (name, _) in large() {
            self.fields.insert((*name).to_owned(), Value::Null);
        }
        self.redacted = Fields::new();
        self.row = Some(row);
    }

    /// All fields.
    pub(super) fn whole_fields(&self) -> Fields {
        let mut fields = self.fields.clone();
        for (name, json) in self.row.iter().flat_map(|row| row.fields).filter(|(_, json)| json.is_large()) {
            fields.insert((*name).to_owned(), value_of(json));
        }
        fields
    }

    /// What is different in the redacted version.
    pub(super) fn whole_redacted(&self) -> Fields {
        let mut redacted = self.redacted.clone();
        redacted.extend(self.row.map(|row| fields_of(row.redacted)).into_iter().flatten());
        redacted
    }
}

/// How many fields may be the values of one another.
const MAX_DEPTH: usize = 16;

impl Store {
    pub(super) fn new(table: &'static Table) -> Self {
        let (index, spans) = (Index::new(table), Spans::new(table));
        let (by_sid, parts) = (HashMap::new(), HashMap::new());
        Self { table, records: BTreeMap::new(), by_sid, parts, index, spans, next: 0 }
    }

    pub(super) fn insert(&mut self, resource: usize, fields: Fields, whole: Option<Key>, now: Moment) -> Key {
        let key = (resource, self.next);
        self.next += 1;
        if let Some(sid) = self.own_sid(resource, &fields) {
            self.by_sid.insert(sid.to_owned(), key);
        }
        if let Some(whole) = whole {
            self.parts.entry(whole).or_default().push(key);
        }
        self.index.add(key, &fields);
        self.spans.add(key, &fields);
        let record = Record { fields, redacted: Fields::new(), row: None, whole, entered: now, entries: 0, hurried: 0 };
        self.records.insert(key, record);
        key
    }

    /// Puts back a record that was kept elsewhere. Its number must be free.
    #[cfg(feature = "fake-server")]
    pub(super) fn put_back(&mut self, key: Key, record: Record) {
        if let Some(sid) = self.own_sid(key.0, &record.fields) {
            self.by_sid.insert(sid.to_owned(), key);
        }
        if let Some(whole) = record.whole {
            self.parts.entry(whole).or_default().push(key);
        }
        self.index.add(key, &record.fields);
        self.spans.add(key, &record.fields);
        self.records.insert(key, record);
        self.next = self.next.max(key.1.saturating_add(1));
    }

    /// The number of the next record.
    #[cfg(feature = "fake-server")]
    pub(super) fn next(&self) -> u64 {
        self.next
    }

    /// Leaves out the numbers before that one.
    #[cfg(feature = "fake-server")]
    pub(super) fn skip_to(&mut self, next: u64) {
        self.next = self.next.max(next);
    }

    pub(super) fn get(&self, key: Key) -> Option<&Record> {
        self.records.get(&key)
    }

    /// Changes a record, if there is one. The own SID must stay the same.
    pub(super) fn change<T>(&mut self, key: Key, change: impl FnOnce(&mut Record) -> T) -> Option<T> {
        let record = self.records.get_mut(&key)?;
        self.index.remove(key, &record.fields);
        let result = change(record);
        self.index.add(key, &record.fields);
        self.spans.add(key, &record.fields);
        Some(result)
    }

    /// The numbers of the records of a resource that have a text in a field; `None` if they have to be looked for.
    pub(super) fn indexed(&self, resource: usize, path: Path, value: &Value) -> Option<&BTreeSet<u64>> {
        self.index.find(resource, path, value.as_str()?)
    }

    pub(super) fn by_sid(&self, sid: &str) -> Option<Key> {
        self.by_sid.get(sid).copied()
    }

    /// The record that has a text as its name.
    fn by_name(&self, text: &str) -> Option<Key> {
        self.table.resources.iter().enumerate().find_map(|(resource, of)| {
            let field = of.name_field?;
            let Some(numbers) = self.index.find(resource, field, text) else {
                let is_it = |record: &Record| get(&record.fields, field).is_some_and(|name| *name == *text);
                return self.of(resource).find(|(_, record)| is_it(record)).map(|(key, _)| key);
            };
            numbers.first().map(|number| (resource, *number))
        })
    }

    /// All records of a resource, in the order of creation.
    pub(super) fn of(&self, resource: usize) -> impl Iterator<Item = (Key, &Record)> {
        self.records.range((resource, 0)..=(resource, u64::MAX)).map(|(key, record)| (*key, record))
    }

    /// The parts of a record that belong to a resource, in the order of creation.
    pub(super) fn parts(&self, whole: Key, resource: usize) -> impl Iterator<Item = (Key, &Record)> {
        let parts = self.parts.get(&whole).map_or(&[][..], Vec::as_slice).iter();
        parts.filter(move |part| part.0 == resource).filter_map(|part| Some((*part, self.records.get(part)?)))
    }

    /// The records of some resources from a place on, in the direction of the bound; with `fixed`, only those that have a
    /// value in a field, and otherwise only those of blocks that may have such records, as far as that is known without a
    /// look at them.
    pub(super) fn from<'s>(
        &'s self,
        kinds: &'s [usize],
        fixed: Option<(Path, &'s Value)>,
        may: &'s dyn Fn(usize, u64) -> bool,
        bound: Bound,
    ) -> Box<dyn Iterator<Item = (Place, Key)> + 's> {
        let records = move |place: usize, numbers: Range<u64>| -> Box<dyn DoubleEndedIterator<Item = (Place, Key)>> {
            let kind = kinds[place];
            match fixed.and_then(|(path, value)| self.indexed(kind, path, value)) {
                Some(known) => Box::new(known.range(numbers).map(move |number| ((place, *number), (kind, *number)))),
                None => {
                    let blocks = numbers.start / BLOCK..numbers.end.min(self.next).div_ceil(BLOCK);
                    Box::new(blocks.filter(move |block| may(kind, *block)).flat_map(move |block| {
                        let start = numbers.start.max(block * BLOCK);
                        let end = numbers.end.min(block.saturating_add(1).saturating_mul(BLOCK));
                        let records = self.records.range((kind, start)..(kind, end.max(start)));
                        records.map(move |(key, _)| ((place, key.1), *key))
                    }))
                }
            }
        };
        match bound {
            Bound::Start => Box::new((0..kinds.len()).flat_map(move |place| records(place, 0..u64::MAX))),
            Bound::After((first, number)) => {
                let own = (first < kinds.len()).then(|| records(first, number.saturating_add(1)..u64::MAX));
                let rest = (first.saturating_add(1)..kinds.len()).flat_map(move |place| records(place, 0..u64::MAX));
                Box::new(own.into_iter().flatten().chain(rest))
            }
            Bound::Before((last, number)) => {
                let own = (last < kinds.len()).then(|| records(last, 0..number).rev());
                let rest = (0..last.min(kinds.len())).rev();
                let rest = rest.flat_map(move |place| records(place, 0..u64::MAX).rev());
                Box::new(own.into_iter().flatten().chain(rest))
            }
        }
    }

    /// The parts of a record, whatever resource they belong to.
    #[cfg(feature = "fake-server")]
    pub(super) fn all_parts(&self, whole: Key) -> impl Iterator<Item = (Key, &Record)> {
        let parts = self.parts.get(&whole).into_iter().flatten();
        parts.filter_map(|part| Some((*part, self.records.get(part)?)))
    }

    /// The parts of a record from a place on, in the direction of the bound.
    pub(super) fn parts_from(
        &self,
        whole: Key,
        resource: usize,
        bound: Bound,
    ) -> Box<dyn Iterator<Item = (Place, Key)> + '_> {
        let parts = self.parts.get(&whole).map_or(&[][..], Vec::as_slice).iter();
        let parts = parts.filter(move |part| part.0 == resource).map(|part| ((0, part.1), *part));
        match bound {
            Bound::Start => Box::new(parts),
            Bound::After((_, number)) => Box::new(parts.filter(move |(place, _)| place.1 > number)),
            Bound::Before((_, number)) => Box::new(parts.rev().filter(move |(place, _)| place.1 < number)),
        }
    }

    /// The resources whose records a resource shows: its own, unless it is a view.
    pub(super) fn shown_by(&self, resource: usize) -> Vec<usize> {
        match self.table.resources[resource].kind {
            Kind::View(resources) => resources.to_vec(),
            _ => vec![resource],
        }
    }

    pub(super) fn own_sid<'a>(&self, resource: usize, fields: &'a Fields) -> Option<&'a str> {
        let (path, _) = self.table.resources[resource].own_sid()?;
        get(fields, path)?.as_str()
    }

    /// Removes a record, its parts, and the records whose address contains its SID.
    pub(super) fn remove(&mut self, key: Key) {
        let mut doomed = BTreeSet::from([key]);
        while let Some(key) = doomed.pop_first() {
            let Some(record) = self.records.remove(&key) else { continue };
            self.index.remove(key, &record.fields);
            doomed.extend(self.parts.remove(&key).unwrap_or_default());
            if let Some(siblings) = record.whole.and_then(|whole| self.parts.get_mut(&whole)) {
                siblings.retain(|part| *part != key);
            }
            let Some(sid) = self.own_sid(key.0, &record.fields).map(str::to_owned) else { continue };
            self.by_sid.remove(&sid);
            for (nested, resource) in self.table.resources.iter().enumerate() {
                if resource.is_kept() {
                    let paths: Vec<_> = self.table.nesting(nested).collect();
                    let is_below = |record: &Record| {
                        paths.iter().any(|path| get(&record.fields, path).is_some_and(|value| *value == *sid))
                    };
                    doomed.extend(self.of(nested).filter(|(_, record)| is_below(record)).map(|(key, _)| key));
                }
            }
        }
    }

    /// Returns the values at a path, which may lead through SIDs and lists. Absent values are none.
    pub(super) fn resolve(&self, resource: usize, fields: &Fields, path: &[&str]) -> Vec<Value> {
        let mut found = Vec::new();
        self.through_record(resource, fields, path, MAX_DEPTH, &mut found);
        found
    }

    /// Reports whether a value at a path is like that.
    pub(super) fn any(&self, key: Key, record: &Record, path: &[&str], is_it: impl Fn(&Value) -> bool) -> bool {
        let mut values = self.table.resources[key.0].values.iter();
        let is_own = path.len() == 1 && !values.any(|value| value.field == path && value.source.is_followed());
        match get(&record.fields, path).filter(|value| is_own && !value.is_null()) {
            // Most are: without a copy of the value.
            Some(value) => return is_it(value),
            None if is_own && record.row.is_none() => return false,
            None => {}
        }
        let whole = record.row.map(|_| record.whole_fields());
        self.resolve(key.0, whole.as_ref().unwrap_or(&record.fields), path).iter().any(is_it)
    }

    /// The first of them.
    pub(super) fn first(&self, resource: usize, fields: &Fields, path: &[&str]) -> Value {
        self.resolve(resource, fields, path).into_iter().next().unwrap_or(Value::Null)
    }

    fn through_record(&self, resource: usize, fields: &Fields, path: &[&str], depth: usize, found: &mut Vec<Value>) {
        let (Some((name, rest)), Some(depth)) = (path.split_first(), depth.checked_sub(1)) else { return };
        let values = self.table.resources[resource].values.iter();
        let source = values.filter(|value| *value.field == [*name]).map(|value| &value.source).next();
        match source {
            Some(Source::Current(origin)) => {
                let mut current = Vec::new();
                self.through_record(resource, fields, origin, depth, &mut current);
                current.iter().for_each(|value| self.through_value(value, rest, depth, found));
            }
            Some(Source::Collected { resource: of, field }) => {
                self.through_value(&self.collected(resource, fields, *of, field), rest, depth, found);
            }
            _ => {
                if let Some(value) = fields.get(*name) {
                    self.through_value(value, rest, depth, found);
                }
            }
        }
    }

    fn through_value(&self, value: &Value, path: &[&str], depth: usize, found: &mut Vec<Value>) {
        match (value, path.split_first()) {
            (Value::Null, _) => {}
            (value, None) => found.push(value.clone()),
            (Value::Array(items), Some(_)) => {
                items.iter().for_each(|item| self.through_value(item, path, depth, found))
            }
            (Value::Object(members), Some((name, rest))) => {
                if let Some(value) = members.get(*name) {
                    self.through_value(value, rest, depth, found);
                }
            }
            (Value::String(text), Some(_)) => {
                // What looks like a SID is one, also if its record is gone.
                let name = || (!self.table.is_sid(text)).then(|| self.by_name(text)).flatten();
                let key = self.by_sid(text).or_else(name);
                if let Some((key, record)) = key.and_then(|key| Some((key, self.get(key)?))) {
                    let whole = record.row.map(|_| record.whole_fields());
                    self.through_record(key.0, whole.as_ref().unwrap_or(&record.fields), path, depth, found);
                }
            }
            _ => {}
        }
    }

    /// That field of all records of a resource that contain the SID of this one.
    pub(super) fn collected(&self, resource: usize, fields: &Fields, of: usize, field: &str) -> Value {
        let Some(sid) = self.identity(resource, fields) else { return Value::Array(Vec::new()) };
        let contains = |value: &Value| match value {
            Value::String(text) => *text == sid,
            Value::Array(items) => items.iter().any(|item| *item == *sid),
            _ => false,
        };
        let referring = self.of(of).filter(|(_, record)| record.fields.values().any(contains));
        let values = referring.filter_map(|(_, record)| record.fields.get(field)).filter(|value| !value.is_null());
        values.cloned().collect()
    }

    /// The SID by which others refer to a record: its own, or what it is computed of.
    fn identity(&self, resource: usize, fields: &Fields) -> Option<String> {
        let own = || self.own_sid(resource, fields);
        let whole = || {
            let whole = self.table.resources[resource].availability.as_ref()?.whole;
            fields.get(whole)?.as_str()
        };
        let address = || {
            let path = self.table.nesting(resource).find(|path| get(fields, path).is_some_and(Value::is_string))?;
            get(fields, path)?.as_str()
        };
        own().or_else(whole).or_else(address).map(str::to_owned)
    }
}
