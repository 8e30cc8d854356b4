//! Types and shapes as JSON Schemas.
//!
//! What a client sends and what it reads differ: in a response, an optional member may be null. A struct that travels both
//! ways therefore has two schemas.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::docs;
use super::value::{Object, Value};
use crate::description::surface::{
    Event, Field, JSON, Parameter, Presence, Response, Shape, ShapeKind, Sid, Surface, Type, ValueFacts, Webhooks,
};

/// Which way a value travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// To the API.
    In,
    /// From the API.
    Out,
}

/// The schemas of an API, and how they are called.
pub(super) struct Schemas<'a> {
    surface: &'a Surface,
    /// Shapes that are sent, and those that are read.
    sent: BTreeSet<&'a str>,
    read: BTreeSet<&'a str>,
    /// Name of the schema of errors.
    pub(super) error: String,
    /// Name of the schema of what accompanies the items of a list.
    pub(super) envelope: String,
}

impl<'a> Schemas<'a> {
    pub(super) fn of(surface: &'a Surface) -> Self {
        let (mut sent, mut read) = (BTreeSet::new(), BTreeSet::new());
        for operation in &surface.operations {
            operation.parameters.iter().for_each(|parameter| reach(surface, &parameter.ty, &mut sent));
            match &operation.response {
                Response::One(ty) | Response::Page { item: ty, .. } => reach(surface, ty, &mut read),
                Response::Nothing => {}
            }
        }
        for event in surface.webhooks.iter().flat_map(|webhooks| &webhooks.events) {
            reach_shape(surface, &event.shape, &mut read);
        }
        Self { error: free_name(surface, "Error"), envelope: free_name(surface, "Page"), surface, sent, read }
    }

    /// The schemas of everything that travels, by name.
    pub(super) fn components(&self) -> Object {
        let events = self.surface.webhooks.iter().flat_map(|of| of.events.iter().map(move |event| (of, event)));
        let events: Vec<(&Webhooks, &Event)> = events.collect();
        let mut schemas = Object::new();
        for shape in &self.surface.shapes {
            let event = events.iter().find(|(_, event)| event.shape == shape.name);
            for (way, shapes) in [(Way::Out, &self.read), (Way::In, &self.sent)] {
                if shapes.contains(shape.name.as_str()) {
                    schemas.set(self.name(shape, way), self.shape(shape, way, event.copied()));
                }
            }
        }
        schemas
    }

    /// The name of a shape's schema.
    fn name(&self, shape: &Shape, way: Way) -> String {
        let is_read = self.read.contains(shape.name.as_str());
        if way == Way::In && shape.is_struct() && is_read {
            free_name(self.surface, &format!("{}Input", shape.name))
        } else {
            shape.name.clone()
        }
    }

    fn shape(&self, shape: &Shape, way: Way, event: Option<(&Webhooks, &Event)>) -> Object {
        let deprecated = docs::deprecated(shape.deprecated.as_ref());
        let schema = match &shape.kind {
            ShapeKind::Enum(values) => {
                let lines = values.iter().map(|value| {
                    let note = docs::deprecated(value.deprecated.as_ref());
                    let text = [value.docs.as_str()].into_iter().chain(note.as_deref());
                    docs::item(&docs::in_code(&value.value), &text.collect::<Vec<_>>().join(" "))
                });
                let lines = lines.collect::<Vec<_>>().join("\n");
                let growth = "Values may be added at any time.".to_owned();
                let values = values.iter().map(|value| Value::from(&value.value)).collect::<Vec<_>>();
                Object::new()
                    .with("type", "string")
                    .with("description", docs::describe(&shape.docs, [Some(lines), Some(growth), deprecated]))
                    .with("enum", values)
            }
            ShapeKind::Struct { fields, open } => {
                let (mut properties, mut required) = (Object::new(), Vec::new());
                if let Some((webhooks, event)) = event {
                    let identifier = Object::new().with("type", "string").with("const", &event.event);
                    properties
                        .set(webhooks.event_member.clone(), identifier.with("description", "Identifies the event."));
                    required.push(Value::from(&webhooks.event_member));
                }
                for field in fields {
                    properties.set(field.name.clone(), self.field(field, way));
                    if is_required(field, way) {
                        required.push(Value::from(&field.name));
                    }
                }
                Object::new()
                    .with("type", "object")
                    .with("description", docs::describe(&shape.docs, [deprecated]))
                    .with("properties", properties)
                    .with_items("required", required)
                    .with_flag("additionalProperties", *open)
            }
        };
        schema.with_flag("deprecated", shape.deprecated.is_some())
    }

    fn field(&self, field: &Field, way: Way) -> Object {
        let mut schema = self.ty(&field.ty, way);
        if field.facts.number_or_string {
            schema = number_or_string(schema);
        }
        if way == Way::Out && field.presence != Presence::Always {
            schema = nullable(schema);
        }
        with_facts(schema, &field.facts.value, field.default.as_ref(), field.example.as_ref())
            .with_flag("x-sensitive", field.facts.sensitive)
    }

    /// A member of a form.
    pub(super) fn form_member(&self, parameter: &Parameter) -> Object {
        let schema = self.ty(&parameter.ty, Way::In);
        let is_json = matches!(parameter.ty, Type::Json | Type::Map(_)) || self.structure(&parameter.ty).is_some();
        // Structures travel as text. Said in the schema, because servers take the members of a form for text.
        let schema = if is_json {
            Object::new().with("type", "string").with("contentMediaType", JSON).with("contentSchema", schema)
        } else {
            schema
        };
        with_facts(schema, &parameter.facts.value, parameter.default.as_ref(), parameter.example.as_ref())
    }

