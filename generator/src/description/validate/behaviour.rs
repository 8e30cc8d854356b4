//! Rules for `behaviour`: it is complete, and agrees with the operations, the waiters and the events.

use heck::ToSnakeCase;

use super::context::Context;
use crate::description::code::Code;
use crate::description::diagnostics::Problem;
use crate::description::model::behaviour::{Behaviour, Effect, Origin, Row, Source, States};
use crate::description::model::{Api, Builtin, FieldId, Presence, Resource, ResourceId, Type, ValueId};
use crate::description::parse::Site;

/// Resources with a behaviour, and where it is written.
fn behaviours<'a>(cx: &Context<'a>) -> Vec<(ResourceId, &'a Resource, &'a Behaviour, Site)> {
    let found = cx.api.resources().filter_map(|(id, resource)| {
        let behaviour = resource.behaviour.as_ref()?;
        Some((id, resource, behaviour, cx.sites.get(id, "behaviour")))
    });
    found.collect()
}

/// A field that is always present gets a value from somewhere.
pub(super) fn values(cx: &mut Context<'_>) {
    for (id, resource, behaviour, site) in behaviours(cx) {
        if matches!(behaviour.origin, Origin::View(_)) {
            continue;
        }
        for (field, of) in cx.api.fields(resource.object) {
            if of.presence == Presence::Always && !has_source(cx.api, id, behaviour, field) {
                let message = format!("nothing gives the field `{}` a value", of.wire);
                let problem = Problem::new(Code::BehaviourIncomplete, cx.sites.key(site, "values"), message);
                let problem = problem.also(cx.sites.span(field), "the field");
                let source = match of.ty {
                    Type::Sid(_) => "new",
                    Type::Builtin(Builtin::Timestamp) => "created",
                    _ => "{initial: …}",
                };
                cx.report(problem.help(format!("say under `values` where it comes from: `{}: {source}`", of.wire)));
            }
        }
    }
}

fn has_source(api: &Api, id: ResourceId, behaviour: &Behaviour, field: FieldId) -> bool {
    let wire = &api.field(field).wire;
    let is_first = |path: &[FieldId]| path.first() == Some(&field);
    let in_rows =
        |rows: &[Row]| !rows.is_empty() && rows.iter().all(|row| row.fields.iter().any(|(of, _)| *of == field));
    let operations = &api.resource(id).operations;
    let placeholders = operations.iter().flat_map(|&operation| &api.operation(operation).placeholders);
    let is_in_path = placeholders.map(|&id| api.parameter(id)).any(|it| it.wire.to_snake_case() == *wire);
    let is_of_each = |of: ResourceId| api.fields(api.resource(of).object).any(|(_, field)| field.wire == *wire);
    is_in_path
        || behaviour.states.as_ref().is_some_and(|states| states.field == field)
        || behaviour.values.iter().any(|(path, _)| is_first(&path.fields))
        || behaviour.effects.iter().any(|(_, effect)| matches!(effect, Effect::Sets(path) if is_first(&path.fields)))
        || match &behaviour.origin {
            Origin::Kept(rows) => in_rows(rows),
            Origin::Part { each, rows } => each.as_ref().is_some_and(|each| is_of_each(each.resource)) || in_rows(rows),
            Origin::Computed | Origin::View(_) => false,
        }
}

/// A record has one SID.
pub(super) fn identities(cx: &mut Context<'_>) {
    for (_, _, behaviour, site) in behaviours(cx) {
        let group = cx.sites.get(site, "values");
        let mut first = None;
        for (path, _) in behaviour.values.iter().filter(|(_, source)| matches!(source, Source::New(_))) {
            let name = cx.api.path_of(path).join(".");
            let span = cx.sites.value(group, &name);
            let Some(first) = first.replace(span) else { continue };
            let problem = Problem::new(Code::Behaviour, span, "a record has one SID of its own").label("second");
            cx.report(
                problem.also(first, "first").help("say where this one comes from: `account`, `{copied: a_field}`"),
            );
        }
    }
}

