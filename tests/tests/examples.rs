//! Runs every example of the crate, as a newcomer would: offline, without arguments.

#![allow(clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::fs;
use std::process::Command;

/// The features that an example needs, by its first line but the one that says where it is from.
fn features(text: &str) -> String {
    let line = text.lines().find_map(|line| line.strip_prefix("// features: "));
    line.unwrap_or_default().replace(' ', "")
}

fn run(name: &str, features: &str) -> String {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(support::repository());
    command.args(["run", "--quiet", "--offline", "--package", "twilio-intelligence-v2"]);
    command.args(["--features", features, "--example", name]);
    let output = command.output().expect("cargo runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{name}: {text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

#[test]
fn every_example_runs_offline() {
    let folder = support::repository().join("generated/examples");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .expect("there are examples")
        .filter_map(|entry| Some(entry.expect("it can be read").file_name().to_str()?.strip_suffix(".rs")?.to_owned()))
        .collect();
    names.sort_unstable();
    for name in &names {
        let text = fs::read_to_string(folder.join(format!("{name}.rs"))).expect("it can be read");
        let printed = run(name, &features(&text));
        assert!(!printed.trim().is_empty(), "{name} prints nothing");
    }
    assert!(names.contains(&"quickstart".to_owned()), "{names:?}");
}

#[test]
fn the_quickstart_prints_a_conversation_its_results_and_the_webhook() {
    let printed = run("quickstart", "fake");
    for expected in ["completed", "Agent: Thank you for calling.", "Reason: ", "Webhook: Transcript GT", "Deleted"] {
        assert!(printed.contains(expected), "no `{expected}` in:\n{printed}");
    }
}
