//! Example bodies, so that a mock server answers with something that looks real.
//!
//! They are made of the examples, limits and first values of the description, and are the same every time.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value as Json;

use super::value::{Object, Value};
use crate::description::surface::{
    Event, Operation, Parameter, ParameterLocation, Response, Shape, ShapeKind, Surface, Type, ValueFacts, Webhooks,
};

/// When everything in the examples happened.
const TIME: &str = "2026-01-15T09:30:00Z";
/// What a segment of a URL cannot hold as it is.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Makes examples of what an API sends.
pub(super) struct Examples<'a> {
    surface: &'a Surface,
}

/// What is said of a value beside its type.
#[derive(Clone, Copy)]
struct About<'a> {
    name: &'a str,
    facts: Option<&'a ValueFacts>,
    written: Option<&'a Json>,
}

impl<'a> Examples<'a> {
    pub(super) fn of(surface: &'a Surface) -> Self {
        Self { surface }
    }

    /// The body of a successful response.
    pub(super) fn response(&self, operation: &Operation) -> Option<Value> {
        match &operation.response {
            Response::Nothing => None,
            Response::One(ty) => self.body(ty),
            Response::Page { key, item, max_size } => {
                let page = Object::new().with(key.clone(), self.body(item).into_iter().collect::<Vec<_>>());
                Some(match &self.surface.pagination {
                    Some(pagination) => {
                        let facts = &pagination.facts;
                        let size = facts.default_size.min(*max_size);
                        let url = format!("{}?{}={size}", self.url(operation), facts.size_parameter);
                        let envelope = Object::new()
                            .with(facts.index.clone(), 0_i64)
                            .with(facts.size.clone(), size)
                            .with(facts.first.clone(), &url)
                            .with(facts.previous.clone(), Json::Null)
                            .with(facts.current.clone(), &url)
                            .with(facts.next.clone(), Json::Null);
                        page.with(facts.envelope.clone(), envelope).into()
                    }
                    None => page.into(),
                })
            }
        }
    }

    /// The body of a webhook.
    pub(super) fn event(&self, webhooks: &Webhooks, event: &Event) -> Option<Value> {
        let shape = self.surface.shape(&event.shape)?;
        let identifier = Object::new().with(webhooks.event_member.clone(), &event.event);
        Some(self.members(identifier, shape, &mut Vec::new()).into())
    }

    fn body(&self, ty: &Type) -> Option<Value> {
        self.value(ty, About { name: "", facts: None, written: None }, &mut Vec::new())
    }

    /// The URL of an operation with examples in its placeholders.
    fn url(&self, operation: &Operation) -> String {
        let Surface { base_url, version, .. } = self.surface;
        let mut url = format!("{base_url}/{version}{}", operation.path);
        let parameters = operation.parameters.iter();
        for parameter in parameters.filter(|parameter| parameter.location == ParameterLocation::Path) {
            let text = utf8_percent_encode(&self.text(parameter), ESCAPED).to_string();
            url = url.replace(&format!("{{{}}}", parameter.name), &text);
        }
        url
    }

    /// A parameter as it is written in a path.
    fn text(&self, parameter: &Parameter) -> String {
        let written = parameter.example.as_ref().or(parameter.default.as_ref());
        let about = About { name: &parameter.name, facts: Some(&parameter.facts.value), written };
        match self.value(&parameter.ty, about, &mut Vec::new()) {
            Some(Value::Plain(Json::String(text))) => text,
            Some(Value::Plain(plain)) => plain.to_string(),
            _ => parameter.name.clone(),
        }
    }

    /// A value of a type; `None` if it would never end. `within` are the structs that it is part of.
    fn value(&self, ty: &Type, about: About<'_>, within: &mut Vec<&'a str>) -> Option<Value> {
        if let Some(written) = about.written {
            return Some(written.into());
        }
        Some(match ty {
            Type::String | Type::Etag => words(about).into(),
            Type::Boolean => true.into(),
            Type::Integer => within_limits(1, about.facts).into(),
            Type::Number => number(about.facts).into(),
            Type::Timestamp => TIME.into(),
            Type::Url => format!("https://example.com/{}", utf8_percent_encode(about.name, ESCAPED)).into(),
            Type::Json => Object::new().into(),
            Type::List(item) => self.value(item, about, within).into_iter().collect::<Vec<_>>().into(),
            Type::Map(value) => match self.value(value, about, within) {
                Some(value) => Object::new().with("key", value).into(),
                None => Object::new().into(),
            },
            Type::Sid(name) => {
                let prefix = self.surface.sid(name).and_then(|sid| sid.facts.prefixes.first());
                format!("{}{}", prefix.map_or("", String::as_str), "0".repeat(32)).into()
            }
            Type::Shape(name) => {
                let shape = self.surface.shape(name)?;
                match &shape.kind {
                    ShapeKind::Enum(values) => {
                        let current = values.iter().find(|value| value.deprecated.is_none());
                        current.or(values.first())?.value.as_str().into()
                    }
                    ShapeKind::Struct { .. } if within.contains(&shape.name.as_str()) => return None,
                    ShapeKind::Struct { .. } => self.members(Object::new(), shape, within).into(),
                }
            }
        })
    }

    /// Adds the members of a struct.
    fn members(&self, mut object: Object, shape: &'a Shape, within: &mut Vec<&'a str>) -> Object {
        within.push(&shape.name);
        for field in shape.fields() {
            let written = field.example.as_ref().or(field.default.as_ref());
            let about = About { name: &field.name, facts: Some(&field.facts.value), written };
            if let Some(value) = self.value(&field.ty, about, within) {
                object.set(field.name.clone(), value);
            }
        }
        within.pop();
        object
    }
}

/// A text: the name of what holds it, in words.
fn words(about: About<'_>) -> String {
    let words = about.name.replace(['_', '-'], " ");
    let limit = about.facts.and_then(|facts| facts.max_length).map_or(usize::MAX, |limit| limit as usize);
    words.chars().take(limit).collect()
}

fn within_limits(number: i64, facts: Option<&ValueFacts>) -> i64 {
    let (minimum, maximum) = facts.map_or((None, None), |facts| (facts.minimum, facts.maximum));
    number.max(minimum.unwrap_or(i64::MIN)).min(maximum.unwrap_or(i64::MAX))
}

/// A fraction where the limits allow it.
fn number(facts: Option<&ValueFacts>) -> Json {
    let whole = within_limits(0, facts);
    if whole == 0 && within_limits(1, facts) == 1 { 0.5.into() } else { whole.into() }
}
