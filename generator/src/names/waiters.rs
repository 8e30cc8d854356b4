//! Knows how the name of a goal becomes the names of what waits for it.

use heck::ToUpperCamelCase;

use super::{Case, Namer, Scope};
use crate::model::{Api, Resource};

/// Variant of an outcome for a wait whose time is over.
pub(crate) const TIMED_OUT: &str = "TimedOut";

#[derive(Debug, Default)]
pub(crate) struct WaiterNames {
    /// Method of the handle.
    pub(crate) method: String,
    pub(crate) builder: String,
    pub(crate) outcome: String,
    /// Method of the outcome that gives what reached the goal.
    pub(crate) into: String,
}

impl WaiterNames {
    fn of(resource: &str, goal: &str) -> Self {
        let camel = goal.to_upper_camel_case();
        Self {
            method: format!("wait_until_{goal}"),
            builder: format!("WaitUntil{resource}{camel}"),
            outcome: format!("{resource}{camel}Outcome"),
            into: format!("into_{goal}"),
        }
    }
}

impl Namer<'_> {
    /// The names of a resource's waiters, taken from its methods and from all types. `members` holds the variants of each
    /// enum.
    pub(super) fn waiters(
        &mut self,
        api: &Api,
        resource: &Resource,
        members: &[Vec<String>],
        methods: &mut Scope,
        types: &mut Scope,
    ) -> Vec<WaiterNames> {
        let waiters = resource.waiters.iter().map(|waiter| {
            let span = waiter.site.span;
            self.declared(&waiter.name, span, Case::Snake);
            let names = WaiterNames::of(&resource.name, &waiter.name);
            self.claim(methods, &names.method, span);
            self.claim(types, &names.builder, span);
            self.claim(types, &names.outcome, span);
            if let Some((_, id, values)) = api.states(resource, &waiter.field) {
                let mut variants = Scope::new("variant of the outcome", &[TIMED_OUT]).renamed();
                for (value, name) in values.iter().zip(&members[id.0]) {
                    // Two variants of one name were reported with the enum.
                    if name == TIMED_OUT && waiter.states().any(|(_, _, state)| *state == value.wire) {
                        self.claim(&mut variants, name, value.site.span);
                    }
                }
            }
            names
        });
        waiters.collect()
    }
}
