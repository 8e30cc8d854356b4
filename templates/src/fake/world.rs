//! The state of a fake: records are created, changed and removed here, by requests and by tests alike. Knows no HTTP.

use serde_json::Value;

use super::changes::FakeChange;
use super::clock::{Moment, stamp};
use super::ids::Ids;
use super::json::{Fields, blank, get, is_same, set, value_of};
use super::life::{Agenda, touch};
use super::refusal::Refusal;
use super::rules;
use super::script::{Rows, Scripts, Template};
use super::store::{Key, Store};
use super::table::{Kind, Path, Row, Source, Table};

pub(super) struct World {
    pub(super) store: Store,
    pub(super) agenda: Agenda,
    pub(super) scripts: Scripts,
    pub(super) ids: Ids,
    pub(super) account: String,
}

/// What is known of a record before it is made.
#[derive(Default)]
pub(super) struct Draft {
    /// Fields, of which only those count that nothing makes.
    pub(super) inherited: Fields,
    /// Fields that something sets.
    pub(super) fields: Fields,
    pub(super) redacted: Fields,
    /// Values within the record that something sets.
    pub(super) sets: Vec<(Path, Value)>,
    pub(super) whole: Option<Key>,
    pub(super) index: u64,
    /// A test makes it, and no request.
    pub(super) is_by_hand: bool,
}

impl World {
    /// With the rows that are there from the start.
    pub(super) fn new(table: &'static Table, ids: Ids, account: String, now: Moment) -> Self {
        let mut world =
            Self { store: Store::new(table), agenda: Agenda::default(), scripts: Scripts::default(), ids, account };
        for (resource, description) in table.resources.iter().enumerate() {
            if let Kind::Kept(rows) = description.kind {
                for row in rows {
                    let Template { fields, redacted } = Template::of(row);
                    let fields = world.made(resource, &Draft { fields, ..Draft::default() }, now);
                    world.place(resource, fields, redacted, None, now);
                }
            }
        }
        world
    }

    /// Lets time pass until then.
    pub(super) fn run(&mut self, now: Moment) -> Vec<FakeChange> {
        self.agenda.run(&mut self.store, now)
    }

    /// Creates a record with its parts; or says why it cannot be.
    pub(super) fn create(&mut self, resource: usize, mut draft: Draft, now: Moment) -> Result<Key, Refusal> {
        let fields = self.made(resource, &draft, now);
        rules::check(&self.store, resource, &fields, None, draft.is_by_hand)?;
        match self.store.own_sid(resource, &fields) {
            Some(sid) if self.store.by_sid(sid).is_some() => {
                return Err(Refusal::new(409, "a record with that SID exists"));
            }
            None if self.has_address(resource, &fields) => {
                return Err(Refusal::new(409, "a record with that address exists"));
            }
            _ => {}
        }
        let redacted = std::mem::take(&mut draft.redacted);
        let key = self.place(resource, fields, redacted, draft.whole, now);
        Ok(key)
    }

    /// Reports whether there is a record with the address of this one, which has no SID.
    fn has_address(&self, resource: usize, fields: &Fields) -> bool {
        let address: Vec<_> = self.store.table.nesting(resource).collect();
        let is_kept = self.store.table.resources[resource].is_kept() && !address.is_empty();
        let is_same = |other: &Fields| address.iter().all(|path| get(other, path) == get(fields, path));
        is_kept && self.store.of(resource).any(|(_, other)| is_same(&other.fields))
    }

