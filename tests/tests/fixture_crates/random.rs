//! Random descriptions that are valid. Each is a walk from the base: a step adds something, or changes it, and is taken if
//! the description is still valid. What the steps propose is meant to be odd; what is refused costs nothing.

use fastrand::Rng;
use generator::SourceFile;
use serde_json::{Map, Value, json};

use super::odd::{NAMES, TEXTS, TYPE_NAMES, TYPES};

/// Returns some valid descriptions, each with a name.
pub(crate) fn descriptions(base: &[SourceFile], seed: u64, count: usize) -> Vec<(String, Vec<SourceFile>)> {
    let mut rng = Rng::with_seed(seed);
    (0..count).map(|index| (format!("random_{index}"), description(base, index, &mut rng))).collect()
}

/// How many steps are proposed.
const STEPS: usize = 60;

fn description(base: &[SourceFile], index: usize, rng: &mut Rng) -> Vec<SourceFile> {
    let mut files: Vec<(String, Value)> = base
        .iter()
        .map(|file| (file.path.clone(), serde_yaml::from_str(&file.text).expect("the base is valid")))
        .collect();
    let package = &mut files.iter_mut().find(|(path, _)| path == "api.yaml").expect("it is there").1["package"];
    package["name"] = json!(format!("random-{index}"));
    let mut valid = written(&files);
    for _ in 0..STEPS {
        let mut next = files.clone();
        let file = rng.usize(..next.len());
        step(&mut next[file].1, rng);
        let proposed = written(&next);
        if generator::check(&proposed).is_ok() {
            (files, valid) = (next, proposed);
        }
    }
    valid
}

/// JSON is YAML, and quotes everything.
pub(super) fn written(files: &[(String, Value)]) -> Vec<SourceFile> {
    files.iter().map(|(path, value)| SourceFile::new(path.clone(), format!("{value:#}"))).collect()
}

fn step(file: &mut Value, rng: &mut Rng) {
    let Some(file) = file.as_object_mut() else { return };
    match rng.u8(..12) {
        0 => _ = file.insert("docs".to_owned(), json!(text(rng))),
        1 if file.contains_key("fields") => {
            let name = format!("{}{}", TYPE_NAMES[rng.usize(..TYPE_NAMES.len())], ["", "s", "2"][rng.usize(..3)]);
            let def = if rng.bool() { enumeration(rng) } else { structure(rng) };
            group(file, "types").insert(name.clone(), def);
            // What nothing uses is refused.
            group(file, "fields").insert(self::name(rng), json!({"type": name, "docs": text(rng)}));
        }
        2 => {
            let types = group(file, "types");
            if let Some(def) = pick(types, rng) {
                for key in ["values", "fields"] {
                    if let Some(members) = def.get_mut(key).and_then(Value::as_object_mut) {
                        let entry = if key == "values" { value(rng) } else { member(rng, true) };
                        members.insert(name(rng), entry);
                    }
                }
            }
        }
        1 => {}
        3 if file.contains_key("errors") => {
            let code = rng.u32(10_000..99_999);
            group(file, "errors").insert(name(rng).to_uppercase(), json!({"code": code, "docs": text(rng)}));
        }
        3 | 4 if file.contains_key("fields") => _ = group(file, "fields").insert(name(rng), member(rng, true)),
        5 => _ = file.insert("operations_docs".to_owned(), json!(text(rng))),
        6 => {
            if let Some(operation) =
                file.get_mut("operations").and_then(Value::as_object_mut).and_then(|it| pick(it, rng))
            {
                operation["docs"] = json!(text(rng));
            }
        }
        _ => {
            let shared = name(rng);
            let field = file
                .get("fields")
                .and_then(Value::as_object)
                .and_then(|fields| fields.keys().nth(rng.usize(..fields.len().max(1))).cloned());
            let is_shared = file.contains_key("operations") && rng.u8(..4) == 0;
            if is_shared {
                group(file, "parameters").insert(shared.clone(), member(rng, false));
            }
            let Some(operations) = file.get_mut("operations").and_then(Value::as_object_mut) else { return };
            let Some(operation) = pick(operations, rng).and_then(Value::as_object_mut) else { return };
            let place = ["query", "form", "form", "header", "path"][rng.usize(..5)];
            if place == "path" {
                let docs = json!(text(rng));
                match pick(group(operation, place), rng) {
                    Some(Value::Object(parameter)) => _ = parameter.insert("docs".to_owned(), docs),
                    Some(parameter) => *parameter = docs,
                    None => {}
                }
                return;
            }
            // What is said elsewhere: by several operations, or by a field.
            if let Some(known) = if is_shared { Some(shared) } else { field.filter(|_| rng.u8(..3) == 0) } {
                let own = [json!({}), json!(text(rng)), json!({"required": true})][rng.usize(..3)].clone();
                group(operation, place).insert(known, own);
                return;
            }
            let mut parameter = member(rng, false);
            if rng.bool() && place != "header" {
                parameter["required"] = json!(true);
            }
            group(operation, place).insert(name(rng), parameter);
        }
    }
}

