//! Drafts: how things that only the document has are written in a description.
//!
//! A draft knows names, types and limits. What they mean is left to a person.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToSnakeCase, ToUpperCamelCase};

use super::edit::{Change, Edit};
use super::value::{Value, entry};
use crate::description::surface::{
    Field, Operation, Parameter, ParameterLocation, Presence, Response, Shape, ShapeKind, Surface, Type, ValueFacts,
};
use crate::description::usual;

/// What documentation says until a person writes it.
const TODO: &str = "TODO";
/// More new declarations are not drafted for one difference: a person has to see what they are.
const MAX_DECLARATIONS: usize = 50;

/// Writes drafts for one file, and collects the declarations that they need.
pub(super) struct Drafter<'a> {
    pub(super) description: &'a Surface,
    pub(super) document: &'a Surface,
    /// Names of shapes of the document that shapes of the description stand for, or that were drafted.
    pub(super) names: BTreeMap<String, String>,
    /// The file that new types are declared in.
    pub(super) file: String,
    pub(super) edits: Vec<Edit>,
    /// How many declarations were begun.
    pub(super) declared: usize,
    /// The fields of the resource that operations are drafted for: their words, and what need not be said of parameters.
    pub(super) fields: Vec<(String, Vec<(String, Value)>)>,
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
        if sid.facts.prefixes.is_empty() {
            // Any identifier: the description names the prefixes that it knows.
            let open = self.description.sids.iter().find(|known| known.facts.open);
            return open.map_or_else(|| "string".to_owned(), |known| known.name.clone());
        }
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
        if let Some(same) = self.document.shape(name).and_then(|shape| self.same(shape)) {
            return same.to_owned();
        }
        let key = self.new_name(name);
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

    /// The type of the description that has just the members of one of the document.
    fn same(&self, shape: &Shape) -> Option<&str> {
        fn members(shape: &Shape) -> BTreeSet<&str> {
            let values = shape.values().iter().map(|value| value.value.as_str());
            shape.fields().iter().map(|field| field.name.as_str()).chain(values).collect()
        }
        let wanted = members(shape);
        let is_same = |known: &&Shape| known.is_struct() == shape.is_struct() && members(known) == wanted;
        // One member alone says too little.
        if wanted.len() < 2 { None } else { self.description.shapes.iter().find(is_same).map(|it| it.name.as_str()) }
    }

    /// A name for a shape of the document that the description does not have.
    fn new_name(&mut self, name: &str) -> String {
        let taken = |name: &str| {
            self.description.shape(name).is_some()
                || self.description.sid(name).is_some()
                || self.names.values().any(|known| known == name)
        };
        let own = name.rsplit('/').next().unwrap_or(name);
        // Names in documents often begin with that of the API and its version, which say nothing here.
        let version = self.document.version.as_str();
        let own = own
            .split('.')
            .position(|part| part == version)
            .map_or(own.to_owned(), |at| own.split('.').skip(at + 1).collect::<Vec<_>>().join("."));
        let mut key = own.to_upper_camel_case();
        while taken(&key) {
            key.push('2');
        }
        self.names.insert(name.to_owned(), key.clone());
        key
    }

    /// The file of a new resource, with its first operation. The error says why a person has to write it.
    pub(super) fn resource(&mut self, operation: &Operation) -> Result<Edit, String> {
        let returned = match &operation.response {
            Response::One(Type::Shape(name)) | Response::Page { item: Type::Shape(name), .. } => {
                self.document.shape(name).filter(|shape| !self.names.contains_key(name) && !shape.fields().is_empty())
            }
            _ => None,
        };
        let shape = returned.ok_or("it belongs to no resource of the description, and returns none")?;
        let name = self.new_name(&shape.name);
        let accessor = match &operation.response {
            Response::Page { key, .. } => key.to_snake_case(),
            _ => format!("{}s", name.to_snake_case()),
        };
        self.file = format!("resources/{}.yaml", name.to_snake_case());
        self.declared += 1;
        let fields = self.fields(shape);
        self.fields = shape
            .fields()
            .iter()
            .map(|field| {
                (field.name.to_snake_case(), vec![("type".to_owned(), Value::Text(self.ty(&field.ty))), docs()])
            })
            .collect();
        let method = method_name(operation);
        let draft = self.operation(operation, method, &name);
        let mut types = Vec::new();
        self.edits.retain(|edit| match edit {
            Edit::Entry { file, change: Change::Set { key, value }, .. } if *file == self.file => {
                types.push((key.clone(), value.clone()));
                false
            }
            _ => true,
        });
        let todo = |key: &str| (key.to_owned(), Value::text(TODO));
        let head = vec![
            ("resource".to_owned(), Value::Text(name)),
            ("accessor".to_owned(), Value::Text(accessor)),
            todo("docs"),
            todo("operations_docs"),
            ("link".to_owned(), Value::text(&self.description.link)),
        ];
        let operations = vec![(method.to_owned(), draft)];
        let groups = [("fields", fields), ("types", Value::Block(types)), ("operations", Value::Block(operations))];
        let groups = groups.iter().filter(|(_, value)| !value.is_empty());
        let groups = groups.map(|(key, value)| format!("\n{}", entry(key, value)));
        Ok(Edit::create(&self.file, format!("{}{}", Value::Block(head).yaml(), groups.collect::<String>())))
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
        let is_version = parameter.location == ParameterLocation::Header && is_if_match(&parameter.name);
        let ty = if is_version { Type::Etag } else { parameter.ty.clone() };
        let ty = self.ty(&ty);
        let is_text = ty == "string";
        let mut entries = vec![("type".to_owned(), Value::Text(ty))];
        if parameter.required && parameter.location != ParameterLocation::Path {
            entries.push(("required".to_owned(), Value::True));
        }
        value(&mut entries, &parameter.facts.value, parameter.default.as_ref());
        if is_text && (parameter.required || parameter.location == ParameterLocation::Path) {
            // Only a person can give it.
            entries.push(("example".to_owned(), Value::text(TODO)));
        }
        if parameter.location != ParameterLocation::Header {
            let words = parameter.name.to_snake_case();
            let said = self.fields.iter().filter(|(name, _)| *name == words).flat_map(|(_, said)| said);
            let said: Vec<&(String, Value)> = said.collect();
            entries.retain(|entry| !said.contains(&entry));
        }
        Value::Flow(entries)
    }

    /// An operation by the name of its method and of its resource, which need not be said again.
    pub(super) fn operation(&mut self, operation: &Operation, name: &str, resource: &str) -> Value {
        let has_version =
            operation.parameters.iter().any(|it| it.location == ParameterLocation::Header && is_if_match(&it.name));
        let mut entries = Vec::new();
        if operation.id != usual::id(name, resource) {
            entries.push(("id".to_owned(), Value::text(&operation.id)));
        }
        entries.push(("http".to_owned(), Value::Text(format!("{} {}", operation.method, operation.path))));
        if Some(operation.facts.status) != usual::status(&operation.method) {
            entries.push(("status".to_owned(), Value::Integer(operation.facts.status.into())));
        }
        if usual::idempotency(&operation.method).is_none() {
            let idempotency = if has_version { "with_if_match" } else { "never" };
            entries.push(("idempotency".to_owned(), Value::text(idempotency)));
        }
        entries.push(docs());
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
                let draft = self.parameter(parameter);
                // The path names it.
                if location != ParameterLocation::Path || !draft.is_empty() {
                    parameters.push((parameter.name.clone(), draft));
                }
            }
            if !parameters.is_empty() {
                entries.push((location.key().to_owned(), Value::Block(parameters)));
            }
        }
        Value::Block(entries)
    }
}

/// Whether a header makes an operation depend on the version of what it changes.
fn is_if_match(name: &str) -> bool {
    name.eq_ignore_ascii_case("if-match")
}

/// What the method for an operation is usually called.
pub(super) fn method_name(operation: &Operation) -> &'static str {
    match (operation.method.as_str(), &operation.response) {
        (_, Response::Page { .. }) => "list",
        ("GET", _) => "fetch",
        ("DELETE", _) => "delete",
        ("POST", _) if !operation.path.ends_with('}') => "create",
        _ => "update",
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
