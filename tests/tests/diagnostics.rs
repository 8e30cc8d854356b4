//! Tests the diagnostics for every broken description: their codes, their locations, and the text of the reports, which
//! are snapshots.
//!
//! A fixture is a folder in `fixtures/spec/broken`, named after its problem. It contains the files in which it differs
//! from `fixtures/spec/base`, and `expect`: one line `code file:line:column` per problem, written by hand.

#![allow(clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use generator::{Code, Diagnostics, Error, Folders};

/// A fixture: its name, its folder and its diagnostics.
type Broken = (String, PathBuf, Diagnostics);

/// All fixtures. Nothing must be generated from any of them.
static BROKEN: LazyLock<Vec<Broken>> = LazyLock::new(|| {
    let root = support::fixtures().join("broken");
    let read = |name: String| {
        let folder = root.join(&name);
        let files = support::overlaid(&folder);
        let Err(checked) = generator::check(&files) else { return Err(name) };
        match generator::generate(&files, &[], Folders::default()) {
            Err(Error::Description(generated)) => assert_eq!(generated.to_json(""), checked.to_json(""), "{name}"),
            Err(other) => panic!("{name}: {other}"),
            Ok(_) => panic!("{name}: files were generated"),
        }
        Ok((name, folder, checked))
    };
    let (refused, accepted): (Vec<_>, Vec<_>) = support::folders(&root).into_iter().map(read).partition(Result::is_ok);
    assert!(accepted.is_empty(), "accepted: {:#?}", accepted.into_iter().filter_map(Result::err).collect::<Vec<_>>());
    refused.into_iter().flatten().collect()
});

fn in_short(diagnostics: &Diagnostics) -> String {
    diagnostics.iter().map(|it| format!("{} {}:{}:{}\n", it.code, it.file, it.line, it.column)).collect()
}

