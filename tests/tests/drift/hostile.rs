//! Documents that would exhaust a recursive or quadratic reader: each is read, compared, reported and adopted in the end.

use generator::drift::adopt::adopt;
use generator::drift::report::{Origin, Report};
use generator::drift::{Relation, compare};
use generator::openapi::Conventions;
use serde_json::{Map, Value, json};

use super::{read, support};

/// A document whose only operation, known to the description, returns the first of some schemas.
fn document(schemas: Map<String, Value>) -> String {
    let first = json!({"$ref": "#/components/schemas/s0"});
    let response = json!({"description": "OK", "content": {"application/json": {"schema": first}}});
    let fetch = json!({"operationId": "FetchParcel", "responses": {"200": response}});
    let paths = json!({"/v1/Parcels/{Sid}": {"get": fetch}});
    json!({"openapi": "3.1.0", "paths": paths, "components": {"schemas": schemas}}).to_string()
}

/// Schemas each of which leads to the next, and the last back to the first.
fn ring(count: usize, link: impl Fn(Value) -> Value) -> Map<String, Value> {
    let reference = |index: usize| json!({"$ref": format!("#/components/schemas/s{}", index % count)});
    (0..count).map(|index| (format!("s{index}"), link(reference(index + 1)))).collect()
}

#[test]
fn hostile_documents_end_in_a_report() {
    let files = support::description(&support::fixtures().join("base"));
    let description = generator::surface(&files).expect("the description is valid");
    let object = |member: Value| json!({"type": "object", "properties": {"next": member}});
    let wide: Map<String, Value> = (0..5000).map(|index| (format!("f{index}"), json!({"type": "string"}))).collect();
    let branches = |next: Value| json!({"oneOf": vec![next; 40]});
    for schemas in [
        ring(5000, object),
        ring(1, |next| json!({"oneOf": [{"oneOf": [next, {"type": "string"}]}, {"type": "integer"}]})),
        ring(12, branches),
        ring(3000, |next| json!({"allOf": [next]})),
        ring(3000, |next| json!({"type": "array", "items": next})),
        ring(3000, |next| json!({"type": "object", "additionalProperties": next})),
        ring(1, |_| json!({"type": "object", "properties": wide})),
        ring(1, |_| json!({"enum": (0..5000).map(|index| index.to_string()).collect::<Vec<_>>()})),
    ] {
        let new = read(&document(schemas), Conventions::of(&description));
        let comparison = compare(&description, &new.surface, Relation::Description, &new.findings);
        assert!(!comparison.differences.is_empty());
        let origin = Origin { name: "", prefix: "" };
        let surfaces = [&description, &new.surface];
        let relation = Relation::Description;
        let report = Report { comparison: &comparison, relation, old: origin, new: origin, surfaces };
        for text in [report.human(), report.markdown(), report.json(), report.github()] {
            assert!(text.ends_with('\n'));
        }
        let some = generator::drift::Comparison { differences: comparison.differences[..5].to_vec(), ..comparison };
        let outcome = adopt(&files, &description, &new.surface, &some, generator::surface);
        assert_eq!(outcome.adopted.len() + outcome.left.len(), 5);
    }
}
