//! Where fields get their values from, and what parameters do.

use std::collections::BTreeMap;

use heck::ToSnakeCase;

use super::reader::{Reader, own_field};
use crate::description::code::Code;
use crate::description::diagnostics::Problem;
use crate::description::facts::ParameterLocation;
use crate::description::model::behaviour::{Effect, FieldPath, Source};
use crate::description::model::{Builtin, ParameterId, Type};
use crate::description::parse::Site;
use crate::description::parse::raw::{self, Entries, MadeValue, ValueSource};
use crate::description::source::Span;

impl Reader<'_, '_> {
    pub(super) fn values(&mut self, raw: Entries<ValueSource>) -> Vec<(FieldPath, Source)> {
        let group = self.resolver.site(self.site, "values");
        let mut values = Vec::new();
        for (name, source) in raw.0 {
            let (key, value) = (self.resolver.sites.key(group, &name), self.resolver.sites.value(group, &name));
            let path = self.path(&name, key);
            let source = match source {
                ValueSource::Word(word) => self.made(word, path.as_ref(), value),
                ValueSource::From(from) => {
                    let site = self.resolver.site(group, &name);
                    self.elsewhere(*from, path.as_ref(), site)
                }
            };
            values.extend(path.zip(source));
        }
        values
    }

    /// What the service makes itself fits only fields of one type.
    pub(super) fn made(&mut self, word: MadeValue, path: Option<&FieldPath>, span: Span) -> Option<Source> {
        let ty = path.map_or(&Type::Unknown, |path| self.ty(path));
        let of = |builtin: Builtin, source: Source| (*ty == Type::Builtin(builtin)).then_some(source);
        let (source, expected) = match word {
            MadeValue::New => (if let Type::Sid(sid) = ty { Some(Source::New(*sid)) } else { None }, "a SID"),
            MadeValue::Account => {
                let fits = match ty {
                    Type::Sid(sid) => self.api.sid(*sid).facts.prefixes.contains(&self.api.account.prefix),
                    ty => *ty == Type::Builtin(Builtin::String),
                };
                (fits.then_some(Source::Account), "a text, or a SID with the prefix of accounts")
            }
            MadeValue::Created => (of(Builtin::Timestamp, Source::Created), "a timestamp"),
            MadeValue::Updated => (of(Builtin::Timestamp, Source::Updated), "a timestamp"),
            MadeValue::Version => (of(Builtin::Integer, Source::Version), "an integer"),
            MadeValue::Index => (of(Builtin::Integer, Source::Index), "an integer"),
        };
        if source.is_none() && *ty != Type::Unknown {
            let problem = Problem::new(Code::Behaviour, span, "the field has another type");
            self.report(problem.help(format!("only {expected} can have this value")));
        }
        source
    }

    pub(super) fn elsewhere(
        &mut self,
        raw: raw::FromElsewhere,
        path: Option<&FieldPath>,
        site: Site,
    ) -> Option<Source> {
        let raw::FromElsewhere { initial, copied, current, url, collected } = raw;
        let keys = [
            ("initial", initial.is_some()),
            ("copied", copied.is_some()),
            ("current", current.is_some()),
            ("url", url.is_some()),
            ("collected", collected.is_some()),
        ];
        self.exactly_one(&keys, site)?;
        let value = |reader: &Self, key| reader.resolver.sites.value(site, key);
        if let Some(initial) = initial {
            let span = value(self, "initial");
            let field = path?.fields.last().map(|&field| self.api.field(field))?;
            return self.value(field, initial.0, span).map(Source::Initial);
        }
        if let Some(copied) = copied {
            let span = value(self, "copied");
            return self.path(&copied, span).map(Source::Copied);
        }
        if let Some(current) = current {
            let span = value(self, "current");
            return self.path(&current, span).map(Source::Current);
        }
        if let Some(id) = url {
            let found = self.api.operations().find(|(_, operation)| operation.id == id).map(|(id, _)| id);
            if found.is_none() {
                let span = value(self, "url");
                let problem = Problem::new(Code::Behaviour, span, format!("there is no operation `{id}`"));
                let ids = self.api.operations.iter().map(|operation| operation.id.as_str());
                self.missing(problem.help("name an operation by its `id`").suggest(&id, ids));
            }
            return found.map(Source::Url);
        }
        let (span, collected) = (value(self, "collected"), collected?);
        let (name, field) = collected.split_once('.').unwrap_or((&collected, ""));
        let resource = self.resource(name, span)?;
        match own_field(self.api, resource, field) {
            Some((field, _)) => Some(Source::Collected(resource, field)),
            None => {
                let message = format!("`{name}` has no field `{field}`");
                let problem = Problem::new(Code::Behaviour, span, message).help("write `Resource.field`");
                let fields = self.api.fields(self.api.resource(resource).object);
                self.missing(problem.suggest(field, fields.map(|(_, field)| field.wire.as_str())));
                None
            }
        }
    }

