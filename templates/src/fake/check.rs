//! Checks and reads values by their types: texts of parameters, and JSON. Knows no record.

use serde_json::Value;

use super::clock::{parse, stamp};
use super::ids::is_sid;
use super::json::Fields;
use super::refusal::brief;
use super::table::{Field, Limits, Shape, Table, Type};

const NONE: Limits = Limits { minimum: None, maximum: None, max_length: None };

/// Reads the text of a parameter; or says what is wrong with it.
pub(super) fn read(table: &Table, ty: &Type, limits: &Limits, text: &str) -> Result<Value, String> {
    let value = match ty {
        Type::Text | Type::ETag if text.is_empty() => return Ok(Value::Null),
        Type::Boolean if text.eq_ignore_ascii_case("true") => true.into(),
        Type::Boolean if text.eq_ignore_ascii_case("false") => false.into(),
        Type::Boolean => return Err("must be `true` or `false`".to_owned()),
        Type::Integer => text.parse::<i64>().map_err(|_| "must be an integer".to_owned())?.into(),
        Type::Number => number(text).ok_or("must be a number")?,
        // As it is returned: in UTC and whole seconds.
        Type::Timestamp => stamp(parse(text).ok_or("must be a time such as 2026-01-31T12:00:00Z")?),
        Type::Json | Type::Map(_) => json(text)?,
        Type::Named(shape) if !matches!(table.shapes.get(*shape), Some(Shape::Enum(_))) => json(text)?,
        Type::List(_) => json(text)?,
        Type::Text | Type::ETag | Type::Sid(_) | Type::Named(_) => text.into(),
    };
    Checker { table, is_record: false }.value(&value, ty, limits, &mut String::new()).map(|()| value)
}

/// Checks some of the fields of a record. Null is the absence of a value.
pub(super) fn check_fields(table: &Table, shape: usize, given: &Fields) -> Result<(), String> {
    let (fields, open) = table.members(shape);
    for (name, value) in given {
        let checker = Checker { table, is_record: true };
        match fields.iter().find(|field| field.name == name) {
            Some(field) if !value.is_null() || field.required => {
                checker.value(value, &field.ty, &field.limits, &mut name.clone())?;
            }
            Some(_) => {}
            None if open => {}
            None => return Err(format!("there is no field `{}`", brief(name))),
        }
    }
    Ok(())
}

fn number(text: &str) -> Option<Value> {
    let whole = text.parse::<i64>().ok().map(Value::from);
    whole.or_else(|| text.parse::<f64>().ok().filter(|number| number.is_finite()).map(Value::from))
}

fn json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|_| "must be valid JSON".to_owned())
}

#[derive(Clone, Copy)]
struct Checker<'a> {
    table: &'a Table,
    /// Records may contain numbers as text, as the service writes some of them.
    is_record: bool,
}

impl Checker<'_> {
    /// The path is that of the value within the parameter or record.
    fn value(self, value: &Value, ty: &Type, limits: &Limits, path: &mut String) -> Result<(), String> {
        let wrong = |expected: &str| Err(format!("{}must be {expected}", at(path)));
        match (ty, value) {
            (Type::Json, _) => Ok(()),
            (Type::Text | Type::ETag, Value::String(text)) => self.length(text, limits, path),
            (Type::Text | Type::ETag, _) => wrong("a text"),
            (Type::Timestamp, Value::String(text)) if parse(text).is_some() => Ok(()),
            (Type::Timestamp, _) => wrong("a time such as 2026-01-31T12:00:00Z"),
            (Type::Boolean, Value::Bool(_)) => Ok(()),
            (Type::Boolean, _) => wrong("`true` or `false`"),
            (Type::Integer, value) => match self.as_number(value).filter(|value| value.fract() == 0.0) {
                Some(number) => self.range(number, limits, path),
                None => wrong("an integer"),
            },
            (Type::Number, value) => match self.as_number(value) {
                Some(number) => self.range(number, limits, path),
                None => wrong("a number"),
            },
            (Type::Sid(kind), value) => match self.table.sids.get(*kind) {
                Some(shape) if !value.as_str().is_some_and(|text| is_sid(shape, text)) => {
                    wrong(&format!("a valid {}", shape.name))
                }
                _ => Ok(()),
            },
            (Type::Named(shape), value) => match (self.table.shapes.get(*shape), value) {
                (Some(Shape::Enum(values)), Value::String(text)) if values.contains(&&**text) => Ok(()),
                (Some(Shape::Enum(values)), _) => wrong(&format!("one of {}", values.join(", "))),
                (Some(Shape::Struct { fields, open }), Value::Object(members)) => {
                    self.object(members, fields, *open, path)
                }
                (Some(Shape::Struct { .. }), _) => wrong("an object"),
                (None, _) => Ok(()),
            },
            (Type::List(ty), Value::Array(items)) => {
                let each =
                    |(index, item)| within(path, &format!("[{index}]"), |path| self.value(item, ty, &NONE, path));
                items.iter().enumerate().try_for_each(each)
            }
            (Type::List(_), _) => wrong("a list"),
            (Type::Map(ty), Value::Object(members)) => {
                let each = |(name, value): (&String, &Value)| {
                    within(path, &format!(".{}", brief(name)), |path| self.value(value, ty, &NONE, path))
                };
                members.iter().try_for_each(each)
            }
            (Type::Map(_), _) => wrong("an object"),
        }
    }

    fn object(self, members: &Fields, fields: &[Field], open: bool, path: &mut String) -> Result<(), String> {
        for field in fields {
            let dotted = if path.is_empty() { field.name.to_owned() } else { format!(".{}", field.name) };
            within(path, &dotted, |path| match members.get(field.name) {
                None | Some(Value::Null) if field.required && !self.is_record => {
                    Err(format!("{}is required", at(path)))
                }
                None | Some(Value::Null) => Ok(()),
                Some(value) => self.value(value, &field.ty, &field.limits, path),
            })?;
        }
        match members.keys().find(|name| !fields.iter().any(|field| field.name == **name)) {
            Some(unknown) if !open => Err(format!("{}must not contain `{}`", at(path), brief(unknown))),
            _ => Ok(()),
        }
    }

    fn length(self, text: &str, limits: &Limits, path: &str) -> Result<(), String> {
        match limits.max_length {
            Some(most) if text.chars().count() > usize::try_from(most).unwrap_or(usize::MAX) => {
                Err(format!("{}must not have more than {most} characters", at(path)))
            }
            _ => Ok(()),
        }
    }

    #[allow(clippy::cast_precision_loss, reason = "limits are small")]
    fn range(self, number: f64, limits: &Limits, path: &str) -> Result<(), String> {
        match (limits.minimum, limits.maximum) {
            (Some(least), _) if number < least as f64 => Err(format!("{}must be at least {least}", at(path))),
            (_, Some(most)) if number > most as f64 => Err(format!("{}must be at most {most}", at(path))),
            _ => Ok(()),
        }
    }

    fn as_number(self, value: &Value) -> Option<f64> {
        match value {
            Value::String(text) if self.is_record => number(text)?.as_f64(),
            value => value.as_f64(),
        }
    }
}

/// Where in the value, as the beginning of a sentence about it.
fn at(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!("at `{path}`: ") }
}

fn within(path: &mut String, part: &str, check: impl FnOnce(&mut String) -> Result<(), String>) -> Result<(), String> {
    let length = path.len();
    path.push_str(part);
    let result = check(path);
    path.truncate(length);
    result
}
