//! What refers to operations, parameters, fields and values: the API's example, `find` and waiters.

use std::collections::BTreeMap;

use super::pending::References;
use super::resolver::Resolver;
use crate::description::code::Code;
use crate::description::diagnostics::Problem;
use crate::description::model::{
    Api, Builtin, FieldId, Find, FindBy, InputPath, Method, Operation, OperationId, ParameterId, ResourceId, Type,
    TypeId, ValueId, Waiter,
};
use crate::description::parse::Site;
use crate::description::parse::raw;
use crate::description::source::Span;

/// What is reported of a field that should hold a state.
#[derive(Clone, Copy)]
pub(super) struct StateCodes {
    /// It does not exist.
    pub(super) unknown: Code,
    /// Its type is no enum.
    pub(super) no_enum: Code,
}

impl Resolver<'_> {
    /// The operation that the crate's documentation opens with.
    pub(super) fn example(&mut self, id: Option<String>, api: &mut Api) {
        let Some(id) = id else { return };
        let found = api.operations().find(|(_, operation)| operation.id == id).map(|(id, _)| id);
        if found.is_none() {
            let span = self.sites.value(self.sites.api, "example");
            let problem = Problem::new(Code::UnknownOperation, span, format!("there is no operation `{id}`"));
            let ids = api.operations.iter().map(|operation| operation.id.as_str());
            self.missing(problem.help("name an operation by its `id`").suggest(&id, ids));
        }
        api.example = found;
    }

    pub(super) fn references(
        &mut self,
        resource: ResourceId,
        references: References,
        api: &mut Api,
    ) -> Option<raw::Behaviour> {
        for (operation, raw) in references.finds {
            api.operations[operation.0].find = self.find(operation, raw, api);
        }
        let group = self.site(self.sites.of(resource), "waiters");
        for (name, raw) in references.waiters.0 {
            let site = self.site(group, &name);
            if let Some(waiter) = self.waiter(resource, name, raw, site, api) {
                self.sites.waiters[resource.0].push(site);
                api.resources[resource.0].waiters.push(waiter);
            }
        }
        references.behaviour
    }

    fn find(&mut self, creating: OperationId, raw: raw::Find, api: &Api) -> Option<Find> {
        let site = self.site(self.sites.of(creating), "find");
        let finder = self.finder(creating, &raw, site, api);
        let by_site = self.site(site, "by");
        let mut is_resolved = true;
        let by = raw.by.map(|by| {
            let mut found = Vec::new();
            for (parameter, input) in &by.0 {
                let filter = finder.map(|finder| self.filter(finder, parameter, by_site, api));
                let input = self.input(creating, input, self.sites.value(by_site, parameter), api);
                match (filter.flatten(), input) {
                    (Some(parameter), Some(input)) => found.push(FindBy { parameter, input }),
                    _ => is_resolved = false,
                }
            }
            found
        });
        // Without `by` there is nothing that an input could exclude; that is a rule's business.
        let unless = raw.unless.map(|path| self.input(creating, &path, self.sites.value(site, "unless"), api));
        let unless = match unless {
            Some(None) => return None,
            Some(path) => path,
            None => None,
        };
        is_resolved.then_some(Find { operation: finder?, by, unless })
    }

    /// The operation that finds. What is created can only be found by an operation that returns the same type.
    fn finder(&mut self, creating: OperationId, raw: &raw::Find, site: Site, api: &Api) -> Option<OperationId> {
        let resource = api.operation(creating).resource;
        let finds = |operation: &Operation| {
            let is_own = raw.by.is_none() || operation.resource == resource;
            is_own && operation.method == Method::Get && !operation.returns_nothing()
        };
        let finders = || api.operations().filter(|(_, operation)| finds(operation));
        let found = finders().find(|(_, operation)| operation.id == raw.operation).map(|(id, _)| id);
        if found.is_none() {
            let span = self.sites.value(site, "operation");
            let other = api.operations.iter().find(|operation| operation.id == raw.operation);
            let named = finders().find(|(_, it)| it.name == raw.operation && it.resource == resource);
            let own = &api.resource(resource).name;
            let (message, help) = match (other, &raw.by) {
                (Some(other), Some(_)) if other.resource != resource => {
                    let theirs = &api.resource(other.resource).name;
                    let message = format!("`{}` is an operation of `{theirs}`", other.id);
                    (message, format!("`by` needs a GET operation of `{own}`"))
                }
                (Some(other), _) => (format!("`{}` finds nothing", other.id), "write the id of a GET".to_owned()),
                (None, _) => {
                    let message = format!("there is no operation `{}` that finds something", raw.operation);
                    (message, "write the id of a GET operation".to_owned())
                }
            };
            let problem = Problem::new(Code::Find, span, message).help(help);
            let ids = finders().map(|(_, operation)| operation.id.as_str());
            self.missing(match named {
                Some((_, named)) => problem.help(format!("write `{}`, the id of `{}`", named.id, named.name)),
                None if other.is_some() => problem,
                None => problem.suggest(&raw.operation, ids),
            });
        }
        found
    }

    fn filter(&mut self, finder: OperationId, name: &str, group: Site, api: &Api) -> Option<ParameterId> {
        let found = api.parameters(finder).find(|(_, parameter)| parameter.wire == name).map(|(id, _)| id);
        if found.is_none() {
            let span = self.sites.key(group, name);
            let finder = api.operation(finder);
            let problem = Problem::new(Code::Find, span, format!("`{}` has no parameter `{name}`", finder.id));
            let names = finder.parameters.iter().map(|parameter| parameter.wire.as_str());
            self.missing(problem.suggest(name, names));
        }
        found
    }

    /// A path that must lead to a text in an operation's input: `Contents.first.sid`.
    fn input(&mut self, operation: OperationId, path: &str, span: Span, api: &Api) -> Option<InputPath> {
        match input(operation, path, api) {
            Ok(found) => found,
            Err(Dangling { problem, step, known }) => {
                let problem = Problem::new(Code::Find, span, problem);
                let problem = problem.help("write a parameter of this operation, or a path to a text within one");
                self.missing(problem.suggest(&step, known.iter().map(String::as_str)));
                None
            }
        }
    }

    fn waiter(
        &mut self,
        resource: ResourceId,
        name: String,
        raw: raw::Waiter,
        site: Site,
        api: &Api,
    ) -> Option<Waiter> {
        let operation = self.fetch(resource, &raw.operation, site, api);
        let codes = StateCodes { unknown: Code::UnknownField, no_enum: Code::WaiterField };
        let (field, states) = self.state_field(resource, &raw.field, site, codes, api)?;
        if raw.success.is_empty() {
            let problem = Problem::new(Code::EmptySuccess, self.sites.key(site, "success"), "`success` is empty");
            self.missing(problem.help(format!("name the values of `{}` that are the goal", raw.field)));
        }
        let mut firsts = BTreeMap::new();
        let success = self.states(states, &raw.success, site, "success", &mut firsts, api);
        let failure = self.states(states, &raw.failure, site, "failure", &mut firsts, api);
        Some(Waiter { name, operation: operation?, field, states, success, failure, docs: raw.docs })
    }

    fn fetch(&mut self, resource: ResourceId, id: &str, site: Site, api: &Api) -> Option<OperationId> {
        let operations = || api.resource(resource).operations.iter().copied();
        let found = operations().find(|&operation| api.operation(operation).id == id);
        if found.is_none() {
            let span = self.sites.value(site, "operation");
            let message = format!("`{}` has no operation `{id}`", api.resource(resource).name);
            let problem = Problem::new(Code::UnknownOperation, span, message);
            let problem = problem.help("write the id of the operation that fetches the resource");
            let fetches = || operations().map(|operation| api.operation(operation)).filter(|it| it.is_fetch());
            self.missing(match fetches().find(|operation| operation.name == id) {
                Some(named) => problem.help(format!("write `{}`, the id of `{id}`", named.id)),
                None => problem.suggest(id, fetches().map(|operation| operation.id.as_str())),
            });
        }
        found
    }

    /// The field that holds the state, and the enum of its values.
    pub(super) fn state_field(
        &mut self,
        resource: ResourceId,
        name: &str,
        site: Site,
        codes: StateCodes,
        api: &Api,
    ) -> Option<(FieldId, TypeId)> {
        let span = self.sites.value(site, "field");
        let resource = api.resource(resource);
        let Some((id, field)) = api.fields(resource.object).find(|(_, field)| field.wire == name) else {
            let problem = Problem::new(codes.unknown, span, format!("`{}` has no field `{name}`", resource.name));
            let problem = problem.help("write the name of the field that holds the state");
            self.missing(problem.suggest(name, api.fields(resource.object).map(|(_, field)| field.wire.as_str())));
            return None;
        };
        match field.ty {
            Type::Named(states) if !api.is_struct(states) => Some((id, states)),
            // That has been reported.
            Type::Unknown => None,
            _ => {
                let problem = Problem::new(codes.no_enum, span, format!("`{name}` is not an enum"));
                self.sink.push(problem.help("a state is a value of an enum that is declared under `types`"));
                None
            }
        }
    }

    /// The states of a list. `firsts` holds where each state was named first.
    fn states<'a>(
        &mut self,
        states: TypeId,
        names: &'a [String],
        site: Site,
        key: &str,
        firsts: &mut BTreeMap<&'a str, Span>,
        api: &Api,
    ) -> Vec<ValueId> {
        let mut found = Vec::new();
        for (index, name) in names.iter().enumerate() {
            let span = self.sites.element(site, key, index);
            if let Some(first) = firsts.insert(name, span) {
                let problem = Problem::new(Code::StateTwice, span, format!("the state `{name}` is named twice"));
                let problem = problem.label("second").also(first, "first");
                self.sink.push(problem.help("a state ends the wait in one way; name it once"));
            }
            let value = api.values(states).find(|(_, value)| value.wire == *name);
            found.extend(value.map(|(id, _)| id));
            if value.is_none() {
                let message = format!("`{}` has no value `{name}`", api.ty(states).name);
                let problem = Problem::new(Code::UnknownValue, span, message);
                let problem = problem.help("write the value as it appears on the wire");
                self.missing(problem.suggest(name, api.values(states).map(|(_, value)| value.wire.as_str())));
            }
        }
        found
    }
}