    /// What the parameters do: those that have an entry, and those whose names say it.
    pub(super) fn effects(&mut self, raw: Entries<raw::Effect>) -> Vec<(ParameterId, Effect)> {
        let group = self.resolver.site(self.site, "parameters");
        let operations = &self.api.resource(self.id).operations;
        let parameters = || operations.iter().flat_map(|&operation| self.api.parameters(operation));
        let mut said = BTreeMap::new();
        let names: Vec<&str> = parameters().map(|(_, parameter)| parameter.wire.as_str()).collect();
        for (name, raw) in raw.0 {
            let (site, key) = (self.resolver.site(group, &name), self.resolver.sites.key(group, &name));
            let effect = self.effect(raw, site);
            if !names.contains(&name.as_str()) {
                let message = format!("no operation of `{}` has a parameter `{name}`", self.api.resource(self.id).name);
                let problem = Problem::new(Code::Behaviour, key, message);
                self.missing(problem.suggest(&name, names.iter().copied()));
            }
            said.insert(name, effect);
        }
        let mut effects = Vec::new();
        for (id, parameter) in parameters() {
            let is_form = match parameter.location {
                ParameterLocation::Form => true,
                ParameterLocation::Query => false,
                ParameterLocation::Path | ParameterLocation::Header => continue,
            };
            if let Some(effect) = said.get(&parameter.wire) {
                effects.extend(effect.clone().map(|effect| (id, effect)));
                continue;
            }
            let name = parameter.wire.to_snake_case();
            let fields = self.api.fields(self.api.resource(self.id).object);
            let alike = fields.filter(|(_, field)| field.wire.to_snake_case() == name).map(|(field, _)| field).next();
            match alike {
                Some(field) => {
                    let path = FieldPath { from_whole: false, fields: vec![field] };
                    effects.push((id, if is_form { Effect::Sets(path) } else { Effect::Equals(path) }));
                }
                None => {
                    let message = format!("what the parameter `{}` does is not said", parameter.wire);
                    let problem =
                        Problem::new(Code::BehaviourIncomplete, self.resolver.sites.key(self.site, "values"), message);
                    let problem = problem.also(self.resolver.sites.span(id), "the parameter");
                    let example = if is_form { "sets" } else { "equals" };
                    let help = format!("say it under `parameters`: `{}: {{{example}: a_field}}`", parameter.wire);
                    self.missing(problem.help(help));
                }
            }
        }
        effects
    }

    pub(super) fn effect(&mut self, raw: raw::Effect, site: Site) -> Option<Effect> {
        let raw::Effect { sets, equals, before, after, shows, unseen, redacts } = raw;
        let keys = [
            ("sets", sets.is_some()),
            ("equals", equals.is_some()),
            ("before", before.is_some()),
            ("after", after.is_some()),
            ("shows", !shows.is_empty()),
            ("redacts", redacts.is_some()),
            ("unseen", unseen),
        ];
        self.exactly_one(&keys, site)?;
        if unseen {
            return Some(Effect::Unseen);
        }
        if !shows.is_empty() {
            let paths = shows.iter().enumerate();
            let paths = paths.map(|(index, path)| self.path(path, self.resolver.sites.element(site, "shows", index)));
            return paths.collect::<Option<_>>().map(Effect::Shows);
        }
        type Named = (&'static str, Option<String>, fn(FieldPath) -> Effect);
        let one: [Named; 5] = [
            ("sets", sets, Effect::Sets),
            ("equals", equals, Effect::Equals),
            ("before", before, Effect::Before),
            ("after", after, Effect::After),
            ("redacts", redacts, Effect::Redacts),
        ];
        let (key, path, effect) = one.into_iter().find(|(_, path, _)| path.is_some())?;
        self.path(&path?, self.resolver.sites.value(site, key)).map(effect)
    }
}
