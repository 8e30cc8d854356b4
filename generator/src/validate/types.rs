//! Knows the rules for SIDs, enums, structs and their fields.

use serde_json::Value as Json;

use super::Rules;
use super::example::misfit;
use crate::diagnostics::Problem;
use crate::model::ty::Builtin;
use crate::model::{Field, Presence, Text, Type, TypeId, TypeKind};
use crate::parse::Site;
use crate::usage::Usage;

impl Rules<'_> {
    pub(super) fn types(&mut self) {
        let usage = Usage::of(self.api);
        for (index, sid) in self.api.sids.iter().enumerate() {
            if !usage.sids[index] && self.is_unique(&sid.name) {
                let problem = Problem::new("unused", sid.site.span, format!("the SID `{}` is not used", sid.name));
                self.sink.push(problem.help("remove it, or use it as the type of a field or parameter"));
            }
        }
        for (index, def) in self.api.types.iter().enumerate() {
            if !usage.is_used(TypeId(index)) && self.is_unique(&def.name) {
                let problem = Problem::new("unused", def.site.span, format!("the type `{}` is not used", def.name));
                self.sink.push(problem.help("remove it, or use it as the type of a field or parameter"));
            }
            match &def.kind {
                TypeKind::Enum(values) if values.is_empty() => {
                    self.sink.push(Problem::new("empty-type", def.site.span, format!("`{}` has no values", def.name)));
                }
                TypeKind::Struct(structure) if structure.fields.is_empty() && self.places.has(def.site, "fields") => {
                    let problem = Problem::new("empty-type", def.site.span, format!("`{}` has no fields", def.name));
                    self.sink.push(problem.help("a value of no known shape is `json`, an object of none `map<json>`"));
                }
                _ => {}
            }
            for field in def.fields() {
                self.type_place(&field.ty, field.site);
                self.text(&field.ty, &field.text, field.site);
                if field.presence == Presence::Optional {
                    self.needless_example(&field.ty, &field.text, field.site);
                }
                if field.number_or_string && !is_number_or_string(field) {
                    let span = self.places.get(field.site, "number_or_string").span;
                    let problem = Problem::new(
                        "redundant-key",
                        span,
                        "only numbers, strings and optional maps of numbers can travel as the other",
                    );
                    self.sink.push(problem.help("remove `number_or_string`"));
                }
                if field.presence == Presence::Request && !usage.requests[index] && !self.api.is_partial {
                    let span = self.places.value(field.site, "required");
                    let message = format!("`{}` is never part of a request", def.name);
                    let problem = Problem::new("redundant-key", span, message);
                    self.sink.push(problem.help("write `required: true`, or remove the key"));
                }
            }
        }
        self.recursion();
    }

    /// Whether a name stands for one type or SID only; otherwise the collision was reported, and what uses it is unclear.
    fn is_unique(&self, name: &str) -> bool {
        let names = self.api.types.iter().map(|def| &def.name).chain(self.api.sids.iter().map(|sid| &sid.name));
        names.filter(|other| *other == name).count() == 1
    }

    fn type_place(&mut self, ty: &Type, site: Site) {
        match ty {
            Type::Builtin(Builtin::ETag) => {
                let span = self.places.value(site, "type");
                self.sink.push(Problem::new("type-place", span, "`etag` is a type of header parameters only"));
            }
            Type::List(inner) | Type::Map(inner) => self.type_place(inner, site),
            _ => {}
        }
    }

    /// Limits, units and examples that do not fit the type.
    pub(super) fn text(&mut self, ty: &Type, text: &Text, site: Site) {
        let numeric = matches!(ty, Type::Builtin(Builtin::Integer | Builtin::Number) | Type::Unknown);
        let textual = matches!(ty, Type::Builtin(Builtin::String | Builtin::Url) | Type::Unknown);
        let keys = [
            ("unit", text.unit.is_some(), numeric, "a number"),
            ("minimum", text.minimum.is_some(), numeric, "a number"),
            ("maximum", text.maximum.is_some(), numeric, "a number"),
            ("max_length", text.max_length.is_some(), textual, "text"),
        ];
        for (key, present, fits, expected) in keys {
            if present && !fits {
                let span = self.places.get(site, key).span;
                let problem = Problem::new(
                    "redundant-key",
                    span,
                    format!("`{key}` says nothing about a type that is not {expected}"),
                );
                self.sink.push(problem.help(format!("remove `{key}`")));
            }
        }
        if let (Some(minimum), Some(maximum)) = (text.minimum, text.maximum)
            && minimum > maximum
        {
            let span = self.places.value(site, "minimum");
            self.sink.push(Problem::new(
                "limits",
                span,
                format!("the minimum {minimum} is above the maximum {maximum}"),
            ));
        }
        let reason = |value: Option<&Json>| value.and_then(|value| misfit(self.api, ty, value));
        let (default, example) = (text.default.as_ref().map(|default| &default.0), text.example.as_ref());
        if let Some(reason) = reason(default) {
            let span = self.places.value(site, "default");
            let problem = Problem::new("default", span, format!("the default does not fit the type: {reason}"));
            self.sink.push(quoting(problem, ty, default));
        }
        if let Some(reason) = reason(example) {
            let span = self.places.value(site, "example");
            let problem = Problem::new("example", span, format!("the example does not fit the type: {reason}"));
            self.sink.push(quoting(problem, ty, example));
        }
    }

    /// A struct that holds itself other than through a list or map would have no finite size.
    fn recursion(&mut self) {
        for start in 0..self.api.types.len() {
            let mut stack = self.contained(TypeId(start));
            let mut seen = vec![false; self.api.types.len()];
            while let Some(next) = stack.pop() {
                if next.0 == start {
                    let def = self.api.ty(TypeId(start));
                    let problem =
                        Problem::new("recursive-type", def.site.span, format!("`{}` contains itself", def.name));
                    self.sink.push(problem.help("break the cycle with `list<…>` or `map<…>`"));
                    break;
                }
                if !std::mem::replace(&mut seen[next.0], true) {
                    stack.extend(self.contained(next));
                }
            }
        }
    }

    fn contained(&self, id: TypeId) -> Vec<TypeId> {
        let fields = self.api.ty(id).fields().iter().filter_map(|field| match field.ty {
            Type::Named(id) => Some(id),
            _ => None,
        });
        fields.collect()
    }
}

fn is_number_or_string(field: &Field) -> bool {
    match &field.ty {
        Type::Builtin(Builtin::Integer | Builtin::Number | Builtin::String) | Type::Unknown => true,
        Type::Map(inner) => **inner == Type::Builtin(Builtin::Number) && field.presence != Presence::Always,
        _ => false,
    }
}

/// What YAML takes for a number or a boolean may be meant as text.
fn quoting(problem: Problem, ty: &Type, value: Option<&Json>) -> Problem {
    let is_text = matches!(ty, Type::Builtin(Builtin::String | Builtin::Url));
    let is_plain = value.is_some_and(|value| value.is_number() || value.is_boolean());
    if is_text && is_plain { problem.help("put it in quotes, as it is to be read") } else { problem }
}
