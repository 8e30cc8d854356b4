//! Names that a behaviour refers to, paths through fields, and values that are written out.

use serde_json::Value as Json;

use super::reader::{Reader, own_field};
use crate::description::code::Code;
use crate::description::diagnostics::Problem;
use crate::description::model::behaviour::{Condition, FieldPath, Row};
use crate::description::model::resolve::literals::typed;
use crate::description::model::{Builtin, Field, FieldId, ResourceId, Type, TypeId};
use crate::description::parse::Site;
use crate::description::parse::raw::{self, Entries};
use crate::description::source::Span;

impl Reader<'_, '_> {
    pub(super) fn resource(&mut self, name: &str, span: Span) -> Option<ResourceId> {
        let found = self.api.resources().find(|(_, resource)| resource.name == name).map(|(id, _)| id);
        if found.is_none() {
            let problem = Problem::new(Code::Behaviour, span, format!("there is no resource `{name}`"));
            self.missing(problem.suggest(name, self.api.resources.iter().map(|resource| resource.name.as_str())));
        }
        found
    }

    /// A field of the resource itself.
    pub(super) fn field(&mut self, name: &str, span: Span) -> Option<FieldId> {
        let found = own_field(self.api, self.id, name).map(|(id, _)| id);
        if found.is_none() {
            let resource = self.api.resource(self.id);
            let problem = Problem::new(Code::Behaviour, span, format!("`{}` has no field `{name}`", resource.name));
            let fields = self.api.fields(resource.object).map(|(_, field)| field.wire.as_str());
            self.missing(problem.suggest(name, fields));
        }
        found
    }

    /// A path from the resource's own fields, through structs, lists, SIDs and names.
    pub(super) fn path(&mut self, text: &str, span: Span) -> Option<FieldPath> {
        let whole = self.whole.as_ref().map(|(whole, _)| self.api.resource(*whole));
        let (from_whole, start, mut rest) = match (whole, text.split_once('.')) {
            (Some(whole), Some((first, behind))) if first == whole.name => (true, whole, Some(behind)),
            _ => (false, self.api.resource(self.id), Some(text)),
        };
        let mut objects = vec![start.object];
        let mut path = Vec::new();
        while let Some(text) = rest {
            let (step, behind) = text.split_once('.').map_or((text, None), |(step, behind)| (step, Some(behind)));
            let fields = || objects.iter().flat_map(|&object| self.api.fields(object));
            // It may be the name of the whole.
            if self.lacks_whole && path.is_empty() && step.starts_with(|c: char| c.is_ascii_uppercase()) {
                return None;
            }
            let Some((id, field)) = fields().find(|(_, field)| field.wire == step) else {
                let within = objects.iter().map(|&object| format!("`{}`", self.api.ty(object).name));
                let within = within.collect::<Vec<_>>().join(" or ");
                let problem = Problem::new(Code::Behaviour, span, format!("{within} has no field `{step}`"));
                let names: Vec<&str> = fields().map(|(_, field)| field.wire.as_str()).collect();
                self.missing(problem.suggest(step, names));
                return None;
            };
            path.push(id);
            rest = behind;
            if rest.is_none() {
                break;
            }
            objects = self.behind(&field.ty);
            if objects.is_empty() {
                if field.ty != Type::Unknown && !self.identities.is_partial {
                    let message = format!("nothing is behind `{step}`: it is no struct and identifies no record");
                    self.missing(Problem::new(Code::Behaviour, span, message).help("end the path there"));
                }
                return None;
            }
        }
        Some(FieldPath { from_whole, fields: path })
    }

    /// The structs whose fields can follow a field of this type.
    pub(super) fn behind(&self, ty: &Type) -> Vec<TypeId> {
        let of = |resources: &[ResourceId]| resources.iter().map(|&id| self.api.resource(id).object).collect();
        match ty {
            Type::Named(id) if self.api.is_struct(*id) => vec![*id],
            Type::List(inner) => self.behind(inner),
            Type::Sid(sid) => self.identities.by_sid.get(sid).map_or_else(Vec::new, |resources| of(resources)),
            Type::Builtin(Builtin::String) => of(&self.identities.named),
            _ => Vec::new(),
        }
    }

