//! Reads examples and defaults by their types, and reports those that do not fit.

use chrono::NaiveDateTime;
use serde_json::Value as Json;

use super::pending::{Owner, PendingLiterals};
use super::resolver::Resolver;
use crate::description::code::Code;
use crate::description::diagnostics::Problem;
use crate::description::model::{Api, Builtin, Literal, Node, Presence, Type, TypeId, Typed};

impl Resolver<'_> {
    /// Reads everything that is written out.
    pub(super) fn literals(&mut self, pending: Vec<PendingLiterals>, api: &mut Api) {
        for PendingLiterals { owner, default, example } in pending {
            let (ty, node): (Type, Node) = match owner {
                Owner::Field(id) => (api.field(id).ty.clone(), id.into()),
                Owner::Parameter(id) => (api.parameter(id).ty.clone(), id.into()),
            };
            let default = default.and_then(|json| self.literal(api, &ty, json, node, Code::Default, "default"));
            let example = example.and_then(|json| self.literal(api, &ty, json, node, Code::Example, "example"));
            let slots = match owner {
                Owner::Field(id) => api.field_mut(id).map(|field| (&mut field.default, &mut field.example)),
                Owner::Parameter(id) => {
                    let parameter = api.operations[id.operation.0].parameters.get_mut(id.index);
                    parameter.map(|parameter| (&mut parameter.default, &mut parameter.example))
                }
            };
            if let Some((default_slot, example_slot)) = slots {
                *default_slot = default;
                *example_slot = example;
            }
        }
    }

    fn literal(&mut self, api: &Api, ty: &Type, json: Json, node: Node, code: Code, key: &str) -> Option<Literal> {
        match typed(api, ty, &json) {
            Ok(typed) => Some(Literal { json, typed }),
            Err(reason) => {
                // What YAML takes for a number or a boolean may be meant as text.
                let is_text = matches!(ty, Type::Builtin(Builtin::String | Builtin::Url));
                let is_plain = json.is_number() || json.is_boolean();
                let written = self.sites.text(node, key).unwrap_or_default().to_owned();
                let reason =
                    if is_plain { reason.replace(&format!("`{json}`"), &format!("`{written}`")) } else { reason };
                let message = format!("the {key} does not fit the type: {reason}");
                let problem = Problem::new(code, self.sites.value(node, key), message);
                let names = |id: TypeId| api.values(id).map(|(_, value)| value.wire.as_str()).collect::<Vec<_>>();
                self.sink.push(match ty {
                    _ if is_text && is_plain => problem.help(format!("put it in quotes: \"{written}\"")),
                    Type::Builtin(Builtin::Integer) if json.is_string() && written.parse::<i64>().is_ok() => {
                        problem.help("remove the quotes")
                    }
                    Type::Builtin(Builtin::Number)
                        if json.is_string() && written.parse::<f64>().is_ok_and(f64::is_finite) =>
                    {
                        problem.help("remove the quotes")
                    }
                    Type::Named(id) if !api.is_struct(*id) => {
                        let problem = problem.help("write one of its values, as it is on the wire");
                        problem.suggest(&written, names(*id))
                    }
                    _ => problem,
                });
                None
            }
        }
    }
}

/// Reads a value as one of a type; the error says why it is not.
pub(super) fn typed(api: &Api, ty: &Type, json: &Json) -> Result<Typed, String> {
    let expected = |what: &str| Err(format!("expected {what}, found `{json}`"));
    let plain = || Ok(Typed::Plain(json.clone()));
    match ty {
        Type::Unknown | Type::Builtin(Builtin::Json) => plain(),
        Type::Builtin(builtin) => match (builtin, json) {
            (Builtin::Boolean, Json::Bool(_)) => plain(),
            (Builtin::Boolean, _) => expected("a boolean"),
            (Builtin::Integer, Json::Number(number)) if number.is_i64() => plain(),
            (Builtin::Integer, _) => expected("an integer"),
            (Builtin::Number, Json::Number(_)) => plain(),
            (Builtin::Number, _) => expected("a number"),
            (Builtin::Timestamp, Json::String(text)) if is_time(text) => plain(),
            (Builtin::Timestamp, _) => expected("a time that exists, as `2026-01-31T12:00:00Z`"),
            (_, Json::String(_)) => plain(),
            _ => expected("text"),
        },
        Type::Sid(id) => {
            let sid = api.sid(*id);
            let fits = |text: &str| {
                text.len() == 34
                    && (sid.facts.open || sid.facts.prefixes.iter().any(|prefix| text.starts_with(prefix.as_str())))
                    && text.bytes().skip(2).all(|b| b.is_ascii_hexdigit())
            };
            match json.as_str() {
                Some(text) if fits(text) => plain(),
                _ => expected("a SID with a known prefix and 32 hexadecimal digits"),
            }
        }
        Type::List(inner) => match json.as_array() {
            // An empty list does not show what it is a list of.
            Some(items) if items.is_empty() => expected("a list with an element"),
            Some(items) => Ok(Typed::List(items.iter().map(|item| typed(api, inner, item)).collect::<Result<_, _>>()?)),
            None => expected("a list"),
        },
        Type::Map(inner) => match json.as_object() {
            Some(members) => {
                let members = members.iter().map(|(name, member)| Ok((name.clone(), typed(api, inner, member)?)));
                Ok(Typed::Map(members.collect::<Result<_, String>>()?))
            }
            None => expected("a map"),
        },
        Type::Named(id) if api.is_struct(*id) => structure(api, *id, json),
        Type::Named(id) => {
            let value = api.values(*id).find(|(_, value)| json.as_str() == Some(value.wire.as_str()));
            match value {
                Some((value, _)) => Ok(Typed::Enum(value)),
                None => Err(format!("`{json}` is not a value of `{}`", api.ty(*id).name)),
            }
        }
    }
}

fn structure(api: &Api, id: TypeId, json: &Json) -> Result<Typed, String> {
    let name = &api.ty(id).name;
    let Some(members) = json.as_object() else {
        return Err(format!("expected a map of fields of `{name}`, found `{json}`"));
    };
    for member in members.keys() {
        if !api.ty(id).fields().iter().any(|field| field.wire == *member) {
            return Err(format!("`{name}` has no field `{member}`"));
        }
    }
    let mut fields = Vec::new();
    for (field, of) in api.fields(id) {
        match members.get(&of.wire) {
            Some(member) => {
                let typed = typed(api, &of.ty, member).map_err(|reason| format!("`{}`: {reason}", of.wire))?;
                fields.push((field, typed));
            }
            None if of.presence == Presence::Optional => {}
            None => return Err(format!("`{name}` needs the field `{}`", of.wire)),
        }
    }
    Ok(Typed::Struct(fields))
}

/// A time that exists, as `2026-01-31T12:00:00Z`.
fn is_time(text: &str) -> bool {
    const FORM: &str = "%Y-%m-%dT%H:%M:%SZ";
    let time = NaiveDateTime::parse_from_str(text, FORM);
    // The other direction refuses shorter spellings.
    time.is_ok_and(|time| time.format(FORM).to_string() == text)
}
