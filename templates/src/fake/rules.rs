//! What the fields of a record must agree on, with one another and with other records. Changes nothing.

use super::json::{Fields, is_same, is_set, value_of};
use super::refusal::Refusal;
use super::store::{Key, Store};
use super::table::{Demand, Json, Path, Unique};

/// Checks a record as it would be. The one that it replaces does not count. What a test makes by hand may lack what a
/// request must have: tests say only what they are about.
pub(super) fn check(
    store: &Store,
    resource: usize,
    fields: &Fields,
    replaced: Option<Key>,
    is_by_hand: bool,
) -> Result<(), Refusal> {
    let description = &store.table.resources[resource];
    let holds = |path: Path, expected: Option<&Json>| {
        let found = store.resolve(resource, fields, path);
        match expected {
            None => found.iter().any(is_set),
            Some(expected) => found.iter().any(|value| is_same(value, &value_of(expected))),
        }
    };
    for rule in description.rules.iter().filter(|rule| rule.holds || !is_by_hand) {
        let is_kept = holds(rule.when, rule.when_value.as_ref()) != rule.holds
            || match &rule.demand {
                Demand::Needs(path, expected) => holds(path, expected.as_ref()),
                Demand::Excludes(path) => !holds(path, None),
            };
        if !is_kept {
            return Err(Refusal::new(400, rule.message));
        }
    }
    for Unique { field, message } in description.unique {
        let own = store.resolve(resource, fields, field);
        let is_taken = own.iter().filter(|value| is_set(value)).any(|value| {
            if let Some(numbers) = store.indexed(resource, field, value) {
                return numbers.iter().any(|number| Some((resource, *number)) != replaced);
            }
            let mut others = store.of(resource).filter(|(key, _)| Some(*key) != replaced);
            others.any(|(key, other)| store.any(key, other, field, |other| other == value))
        });
        if is_taken {
            return Err(Refusal::new(409, *message));
        }
    }
    Ok(())
}
