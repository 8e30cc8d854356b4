//! Parts, rules and states.

use heck::ToSnakeCase;

use super::reader::{Reader, own_field};
use crate::description::code::Code;
use crate::description::diagnostics::Problem;
use crate::description::model::behaviour::{Announcement, Demand, Each, Occasion, Part, Rule, States, Step};
use crate::description::model::resolve::references::StateCodes;
use crate::description::model::{EventId, ResourceId, Type, TypeId, ValueId};
use crate::description::parse::Site;
use crate::description::parse::raw;
use crate::description::source::Span;

impl Reader<'_, '_> {
    /// The whole, and the name in snake case of the parameter in paths that identifies it.
    pub(super) fn whole(&mut self, name: &str) -> Option<(ResourceId, String)> {
        let span = self.resolver.sites.value(self.resolver.sites.get(self.site, "part"), "of");
        let whole = self.resource(name, span)?;
        let identifies = |ty: &Type| match ty {
            Type::Sid(sid) => self.identities.by_sid.get(sid).is_some_and(|resources| resources.contains(&whole)),
            _ => false,
        };
        let operations = &self.api.resource(self.id).operations;
        let placeholders = operations.iter().flat_map(|&operation| &self.api.operation(operation).placeholders);
        let reference = placeholders.map(|&id| self.api.parameter(id)).find(|parameter| identifies(&parameter.ty));
        if reference.is_none() {
            let message = format!("no path of `{}` identifies a `{name}`", self.api.resource(self.id).name);
            let problem = Problem::new(Code::Behaviour, span, message);
            self.missing(problem.help("name the resource whose SID is in the paths of the operations"));
        }
        reference.map(|parameter| (whole, parameter.wire.to_snake_case()))
    }

    pub(super) fn part(&mut self, raw: raw::Part, site: Site) -> Option<(Part, Option<Each>)> {
        let (whole, reference) = self.whole.clone()?;
        let state_type = self.state_type(whole);
        let states = raw.states.iter().enumerate().filter_map(|(index, state)| {
            let span = self.resolver.sites.element(site, "states", index);
            self.state(state_type, state, span)
        });
        let states = states.collect();
        let mut path = |key: &str, path: Option<String>| {
            path.and_then(|path| self.path(&path, self.resolver.sites.value(site, key)))
        };
        let (given, unless) = (path("given", raw.given), path("unless", raw.unless));
        let each_site = self.resolver.site(site, "each");
        let each = raw.each.and_then(|each| self.each(each, whole, each_site));
        let after = raw.after.unwrap_or_default();
        Some((Part { whole, reference, states, after, given, unless, evidence: raw.evidence }, each))
    }

    pub(super) fn each(&mut self, raw: raw::Each, whole: ResourceId, site: Site) -> Option<Each> {
        let resource = self.resource(&raw.resource, self.resolver.sites.value(site, "resource"))?;
        for owner in [whole, resource] {
            if own_field(self.api, owner, &raw.sharing).is_none() {
                let span = self.resolver.sites.value(site, "sharing");
                let message = format!("`{}` has no field `{}`", self.api.resource(owner).name, raw.sharing);
                let fields = self.api.fields(self.api.resource(owner).object);
                let problem = Problem::new(Code::Behaviour, span, message);
                self.missing(problem.suggest(&raw.sharing, fields.map(|(_, field)| field.wire.as_str())));
            }
        }
        own_field(self.api, resource, &raw.sharing).map(|(sharing, _)| Each { resource, sharing })
    }

    pub(super) fn rule(&mut self, raw: raw::Refusal, site: Site) -> Option<Rule> {
        let keys =
            [("needs", raw.needs.is_some()), ("excludes", raw.excludes.is_some()), ("unique", raw.unique.is_some())];
        self.exactly_one(&keys, site)?;
        let value = |reader: &Self, key| reader.resolver.sites.value(site, key);
        let map = |reader: &mut Self, key| reader.resolver.site(site, key);
        if let Some(path) = raw.unique {
            for (key, is_given) in [("when", raw.when.is_some()), ("unless", raw.unless.is_some())] {
                if is_given {
                    let span = self.resolver.sites.key(site, key);
                    let problem = Problem::new(Code::Behaviour, span, "a value is unique always");
                    self.report(problem.help(format!("remove `{key}`")));
                }
            }
            let demand = Demand::Unique(self.path(&path, value(self, "unique"))?);
            return Some(Rule { demand, message: raw.message, evidence: raw.evidence });
        }
        let occasion = match (raw.when, raw.unless) {
            (None, None) => {
                let problem = Problem::new(Code::Behaviour, site.span, "the rule does not say when it holds");
                self.missing(problem.help("add `when` or `unless`"));
                return None;
            }
            (Some(_), Some(_)) => {
                let span = self.resolver.sites.key(site, "unless");
                let problem = Problem::new(Code::Behaviour, span, "a rule has `when` or `unless`, but not both");
                self.report(problem.help("make two rules of it"));
                return None;
            }
            (Some(when), None) => {
                let when_site = map(self, "when");
                Occasion::When(self.condition(when, value(self, "when"), when_site)?)
            }
            (None, Some(unless)) => {
                let unless_site = map(self, "unless");
                Occasion::Unless(self.condition(unless, value(self, "unless"), unless_site)?)
            }
        };
        let demand = match (raw.needs, raw.excludes) {
            (Some(needs), _) => {
                let needs_site = map(self, "needs");
                Demand::Needs(occasion, self.condition(needs, value(self, "needs"), needs_site)?)
            }
            (None, path) => Demand::Excludes(occasion, self.path(&path?, value(self, "excludes"))?),
        };
        Some(Rule { demand, message: raw.message, evidence: raw.evidence })
    }

