//! JSON values of records: how they are made of the table's values, reached and compared. Knows nothing of records.

use serde_json::{Map, Value};

use super::table::{Field, Json, Type};

/// The members of a record.
pub(super) type Fields = Map<String, Value>;

pub(super) fn value_of(json: &Json) -> Value {
    match *json {
        Json::Null => Value::Null,
        Json::Boolean(value) => value.into(),
        Json::Integer(value) => value.into(),
        Json::Number(value) => value.into(),
        Json::Text(text) => text.into(),
        Json::List(items) => items.iter().map(value_of).collect(),
        Json::Object(members) => Value::Object(fields_of(members)),
    }
}

pub(super) fn fields_of(members: &[(&str, Json)]) -> Fields {
    members.iter().map(|(name, value)| ((*name).to_owned(), value_of(value))).collect()
}

/// Sets a value within an object. What is on the way and no object becomes one.
pub(super) fn set(fields: &mut Fields, path: &[&str], value: Value) {
    match *path {
        [] => {}
        [name] => _ = fields.insert(name.to_owned(), value),
        [name, ref rest @ ..] => {
            let inner = fields.entry(name).or_insert(Value::Null);
            if !inner.is_object() {
                *inner = Value::Object(Map::new());
            }
            if let Value::Object(inner) = inner {
                set(inner, rest, value);
            }
        }
    }
}

/// Returns the value at a path through objects only.
pub(super) fn get<'a>(fields: &'a Fields, path: &[&str]) -> Option<&'a Value> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(fields.get(*first)?, |value, name| value.get(*name))
}

/// Reports whether a value counts as set, and not as `false`.
pub(super) fn is_set(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(_) => true,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
    }
}

/// Reports whether values are the same. Numbers are compared by what they mean.
pub(super) fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        _ => one == other,
    }
}

/// The value of a field that nothing has set.
pub(super) fn empty(ty: &Type) -> Value {
    match ty {
        Type::List(_) => Value::Array(Vec::new()),
        Type::Map(_) => Value::Object(Map::new()),
        _ => Value::Null,
    }
}

pub(super) fn blank(fields: &[Field]) -> Fields {
    fields.iter().map(|field| (field.name.to_owned(), empty(&field.ty))).collect()
}

/// A value with `{name}` in its texts replaced by the text of that field.
pub(super) fn filled(value: &Value, fields: &Fields) -> Value {
    match value {
        Value::String(text) => {
            let mut pieces = text.split('{');
            let mut result = pieces.next().unwrap_or_default().to_owned();
            for piece in pieces {
                let known = piece.split_once('}').and_then(|(name, rest)| Some((fields.get(name)?.as_str()?, rest)));
                match known {
                    Some((text, rest)) => result.extend([text, rest]),
                    None => result.extend(["{", piece]),
                }
            }
            result.into()
        }
        Value::Array(items) => items.iter().map(|item| filled(item, fields)).collect(),
        Value::Object(members) => members.iter().map(|(name, member)| (name.clone(), filled(member, fields))).collect(),
        other => other.clone(),
    }
}
