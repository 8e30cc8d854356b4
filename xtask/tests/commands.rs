//! Tests `codegen`, `codegen --check`, `lint` and `openapi` on copies of the repository's description and templates:
//! which files they write, what they print and how they exit. The content of generated files is tested elsewhere.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod workspace;

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::SystemTime;

use self::workspace::{Workspace, copy};

#[test]
fn a_crate_that_is_up_to_date_is_not_written() {
    let workspace = Workspace::generated();
    workspace.assert_up_to_date();
    workspace.assert_updates();
}

#[test]
fn an_edited_file_is_reported_and_updated() {
    let workspace = Workspace::generated();
    workspace.edit("out/src/resources/service.rs", "pub struct Service", "pub struct Servant");
    workspace.assert_out_of_date("changed", "resources/service.rs");
    workspace.assert_updates();
}

#[test]
fn a_deleted_file_is_reported_and_created() {
    let workspace = Workspace::generated();
    fs::remove_file(workspace.path("out/src/sid.rs")).unwrap();
    workspace.assert_out_of_date("missing", "src/sid.rs");
    workspace.assert_updates();
}

#[test]
fn an_obsolete_generated_file_is_reported_and_removed() {
    let workspace = Workspace::generated();
    let obsolete = workspace.path("out/src/resources/gone.rs");
    fs::copy(workspace.path("out/src/resources/service.rs"), &obsolete).unwrap();
    workspace.assert_out_of_date("obsolete", "resources/gone.rs");
    workspace.assert_updates();
    assert!(!obsolete.exists());
}

#[test]
fn a_file_without_the_marker_is_left_alone() {
    let workspace = Workspace::generated();
    let note = workspace.path("out/src/notes.rs");
    fs::write(&note, "// not generated\n").unwrap();
    workspace.assert_up_to_date();
    assert!(workspace.run(&["codegen"]).status.success());
    assert!(note.exists());
}

#[test]
fn another_crate_below_the_output_is_left_alone() {
    let workspace = Workspace::generated();
    let other = workspace.path("out/src/other");
    copy(&workspace.path("out/src/resources"), &other.join("src"));
    fs::copy(workspace.path("out/Cargo.toml"), other.join("Cargo.toml")).unwrap();
    copy(&workspace.path("out/src/resources"), &workspace.path("out/vendored"));
    workspace.assert_up_to_date();
    assert!(workspace.run(&["codegen"]).status.success());
    assert!(other.join("src/service.rs").exists() && workspace.path("out/vendored/service.rs").exists());
}