/// What nothing is kept of has no history.
pub(super) fn history(cx: &mut Context<'_>) {
    for (_, _, behaviour, site) in behaviours(cx) {
        if !matches!(behaviour.origin, Origin::Computed | Origin::View(_)) {
            continue;
        }
        let group = cx.sites.get(site, "values");
        let is_made = |source: &Source| {
            matches!(source, Source::New(_) | Source::Created | Source::Updated | Source::Version | Source::Index)
        };
        for (path, _) in behaviour.values.iter().filter(|(_, source)| is_made(source)) {
            let name = cx.api.path_of(path).join(".");
            let problem =
                Problem::new(Code::Behaviour, cx.sites.value(group, &name), "nothing of this resource is kept");
            cx.report(problem.help("take the value from elsewhere: `{current: a_field}`, or leave it out"));
        }
    }
}

/// What does not keep records of its own has no use for what is said of records.
pub(super) fn kinds(cx: &mut Context<'_>) {
    for (_, _, behaviour, site) in behaviours(cx) {
        let (what, keys): (&str, &[&str]) = match behaviour.origin {
            Origin::View(_) => ("a view keeps no records", &["name", "part", "rows", "rules", "states"]),
            Origin::Computed => ("nothing of it is kept", &["name", "rules", "states"]),
            Origin::Part { .. } => ("no request creates a part", &["name", "rules", "states"]),
            Origin::Kept(_) => continue,
        };
        for key in keys {
            if cx.sites.has(site, key) {
                cx.redundant(site, key, what);
            }
        }
    }
}

/// A name instead of a SID, and a version to compare with, are fields that have values.
pub(super) fn addresses(cx: &mut Context<'_>) {
    for (_, resource, behaviour, site) in behaviours(cx) {
        if matches!(behaviour.origin, Origin::View(_)) {
            continue;
        }
        let operations = || resource.operations.iter().map(|&id| (id, cx.api.operation(id)));
        let named = operations().flat_map(|(_, it)| &it.placeholders).find(|&&id| cx.api.parameter(id).facts.or_name);
        let versioned = operations().find(|(_, operation)| operation.version.is_some() || operation.facts.returns_etag);
        let has_version = behaviour.values.iter().any(|(_, source)| matches!(source, Source::Version));
        let mut problems = Vec::new();
        if let (Some(&named), None) = (named, behaviour.name) {
            let message = format!("`{}` can be a name, but no field is the name", cx.api.parameter(named).wire);
            let problem = Problem::new(Code::BehaviourIncomplete, site.span, message);
            let problem = problem.also(cx.sites.span(named), "the parameter");
            problems.push(problem.help("say under `name` which field it is"));
        }
        if let (Some((id, operation)), false) = (versioned, has_version) {
            let message = format!("`{}` has an ETag, but no field is the version", operation.id);
            let problem = Problem::new(Code::BehaviourIncomplete, cx.sites.key(site, "values"), message);
            let problem = problem.also(cx.sites.span(id), "the operation");
            problems.push(problem.help("say under `values` which field it is: `version: version`"));
        }
        problems.into_iter().for_each(|problem| cx.report(problem));
    }
}

/// States can be reached, steps lead somewhere, and a waiter ends in exactly the states that are final.
pub(super) fn states(cx: &mut Context<'_>) {
    for (_, resource, behaviour, site) in behaviours(cx) {
        let Some(states) = &behaviour.states else { continue };
        let site = cx.sites.get(site, "states");
        let name = |state: ValueId| format!("`{}`", cx.api.value(state).wire);
        let mut problems = Vec::new();
        for (index, step) in states.steps.iter().enumerate() {
            let item = cx.sites.item(site, "steps", index);
            let earlier = &states.steps[..index];
            if step.from == step.to || earlier.iter().any(|it| (it.from, it.to) == (step.from, step.to)) {
                let message = match step.from == step.to {
                    true => format!("the step from {} leads back to it", name(step.from)),
                    false => format!("the step from {} to {} is said twice", name(step.from), name(step.to)),
                };
                problems.push(Problem::new(Code::Behaviour, cx.sites.value(item, "to"), message).help("remove it"));
            } else if step.after.is_some() && earlier.iter().any(|it| it.from == step.from && it.after.is_some()) {
                let message = format!("two steps leave {} by themselves", name(step.from));
                let problem = Problem::new(Code::Behaviour, cx.sites.value(item, "after"), message);
                problems.push(problem.help("remove `after` from the step that is the exception"));
            } else if !states.is_reached(step.from) {
                let message = format!("no step leads to {}", name(step.from));
                let problem = Problem::new(Code::Behaviour, cx.sites.value(item, "from"), message);
                problems.push(problem.help(format!("add a step that does; records begin as {}", name(states.initial))));
            }
        }
        problems.extend(events(cx, resource, behaviour, states, site));
        problems.into_iter().for_each(|problem| cx.report(problem));
        waiters(cx, resource, states);
    }
    parts(cx);
}

