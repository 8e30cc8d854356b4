//! Values: the type of a schema, what is known of it besides, and the shapes that types refer to.

use std::collections::HashSet;

use super::reader::Reader;
use super::schema::Schema;
use crate::description::surface::{
    Field, FieldFacts, JSON, Presence, Shape, ShapeKind, SourceLocation, Type, Value, ValueFacts,
};
use crate::openapi::document::{Kind, Node};

/// Lists in lists beyond this depth are a mistake, or an attack.
const MAX_LISTS: usize = 8;

/// What a schema says about a value.
pub(super) struct Read {
    pub(super) ty: Type,
    pub(super) nullable: bool,
    pub(super) facts: FieldFacts,
    pub(super) default: Option<serde_json::Value>,
}

/// A shape whose members are still to be read.
struct Pending<'a> {
    index: usize,
    name: String,
    schema: Schema<'a>,
}

impl<'a> Reader<'a> {
    /// Reads a value. Shapes that have no name of their own are named after the place.
    pub(super) fn value(&mut self, node: Node<'a>, place: &str) -> Read {
        let mut pending = Vec::new();
        let read = self.shallow(node, place, 0, &mut pending);
        // Not recursive: a document may chain any number of shapes.
        while let Some(shape) = pending.pop() {
            self.members(shape, &mut pending);
        }
        read
    }

    fn shallow(&mut self, node: Node<'a>, place: &str, depth: usize, pending: &mut Vec<Pending<'a>>) -> Read {
        let schema = self.schema(node);
        let (nullable, home) = (schema.nullable, schema.home.unwrap_or(node));
        let sensitive = self.conventions.sensitive.is_some_and(|mark| {
            schema.at(&mark.pointer).and_then(Node::as_str).is_some_and(|value| value == mark.value)
        });
        let value = self.facts(&schema);
        let default = schema.get("default").map(Node::to_json);
        let (ty, number_or_string) = self.ty(schema, home, place, depth, pending);
        let (mut value, number_or_string) = (value, number_or_string);
        if !matches!(ty, Type::Integer | Type::Number) {
            (value.minimum, value.maximum) = (None, None);
        }
        if !matches!(ty, Type::String | Type::Url) {
            value.max_length = None;
        }
        Read { ty, nullable, facts: FieldFacts { value, sensitive, number_or_string }, default }
    }

    /// What is known of a value besides its type.
    fn facts(&mut self, schema: &Schema<'a>) -> ValueFacts {
        let docs = schema.get("description").and_then(Node::as_str).unwrap_or_default().to_owned();
        let max_length = schema.get("maxLength").and_then(|node| self.whole(node));
        ValueFacts {
            docs,
            unit: None,
            minimum: self.bound(schema, "minimum", "exclusiveMinimum", 1),
            maximum: self.bound(schema, "maximum", "exclusiveMaximum", -1),
            max_length: max_length.and_then(|length| u32::try_from(length).ok()),
            deprecated: schema.is_true("deprecated").then(String::new),
            deviates: Vec::new(),
        }
    }

    /// A limit, which may be exclusive: `true` beside it in OpenAPI 3.0, or a number in its place in 3.1.
    fn bound(&mut self, schema: &Schema<'a>, inclusive: &str, exclusive: &str, step: i64) -> Option<i64> {
        let limit = schema.get(inclusive).and_then(|node| self.whole(node));
        match schema.get(exclusive) {
            Some(node) if node.kind() == Kind::Boolean => {
                limit.map(|limit| if node.as_bool() == Some(true) { limit.saturating_add(step) } else { limit })
            }
            Some(node) => {
                let exclusive = self.whole(node).map(|limit| limit.saturating_add(step));
                // Both may be there; the tighter one counts.
                [limit, exclusive].into_iter().flatten().max_by_key(|limit| limit.saturating_mul(step))
            }
            None => limit,
        }
    }

    fn whole(&mut self, node: Node<'a>) -> Option<i64> {
        let number = node.as_i64();
        if number.is_none() {
            self.finding(node, "the limit is not a whole number of 64 bits");
        }
        number
    }

