//! Reads the operations and examples of Twilio's OpenAPI document.

use std::collections::BTreeSet;
use std::path::Path;

use generator::surface::ParameterLocation;
use serde_json::Value;

use crate::surface::parameter_name;

/// Query parameters that only the server sets, in the URL of a next page.
const STATE: [&str; 2] = ["Page", "PageToken"];

/// An operation of the document.
pub struct Official {
    /// The operation id.
    pub id: String,
    /// The parameters that a caller can set. Names of headers are in lower case.
    pub parameters: BTreeSet<(ParameterLocation, String)>,
    /// The example responses: status, name and body.
    pub examples: Vec<(u16, String, Value)>,
}

/// Reads the operations of a document.
///
/// # Errors
///
/// If the file cannot be read, is not JSON, or contains a parameter in an unsupported location.
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
            Some("path") => ParameterLocation::Path,
            Some("query") => ParameterLocation::Query,
            Some("header") => ParameterLocation::Header,
            _ => return Err(format!("{id}: parameter in an unsupported location: {parameter}")),
        };
        let name = parameter["name"].as_str().unwrap_or_default();
        if !STATE.contains(&name) {
            parameters.insert((place, parameter_name(place, name)));
        }
    }
    for (_, content) in members(&operation["requestBody"]["content"]) {
        parameters
            .extend(members(&content["schema"]["properties"]).map(|(name, _)| (ParameterLocation::Form, name.clone())));
    }
    let mut examples = Vec::new();
    for (status, response) in members(&operation["responses"]) {
        // `default` and ranges are responses of failure.
        let Ok(status) = status.parse() else { continue };
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
