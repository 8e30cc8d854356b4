//! Tests the OpenAPI document of a description: what it says of operations, values and errors, that nothing in it leads
//! nowhere, and that its examples are what its schemas ask for.

#[path = "../support/mod.rs"]
mod support;

mod examples;
mod exported;
mod values;

use std::collections::BTreeSet;

use exported::{all, fixture, texts, valid, walk};
use generator::drift::{Relation, compare};
use generator::openapi::{Conventions, Kind, export, import};
use generator::surface::{ParameterLocation, Response};
use serde_json::{Value, json};

#[test]
fn the_base_description_is_written_as_expected() {
    insta::with_settings!({omit_expression => true}, { insta::assert_snapshot!("base", fixture("base").text) });
}

#[test]
fn every_operation_is_in_the_document() {
    for exported in all() {
        let (name, surface) = (&exported.name, &exported.surface);
        let mut count = 0;
        for item in exported.json["paths"].as_object().expect("paths").values() {
            count += item.as_object().expect("a path item").len();
        }
        assert_eq!(count, surface.operations.len(), "{name}");
        for operation in &surface.operations {
            let written = exported.operation(&operation.id);
            assert_eq!(written["operationId"], operation.id.as_str(), "{name}");
            assert_eq!(written["tags"], json!([operation.resource]), "{name}");
            let responses: BTreeSet<_> = written["responses"].as_object().expect("responses").keys().cloned().collect();
            assert_eq!(responses, [operation.facts.status.to_string(), "default".to_owned()].into(), "{name}");
            let success = &written["responses"][operation.facts.status.to_string()];
            assert_eq!(success.get("content").is_some(), operation.response != Response::Nothing, "{name}");
            assert_eq!(success["headers"].get("ETag").is_some(), operation.facts.returns_etag, "{name}");
            let idempotency = serde_json::to_value(operation.facts.idempotency).expect("JSON");
            assert_eq!(written["x-idempotency"], idempotency, "{name}");
            let permission = serde_json::to_value(&operation.facts.permission).expect("JSON");
            assert_eq!(written.get("x-permission").unwrap_or(&Value::Null), &permission, "{name}");
        }
    }
}

