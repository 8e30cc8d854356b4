//! Tests how OpenAPI documents are read: values and their places, references, and everything that is not a document.

use generator::SourceFile;
use generator::openapi::{BadReference, Document, Kind, Node};
use proptest::prelude::*;
use serde_json::json;

fn read(path: &str, text: &str) -> Document {
    Document::read(SourceFile::new(path, text)).expect("the document can be read")
}

/// Where reading fails, and why: `line:column: reason`.
fn failure(path: &str, text: impl Into<String>) -> String {
    let error = Document::read(SourceFile::new(path, text)).expect_err("the document cannot be read");
    let error = error.to_string();
    error.strip_prefix(&format!("{path}:")).expect("the path comes first").to_owned()
}

const JSON: &str = r##"{
  "openapi": "3.1.0",
  "paths": {
    "/v2/Parcels": {"get": {"responses": {"200": {"$ref": "#/components/responses/Parcels"}}}}
  },
  "components": {"responses": {"Parcels": {"description": "All \ud83d\udce6 of them", "x-sizes": [1, 2.5, true, null]}}}
}"##;

const YAML: &str = r##"openapi: 3.1.0
paths:
  /v2/Parcels:
    get:
      responses:
        200: {$ref: "#/components/responses/Parcels"}
components:
  responses:
    Parcels:
      description: All 📦 of them
      x-sizes:
      - 1
      - 2.5
      - true
      -
"##;

#[test]
fn json_and_yaml_are_the_same() {
    let expected = json!({
        "openapi": "3.1.0",
        "paths": {"/v2/Parcels": {"get": {"responses": {"200": {"$ref": "#/components/responses/Parcels"}}}}},
        "components": {
            "responses": {"Parcels": {"description": "All 📦 of them", "x-sizes": [1, 2.5, true, null]}}
        },
    });
    assert_eq!(read("api.json", JSON).root().to_json(), expected);
    assert_eq!(read("api.yaml", YAML).root().to_json(), expected);
}

#[test]
fn nodes_are_where_their_keys_are() {
    let place = |document: &Document, pointer: &str| {
        let node = document.at(pointer).expect("there is such a node");
        assert_eq!(node.pointer(), pointer);
        let location = node.location();
        (location.file, location.line, location.column)
    };
    let (json, yaml) = (read("api.json", JSON), read("spec.yml", YAML));
    for (pointer, in_json, in_yaml) in [
        ("", (1, 1), (1, 1)),
        ("/openapi", (2, 3), (1, 1)),
        ("/paths/~1v2~1Parcels", (4, 5), (3, 3)),
        ("/paths/~1v2~1Parcels/get/responses/200/$ref", (4, 51), (6, 15)),
        ("/components/responses/Parcels/x-sizes", (6, 87), (11, 7)),
        ("/components/responses/Parcels/x-sizes/1", (6, 102), (13, 9)),
    ] {
        assert_eq!(place(&json, pointer), ("api.json".to_owned(), in_json.0, in_json.1), "{pointer}");
        assert_eq!(place(&yaml, pointer), ("spec.yml".to_owned(), in_yaml.0, in_yaml.1), "{pointer}");
    }
}

