//! Tests the surface: what other readers of a description get, and where each node of it is written.

mod support;

use std::collections::BTreeSet;

use generator::SourceFile;
use generator::surface::{ParameterLocation, ShapeKind, SourceLocation, Surface, Type};

/// Surfaces of the base description and of all other APIs, with their files.
fn surfaces() -> Vec<(Vec<SourceFile>, Surface)> {
    let base = support::description(&support::fixtures().join("base"));
    let descriptions = support::other_apis().into_iter().map(|(_, files)| files).chain([base]);
    let with_surface = |files: Vec<SourceFile>| {
        let surface = generator::surface(&files).expect("the description is valid");
        (files, surface)
    };
    descriptions.map(with_surface).collect()
}

fn base() -> Surface {
    let files = support::description(&support::fixtures().join("base"));
    generator::surface(&files).expect("the description is valid")
}

#[test]
fn an_operation_is_serialized_as_it_travels() {
    let surface = serde_json::to_value(base()).expect("JSON");
    let operations = surface["operations"].as_array().expect("a list");
    let create = operations.iter().find(|operation| operation["id"] == "CreateParcel").expect("it is described");
    let file = "resources/parcel.yaml";
    let place = |line: usize, pointer: &str| serde_json::json!({"file": file, "line": line, "column": if line < 20 { 3 } else { 7 }, "pointer": pointer});
    let size = (place(26, "/operations/create/form/Size"), [place(9, "/fields/size")]);
    let contents = (place(27, "/operations/create/form/Contents"), [place(11, "/fields/contents")]);
    let expected = serde_json::json!({
        "id": "CreateParcel", "resource": "Parcel", "method": "POST", "path": "/Parcels", "status": 201,
        "response": {"one": {"shape": "Parcel"}}, "idempotency": "never", "returns_etag": false, "permission": null,
        "errors": [], "find": null, "docs": "Sends a parcel.", "deprecated": null, "deviates": [],
        "request_type": "application/x-www-form-urlencoded", "response_type": "application/json", "headers": [],
        "authentication": ["basic"],
        "parameters": [
            {
                "location": "form", "name": "Size", "type": {"shape": "Size"}, "required": true, "or_name": false,
                "minimum": null, "maximum": null, "max_length": null, "default": null, "unit": null, "example": null,
                "docs": "How large it is.", "deprecated": null, "deviates": [],
                "source": size.0, "inherits": size.1,
            },
            {
                "location": "form", "name": "Contents", "type": {"list": "string"}, "required": false,
                "or_name": false, "minimum": null, "maximum": null, "max_length": null, "default": null, "unit": null, "example": null,
                "docs": "What is in it.", "deprecated": null, "deviates": [],
                "source": contents.0, "inherits": contents.1,
            },
        ],
        "source": {"file": file, "line": 20, "column": 3, "pointer": "/operations/create"},
    });
    assert_eq!(create, &expected);

    let list = operations.iter().find(|operation| operation["id"] == "ListDepots").expect("it is described");
    let page = serde_json::json!({"page": {"key": "depots", "item": {"shape": "Depot"}, "max_size": 100}});
    assert_eq!(list["response"], page);
    let delete = operations.iter().find(|operation| operation["id"] == "DeleteParcel").expect("it is described");
    assert_eq!(delete["response"], "nothing");
}

#[test]
fn requests_and_responses_reach_shapes_through_others() {
    let surface = base();
    let usage = |name: &str| surface.shape(name).map(|shape| (shape.in_requests, shape.in_responses));
    assert_eq!(usage("Parcel"), Some((false, true)));
    assert_eq!(usage("Item"), Some((false, true)));
    assert_eq!(usage("Size"), Some((true, true)));
}

#[test]
fn every_name_is_listed() {
    for (_, surface) in surfaces() {
        let check = |kind: &Type| match innermost(kind) {
            Type::Shape(name) => assert!(surface.shape(name).is_some(), "{name}"),
            Type::Sid(name) => assert!(surface.sid(name).is_some(), "{name}"),
            _ => {}
        };
        for operation in &surface.operations {
            assert!(surface.resources.iter().any(|resource| resource.name == operation.resource), "{}", operation.id);
            operation.parameters.iter().for_each(|parameter| check(&parameter.ty));
            for error in &operation.errors {
                assert!(surface.errors.iter().any(|known| known.name == *error), "{error}");
            }
            if let Some(find) = &operation.find {
                assert!(surface.operation(&find.operation).is_some(), "{}", find.operation);
            }
        }
        surface.shapes.iter().flat_map(|shape| shape.fields()).for_each(|field| check(&field.ty));
        let named = surface.resources.iter().map(|resource| &resource.name);
        let events = surface.webhooks.iter().flat_map(|webhooks| webhooks.events.iter().map(|event| &event.shape));
        for name in named.chain(events) {
            assert!(surface.shape(name).is_some_and(|shape| shape.is_struct()), "{name}");
        }
    }
}

