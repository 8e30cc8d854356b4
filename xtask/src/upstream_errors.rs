//! Known errors of the official document, which other programs would report as violations by a correct client or server:
//! what the description deviates from, and what a mock server notices of it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use generator::SourceFile;
use generator::drift::{Accepted, Relation, compare};
use generator::openapi::{Conventions, Document, import, sid_pattern};
use generator::surface::{Rule, Surface, Type};
use serde_json::Value;

use crate::description;

/// Writes a copy of the document without its known errors and returns its path.
pub(crate) fn corrected_copy(root: &Path, upstream: &Path, folder: &Path) -> Result<PathBuf> {
    let text = fs::read_to_string(upstream).with_context(|| format!("cannot read {}", upstream.display()))?;
    let mut document: Value =
        serde_json::from_str(&text).with_context(|| format!("{} is not valid JSON", upstream.display()))?;
    let description = description::read(&root.join("spec"))?;
    let description = generator::surface(&description).context("the description is invalid")?;
    correct(&mut document, &description).with_context(|| format!("cannot correct {}", upstream.display()))?;
    let path = folder.join("document.json");
    fs::write(&path, document.to_string()).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(path)
}

/// Corrects the errors of a document that the description knows, and prints each.
///
/// # Errors
///
/// The document cannot be read, or an error is not where the comparison saw it.
fn correct(document: &mut Value, description: &Surface) -> Result<()> {
    let read = Document::read(SourceFile::new("document.json", document.to_string()))?;
    let imported = import(&read, Conventions::of(description))?;
    let comparison = compare(description, &imported.surface, Relation::Description, &imported.findings);
    // Requests and responses that are richer than the document are no violations; another pattern of a SID is.
    let wrong = comparison.accepted.iter().filter(|accepted| accepted.difference.rule == Rule::SidPrefix);
    for accepted in wrong {
        correct_prefix(document, description, accepted)?;
    }
    Ok(())
}

fn correct_prefix(document: &mut Value, description: &Surface, accepted: &Accepted) -> Result<()> {
    let difference = &accepted.difference;
    let pattern = pattern(description, accepted).context("the description has no SID there")?;
    let place = difference.new_source.as_ref().map(|source| source.pointer.clone()).unwrap_or_default();
    // A parameter is known by the place of its name.
    let schema = place.strip_suffix("/name").map_or_else(|| place.clone(), |parameter| format!("{parameter}/schema"));
    let value = document.pointer_mut(&format!("{schema}/pattern"));
    let value = value.with_context(|| format!("the document has no pattern at {schema}"))?;
    crate::output::errln!("corrected {schema}/pattern to `{pattern}`: {}", accepted.deviation.reason);
    *value = Value::from(pattern);
    Ok(())
}

/// The pattern of the SID that the description has at the place of a difference.
fn pattern(description: &Surface, accepted: &Accepted) -> Option<String> {
    let source = accepted.difference.old_source.as_ref()?;
    let parameters = description.operations.iter().flat_map(|operation| &operation.parameters);
    let parameters = parameters.map(|parameter| (&parameter.source, &parameter.ty));
    let fields = description.shapes.iter().flat_map(|shape| shape.fields()).map(|field| (&field.source, &field.ty));
    let (_, ty) = parameters.chain(fields).find(|(at, _)| *at == source)?;
    let Type::Sid(name) = ty else { return None };
    description.sid(name).map(sid_pattern)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use serde_json::json;

    use super::*;

    const API: &str = include_str!("../../tests/fixtures/spec/base/api.yaml");
    const DEPOT: &str = include_str!("../../tests/fixtures/spec/base/resources/depot.yaml");
    const PARCEL: &str = include_str!("../../tests/fixtures/spec/base/resources/parcel.yaml");

    fn description() -> Surface {
        let api = API.replace("\npackage:", "\ndocument: {url: \"https://parcels.example/openapi.json\"}\npackage:");
        let deviation = "deviates: [{rule: sid-prefix, reason: The example is right.}]";
        let parcel = PARCEL.replacen("Sid: The parcel.", &format!("Sid: {{docs: The parcel., {deviation}}}"), 1);
        let files = [("api.yaml", api), ("resources/depot.yaml", DEPOT.to_owned()), ("resources/parcel.yaml", parcel)];
        generator::surface(&files.map(|(path, text)| SourceFile::new(path, text))).unwrap()
    }

    fn document(pattern: &str) -> Value {
        let parameter = json!({"name": "Sid", "in": "path", "schema": {"type": "string", "pattern": pattern}});
        let fetch = json!({"operationId": "FetchParcel", "parameters": [parameter], "responses": {"200": {}}});
        json!({"openapi": "3.0.1", "paths": {"/v1/Parcels/{Sid}": {"get": fetch}}})
    }

    #[test]
    fn a_known_error_is_corrected() {
        let mut published = document("^XX[0-9a-fA-F]{32}$");
        correct(&mut published, &description()).unwrap();
        assert_eq!(published, document("^PP[0-9a-fA-F]{32}$"));
    }

    #[test]
    fn a_document_without_the_error_is_left_alone() {
        let mut right = document("^PP[0-9a-fA-F]{32}$");
        correct(&mut right, &description()).unwrap();
        assert_eq!(right, document("^PP[0-9a-fA-F]{32}$"));
    }
}