#[test]
fn pointers_that_lead_nowhere_find_nothing() {
    let document = read("api.json", r#"{"a": [10, 11], "": {"~/": 1}, "0": 2}"#);
    let at = |pointer: &str| document.at(pointer).map(Node::to_json);
    assert_eq!(at("/a/1"), Some(json!(11)));
    assert_eq!(at("//~0~1"), Some(json!(1)));
    assert_eq!(at("/0"), Some(json!(2)));
    for pointer in ["a", "/b", "/a/2", "/a/01", "/a/-", "/a/+1", "/a/1/0", "/a/", "/a/99999999999999999999"] {
        assert_eq!(at(pointer), None, "{pointer}");
    }
}

#[test]
fn text_is_read_however_it_is_written() {
    // The byte order mark, tabs, line ends of Windows, and no spaces at all.
    for text in ["\u{FEFF}{\"a\":{\"b\":[1,\"x\"]}}", "{\t\"a\":\r\n\t{\"b\":\t[1,\"x\"]\r\n}}\r\n"] {
        assert_eq!(read("api.json", text).root().to_json(), json!({"a": {"b": [1, "x"]}}), "{text:?}");
    }
    let document = read("api.json", r#"{"half": "a\ud83d", "escapes": "\u00e9\/\"\\\n", "\u0061": 1}"#);
    let text = |key: &str| document.root().get(key).and_then(Node::as_str);
    assert_eq!(text("half"), Some(r"a\ud83d"));
    assert_eq!(text("escapes"), Some("é/\"\\\n"));
    assert_eq!(document.root().get("a").and_then(Node::as_i64), Some(1));
}

#[test]
fn numbers_are_exact() {
    let document = read("api.json", "[5, 5.0, 5e0, -9223372036854775808, 9223372036854775808, 0.1, 1e400, \"5\"]");
    let numbers: Vec<_> = document.root().items().map(Node::as_i64).collect();
    assert_eq!(numbers, [Some(5), Some(5), Some(5), Some(i64::MIN), None, None, None, None]);
    let kinds: Vec<_> = document.root().items().map(Node::kind).collect();
    assert_eq!(kinds[6..], [Kind::Number, Kind::String]);
}

#[test]
fn the_first_of_two_keys_counts() {
    for (path, text) in [("api.json", r#"{"a": {"b": 1, "c": 2, "b": 3}}"#), ("api.yaml", "a: {b: 1, c: 2, b: 3}")] {
        let document = read(path, text);
        assert_eq!(document.root().to_json(), json!({"a": {"b": 1, "c": 2}}));
        let duplicates: Vec<_> = document.duplicates().map(|node| (node.to_json(), node.location().line)).collect();
        assert_eq!(duplicates, [(json!(3), 1)], "{path}");
    }
}

#[test]
fn what_only_yaml_has_costs_nothing_else() {
    let text = "anchor: &a 1\ntag: !!str 2\n? [list, as, key]\n: {lost: 3}\n404: 4\ntrue: 5\n~: 6\nblock: |\n  7\n";
    let document = read("api.yaml", text);
    let expected = json!({"anchor": 1, "tag": 2, "404": 4, "true": 5, "~": 6, "block": "7\n"});
    assert_eq!(document.root().to_json(), expected);
    assert_eq!(document.at("/block").map(|node| node.location().line), Some(8));
}

#[test]
fn references_are_followed_to_their_end() {
    let text = r##"{
        "direct": {"$ref": "#/schemas/A b"}, "encoded": {"$ref": "#/schemas/A%20b"}, "twice": {"$ref": "#/direct"},
        "none": {"type": "string"}, "root": {"$ref": "#"}, "circle": {"$ref": "#/back"}, "back": {"$ref": "#/circle"},
        "self": {"$ref": "#/self"}, "missing": {"$ref": "#/schemas/B"}, "file": {"$ref": "other.yaml#/A"},
        "url": {"$ref": "https://parcels.example/api.json"}, "number": {"$ref": 1}, "to_nothing": {"$ref": "#/missing"},
        "schemas": {"A b": {"type": "integer"}}
    }"##;
    let document = read("api.json", text);
    let resolve = |key: &str| document.root().get(key).expect("there is such a key").resolve().map(Node::pointer);
    for key in ["direct", "encoded", "twice"] {
        assert_eq!(resolve(key), Ok("/schemas/A b".to_owned()), "{key}");
    }
    assert_eq!(resolve("none"), Ok("/none".to_owned()));
    assert_eq!(resolve("root"), Ok(String::new()));
    assert_eq!(resolve("circle"), Err(BadReference::Circular("#/back".to_owned())));
    assert_eq!(resolve("self"), Err(BadReference::Circular("#/self".to_owned())));
    assert_eq!(resolve("missing"), Err(BadReference::Missing("#/schemas/B".to_owned())));
    assert_eq!(resolve("to_nothing"), Err(BadReference::Missing("#/schemas/B".to_owned())));
    assert_eq!(resolve("file"), Err(BadReference::External("other.yaml#/A".to_owned())));
    assert_eq!(resolve("url"), Err(BadReference::External("https://parcels.example/api.json".to_owned())));
    assert_eq!(resolve("number"), Err(BadReference::Malformed));
}

#[test]
fn what_is_no_document_is_refused_with_a_place() {
    assert_eq!(failure("api.json", ""), "1:1: the document is empty");
    assert_eq!(failure("api.yaml", "# Nothing.\n"), "1:1: the document is empty");
    assert_eq!(failure("api.json", "{\"a\": 1,\n  \"b\": }"), "2:8: not valid JSON: expected value");
    assert_eq!(failure("api.json", "{\"a\": 1} 2"), "1:10: not valid JSON: trailing characters");
    assert_eq!(failure("api.yaml", "a: 1\n---\nb: 2\n"), "2:1: a second YAML document begins here");
    assert_eq!(failure("api.yaml", "a: &a 1\nb: *a\n"), "2:4: YAML aliases are not followed");
    // Why JSON is not read as YAML.
    let error = failure("api.yaml", r#"{"a": "\ud83d\udce6"}"#);
    assert!(error.contains(": not valid YAML: "), "{error}");
    let error = failure("api.yaml", "a: [1\nb: 2");
    assert!(error.contains(": not valid YAML: "), "{error}");
}

#[test]
fn documents_without_end_are_refused_soon() {
    for open in ["[", "{\"a\":"] {
        let nested = open.repeat(100_000);
        let error = failure("api.json", nested.as_str());
        assert!(error.contains("not valid JSON: EOF"), "{error}");
        let close = if open == "[" { "]" } else { "}" };
        let closed = format!("{nested}1{}", close.repeat(100_000));
        assert!(failure("api.json", closed).ends_with(": nested more than 64 levels deep"));
    }
    // The YAML parser has a limit of its own, which it reaches first.
    let error = failure("api.yaml", "[".repeat(100_000));
    assert_eq!(error, "1:256: not valid YAML: recursion limit exceeded");
    let error = failure("api.yaml", format!("{}{}", "[".repeat(100), "]".repeat(100)));
    assert_eq!(error, "1:65: nested more than 64 levels deep");
    let error = failure("api.yaml", "- ".repeat(100_000));
    assert_eq!(error, "1:129: nested more than 64 levels deep");
    let error = failure("api.json", format!("[{}]", " ".repeat(4 << 20)));
    assert_eq!(error, "1:1: the document has 4194306 bytes; at most 4194304 bytes of JSON are accepted");
    let error = failure("api.yaml", "#".repeat((1 << 20) + 1));
    assert_eq!(error, "1:1: the document has 1048577 bytes; at most 1048576 bytes of YAML are accepted");
}

#[test]
fn a_truncated_document_is_never_taken_for_whole() {
    for end in 1..JSON.len() {
        let text = JSON.get(..end).expect("it is ASCII");
        let error = Document::read(SourceFile::new("api.json", text)).expect_err("it lacks its end");
        assert!(error.reason.starts_with("not valid JSON: "), "{end}: {error}");
        assert!(error.location.line <= text.split('\n').count(), "{end}: {error}");
    }
}

/// JSON of every kind, a few levels deep.
fn value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_filter_map("JSON has finite numbers", |it| serde_json::Number::from_f64(it).map(Into::into)),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 48, 6, |inner| {
        let map = prop::collection::btree_map(any::<String>(), inner.clone(), 0..6);
        prop_oneof![
            prop::collection::vec(inner, 0..6).prop_map(Into::into),
            map.prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

fn every_node<'a>(node: Node<'a>, found: &mut Vec<Node<'a>>) {
    found.push(node);
    for child in node.items().chain(node.entries().map(|(_, node)| node)) {
        every_node(child, found);
    }
}

proptest! {
    #[test]
    fn values_and_pointers_survive(value in value(), pretty in any::<bool>()) {
        let value = json!([value]);
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
        let text = text.expect("it is JSON");
        let document = read("api.json", &text);
        // As serde_json reads it: it may round numbers.
        let value: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
        prop_assert_eq!(document.root().to_json(), value.clone());
        let mut nodes = Vec::new();
        every_node(document.root(), &mut nodes);
        for node in nodes {
            prop_assert_eq!(document.at(&node.pointer()), Some(node));
            prop_assert_eq!(value.pointer(&node.pointer()), Some(&node.to_json()));
        }
    }

    #[test]
    fn damaged_documents_do_not_panic(yaml in any::<bool>(), at in any::<prop::sample::Index>(), with in ".{0,3}") {
        let (path, text) = if yaml { ("api.yaml", YAML) } else { ("api.json", JSON) };
        let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let at = bounds[at.index(bounds.len())];
        let damaged = format!("{}{with}{}", &text[..at], text[at..].chars().skip(1).collect::<String>());
        if let Ok(document) = Document::read(SourceFile::new(path, damaged)) {
            let mut nodes = Vec::new();
            every_node(document.root(), &mut nodes);
            nodes.iter().for_each(|node| _ = (node.pointer(), node.location(), node.resolve()));
        }
    }
}
