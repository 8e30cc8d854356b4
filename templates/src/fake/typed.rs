//! The state of a fake as types of the API: read, added and changed by tests. Knows no HTTP.

use serde_json::Value;

use super::check::check_fields;
use super::handle::Fake;
use super::json::{Fields, get, value_of};
use super::record::FakeRecord;
use super::refusal::FakeError;
use super::script::{Rows, Script, Template, template};
use super::store::{Key, Store};
use super::table::{Action, Kind, Role, Table};
use super::world::Draft;
use super::writing;

impl Fake {
    /// Returns all records of a resource, in the order of creation and not redacted. Parts are included before they can
    /// be read.
    pub fn all<T: FakeRecord>(&self) -> Vec<T> {
        let engine = self.current();
        let store = &engine.world.store;
        let Some(resource) = store.table.resource(T::RESOURCE) else { return Vec::new() };
        let records = store.all(resource).into_iter();
        records.filter_map(|(key, _)| read(store, resource, key).ok()).collect()
    }

    /// Adds a record to a resource, with these fields and otherwise as if it had been created. A part needs the SID of
    /// its whole. The life of a record begins in the state that it is given.
    ///
    /// # Errors
    ///
    /// If fields do not fit the resource, if the service would refuse their values, or if the resource keeps no records
    /// of its own.
    pub fn insert<T: FakeRecord>(&self, record: Value) -> Result<T, FakeError> {
        let mut engine = self.current();
        let now = engine.clock.now();
        let world = &mut engine.world;
        let resource = resource_of::<T>(world.store.table)?;
        let description = &world.store.table.resources[resource];
        if matches!(description.kind, Kind::Computed | Kind::View(_)) {
            return Err(FakeError::new(format!("{} keeps no records of its own", T::RESOURCE)));
        }
        let Template { fields, redacted } = template(world.store.table, resource, record)
            .map_err(|problem| FakeError::new(format!("{}: {problem}", T::RESOURCE)))?;
        let whole = match description.part_of() {
            None => None,
            Some(whole) => Some(whole_of(&world.store, resource, &fields, whole)?),
        };
        let operations = world.store.table.operations_of(resource).filter(|served| served.action == Action::Create);
        let parameters = operations.flat_map(|served| served.parameters).filter_map(|parameter| {
            match (&parameter.role, &parameter.default) {
                (Role::Sets(path), Some(default)) => Some((*path, value_of(default))),
                _ => None,
            }
        });
        let sets = parameters.filter(|(path, _)| get(&fields, path).is_none()).collect();
        let draft = Draft { fields, redacted, sets, whole, is_by_hand: true, ..Draft::default() };
        let key = world.create(resource, draft, now)?;
        world.run(now);
        read(&world.store, resource, key)
    }

    /// Changes fields of the record with that SID. A new state is entered as if the service had come to it.
    ///
    /// # Errors
    ///
    /// If there is no such record, if fields do not fit the resource, or if the service would refuse their values.
    pub fn set<T: FakeRecord>(&self, sid: &str, fields: Value) -> Result<T, FakeError> {
        let mut engine = self.current();
        let now = engine.clock.now();
        let world = &mut engine.world;
        let table = world.store.table;
        let resource = resource_of::<T>(table)?;
        let key = world.store.by_sid(sid).filter(|key| world.store.shown_by(resource).contains(&key.0));
        let key = key.ok_or_else(|| FakeError::new(format!("there is no {} with that SID", T::RESOURCE)))?;
        let Value::Object(fields) = fields else { return Err(FakeError::new("the fields must be an object")) };
        check_fields(table, table.resources[key.0].shape, &fields)
            .map_err(|problem| FakeError::new(format!("{}: {problem}", T::RESOURCE)))?;
        if world.store.own_sid(key.0, &fields).is_some_and(|own| own != sid) {
            return Err(FakeError::new("the SID of a record cannot be changed"));
        }
        world.update(key, &[], &fields, now)?;
        world.run(now);
        read(&world.store, resource, key)
    }

    /// Says what the parts of the next record are to be that is created with one of them. Several scripts are used one
    /// after the other.
    ///
    /// # Errors
    ///
    /// If a row does not fit its resource, or a resource is no part of another one.
    pub fn script(&self, script: Script) -> Result<(), FakeError> {
        let rows = Rows::of(self.lock().table, script)?;
        self.lock().world.scripts.push(rows);
        Ok(())
    }

    /// Says the same for all records that are created from now on, as far as no other script does.
    ///
    /// # Errors
    ///
    /// As [`script`](Self::script).
    pub fn script_always(&self, script: Script) -> Result<(), FakeError> {
        let rows = Rows::of(self.lock().table, script)?;
        self.lock().world.scripts.set_always(rows);
        Ok(())
    }
}

fn resource_of<T: FakeRecord>(table: &Table) -> Result<usize, FakeError> {
    table.resource(T::RESOURCE).ok_or_else(|| FakeError::new(format!("there is no resource {}", T::RESOURCE)))
}

fn whole_of(store: &Store, part: usize, fields: &Fields, name: &str) -> Result<Key, FakeError> {
    let key = fields.get(name).and_then(Value::as_str).and_then(|sid| store.by_sid(sid));
    let key = key.filter(|key| store.table.parts_of(key.0).any(|known| known == part));
    key.ok_or_else(|| FakeError::new(format!("`{name}` must be the SID of a record that exists")))
}

fn read<T: FakeRecord>(store: &Store, resource: usize, key: Key) -> Result<T, FakeError> {
    let record = store.get(key).ok_or_else(|| FakeError::new("the record is gone"))?;
    let fields = store.shown(key, record, resource, store.table.api.base_url);
    let text = writing::record(store.table, resource, &fields);
    // The error may quote a value.
    serde_json::from_str(&text).map_err(|_| FakeError::new(format!("the record cannot be read as {}", T::RESOURCE)))
}