#[test]
fn a_crate_that_was_not_generated_is_left_alone() {
    let workspace = Workspace::generated();
    fs::remove_dir_all(workspace.path("out")).unwrap();
    fs::create_dir_all(workspace.path("out/src")).unwrap();
    fs::write(workspace.path("out/src/lib.rs"), "//! My own.\n").unwrap();
    let before = workspace.times();
    let output = workspace.run(&["codegen"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("lib.rs exists and was not generated"));
    assert_eq!(workspace.times(), before, "something was written");
}

#[test]
fn a_crate_whose_manifest_and_root_were_not_generated_is_left_alone() {
    let workspace = Workspace::generated();
    fs::write(workspace.path("out/Cargo.toml"), "[package]\n").unwrap();
    fs::write(workspace.path("out/src/lib.rs"), "//! My own.\n").unwrap();
    let before = workspace.times();
    assert_eq!(workspace.run(&["codegen"]).status.code(), Some(1));
    assert_eq!(workspace.times(), before, "something was written");
}

#[test]
fn backup_files_of_editors_are_not_templates() {
    let workspace = Workspace::generated();
    for stray in
        ["src/call.rs.orig", "src/call.rs~", "src/.call.rs.swp", "package/Cargo.toml.orig", "package/LICENSE-MIT~"]
    {
        fs::write(workspace.path("templates").join(stray), [0xff, 0xfe]).unwrap();
    }
    workspace.assert_up_to_date();
}

#[test]
fn a_file_that_lost_its_marker_is_updated() {
    let workspace = Workspace::generated();
    fs::write(workspace.path("out/src/lib.rs"), "oops\n").unwrap();
    workspace.assert_out_of_date("changed", "src/lib.rs");
    workspace.assert_updates();
}

#[test]
fn a_change_of_the_description_is_reported() {
    let workspace = Workspace::generated();
    workspace.edit("spec/resources/sentence.yaml", "docs: Text of the sentence.", "docs: What was said.");
    workspace.assert_out_of_date("changed", "resources/sentence.rs");
    workspace.assert_updates();
}

#[test]
fn a_change_of_a_template_is_reported() {
    let workspace = Workspace::generated();
    workspace.edit("templates/src/object.rs", "[redacted]", "[hidden]");
    workspace.assert_out_of_date("changed", "runtime/object.rs");
    workspace.assert_updates();
}

#[test]
fn an_invalid_description_writes_nothing() {
    let workspace = Workspace::generated();
    let before = workspace.times();
    workspace.edit("spec/resources/sentence.yaml", "type: number", "type: numbr");
    workspace.edit("spec/resources/service.yaml", "type: ServiceSid", "type: ServiceSd");
    for command in [&["codegen"][..], &["codegen", "--check"], &["lint"], &["openapi"]] {
        let output = workspace.run(command);
        let report = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{report}");
        assert!(output.stdout.is_empty());
        assert!(report.contains("did you mean `number`?") && report.contains("did you mean `ServiceSid`?"), "{report}");
    }
    assert_eq!(workspace.times(), before);
}

#[test]
fn lint_prints_problems_as_json() {
    let workspace = Workspace::generated();
    assert_eq!(workspace.run(&["lint", "--format", "json"]).stdout, b"[]\n");
    workspace.edit("spec/api.yaml", "version: v2", "verson: v2");
    let output = workspace.run(&["lint", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let problems: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let codes: Vec<_> = problems.as_array().unwrap().iter().map(|problem| problem["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["missing-key", "unknown-key"]);
    // An editor can open this path.
    assert_eq!(problems[1]["file"], workspace.path("spec/api.yaml").to_str().unwrap());
    assert_eq!((&problems[1]["line"], &problems[1]["column"]), (&3.into(), &1.into()));
}

#[test]
fn a_resource_with_a_wrong_extension_is_reported() {
    let workspace = Workspace::generated();
    fs::rename(workspace.path("spec/resources/service.yaml"), workspace.path("spec/resources/service.YAML")).unwrap();
    fs::write(workspace.path("spec/resources/.service.yaml.swp"), [0, 159, 146, 150]).unwrap();
    let report = String::from_utf8(workspace.run(&["lint"]).stderr).unwrap();
    assert!(
        report.starts_with("error[unknown-file]: `resources/service.YAML` is not part of a description"),
        "{report}"
    );
    // What the file contains is not reported as missing.
    assert!(report.contains("1 error in the description"), "{report}");
}

#[test]
fn lint_explains_codes() {
    let explain =
        |code: &str| Command::new(env!("CARGO_BIN_EXE_xtask")).args(["lint", "--explain", code]).output().unwrap();
    let known = explain("duplicate-key");
    let text = String::from_utf8(known.stdout).unwrap();
    assert!(known.status.success() && text.starts_with("## duplicate-key\n\n"), "{text}");
    let unknown = explain("no-such-code");
    let report = String::from_utf8(unknown.stderr).unwrap();
    assert_eq!(unknown.status.code(), Some(1));
    assert!(report.contains("there is no code `no-such-code`"), "{report}");
}

#[test]
fn openapi_writes_the_same_document_to_a_file_and_to_standard_output() {
    let workspace = Workspace::generated();
    let printed = workspace.run(&["openapi"]);
    assert!(printed.status.success());
    let document: serde_json::Value = serde_json::from_slice(&printed.stdout).unwrap();
    assert_eq!((&document["openapi"], &document["info"]["version"]), (&"3.1.0".into(), &"v2".into()));

    let file = workspace.path("new/openapi.json");
    let arguments = ["openapi", "--out", file.to_str().unwrap()];
    for _ in 0..2 {
        let written = workspace.run(&arguments);
        assert!(written.status.success() && written.stdout.is_empty());
        assert_eq!(fs::read(&file).unwrap(), printed.stdout);
    }
    // A description that has become invalid leaves the document alone.
    workspace.edit("spec/api.yaml", "version: v2", "verson: v2");
    assert_eq!(workspace.run(&arguments).status.code(), Some(1));
    assert_eq!(fs::read(&file).unwrap(), printed.stdout);
    assert_eq!(workspace.run(&["openapi", "--format", "yaml"]).status.code(), Some(2));
}

#[test]
fn headers_contain_no_path_of_the_machine() {
    let workspace = Workspace::generated();
    let first = |path: &str| fs::read_to_string(workspace.path(path)).unwrap().lines().next().unwrap().to_owned();
    let marker = "// @generated by `cargo xtask codegen` from";
    assert_eq!(first("out/src/sid.rs"), format!("{marker} spec/api.yaml; do not edit."));
    assert_eq!(first("out/src/runtime/sid.rs"), format!("{marker} templates/src/sid.rs; do not edit."));
}

#[test]
fn docs_updates_the_reference_only() {
    let workspace = Workspace::generated();
    workspace.edit("spec/resources/service.yaml", "Lists the Services", "Lists all Services");
    let check = workspace.run(&["docs", "--check"]);
    let report = String::from_utf8(check.stderr).unwrap();
    assert_eq!(check.status.code(), Some(1));
    assert!(report.contains("+Lists all Services") && report.contains(" run `cargo xtask docs --spec "), "{report}");

    let before = workspace.times();
    assert!(workspace.run(&["docs"]).status.success());
    let reference = workspace.path("out/API.md");
    let others = |times: Vec<(PathBuf, SystemTime)>| times.into_iter().filter(|(path, _)| *path != reference);
    assert!(others(before).eq(others(workspace.times())), "docs wrote another file");
    assert!(workspace.run(&["docs", "--check"]).status.success());
    // It is what codegen writes.
    workspace.assert_out_of_date("changed", "resources/service.rs");
    workspace.assert_updates();

    let after = workspace.times();
    assert!(workspace.run(&["docs"]).status.success());
    assert_eq!(workspace.times(), after, "a second run wrote something");
}

#[test]
fn docs_leaves_a_file_alone_that_was_not_generated() {
    let workspace = Workspace::generated();
    fs::write(workspace.path("out/API.md"), "# My own\n").unwrap();
    let output = workspace.run(&["docs"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("API.md exists and was not generated"));
    assert_eq!(fs::read_to_string(workspace.path("out/API.md")).unwrap(), "# My own\n");
}

#[test]
fn a_usage_error_exits_with_2() {
    let workspace = Workspace::generated();
    assert_eq!(workspace.run(&["codegen", "--chek"]).status.code(), Some(2));
}
