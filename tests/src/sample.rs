//! Response bodies made from the description, with every member present. Knows types; what stands in a text is the
//! caller's choice.

use serde_json::{Map, Value, json};

use crate::description::Description;

/// Chooses the text of a field, given the name of its struct and its own.
pub type Texts<'a> = dyn Fn(&str, &str) -> &'static str + 'a;

/// Makes bodies.
pub struct Sampler<'a> {
    description: &'a Description,
    texts: &'a Texts<'a>,
}

impl<'a> Sampler<'a> {
    /// With those texts.
    pub fn new(description: &'a Description, texts: &'a Texts<'a>) -> Self {
        Self { description, texts }
    }

    /// The body of an operation's answer: a resource, or a page with one.
    pub fn body(&self, operation: &str) -> Value {
        let operation = self.description.operation(operation);
        let resource = self.object(&operation.resource);
        match operation.page_key {
            Some(key) => json!({key.clone(): [resource], "meta": {"key": key, "page": 0, "next_page_url": null}}),
            None => resource,
        }
    }

    /// A resource or struct.
    pub fn object(&self, name: &str) -> Value {
        let fields = self.description.fields(name).expect("the struct is described");
        let mut members: Map<_, _> = fields
            .iter()
            .map(|(field, described)| {
                let kind = described["type"].as_str().expect("a field has a type");
                (field.clone(), self.value(kind, (self.texts)(name, field)))
            })
            .collect();
        let additional = self.description.named_type(name).and_then(|described| described.get("additional_fields"));
        if additional.is_some() {
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
        let values = self.description.named_type(name).and_then(|described| described["values"].as_object());
        json!(values.and_then(|values| values.keys().next()).expect("the type is described"))
    }
}

fn inside<'a>(kind: &'a str, outer: &str) -> Option<&'a str> {
    kind.strip_prefix(outer)?.strip_prefix('<')?.strip_suffix('>')
}
