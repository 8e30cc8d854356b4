//! Which records have a certain text in a certain field, so that what is unique, a name or a filter is found without
//! looking at all records. Knows no request.

use std::collections::{BTreeSet, HashMap};

use super::json::{Fields, get};
use super::table::{Comparison, Kind, Path, Role, Shape, Table, Type};

/// The fields that are looked for, by resource, and the records by the text that they have in them.
pub(super) struct Index {
    fields: Vec<Vec<Path>>,
    records: HashMap<(usize, Path), HashMap<String, BTreeSet<u64>>>,
}

impl Index {
    pub(super) fn new(table: &'static Table) -> Self {
        let mut fields: Vec<Vec<Path>> = vec![Vec::new(); table.resources.len()];
        for (resource, description) in table.resources.iter().enumerate() {
            let unique = description.unique.iter().map(|unique| unique.field);
            let filters = table.operations.iter().filter(|served| shows(table, served.resource, resource));
            let filters = filters.flat_map(|served| served.parameters).filter_map(|parameter| match parameter.role {
                Role::Filters { field, by: Comparison::Equal } => Some(field),
                _ => None,
            });
            for field in unique.chain(description.name_field).chain(filters) {
                if !fields[resource].contains(&field) && leads_to(table, resource, field, is_text) {
                    fields[resource].push(field);
                }
            }
        }
        Self { fields, records: HashMap::new() }
    }

    pub(super) fn add(&mut self, (resource, number): (usize, u64), fields: &Fields) {
        for path in &self.fields[resource] {
            if let Some(text) = get(fields, path).and_then(|value| value.as_str()) {
                let records = self.records.entry((resource, path)).or_default();
                records.entry(text.to_owned()).or_default().insert(number);
            }
        }
    }

    pub(super) fn remove(&mut self, (resource, number): (usize, u64), fields: &Fields) {
        for path in &self.fields[resource] {
            let text = get(fields, path).and_then(|value| value.as_str());
            let (Some(text), Some(records)) = (text, self.records.get_mut(&(resource, *path))) else { continue };
            if let Some(numbers) = records.get_mut(text) {
                numbers.remove(&number);
                if numbers.is_empty() {
                    records.remove(text);
                }
            }
        }
    }

    /// The numbers of the records of a resource with that text; `None` if the field is not looked for.
    pub(super) fn find(&self, resource: usize, path: Path, text: &str) -> Option<&BTreeSet<u64>> {
        static NONE: BTreeSet<u64> = BTreeSet::new();
        let known = self.fields[resource].iter().find(|known| **known == path)?;
        Some(self.records.get(&(resource, *known)).and_then(|records| records.get(text)).unwrap_or(&NONE))
    }
}

/// Reports whether a resource shows records of another one, or is that one.
pub(super) fn shows(table: &Table, resource: usize, other: usize) -> bool {
    match table.resources[resource].kind {
        Kind::View(resources) => resources.contains(&other),
        _ => resource == other,
    }
}

fn is_text(ty: &Type) -> bool {
    matches!(ty, Type::Text | Type::Sid(_))
}

/// Reports whether a path ends at such a value, or at an enum, and leads through members of the record only.
pub(super) fn leads_to(table: &Table, resource: usize, path: Path, is_such: impl Fn(&Type) -> bool) -> bool {
    let description = &table.resources[resource];
    let is_followed =
        description.values.iter().any(|value| path.starts_with(value.field) && value.source.is_followed());
    let mut shape = Some(description.shape);
    let mut ends_there = false;
    for name in path {
        let Some(Shape::Struct { fields, .. }) = shape.and_then(|shape| table.shapes.get(shape)) else { return false };
        let Some(field) = fields.iter().find(|field| field.name == *name) else { return false };
        shape = None;
        ends_there = match &field.ty {
            Type::Named(named) => {
                shape = Some(*named);
                matches!(table.shapes.get(*named), Some(Shape::Enum(_)))
            }
            ty => is_such(ty),
        };
    }
    ends_there && !is_followed
}
