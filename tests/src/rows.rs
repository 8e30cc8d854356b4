//! The rows of `fixtures/wire.yaml`: the request that each call of the table sends. Compares nothing.

use std::collections::{BTreeMap, BTreeSet};

use generator::surface::{Operation, ParameterLocation};
use serde::Deserialize;
use serde_json::Value;

use crate::calls::{Call, Variant, call};
use crate::surface::parameter_name;

/// A request.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The id of its operation.
    pub operation: String,
    /// `full` or `minimal`.
    pub variant: String,
    /// Its method.
    pub method: String,
    /// Its path, with the version.
    pub path: String,
    /// The pairs of its query.
    #[serde(default)]
    pub query: BTreeMap<String, String>,
    /// The fields of its form: texts, or the JSON that a field contains.
    #[serde(default)]
    pub form: BTreeMap<String, Value>,
    /// Its headers but those of every request.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
}

impl Row {
    /// Which parameters are set.
    pub fn variant(&self) -> Variant {
        match self.variant.as_str() {
            "full" => Variant::Full,
            "minimal" => Variant::Minimal,
            other => unreachable!("unknown variant {other}"),
        }
    }

    /// The call that sends it.
    pub fn call(&self) -> Call {
        call(&self.operation, self.variant())
    }

    /// The parameters that it has, by place and name.
    pub fn parameters(&self, described: &Operation) -> BTreeSet<(ParameterLocation, String)> {
        let names = described.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        let mut parameters: BTreeSet<_> = names.map(|name| (ParameterLocation::Path, name.to_owned())).collect();
        parameters.extend(self.query.keys().map(|name| (ParameterLocation::Query, name.clone())));
        parameters.extend(self.form.keys().map(|name| (ParameterLocation::Form, name.clone())));
        let header = ParameterLocation::Header;
        parameters.extend(self.headers.keys().map(|name| (header, parameter_name(header, name))));
        parameters
    }
}

/// Returns all rows.
pub fn rows() -> Vec<Row> {
    serde_yaml::from_str(include_str!("../fixtures/wire.yaml")).expect("the file contains valid rows")
}
