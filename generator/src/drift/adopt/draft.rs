//! Drafts: how things that only the document has are written in a description.
//!
//! A draft knows names, types and limits. What they mean is left to a person.

use heck::ToUpperCamelCase;

use super::edit::Edit;
use super::value::Value;
use crate::description::surface::{
    Field, Operation, Parameter, ParameterLocation, Presence, Response, Shape, ShapeKind, Surface, Type, ValueFacts,
};

/// What documentation says until a person writes it.
const TODO: &str = "TODO";
/// More new declarations are not drafted for one difference: a person has to see what they are.
const MAX_DECLARATIONS: usize = 50;

/// Writes drafts for one file, and collects the declarations that they need.
pub(super) struct Drafter<'a> {
    pub(super) description: &'a Surface,
    pub(super) document: &'a Surface,
    /// Names of shapes of the document that shapes of the description stand for, or that were drafted.
    pub(super) names: std::collections::BTreeMap<String, String>,
    /// The file that new types are declared in.
    pub(super) file: String,
    pub(super) edits: Vec<Edit>,
    /// How many declarations were begun.
    pub(super) declared: usize,
}

impl Drafter<'_> {
    /// A type as the language writes it. What it refers to is declared if it is new.
    fn ty(&mut self, ty: &Type) -> String {
        match ty {
            Type::List(inner) => format!("list<{}>", self.ty(inner)),
            Type::Map(inner) => format!("map<{}>", self.ty(inner)),
            Type::Sid(name) => self.sid(name),
            Type::Shape(name) => self.shape(name),
            plain => crate::drift::types::name(plain),
        }
    }

    fn sid(&mut self, name: &str) -> String {
        let Some(sid) = self.document.sid(name) else { return name.to_owned() };
        let sorted = |prefixes: &[String]| {
            let mut prefixes = prefixes.to_vec();
            prefixes.sort_unstable();
            prefixes
        };
        let wanted = sorted(&sid.facts.prefixes);
        let same = |known: &&crate::description::surface::Sid| sorted(&known.facts.prefixes) == wanted;
        if let Some(known) = self.description.sids.iter().find(same) {
            return known.name.clone();
        }
        let key = format!("{}Sid", sid.facts.prefixes.join("_").to_upper_camel_case());
        if self.names.insert(format!("sid {name}"), key.clone()).is_none() {
            let prefixes = Value::List(sid.facts.prefixes.iter().map(Value::text).collect());
            let mut entries = vec![("prefixes".to_owned(), prefixes)];
            if sid.facts.open {
                entries.push(("open".to_owned(), Value::True));
            }
            entries.push(docs());
            let file = self.description.source.file.clone();
            self.edits.push(Edit::set(file, &["sids"], &key, Value::Flow(entries)));
        }
        key
    }

    fn shape(&mut self, name: &str) -> String {
        if let Some(known) = self.names.get(name) {
            return known.clone();
        }
        let taken = |name: &str| {
            self.description.shape(name).is_some()
                || self.description.sid(name).is_some()
                || self.names.values().any(|known| known == name)
        };
        let mut key = name.rsplit('/').next().unwrap_or(name).to_upper_camel_case();
        while taken(&key) {
            key.push('2');
        }
        self.names.insert(name.to_owned(), key.clone());
        self.declared += 1;
        let shape = self.document.shape(name).filter(|_| !self.is_too_much());
        let Some(shape) = shape else { return key };
        let value = match &shape.kind {
            ShapeKind::Enum(values) => {
                let values = values.iter().map(|value| (value.value.clone(), Value::text(TODO)));
                Value::Block(vec![docs(), ("values".to_owned(), Value::Block(values.collect()))])
            }
            ShapeKind::Struct { .. } => Value::Block(vec![docs(), ("fields".to_owned(), self.fields(shape))]),
        };
        let file = self.file.clone();
        self.edits.push(Edit::set(file, &["types"], &key, value));
        key
    }

    /// Whether the draft needs more declarations than are made.
    pub(super) fn is_too_much(&self) -> bool {
        self.declared > MAX_DECLARATIONS
    }

    fn fields(&mut self, shape: &Shape) -> Value {
        let fields = shape.fields().iter().map(|field| (field.name.clone(), self.field(field, shape.in_requests)));
        Value::Block(fields.collect())
    }

    pub(super) fn field(&mut self, field: &Field, in_requests: bool) -> Value {
        let mut entries = vec![("type".to_owned(), Value::Text(self.ty(&field.ty)))];
        if field.presence != Presence::Optional {
            entries.push(("required".to_owned(), Value::True));
        }
        if field.facts.sensitive {
            entries.push(("sensitive".to_owned(), Value::True));
        }
        if field.facts.number_or_string {
            entries.push(("number_or_string".to_owned(), Value::True));
        }
        let default = field.default.as_ref().filter(|_| in_requests);
        value(&mut entries, &field.facts.value, default);
        Value::Flow(entries)
    }

    pub(super) fn parameter(&mut self, parameter: &Parameter) -> Value {
        let mut entries = vec![("type".to_owned(), Value::Text(self.ty(&parameter.ty)))];
        if parameter.required && parameter.location != ParameterLocation::Path {
            entries.push(("required".to_owned(), Value::True));
        }
        value(&mut entries, &parameter.facts.value, parameter.default.as_ref());
        if parameter.required || parameter.location == ParameterLocation::Path {
            self.example(&mut entries, &parameter.ty);
        }
        Value::Flow(entries)
    }

    /// A required text needs an example, which only a person can give.
    fn example(&self, entries: &mut Vec<(String, Value)>, ty: &Type) {
        if *ty == Type::String {
            entries.push(("example".to_owned(), Value::text(TODO)));
        }
    }

    pub(super) fn operation(&mut self, operation: &Operation) -> Value {
        let is_safe = matches!(operation.method.as_str(), "GET" | "PUT" | "DELETE");
        let has_version = operation
            .parameters
            .iter()
            .any(|it| it.location == ParameterLocation::Header && it.name.eq_ignore_ascii_case("if-match"));
        let idempotency = match (is_safe, has_version) {
            (true, _) => "always",
            (_, true) => "with_if_match",
            _ => "never",
        };
        let mut entries = vec![
            ("id".to_owned(), Value::text(&operation.id)),
            ("http".to_owned(), Value::Text(format!("{} {}", operation.method, operation.path))),
            ("status".to_owned(), Value::Integer(operation.facts.status.into())),
            ("idempotency".to_owned(), Value::text(idempotency)),
            docs(),
        ];
        if operation.facts.deprecated.is_some() {
            entries.push(("deprecated".to_owned(), Value::text(TODO)));
        }
        if operation.facts.returns_etag {
            entries.push(("returns_etag".to_owned(), Value::True));
        }
        if let Response::Page { key, max_size, .. } = &operation.response {
            let limit = self.description.pagination.as_ref().map(|pagination| pagination.facts.max_size);
            let mut page = vec![("key".to_owned(), Value::text(key))];
            if Some(*max_size) != limit && (1..i64::MAX).contains(max_size) {
                page.push(("max_size".to_owned(), Value::Integer(*max_size)));
            }
            entries.push(("page".to_owned(), Value::Flow(page)));
        }
        for location in ParameterLocation::ALL {
            let mut parameters = Vec::new();
            for parameter in operation.parameters.iter().filter(|it| it.location == location) {
                parameters.push((parameter.name.clone(), self.parameter(parameter)));
            }
            if !parameters.is_empty() {
                entries.push((location.key().to_owned(), Value::Block(parameters)));
            }
        }
        Value::Block(entries)
    }
}

fn docs() -> (String, Value) {
    ("docs".to_owned(), Value::text(TODO))
}

/// What is known of a value besides its type.
fn value(entries: &mut Vec<(String, Value)>, facts: &ValueFacts, default: Option<&serde_json::Value>) {
    let numbers =
        [("minimum", facts.minimum), ("maximum", facts.maximum), ("max_length", facts.max_length.map(i64::from))];
    for (key, number) in numbers {
        entries.extend(number.map(|number| (key.to_owned(), Value::Integer(number))));
    }
    entries.extend(default.map(|default| ("default".to_owned(), Value::Json(default.clone()))));
    if facts.deprecated.is_some() {
        entries.push(("deprecated".to_owned(), Value::text(TODO)));
    }
    entries.push(docs());
}