    /// Changes fields of a record; or says why they cannot be changed.
    pub(super) fn update(
        &mut self,
        key: Key,
        sets: &[(Path, Value)],
        fields: &Fields,
        now: Moment,
    ) -> Result<(), Refusal> {
        let table = self.store.table;
        let resource = &table.resources[key.0];
        let Some(record) = self.store.get(key) else { return Err(Refusal::not_found()) };
        let life = resource.life.as_ref().map(|life| life.field);
        let before = life.and_then(|life| record.fields.get(life)?.as_str()).unwrap_or_default().to_owned();
        let mut changed = record.whole_fields();
        changed.extend(fields.iter().map(|(name, value)| (name.clone(), value.clone())));
        for (path, value) in sets {
            set(&mut changed, path, value.clone());
        }
        // Requests set values by their paths.
        let is_by_hand = !fields.is_empty();
        rules::check(&self.store, key.0, &changed, Some(key), is_by_hand)?;
        let is_entry = |name: &str| Some(name) == life;
        let is_update = fields.keys().any(|name| !is_entry(name)) || fields.is_empty();
        if let (Some(path), true) = (resource.value_field(|source| matches!(source, Source::Version)), is_update) {
            if !sets.iter().any(|(field, _)| *field == path) && get(fields, path).is_none() {
                let version = get(&changed, path).and_then(Value::as_i64).unwrap_or_default();
                set(&mut changed, path, version.saturating_add(1).into());
            }
        }
        let state = life.and_then(|life| {
            let given = fields.get(life).or_else(|| sets.iter().find(|(path, _)| **path == [life]).map(|set| &set.1));
            given?.as_str().map(str::to_owned)
        });
        self.store.change(key, |record| {
            record.redacted = record.whole_redacted();
            record.row = None;
            record.fields = changed;
        });
        touch(&mut self.store, key, now);
        if let Some(state) = state {
            self.agenda.bring(&mut self.store, key, &state, &before, fields, now);
        }
        Ok(())
    }

    /// Returns the fields of a new record.
    pub(super) fn made(&mut self, resource: usize, draft: &Draft, now: Moment) -> Fields {
        let table: &'static Table = self.store.table;
        let description = &table.resources[resource];
        let mut fields = blank(table.fields(resource));
        let inherited = draft.inherited.iter().filter(|(name, value)| fields.contains_key(*name) && !value.is_null());
        let inherited: Vec<_> = inherited.map(|(name, value)| (name.clone(), value.clone())).collect();
        fields.extend(inherited);
        let is_given = |path: Path| get(&draft.fields, path).is_some() || draft.sets.iter().any(|set| set.0 == path);
        let mut nested = Vec::new();
        for value in description.values {
            let made: Value = match &value.source {
                Source::Account => self.account.as_str().into(),
                Source::NewSid(_) if is_given(value.field) => continue,
                Source::NewSid(kind) => self.ids.sid(*kind).into(),
                Source::Created | Source::Updated => stamp(now),
                Source::Version => 1.into(),
                Source::Index => draft.index.into(),
                Source::Initial(_) if get(&fields, value.field).is_some_and(|value| !value.is_null()) => continue,
                Source::Initial(initial) => value_of(initial),
                Source::Url(_) | Source::Copied(_) | Source::Current(_) | Source::Collected { .. } => continue,
            };
            if value.field.len() > 1 {
                nested.push((value.field, made.clone()));
            }
            set(&mut fields, value.field, made);
        }
        if let Some(life) = &description.life {
            fields.insert(life.field.to_owned(), life.initial.into());
        }
        fields.extend(draft.fields.iter().map(|(name, value)| (name.clone(), value.clone())));
        for (path, value) in &draft.sets {
            set(&mut fields, path, value.clone());
        }
        // What is given of a value does not take away what is made within it.
        for (path, made) in nested {
            if get(&fields, path).is_none_or(Value::is_null) {
                set(&mut fields, path, made);
            }
        }
        for value in description.values {
            if let Source::Copied(origin) = value.source {
                let copied = self.store.resolve(resource, &fields, origin).into_iter().next();
                if let (Some(copied), false) = (copied, is_given(value.field)) {
                    set(&mut fields, value.field, copied);
                }
            }
        }
        fields
    }

