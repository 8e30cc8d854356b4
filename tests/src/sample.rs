//! Creates response bodies from the description, with every member present.

use generator::surface::{Operation, Presence, Type};
use serde_json::{Map, Value, json};

use crate::surface::{keeps_additional_fields, operation, page_key, shape, shape_of, surface};

/// Returns the text for a field, given the name of its struct and the name of the field.
pub type Texts<'a> = dyn Fn(&str, &str) -> &'static str + 'a;

/// Creates bodies.
pub struct Sampler<'a> {
    texts: &'a Texts<'a>,
}

/// Returns the body of an operation's response, in which each string is `text`.
pub fn sample(id: &str) -> Value {
    Sampler::new(&|_, _| "text").body(operation(id))
}

/// A member of a body.
#[derive(Clone, Debug)]
pub struct Member {
    /// A JSON pointer to the member.
    pub pointer: String,
    /// The struct or resource that declares it.
    pub owner: String,
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: Type,
    /// Whether decoding must fail without it.
    pub required: bool,
    /// Whether it may be sent as a number or as a string.
    pub number_or_string: bool,
}

impl Member {
    /// Returns the path of the member in the notation of error messages: `operators[0].config.prompt`.
    pub fn path(&self) -> String {
        let mut path = String::new();
        for part in self.pointer.split('/').skip(1) {
            let index = part.parse::<usize>();
            let dot = if path.is_empty() || index.is_ok() { "" } else { "." };
            path += &index.map_or(format!("{dot}{part}"), |index| format!("[{index}]"));
        }
        path
    }
}

impl<'a> Sampler<'a> {
    /// Returns a sampler that fills strings with these texts.
    pub fn new(texts: &'a Texts<'a>) -> Self {
        Self { texts }
    }

    /// Returns the body of an operation's response: a resource, or a page with one item.
    pub fn body(&self, operation: &Operation) -> Value {
        let resource = self.object(&operation.resource);
        match page_key(operation) {
            Some(key) => json!({key: [resource], "meta": {"key": key, "page": 0, "next_page_url": null}}),
            None => resource,
        }
    }

    /// Returns all members of the resource in that body, including nested ones.
    pub fn members(&self, operation: &Operation) -> Vec<Member> {
        let root = page_key(operation).map_or(String::new(), |key| format!("/{key}/0"));
        let mut members = Vec::new();
        add_members(&root, &Type::Shape(operation.resource.clone()), &mut members);
        members
    }

    fn object(&self, name: &str) -> Value {
        let shape = shape(name);
        let fields = shape.fields().iter();
        let mut members: Map<_, _> =
            fields.map(|field| (field.name.clone(), self.value(&field.ty, (self.texts)(name, &field.name)))).collect();
        if keeps_additional_fields(shape) {
            members.insert("undescribed".to_owned(), json!("kept"));
        }
        Value::Object(members)
    }

    fn value(&self, kind: &Type, text: &str) -> Value {
        match kind {
            Type::String | Type::Url => json!(text),
            Type::Boolean => json!(true),
            Type::Integer => json!(1),
            Type::Number => json!(0.5),
            Type::Timestamp => json!("2026-01-15T09:30:00Z"),
            Type::Json => json!({"member": [text]}),
            Type::Etag => unreachable!("an ETag is in a header"),
            Type::List(item) => json!([self.value(item, text)]),
            Type::Map(item) => json!({"name": self.value(item, text)}),
            Type::Sid(name) => {
                let sid = surface().sid(name).expect("the SID is described");
                let prefix = sid.facts.prefixes.first().expect("a SID has a prefix");
                json!(format!("{prefix}{}", "0".repeat(32)))
            }
            Type::Shape(name) if shape(name).is_struct() => self.object(name),
            Type::Shape(name) => json!(shape(name).values().first().expect("an enum has values").value),
        }
    }
}

/// Adds the members of a value of this type, including nested ones.
fn add_members(at: &str, kind: &Type, members: &mut Vec<Member>) {
    match kind {
        Type::List(item) => return add_members(&format!("{at}/0"), item, members),
        Type::Map(item) => return add_members(&format!("{at}/name"), item, members),
        _ => {}
    }
    let Some(shape) = shape_of(kind) else { return };
    for field in shape.fields() {
        let pointer = format!("{at}/{}", field.name);
        members.push(Member {
            pointer: pointer.clone(),
            owner: shape.name.clone(),
            name: field.name.clone(),
            kind: field.ty.clone(),
            required: field.presence == Presence::Always,
            number_or_string: field.facts.number_or_string,
        });
        add_members(&pointer, &field.ty, members);
    }
}