    pub(super) fn ty(&self, path: &FieldPath) -> &Type {
        path.fields.last().map_or(&Type::Unknown, |&field| &self.api.field(field).ty)
    }

    /// A value that is written out for a field.
    pub(super) fn value(&mut self, field: &Field, json: Json, span: Span) -> Option<Json> {
        let is_empty = match &json {
            Json::Array(items) => items.is_empty() && matches!(field.ty, Type::List(_)),
            Json::Object(members) => members.is_empty() && matches!(field.ty, Type::Map(_)),
            // As the service sends it.
            Json::String(text) => field.facts.number_or_string && text.parse::<f64>().is_ok_and(f64::is_finite),
            _ => false,
        };
        match typed(self.api, &field.ty, &json) {
            Err(reason) if !is_empty => {
                let message = format!("the value does not fit the type of `{}`: {reason}", field.wire);
                self.report(Problem::new(Code::Behaviour, span, message));
                None
            }
            _ => Some(json),
        }
    }

    pub(super) fn row(&mut self, raw: raw::Row, site: Site) -> Row {
        let fields = self.fields(raw.fields, self.resolver.site(site, "fields"));
        let redacted_site = self.resolver.site(site, "redacted");
        let redacted = self.fields(raw.redacted, redacted_site);
        for (id, value) in &redacted {
            let span = self.resolver.sites.value(redacted_site, &self.api.field(*id).wire);
            self.check_placeholders(value, span);
        }
        let is_given = !raw.given.0.is_empty();
        let given = is_given.then(|| self.is(raw.given, self.resolver.site(site, "given"))).flatten();
        let given = given.and_then(|it| Some((it.field, it.value?)));
        Row { fields, redacted, given }
    }

    /// `{name}` in a text stands for the value of a field, which must be a text.
    fn check_placeholders(&mut self, value: &Json, span: Span) {
        match value {
            Json::String(text) => {
                for (name, _) in text.split('{').skip(1).filter_map(|rest| rest.split_once('}')) {
                    let Some(id) = self.field(name, span) else { continue };
                    if !matches!(self.api.field(id).ty, Type::Builtin(Builtin::String)) {
                        self.report(Problem::new(Code::Behaviour, span, format!("`{name}` is no text")));
                    }
                }
            }
            Json::Array(items) => items.iter().for_each(|item| self.check_placeholders(item, span)),
            Json::Object(members) => members.values().for_each(|member| self.check_placeholders(member, span)),
            _ => {}
        }
    }

    pub(super) fn fields(&mut self, raw: Entries<raw::Example>, group: Site) -> Vec<(FieldId, Json)> {
        let mut fields = Vec::new();
        for (name, value) in raw.0 {
            let Some(id) = self.field(&name, self.resolver.sites.key(group, &name)) else { continue };
            let span = self.resolver.sites.value(group, &name);
            fields.extend(self.value(self.api.field(id), value.0, span).map(|value| (id, value)));
        }
        fields
    }

    pub(super) fn condition(&mut self, raw: raw::Condition, span: Span, site: Site) -> Option<Condition> {
        match raw {
            raw::Condition::Set(path) => Some(Condition { field: self.path(&path, span)?, value: None }),
            raw::Condition::Is(entries) => self.is(entries, site),
        }
    }

    /// A map of one field to its value.
    pub(super) fn is(&mut self, raw: Entries<raw::Scalar>, site: Site) -> Option<Condition> {
        let mut entries = raw.0.into_iter();
        let (name, value) = entries.next()?;
        if let Some((second, _)) = entries.next() {
            let span = self.resolver.sites.key(site, &second);
            let problem = Problem::new(Code::Behaviour, span, "a condition is about one field");
            self.report(problem.help("write a rule or a row for each condition"));
        }
        let field = self.path(&name, self.resolver.sites.key(site, &name))?;
        let last = field.fields.last().map(|&field| self.api.field(field))?;
        let value = self.value(last, value.0, self.resolver.sites.value(site, &name))?;
        Some(Condition { field, value: Some(value) })
    }
}
