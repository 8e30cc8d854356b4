//! Every edit of every kind of node of a document, with the differences that must be told.

use generator::drift::Verdict;
use generator::openapi::Conventions;
use generator::surface::{
    Field, Operation, Parameter, ParameterLocation, Presence, Response, Rule, Shape, Surface, Type,
};
use serde_json::{Value, json};

use super::json::reversed;

/// A kind of node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Api,
    Path,
    Operation,
    PathParameter,
    Parameter,
    FormParameter,
    Response,
    Page,
    Shape,
    Field,
    Value,
}

/// A kind of edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Change {
    Add,
    Remove,
    Rename,
    Retype,
    Tighten,
    Loosen,
    Reorder,
    Describe,
}

impl Kind {
    pub(crate) const ALL: [Self; 11] = [
        Self::Api,
        Self::Path,
        Self::Operation,
        Self::PathParameter,
        Self::Parameter,
        Self::FormParameter,
        Self::Response,
        Self::Page,
        Self::Shape,
        Self::Field,
        Self::Value,
    ];
}

impl Change {
    pub(crate) const ALL: [Self; 8] = [
        Self::Add,
        Self::Remove,
        Self::Rename,
        Self::Retype,
        Self::Tighten,
        Self::Loosen,
        Self::Reorder,
        Self::Describe,
    ];
}

/// A document with one edit.
pub(crate) struct Edited {
    pub(crate) kind: Kind,
    pub(crate) change: Change,
    /// Which node it was, and how it was edited.
    pub(crate) what: String,
    pub(crate) document: String,
    pub(crate) expected: Vec<(Rule, Verdict)>,
}

type Expected = Vec<(Rule, Verdict)>;

struct Edits<'a> {
    base: &'a Value,
    each: &'a mut dyn FnMut(Edited),
}

/// Hands out all edits of a document, one after the other.
pub(crate) fn all(base: &Value, surface: &Surface, conventions: Conventions<'_>, each: &mut dyn FnMut(Edited)) {
    let mut edits = Edits { base, each };
    edits.api(surface);
    let mut seen = std::collections::BTreeSet::new();
    for operation in &surface.operations {
        edits.operation(operation, conventions);
        for parameter in &operation.parameters {
            // Shared parameters are edited once.
            if seen.insert(parameter.source.pointer.clone()) {
                edits.parameter(operation, parameter, surface);
            }
        }
    }
    for shape in &surface.shapes {
        edits.shape(shape);
        for field in shape.fields() {
            edits.field(shape, field, surface);
        }
        for value in shape.values() {
            edits.value(shape, &value.value, &value.source.pointer);
        }
    }
}

