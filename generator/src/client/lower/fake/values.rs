//! Types and values as data of the fake.

use serde_json::Value as Json;

use crate::client::krate::Data;
use crate::description::facts::ValueFacts;
use crate::description::model::{Builtin, Presence, Type, TypeDef, TypeKind};

pub(super) fn shape(def: &TypeDef) -> Data {
    match &def.kind {
        TypeKind::Enum(values) => {
            Data::VariantOf("Shape", "Enum", vec![Data::texts(values.iter().map(|value| &value.wire))])
        }
        TypeKind::Struct(structure) => {
            let fields = structure.fields.iter().map(|field| {
                let fields = vec![
                    ("name", Data::text(&field.wire)),
                    ("ty", ty(&field.ty)),
                    ("required", Data::Boolean(field.presence != Presence::Optional)),
                    ("limits", limits(&field.facts.value)),
                ];
                Data::Struct("Field", fields)
            });
            let is_open = structure.additional.is_some();
            let fields = vec![("fields", Data::list(fields)), ("open", Data::Boolean(is_open))];
            Data::VariantWith("Shape", "Struct", fields)
        }
    }
}

pub(super) fn limits(facts: &ValueFacts) -> Data {
    if facts.range().is_none() && facts.max_length.is_none() {
        return Data::Variant("Limits", "NONE");
    }
    let fields = vec![
        ("minimum", Data::optional(facts.minimum.map(Data::Integer))),
        ("maximum", Data::optional(facts.maximum.map(Data::Integer))),
        ("max_length", Data::optional(facts.max_length.map(|length| Data::Integer(length.into())))),
    ];
    Data::Struct("Limits", fields)
}

pub(super) fn ty(of: &Type) -> Data {
    let plain = |name| Data::Variant("Type", name);
    let inner = |of: &Type| Data::Reference(Box::new(ty(of)));
    match of {
        Type::Builtin(builtin) => plain(match builtin {
            Builtin::String | Builtin::Url => "Text",
            Builtin::Boolean => "Boolean",
            Builtin::Integer => "Integer",
            Builtin::Number => "Number",
            Builtin::Timestamp => "Timestamp",
            Builtin::Json => "Json",
            Builtin::ETag => "ETag",
        }),
        Type::List(of) => Data::VariantOf("Type", "List", vec![inner(of)]),
        Type::Map(of) => Data::VariantOf("Type", "Map", vec![inner(of)]),
        Type::Sid(id) => Data::VariantOf("Type", "Sid", vec![Data::index(id.0)]),
        Type::Named(id) => Data::VariantOf("Type", "Named", vec![Data::index(id.0)]),
        // Only descriptions without problems are lowered.
        Type::Unknown => plain("Json"),
    }
}

pub(super) fn json(value: &Json) -> Data {
    let of = |name, value| Data::VariantOf("Json", name, vec![value]);
    match value {
        Json::Null => Data::Variant("Json", "Null"),
        Json::Bool(value) => of("Boolean", Data::Boolean(*value)),
        Json::Number(number) => match number.as_i64() {
            Some(value) => of("Integer", Data::Integer(value)),
            None => of("Number", Data::Number(number.as_f64().unwrap_or_default())),
        },
        Json::String(text) => of("Text", Data::text(text)),
        Json::Array(items) => of("List", Data::list(items.iter().map(json))),
        Json::Object(members) => {
            let members = members.iter().map(|(name, value)| Data::Tuple(vec![Data::text(name), json(value)]));
            of("Object", Data::list(members))
        }
    }
}