    /// Keeps a record and lets its parts come into being.
    fn place(&mut self, resource: usize, fields: Fields, redacted: Fields, whole: Option<Key>, now: Moment) -> Key {
        let key = self.store.insert(resource, fields, whole, now);
        self.store.change(key, |record| record.redacted = redacted);
        if let Some(life) = &self.store.table.resources[resource].life {
            let state = self.store.get(key).and_then(|record| record.fields.get(life.field)?.as_str());
            let state = state.unwrap_or(life.initial).to_owned();
            self.agenda.enter(&mut self.store, key, &state, now);
        }
        let parts: Vec<_> = self.store.table.parts_of(resource).collect();
        if !parts.is_empty() {
            let scripted = self.scripts.take(&parts);
            for part in parts {
                self.make_parts(key, part, &scripted, now);
            }
        }
        key
    }

    fn make_parts(&mut self, whole: Key, part: usize, scripted: &Rows, now: Moment) {
        let Kind::Part { each, rows } = &self.store.table.resources[part].kind else { return };
        let bases = match each {
            None => vec![Fields::new()],
            Some(each) => {
                let shared = self.store.get(whole).and_then(|whole| whole.fields.get(each.sharing)).cloned();
                let Some(shared) = shared.filter(|shared| !shared.is_null()) else { return };
                let others = self.store.of(each.resource).map(|(_, record)| &record.fields);
                others.filter(|fields| fields.get(each.sharing) == Some(&shared)).cloned().collect()
            }
        };
        let mut made = Vec::new();
        if let Some(rows) = scripted.get(part) {
            for row in rows {
                let base = bases.iter().find(|base| each.is_none() || is_about(&row.fields, base));
                made.push((base.cloned().unwrap_or_default(), row.clone(), None));
            }
        } else {
            for base in bases {
                let of_base = Draft { inherited: base.clone(), ..self.part_draft(whole, part) };
                let basis = self.made_without_sid(part, &of_base, now);
                let is_for = |row: &&Row, given: bool| match &row.given {
                    Some((path, expected)) => {
                        let found = self.store.resolve(part, &basis, path);
                        given && found.iter().any(|value| is_same(value, &value_of(expected)))
                    }
                    None => !given,
                };
                let mut chosen: Vec<_> = rows.iter().filter(|row| is_for(row, true)).collect();
                if chosen.is_empty() {
                    chosen = rows.iter().filter(|row| is_for(row, false)).collect();
                }
                let most = if each.is_some() { 1 } else { chosen.len() };
                made.extend(chosen.into_iter().take(most).map(|row| (base.clone(), Template::of(row), Some(row))));
            }
        }
        for (index, (inherited, row, shared)) in (0..).zip(made) {
            let mut draft = Draft { inherited, index, ..self.part_draft(whole, part) };
            draft.fields.extend(row.fields);
            let fields = self.made(part, &draft, now);
            let key = self.place(part, fields, row.redacted, Some(whole), now);
            if let Some(shared) = shared {
                self.store.change(key, |record| record.share(shared));
            }
        }
    }

    /// A part of which only the whole is known.
    fn part_draft(&self, whole: Key, part: usize) -> Draft {
        let table = self.store.table;
        let sid = self.store.get(whole).and_then(|record| self.store.own_sid(whole.0, &record.fields));
        let field = table.resources[part].part_of().unwrap_or_default();
        let fields = [(field.to_owned(), Value::from(sid))].into_iter().collect();
        Draft { fields, whole: Some(whole), ..Draft::default() }
    }

    /// The fields of a record that is only looked at, so that it takes no SID.
    fn made_without_sid(&mut self, resource: usize, draft: &Draft, now: Moment) -> Fields {
        let own = self.store.table.resources[resource].own_sid().map(|own| (own.0, Value::Null));
        let sets = draft.sets.iter().cloned().chain(own).collect();
        let Draft { inherited, fields, .. } = draft;
        let draft = Draft { inherited: inherited.clone(), fields: fields.clone(), sets, ..Draft::default() };
        self.made(resource, &draft, now)
    }
}

/// Reports whether a row has a field in common with a record, and none that differs.
fn is_about(row: &Fields, base: &Fields) -> bool {
    let mut common = row.iter().filter_map(|(name, value)| Some((value, base.get(name)?))).peekable();
    common.peek().is_some() && common.all(|(one, other)| one == other)
}