#[test]
fn every_parameter_is_in_the_document() {
    for exported in all() {
        for operation in &exported.surface.operations {
            let written = exported.operation(&operation.id);
            let mut found = BTreeSet::new();
            for parameter in written["parameters"].as_array().into_iter().flatten() {
                let text = |key: &str| parameter[key].as_str().expect("text").to_owned();
                let is_required = parameter.get("required") == Some(&json!(true));
                found.insert((text("in"), text("name"), is_required));
            }
            let form = &written["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"];
            let required = texts(&form["required"]);
            for name in form["properties"].as_object().into_iter().flatten().map(|(name, _)| name) {
                found.insert(("form".to_owned(), name.clone(), required.contains(name.as_str())));
            }
            assert_eq!(written["requestBody"].get("required").is_some(), !required.is_empty(), "{}", operation.id);
            let place = |location: ParameterLocation| {
                serde_json::to_value(location).expect("JSON").as_str().expect("text").to_owned()
            };
            let declared = operation.parameters.iter();
            let mut expected: BTreeSet<_> =
                declared.map(|of| (place(of.location), of.name.clone(), of.required)).collect();
            if let (Response::Page { .. }, Some(pagination)) = (&operation.response, &exported.surface.pagination) {
                let facts = &pagination.facts;
                let names = facts.state_parameters.iter().chain([&facts.size_parameter]);
                expected.extend(names.map(|name| ("query".to_owned(), name.clone(), false)));
            }
            assert_eq!(found, expected, "{}: {}", exported.name, operation.id);
        }
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_component_is_used() {
    for exported in all() {
        let document = exported.document();
        assert_eq!(document.duplicates().count(), 0, "{}", exported.name);
        let mut used = BTreeSet::from(["/components/securitySchemes/basic".to_owned()]);
        walk(document.root(), &mut |node| {
            // A property of a struct may have that name too.
            if node.get("$ref").is_some_and(|reference| reference.kind() == Kind::String) {
                let target = node.resolve().unwrap_or_else(|problem| unreachable!("{}: {problem}", exported.name));
                used.insert(target.pointer());
            }
        });
        for (_, group) in document.at("/components").expect("components").entries() {
            for (_, component) in group.entries() {
                let pointer = component.pointer();
                // Every operation may fail, but not every API has lists.
                assert!(used.contains(&pointer), "{}: nothing refers to {pointer}", exported.name);
            }
        }
    }
}

#[test]
fn failures_list_the_codes_of_the_operation() {
    let parcels = fixture("parcels");
    let failure = &parcels.operation("CreateShipment")["responses"]["default"];
    assert_eq!(failure["$ref"], "#/components/responses/Error");
    let expected = "The request failed. Typical codes:\n\n- 30404 (`NOT_FOUND`): There is no such thing.\n\
                    - 30001 (`TOO_HEAVY`): It is too heavy.\n\n  Split the `Shipment`.";
    assert_eq!(failure["description"], expected);
    let error = parcels.schema("Error")["properties"].as_object().expect("members");
    let members: BTreeSet<_> = error.keys().map(String::as_str).collect();
    assert_eq!(members, BTreeSet::from(["code", "details", "message", "more_info", "status"]));

    // A lacking permission is a failure of every operation that needs one.
    let harbour = fixture("harbour");
    for operation in &harbour.surface.operations {
        let failure = &harbour.operation(&operation.id)["responses"]["default"]["description"];
        let is_listed = failure.as_str().is_some_and(|text| text.contains("4031 (`NO_PERMIT`)"));
        assert_eq!(is_listed, operation.facts.permission.is_some(), "{}", operation.id);
    }
    let headers = harbour.at("/components/responses/Error/headers").as_object().expect("headers");
    let headers: BTreeSet<_> = headers.keys().map(String::as_str).collect();
    assert_eq!(headers, BTreeSet::from(["X-Harbour-Trace", "X-Quota", "X-Quota-Left", "X-Quota-Plan"]));
}

#[test]
fn deprecated_things_are_flagged_and_say_what_to_use() {
    let harbour = fixture("harbour");
    let pier = harbour.property("Berth", "pier");
    assert_eq!(pier["deprecated"], true);
    assert_eq!(pier["description"], "Pier that the berth belongs to.\n\n**Deprecated:** Use `state`.");
    let states = harbour.schema("BerthState")["description"].as_str().expect("text");
    let blocked = "- `blocked`: Something blocks it. **Deprecated:** The API uses `refused`.\n";
    assert!(states.contains(blocked), "{states}");
    for operation in &harbour.surface.operations {
        let flag = harbour.operation(&operation.id).get("deprecated").is_some();
        assert_eq!(flag, operation.facts.deprecated.is_some(), "{}", operation.id);
    }
    // All operations on a deprecated resource are.
    let exported = valid("deprecated");
    let resources = exported.surface.resources.iter().filter(|resource| resource.deprecated.is_some());
    let resources: BTreeSet<_> = resources.map(|resource| resource.name.as_str()).collect();
    assert!(!resources.is_empty());
    for operation in exported.surface.operations.iter().filter(|of| resources.contains(of.resource.as_str())) {
        assert_eq!(exported.operation(&operation.id)["deprecated"], true, "{}", operation.id);
    }
}

#[test]
fn events_are_webhooks() {
    for exported in all() {
        let Some(webhooks) = &exported.surface.webhooks else {
            assert!(exported.json.get("webhooks").is_none(), "{}", exported.name);
            continue;
        };
        assert_eq!(exported.json["webhooks"].as_object().map(serde_json::Map::len), Some(webhooks.events.len()));
        for event in &webhooks.events {
            let post = &exported.json["webhooks"][&event.event]["post"];
            assert_eq!(post["security"], json!([]), "the signature takes the place of credentials");
            let signature = &post["parameters"][0];
            assert_eq!(signature["name"], webhooks.signature_header.as_str());
            assert_eq!((&signature["in"], &signature["required"]), (&json!("header"), &json!(true)));
            for content in ["application/json", "application/x-www-form-urlencoded"] {
                let schema = &post["requestBody"]["content"][content]["schema"];
                assert_eq!(schema["$ref"], format!("#/components/schemas/{}", event.shape));
            }
            let member = exported.property(&event.shape, &webhooks.event_member);
            assert_eq!(member["const"], event.event.as_str());
        }
    }
}

#[test]
fn documentation_has_no_links_to_types() {
    for exported in all() {
        let mut longest = 0;
        walk(exported.document().root(), &mut |node| {
            let Some(text) = node.as_str() else { return };
            assert!(!text.contains("[`"), "{}: {}: {text}", exported.name, node.pointer());
            longest = longest.max(text.len());
        });
        assert!(longest > 10, "{}", exported.name);
    }
    let parcels = fixture("parcels");
    assert_eq!(parcels.json["info"]["title"], "Northwind Freight");
    let docs = parcels.json["info"]["description"].as_str().expect("text");
    assert!(
        docs.starts_with("Moves freight between depots. A `Shipment` goes from one `Address` to another."),
        "{docs}"
    );
    // Other links stay, and so does whatever only looks like one.
    assert!(docs.contains("see [the tracker](https://northwind.example/tracker)"), "{docs}");
    let odd = valid("docs");
    let docs = odd.json["info"]["description"].as_str().expect("text");
    for kept in ["`#![x]`", "``co`de``", r"An escaped \[bracket\] and \`tick\`.", "* [ ] empty"] {
        assert!(docs.contains(kept), "{kept}");
    }
    assert_eq!(parcels.operation("CreateShipment")["summary"], "Books a shipment");
}

#[test]
fn names_of_shapes_are_not_taken() {
    let exported = valid("names_of_the_runtime");
    assert_eq!(exported.schema("Error")["properties"]["name"]["type"], json!(["string", "null"]));
    assert!(exported.schema("Error_")["properties"].get("code").is_some());
    assert!(exported.schema("Page_")["properties"].get("next").is_some());
    let failure = exported.at("/components/responses/Error/content/application~1json/schema");
    assert_eq!(failure["$ref"], "#/components/schemas/Error_");
}

#[test]
fn members_of_the_document_are_in_the_usual_order() {
    for exported in all() {
        let document = exported.document();
        let keys: Vec<_> = document.root().entries().map(|(key, _)| key).filter(|key| *key != "webhooks").collect();
        let usual = ["openapi", "info", "externalDocs", "servers", "security", "tags", "paths", "components"];
        assert_eq!(keys, usual, "{}", exported.name);
        assert!(exported.text.ends_with("\n}\n") && exported.text.starts_with("{\n  \"openapi\": \"3.1.0\",\n"));
        assert_eq!(export(&exported.surface), exported.text, "{}", exported.name);
    }
}

/// What is exported is read as what it was, so that drift against it is empty.
#[test]
fn an_export_does_not_differ_from_its_description() {
    for exported in all() {
        let imported = import(&exported.document(), Conventions::of(&exported.surface)).expect("it is OpenAPI");
        assert_eq!(imported.findings, [], "{}", exported.name);
        assert!(imported.is_export, "{}", exported.name);
        let comparison = compare(&exported.surface, &imported.surface, Relation::Description, &[]);
        let differences: Vec<&str> = comparison.differences.iter().map(|it| it.id.as_str()).collect();
        assert!(differences.is_empty() && comparison.accepted.is_empty(), "{}: {differences:#?}", exported.name);
    }
}
