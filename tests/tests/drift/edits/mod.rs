//! Every edit of every kind of node of a document, with the differences that must be told.

use generator::drift::Verdict;
use generator::openapi::Conventions;
use generator::surface::{Operation, Response, Rule, Surface};
use serde_json::{Value, json};

mod values;

use super::json::{at, each_security, each_server, parent, reversed, unescaped};

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
        // In a shared schema it would be about all pages.
        let envelope = format!("{properties}/{}/properties", facts.envelope);
        let members = if self.base.pointer(&envelope).is_some() { &[&facts.next, &facts.size][..] } else { &[] };
        for member in members {
            let expected = vec![(Rule::PageEnvelope, Verdict::Patch)];
            self.edit(Kind::Page, Change::Remove, &format!("{id} {member}"), expected, |it| {
                at(it, &envelope).as_object_mut().expect("members").remove(*member);
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
}