impl Edits<'_> {
    fn push(&mut self, kind: Kind, change: Change, what: String, document: String, expected: Expected) {
        (self.each)(Edited { kind, change, what, document, expected });
    }

    fn edit(&mut self, kind: Kind, change: Change, what: &str, expected: Expected, edit: impl FnOnce(&mut Value)) {
        let mut value = self.base.clone();
        edit(&mut value);
        if value != *self.base {
            self.push(kind, change, what.to_owned(), value.to_string(), expected);
        }
    }

    fn reorder(&mut self, kind: Kind, what: &str, pointer: &str) {
        let text = reversed(self.base, pointer);
        if text != reversed(self.base, "nowhere") {
            self.push(kind, Change::Reorder, what.to_owned(), text, Vec::new());
        }
    }

    fn describe(&mut self, kind: Kind, what: &str, pointer: &str) {
        self.edit(kind, Change::Describe, what, Vec::new(), |it| {
            at(it, pointer)["description"] = json!("Something else.")
        });
        self.edit(kind, Change::Describe, what, Vec::new(), |it| at(it, pointer)["example"] = json!("another"));
        self.edit(kind, Change::Describe, what, Vec::new(), |it| at(it, pointer)["x-anything"] = json!({"a": [1]}));
    }

    fn api(&mut self, surface: &Surface) {
        let kind = Kind::Api;
        let count =
            |all: &[Operation]| if all.is_empty() { Vec::new() } else { vec![(Rule::Authentication, Verdict::Minor)] };
        self.edit(kind, Change::Add, "way to authenticate", count(&surface.operations), |it| {
            it["components"]["securitySchemes"]["other"] = json!({"type": "http", "scheme": "bearer"});
            each_security(it, |list| list.push(json!({"other": []})));
        });
        self.edit(kind, Change::Retype, "way to authenticate", vec![(Rule::Authentication, Verdict::Major)], |it| {
            let schemes = it["components"]["securitySchemes"].as_object_mut().expect("there are schemes");
            schemes.values_mut().for_each(|scheme| *scheme = json!({"type": "http", "scheme": "bearer"}));
        });
        self.edit(kind, Change::Rename, "base URL", vec![(Rule::ApiBaseUrl, Verdict::Patch)], |it| {
            each_server(it, |url| *url = json!("https://elsewhere.example"));
        });
        self.edit(kind, Change::Rename, "version", vec![(Rule::ApiVersion, Verdict::Patch)], |it| {
            let paths = std::mem::take(&mut it["paths"]);
            let old = format!("/{}/", surface.version);
            let renamed = paths
                .as_object()
                .expect("paths")
                .iter()
                .map(|(path, item)| (path.replacen(&old, "/v77/", 1), item.clone()));
            it["paths"] = Value::Object(renamed.collect());
        });
        for pointer in ["", "/paths", "/components", "/components/schemas", "/info"] {
            self.reorder(kind, pointer, pointer);
        }
        self.describe(kind, "info", "/info");
        self.edit(kind, Change::Describe, "tags", Vec::new(), |it| it["tags"] = json!([{"name": "Other"}]));
    }

    fn operation(&mut self, operation: &Operation, conventions: Conventions<'_>) {
        let (kind, id) = (Kind::Operation, operation.id.as_str());
        let node = parent(&operation.source.pointer);
        let item = parent(&node);
        let method = node.rsplit('/').next().expect("a method").to_owned();
        let path = unescaped(item.rsplit('/').next().expect("a path"));
        self.edit(kind, Change::Add, id, vec![(Rule::OperationAdded, Verdict::Minor)], |it| {
            let mut added = it.pointer(&node).expect("an operation").clone();
            added["operationId"] = json!("SomethingNew");
            let shared = it.pointer(&item).and_then(|item| item.get("parameters")).cloned();
            let servers = it.pointer(&item).and_then(|item| item.get("servers")).cloned();
            it["paths"][format!("{path}/New")] = json!({method.clone(): added});
            if let Some(shared) = shared {
                it["paths"][format!("{path}/New")]["parameters"] = shared;
            }
            if let Some(servers) = servers {
                it["paths"][format!("{path}/New")]["servers"] = servers;
            }
        });
        self.edit(kind, Change::Remove, id, vec![(Rule::OperationRemoved, Verdict::Major)], |it| {
            at(it, &item).as_object_mut().expect("an item").remove(&method);
        });
        let renamed = vec![(Rule::OperationRemoved, Verdict::Major), (Rule::OperationAdded, Verdict::Minor)];
        self.edit(kind, Change::Rename, id, renamed, |it| at(it, &node)["operationId"] = json!("SomethingNew"));
        self.edit(kind, Change::Retype, id, vec![(Rule::OperationMethod, Verdict::Patch)], |it| {
            let item = at(it, &item).as_object_mut().expect("an item");
            let moved = item.remove(&method).expect("an operation");
            item.insert("patch".to_owned(), moved);
        });
        let verdict = if operation.facts.deprecated.is_some() { Verdict::Patch } else { Verdict::Minor };
        self.edit(
            kind,
            Change::Retype,
            &format!("{id} deprecated"),
            vec![(Rule::OperationDeprecated, verdict)],
            |it| {
                at(it, &node)["deprecated"] = json!(operation.facts.deprecated.is_none());
            },
        );
        self.reorder(kind, id, &node);
        self.reorder(kind, id, &format!("{node}/parameters"));
        self.describe(kind, id, &node);
        self.edit(Kind::Path, Change::Rename, id, self.of_item(&item, Rule::OperationPath), |it| {
            let moved = it["paths"].as_object_mut().expect("paths").remove(&path).expect("an item");
            it["paths"][format!("{path}/Moved")] = moved;
        });
        self.reorder(Kind::Path, &path, &item);
        self.edit(Kind::Path, Change::Describe, &path, Vec::new(), |it| at(it, &item)["description"] = json!("Else."));
        self.response(operation, &node, conventions);
    }

    /// One difference for each operation of a path.
    fn of_item(&self, item: &str, rule: Rule) -> Expected {
        let item = self.base.pointer(item).and_then(Value::as_object).expect("an item");
        let count = item.keys().filter(|key| ["get", "put", "post", "delete", "patch"].contains(&key.as_str())).count();
        vec![(rule, Verdict::Patch); count]
    }

    fn response(&mut self, operation: &Operation, node: &str, conventions: Conventions<'_>) {
        let (kind, id) = (Kind::Response, operation.id.as_str());
        let status = operation.facts.status;
        let success = format!("{node}/responses/{status}");
        self.edit(kind, Change::Add, &format!("{id} header"), vec![(Rule::HeaderAdded, Verdict::Patch)], |it| {
            at(it, &success)["headers"]["X-Brand-New"] = json!({"schema": {"type": "string"}});
        });
        self.edit(kind, Change::Add, &format!("{id} error"), Vec::new(), |it| {
            at(it, &format!("{node}/responses"))["404"] = json!({"description": "There is none."});
        });
        self.edit(kind, Change::Add, &format!("{id} header of browsers"), Vec::new(), |it| {
            at(it, &success)["headers"]["Access-Control-Max-Age"] = json!({"schema": {"type": "string"}});
        });
        let headers = self.base.pointer(&success).and_then(|it| it.get("headers")).and_then(Value::as_object);
        let names: Vec<String> = headers.into_iter().flatten().map(|(name, _)| name.clone()).collect();
        for name in names {
            let expected = match name.to_ascii_lowercase() {
                lower if lower.starts_with("access-control-") => Vec::new(),
                lower if lower == "etag" => vec![(Rule::OperationEtag, Verdict::Patch)],
                _ => vec![(Rule::HeaderRemoved, Verdict::Patch)],
            };
            self.edit(kind, Change::Remove, &format!("{id} {name}"), expected, |it| {
                at(it, &success)["headers"].as_object_mut().expect("headers").remove(&name);
            });
        }
        self.edit(kind, Change::Retype, &format!("{id} status"), vec![(Rule::OperationStatus, Verdict::Patch)], |it| {
            let responses = at(it, &format!("{node}/responses")).as_object_mut().expect("responses");
            let moved = responses.remove(&status.to_string()).expect("a response");
            responses.insert("203".to_owned(), moved);
        });
        if operation.response != Response::Nothing {
            let expected = vec![(Rule::OperationResponseType, Verdict::Major)];
            self.edit(kind, Change::Retype, &format!("{id} media type"), expected, |it| {
                let content = at(it, &format!("{success}/content"));
                let inner = content["application/json"].take();
                *content = json!({"application/xml": inner});
            });
            let expected = vec![(Rule::OperationResponse, Verdict::Major)];
            self.edit(kind, Change::Remove, &format!("{id} content"), expected, |it| {
                at(it, &success).as_object_mut().expect("a response").remove("content");
            });
        }
        self.reorder(kind, id, &success);
        self.edit(kind, Change::Describe, id, Vec::new(), |it| at(it, &success)["description"] = json!("Else."));
        let (Response::Page { key, .. }, Some(facts)) = (&operation.response, conventions.pagination) else { return };
        let schema = format!("{success}/content/application~1json/schema");
        let properties = format!("{schema}/properties");
        self.edit(Kind::Page, Change::Rename, id, vec![(Rule::PageKey, Verdict::Patch)], |it| {
            let members = at(it, &properties).as_object_mut().expect("members");
            let list = members.remove(key).expect("a list");
            members.insert("renamed".to_owned(), list);
        });
        self.edit(Kind::Page, Change::Remove, id, vec![(Rule::OperationResponse, Verdict::Major)], |it| {
            at(it, &properties).as_object_mut().expect("members").remove(&facts.envelope);
        });
        for member in [&facts.next, &facts.size] {
            let expected = vec![(Rule::PageEnvelope, Verdict::Patch)];
            self.edit(Kind::Page, Change::Remove, &format!("{id} {member}"), expected, |it| {
                let inner = at(it, &format!("{properties}/{}/properties", facts.envelope));
                inner.as_object_mut().expect("members").remove(member);
            });
        }
        let parameters = self.base.pointer(&format!("{node}/parameters")).and_then(Value::as_array);
        let index = parameters.into_iter().flatten().position(|it| it["name"] == facts.size_parameter.as_str());
        let Some(index) = index else { return };
        let limit = format!("{node}/parameters/{index}/schema");
        for (change, maximum) in [(Change::Tighten, 7), (Change::Loosen, 70_000)] {
            let expected = vec![(Rule::PageSize, Verdict::Patch)];
            self.edit(Kind::Page, change, id, expected, |it| at(it, &limit)["maximum"] = json!(maximum));
        }
        self.edit(Kind::Page, Change::Remove, &format!("{id} size"), vec![(Rule::PageSize, Verdict::Patch)], |it| {
            at(it, &format!("{node}/parameters")).as_array_mut().expect("parameters").remove(index);
        });
    }

    fn parameter(&mut self, operation: &Operation, parameter: &Parameter, surface: &Surface) {
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
            let is_same = parameter.default == Some(json!("other"));
            assert!(!is_same, "the default of {what} is the one that is tried");
            self.edit(kind, Change::Retype, &format!("{what} default"), expected, |it| {
                at(it, &schema)["default"] = json!("other");
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

    fn shape(&mut self, shape: &Shape) {
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

    fn field(&mut self, shape: &Shape, field: &Field, surface: &Surface) {
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
            at(it, node)["default"] = json!("other")
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

    fn value(&mut self, shape: &Shape, value: &str, pointer: &str) {
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

fn at<'a>(value: &'a mut Value, pointer: &str) -> &'a mut Value {
    value.pointer_mut(pointer).unwrap_or_else(|| unreachable!("there is nothing at {pointer}"))
}

fn parent(pointer: &str) -> String {
    pointer.rsplit_once('/').expect("the root has no parent").0.to_owned()
}

fn unescaped(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

/// Removes a node, and a member that is required from that list.
fn remove(value: &mut Value, pointer: &str) {
    let (list, last) = pointer.rsplit_once('/').expect("the root stays");
    let name = unescaped(last);
    match at(value, list) {
        Value::Array(items) => _ = items.remove(last.parse().expect("an index")),
        Value::Object(members) => _ = members.remove(&name),
        _ => unreachable!("{list} holds nothing"),
    }
    if list.ends_with("/properties") {
        require(at(value, &parent(list)), &name, false);
    }
}

/// Adds or removes a name in the list of required members.
fn require(owner: &mut Value, name: &str, required: bool) {
    let mut names: Vec<Value> = owner["required"].as_array().cloned().unwrap_or_default();
    names.retain(|it| it != name);
    if required {
        names.push(json!(name));
    }
    owner["required"] = json!(names);
}

fn rename(value: &mut Value, node: &str, is_member: bool) {
    if !is_member {
        at(value, node)["name"] = json!("BrandNew");
        return;
    }
    let (list, last) = node.rsplit_once('/').expect("a member");
    let (name, owner) = (unescaped(last), parent(list));
    let is_required = at(value, &owner)["required"].as_array().is_some_and(|names| names.iter().any(|it| it == &name));
    let moved = at(value, list).as_object_mut().expect("members").remove(&name).expect("a member");
    at(value, list)["brand_new"] = moved;
    require(at(value, &owner), &name, false);
    if is_required {
        require(at(value, &owner), "brand_new", true);
    }
}

fn set_required(value: &mut Value, node: &str, is_form: bool, required: bool) {
    if is_form {
        let (list, last) = node.rsplit_once('/').expect("a member");
        require(at(value, &parent(list)), &unescaped(last), required);
    } else {
        at(value, node)["required"] = json!(required);
    }
}

fn add_parameter(value: &mut Value, list: &str, is_form: bool, required: bool, location: ParameterLocation) {
    if is_form {
        at(value, list)["BrandNew"] = json!({"type": "boolean"});
        if required {
            require(at(value, &parent(list)), "BrandNew", true);
        }
        return;
    }
    let place = if location == ParameterLocation::Header { "header" } else { "query" };
    let added = json!({"name": "BrandNew", "in": place, "required": required, "schema": {"type": "boolean"}});
    at(value, list).as_array_mut().expect("parameters").push(added);
}

/// Renames a placeholder wherever its parameter is used.
fn rename_placeholder(value: &mut Value, node: &str, name: &str) {
    at(value, node)["name"] = json!("Other");
    let paths = std::mem::take(&mut value["paths"]);
    let is_shared = node.starts_with("/components/");
    let own = node.strip_prefix("/paths/").and_then(|rest| rest.split('/').next()).map(unescaped);
    let paths = paths.as_object().expect("paths").iter().map(|(path, item)| {
        let mut item = item.clone();
        if !is_shared && own.as_deref() != Some(path) {
            return (path.clone(), item);
        }
        // The other operations of the path name it as well.
        for method in item.as_object_mut().expect("an item").values_mut() {
            let parameters = method.get_mut("parameters").and_then(Value::as_array_mut);
            for parameter in parameters.into_iter().flatten().filter(|it| it["in"] == "path" && it["name"] == name) {
                parameter["name"] = json!("Other");
            }
        }
        (path.replace(&format!("{{{name}}}"), "{Other}"), item)
    });
    value["paths"] = Value::Object(paths.collect());
}

fn each_security(document: &mut Value, mut each: impl FnMut(&mut Vec<Value>)) {
    if let Some(list) = document["security"].as_array_mut() {
        each(list);
    }
    for item in document["paths"].as_object_mut().expect("paths").values_mut() {
        for operation in item.as_object_mut().expect("an item").values_mut() {
            if let Some(list) = operation.get_mut("security").and_then(Value::as_array_mut) {
                each(list);
            }
        }
    }
}

fn each_server(document: &mut Value, mut each: impl FnMut(&mut Value)) {
    let mut of = |node: &mut Value| {
        for server in node.get_mut("servers").and_then(Value::as_array_mut).into_iter().flatten() {
            each(&mut server["url"]);
        }
    };
    of(document);
    document["paths"].as_object_mut().expect("paths").values_mut().for_each(of);
}
