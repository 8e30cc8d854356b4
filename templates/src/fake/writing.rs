//! Writes records as JSON, with the members in the order of their shape.

use std::fmt::Write as _;

use serde_json::Value;

use super::json::Fields;
use super::table::{Table, Type};

/// Writes a record, with all fields of its shape.
pub(super) fn record(table: &Table, resource: usize, fields: &Fields) -> String {
    let resource = &table.resources[resource];
    let (members, open) = table.members(resource.shape);
    let mut out = String::from("{");
    for field in members {
        member(table, &mut out, field.name, fields.get(field.name).unwrap_or(&Value::Null), &field.ty);
    }
    if open {
        // The reference to the whole is kept in the record, whether or not it is shown.
        let whole = resource.availability.as_ref().map(|availability| availability.whole);
        let is_other = |name: &str| whole != Some(name) && !members.iter().any(|field| field.name == name);
        for (name, value) in fields.iter().filter(|(name, _)| is_other(name)) {
            member(table, &mut out, name, value, &Type::Json);
        }
    }
    out.push('}');
    out
}

fn member(table: &Table, out: &mut String, name: &str, value: &Value, ty: &Type) {
    if !out.ends_with('{') {
        out.push(',');
    }
    text(out, name);
    out.push(':');
    write(table, out, value, ty);
}

fn text(out: &mut String, text: &str) {
    // Most texts stand for themselves, and lists consist of them.
    if text.bytes().all(|byte| byte >= b' ' && !matches!(byte, b'"' | b'\\')) {
        out.push('"');
        out.push_str(text);
        out.push('"');
        return;
    }
    // Writing to a text does not fail.
    _ = write!(out, "{}", Value::from(text));
}

fn write(table: &Table, out: &mut String, value: &Value, ty: &Type) {
    match (value, ty) {
        (Value::Object(object), Type::Named(shape)) => {
            let (fields, _) = table.members(*shape);
            out.push('{');
            for field in fields {
                if let Some(value) = object.get(field.name) {
                    member(table, out, field.name, value, &field.ty);
                }
            }
            for (name, value) in object {
                if !fields.iter().any(|field| field.name == name) {
                    member(table, out, name, value, &Type::Json);
                }
            }
            out.push('}');
        }
        (Value::Object(object), Type::Map(ty)) => {
            out.push('{');
            object.iter().for_each(|(name, value)| member(table, out, name, value, ty));
            out.push('}');
        }
        (Value::Array(items), Type::List(ty)) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(table, out, item, ty);
            }
            out.push(']');
        }
        (Value::Null, _) => out.push_str("null"),
        (Value::String(value), _) => text(out, value),
        (value, _) => _ = write!(out, "{value}"),
    }
}
