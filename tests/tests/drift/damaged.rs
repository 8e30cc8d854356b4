//! Documents that were damaged at random: each is either refused with a place, or compared and reported.
//!
//! `FUZZ_RUNS` and `FUZZ_SEED` in the environment ask for more of them, or others.

use fastrand::Rng;
use generator::SourceFile;
use generator::drift::adopt::adopt;
use generator::drift::report::{Origin, Report};
use generator::drift::{Relation, compare};
use generator::openapi::{Conventions, Document, import};
use serde_json::{Value, json};

use super::{conventions, support};

fn from_environment(name: &str, usual: u64) -> u64 {
    let given = std::env::var(name).ok();
    given.map_or(usual, |text| text.parse().unwrap_or_else(|_| unreachable!("{name} is not a number: {text}")))
}

#[test]
fn damaged_documents_are_refused_or_compared() {
    let text = std::fs::read_to_string(support::fixtures().join("../openapi/synthetic.json")).expect("it is there");
    let whole: Value = serde_json::from_str(&text).expect("the document is JSON");
    let yaml = serde_yaml::to_string(&whole).expect("JSON is YAML");
    let (pagination, mark) = conventions();
    let conventions = Conventions { pagination: Some(&pagination), sensitive: Some(&mark) };
    let base =
        import(&Document::read(SourceFile::new("base.json", &text)).expect("JSON"), conventions).expect("OpenAPI");
    let files = support::description(&support::fixtures().join("base"));
    let description = generator::surface(&files).expect("the description is valid");
    let mut rng = Rng::with_seed(from_environment("FUZZ_SEED", 1));
    let (mut refused, mut unread, mut compared) = (0, 0, 0);
    for run in 0..from_environment("FUZZ_RUNS", 400) {
        let (name, damaged) = match rng.u8(..4) {
            0 => ("document.yaml", text_damage(&mut rng, &yaml)),
            1 => ("document.json", text_damage(&mut rng, &text)),
            _ => ("document.json", value_damage(&mut rng, &whole)),
        };
        let imported = Document::read(SourceFile::new(name, &damaged)).map_err(|error| error.to_string());
        let imported = imported.and_then(|document| import(&document, conventions).map_err(|error| error.to_string()));
        let imported = match imported {
            Ok(imported) => imported,
            Err(error) => {
                assert!(error.starts_with(name), "run {run}: no place in `{error}`");
                refused += 1;
                continue;
            }
        };
        compared += 1;
        unread += usize::from(!imported.findings.is_empty());
        assert!(imported.findings.iter().all(|finding| finding.location.line > 0), "run {run}");
        let comparison = compare(&base.surface, &imported.surface, Relation::Revisions, &imported.findings);
        let origin = Origin { name, prefix: "" };
        let surfaces = [&base.surface, &imported.surface];
        let report =
            Report { comparison: &comparison, relation: Relation::Revisions, old: origin, new: origin, surfaces };
        for text in [report.human(), report.markdown(), report.json(), report.github()] {
            assert!(text.ends_with('\n') || text.is_empty(), "run {run}");
        }
        // Against a description, nearly all of it is new, which takes long to adopt.
        if rng.u8(..40) == 0 {
            let comparison = compare(&description, &imported.surface, Relation::Description, &imported.findings);
            let some = comparison.differences.len().min(3);
            let first =
                generator::drift::Comparison { differences: comparison.differences[..some].to_vec(), ..comparison };
            let outcome = adopt(&files, &description, &imported.surface, &first, generator::surface);
            assert_eq!(outcome.adopted.len() + outcome.left.len(), some, "run {run}");
            assert!(generator::surface(&outcome.files).is_ok(), "run {run}");
        }
    }
    println!("{refused} refused, {compared} compared, {unread} of them not wholly read");
    assert!(refused > 0 && compared > 0 && unread > 0);
}

/// Damages the text: bytes go, come, change, or are moved.
fn text_damage(rng: &mut Rng, text: &str) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for _ in 0..rng.usize(1..=3) {
        let at = rng.usize(..characters.len().max(1));
        let end = (at + rng.usize(1..60)).min(characters.len());
        match rng.u8(..6) {
            0 => characters.truncate(at),
            1 => drop(characters.drain(at..end)),
            2 => {
                let piece: Vec<char> = characters[at..end].to_vec();
                let to = rng.usize(..=characters.len());
                drop(characters.splice(to..to, piece));
            }
            3 => characters.insert(
                at,
                *rng.choice(&[
                    '"', '{', '}', '[', ']', ':', ',', '\n', '\t', '&', '*', '!', '|', '\0', '\u{FEFF}', 'ß',
                ])
                .expect("a choice"),
            ),
            _ => {
                if let Some(character) = characters.get_mut(at) {
                    *character = rng.char('\u{1}'..='\u{7F}');
                }
            }
        }
    }
    characters.into_iter().collect()
}

/// Puts something else at random places of the value.
fn value_damage(rng: &mut Rng, whole: &Value) -> String {
    let mut value = whole.clone();
    for _ in 0..rng.usize(1..=4) {
        // Deeper nodes are more, so that most damage is deep.
        let mut pointer = String::new();
        while pointer.matches('/').count() < 3 || rng.u8(..12) > 0 {
            let step = match value.pointer(&pointer) {
                Some(Value::Object(members)) => rng.choice(members.keys()).cloned(),
                Some(Value::Array(items)) if !items.is_empty() => Some(rng.usize(..items.len()).to_string()),
                _ => None,
            };
            let Some(step) = step else { break };
            pointer.push_str(&format!("/{}", step.replace('~', "~0").replace('/', "~1")));
        }
        let node = value.pointer_mut(&pointer).expect("a node");
        *node = other(rng, node, whole);
    }
    value.to_string()
}

fn other(rng: &mut Rng, node: &Value, whole: &Value) -> Value {
    let pointers = ["", "/components", "/components/schemas/Size", "/nowhere", "/paths/~1v1~1Parcels", "/%7E"];
    match rng.u8(..14) {
        0 => Value::Null,
        1 => json!(rng.bool()),
        2 => json!(rng.i64(..)),
        3 => json!(rng.f64() * 1e300),
        4 => json!(""),
        5 => json!([]),
        6 => json!({}),
        7 => json!([node]),
        8 => json!({"allOf": [node, node]}),
        9 => json!({"oneOf": [node, {"type": "null"}]}),
        10 => json!({"$ref": format!("#{}", rng.choice(pointers).expect("a choice"))}),
        11 => json!({"$ref": "other.yaml#/a"}),
        12 => (0..rng.usize(1..300)).fold(node.clone(), |inner, _| json!({"items": inner})),
        _ => {
            // A part of the document at the wrong place.
            let parts: Vec<&Value> =
                whole["components"]["schemas"].as_object().into_iter().flat_map(|it| it.values()).collect();
            rng.choice(parts).cloned().unwrap_or_default()
        }
    }
}
