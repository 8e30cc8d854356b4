//! Creates response bodies from the description, with every member present.

use serde_json::{Map, Value, json};

use crate::description::{Described, Description};

/// Returns the text for a field, given the name of its struct and the name of the field.
pub type Texts<'a> = dyn Fn(&str, &str) -> &'static str + 'a;

/// Creates bodies.
pub struct Sampler<'a> {
    description: &'a Description,
    texts: &'a Texts<'a>,
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
    /// Its type expression.
    pub kind: String,
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
    pub fn new(description: &'a Description, texts: &'a Texts<'a>) -> Self {
        Self { description, texts }
    }

    /// Returns the body of an operation's response: a resource, or a page with one item.
    pub fn body(&self, operation: &Described) -> Value {
        let resource = self.object(&operation.resource);
        match &operation.page_key {
            Some(key) => json!({key: [resource], "meta": {"key": key, "page": 0, "next_page_url": null}}),
            None => resource,
        }
    }

    /// Returns all members of the resource in that body, including nested ones.
    pub fn members(&self, operation: &Described) -> Vec<Member> {
        let root = operation.page_key.as_ref().map_or(String::new(), |key| format!("/{key}/0"));
        let mut members = Vec::new();
        self.add_members(&root, &operation.resource, &mut members);
        members
    }

    fn add_members(&self, at: &str, owner: &str, members: &mut Vec<Member>) {
        let Some(fields) = self.description.fields(owner) else { return };
        for (name, field) in fields {
            let kind = field["type"].as_str().expect("a field has a type");
            let pointer = format!("{at}/{name}");
            members.push(Member {
                pointer: pointer.clone(),
                owner: owner.to_owned(),
                name: name.clone(),
                kind: kind.to_owned(),
                required: field["required"] == true,
                number_or_string: field["number_or_string"] == true,
            });
            match (inside(kind, "list"), inside(kind, "map")) {
                (Some(item), _) => self.add_members(&format!("{pointer}/0"), item, members),
                (_, Some(item)) => self.add_members(&format!("{pointer}/name"), item, members),
                _ => self.add_members(&pointer, kind, members),
            }
        }
    }

    fn object(&self, name: &str) -> Value {
        let fields = self.description.fields(name).expect("the struct is described");
        let mut members: Map<_, _> = fields
            .iter()
            .map(|(field, described)| {
                let kind = described["type"].as_str().expect("a field has a type");
                (field.clone(), self.value(kind, (self.texts)(name, field)))
            })
            .collect();
        if self.description.keeps_additional_fields(name) {
            members.insert("undescribed".to_owned(), json!("kept"));
        }
        Value::Object(members)
    }

    fn value(&self, kind: &str, text: &str) -> Value {
        if let Some(item) = inside(kind, "list") {
            return json!([self.value(item, text)]);
        }
        if let Some(item) = inside(kind, "map") {
            return json!({"name": self.value(item, text)});
        }
        match kind {
            "string" | "url" => json!(text),
            "boolean" => json!(true),
            "integer" => json!(1),
            "number" => json!(0.5),
            "timestamp" => json!("2026-01-15T09:30:00Z"),
            "json" => json!({"member": [text]}),
            name => self.named(name),
        }
    }

    fn named(&self, name: &str) -> Value {
        if self.description.fields(name).is_some() {
            return self.object(name);
        }
        if let Some(prefix) = self.description.api["sids"][name]["prefixes"][0].as_str() {
            return json!(format!("{prefix}{}", "0".repeat(32)));
        }
        json!(self.description.values(name).first().expect("the type is described"))
    }
}

fn inside<'a>(kind: &'a str, outer: &str) -> Option<&'a str> {
    kind.strip_prefix(outer)?.strip_prefix('<')?.strip_suffix('>')
}
