//! One description with every name, type and text in every place that takes it: what is valid on its own is put together,
//! and of two things that exclude each other one stays.

use generator::SourceFile;
use serde_json::{Value, json};

use super::odd::{NAMES, TEXTS, TYPE_NAMES, TYPES};
use super::random::written;

/// Something to add: values where some keys of a file lead. A text that is there already is continued instead.
struct Element(Vec<(&'static str, Vec<String>, Value)>);

const API: &str = "api.yaml";
const RESOURCE: &str = "resources/parcel.yaml";

/// Returns the description.
pub(crate) fn description(base: &[SourceFile]) -> Vec<SourceFile> {
    let mut files: Vec<(String, Value)> = base
        .iter()
        .map(|file| (file.path.clone(), serde_yaml::from_str(&file.text).expect("the base is valid")))
        .collect();
    prepare(&mut files);
    assert!(is_valid(&files), "what everything is added to is valid");
    let alone: Vec<Element> = elements().into_iter().filter(|element| is_valid(&with(&files, &[element]))).collect();
    let added = add(&mut files, &alone.iter().collect::<Vec<_>>());
    // What has no place is refused by rules that have fixtures of their own, or is named like something else.
    assert!(alone.len() > 1400 && added * 10 > alone.len() * 9, "{} of {}", added, alone.len());
    written(&files)
}

/// Adds what can be added together; returns how much of it.
fn add(files: &mut Vec<(String, Value)>, elements: &[&Element]) -> usize {
    let proposed = with(files, elements);
    if is_valid(&proposed) {
        *files = proposed;
        return elements.len();
    }
    if elements.len() == 1 {
        return 0;
    }
    let (first, second) = elements.split_at(elements.len() / 2);
    add(files, first) + add(files, second)
}

fn is_valid(files: &[(String, Value)]) -> bool {
    generator::check(&written(files)).is_ok()
}

fn with(files: &[(String, Value)], elements: &[&Element]) -> Vec<(String, Value)> {
    let mut files = files.to_vec();
    for (file, keys, value) in elements.iter().flat_map(|element| &element.0) {
        let place = files.iter_mut().find(|(path, _)| path == file).map(|(_, content)| content);
        let place = keys.iter().fold(place.expect("the base has the file"), |place, key| &mut place[key]);
        match (place, value) {
            (Value::String(known), Value::String(text)) => *known = format!("{known}\n\n{text}"),
            (place, value) => *place = value.clone(),
        }
    }
    files
}

/// Adds what the elements need around them.
fn prepare(files: &mut [(String, Value)]) {
    for (path, file) in files {
        if path == API {
            file["package"]["name"] = json!("everything");
            file["webhooks"] = json!({
                "docs": "What happened.", "link": "https://parcels.example/hooks", "signature_header": "X-Signature",
                "event_member": "kind",
                "events": {"Arrived": {
                    "event": "arrived", "docs": "It arrived.", "link": "https://parcels.example/arrived",
                    "fields": {"parcel": {"type": "ParcelSid", "docs": "Which."}},
                }},
            });
        }
        if path == RESOURCE {
            file["types"]["Kind"] = json!({"docs": "Its kind.", "values": {"one": "One kind."}});
            file["types"]["Part"] = json!({
                "docs": "A part.", "additional_fields": "Other parts.",
                "fields": {"kind": {"type": "Kind", "docs": "Its kind."}},
            });
            file["fields"]["parts"] = json!({"type": "list<Part>", "docs": "Its parts."});
            file["operations"]["search"] = json!({
                "http": "POST /Parcels/Search", "status": 200, "idempotency": "always", "docs": "Searches.",
                "query": {"around": {"type": "string", "docs": "Where."}},
                "header": {"X-First": {"type": "string", "docs": "First."}},
                "form": {"part": {"type": "Part", "docs": "A part."}},
            });
            file["parameters"] = json!({"Sid": {"or_name": true}});
        }
    }
}

/// What documentation says that is not the matter.
const DOCS: &str = "What it is.";

fn elements() -> Vec<Element> {
    let mut all = Vec::new();
    let mut push = |file: &'static str, keys: &[&str], value: Value| {
        all.push(Element(vec![(file, owned(keys), value)]));
    };
    names(&mut push);
    types(&mut push);
    texts(&mut push);
    // A type is valid where something has it.
    all.extend(TYPE_NAMES.iter().map(|name| {
        let values = json!({"docs": DOCS, "values": {"a": "A.", *name: "Like its type."}});
        let field = json!({"type": name, "docs": DOCS});
        let keys = owned(&["fields", &format!("of_{}", name.to_lowercase())]);
        Element(vec![(RESOURCE, owned(&["types", name]), values), (RESOURCE, keys, field)])
    }));
    all
}

fn owned(keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| (*key).to_owned()).collect()
}

