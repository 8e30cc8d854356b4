//! Knows whether an example value fits a type.

use serde_json::Value as Json;

use crate::model::ty::Builtin;
use crate::model::{Api, Presence, Type, TypeKind};

/// Why the example is no value of the type; `None` if it is one.
pub(super) fn misfit(api: &Api, ty: &Type, example: &Json) -> Option<String> {
    let expected = |what: &str| Some(format!("expected {what}, found `{example}`"));
    match ty {
        Type::Unknown | Type::Builtin(Builtin::Json) => None,
        Type::Builtin(Builtin::Boolean) => (!example.is_boolean()).then(|| expected("a boolean"))?,
        Type::Builtin(Builtin::Integer) => (!example.is_i64()).then(|| expected("an integer"))?,
        Type::Builtin(Builtin::Number) => (!example.is_number()).then(|| expected("a number"))?,
        Type::Builtin(Builtin::Timestamp) => match example.as_str() {
            Some(text) if is_time(text) => None,
            _ => expected("a time like `2026-01-31T12:00:00Z`"),
        },
        Type::Builtin(Builtin::String | Builtin::Url | Builtin::ETag) => {
            (!example.is_string()).then(|| expected("text"))?
        }
        Type::Sid(id) => {
            let sid = api.sid(*id);
            let fits = |text: &str| {
                text.len() == 34
                    && (sid.open || sid.prefixes.iter().any(|prefix| text.starts_with(prefix.as_str())))
                    && text.bytes().skip(2).all(|b| b.is_ascii_hexdigit())
            };
            (!example.as_str().is_some_and(fits))
                .then(|| expected("a SID with a known prefix and 32 hexadecimal digits"))?
        }
        Type::List(inner) => match example.as_array() {
            // An empty list shows nothing, and says nothing of what it is a list of.
            Some(items) if items.is_empty() => expected("a list with an element"),
            Some(items) => items.iter().find_map(|item| misfit(api, inner, item)),
            None => expected("a list"),
        },
        Type::Map(inner) => match example.as_object() {
            Some(members) => members.values().find_map(|member| misfit(api, inner, member)),
            None => expected("a map"),
        },
        Type::Named(id) => named(api, api.ty(*id), example),
    }
}

/// `2026-01-31T12:00:00Z`
fn is_time(text: &str) -> bool {
    let fits = |(form, found): (u8, u8)| if form == b'0' { found.is_ascii_digit() } else { form == found };
    let form = "0000-00-00T00:00:00Z";
    text.len() == form.len() && form.bytes().zip(text.bytes()).all(fits)
}

fn named(api: &Api, def: &crate::model::TypeDef, example: &Json) -> Option<String> {
    match &def.kind {
        TypeKind::Enum(values) => {
            let known = example.as_str().is_some_and(|text| values.iter().any(|value| value.wire == text));
            (!known).then(|| format!("`{example}` is no value of `{}`", def.name))
        }
        TypeKind::Struct(structure) => {
            let Some(members) = example.as_object() else {
                return Some(format!("expected a map of fields of `{}`, found `{example}`", def.name));
            };
            for (name, member) in members {
                match structure.fields.iter().find(|field| field.wire == *name) {
                    Some(field) => {
                        if let Some(reason) = misfit(api, &field.ty, member) {
                            return Some(format!("`{name}`: {reason}"));
                        }
                    }
                    None => return Some(format!("`{}` has no field `{name}`", def.name)),
                }
            }
            let missing = structure
                .fields
                .iter()
                .find(|field| field.presence != Presence::Optional && !members.contains_key(&field.wire));
            missing.map(|field| format!("`{}` needs the field `{}`", def.name, field.wire))
        }
    }
}
