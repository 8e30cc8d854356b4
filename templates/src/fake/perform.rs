//! What operations do: from parameters to records and back. Knows nothing of HTTP but statuses.

use std::collections::BTreeSet;

use serde_json::Value;

use super::clock::{Moment, parse};
use super::inputs::Inputs;
use super::json::{Fields, blank, empty, filled, get, is_same, set, value_of};
use super::pages::{Listed, Tokens};
use super::refusal::Refusal;
use super::schema::Address;
use super::store::{Bound, Key, Place, Record, Store};
use super::table::{Action, Comparison, Kind, Path, Resource, Role, Served, Source, Table, Type};
use super::world::{Draft, World};
use super::writing;

/// A request that is about to be performed.
pub(super) struct Performed<'a> {
    pub(super) served: &'static Served,
    pub(super) inputs: &'a Inputs,
    pub(super) now: Moment,
    /// What the URLs in the response begin with.
    pub(super) base: &'a str,
    /// The URL of the request without the query.
    pub(super) url: &'a str,
}

/// What a request that succeeds is answered with.
pub(super) struct Done {
    pub(super) etag: Option<String>,
    pub(super) body: Option<String>,
}

/// A field of the path and the value that it must have.
struct Where {
    field: Path,
    value: String,
}

impl Performed<'_> {
    pub(super) fn perform(&self, world: &mut World, tokens: &mut Tokens) -> Result<Done, Refusal> {
        let wanted = self.wanted(&world.store);
        match (self.served.action, &self.resource(world.store.table).kind) {
            (Action::Create, _) => self.create(world, &wanted),
            (Action::List, _) => self.list(&world.store, tokens, &wanted),
            (_, Kind::Computed) => self.compute(world, &wanted),
            (Action::Fetch, _) => {
                let key = self.find(&world.store, &wanted)?;
                self.answer(&world.store, key)
            }
            (Action::Update, _) => {
                let key = self.find(&world.store, &wanted)?;
                self.check_version(&world.store, key)?;
                let sets = self.sets(&world.store)?;
                world.update(key, &sets, &Fields::new(), self.now)?;
                self.answer(&world.store, key)
            }
            (Action::Delete, _) => {
                let key = self.find(&world.store, &wanted)?;
                self.check_version(&world.store, key)?;
                let etag = self.etag(&world.store, key);
                world.store.remove(key);
                Ok(Done { etag, body: None })
            }
        }
    }

    fn resource(&self, table: &'static Table) -> &'static Resource {
        &table.resources[self.served.resource]
    }

    /// What the path addresses, with SIDs in place of names.
    fn wanted(&self, store: &Store) -> Vec<Where> {
        let sid_of = |address: &Address, text: &str| {
            if !address.or_name || store.by_sid(text).is_some() {
                return None;
            }
            let own = self.resource(store.table);
            let named = |kind: usize| own.name_field.or(store.table.resources[kind].name_field);
            let is_meant = |kind: &usize| {
                let resource = &store.table.resources[*kind];
                match (&address.parameter.ty, resource.own_sid()) {
                    (_, Some((field, _))) if self.is_shown(store, *kind) && field == address.field => true,
                    (Type::Sid(sid), Some((_, own))) => resource.is_kept() && *sid == own,
                    _ => false,
                }
            };
            let records = (0..store.table.resources.len()).filter(is_meant).flat_map(|kind| store.of(kind));
            let mut found = records.filter(|(key, record)| {
                named(key.0).is_some_and(|path| store.any(*key, record, path, |it| *it == *text))
            });
            found.next().and_then(|(key, record)| store.own_sid(key.0, &record.fields)).map(str::to_owned)
        };
        let addresses = self.inputs.addresses.iter();
        let wanted = addresses.map(|(address, text)| Where {
            field: address.field,
            value: sid_of(address, text).unwrap_or_else(|| text.clone()),
        });
        wanted.collect()
    }

    fn is_shown(&self, store: &Store, kind: usize) -> bool {
        store.shown_by(self.served.resource).contains(&kind)
    }

    /// Refuses an address below a record that does not exist.
    fn check_parents(&self, store: &Store, wanted: &[Where]) -> Result<(), Refusal> {
        for ((address, _), wanted) in self.inputs.addresses.iter().zip(wanted) {
            if let Type::Sid(kind) = address.parameter.ty {
                if store.table.is_kept_kind(kind) && !exists(store, kind, &wanted.value) {
                    return Err(Refusal::not_found());
                }
            }
        }
        Ok(())
    }

    /// Returns what the form sets. A SID in it must be that of a record, if requests create such records.
    fn sets(&self, store: &Store) -> Result<Vec<(Path, Value)>, Refusal> {
        let mut sets = Vec::new();
        for (parameter, value) in &self.inputs.values {
            let Role::Sets(path) = parameter.role else { continue };
            let (kind, sids) = match (&parameter.ty, value) {
                (Type::Sid(kind), value) => (Some(kind), std::slice::from_ref(value)),
                (Type::List(Type::Sid(kind)), Value::Array(items)) => (Some(kind), items.as_slice()),
                _ => (None, &[][..]),
            };
            let is_missing = |sid: &Value| {
                let sid = sid.as_str().unwrap_or_default();
                kind.is_some_and(|kind| store.table.is_kept_kind(*kind) && !exists(store, *kind, sid))
            };
            if sids.iter().any(is_missing) {
                return Err(Refusal::parameter(parameter.name, "names a record that does not exist"));
            }
            sets.push((path, value.clone()));
        }
        Ok(sets)
    }

    /// Returns the record that the path addresses, if it can be read.
    fn find(&self, store: &Store, wanted: &[Where]) -> Result<Key, Refusal> {
        let mut by_sid = wanted.iter().filter_map(|wanted| store.by_sid(&wanted.value));
        let by_sid = by_sid.rfind(|key| self.is_shown(store, key.0));
        let found = match by_sid.and_then(|key| Some((key, store.get(key)?))) {
            Some(one) => Some(one).filter(|one| matches(store, *one, wanted)),
            None => self.candidates(store, wanted).into_iter().find(|one| matches(store, *one, wanted)),
        };
        let readable = found.filter(|(key, record)| store.is_available(key.0, &record.fields, self.now) == Some(true));
        readable.map(|(key, _)| key).ok_or_else(Refusal::not_found)
    }

    /// The records among which those are that the path addresses.
    fn candidates<'s>(&self, store: &'s Store, wanted: &[Where]) -> Vec<(Key, &'s Record)> {
        let whole = self.whole(store.table, wanted).and_then(|whole| store.by_sid(whole));
        match whole {
            Some(whole) => store.parts(whole, self.served.resource).collect(),
            None => store.all(self.served.resource),
        }
    }

    /// The SID of the whole, if this is a part.
    fn whole<'w>(&self, table: &'static Table, wanted: &'w [Where]) -> Option<&'w str> {
        let whole = self.resource(table).part_of()?;
        wanted.iter().find(|wanted| *wanted.field == [whole]).map(|wanted| wanted.value.as_str())
    }

    fn create(&self, world: &mut World, wanted: &[Where]) -> Result<Done, Refusal> {
        self.check_parents(&world.store, wanted)?;
        let resource = self.served.resource;
        if self.resource(world.store.table).own_sid().is_none() {
            let mut records = world.store.of(resource);
            if let Some((key, _)) = records.find(|one| matches(&world.store, *one, wanted)) {
                return self.answer(&world.store, key);
            }
        }
        let mut sets: Vec<_> = wanted.iter().map(|wanted| (wanted.field, wanted.value.as_str().into())).collect();
        sets.extend(self.sets(&world.store)?);
        let whole = self.whole(world.store.table, wanted).and_then(|whole| world.store.by_sid(whole));
        let key = world.create(resource, Draft { sets, whole, ..Draft::default() }, self.now)?;
        self.answer(&world.store, key)
    }

    fn compute(&self, world: &World, wanted: &[Where]) -> Result<Done, Refusal> {
        let store = &world.store;
        self.check_parents(store, wanted)?;
        let resource = self.served.resource;
        let mut fields = blank(store.table.fields(resource));
        for value in self.resource(store.table).values {
            match &value.source {
                Source::Initial(initial) => set(&mut fields, value.field, value_of(initial)),
                Source::Account => set(&mut fields, value.field, world.account.as_str().into()),
                _ => {}
            }
        }
        for wanted in wanted {
            set(&mut fields, wanted.field, wanted.value.as_str().into());
        }
        for value in self.resource(store.table).values {
            if let Source::Copied(path) = value.source {
                let copied = store.first(resource, &fields, path);
                set(&mut fields, value.field, copied);
            }
        }
        if store.is_available(resource, &fields, self.now) != Some(true) {
            return Err(Refusal::not_found());
        }
        let mut fields = store.with_values(resource, fields, self.base);
        self.hide(store, resource, &Fields::new(), &mut fields);
        Ok(Done { etag: None, body: Some(writing::record(store.table, resource, &fields)) })
    }

    fn list(&self, store: &Store, tokens: &mut Tokens, wanted: &[Where]) -> Result<Done, Refusal> {
        self.check_parents(store, wanted)?;
        let resource = self.served.resource;
        let kinds = store.shown_by(resource);
        let whole = self.whole(store.table, wanted).and_then(|whole| store.by_sid(whole));
        // The filter that leaves the fewest, where that is known.
        let fixed = self.inputs.values.iter().filter_map(|(parameter, wanted)| match parameter.role {
            Role::Filters { field, by: Comparison::Equal } => Some((field, wanted)),
            _ => None,
        });
        let fixed = fixed.filter_map(|(field, wanted)| {
            let count = |kind: &usize| store.indexed(*kind, field, wanted).map(BTreeSet::len);
            Some((kinds.iter().map(count).sum::<Option<usize>>()?, (field, wanted)))
        });
        let fixed = fixed.min_by_key(|(count, _)| *count).map(|(_, fixed)| fixed);
        let limits = self.inputs.values.iter().filter_map(|(parameter, wanted)| match parameter.role {
            Role::Filters { field, by: by @ (Comparison::Before | Comparison::After) } => {
                Some((field, by, parse(wanted.as_str()?)?))
            }
            _ => None,
        });
        let limits: Vec<_> = limits.collect();
        let may = |kind: usize, block: u64| {
            limits.iter().all(|(field, by, limit)| store.spans.may_have(kind, field, block, *by, *limit))
        };
        let is_meant = |(_, key): &(Place, Key)| {
            store.get(*key).is_some_and(|record| {
                matches(store, (*key, record), wanted)
                    && store.is_available(key.0, &record.fields, self.now) == Some(true)
                    && self.is_listed(store, *key, record)
            })
        };
        let records = |bound: Bound| -> Box<dyn Iterator<Item = (Place, Key)> + '_> {
            match whole {
                Some(whole) => Box::new(store.parts_from(whole, resource, bound).filter(is_meant)),
                None => Box::new(store.from(&kinds, fixed, &may, bound).filter(is_meant)),
            }
        };
        let listed = Listed { served: self.served, url: self.url, inputs: &self.inputs.page, records: &records };
        let cut = tokens.cut(store.table, &listed)?;
        let items = cut.keys.iter().filter_map(|key| Some(self.written(store, *key, store.get(*key)?)));
        let items = items.collect::<Vec<_>>().join(",");
        let envelope = cut.envelope.map(|(name, members)| format!(",{}:{members}", Value::from(name)));
        let key = Value::from(self.served.operation.items().unwrap_or("items"));
        Ok(Done { etag: None, body: Some(format!("{{{key}:[{items}]{}}}", envelope.unwrap_or_default())) })
    }

    /// Reports whether a record passes all filters.
    fn is_listed(&self, store: &Store, key: Key, record: &Record) -> bool {
        self.inputs.values.iter().all(|(parameter, wanted)| {
            let Role::Filters { field, by } = parameter.role else { return true };
            // An empty text filters nothing.
            wanted.is_null() || store.any(key, record, field, |value| compares(value, by, wanted))
        })
    }

    fn check_version(&self, store: &Store, key: Key) -> Result<(), Refusal> {
        let (Some(wanted), Some(version)) = (&self.inputs.version, version(store, key)) else { return Ok(()) };
        let is_it = |tag: &str| {
            let tag = tag.trim();
            let tag = tag.strip_prefix("W/").unwrap_or(tag);
            let quoted = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"'));
            tag == "*" || quoted.unwrap_or(tag) == version
        };
        if wanted.split(',').any(is_it) { Ok(()) } else { Err(Refusal::new(412, "the record has another version")) }
    }

    fn answer(&self, store: &Store, key: Key) -> Result<Done, Refusal> {
        let record = store.get(key).ok_or_else(Refusal::not_found)?;
        Ok(Done { etag: self.etag(store, key), body: Some(self.written(store, key, record)) })
    }

    fn etag(&self, store: &Store, key: Key) -> Option<String> {
        version(store, key).filter(|_| self.served.returns_etag).map(|version| format!("\"{version}\""))
    }

    fn written(&self, store: &Store, key: Key, record: &Record) -> String {
        let resource = self.served.resource;
        let mut fields = store.shown(key, record, resource, self.base);
        self.hide(store, key.0, &record.whole_redacted(), &mut fields);
        writing::record(store.table, resource, &fields)
    }

    /// Redacts and empties what the request does not ask for.
    fn hide(&self, store: &Store, kind: usize, redacted: &Fields, fields: &mut Fields) {
        for parameter in self.served.parameters {
            match parameter.role {
                Role::Redacts(path) => {
                    let is_redacted = store.resolve(kind, fields, path).contains(&Value::Bool(true));
                    if is_redacted && self.inputs.flag(parameter) != Some(false) {
                        let filled = redacted.iter().map(|(name, value)| (name.clone(), filled(value, fields)));
                        let filled: Vec<_> = filled.collect();
                        fields.extend(filled);
                    }
                }
                Role::Shows(paths) if self.inputs.flag(parameter) != Some(true) => {
                    for path in paths {
                        let ty = store.table.fields(self.served.resource).iter().find(|field| **path == [field.name]);
                        set(fields, path, ty.map_or(Value::Null, |field| empty(&field.ty)));
                    }
                }
                _ => {}
            }
        }
    }
}

