//! `cargo xtask measure`: measures the generator, the client and its build times, and compares them with their budgets.
//!
//! Figures are medians of several runs. Runs of a subject and its control alternate, because machines are noisy.

mod builds;
mod fake;
mod process;
mod row;
mod scale;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, ensure};
use clap::{Args, ValueEnum};

use self::process::{figures, median, milliseconds, peak, relative, sample, sample_in_turn, target};
use self::row::Row;
use crate::{cargo, disk};

/// Runs of short commands.
const RUNS: usize = 15;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Measures only this part
    #[arg(long, value_name = "PART")]
    only: Option<Part>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    Generator,
    Client,
    Builds,
    Fake,
}

/// Runs the command. It fails if a figure exceeds its budget.
pub(crate) fn run(root: &Path, arguments: &Arguments) -> Result<ExitCode> {
    let folder = tempfile::tempdir().context("cannot create a temporary folder")?;
    cargo::run(root, &["build", "--quiet", "--release", "--package", "xtask"])?;
    let drivers = ["--package", "tests", "--bin", "bench", "--bin", "peak", "--bin", "reprint", "--bin", "fake_load"];
    cargo::run(root, &[&["build", "--quiet", "--release"][..], &drivers].concat())?;
    cargo::run(root, &["xtask", "codegen", "--check"])?;

    let mut rows = Vec::new();
    let is_meant = |part: Part| arguments.only.is_none_or(|only| only == part);
    if is_meant(Part::Generator) {
        rows.extend(generator(root, folder.path())?);
        rows.push(warm_codegen(root)?);
        rows.extend(comparison(root, folder.path())?);
    }
    if is_meant(Part::Client) {
        rows.extend(requests()?);
        rows.extend(transports(root)?);
        rows.push(generated_lines(root)?);
    }
    if is_meant(Part::Builds) {
        rows.extend(builds::rows(root, folder.path())?);
    }
    if is_meant(Part::Fake) {
        rows.extend(fake::rows(root, folder.path())?);
    }
    row::print(&rows)?;
    Ok(if rows.iter().all(Row::is_within_budget) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Measures the generator as a whole process, with the repository's description and larger ones, relative to a process
/// that only prints the generated files: how fast the machine is makes no difference to that.
fn generator(root: &Path, folder: &Path) -> Result<Vec<Row>> {
    const FACTORS: [usize; 3] = [1, 10, 100];
    let binary = release_binary()?;
    let mut operations = Vec::new();
    let mut commands = Vec::new();
    for factor in FACTORS {
        let spec = folder.join(format!("spec-{factor}"));
        let out = folder.join(format!("out-{factor}"));
        operations.push(scale::write(&root.join("spec"), &spec, factor)?);
        let arguments = |check: bool| {
            let mut command = Command::new(&binary);
            command.arg("codegen").args(check.then_some("--check"));
            command.arg("--spec").arg(&spec).arg("--out").arg(&out);
            command
        };
        process::run(&mut arguments(false))?;
        commands.push(arguments(true));
    }
    let mut control = Command::new(target()?.join("release/reprint"));
    control.arg(folder.join("out-1/src"));
    commands.push(control);
    let samples = sample_in_turn(&mut commands, RUNS)?;
    let [small, medium, large, control] = [0, 1, 2, 3].map(|index| &samples[index]);
    let mut rows = Vec::new();
    for (index, (operations, samples)) in operations.iter().zip(&samples).enumerate() {
        let memory = peak(&target()?.join("release/peak"), &commands[index], RUNS)?;
        let what = format!("generator, {operations} operations");
        rows.push(Row::new(what.clone(), median(samples.iter().map(milliseconds)), "ms", None));
        rows.push(Row::new(format!("{what}, peak memory"), memory, "MiB", (index == 0).then_some(14.0)));
    }
    let what = format!("generator, {} operations, relative to printing their files again", operations[0]);
    rows.push(Row::new(what, relative(small, control), "×", 1.25));
    // The time must grow linearly. Start-up dominates for the smallest description, so the larger ones are compared as
    // well.
    for (index, base, budget) in [(0, small, 1.1), (1, medium, 1.25)] {
        let size = operations[2] as f64 / operations[index] as f64;
        let what =
            format!("generator, time per operation, {} operations relative to {}", operations[2], operations[index]);
        rows.push(Row::new(what, relative(large, base) / size, "×", budget));
    }
    Ok(rows)
}

fn warm_codegen(root: &Path) -> Result<Row> {
    let mut command = cargo::command(root);
    command.args(["xtask", "codegen"]);
    let samples = sample(&mut command, RUNS)?;
    let seconds = median(samples.iter().map(milliseconds)) / 1000.0;
    Ok(Row::new("cargo xtask codegen, warm", seconds, "s", 0.5))
}

/// Measures the comparison of the repository's description with a document: the description's own, which says more than
/// the vendor's, and is always there.
fn comparison(root: &Path, folder: &Path) -> Result<[Row; 2]> {
    let binary = release_binary()?;
    let document = folder.join("openapi.json");
    let mut export = Command::new(&binary);
    ensure!(export.arg("openapi").arg("--out").arg(&document).status()?.success(), "the export failed");
    let mut command = Command::new(&binary);
    command.arg("drift").arg("--spec").arg(root.join("spec")).arg("--upstream").arg(&document);
    let samples = sample(&mut command, RUNS)?;
    let wall = median(samples.iter().map(milliseconds));
    let memory = peak(&target()?.join("release/peak"), &command, RUNS)?;
    Ok([
        Row::new("comparison with an OpenAPI document", wall, "ms", 100.0),
        Row::new("comparison with an OpenAPI document, peak memory", memory, "MiB", 40.0),
    ])
}

fn release_binary() -> Result<PathBuf> {
    fs::canonicalize(target()?.join("release/xtask")).context("the release build created no xtask")
}

/// Measures requests through the client relative to its bare transport and to reqwest.
fn requests() -> Result<Vec<Row>> {
    let value = figures("bench")?;
    Ok(vec![
        Row::new("fetch through the client, relative to the bare transport", value("fetch_over_hyper")?, "×", 1.05),
        Row::new("fetch through the client, relative to reqwest", value("fetch_over_reqwest")?, "×", None),
        Row::new("page of 1,000 sentences, relative to serde's derive", value("decode_ratio")?, "×", 1.02),
    ])
}

/// Measures what the features `gzip` and `http2` are for. The second is not part of the other figures.
fn transports(root: &Path) -> Result<Vec<Row>> {
    let package = ["--package", "tests", "--features", "transports", "--bin", "transports"];
    cargo::run(root, &[&["build", "--quiet", "--release"], &package[..]].concat())?;
    let value = figures("transports")?;
    let row = |what: &str, name: &str, unit| Ok(Row::new(what, value(name)?, unit, None));
    [
        row("fetches over TLS, 64 in flight, HTTP/1.1", "fetches_http1", "/s"),
        row("fetches over TLS, 64 in flight, HTTP/2", "fetches_http2", "/s"),
        row("connections for them, HTTP/1.1", "connections_http1", "connections"),
        row("connections for them, HTTP/2", "connections_http2", "connections"),
        row("page of 5,000 sentences", "page_bytes", "bytes"),
        row("page of 5,000 sentences, gzip", "page_bytes_gzip", "bytes"),
        row("page of 5,000 sentences over loopback", "page_ms", "ms"),
        row("page of 5,000 sentences over loopback, gzip", "page_ms_gzip", "ms"),
    ]
    .into_iter()
    .collect()
}

/// Counts the lines of generated code, without comments, blank lines and the runtime.
fn generated_lines(root: &Path) -> Result<Row> {
    let files =
        disk::read_tree(&root.join("generated/src"), |path| path.ends_with(".rs") && !path.starts_with("runtime/"))?;
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with("//");
    let lines = files.iter().flat_map(|file| file.text.lines()).filter(is_code).count();
    Ok(Row::new("generated lines of code, without comments and runtime", lines as f64, "lines", 6000.0))
}
