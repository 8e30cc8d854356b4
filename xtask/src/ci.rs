//! Knows everything that has to hold before a change is merged, in one list. CI and contributors run the same.

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result};

use crate::driver;

/// One thing that has to hold.
struct Step {
    name: &'static str,
    arguments: &'static [&'static str],
    /// Environment that makes warnings fail.
    environment: &'static [(&'static str, &'static str)],
}

const fn step(name: &'static str, arguments: &'static [&'static str]) -> Step {
    Step { name, arguments, environment: &[] }
}

/// Arguments of cargo; the quick ones first, so that a mistake shows soon.
const STEPS: &[Step] = &[
    step("formatting", &["fmt", "--all", "--check"]),
    step("fresh output", &["xtask", "codegen", "--check"]),
    step("lints", &["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"]),
    step("lints without default features", &["clippy", "-p", PACKAGE, "--no-default-features", "--", "-D", "warnings"]),
    step("tests", &["test", "--workspace"]),
    step("tests of optional features", &["test", "-p", "templates", "--all-features"]),
    Step {
        name: "documentation",
        arguments: &["doc", "--no-deps", "--workspace", "--all-features"],
        environment: &[("RUSTDOCFLAGS", "-Dwarnings")],
    },
    step("dependencies", &["deny", "check", "bans", "licenses", "sources"]),
    step("package", &["package", "-p", PACKAGE, "--allow-dirty"]),
];

const PACKAGE: &str = "twilio-intelligence-v2";

/// `cargo xtask ci`: runs every step and says in the end which failed.
pub(crate) fn run(root: &Path, upstream: Option<&Path>) -> Result<ExitCode> {
    let mut rows = Vec::new();
    for step in STEPS {
        rows.push((step.name, timed(step.name, || cargo(root, step))?));
    }
    match upstream {
        Some(upstream) => {
            let succeeded = || crate::contract::run(root, upstream).map(|code| code == ExitCode::SUCCESS);
            rows.push(("contract", timed("contract", succeeded)?));
        }
        None => anstream::eprintln!("contract: not run; give the vendor's document with --upstream FILE"),
    }
    anstream::eprintln!();
    for (name, (succeeded, seconds)) in &rows {
        anstream::eprintln!("{} {seconds:>7.1} s  {name}", if *succeeded { "ok    " } else { "FAILED" });
    }
    Ok(if rows.iter().all(|(_, (succeeded, _))| *succeeded) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn timed(name: &str, run: impl FnOnce() -> Result<bool>) -> Result<(bool, f64)> {
    anstream::eprintln!("\n== {name}");
    let started = Instant::now();
    let succeeded = run()?;
    Ok((succeeded, started.elapsed().as_secs_f64()))
}

fn cargo(root: &Path, step: &Step) -> Result<bool> {
    let mut command = driver::cargo(root);
    command.args(step.arguments).envs(step.environment.iter().copied());
    let status = command.status().with_context(|| format!("cannot run cargo {}", step.arguments.join(" ")))?;
    Ok(status.success())
}
