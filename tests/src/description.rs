//! Reads the description as data, apart from the generator, so that tests can hold the client against it. Knows the
//! keys of the language; must not check them: that is the generator's work.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Map, Value};

/// The whole description.
pub struct Description {
    /// `api.yaml`.
    pub api: Value,
    /// The files of `resources/`, by name.
    pub resources: Vec<Value>,
}

/// Where in a request a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A `{name}` of the path.
    Path,
    /// The query of the URL.
    Query,
    /// A header.
    Header,
    /// The form in the body.
    Form,
}

impl Place {
    /// A parameter's name as far as it matters there: headers know no upper and lower case.
    pub fn name(self, name: &str) -> String {
        if self == Self::Header { name.to_ascii_lowercase() } else { name.to_owned() }
    }
}

/// An operation as it is described.
pub struct Described {
    /// The vendor's operation id.
    pub id: String,
    /// The path under the base URL, with `{Name}` where a value goes.
    pub path: String,
    /// The success status.
    pub status: u16,
    /// Whether it can be sent again when nobody knows what became of the first time: `always`, `with_if_match`, `never`.
    pub idempotency: String,
    /// The permission that a restricted API key needs.
    pub permission: Option<String>,
    /// Id of the operation that finds what this one creates.
    pub find: Option<String>,
    /// The resource that it belongs to and, as a rule, answers with.
    pub resource: String,
    /// Member that holds the items, for a list.
    pub page_key: Option<String>,
    /// Everything that a caller can set. Names of headers are in lower case.
    pub parameters: BTreeSet<(Place, String)>,
}

impl Description {
    /// Reads the description of this workspace.
    pub fn read() -> Self {
        let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
        let mut files: Vec<_> = std::fs::read_dir(spec.join("resources"))
            .expect("the description has resources")
            .map(|entry| entry.expect("the folder can be listed").path())
            .collect();
        files.sort();
        Self { api: yaml(&spec.join("api.yaml")), resources: files.iter().map(|file| yaml(file)).collect() }
    }

    /// All operations.
    pub fn operations(&self) -> Vec<Described> {
        let size = text(&self.api["pagination"]["size_parameter"]);
        let mut operations = Vec::new();
        for resource in &self.resources {
            let name = text(&resource["resource"]);
            for (_, operation) in members(&resource["operations"]) {
                operations.push(described(&name, operation, &size));
            }
        }
        operations
    }

    /// The description of an operation.
    pub fn operation(&self, id: &str) -> Described {
        self.operations().into_iter().find(|operation| operation.id == id).expect("the operation is described")
    }

    /// The fields of a resource or struct; `None` when the name is something else.
    pub fn fields(&self, name: &str) -> Option<&Map<String, Value>> {
        let resource = self.resources.iter().find(|resource| resource["resource"] == name);
        resource.or_else(|| self.named_type(name))?.get("fields")?.as_object()
    }

    /// The enum or struct of that name, shared or of a resource.
    pub fn named_type(&self, name: &str) -> Option<&Value> {
        let holders = std::iter::once(&self.api).chain(&self.resources);
        holders.filter_map(|holder| holder.get("types")?.get(name)).next()
    }

    /// The values of an enum; none when the name is something else.
    pub fn values(&self, name: &str) -> Vec<&str> {
        let values = self.named_type(name).and_then(|described| described["values"].as_object());
        values.into_iter().flatten().map(|(value, _)| value.as_str()).collect()
    }

    /// Whether members that the description lacks are kept.
    pub fn keeps_additional_fields(&self, name: &str) -> bool {
        self.named_type(name).is_some_and(|described| described.get("additional_fields").is_some())
    }

    /// The names of all resources and structs.
    pub fn structs(&self) -> Vec<&str> {
        let holders = std::iter::once(&self.api).chain(&self.resources);
        let types = holders.flat_map(|holder| members(&holder["types"]));
        let structs = types.filter(|(_, described)| described.get("fields").is_some()).map(|(name, _)| name.as_str());
        let resources = self.resources.iter().filter_map(|resource| resource["resource"].as_str());
        resources.chain(structs).collect()
    }
}

fn described(resource: &str, operation: &Value, size_parameter: &str) -> Described {
    let places = [(Place::Path, "path"), (Place::Query, "query"), (Place::Header, "header"), (Place::Form, "form")];
    let mut parameters: BTreeSet<_> = places
        .iter()
        .flat_map(|(place, key)| members(&operation[key]).map(|(name, _)| (*place, place.name(name))))
        .collect();
    let page_key = operation["page"]["key"].as_str().map(str::to_owned);
    if page_key.is_some() {
        parameters.insert((Place::Query, size_parameter.to_owned()));
    }
    let http = text(&operation["http"]);
    let (_, path) = http.split_once(' ').expect("`http` is a method and a path");
    let status = operation["status"].as_u64().and_then(|status| u16::try_from(status).ok());
    Described {
        id: text(&operation["id"]),
        path: path.to_owned(),
        status: status.expect("an operation has a status"),
        idempotency: text(&operation["idempotency"]),
        permission: operation["permission"]["name"].as_str().map(str::to_owned),
        find: operation["find"]["operation"].as_str().map(str::to_owned),
        resource: resource.to_owned(),
        page_key,
        parameters,
    }
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().expect("the value is a text").to_owned()
}

fn yaml(file: &Path) -> Value {
    let text = std::fs::read_to_string(file).expect("the file can be read");
    serde_yaml::from_str(&text).expect("the file is YAML")
}
