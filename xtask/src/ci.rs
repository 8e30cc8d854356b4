//! `cargo xtask ci`: the checks that must pass before a change is merged.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result};
use clap::Args;

use crate::{cargo, contract};

#[derive(Args)]
pub(crate) struct Arguments {
    /// Twilio's OpenAPI document; also runs the contract tests
    #[arg(long, value_name = "FILE")]
    upstream: Option<PathBuf>,
}

/// A check: a command of cargo that must succeed.
struct Step {
    name: &'static str,
    arguments: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
}

const fn step(name: &'static str, arguments: &'static [&'static str]) -> Step {
    Step { name, arguments, environment: &[] }
}

/// All checks, the fastest first.
const STEPS: &[Step] = &[
    step("formatting", &["fmt", "--all", "--check"]),
    step("generated files", &["xtask", "codegen", "--check"]),
    step("lints", &["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"]),
    step("lints without default features", &["clippy", "-p", PACKAGE, "--no-default-features", "--", "-D", "warnings"]),
    step("tests", &["test", "--workspace"]),
    step("tests of optional features", &["test", "-p", "templates", "--all-features"]),
    // Cargo unifies features: any other crate of a program can enable them for the client as well.
    step(
        "tests with features of dependencies",
        &[
            "test",
            "-p",
            "tests",
            "--features",
            FOREIGN_FEATURES,
            "--test",
            "responses",
            "--test",
            "wire",
            "--test",
            "webhooks",
        ],
    ),
    Step {
        name: "documentation",
        arguments: &["doc", "--no-deps", "--workspace", "--all-features"],
        environment: &[("RUSTDOCFLAGS", "-Dwarnings")],
    },
    step("dependencies", &["deny", "check", "bans", "licenses", "sources"]),
    step("package", &["package", "-p", PACKAGE, "--allow-dirty"]),
];

const FOREIGN_FEATURES: &str = "serde_json/arbitrary_precision,serde_json/preserve_order,serde_json/float_roundtrip,\
                                serde_json/unbounded_depth,serde_json/raw_value";

const PACKAGE: &str = "twilio-intelligence-v2";

/// Runs every check, also after one has failed, and prints a summary.
pub(crate) fn run(root: &Path, arguments: &Arguments) -> Result<ExitCode> {
    let mut rows = Vec::new();
    for step in STEPS {
        rows.push((step.name, timed(step.name, || run_step(root, step))?));
    }
    match &arguments.upstream {
        Some(upstream) => {
            let drift = ["xtask", "drift", "--upstream"];
            let succeeded = || {
                let mut command = cargo::command(root);
                let status = command.args(drift).arg(upstream).status().context("cannot run cargo xtask drift")?;
                Ok(status.success())
            };
            rows.push(("drift", timed("drift", succeeded)?));
            let succeeded = || contract::run(root, upstream).map(|code| code == ExitCode::SUCCESS);
            rows.push(("contract", timed("contract", succeeded)?));
        }
        None => crate::output::errln!("\ncontract: skipped; pass Twilio's OpenAPI document with --upstream FILE"),
    }
    crate::output::errln!("");
    for (name, (succeeded, seconds)) in &rows {
        crate::output::errln!("{} {seconds:>7.1} s  {name}", if *succeeded { "ok    " } else { "FAILED" });
    }
    Ok(if rows.iter().all(|(_, (succeeded, _))| *succeeded) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn timed(name: &str, run: impl FnOnce() -> Result<bool>) -> Result<(bool, f64)> {
    crate::output::errln!("\n== {name}");
    let started = Instant::now();
    let succeeded = run()?;
    Ok((succeeded, started.elapsed().as_secs_f64()))
}

fn run_step(root: &Path, step: &Step) -> Result<bool> {
    let mut command = cargo::command(root);
    command.args(step.arguments).envs(step.environment.iter().copied());
    let status = command.status().with_context(|| format!("cannot run cargo {}", step.arguments.join(" ")))?;
    Ok(status.success())
}