/// An event can be sent, and the record has what the event must say.
fn events(cx: &Context<'_>, resource: &Resource, behaviour: &Behaviour, states: &States, site: Site) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (index, event) in states.events.iter().enumerate() {
        let item = cx.sites.item(site, "events", index);
        if !states.is_reached(event.state) {
            let message = format!("no step leads to `{}`", cx.api.value(event.state).wire);
            problems.push(Problem::new(Code::Behaviour, cx.sites.value(item, "state"), message));
        }
        let Some(of) = cx.api.webhooks.as_ref().and_then(|webhooks| webhooks.events.get(event.event.0)) else {
            continue;
        };
        for (field, needed) in cx.api.fields(of.object).filter(|(_, field)| field.presence == Presence::Always) {
            let is_own = |source: &Source| matches!((source, &needed.ty), (Source::New(a), Type::Sid(b)) if a == b);
            let is_there = cx.api.fields(resource.object).any(|(_, own)| own.wire == needed.wire)
                || behaviour.values.iter().any(|(_, source)| is_own(source));
            if !is_there {
                let message = format!("`{}` has no field `{}` for the event", resource.name, needed.wire);
                let problem = Problem::new(Code::Behaviour, cx.sites.value(item, "event"), message);
                problems.push(problem.also(cx.sites.span(field), "the event's field"));
            }
        }
    }
    problems
}

fn waiters(cx: &mut Context<'_>, resource: &Resource, states: &States) {
    let all: Vec<_> = cx.api.waiters().filter(|(id, _)| std::ptr::eq(cx.api.resource(id.resource), resource)).collect();
    for (id, waiter) in all {
        if waiter.field != states.field {
            continue;
        }
        for (key, named) in [("success", &waiter.success), ("failure", &waiter.failure)] {
            for (index, &state) in named.iter().enumerate() {
                let wire = &cx.api.value(state).wire;
                if !states.is_reached(state) {
                    let message = format!("no step leads to `{wire}`, which the waiter waits for");
                    let problem = Problem::new(Code::Behaviour, cx.sites.element(id, key, index), message);
                    cx.report(problem.help("add a step under `states` of the `behaviour`, or remove the state"));
                }
            }
        }
        let ends: Vec<ValueId> = waiter.ends().collect();
        for (state, value) in cx.api.values(states.states) {
            if states.is_final(state) && states.is_reached(state) && !ends.contains(&state) {
                let message = format!("the waiter would wait forever: `{}` is final", value.wire);
                let problem = Problem::new(Code::Behaviour, cx.sites.span(id), message);
                cx.report(problem.help(format!("add `{}` to `success` or to `failure`", value.wire)));
            }
        }
    }
}

/// A part can be read in states that the whole comes to.
fn parts(cx: &mut Context<'_>) {
    for (_, _, behaviour, site) in behaviours(cx) {
        let Some(part) = &behaviour.part else { continue };
        let Some(whole) = &cx.api.resource(part.whole).behaviour else { continue };
        for (index, &state) in part.states.iter().enumerate() {
            if whole.states.as_ref().is_some_and(|states| !states.is_reached(state)) {
                let span = cx.sites.element(cx.sites.get(site, "part"), "states", index);
                let message = format!("no step leads to `{}`", cx.api.value(state).wire);
                cx.report(Problem::new(Code::Behaviour, span, message));
            }
        }
    }
}
