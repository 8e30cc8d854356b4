//! `FAKE.md`: what the fake does, and how each of it is known.

use super::operations::action;
use crate::client::krate::{Block, Table};
use crate::client::lower::context::Lowering;
use crate::client::lower::reference::{one_line, reflowed};
use crate::client::lower::states::state_graph;
use crate::description::facts::{Basis, ParameterLocation};
use crate::description::model::behaviour::{Behaviour, Condition, Demand, Effect, FieldPath, Occasion, Origin, States};
use crate::description::model::{Api, Operation, OperationId, Resource, ResourceId};

impl Lowering<'_> {
    pub(super) fn fake_page(&self) -> Vec<Block> {
        let api = self.api;
        let text = |text: &str| Block::Text(reflowed(text));
        let heading = |title: &str| Block::Heading(2, title.to_owned());
        let mut blocks = vec![
            Block::Heading(1, format!("The fake of {} {}", api.title, api.version)),
            text(&format!(
                "What `{}::fake::Fake` does, and how it is known that the service does the same: *documented* by the vendor, \
                 *observed*, or *inferred*, which may be a guess. Do not rely in tests on what is inferred.",
                self.names.library
            )),
            heading("Operations"),
            text(
                "Every parameter is checked and has an effect; one that is not described is refused. What all operations \
                 check first is listed under [Errors](#errors).",
            ),
            Block::Table(self.fake_operations()),
            heading("Records"),
            text(
                "Where records come from, and what requests are refused for. Lists are in the order of creation; where a \
                 resource shows records of several others, one of these after the other.",
            ),
            Block::Table(Table { head: &["resource", "behaviour", "known"], rows: self.fake_rules() }),
        ];
        for (id, resource) in api.resources() {
            let Some(states) = resource.behaviour.as_ref().and_then(|behaviour| behaviour.states.as_ref()) else {
                continue;
            };
            blocks.push(heading(&format!("States of a {}", resource.name)));
            blocks.push(text(&format!("The steps are {}. Durations are those of the fake.", known(states.evidence))));
            blocks.push(Block::States(state_graph(api, states, true)));
            let events = self.fake_events(id, states);
            if !events.is_empty() {
                blocks.push(Block::List(events));
            }
        }
        blocks.push(heading("Errors"));
        blocks.push(text("What every operation checks, in this order."));
        blocks.push(Block::Table(self.fake_errors()));
        blocks.extend(self.fake_server());
        blocks
    }

    fn fake_operations(&self) -> Table {
        let rows = self.api.operations().map(|(id, operation)| {
            let resource = self.api.resource(operation.resource);
            let does = match action(self.api, operation) {
                "Create" => "creates a record",
                "Fetch" => "reads a record",
                "List" => "reads records, page by page",
                "Update" => "changes a record",
                _ => "removes a record, what is part of it, and what has its SID in its path",
            };
            vec![
                format!("`{}`", operation.id),
                format!("`{}`", self.http(operation)),
                does.to_owned(),
                self.fake_parameters(id, operation, resource).join("<br>"),
            ]
        });
        Table { head: &["operation", "request", "effect", "parameters"], rows: rows.collect() }
    }

    fn fake_parameters(&self, id: OperationId, operation: &Operation, resource: &Resource) -> Vec<String> {
        let Some(behaviour) = &resource.behaviour else { return Vec::new() };
        let of = Words { api: self.api, resource };
        let parameters = self.api.parameters(id).filter_map(|(id, parameter)| {
            let wire = &parameter.wire;
            if operation.version == Some(id) {
                return Some(format!("`{wire}`: must match the version"));
            }
            if parameter.location == ParameterLocation::Path && parameter.facts.or_name {
                return Some(format!("`{wire}`: SID or name"));
            }
            let (_, effect) = behaviour.effects.iter().find(|(of, _)| *of == id)?;
            Some(match effect {
                Effect::Sets(path) => format!("`{wire}`: sets {}", of.path(path)),
                Effect::Equals(path) => format!("`{wire}`: leaves those with this {}", of.path(path)),
                Effect::Before(path) => format!("`{wire}`: leaves those with {} before it", of.path(path)),
                Effect::After(path) => format!("`{wire}`: leaves those with {} after it", of.path(path)),
                Effect::Shows(paths) => {
                    let paths: Vec<String> = paths.iter().map(|path| of.path(path)).collect();
                    format!("`{wire}`: fills {}", paths.join(", "))
                }
                Effect::Unseen => format!("`{wire}`: is checked"),
                Effect::Redacts(path) => format!("`{wire}`: redacts, by default if {} is true", of.path(path)),
            })
        });
        parameters.collect()
    }

    fn fake_rules(&self) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for resource in &self.api.resources {
            let Some(behaviour) = &resource.behaviour else { continue };
            let of = Words { api: self.api, resource };
            let mut add = |what: String, basis: Option<Basis>| {
                rows.push(vec![resource.name.clone(), what, basis.map_or_else(String::new, |it| known(it).to_owned())]);
            };
            add(self.fake_origin(behaviour, &of), behaviour.part.as_ref().map(|part| part.evidence));
            for rule in &behaviour.rules {
                let what = match &rule.demand {
                    Demand::Unique(path) => format!("no two have the same {}", of.path(path)),
                    Demand::Needs(on, needed) => format!("{} {}", of.occasion(on), of.condition(needed)),
                    Demand::Excludes(on, path) => format!("{} no {}", of.occasion(on), of.path(path)),
                };
                add(format!("{what}: “{}”", one_line(&rule.message)), Some(rule.evidence));
            }
        }
        rows
    }

    fn fake_origin(&self, behaviour: &Behaviour, of: &Words<'_>) -> String {
        let name = |id: &ResourceId| self.api.resource(*id).name.clone();
        let part = behaviour.part.as_ref().map(|part| {
            let states: Vec<String> =
                part.states.iter().map(|&state| format!("`{}`", self.api.value(state).wire)).collect();
            let mut text = format!("part of a {}", name(&part.whole));
            if !states.is_empty() {
                text.push_str(&format!(", readable when that is {}", states.join(" or ")));
            }
            if part.after > 0 {
                text.push_str(&format!(" for {} seconds", part.after));
            }
            if let Some(given) = &part.given {
                text.push_str(&format!(", if it has {}", of.path(given)));
            }
            if let Some(unless) = &part.unless {
                text.push_str(&format!(", unless it has {}", of.path(unless)));
            }
            text
        });
        match (&behaviour.origin, part) {
            (Origin::View(resources), _) => {
                format!("shows records of {}", resources.iter().map(name).collect::<Vec<_>>().join(" and "))
            }
            (Origin::Kept(rows), _) if rows.is_empty() => "created by requests".to_owned(),
            (Origin::Kept(rows), _) => format!("{} are there from the start", rows.len()),
            (Origin::Part { each: Some(each), .. }, Some(part)) => {
                format!("{part}; one for each {} at the time of creation", name(&each.resource))
            }
            (Origin::Part { rows, .. }, Some(part)) => format!("{part}; {} by default, see `Script`", rows.len()),
            (_, part) => part.unwrap_or_default(),
        }
    }

    fn fake_events(&self, id: ResourceId, states: &States) -> Vec<String> {
        let of = Words { api: self.api, resource: self.api.resource(id) };
        let events = states.events.iter().filter_map(|event| {
            let wire = &self.api.webhooks.as_ref()?.events.get(event.event.0)?.wire;
            let state = &self.api.value(event.state).wire;
            let when = if event.after == 0 { String::new() } else { format!(" for {} seconds", event.after) };
            Some(format!("`{wire}` is sent to {} when it has been `{state}`{when}.", of.path(&event.url)))
        });
        events.collect()
    }

    fn fake_errors(&self) -> Table {
        let checks: [(u16, &str); 11] = [
            (401, "no credentials, or wrong ones"),
            (404, "a path that is not described"),
            (405, "another method than those of the path, which `Allow` lists"),
            (401, PERMISSION),
            (415, "a body that is no form"),
            (413, "a body of more than 1 MiB"),
            (
                400,
                "a parameter that is missing, malformed, too long, not described, or names a record that does not exist",
            ),
            (404, "a path that names a record that does not exist"),
            (412, "another version than that of `If-Match`"),
            (400, "a rule that is broken"),
            (409, "a value that must be unique and is not"),
        ];
        let rows = checks.into_iter().map(|(status, what)| {
            let permission = self.api.errors.iter().find(|error| error.facts.missing_permission);
            let permission = permission.filter(|_| what == PERMISSION);
            let status = permission.and_then(|error| error.facts.status).unwrap_or(status);
            let mut codes = self.api.errors.iter().filter(|error| error.facts.status == Some(status));
            let code = permission.or_else(|| codes.find(|error| !error.facts.missing_permission));
            let code = code.map_or_else(String::new, |error| format!("{} (`{}`)", error.facts.code, error.name));
            vec![what.to_owned(), status.to_string(), code]
        });
        Table { head: &["request", "status", "code"], rows: rows.collect() }
    }
}

