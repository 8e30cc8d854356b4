//! `cargo xtask simulate` and `cargo xtask soak`: run long tests of the package `tests` as release builds.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;

use crate::cargo;

#[derive(Args)]
pub(crate) struct Simulate {
    /// Number of calls
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    cases: u64,
    /// Seed of the calls and failures: the same seed gives the same run
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
}

#[derive(Args)]
pub(crate) struct Soak {
    /// Total number of calls
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    requests: u64,
    /// Number of concurrent calls
    #[arg(long, value_name = "N", default_value_t = 64)]
    in_flight: u64,
    /// Seed of the calls and faults; their order depends on the machine
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
}

/// Runs `cargo xtask simulate`.
pub(crate) fn simulate(root: &Path, arguments: &Simulate) -> Result<ExitCode> {
    run(root, "simulate", &[("--cases", arguments.cases), ("--seed", arguments.seed)])
}

/// Runs `cargo xtask soak`.
pub(crate) fn soak(root: &Path, arguments: &Soak) -> Result<ExitCode> {
    let Soak { requests, in_flight, seed } = *arguments;
    run(root, "soak", &[("--requests", requests), ("--in-flight", in_flight), ("--seed", seed)])
}

fn run(root: &Path, driver: &str, options: &[(&str, u64)]) -> Result<ExitCode> {
    let mut command = cargo::command(root);
    command.args(["run", "--quiet", "--release", "--package", "tests", "--bin", driver, "--"]);
    for (name, value) in options {
        command.args([name, &*value.to_string()]);
    }
    let status = command.status().with_context(|| format!("cannot run the driver {driver}"))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