/// A field, or a parameter.
fn member(rng: &mut Rng, is_field: bool) -> Value {
    let mut member = json!({"type": TYPES[rng.usize(..TYPES.len())], "docs": text(rng)});
    let mut set = |key: &str, value: Value| member[key] = value;
    if is_field && rng.u8(..3) == 0 {
        set("required", json!(true));
    }
    if rng.u8(..4) == 0 {
        set("minimum", json!(rng.i64(-10..10)));
        set("maximum", json!(rng.i64(0..1000)));
    }
    if rng.u8(..6) == 0 {
        set("max_length", json!(rng.u32(1..300)));
    }
    if rng.u8(..6) == 0 {
        set("unit", json!(TEXTS[rng.usize(..TEXTS.len())]));
    }
    if rng.u8(..6) == 0 {
        set("sensitive", json!(true));
    }
    if rng.u8(..8) == 0 {
        set("deprecated", json!(TEXTS[rng.usize(..TEXTS.len())]));
    }
    if rng.u8(..3) == 0 {
        let values = [json!("a`b"), json!(7), json!(true), json!("small"), json!("2026-01-31T12:00:00Z"), json!([1])];
        set(if rng.bool() { "default" } else { "example" }, values[rng.usize(..values.len())].clone());
    }
    member
}

fn enumeration(rng: &mut Rng) -> Value {
    let values: Map<_, _> = (0..rng.usize(1..5)).map(|_| (name(rng), value(rng))).collect();
    json!({"docs": text(rng), "values": values})
}

fn structure(rng: &mut Rng) -> Value {
    let fields: Map<_, _> = (0..rng.usize(1..5)).map(|_| (name(rng), member(rng, true))).collect();
    json!({"docs": text(rng), "fields": fields})
}

fn value(rng: &mut Rng) -> Value {
    if rng.u8(..4) == 0 { json!({"docs": text(rng), "deprecated": "Use another."}) } else { json!(text(rng)) }
}

fn name(rng: &mut Rng) -> String {
    let one = NAMES[rng.usize(..NAMES.len())];
    match rng.u8(..4) {
        0 => format!("{one}_{}", NAMES[rng.usize(..NAMES.len())]),
        1 => format!("{}{one}", ["Get", "my", "A"][rng.usize(..3)]),
        _ => one.to_owned(),
    }
}

/// Some blocks, or the same in one line.
fn text(rng: &mut Rng) -> String {
    let parts: Vec<&str> = (0..rng.usize(1..4)).map(|_| TEXTS[rng.usize(..TEXTS.len())]).collect();
    parts.join(["\n\n", " ", "\n"][rng.usize(..3)])
}

fn group<'a>(of: &'a mut Map<String, Value>, key: &str) -> &'a mut Map<String, Value> {
    let group = of.entry(key).or_insert_with(|| json!({}));
    if !group.is_object() {
        *group = json!({});
    }
    group.as_object_mut().expect("it is one now")
}

fn pick<'a>(from: &'a mut Map<String, Value>, rng: &mut Rng) -> Option<&'a mut Value> {
    let length = from.len();
    (length > 0).then(|| from.values_mut().nth(rng.usize(..length))).flatten()
}