/// A step of a path that leads nowhere, and the names that exist in its place.
struct Dangling {
    problem: String,
    step: String,
    known: Vec<String>,
}

impl Dangling {
    fn new(step: &str, within: &str, known: impl Iterator<Item = String>) -> Self {
        let problem = match step {
            "" => "a step of the path is empty".to_owned(),
            _ => format!("{within} has no `{step}`"),
        };
        Self { problem, step: step.to_owned(), known: known.collect() }
    }
}

/// Takes the first step of a path: which of the names it is, and what follows. A name may have a dot, so that the longest
/// that fits is meant.
fn step<'a, 'p>(
    path: &'p str,
    within: &str,
    names: impl Iterator<Item = &'a str> + Clone,
) -> Result<(usize, Option<&'p str>), Dangling> {
    let fits = |(index, name): (usize, &str)| {
        let rest = path.strip_prefix(name)?;
        (rest.is_empty() || rest.starts_with('.')).then(|| (name.len(), index, rest.strip_prefix('.')))
    };
    let found = names.clone().enumerate().filter_map(fits).max_by_key(|(length, ..)| *length);
    found.map(|(_, index, rest)| (index, rest)).ok_or_else(|| {
        let step = path.split_once('.').map_or(path, |(step, _)| step);
        Dangling::new(step, within, names.map(str::to_owned))
    })
}