    /// The type of a schema, and whether it may be a number or text.
    fn ty(
        &mut self,
        schema: Schema<'a>,
        home: Node<'a>,
        place: &str,
        depth: usize,
        pending: &mut Vec<Pending<'a>>,
    ) -> (Type, bool) {
        if !schema.alternatives.is_empty() {
            if let Some(known) = self.unions.get(&home.id()) {
                // Alternatives that lead back to themselves.
                return known.clone().unwrap_or((Type::Json, false));
            }
            self.unions.insert(home.id(), None);
            let read = self.union(&schema, home, place, pending);
            self.unions.insert(home.id(), Some(read.clone()));
            return read;
        }
        if let Some(values) = self.values(&schema, home) {
            return (self.enumeration(&schema, home, place, values), false);
        }
        let types = schema.types();
        let ty = match types.as_slice() {
            ["string"] if schema.get("contentMediaType").and_then(Node::as_str) == Some(JSON) => {
                let Some(content) = schema.get("contentSchema") else { return (Type::Json, false) };
                if depth >= MAX_LISTS {
                    return (self.mixed(home), false);
                }
                let read = self.shallow(content, place, depth + 1, pending);
                return (read.ty, read.facts.number_or_string);
            }
            ["string"] => self.textual(&schema),
            ["boolean"] => Type::Boolean,
            ["integer"] => Type::Integer,
            ["number"] => Type::Number,
            ["array"] => return (self.list(&schema, home, place, depth, pending), false),
            ["object"] => return (self.object(schema, home, place, depth, pending), false),
            [] if schema.get("properties").is_some() || schema.get("additionalProperties").is_some() => {
                return (self.object(schema, home, place, depth, pending), false);
            }
            [] if schema.get("items").is_some() => return (self.list(&schema, home, place, depth, pending), false),
            [] => Type::Json,
            [first, second] => {
                let numbers = [("number", Type::Number), ("integer", Type::Integer)];
                let number = numbers.into_iter().find(|(name, _)| [first, second].contains(&name));
                match number {
                    Some((_, ty)) if [first, second].contains(&&"string") => return (ty, true),
                    _ => self.mixed(home),
                }
            }
            _ => self.mixed(home),
        };
        (ty, false)
    }

    /// A value of several types, which surfaces have no type for.
    fn mixed(&mut self, home: Node<'a>) -> Type {
        self.finding(home, "values of several types cannot be described");
        Type::Json
    }

    fn textual(&mut self, schema: &Schema<'a>) -> Type {
        match schema.get("format").and_then(Node::as_str) {
            Some("date-time") => Type::Timestamp,
            Some("uri" | "url" | "uri-reference" | "iri" | "iri-reference") => Type::Url,
            _ => schema.parts().find_map(|part| self.sid(part)).unwrap_or(Type::String),
        }
    }

    fn list(
        &mut self,
        schema: &Schema<'a>,
        home: Node<'a>,
        place: &str,
        depth: usize,
        pending: &mut Vec<Pending<'a>>,
    ) -> Type {
        let Some(items) = schema.get("items") else { return Type::List(Box::new(Type::Json)) };
        if depth >= MAX_LISTS {
            self.finding(home, "the lists are nested too deeply");
            return Type::Json;
        }
        let item = self.shallow(items, &format!("{place}[]"), depth + 1, pending).ty;
        Type::List(Box::new(item))
    }

    fn object(
        &mut self,
        schema: Schema<'a>,
        home: Node<'a>,
        place: &str,
        depth: usize,
        pending: &mut Vec<Pending<'a>>,
    ) -> Type {
        let has_members =
            schema.parts().filter_map(|part| part.get("properties")).any(|it| it.entries().next().is_some());
        if has_members {
            return self.structure(schema, home, place, pending);
        }
        let others = schema.get("additionalProperties").filter(|others| others.kind() == Kind::Map);
        let inner = match others {
            Some(others) if depth < MAX_LISTS => self.shallow(others, &format!("{place}{{}}"), depth + 1, pending).ty,
            _ => Type::Json,
        };
        Type::Map(Box::new(inner))
    }

    /// The struct of a schema, which is read once however often it is referred to.
    fn structure(&mut self, schema: Schema<'a>, home: Node<'a>, place: &str, pending: &mut Vec<Pending<'a>>) -> Type {
        if let Some(known) = self.known.get(&home.id()) {
            return known.clone();
        }
        let name = self.claim(&schema, home, place, ShapeKind::Struct { fields: Vec::new(), open: false });
        pending.push(Pending { index: self.shapes.len() - 1, name: name.clone(), schema });
        Type::Shape(name)
    }

