//! Records as requests see them: with what is computed, as far as they can be read, and redacted. Changes nothing.

use std::time::Duration;

use percent_encoding::utf8_percent_encode;
use serde_json::Value;

use super::super::inputs::SEGMENT;
use super::clock::{Moment, later};
use super::json::{Fields, empty, get, is_set, set, value_of};
use super::store::{Key, Record, Store};
use super::table::{Availability, Kind, Source, Type};

impl Store {
    /// Returns the fields of a record as one of a resource, which is its own or a view. URLs are below the base.
    pub(super) fn shown(&self, key: Key, record: &Record, resource: usize, base: &str) -> Fields {
        let mut fields = self.with_values(key.0, record.whole_fields(), base);
        if resource != key.0 {
            for value in self.table.resources[resource].values {
                let initial = match &value.source {
                    Source::Initial(initial) => value_of(initial),
                    Source::Copied(path) => self.first(key.0, &record.fields, path),
                    _ => continue,
                };
                if get(&fields, value.field).is_none_or(Value::is_null) {
                    set(&mut fields, value.field, initial);
                }
            }
            fields = self.with_values(resource, fields, base);
        }
        fields
    }

    /// Sets what is computed when a record is read.
    pub(super) fn with_values(&self, resource: usize, mut fields: Fields, base: &str) -> Fields {
        for value in self.table.resources[resource].values {
            let computed = match &value.source {
                Source::Current(path) => {
                    let ty = self.table.fields(resource).iter().find(|field| *value.field == [field.name]);
                    let absent = ty.map_or(Value::Null, |field| empty(&field.ty));
                    self.resolve(resource, &fields, path).into_iter().next().unwrap_or(absent)
                }
                Source::Collected { resource: of, field } => self.collected(resource, &fields, *of, field),
                Source::Url(operation) => self.url(resource, &fields, *operation, base).map_or(Value::Null, Into::into),
                _ => continue,
            };
            set(&mut fields, value.field, computed);
        }
        fields
    }

    /// The URL of an operation on a record.
    fn url(&self, resource: usize, fields: &Fields, operation: usize, base: &str) -> Option<String> {
        let served = self.table.operations.get(operation)?;
        let kinds = self.shown_by(resource);
        let own = kinds
            .iter()
            .find_map(|kind| Some((self.own_sid(*kind, fields)?, self.table.resources[*kind].own_sid()?.1)));
        let mut url = base.to_owned();
        for (index, part) in served.operation.path_template().split(['{', '}']).enumerate() {
            if index % 2 == 0 {
                url.push_str(part);
                continue;
            }
            let address = served.addresses().find(|address| address.parameter.name == part)?;
            let in_field = || get(fields, address.field)?.as_str();
            // Other resources call this record by other fields.
            let value = match (&address.parameter.ty, own) {
                (Type::Sid(kind), Some((sid, own))) if served.resource != resource && *kind == own => sid,
                _ => in_field()?,
            };
            url.extend(utf8_percent_encode(value, SEGMENT));
        }
        Some(url)
    }

    /// Reports whether a part, or what is computed, can be read; `None` if there is no whole.
    pub(super) fn is_available(&self, resource: usize, fields: &Fields, now: Moment) -> Option<bool> {
        let Some(availability) = &self.table.resources[resource].availability else { return Some(true) };
        let key = self.by_sid(fields.get(availability.whole)?.as_str()?)?;
        if self.table.whole_kind(resource) != self.table.resources[key.0].own_sid().map(|own| own.1) {
            return None;
        }
        let whole = self.get(key)?;
        Some(self.is_in_time(availability, key, whole, now) && self.conditions(resource, fields, availability))
    }

    fn is_in_time(&self, availability: &Availability, key: Key, whole: &Record, now: Moment) -> bool {
        let Availability { states, after, .. } = availability;
        let state = self.table.resources[key.0].life.as_ref().and_then(|life| whole.fields.get(life.field)?.as_str());
        let is_state = states.is_empty() || state.is_some_and(|state| states.contains(&state));
        is_state && now >= later(whole.entered, Duration::from_secs(*after))
    }

    fn conditions(&self, resource: usize, fields: &Fields, availability: &Availability) -> bool {
        let is_set_at = |path| self.resolve(resource, fields, path).iter().any(is_set);
        availability.given.is_none_or(is_set_at) && !availability.unless.is_some_and(is_set_at)
    }

    /// Returns the records that a resource shows, in the order in which lists contain them.
    pub(super) fn all(&self, resource: usize) -> Vec<(Key, &Record)> {
        match self.table.resources[resource].kind {
            Kind::Computed => Vec::new(),
            _ => self.shown_by(resource).into_iter().flat_map(|kind| self.of(kind)).collect(),
        }
    }
}
