//! Members and parameters: which are required, what their schemas are, and how they travel.

use std::collections::BTreeSet;

use generator::surface::{Presence, ShapeKind};
use serde_json::{Value, json};

use crate::exported::{all, fixture, texts};

#[test]
fn members_are_required_where_they_are_always_present() {
    let mut both_ways = 0;
    for exported in all() {
        let events = exported.surface.webhooks.iter().flat_map(|webhooks| &webhooks.events);
        let events: BTreeSet<_> = events.map(|event| event.shape.as_str()).collect();
        let schemas = exported.json["components"]["schemas"].as_object().expect("schemas");
        for shape in exported.surface.shapes.iter().filter(|shape| shape.is_struct()) {
            let expected = |way: &[Presence]| {
                let fields = shape.fields().iter().filter(|field| way.contains(&field.presence));
                let mut names: BTreeSet<_> = fields.map(|field| field.name.as_str()).collect();
                if events.contains(shape.name.as_str()) {
                    names.extend(exported.surface.webhooks.iter().map(|webhooks| webhooks.event_member.as_str()));
                }
                names
            };
            let input = schemas.get(&format!("{}Input", shape.name));
            both_ways += usize::from(input.is_some());
            assert!(input.is_none() || (shape.in_requests && shape.in_responses), "{}", shape.name);
            if let Some(input) = input {
                assert_eq!(texts(&input["required"]), expected(&[Presence::Always, Presence::Request]));
            }
            if let Some(schema) = schemas.get(&shape.name) {
                let only_sent = shape.in_requests && !shape.in_responses;
                let read: &[_] = &[Presence::Always];
                let way = if only_sent { &[Presence::Always, Presence::Request] } else { read };
                assert_eq!(texts(&schema["required"]), expected(way), "{}: {}", exported.name, shape.name);
                let is_open = matches!(shape.kind, ShapeKind::Struct { open: true, .. });
                assert_eq!(schema.get("additionalProperties").is_some(), is_open, "{}", shape.name);
            }
        }
    }
    assert!(both_ways > 5, "{both_ways}");
}

#[test]
fn values_have_the_types_of_the_description() {
    let parcels = fixture("parcels");
    let sid = |prefixes: &str| {
        let pattern = format!("^{prefixes}[0-9a-fA-F]{{32}}$");
        json!({"type": "string", "minLength": 34, "maxLength": 34, "pattern": pattern})
    };
    for (name, expected) in [
        ("sid", sid("SH")),
        // Others are accepted as well.
        ("owner", sid("[A-Z]{2}")),
        ("status", json!({"$ref": "#/components/schemas/ShipmentStatus"})),
        ("pickupDay", json!({"anyOf": [{"$ref": "#/components/schemas/Weekday"}, {"type": "null"}]})),
        ("type", json!({"type": ["string", "null"]})),
        ("weight", json!({"type": ["number", "string", "null"], "minimum": 0, "x-unit": "kilograms"})),
        ("pieces", json!({"type": ["integer", "string", "null"], "format": "int64", "minimum": 1, "maximum": 999})),
        ("reference", json!({"type": ["string", "number", "null"]})),
        ("height", json!({"type": ["number", "string"]})),
        ("serial", json!({"type": ["string", "number"]})),
        ("measures", json!({"type": ["object", "null"], "additionalProperties": {"type": ["number", "string"]}})),
        ("limits", json!({"type": "object", "additionalProperties": {"type": "number"}})),
        (
            "matrix",
            json!({
                "type": ["array", "null"],
                "items": {"type": "array", "items": {"type": "integer", "format": "int64"}},
            }),
        ),
        ("destination", json!({"$ref": "#/components/schemas/Address", "x-sensitive": true})),
        ("raw", json!({})),
        ("extra", json!({})),
        ("labelUrl", json!({"type": ["string", "null"], "format": "uri", "x-sensitive": true})),
        ("express", json!({"type": ["boolean", "null"], "default": false})),
        ("created", json!({"type": "string", "format": "date-time"})),
    ] {
        let mut found = parcels.property("Shipment", name).clone();
        found.as_object_mut().expect("a schema").remove("description").expect("everything is described");
        assert_eq!(found, expected, "{name}");
    }
    assert_eq!(parcels.property("Leg", "from")["pattern"], "^(DP|DX)[0-9a-fA-F]{32}$");
    // What is sent is not null, and has the examples of the description.
    let city = json!({"type": "string", "description": "The city.", "maxLength": 80, "examples": ["Ghent"]});
    assert_eq!(parcels.property("AddressInput", "city"), &city);
    assert_eq!(parcels.property("AddressInput", "point")["$ref"], "#/components/schemas/GeoPointInput");
    assert_eq!(parcels.property("Address", "point")["anyOf"][0]["$ref"], "#/components/schemas/GeoPoint");
    assert_eq!(parcels.schema("Weekday")["enum"], json!(["MON", "TUE", "SUN"]));
}

#[test]
fn parameters_say_how_they_travel() {
    let parcels = fixture("parcels");
    let fetch = &parcels.operation("FetchShipment")["parameters"][0];
    assert_eq!(fetch["schema"], json!({"type": "string"}), "a name can stand in for the SID");
    let list = parcels.operation("ListShipments")["parameters"].as_array().expect("parameters");
    let named = |name: &str| list.iter().find(|parameter| parameter["name"] == name).expect("it is there");
    assert_eq!(
        (&named("Tag")["style"], &named("Tag")["explode"], &named("Tag")["schema"]["type"]),
        (&json!("form"), &json!(true), &json!("array"))
    );
    let size = json!({"type": "integer", "format": "int64", "minimum": 1, "maximum": 500, "default": 25});
    assert_eq!(named("page-length")["schema"], size);

    let form =
        parcels.operation("CreateShipment")["requestBody"]["content"]["application/x-www-form-urlencoded"].clone();
    // Servers take the members of a form for text, and so is JSON in them.
    for name in ["Destination", "Labels", "Raw"] {
        let member = &form["schema"]["properties"][name];
        assert_eq!((&member["type"], &member["contentMediaType"]), (&json!("string"), &json!("application/json")));
        assert!(member["contentSchema"].is_object(), "{name}");
    }
    for (name, expected) in [
        ("Destination", &Value::Null),
        ("Tags", &json!({"style": "form", "explode": true})),
        ("Pieces", &Value::Null),
        ("Owner", &Value::Null),
    ] {
        assert_eq!(&form["encoding"][name], expected, "{name}");
    }
    let find = json!({"operation": "ListShipments", "by": {"Owner": ["Owner"], "Text": ["Destination", "city"]}});
    assert_eq!(parcels.operation("CreateShipment")["x-find"], find);
}