    /// Reads the members of a struct.
    fn members(&mut self, shape: Pending<'a>, pending: &mut Vec<Pending<'a>>) {
        let Pending { index, name, schema } = shape;
        let required: HashSet<&str> = schema
            .parts()
            .filter_map(|part| part.get("required"))
            .flat_map(Node::items)
            .filter_map(Node::as_str)
            .collect();
        let (mut members, mut seen) = (Vec::new(), HashSet::new());
        for properties in schema.parts().filter_map(|part| part.get("properties")) {
            for (wire, node) in properties.entries() {
                // What stands first in `allOf` precedes.
                if !seen.insert(wire) {
                    continue;
                }
                let read = self.shallow(node, &format!("{name}.{wire}"), 0, pending);
                let always = required.contains(wire) && !read.nullable;
                members.push(Field {
                    name: wire.to_owned(),
                    ty: read.ty,
                    presence: if always { Presence::Always } else { Presence::Optional },
                    facts: read.facts,
                    default: read.default,
                    example: None,
                    source: node.location(),
                });
            }
        }
        let is_open = schema.get("additionalProperties").is_some_and(|others| others.kind() == Kind::Map);
        self.shapes[index].kind = ShapeKind::Struct { fields: members, open: is_open };
    }

    /// The values of an enum, each with its place; `None` if the schema is not an enum of texts.
    fn values(&mut self, schema: &Schema<'a>, home: Node<'a>) -> Option<Vec<(&'a str, SourceLocation)>> {
        let listed = schema.get("enum").map(|list| list.items().collect::<Vec<_>>());
        let values = listed.or_else(|| schema.get("const").map(|value| vec![value]))?;
        let texts = values.iter().filter_map(|value| value.as_str().map(|text| (text, value.location())));
        let texts: Vec<_> = texts.collect();
        let others = values.iter().filter(|value| !matches!(value.kind(), Kind::String | Kind::Null)).count();
        if others > 0 {
            self.finding(home, "an enum of anything but text cannot be described");
            return None;
        }
        (!texts.is_empty()).then_some(texts)
    }

    fn enumeration(
        &mut self,
        schema: &Schema<'a>,
        home: Node<'a>,
        place: &str,
        values: Vec<(&'a str, SourceLocation)>,
    ) -> Type {
        if let Some(known) = self.known.get(&home.id()) {
            return known.clone();
        }
        let (mut listed, mut seen) = (Vec::new(), HashSet::new());
        for (value, source) in values {
            if seen.insert(value) {
                let (docs, value) = (String::new(), value.to_owned());
                listed.push(Value { value, docs, deprecated: None, deviates: Vec::new(), source });
            }
        }
        Type::Shape(self.claim(schema, home, place, ShapeKind::Enum(listed)))
    }

    /// Alternatives that have a common type: enums of texts, or a number that may be text.
    fn union(
        &mut self,
        schema: &Schema<'a>,
        home: Node<'a>,
        place: &str,
        pending: &mut Vec<Pending<'a>>,
    ) -> (Type, bool) {
        let branches: Vec<Schema<'a>> = schema.alternatives.iter().map(|branch| self.schema(*branch)).collect();
        let lists: Vec<_> = branches.iter().map(|branch| self.values(branch, home)).collect();
        if lists.iter().all(Option::is_some) {
            let values = lists.into_iter().flatten().flatten().collect();
            return (self.enumeration(schema, home, place, values), false);
        }
        let alternatives = schema.alternatives.clone();
        let types: Vec<Type> =
            alternatives.iter().map(|branch| self.shallow(*branch, place, MAX_LISTS, pending).ty).collect();
        let number = types.iter().find(|ty| matches!(ty, Type::Number | Type::Integer));
        match (types.as_slice(), number) {
            ([first, rest @ ..], _) if rest.iter().all(|ty| ty == first) => (first.clone(), false),
            (all, Some(number)) if all.iter().all(|ty| ty == number || *ty == Type::String) => (number.clone(), true),
            _ => (self.mixed(home), false),
        }
    }

    /// Declares a shape under a name that no other has.
    fn claim(&mut self, schema: &Schema<'a>, home: Node<'a>, place: &str, kind: ShapeKind) -> String {
        let own = schema.home.map(|home| home.pointer());
        let own = own.as_deref().and_then(|pointer| pointer.strip_prefix("/components/schemas/"));
        let wanted = own.unwrap_or(place);
        // The place in the document is unique.
        let name = match self.shape_names.contains(wanted) {
            true => home.pointer(),
            false => wanted.to_owned(),
        };
        self.shape_names.insert(name.clone());
        self.known.insert(home.id(), Type::Shape(name.clone()));
        self.shapes.push(Shape {
            name: name.clone(),
            kind,
            in_requests: false,
            in_responses: false,
            docs: schema.get("description").and_then(Node::as_str).unwrap_or_default().to_owned(),
            deprecated: None,
            deviates: Vec::new(),
            source: home.location(),
        });
        name
    }
}