fn names(push: &mut impl FnMut(&'static str, &[&str], Value)) {
    for (index, name) in NAMES.iter().enumerate() {
        let member = json!({"type": "string", "docs": DOCS});
        for of in [&["fields"][..], &["types", "Part", "fields"]] {
            push(RESOURCE, &[of, &[*name]].concat(), member.clone());
        }
        for place in ["query", "form", "header"] {
            // Not what the field of the same name says, which would go without saying.
            push(RESOURCE, &["operations", "search", place, name], json!({"type": "url", "docs": "Where it is."}));
        }
        push(RESOURCE, &["types", "Kind", "values", name], json!(DOCS));
        push(API, &["webhooks", "events", "Arrived", "fields", name], member.clone());
        push(API, &["errors", &name.to_uppercase()], json!({"code": 50_000 + index, "docs": DOCS}));
        let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        let path = format!("GET /Parcels/By{plain}/{{{name}}}");
        let by =
            json!({"http": path, "docs": "Looks for it.", "path": {*name: {"type": "integer", "docs": "Its number."}}});
        push(RESOURCE, &["operations", &format!("by_{}", plain.to_lowercase())], by);
        let named = json!({"http": format!("GET /Parcels/Named{plain}/{{Sid}}"), "docs": "Is named oddly."});
        push(RESOURCE, &["operations", name], named);
        push(RESOURCE, &["waiters", name], waiter(DOCS));
    }
    for name in TYPE_NAMES {
        let event = json!({"event": name, "docs": DOCS, "link": "https://parcels.example/event", "fields": {
            "parcel": {"type": "ParcelSid", "docs": "Which."},
        }});
        push(API, &["webhooks", "events", &format!("{name}Event")], event);
    }
}

fn types(push: &mut impl FnMut(&'static str, &[&str], Value)) {
    for (index, ty) in TYPES.iter().enumerate() {
        let name = format!("typed_{index}");
        for flags in
            [json!({}), json!({"required": true}), json!({"sensitive": true}), json!({"deprecated": "Use it."})]
        {
            let mut member = json!({"type": ty, "docs": DOCS});
            let keys: Vec<&String> = flags.as_object().expect("a map").keys().collect();
            for key in &keys {
                member[*key] = flags[*key].clone();
            }
            let name = format!("{name}{}", keys.first().map_or("", |key| key.as_str()));
            push(RESOURCE, &["fields", &name], member.clone());
            push(RESOURCE, &["types", "Part", "fields", &name], member.clone());
            let name = format!("with_{name}");
            for place in ["query", "form", "header"] {
                push(RESOURCE, &["operations", "search", place, &name], member.clone());
            }
            let path = json!({
                "http": format!("GET /Parcels/Typed{index}/{{{name}}}"), "docs": "Looks for it.",
                "path": {name.as_str(): member},
            });
            push(RESOURCE, &["operations", &name], path);
        }
    }
}

fn texts(push: &mut impl FnMut(&'static str, &[&str], Value)) {
    for (index, text) in TEXTS.iter().enumerate() {
        let name = format!("text_{index}");
        let member = json!({"type": "string", "docs": text});
        push(RESOURCE, &["fields", &name], member.clone());
        push(RESOURCE, &["fields", &format!("{name}_unit")], json!({"type": "number", "unit": text, "docs": DOCS}));
        push(RESOURCE, &["fields", &format!("{name}_old")], json!({"type": "url", "deprecated": text, "docs": DOCS}));
        push(
            RESOURCE,
            &["fields", &format!("{name}_example")],
            json!({"type": "string", "example": text, "docs": DOCS}),
        );
        push(RESOURCE, &["operations", "search", "form", &format!("{name}_said")], member.clone());
        let default = json!({"type": "string", "default": text, "example": text, "docs": DOCS});
        push(RESOURCE, &["operations", "search", "query", &format!("{name}_default")], default);
        push(RESOURCE, &["types", "Kind", "values", &name], json!(text));
        push(RESOURCE, &["types", "Part", "fields", &name], member.clone());
        push(API, &["errors", &name.to_uppercase()], json!({"code": 60_000 + index, "docs": text}));
        push(API, &["webhooks", "events", "Arrived", "fields", &name], member.clone());
        let operation = json!({
            "http": format!("PUT /Parcels/{{Sid}}/Text{index}"), "status": 204, "docs": text,
            "deprecated": DOCS, "path": {"Sid": text},
            "form": {"Text": {"type": "string", "required": true, "example": text, "docs": text}},
        });
        push(RESOURCE, &["operations", &name], operation);
        push(RESOURCE, &["waiters", &name], waiter(text));
        for keys in [&["docs"][..], &["operations_docs"], &["types", "Kind", "docs"], &["types", "Part", "docs"]] {
            push(RESOURCE, keys, json!(text));
        }
        push(RESOURCE, &["types", "Part", "additional_fields"], json!(text));
        push(API, &["docs"], json!(text));
        push(API, &["webhooks", "docs"], json!(text));
        push(API, &["webhooks", "events", "Arrived", "docs"], json!(text));
        push(API, &["sids", "ParcelSid", "docs"], json!(text));
    }
}

fn waiter(docs: &str) -> Value {
    json!({"operation": "FetchParcel", "field": "size", "success": ["small"], "docs": docs})
}