/// The check of permissions, which has an error code of its own.
const PERMISSION: &str = "a restricted key without the permission of the operation";

/// Fields in words.
struct Words<'a> {
    api: &'a Api,
    resource: &'a Resource,
}

impl Words<'_> {
    fn path(&self, path: &FieldPath) -> String {
        let whole = self.resource.behaviour.as_ref().and_then(|behaviour| behaviour.part.as_ref());
        let whole = whole.filter(|_| path.from_whole).map(|part| self.api.resource(part.whole).name.as_str());
        format!("`{}`", whole.into_iter().chain(self.api.path_of(path)).collect::<Vec<_>>().join("."))
    }

    fn occasion(&self, occasion: &Occasion) -> String {
        match occasion {
            Occasion::When(condition) => format!("if {}, then", self.condition(condition)),
            Occasion::Unless(condition) => format!("unless {},", self.condition(condition)),
        }
    }

    fn condition(&self, condition: &Condition) -> String {
        match &condition.value {
            Some(value) => format!("{} is `{}`", self.path(&condition.field), value.to_string().trim_matches('"')),
            None => format!("{} is set", self.path(&condition.field)),
        }
    }
}

fn known(basis: Basis) -> &'static str {
    match basis {
        Basis::Documented => "documented",
        Basis::Observed => "observed",
        Basis::Inferred => "inferred",
    }
}
