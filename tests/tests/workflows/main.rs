//! Tests the scripts of the workflows with stand-ins for `gh` and `cargo`, and holds the workflows to the project's rules.
#![cfg(unix)]

#[path = "../support/mod.rs"]
mod support;

mod job;

use std::fs;

use job::Job;
use serde_yaml::Value;

const REPORT: &str = "# Drift\n\nA field is new.\n";

/// Compares, and updates the issue unless the comparison failed, as the workflow does.
fn night(job: &Job, report: &str, status: &str) -> Option<i32> {
    job.set_drift(report, status);
    job.set("outputs", "");
    let compared = job.run("drift/compare.sh", &["../state/written"]);
    if compared.status.success() {
        let outputs = job.get("outputs");
        let drift = outputs.trim().strip_prefix("drift=").expect("the output is set");
        job.succeed("drift/issue.sh", &[drift, "../state/written"]);
    }
    compared.status.code()
}

#[test]
fn the_issue_is_open_as_long_as_there_is_drift() {
    let job = Job::new();
    let compare = "cargo xtask drift --format markdown";
    assert_eq!(night(&job, "No drift.\n", "0"), Some(0));
    assert_eq!(job.calls(), [compare]);

    assert_eq!(night(&job, REPORT, "1"), Some(0));
    let create = "issue create --title The description differs from the vendor's document --label drift";
    assert_eq!(job.calls(), [compare, create]);
    assert!(
        job.get("body").starts_with("<!-- kept up to date by drift.yml -->\n") && job.get("body").ends_with(REPORT)
    );
    assert!(job.get("summary").ends_with(REPORT));

    assert_eq!(night(&job, "Two fields are new.\n", "1"), Some(0));
    assert_eq!(job.calls(), [compare, "issue edit 7"]);
    assert!(job.get("body").ends_with("\nTwo fields are new.\n"));

    assert_eq!(night(&job, "No drift.\n", "0"), Some(0));
    let close = "issue close 7 --reason completed --comment There is no drift any more: \
                 https://example.com/a/b/actions/runs/1";
    assert_eq!(job.calls(), [compare, close]);
}

#[test]
fn a_comparison_that_fails_is_no_outcome() {
    let job = Job::new();
    assert_eq!(night(&job, REPORT, "1"), Some(0));
    job.calls();
    // What is said of it last: cargo cannot build it, the command cannot compare, nothing is reported.
    for (report, status, code) in [("", "101", 101), (REPORT, "3", 3), ("", "2", 2), ("\n", "1", 3)] {
        assert_eq!(night(&job, report, status), Some(code), "{status}");
        assert_eq!(job.calls().len(), 1, "something was called beside the comparison");
        assert_eq!(job.get("outputs"), "", "{status}");
    }
    assert_eq!(job.get("issue"), "7\n");
}

#[test]
fn a_long_report_is_shortened() {
    let job = Job::new();
    assert_eq!(night(&job, &"A line of the report that says ä.\n".repeat(5000), "1"), Some(0));
    let body = job.get("body");
    assert!(body.len() < 65_536 && body.len() > 50_000, "{}", body.len());
    assert!(body.ends_with("\n… shortened; [the run](https://example.com/a/b/actions/runs/1) has all of it.\n"));
}

/// Proposes the draft in the clone.
fn propose(job: &Job, passed: &str) -> Vec<String> {
    job.set("report.md", REPORT);
    job.set("verdict.md", "## Checks\n");
    job.succeed("drift/propose.sh", &["true", "../state/report.md", "../state/verdict.md", passed]);
    job.calls()
}

/// A clone of the main branch, as each run begins with.
fn next_night(job: &Job, draft: &str) {
    job.git(&["checkout", "--quiet", "--force", "-B", "main", "origin/main"]);
    job.write("spec/api.yaml", draft);
}

