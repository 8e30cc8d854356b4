//! What the parts of the next records are to be, as tests say it beforehand. Makes none of them.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;

use serde_json::Value;

use super::check::check_fields;
use super::json::{Fields, fields_of};
use super::record::FakeRecord;
use super::refusal::FakeError;
use super::table::{Kind, Row, Table};

/// The rows that take the place of the usual ones when a record with parts is created.
#[derive(Clone, Default)]
#[must_use]
pub struct Script {
    rows: Vec<(&'static str, Vec<Value>)>,
}

impl Script {
    /// Creates a script that changes nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Replaces the rows of a part. Each is an object with some of its fields; the others are made as usual. A member
    /// `redacted` contains what is different in the redacted version, unless the part has a field of that name.
    ///
    /// Where a part is made for each of other records, a row that has a field in common with one of them takes the
    /// other fields from it as well.
    pub fn rows<T: FakeRecord>(mut self, rows: impl IntoIterator<Item = Value>) -> Self {
        self.rows.push((T::RESOURCE, rows.into_iter().collect()));
        self
    }
}

/// Shows how many rows there are: what people say is personal data, in tests as well.
impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.rows.iter().map(|(name, rows)| (name, rows.len()))).finish()
    }
}

/// A row, from the table or from a script.
#[derive(Clone)]
pub(super) struct Template {
    pub(super) fields: Fields,
    pub(super) redacted: Fields,
}

impl Template {
    pub(super) fn of(row: &Row) -> Self {
        Self { fields: fields_of(row.fields), redacted: fields_of(row.redacted) }
    }
}

/// The rows of a script, by part.
#[derive(Clone, Default)]
pub(super) struct Rows(BTreeMap<usize, Vec<Template>>);

impl Rows {
    pub(super) fn get(&self, part: usize) -> Option<&[Template]> {
        self.0.get(&part).map(Vec::as_slice)
    }

    /// Checks a script.
    pub(super) fn of(table: &Table, script: Script) -> Result<Self, FakeError> {
        let mut parts = BTreeMap::new();
        for (name, rows) in script.rows {
            let part = table.resource(name).filter(|part| matches!(table.resources[*part].kind, Kind::Part { .. }));
            let part = part.ok_or_else(|| FakeError::new(format!("{name} is not a part of another resource")))?;
            let rows = rows.into_iter().map(|row| template(table, part, row)).collect::<Result<_, _>>();
            parts.insert(part, rows.map_err(|problem| FakeError::new(format!("{name}: {problem}")))?);
        }
        Ok(Self(parts))
    }
}

/// Checks a row that a test gives.
pub(super) fn template(table: &Table, part: usize, row: Value) -> Result<Template, String> {
    let shape = table.resources[part].shape;
    let Value::Object(mut fields) = row else { return Err("a row must be an object".to_owned()) };
    let is_field = |name: &str| table.fields(part).iter().any(|field| field.name == name);
    let redacted = match if is_field("redacted") { None } else { fields.remove("redacted") } {
        None => Fields::new(),
        Some(Value::Object(redacted)) => redacted,
        Some(_) => return Err("`redacted` must be an object".to_owned()),
    };
    // The reference to the whole need not be a field that is shown.
    let hidden = table.resources[part].part_of().filter(|whole| !is_field(whole));
    let whole = hidden.and_then(|whole| fields.remove_entry(whole));
    check_fields(table, shape, &fields)?;
    fields.extend(whole);
    check_fields(table, shape, &redacted)?;
    Ok(Template { fields, redacted })
}

/// The scripts that wait for their records.
#[derive(Default)]
pub(super) struct Scripts {
    next: VecDeque<Rows>,
    always: Rows,
}

impl Scripts {
    pub(super) fn push(&mut self, rows: Rows) {
        self.next.push_back(rows);
    }

    pub(super) fn set_always(&mut self, rows: Rows) {
        self.always = rows;
    }

    /// Takes the rows for a record with these parts; those for all records stand in for what they leave out.
    pub(super) fn take(&mut self, parts: &[usize]) -> Rows {
        let mut rows = self.always.clone();
        let next = self.next.iter().position(|rows| parts.iter().any(|part| rows.get(*part).is_some()));
        if let Some(next) = next.and_then(|next| self.next.remove(next)) {
            rows.0.extend(next.0);
        }
        rows
    }
}
