//! Reads the vendor's own OpenAPI document as far as tests need it. Knows OpenAPI; must not know the description.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::description::Place;

/// Query parameters that only the server may choose, in the URL of a next page.
const STATE: [&str; 2] = ["Page", "PageToken"];

/// An operation of the document.
pub struct Official {
    /// The operation id.
    pub id: String,
    /// Everything that a caller can set. Names of headers are in lower case.
    pub parameters: BTreeSet<(Place, String)>,
    /// Example answers: status, name and body.
    pub examples: Vec<(u16, String, Value)>,
}

/// The operations of a document.
///
/// # Errors
///
/// When the file cannot be read, is not JSON, or has a place for parameters that is not known here.
pub fn read(file: &Path) -> Result<Vec<Official>, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let document: Value = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
    let mut operations = Vec::new();
    for path in members(&document["paths"]) {
        for operation in members(path.1).map(|(_, operation)| operation) {
            if let Some(id) = operation["operationId"].as_str() {
                operations.push(official(id, &path.1["parameters"], operation)?);
            }
        }
    }
    Ok(operations)
}

fn official(id: &str, shared: &Value, operation: &Value) -> Result<Official, String> {
    let mut parameters = BTreeSet::new();
    for parameter in [shared, &operation["parameters"]].into_iter().filter_map(Value::as_array).flatten() {
        let place = match parameter["in"].as_str() {
            Some("path") => Place::Path,
            Some("query") => Place::Query,
            Some("header") => Place::Header,
            _ => return Err(format!("{id}: a parameter at an unknown place: {parameter}")),
        };
        let name = parameter["name"].as_str().unwrap_or_default();
        if !STATE.contains(&name) {
            parameters.insert((place, place.name(name)));
        }
    }
    for (_, content) in members(&operation["requestBody"]["content"]) {
        parameters.extend(members(&content["schema"]["properties"]).map(|(name, _)| (Place::Form, name.clone())));
    }
    let mut examples = Vec::new();
    for (status, response) in members(&operation["responses"]) {
        let status = status.parse().map_err(|_| format!("{id}: {status} is no status"))?;
        for (_, content) in members(&response["content"]) {
            let named = members(&content["examples"]);
            examples.extend(named.map(|(name, example)| (status, name.clone(), example["value"].clone())));
        }
    }
    Ok(Official { id: id.to_owned(), parameters, examples })
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}