#[test]
fn one_pull_request_follows_the_drift() {
    let job = Job::new();
    let draft = "version: v1\nerrors: TODO\n";
    next_night(&job, draft);
    let create = "pr create --base main --head drift/update --title Draft: follow the vendor's document --draft";
    assert_eq!(propose(&job, "false"), [create]);
    let tip = || job.git(&["ls-remote", "origin", "refs/heads/drift/update"]);
    let first = tip();
    assert_eq!(job.git(&["log", "-1", "--format=%an"]), "github-actions[bot]");
    assert!(job.get("body").contains("## Checks\n\n# Drift\n"), "{}", job.get("body"));

    // The same draft is not pushed again, and another one replaces it.
    next_night(&job, draft);
    assert_eq!(propose(&job, "false"), ["pr edit 9 --title Draft: follow the vendor's document", "pr ready 9 --undo"]);
    assert_eq!(tip(), first);
    next_night(&job, "version: v2\n");
    assert_eq!(propose(&job, "true")[1..], ["pr ready 9"]);
    assert_ne!(tip(), first);
    assert_eq!(job.git(&["rev-list", "--count", "origin/main..HEAD"]), "1");

    job.git(&["checkout", "--quiet", "--force", "-B", "main", "origin/main"]);
    job.succeed("drift/propose.sh", &["false"]);
    assert!(matches!(&job.calls()[..], [close] if close.starts_with("pr close 9 --comment There is no drift")));
    job.succeed("drift/propose.sh", &["false"]);
    assert!(job.calls().is_empty());
}

#[test]
fn a_draft_that_somebody_works_on_is_left_alone() {
    let job = Job::new();
    next_night(&job, "version: v2\n");
    propose(&job, "true");
    job.set("others", "somebody@example.com\n");
    let tip = job.git(&["ls-remote", "origin", "refs/heads/drift/update"]);
    next_night(&job, "version: v3\n");
    assert!(propose(&job, "true").is_empty());
    job.succeed("drift/propose.sh", &["false"]);
    assert!(job.calls().is_empty());
    assert_eq!(job.git(&["ls-remote", "origin", "refs/heads/drift/update"]), tip);
}

#[test]
fn drift_that_no_draft_can_follow_is_not_proposed() {
    let job = Job::new();
    assert!(propose(&job, "true").is_empty());
    assert_eq!(job.git(&["ls-remote", "origin", "refs/heads/drift/update"]), "");
}

#[test]
fn the_verdict_says_which_check_failed_and_what_is_to_be_done() {
    let job = Job::new();
    job.write("spec/api.yaml", "version: v2\nerrors: TODO\n");
    for (failing, passed, outcomes) in [
        ("", "true", ["passed", "passed", "passed"]),
        ("xtask codegen", "false", ["passed", "**failed**", "not run"]),
        ("test --workspace", "false", ["passed", "passed", "**failed**"]),
    ] {
        job.set("failing", failing);
        job.set("outputs", "");
        job.succeed("drift/verdict.sh", &["../state/verdict"]);
        let verdict = job.get("verdict");
        for (check, outcome) in ["xtask lint", "xtask codegen", "test --workspace"].iter().zip(outcomes) {
            assert!(verdict.contains(&format!("| `cargo {check}` | {outcome} |\n")), "{verdict}");
        }
        assert_eq!(job.get("outputs"), format!("passed={passed}\n"));
        let needs_a_person = verdict.contains("spec/api.yaml:2:errors: TODO") && verdict.contains("error: TODO is no");
        assert_eq!(needs_a_person, passed == "false", "{verdict}");
    }
}