#[test]
fn codes_and_locations_are_as_expected() {
    let mut wrong = String::new();
    for (name, folder, diagnostics) in BROKEN.iter() {
        let expected = fs::read_to_string(folder.join("expect")).expect("`expect` lists the problems");
        let found = in_short(diagnostics);
        if found != expected {
            wrong.push_str(&format!("{name}, expected:\n{expected}but found:\n{found}\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn json_contains_every_location() {
    let (.., diagnostics) = BROKEN.iter().find(|(name, ..)| name == "default_of_another_type").expect("a fixture");
    let json: serde_json::Value = serde_json::from_str(&diagnostics.to_json("spec/")).expect("JSON");
    let expected = serde_json::json!([{
        "code": "default", "message": "the default does not fit the type: expected a number, found `\"heavy\"`",
        "severity": "error", "file": "spec/resources/parcel.yaml", "line": 10, "column": 52, "end_line": 10,
        "end_column": 57, "help": null, "related": [],
    }]);
    assert_eq!(json, expected);
    let (.., diagnostics) = BROKEN.iter().find(|(name, ..)| name == "http_line_twice").expect("a fixture");
    let json: serde_json::Value = serde_json::from_str(&diagnostics.to_json("spec/")).expect("JSON");
    let first =
        serde_json::json!([{"message": "first", "file": "spec/resources/depot.yaml", "line": 17, "column": 11}]);
    assert_eq!(json[0]["related"], first);
}

#[test]
fn reports_match_their_snapshots() {
    let mut changed = Vec::new();
    for (name, _, diagnostics) in BROKEN.iter() {
        let report = diagnostics.render("", false);
        for it in diagnostics.iter() {
            let place = format!("--> {}:{}:{}\n", it.file, it.line, it.column);
            assert!(report.contains(&place), "{name}: the report does not contain {place}{report}");
        }
        let compare =
            || insta::with_settings!({omit_expression => true}, { insta::assert_snapshot!(name.as_str(), report) });
        if catch_unwind(compare).is_err() {
            changed.push(name);
        }
    }
    assert!(changed.is_empty(), "{changed:#?}");
}

#[test]
fn every_snapshot_has_a_fixture() {
    let fixtures: BTreeSet<String> = support::folders(&support::fixtures().join("broken")).into_iter().collect();
    let snapshots = support::tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots"));
    let stale = snapshots.keys().filter(|file| {
        let name = file.strip_prefix("diagnostics__").and_then(|name| name.split('.').next());
        name.is_some_and(|name| !fixtures.contains(name))
    });
    assert_eq!(stale.collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn every_rule_has_a_fixture() {
    let covered: BTreeSet<Code> =
        BROKEN.iter().flat_map(|(_, _, diagnostics)| diagnostics.iter()).map(|it| it.code).collect();
    let missing: Vec<Code> = Code::ALL.iter().copied().filter(|code| !covered.contains(code)).collect();
    assert_eq!(missing, []);
}

#[test]
fn codes_are_listed_in_order_and_found_by_name() {
    assert!(Code::ALL.is_sorted_by_key(|code| code.as_str()), "the page lists them in this order");
    for code in Code::ALL {
        assert_eq!(Code::from_name(code.as_str()), Some(*code));
        assert!(code.explanation().ends_with('.'), "{code}");
    }
    assert_eq!(Code::from_name("no-such-code"), None);
}

#[test]
fn the_base_is_valid() {
    let base = support::description(&support::fixtures().join("base"));
    if let Err(diagnostics) = generator::check(&base) {
        panic!("{diagnostics}");
    }
}

/// The generator has no access to the runtime, so it contains a list of the names used there.
#[test]
fn methods_of_the_runtime_are_reserved() {
    let mut names = vec!["builder".to_owned(), "from_env".to_owned(), "operations".to_owned()];
    for file in support::templates().iter().filter(|file| file.path.starts_with("src/")) {
        for item in syn::parse_file(&file.text).expect("templates are Rust").items {
            let syn::Item::Impl(block) = item else { continue };
            let is_client = matches!(&*block.self_ty, syn::Type::Path(path) if path.path.is_ident("Client"));
            let methods = block.items.iter().filter_map(|item| match item {
                syn::ImplItem::Fn(method) if is_client => Some(method.sig.ident.to_string()),
                _ => None,
            });
            names.extend(methods);
        }
    }
    assert!(names.len() > 5, "the runtime's client was not found: {names:?}");
    for name in names {
        let mut files = support::description(&support::fixtures().join("base"));
        for file in &mut files {
            file.text = file.text.replace("accessor: depots", &format!("accessor: {name}"));
        }
        let Err(problems) = generator::check(&files) else {
            panic!("add `{name}` to CLIENT_METHODS in generator/src/names/reserved.rs")
        };
        assert_eq!(in_short(&problems), "reserved-name resources/depot.yaml:2:11\n", "{name}");
    }
}

/// As above, for the names in the module of the event structs.
#[test]
fn names_in_the_module_of_events_are_reserved() {
    let mut names = vec!["Unknown".to_owned(), "WebhookEvent".to_owned()];
    for file in support::templates() {
        let name = file.path.trim_start_matches("src/");
        if !name.starts_with("webhook") && name != "signature.rs" {
            continue;
        }
        for item in syn::parse_file(&file.text).expect("templates are Rust").items {
            let (visibility, name) = match item {
                syn::Item::Struct(item) => (item.vis, item.ident),
                syn::Item::Enum(item) => (item.vis, item.ident),
                syn::Item::Trait(item) => (item.vis, item.ident),
                _ => continue,
            };
            names.extend(matches!(visibility, syn::Visibility::Public(_)).then(|| name.to_string()));
        }
    }
    assert!(names.len() > 8, "the runtime's types were not found: {names:?}");
    for name in names {
        let mut files = support::overlaid(&support::fixtures().join("broken/webhook_event_reserved"));
        for file in &mut files {
            file.text = file.text.replace("UnknownEvent:", &format!("{name}:"));
        }
        let Err(problems) = generator::check(&files) else {
            panic!("add `{name}` to WEBHOOK_NAMES in generator/src/names/reserved.rs")
        };
        assert_eq!(in_short(&problems), "reserved-name api.yaml:50:5\n", "{name}");
    }
}

/// One case with the command: it exits with status 1, prints the report to standard error, and writes nothing.
#[test]
fn the_command_writes_nothing_for_an_invalid_description() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (spec, out) = (folder.path().join("spec"), folder.path().join("out"));
    fs::create_dir(&out).expect("created");
    for file in support::overlaid(&support::fixtures().join("broken/several_problems")) {
        let path = spec.join(&file.path);
        fs::create_dir_all(path.parent().expect("in the folder")).expect("created");
        fs::write(path, file.text).expect("written");
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(support::repository()).args(["run", "--quiet", "--package", "xtask", "--", "codegen"]);
    let output = command.arg("--spec").arg(&spec).arg("--out").arg(&out).output().expect("cargo runs");
    let report = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{report}");
    assert!(report.ends_with("errors in the description\nerror: nothing was written\n"), "{report}");
    assert_eq!(support::tree(&out).len(), 0);
}
