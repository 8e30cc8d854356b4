//! The report for programs is what its schema says.

use boon::{Compiler, Schemas};
use generator::SourceFile;
use generator::drift::report::{Origin, Report, VERSION, schema};
use generator::drift::{Comparison, Relation, compare};
use generator::openapi::{Conventions, export};
use generator::surface::Surface;
use serde_json::{Value, json};

use super::{conventions, read, support};

fn surface(files: &[SourceFile]) -> Surface {
    generator::surface(files).expect("the description is valid")
}

fn report(comparison: &Comparison, relation: Relation, surfaces: [&Surface; 2]) -> Value {
    let origin = Origin { name: "somewhere", prefix: "" };
    let report = Report { comparison, relation, old: origin, new: origin, surfaces };
    serde_json::from_str(&report.json()).expect("JSON")
}

#[test]
fn every_report_is_what_the_schema_says() {
    let mut reports = Vec::new();

    // Between documents: everything is removed, and everything is added.
    let text = std::fs::read_to_string(support::fixtures().join("../openapi/synthetic.json")).expect("it is there");
    let (pagination, mark) = conventions();
    let synthetic = Conventions { pagination: Some(&pagination), sensitive: Some(&mark) };
    let [full, empty] = [&text, r#"{"openapi": "3.1.0", "paths": {"/v1/Nothing": {"get": {"operationId": "Nothing", "responses": {"204": {}}}}}}"#].map(|text| read(text, synthetic).surface);
    for (old, new) in [(&full, &empty), (&empty, &full), (&full, &full)] {
        let comparison = compare(old, new, Relation::Revisions, &[]);
        reports.push(report(&comparison, Relation::Revisions, [old, new]));
    }

    // A description with deviations: accepted, or no longer needed; with refinements, and what cannot be read.
    let deviating = surface(&support::overlaid(&support::fixtures().join("valid/deviations")));
    let mut document: Value = serde_json::from_str(&export(&deviating)).expect("JSON");
    let size = document.pointer_mut("/components/schemas/Parcel/properties/size").expect("a field");
    *size = json!({"type": "integer"});
    let name = document.pointer_mut("/components/schemas/Item/properties/name").expect("a field");
    *name = json!({"$ref": "elsewhere.json"});
    *document.pointer_mut("/components/schemas/Parcel/properties/sid").expect("a field") = json!({"type": "string"});
    let imported = read(&document.to_string(), Conventions::of(&deviating));
    let comparison = compare(&deviating, &imported.surface, Relation::Description, &imported.findings);
    let found = [
        comparison.differences.is_empty(),
        comparison.accepted.is_empty(),
        comparison.stale.is_empty(),
        comparison.refinements.is_empty(),
    ];
    assert_eq!(found, [false; 4], "of each there is some");
    reports.push(report(&comparison, Relation::Description, [&deviating, &imported.surface]));

    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    let schema: Value = serde_json::from_str(&schema()).expect("JSON");
    compiler.add_resource("report.json", schema).expect("the schema is one");
    let index = compiler.compile("report.json", &mut schemas).expect("the schema compiles");
    for report in reports {
        assert_eq!(report["version"], VERSION);
        if let Err(problem) = schemas.validate(&report, index) {
            unreachable!("{problem:#}\n{report:#}");
        }
        for wrong in [json!({}), json!({"version": VERSION + 1})] {
            let mut report = report.clone();
            report["version"] = wrong;
            assert!(schemas.validate(&report, index).is_err(), "the schema finds nothing wrong");
        }
    }
}