#[test]
fn a_release_needs_its_version_a_changelog_and_its_branch() {
    let job = Job::new();
    job.git(&["tag", "v1.2.0"]);
    job.succeed("release/check.sh", &["v1.2.0"]);
    assert!(job.calls().is_empty(), "there is no release to compare with");

    job.write("generated/Cargo.toml", "[package]\nversion = \"1.3.0\"\n");
    job.commit("Raise the version");
    job.git(&["push", "--quiet"]);
    job.git(&["tag", "v1.3.0"]);
    let refused = |tag: &str, reason: &str| {
        let output = job.run("release/check.sh", &[tag]);
        assert_eq!(output.status.code(), Some(1), "{tag}");
        assert_eq!(String::from_utf8_lossy(&output.stdout), format!("::error::{reason}\n"));
    };
    refused("v1.3.0", "CHANGELOG.md has no section about 1.3.0");
    job.git(&["tag", "v1.4.0"]);
    refused("v1.4.0", "the tag is v1.4.0, but the version of the package is 1.3.0");
    job.git(&["tag", "--delete", "v1.4.0"]);

    job.write("CHANGELOG.md", "# Changelog\n\n## 1.3.0\n\n- More.\n\n## 1.2.0\n");
    job.commit("Say what is new");
    job.git(&["tag", "--force", "v1.3.0"]);
    refused("v1.3.0", "v1.3.0 is not on main");
    job.git(&["push", "--quiet"]);
    job.succeed("release/check.sh", &["v1.3.0"]);
    assert_eq!(job.calls(), ["cargo xtask semver --against v1.2.0 --verify"]);
    job.set("failing", "xtask semver --against v1.2.0 --verify");
    assert_eq!(job.run("release/check.sh", &["v1.3.0"]).status.code(), Some(1));
}

/// The workflows, by file name.
fn workflows() -> Vec<(String, Value)> {
    let files = support::tree(&support::repository().join(".github/workflows"));
    let parse = |text: &str| serde_yaml::from_str(text).expect("a workflow is YAML");
    files.iter().map(|(name, text)| (name.clone(), parse(text))).collect()
}

#[test]
fn workflows_may_do_only_what_they_say() {
    assert_eq!(workflows().len(), 3);
    for (name, workflow) in workflows() {
        assert_eq!(workflow["permissions"], Value::Mapping(Default::default()), "{name}: permissions of all jobs");
        assert!(workflow["concurrency"]["group"].is_string(), "{name}");
        for (id, job) in workflow["jobs"].as_mapping().expect("there are jobs") {
            assert!(job["permissions"].is_mapping() && job["timeout-minutes"].is_number(), "{name}: {id:?}");
            for step in job["steps"].as_sequence().expect("there are steps") {
                if step["uses"].as_str().is_some_and(|uses| uses.starts_with("actions/checkout@")) {
                    assert_eq!(step["with"]["persist-credentials"], Value::Bool(false), "{name}: {id:?}");
                }
            }
        }
    }
}

#[test]
fn actions_are_pinned() {
    for name in ["ci.yml", "drift.yml", "release.yml"] {
        let path = support::repository().join(".github/workflows").join(name);
        let text = fs::read_to_string(path).expect("the workflow can be read");
        for line in text.lines().filter(|line| line.contains("uses: ")) {
            let (_, pin) = line.split_once('@').expect("an action has a version");
            let (commit, version) = pin.split_once(" # v").expect("the version is a comment");
            assert!(commit.len() == 40 && commit.bytes().all(|b| b.is_ascii_hexdigit()), "{name}: {line}");
            assert_eq!(version.split('.').count(), 3, "{name}: {line}");
        }
    }
}

#[test]
fn every_script_can_be_run_and_is_part_of_a_workflow() {
    let scripts = support::tree(&support::repository().join(".github"));
    let workflows: String =
        scripts.iter().filter(|(path, _)| path.ends_with(".yml")).map(|(_, text)| text.as_str()).collect();
    for (path, text) in scripts.iter().filter(|(path, _)| path.ends_with(".sh") && !path.ends_with("lib.sh")) {
        assert!(text.starts_with("#!/usr/bin/env bash\n# ") && text.contains("\nset -euo pipefail\n"), "{path}");
        assert!(workflows.contains(&format!(" .github/{path} ")), "{path} is not used");
    }
}