/// Follows a path through an operation's input. `Ok(None)` where a type on the way is not known.
fn input(operation: OperationId, path: &str, api: &Api) -> Result<Option<InputPath>, Dangling> {
    let parameters = &api.operation(operation).parameters;
    let within = format!("`{}`", api.operation(operation).id);
    let (index, mut rest) = step(path, &within, parameters.iter().map(|parameter| parameter.wire.as_str()))?;
    let mut ty = &parameters[index].ty;
    let mut members = Vec::new();
    while let Some(path) = rest {
        let (object, fields) = match ty {
            Type::Unknown => return Ok(None),
            Type::Named(id) => (*id, api.ty(*id).fields()),
            _ => return Err(Dangling::new(path, "a value that is no struct", std::iter::empty())),
        };
        let within = format!("`{}`", api.ty(object).name);
        let (index, behind) = step(path, &within, fields.iter().map(|field| field.wire.as_str()))?;
        members.push(FieldId { ty: object, index });
        (ty, rest) = (&fields[index].ty, behind);
    }
    let parameter = ParameterId { operation, index };
    match ty {
        Type::Unknown => Ok(None),
        Type::Builtin(Builtin::String | Builtin::Url) | Type::Sid(_) => Ok(Some(InputPath { parameter, members })),
        _ => {
            let problem = format!("`{path}` is not a text");
            Err(Dangling { problem, step: path.to_owned(), known: Vec::new() })
        }
    }
}