/// The keys that lead to a place in its file.
fn steps_of(source: &SourceLocation) -> Vec<String> {
    source.pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect()
}

fn innermost(kind: &Type) -> &Type {
    match kind {
        Type::List(inner) | Type::Map(inner) => innermost(inner),
        kind => kind,
    }
}

#[test]
fn every_node_is_traced_to_where_it_is_written() {
    for (files, surface) in surfaces() {
        let written_at = |source: &SourceLocation| {
            let file = files.iter().find(|file| file.path == source.file).expect("the file is part of the description");
            let line = file.text.lines().nth(source.line - 1).expect("the line exists");
            let rest: String = line.chars().skip(source.column - 1).collect();
            rest.trim_start_matches(['"', '\'']).to_owned()
        };
        let written = |name: &str, source: &SourceLocation| {
            let rest = written_at(source);
            assert!(rest.starts_with(name), "`{name}` is not written at {source:?}, but `{rest}`");
        };
        for operation in &surface.operations {
            for parameter in &operation.parameters {
                let is_unnamed = operation.source.line < parameter.source.line
                    && written_at(&parameter.source).starts_with(&format!("{} ", operation.method));
                written(if is_unnamed { &operation.method } else { &parameter.name }, &parameter.source);
                assert!(!is_unnamed || written_at(&parameter.source).contains(&format!("{{{}}}", parameter.name)));
                let pointer = format!("/{}", parameter.name.replace('/', "~1"));
                assert!(parameter.source.pointer.ends_with(&pointer), "{pointer}");
                for source in &parameter.inherits {
                    written(&steps_of(source).pop().expect("it is below something"), source);
                }
            }
        }
        for shape in &surface.shapes {
            shape.fields().iter().for_each(|field| written(&field.name, &field.source));
            shape.values().iter().for_each(|value| written(&value.value, &value.source));
        }
        surface.sids.iter().for_each(|sid| written(&sid.name, &sid.source));
        surface.errors.iter().for_each(|error| written(&error.name, &error.source));
        surface.waiters.iter().for_each(|waiter| written(&waiter.name, &waiter.source));
        surface.pagination.iter().for_each(|pagination| written("pagination", &pagination.source));
    }
}

#[test]
fn what_is_said_once_holds_wherever_it_is_not_said() {
    let files = support::overlaid(&support::fixtures().join("valid/said_once"));
    let surface = generator::surface(&files).expect("the description is valid");
    let operation = |id: &str| surface.operation(id).expect("it is described");
    let said = |id: &str| -> Vec<String> {
        let parameters = operation(id).parameters.iter().map(|it| {
            let value = &it.facts.value;
            let limits = (value.minimum, value.maximum, value.max_length);
            let example = it.example.as_ref().map(ToString::to_string).unwrap_or_default();
            format!("{} {:?} {limits:?} {} {} {example} {}", it.name, it.ty, it.required, it.facts.or_name, value.docs)
        });
        parameters.collect()
    };
    assert_eq!(
        said("UpdateParcel"),
        [
            r#"Sid Sid("ParcelSid") (None, None, None) true true  Identifies the parcel."#,
            r#"Tag String (None, None, Some(8)) true false "red" What it is tagged with."#,
            r#"Depth Integer (Some(1), Some(9), None) true false  How deep it was."#,
            r#"Size Shape("Size") (None, None, None) true false  Its new size."#,
            r#"Weight Number (None, None, None) false false 2.5 How heavy it is."#,
            r#"Notes List(String) (None, None, None) false false  What is on the label."#,
        ]
    );
    assert_eq!(
        said("CreateParcel"),
        [
            r#"Size Shape("Size") (None, None, None) true false  How large it is."#,
            r#"Depth Integer (Some(1), Some(5), None) false false  How deep it is."#,
            r#"Tag String (None, None, Some(8)) false false "red" What it is tagged with."#,
            r#"weight Number (None, None, None) false false  How heavy it is."#,
            r#"Contents List(String) (None, None, None) false false  What is in it."#,
        ]
    );
    // Of the path first, the others as the description lists them.
    assert_eq!(operation("UpdateParcel").errors, ["NOT_FOUND", "REFUSED", "LATE"]);
    assert_eq!(operation("CreateParcel").errors, ["REFUSED"]);
    assert_eq!(operation("FetchParcel").errors, ["NOT_FOUND"]);
    assert!(operation("ListDepots").errors.is_empty());
    let shape = surface.shape("Parcel").expect("it is described");
    let numbers = shape.fields().iter().filter(|field| field.facts.number_or_string).map(|field| field.name.as_str());
    assert_eq!(numbers.collect::<Vec<_>>(), ["weight"]);
}