/// Reports whether a record is what the path addresses.
fn matches(store: &Store, (key, record): (Key, &Record), wanted: &[Where]) -> bool {
    wanted.iter().all(|Where { field, value }| store.any(key, record, field, |it| *it == **value))
}

/// Reports whether a kept record with that SID exists.
fn exists(store: &Store, kind: usize, sid: &str) -> bool {
    let resource = store.by_sid(sid).map(|key| &store.table.resources[key.0]);
    resource.and_then(Resource::own_sid).is_some_and(|own| own.1 == kind)
}

fn version(store: &Store, key: Key) -> Option<String> {
    let path = store.table.resources[key.0].value_field(|source| matches!(source, Source::Version))?;
    get(&store.get(key)?.fields, path)?.as_i64().map(|version| version.to_string())
}

fn compares(value: &Value, by: Comparison, wanted: &Value) -> bool {
    let times = || Some((parse(value.as_str()?)?, parse(wanted.as_str()?)?));
    match (by, value) {
        (Comparison::Equal, Value::Array(items)) => items.iter().any(|item| is_same(item, wanted)),
        (Comparison::Equal, value) => is_same(value, wanted),
        (Comparison::Before, _) => times().is_some_and(|(time, limit)| time < limit),
        (Comparison::After, _) => times().is_some_and(|(time, limit)| time > limit),
    }
}
