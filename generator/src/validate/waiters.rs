//! Knows the rules for what can be waited for. Knows nothing of how it is waited for.

use std::collections::BTreeMap;

use super::Rules;
use crate::diagnostics::Problem;
use crate::model::{Method, Operation, Resource, Type, Waiter};

impl Rules<'_> {
    pub(super) fn waiters(&mut self) {
        let api = self.api;
        for resource in &api.resources {
            for waiter in &resource.waiters {
                self.fetch(resource, waiter);
                self.state(resource, waiter);
                self.goal(waiter);
            }
        }
    }

    fn fetch(&mut self, resource: &Resource, waiter: &Waiter) {
        let span = self.places.value(waiter.site, "operation");
        let Some(operation) = resource.operations.iter().find(|operation| operation.id == waiter.operation) else {
            let message = format!("`{}` has no operation `{}`", resource.name, waiter.operation);
            let problem = Problem::new("unknown-operation", span, message);
            let problem = problem.help("write the id of the operation that fetches the resource");
            let fetches = resource.operations.iter().filter(|operation| obstacle(operation).is_none());
            self.sink.push(problem.suggest(&waiter.operation, fetches.map(|operation| operation.id.as_str())));
            return;
        };
        if let Some(obstacle) = obstacle(operation) {
            let problem = Problem::new("waiter-operation", span, format!("`{}` {obstacle}", operation.id));
            self.sink.push(problem.help("write the id of the operation that fetches the resource"));
        }
    }

    /// The field, and that the states are values of it.
    fn state(&mut self, resource: &Resource, waiter: &Waiter) {
        let api = self.api;
        let span = self.places.value(waiter.site, "field");
        let Some((_, id, values)) = api.states(resource, &waiter.field) else {
            let fields = api.ty(resource.object).fields();
            match fields.iter().find(|field| field.wire == waiter.field) {
                None => {
                    let message = format!("`{}` has no field `{}`", resource.name, waiter.field);
                    let problem = Problem::new("unknown-field", span, message).help("write the field with the state");
                    self.sink.push(problem.suggest(&waiter.field, fields.iter().map(|field| field.wire.as_str())));
                }
                // That has been reported.
                Some(field) if field.ty == Type::Unknown => {}
                Some(_) => {
                    let problem = Problem::new("waiter-field", span, format!("`{}` is no enum", waiter.field));
                    self.sink.push(problem.help("a state is a value of an enum that is declared under `types`"));
                }
            }
            return;
        };
        for (list, index, state) in waiter.states() {
            if !values.iter().any(|value| value.wire == *state) {
                let span = self.places.element(waiter.site, list, index);
                let message = format!("`{}` has no value `{state}`", api.ty(id).name);
                let problem = Problem::new("unknown-value", span, message).help("write a value as it travels");
                self.sink.push(problem.suggest(state, values.iter().map(|value| value.wire.as_str())));
            }
        }
    }

    fn goal(&mut self, waiter: &Waiter) {
        if waiter.success.is_empty() {
            let span = self.places.get(waiter.site, "success").span;
            let problem = Problem::new("empty-success", span, "nothing is waited for");
            self.sink.push(problem.help(format!("name the values of `{}` that are the goal", waiter.field)));
        }
        let mut firsts = BTreeMap::new();
        for (list, index, state) in waiter.states() {
            let span = self.places.element(waiter.site, list, index);
            if let Some(first) = firsts.insert(state, span) {
                let problem = Problem::new("state-twice", span, format!("the state `{state}` is named twice"));
                let problem = problem.label("second").also(first, "first");
                self.sink.push(problem.help("a state is the goal or its failure; name it once"));
            }
        }
    }
}

/// Why an operation does not fetch the resource.
fn obstacle(operation: &Operation) -> Option<&'static str> {
    if operation.method != Method::Get {
        Some("does more than to fetch")
    } else if operation.page.is_some() {
        Some("is a list")
    } else if operation.status == 204 {
        Some("returns nothing")
    } else {
        None
    }
}
