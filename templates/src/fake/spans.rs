//! Between which times the records of a block have a certain field, so that a filter by time skips those blocks in which it
//! finds nothing. Knows no request.

use std::collections::HashMap;

use super::clock::{Moment, parse};
use super::index::{leads_to, shows};
use super::json::{Fields, get};
use super::table::{Comparison, Path, Role, Table, Type};

/// How many numbers of records a block has.
pub(super) const BLOCK: u64 = 256;

/// The first and the last time in each block, by resource and field. They only grow apart, so that a block can be looked
/// at in vain, but is never skipped wrongly.
pub(super) struct Spans {
    fields: Vec<Vec<Path>>,
    blocks: HashMap<(usize, Path, u64), (Moment, Moment)>,
}

impl Spans {
    pub(super) fn new(table: &'static Table) -> Self {
        let mut fields: Vec<Vec<Path>> = vec![Vec::new(); table.resources.len()];
        for (resource, own) in fields.iter_mut().enumerate() {
            let filters = table.operations.iter().filter(|served| shows(table, served.resource, resource));
            for parameter in filters.flat_map(|served| served.parameters) {
                let Role::Filters { field, by: Comparison::Before | Comparison::After } = parameter.role else {
                    continue;
                };
                let is_time = |ty: &Type| matches!(ty, Type::Timestamp);
                if !own.contains(&field) && leads_to(table, resource, field, is_time) {
                    own.push(field);
                }
            }
        }
        Self { fields, blocks: HashMap::new() }
    }

    pub(super) fn add(&mut self, (resource, number): (usize, u64), fields: &Fields) {
        for path in &self.fields[resource] {
            let Some(time) = get(fields, path).and_then(|value| parse(value.as_str()?)) else { continue };
            let span = self.blocks.entry((resource, path, number / BLOCK)).or_insert((time, time));
            *span = (span.0.min(time), span.1.max(time));
        }
    }

    /// Reports whether a record of a block can have a time before or after a limit in a field.
    pub(super) fn may_have(&self, resource: usize, path: Path, block: u64, by: Comparison, limit: Moment) -> bool {
        let Some(known) = self.fields[resource].iter().find(|known| **known == path) else { return true };
        let Some((first, last)) = self.blocks.get(&(resource, *known, block)) else { return false };
        match by {
            Comparison::Before => *first < limit,
            Comparison::After => *last > limit,
            Comparison::Equal => true,
        }
    }
}
