//! Edits of parameters, shapes, fields and values.

use generator::drift::Verdict;
use generator::surface::{Field, Operation, Parameter, ParameterLocation, Presence, Rule, Shape, Surface, Type};
use serde_json::{Value, json};

use super::{Change, Edits, Kind};
use crate::json::{add_parameter, at, parent, remove, rename, rename_placeholder, require, set_required};

impl Edits<'_> {
    pub(super) fn parameter(&mut self, operation: &Operation, parameter: &Parameter, surface: &Surface) {
        let what = format!("{} {}", operation.id, parameter.name);
        let is_form = parameter.location == ParameterLocation::Form;
        let kind = match parameter.location {
            ParameterLocation::Path => Kind::PathParameter,
            ParameterLocation::Form => Kind::FormParameter,
            ParameterLocation::Query | ParameterLocation::Header => Kind::Parameter,
        };
        // Members of forms are schemas; other parameters have one.
        let node = if is_form { parameter.source.pointer.clone() } else { parent(&parameter.source.pointer) };
        let schema = if is_form { node.clone() } else { format!("{node}/schema") };
        let list = parent(&node);
        if kind != Kind::PathParameter {
            for (required, verdict) in [(false, Verdict::Minor), (true, Verdict::Major)] {
                let expected = vec![(Rule::ParameterAdded, verdict)];
                self.edit(kind, Change::Add, &format!("{what} {required}"), expected, |it| {
                    add_parameter(it, &list, is_form, required, parameter.location);
                });
            }
            self.edit(kind, Change::Remove, &what, vec![(Rule::ParameterRemoved, Verdict::Major)], |it| {
                remove(it, &node);
            });
            let added = if parameter.required { Verdict::Major } else { Verdict::Minor };
            let expected = vec![(Rule::ParameterRemoved, Verdict::Major), (Rule::ParameterAdded, added)];
            self.edit(kind, Change::Rename, &what, expected, |it| rename(it, &node, is_form));
            let expected = vec![(Rule::ParameterRequired, Verdict::Major)];
            let change = if parameter.required { Change::Loosen } else { Change::Tighten };
            self.edit(kind, change, &what, expected, |it| set_required(it, &node, is_form, !parameter.required));
        } else {
            // The name does not travel.
            self.edit(kind, Change::Rename, &what, Vec::new(), |it| rename_placeholder(it, &node, &parameter.name));
        }
        self.retype(kind, &what, &schema, &parameter.ty, Rule::ParameterType, surface);
        self.limit(kind, &what, &schema, &parameter.ty, Rule::ParameterLimits);
        let expected = vec![(Rule::ParameterDefault, Verdict::Patch)];
        if kind != Kind::PathParameter {
            let is_same = parameter.default == Some(other(&parameter.ty, surface));
            assert!(!is_same, "the default of {what} is the one that is tried");
            self.edit(kind, Change::Retype, &format!("{what} default"), expected, |it| {
                at(it, &schema)["default"] = other(&parameter.ty, surface);
            });
        }
        let verdict = if parameter.facts.value.deprecated.is_some() { Verdict::Patch } else { Verdict::Minor };
        let expected = vec![(Rule::ParameterDeprecated, verdict)];
        self.edit(kind, Change::Retype, &format!("{what} deprecated"), expected, |it| {
            at(it, &node)["deprecated"] = json!(parameter.facts.value.deprecated.is_none());
        });
        self.reorder(kind, &what, &node);
        self.describe(kind, &what, &node);
    }

    pub(super) fn shape(&mut self, shape: &Shape) {
        let (kind, pointer) = (Kind::Shape, shape.source.pointer.as_str());
        let component = pointer.strip_prefix("/components/schemas/").filter(|name| !name.contains('/'));
        if let Some(name) = component {
            self.push(kind, Change::Rename, shape.name.clone(), self.renamed_component(name), Vec::new());
        }
        if shape.is_struct() {
            let is_open = self.base.pointer(pointer).is_some_and(|it| it.get("additionalProperties").is_some());
            let (change, verdict) =
                if is_open { (Change::Tighten, Verdict::Major) } else { (Change::Loosen, Verdict::Minor) };
            self.edit(kind, change, &shape.name, vec![(Rule::StructOpen, verdict)], |it| {
                let schema = at(it, pointer).as_object_mut().expect("a schema");
                if schema.remove("additionalProperties").is_none() {
                    schema.insert("additionalProperties".to_owned(), json!({"type": "string"}));
                }
            });
            self.reorder(kind, &shape.name, &format!("{pointer}/properties"));
        } else {
            self.reorder(kind, &shape.name, &format!("{pointer}/enum"));
        }
        self.describe(kind, &shape.name, pointer);
    }

    fn renamed_component(&self, name: &str) -> String {
        let text = self.base.to_string();
        let text = text.replace(&format!("#/components/schemas/{name}\""), "#/components/schemas/something_else\"");
        let mut value: Value = serde_json::from_str(&text).expect("JSON");
        let schemas = value["components"]["schemas"].as_object_mut().expect("schemas");
        let moved = schemas.remove(name).expect("a schema");
        schemas.insert("something_else".to_owned(), moved);
        value.to_string()
    }

    pub(super) fn field(&mut self, shape: &Shape, field: &Field, surface: &Surface) {
        let (kind, what) = (Kind::Field, format!("{} {}", shape.name, field.name));
        let node = field.source.pointer.as_str();
        let owner = parent(&parent(node));
        for required in [false, true] {
            let verdict = if required && shape.in_requests { Verdict::Major } else { Verdict::Minor };
            let expected = vec![(Rule::FieldAdded, verdict)];
            self.edit(kind, Change::Add, &format!("{what} {required}"), expected, |it| {
                let owner = at(it, &owner);
                owner["properties"]["brand_new"] = json!({"type": "boolean"});
                if required {
                    require(owner, "brand_new", true);
                }
            });
        }
        if shape.fields().len() > 1 {
            self.edit(kind, Change::Remove, &what, vec![(Rule::FieldRemoved, Verdict::Major)], |it| remove(it, node));
        }
        let added =
            if field.presence == Presence::Always && shape.in_requests { Verdict::Major } else { Verdict::Minor };
        let expected = vec![(Rule::FieldRemoved, Verdict::Major), (Rule::FieldAdded, added)];
        self.edit(kind, Change::Rename, &what, expected, |it| rename(it, node, true));
        let (change, is_always) = match field.presence {
            Presence::Always => (Change::Loosen, false),
            _ => (Change::Tighten, true),
        };
        self.edit(kind, change, &what, vec![(Rule::FieldPresence, Verdict::Major)], |it| {
            require(at(it, &owner), &field.name, is_always);
            if is_always {
                at(it, node).as_object_mut().expect("a schema").remove("nullable");
            }
        });
        self.retype(kind, &what, node, &field.ty, Rule::FieldType, surface);
        self.limit(kind, &what, node, &field.ty, Rule::FieldLimits);
        let default = if shape.in_requests { vec![(Rule::FieldDefault, Verdict::Patch)] } else { Vec::new() };
        self.edit(kind, Change::Retype, &format!("{what} default"), default, |it| {
            at(it, node)["default"] = other(&field.ty, surface)
        });
        let verdict = if field.facts.value.deprecated.is_some() { Verdict::Patch } else { Verdict::Minor };
        let expected = vec![(Rule::FieldDeprecated, verdict)];
        self.edit(kind, Change::Retype, &format!("{what} deprecated"), expected, |it| {
            at(it, node)["deprecated"] = json!(field.facts.value.deprecated.is_none());
        });
        // Three spellings of the same.
        if self.base.pointer(node).is_some_and(|it| it["nullable"] == true && it["type"].is_string()) {
            self.edit(kind, Change::Reorder, &format!("{what} null as a type"), Vec::new(), |it| {
                let schema = at(it, node).as_object_mut().expect("a schema");
                schema.remove("nullable");
                let ty = schema["type"].take();
                schema.insert("type".to_owned(), json!([ty, "null"]));
            });
            self.edit(kind, Change::Reorder, &format!("{what} null as a branch"), Vec::new(), |it| {
                let schema = at(it, node).as_object_mut().expect("a schema");
                schema.remove("nullable");
                let inner = Value::Object(std::mem::take(schema));
                *at(it, node) = json!({"anyOf": [inner, {"type": "null"}]});
            });
        }
        self.reorder(kind, &what, node);
        self.describe(kind, &what, node);
    }

    pub(super) fn value(&mut self, shape: &Shape, value: &str, pointer: &str) {
        let (kind, what) = (Kind::Value, format!("{} {value}", shape.name));
        let list = parent(pointer);
        self.edit(kind, Change::Add, &what, vec![(Rule::ValueAdded, Verdict::Minor)], |it| {
            at(it, &list).as_array_mut().expect("values").push(json!("brand-new"));
        });
        if shape.values().len() > 1 {
            self.edit(kind, Change::Remove, &what, vec![(Rule::ValueRemoved, Verdict::Major)], |it| {
                remove(it, pointer)
            });
        }
        let expected = vec![(Rule::ValueRemoved, Verdict::Major), (Rule::ValueAdded, Verdict::Minor)];
        self.edit(kind, Change::Rename, &what, expected, |it| *at(it, pointer) = json!("brand-new"));
        self.reorder(kind, &what, &list);
    }

    /// Another type, and for a SID another prefix.
    fn retype(&mut self, kind: Kind, what: &str, schema: &str, ty: &Type, rule: Rule, surface: &Surface) {
        let other = if *ty == Type::Boolean { "integer" } else { "boolean" };
        self.edit(kind, Change::Retype, what, vec![(rule, Verdict::Major)], |it| {
            let schema = at(it, schema).as_object_mut().expect("a schema");
            for key in ["$ref", "allOf", "oneOf", "enum", "format", "pattern", "items", "additionalProperties"] {
                schema.remove(key);
            }
            schema.insert("type".to_owned(), json!(other));
        });
        if let Type::Sid(name) = ty {
            assert!(surface.sid(name).is_some(), "{name}");
            self.edit(kind, Change::Retype, &format!("{what} prefix"), vec![(Rule::SidPrefix, Verdict::Major)], |it| {
                at(it, schema)["pattern"] = json!("^ZZ[0-9a-fA-F]{32}$");
            });
            self.edit(kind, Change::Retype, &format!("{what} to text"), vec![(rule, Verdict::Major)], |it| {
                at(it, schema).as_object_mut().expect("a schema").remove("pattern");
            });
        }
    }

    fn limit(&mut self, kind: Kind, what: &str, schema: &str, ty: &Type, rule: Rule) {
        let (low, high) = match ty {
            Type::Integer | Type::Number => ("minimum", "maximum"),
            Type::String | Type::Url => ("maxLength", "maxLength"),
            _ => return,
        };
        if self.base.pointer(schema).is_none_or(|it| it.get("type").is_none()) {
            return;
        }
        let has = self.base.pointer(schema).is_some_and(|it| it.get(high).is_some());
        self.edit(kind, Change::Tighten, &format!("{what} {high}"), vec![(rule, Verdict::Patch)], |it| {
            at(it, schema)[high] = json!(3);
        });
        let expected = vec![(rule, Verdict::Patch)];
        self.edit(kind, Change::Tighten, &format!("{what} {low}"), expected.clone(), |it| {
            at(it, schema)[low] = json!(2)
        });
        if has {
            self.edit(kind, Change::Loosen, &format!("{what} {high}"), expected, |it| {
                at(it, schema).as_object_mut().expect("a schema").remove(high);
            });
        }
    }
}

/// A default that fits the type.
fn other(ty: &Type, surface: &Surface) -> Value {
    match ty {
        Type::Boolean => json!(true),
        Type::Integer | Type::Number => json!(7),
        Type::Shape(name) => {
            let values = surface.shape(name).map(Shape::values).unwrap_or_default();
            json!(values.last().map_or("other", |value| &value.value))
        }
        _ => json!("other"),
    }
}