    pub(super) fn states(&mut self, raw: raw::States, site: Site) -> Option<States> {
        let codes = StateCodes { unknown: Code::Behaviour, no_enum: Code::Behaviour };
        let (field, states) = self.resolver.state_field(self.id, &raw.field, site, codes, self.api)?;
        let initial = self.state(Some(states), &raw.initial, self.resolver.sites.value(site, "initial"));
        let mut steps = Vec::new();
        for (index, step) in raw.steps.into_iter().enumerate() {
            let site = self.resolver.sites.item(site, "steps", index);
            let from = self.state(Some(states), &step.from, self.resolver.sites.value(site, "from"));
            let to = self.state(Some(states), &step.to, self.resolver.sites.value(site, "to"));
            let sets = self.fields(step.sets, self.resolver.site(site, "sets"));
            steps.extend(from.zip(to).map(|(from, to)| Step { from, to, after: step.after, sets }));
        }
        let mut events = Vec::new();
        for (index, raw) in raw.events.into_iter().enumerate() {
            let site = self.resolver.sites.item(site, "events", index);
            events.extend(self.announcement(raw, states, site));
        }
        Some(States { field, states, initial: initial?, steps, events, evidence: raw.evidence })
    }

    pub(super) fn announcement(&mut self, raw: raw::Announcement, states: TypeId, site: Site) -> Option<Announcement> {
        let known = self.api.webhooks.iter().flat_map(|webhooks| &webhooks.events);
        let known: Vec<&str> = known.map(|event| self.api.ty(event.object).name.as_str()).collect();
        let event = known.iter().position(|name| *name == raw.event).map(EventId);
        if event.is_none() {
            let span = self.resolver.sites.value(site, "event");
            let problem = Problem::new(Code::Behaviour, span, format!("there is no event `{}`", raw.event));
            let problem = problem.help("events are declared in `api.yaml` under `webhooks`");
            self.missing(problem.suggest(&raw.event, known));
        }
        let state = self.state(Some(states), &raw.state, self.resolver.sites.value(site, "state"));
        let url = self.path(&raw.url, self.resolver.sites.value(site, "url"));
        let method = match raw.method {
            Some(method) => Some(self.path(&method, self.resolver.sites.value(site, "method"))?),
            None => None,
        };
        Some(Announcement { event: event?, state: state?, after: raw.after.unwrap_or_default(), url: url?, method })
    }

    /// The enum of the states of a resource, by what its waiters or its `states` say.
    pub(super) fn state_type(&self, resource: ResourceId) -> Option<TypeId> {
        let site = self.resolver.sites.get(self.resolver.sites.get(resource, "behaviour"), "states");
        let name = self.resolver.sites.text(site, "field")?;
        match own_field(self.api, resource, name)?.1.ty {
            Type::Named(states) => Some(states),
            _ => None,
        }
    }

    pub(super) fn state(&mut self, states: Option<TypeId>, name: &str, span: Span) -> Option<ValueId> {
        let Some(states) = states else {
            let problem = Problem::new(Code::Behaviour, span, "the whole has no states");
            self.missing(problem.help("say which it has under `states` of its `behaviour`, or remove `states` here"));
            return None;
        };
        let found = self.api.values(states).find(|(_, value)| value.wire == name).map(|(id, _)| id);
        if found.is_none() {
            let message = format!("`{}` has no value `{name}`", self.api.ty(states).name);
            let problem = Problem::new(Code::Behaviour, span, message);
            let problem = problem.help("write the value as it appears on the wire");
            self.missing(problem.suggest(name, self.api.values(states).map(|(_, value)| value.wire.as_str())));
        }
        found
    }
}