    /// The value of a parameter that is not in a form, without what is said of the parameter itself.
    pub(super) fn parameter_value(&self, parameter: &Parameter) -> Object {
        // A name can stand in for the SID, so that it is any text.
        let ty = if parameter.facts.or_name { &Type::String } else { &parameter.ty };
        with_limits(self.ty(ty, Way::In), &parameter.facts.value, parameter.default.as_ref())
    }

    /// A type.
    pub(super) fn ty(&self, ty: &Type, way: Way) -> Object {
        let of = |name: &'static str| Object::new().with("type", name);
        match ty {
            Type::String | Type::Etag => of("string"),
            Type::Boolean => of("boolean"),
            Type::Integer => of("integer").with("format", "int64"),
            Type::Number => of("number"),
            Type::Timestamp => of("string").with("format", "date-time"),
            Type::Url => of("string").with("format", "uri"),
            Type::Json => Object::new(),
            Type::List(item) => of("array").with("items", self.ty(item, way)),
            Type::Map(value) => of("object").with("additionalProperties", self.ty(value, way)),
            Type::Sid(name) => match self.surface.sid(name) {
                Some(sid) => {
                    of("string").with("minLength", 34_i64).with("maxLength", 34_i64).with("pattern", sid_pattern(sid))
                }
                None => of("string"),
            },
            Type::Shape(name) => match self.surface.shape(name) {
                Some(shape) => reference(&self.name(shape, way)),
                None => Object::new(),
            },
        }
    }

    /// The shape that a type is, if it is a struct.
    pub(super) fn structure(&self, ty: &Type) -> Option<&'a Shape> {
        match ty {
            Type::Shape(name) => self.surface.shape(name).filter(|shape| shape.is_struct()),
            _ => None,
        }
    }
}

/// A reference to a schema.
pub(super) fn reference(name: &str) -> Object {
    Object::new().with("$ref", format!("#/components/schemas/{name}"))
}

/// A name that no shape has.
fn free_name(surface: &Surface, wanted: &str) -> String {
    let mut name = wanted.to_owned();
    while surface.shape(&name).is_some() {
        name.push('_');
    }
    name
}

/// Collects the shapes within a type.
fn reach<'a>(surface: &'a Surface, ty: &'a Type, reached: &mut BTreeSet<&'a str>) {
    match ty {
        Type::List(inner) | Type::Map(inner) => reach(surface, inner, reached),
        Type::Shape(name) => reach_shape(surface, name, reached),
        _ => {}
    }
}

fn reach_shape<'a>(surface: &'a Surface, name: &'a str, reached: &mut BTreeSet<&'a str>) {
    if reached.insert(name) {
        let fields = surface.shape(name).into_iter().flat_map(Shape::fields);
        fields.for_each(|field| reach(surface, &field.ty, reached));
    }
}

fn is_required(field: &Field, way: Way) -> bool {
    match field.presence {
        Presence::Always => true,
        Presence::Request => way == Way::In,
        Presence::Optional => false,
    }
}

/// The regular expression that the values of a SID match, as documents write it.
pub fn sid_pattern(sid: &Sid) -> String {
    let prefixes = match (sid.facts.open, sid.facts.prefixes.as_slice()) {
        (true, _) => "[A-Z]{2}".to_owned(),
        (false, [prefix]) => prefix.clone(),
        (false, prefixes) => format!("({})", prefixes.join("|")),
    };
    format!("^{prefixes}[0-9a-fA-F]{{32}}$")
}

/// Also accepts the other of number and text. The declared type comes first. In a map, it is the values that do.
fn number_or_string(mut schema: Object) -> Object {
    if schema.get("additionalProperties").is_some() {
        schema.update("additionalProperties", number_or_string);
        return schema;
    }
    let is_text = schema.get("type") == Some(&Value::from("string"));
    also(schema, if is_text { "number" } else { "string" })
}

/// Also accepts null.
fn nullable(schema: Object) -> Object {
    if schema.get("$ref").is_some() {
        let null = Object::new().with("type", "null");
        return Object::new().with("anyOf", vec![schema.into(), null.into()]);
    }
    also(schema, "null")
}

/// Also accepts a JSON type. A schema without a type accepts everything already.
fn also(mut schema: Object, ty: &str) -> Object {
    let types = match schema.get("type") {
        Some(Value::List(types)) => types.iter().cloned().chain([Value::from(ty)]).collect(),
        Some(one) => vec![one.clone(), Value::from(ty)],
        None => return schema,
    };
    schema.set("type", types);
    schema
}

/// A schema with what is known of a value.
fn with_facts(schema: Object, facts: &ValueFacts, default: Option<&Json>, example: Option<&Json>) -> Object {
    with_limits(schema.with("description", description(facts, None)), facts, default)
        .with_items("examples", example.into_iter().map(Value::from).collect())
        .with_flag("deprecated", facts.deprecated.is_some())
        .with_some("x-unit", facts.unit.as_ref())
}

/// The description of a value.
pub(super) fn description(facts: &ValueFacts, also: Option<String>) -> String {
    let unit = facts.unit.as_ref().map(|unit| format!("In {unit}."));
    docs::describe(&facts.docs, [also, unit, docs::deprecated(facts.deprecated.as_ref())])
}

fn with_limits(schema: Object, facts: &ValueFacts, default: Option<&Json>) -> Object {
    schema
        .with_some("minimum", facts.minimum)
        .with_some("maximum", facts.maximum)
        .with_some("maxLength", facts.max_length)
        .with_some("default", default)
}
