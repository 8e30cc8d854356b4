//! Tests `cargo xtask permissions` on the description of a fixture: what it prints and how it exits.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::json;

/// The fixture has a permission that was observed, one that was inferred, and operations without a known one.
fn permissions(arguments: &[&str]) -> Output {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/spec/harbour");
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg("permissions").arg("--spec").arg(spec).arg("--operations").args(arguments);
    command.output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn permissions_are_printed_once_and_in_order() {
    let output = permissions(&["CreateBerth", "ListBerths", "CreateBerth"]);
    assert!(output.status.success());
    let expected = "berths:read   inferred  ListBerths\nberths:write  observed  CreateBerth\n";
    assert_eq!(text(&output.stdout), expected);
    assert_eq!(text(&output.stderr), "");
    // Also with commas.
    assert_eq!(text(&permissions(&["ListBerths,CreateBerth"]).stdout), expected);
}

#[test]
fn operations_without_a_known_permission_are_listed_apart() {
    let output = permissions(&["FreeBerth", "CreateBerth", "FetchBerth"]);
    assert!(output.status.success());
    assert_eq!(text(&output.stdout), "berths:write  observed  CreateBerth\n");
    assert_eq!(text(&output.stderr), "the permission is not known for: FetchBerth, FreeBerth\n");
}

#[test]
fn json_says_the_same() {
    let output = permissions(&["CreateBerth", "FetchBerth", "--format", "json"]);
    let printed: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let expected = json!({
        "permissions": [{"permission": "berths:write", "evidence": "observed", "operations": ["CreateBerth"]}],
        "operations_without_known_permission": ["FetchBerth"],
    });
    assert_eq!(printed, expected);
}

#[test]
fn a_permission_of_several_operations_is_printed_once() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(["permissions", "--operations", "FetchOperatorResult", "ListOperatorResult"]);
    let output = command.output().unwrap();
    let lines: Vec<&str> = text(&output.stdout).lines().collect();
    assert!(matches!(lines[..], [line] if line.ends_with("  observed  ListOperatorResult, FetchOperatorResult")));
}

#[test]
fn an_unknown_operation_is_a_usage_error() {
    let output = permissions(&["CreateBerth", "FetchBirth", "Nonsense"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(text(&output.stdout), "");
    assert_eq!(
        text(&output.stderr),
        "error: there is no operation `FetchBirth`; did you mean `FetchBerth`?\n\
         error: there is no operation `Nonsense`\n"
    );
    assert_eq!(permissions(&[]).status.code(), Some(2));
}
