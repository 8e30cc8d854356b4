//! Knows that every broken description is refused with the right codes at the right places, and shows how that reads.
//! Knows nothing of what valid descriptions become.
//!
//! A fixture is a folder in `fixtures/spec/broken`, named after its hazard. It holds the files in which it differs from
//! `fixtures/spec/base`, and `expect`: one line `code file:line:column` per problem, written by hand.

#![allow(clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;
use std::path::Path;
use std::process::Command;

use generator::{Diagnostics, Error, SourceFile};

/// Codes that are not written out where the problem is made.
const INDIRECT: [&str; 2] = ["missing-docs", "missing-key"];
/// Codes that no description is known to reach: the place guards against a disagreement of two YAML readers.
const UNREACHED: [&str; 1] = ["yaml-value"];

/// Problems of a fixture; nothing may be generated from it.
fn problems(files: &[SourceFile]) -> Diagnostics {
    let checked = generator::check(files).expect_err("the description is refused");
    match generator::generate(files, &[]) {
        Err(Error::Description(generated)) => assert_eq!(generated.to_json(), checked.to_json()),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("files were generated"),
    }
    checked
}

fn in_short(diagnostics: &Diagnostics) -> Vec<String> {
    diagnostics.iter().map(|it| format!("{} {}:{}:{}", it.code, it.file, it.line, it.column)).collect()
}

/// Runs a check over all fixtures and fails with the names of those that fail it.
fn for_each_fixture(check: impl Fn(&str, &Path) + std::panic::RefUnwindSafe) {
    let root = support::fixtures().join("broken");
    let failed = |name: &String| catch_unwind(|| check(name, &root.join(name))).is_err();
    let failed: Vec<String> = support::folders(&root).into_iter().filter(failed).collect();
    assert!(failed.is_empty(), "{} fixtures fail: {failed:#?}", failed.len());
}

#[test]
fn places_are_right() {
    for_each_fixture(|name, folder| {
        let diagnostics = problems(&support::overlaid(folder));
        let expected = fs::read_to_string(folder.join("expect")).expect("`expect` lists the problems");
        let expected: Vec<&str> = expected.lines().collect();
        assert_eq!(expected, in_short(&diagnostics), "{name}");
    });
}

#[test]
fn reports_read_well() {
    for_each_fixture(|name, folder| {
        let diagnostics = problems(&support::overlaid(folder));
        let report = diagnostics.render("", false);
        for it in diagnostics.iter() {
            let place = format!("--> {}:{}:{}\n", it.file, it.line, it.column);
            assert!(report.contains(&place), "{name}: the report lacks {place}{report}");
        }
        insta::with_settings!({omit_expression => true}, { insta::assert_snapshot!(name, report) });
    });
}

#[test]
fn no_snapshot_is_left_over() {
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
    let mut codes = BTreeSet::from(INDIRECT.map(str::to_owned));
    let mut indirect = 0;
    for text in support::tree(&support::repository().join("generator/src")).values() {
        let calls = ["Problem::new(", ".refuse("].into_iter().flat_map(|call| text.split(call).skip(1));
        for arguments in calls {
            match arguments.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next()) {
                Some(code) => _ = codes.insert(code.to_owned()),
                None => indirect += 1,
            }
        }
    }
    assert_eq!(indirect, 2, "a code that is no literal: name it in INDIRECT");

    let root = support::fixtures().join("broken");
    let covered = support::folders(&root).into_iter().flat_map(|name| {
        let diagnostics = problems(&support::overlaid(&root.join(name)));
        diagnostics.iter().map(|it| it.code).collect::<Vec<_>>()
    });
    let covered: BTreeSet<String> = covered.collect();
    let missing: Vec<&String> = codes.difference(&covered).collect();
    assert_eq!(missing, UNREACHED.iter().collect::<Vec<_>>());
}

#[test]
fn the_base_is_valid() {
    let base = support::description(&support::fixtures().join("base"));
    if let Err(diagnostics) = generator::check(&base) {
        panic!("{diagnostics}");
    }
}

/// One case through the command: exit status 1, the report on standard error, nothing written.
#[test]
fn the_command_writes_nothing() {
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
    assert!(report.ends_with("errors in the description; nothing was written\n"), "{report}");
    assert_eq!(support::tree(&out).len(), 0);
}