#[test]
fn what_is_said_elsewhere_is_taken_only_where_it_fits() {
    let files = support::overlaid(&support::fixtures().join("valid/said_elsewhere"));
    let surface = generator::surface(&files).expect("the description is valid");
    let said = |id: &str| -> Vec<String> {
        let operation = surface.operation(id).expect("it is described");
        let parameters = operation.parameters.iter().map(|it| {
            let value = &it.facts.value;
            format!("{} {:?} {:?} {:?} {}", it.name, it.ty, value.max_length, value.unit, value.docs)
        });
        parameters.collect()
    };
    assert_eq!(
        said("CreateParcel"),
        [
            r#"Size Shape("Size") None None How large it is."#,
            r#"Contents List(String) None None What is in it."#,
            // Neither the length nor the unit of another type.
            r#"Label List(String) None None What they say."#,
            r#"Girth String None None How wide it is."#,
            // Two fields have these words, and neither is spelled like this.
            r#"LID String None None What closed it."#,
            r#"Code String None None Some code."#,
        ]
    );
    assert_eq!(said("ListParcel"), [r#"lid String Some(3) None What closes it."#]);
    // Its own field has other words, but what is shared is nearer.
    assert_eq!(said("ListDepots"), [r#"Code String None None Some code."#]);
}

#[test]
fn parameters_are_in_the_order_of_their_locations() {
    for (_, surface) in surfaces() {
        for operation in &surface.operations {
            let locations: Vec<ParameterLocation> = operation.parameters.iter().map(|it| it.location).collect();
            assert!(locations.is_sorted(), "{}: {locations:?}", operation.id);
        }
    }
}

#[test]
fn shapes_say_whether_other_members_have_a_meaning() {
    let files = support::description(&support::fixtures().join("parcels"));
    let surface = generator::surface(&files).expect("the description is valid");
    let open = surface.shapes.iter().filter(|shape| matches!(shape.kind, ShapeKind::Struct { open: true, .. }));
    let open: Vec<_> = open.map(|shape| shape.name.as_str()).collect();
    assert!(open.contains(&"Address") && !open.contains(&"GeoPoint"), "{open:?}");
}

#[test]
fn an_invalid_description_has_no_surface() {
    let files = support::overlaid(&support::fixtures().join("broken/unknown_type"));
    let problems = generator::surface(&files).expect_err("a type is unknown");
    let codes: Vec<_> = problems.iter().map(|problem| problem.code.to_string()).collect();
    assert_eq!(codes, ["unknown-type"]);
}

/// `response.name()` and `response.name` would be one pair of parentheses apart.
#[test]
fn no_method_of_a_response_is_named_like_a_field() {
    let path = support::repository().join("generated/src/runtime/response.rs");
    let file = syn::parse_file(&std::fs::read_to_string(path).expect("it is there")).expect("it is Rust");
    let mut methods = BTreeSet::new();
    for item in &file.items {
        let syn::Item::Impl(item) = item else { continue };
        let is_inherent =
            item.trait_.is_none() && quote::ToTokens::to_token_stream(&item.self_ty).to_string() == "Response < T >";
        let functions = item.items.iter().filter_map(|item| match item {
            syn::ImplItem::Fn(function) if is_inherent => Some(function.sig.ident.to_string()),
            _ => None,
        });
        methods.extend(functions);
    }
    assert!(methods.contains("http_status") && methods.contains("etag"), "{methods:?}");
    let description = support::description(&support::repository().join("spec"));
    let surface = generator::surface(&description).expect("the description is valid");
    let fields: BTreeSet<String> =
        surface.shapes.iter().flat_map(|shape| shape.fields()).map(|field| field.name.clone()).collect();
    assert_eq!(methods.intersection(&fields).collect::<Vec<_>>(), <[&String; 0]>::default());
}
