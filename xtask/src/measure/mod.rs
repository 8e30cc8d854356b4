//! Knows which figures the project promises, how each is taken, and prints them beside their bars. Medians of several
//! runs; a control is measured in turn with what it controls, because machines are noisy.

mod builds;
mod process;
mod scale;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, ensure};

use self::process::{Sample, median, sample};

/// Runs of quick commands.
const RUNS: usize = 15;

/// One figure and what it must not exceed.
struct Row {
    what: String,
    value: f64,
    unit: &'static str,
    bar: Option<f64>,
}

impl Row {
    fn new(what: impl Into<String>, value: f64, unit: &'static str, bar: impl Into<Option<f64>>) -> Self {
        Self { what: what.into(), value, unit, bar: bar.into() }
    }

    fn holds(&self) -> bool {
        self.bar.is_none_or(|bar| self.value <= bar)
    }
}

/// `cargo xtask measure`
pub(crate) fn run(root: &Path) -> Result<ExitCode> {
    let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
    let folder = tempfile::tempdir().context("cannot create a temporary folder")?;
    cargo(root, &["build", "--quiet", "--release", "--package", "xtask"])?;
    cargo(root, &["build", "--quiet", "--release", "--package", "tests", "--bin", "bench"])?;
    cargo(root, &["xtask", "codegen", "--check"])?;

    let mut rows = Vec::new();
    rows.extend(generator(root, folder.path())?);
    rows.extend(warm_codegen(root)?);
    rows.extend(requests()?);
    rows.push(generated_lines(root)?);
    rows.extend(builds::rows(root, folder.path())?);
    print(&rows);
    Ok(if rows.iter().all(Row::holds) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The target folder of the workspace: this command lies in it.
fn target() -> Result<PathBuf> {
    let own = std::env::current_exe().context("cannot tell where this command is")?;
    own.ancestors().nth(2).map(Path::to_path_buf).context("this command lies in no target folder")
}

/// The generator as a whole process, on the description as it is and on larger ones.
fn generator(root: &Path, folder: &Path) -> Result<Vec<Row>> {
    let binary = fs::canonicalize(target()?.join("release/xtask")).context("the release build left no xtask")?;
    let mut rows = Vec::new();
    let mut per_operation = Vec::new();
    for factor in [1_usize, 10, 100] {
        let spec = folder.join(format!("spec-{factor}"));
        let out = folder.join(format!("out-{factor}"));
        let operations = scale::write(&root.join("spec"), &spec, factor)?;
        let arguments = |check: bool| {
            let mut command = Command::new(&binary);
            command.arg("codegen").args(check.then_some("--check"));
            command.arg("--spec").arg(&spec).arg("--out").arg(&out);
            command
        };
        sample(&mut arguments(false), 1)?;
        let samples = sample(&mut arguments(true), RUNS)?;
        let wall = median(samples.iter().map(Sample::milliseconds));
        let memory = median(samples.iter().map(Sample::mebibytes));
        let bars = if factor == 1 { (Some(15.0), Some(14.0)) } else { (None, None) };
        rows.push(Row::new(format!("generator, {operations} operations"), wall, "ms", bars.0));
        rows.push(Row::new(format!("generator, {operations} operations, peak memory"), memory, "MiB", bars.1));
        per_operation.push(wall / operations as f64);
    }
    // Linear: an operation costs no more in a larger description. The smallest is mostly start-up, so the two larger ones
    // are compared as well.
    let [once, ten_times, a_hundred_times] = [per_operation[0], per_operation[1], per_operation[2]];
    rows.push(Row::new("cost of an operation, 100 times as many over once", a_hundred_times / once, "×", 1.1));
    rows.push(Row::new(
        "cost of an operation, 100 times as many over 10 times",
        a_hundred_times / ten_times,
        "×",
        1.25,
    ));
    Ok(rows)
}

fn warm_codegen(root: &Path) -> Result<Vec<Row>> {
    let mut command = Command::new(cargo_path());
    command.args(["xtask", "codegen"]).current_dir(root);
    let samples = sample(&mut command, RUNS)?;
    let seconds = median(samples.iter().map(Sample::milliseconds)) / 1000.0;
    Ok(vec![Row::new("cargo xtask codegen, warm", seconds, "s", 0.5)])
}

/// What the client costs over its bare transport and over reqwest; the driver takes them in turn.
fn requests() -> Result<Vec<Row>> {
    let output = Command::new(target()?.join("release/bench")).output().context("cannot run the bench driver")?;
    ensure!(output.status.success(), "the bench driver failed: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout);
    let value = |name: &str| {
        let line =
            text.lines().find_map(|line| line.strip_prefix(name)).context("the bench driver printed no ratio")?;
        line.trim().parse::<f64>().context("the bench driver printed no number")
    };
    Ok(vec![
        Row::new("fetch through the client over the bare transport", value("fetch_over_hyper")?, "×", 1.05),
        Row::new("fetch through the client over bare reqwest", value("fetch_over_reqwest")?, "×", None),
        Row::new("page of 1,000 sentences over a bare derived struct", value("decode_ratio")?, "×", 1.02),
    ])
}

/// Lines of generated code without comments, blank lines and the runtime.
fn generated_lines(root: &Path) -> Result<Row> {
    let files = crate::disk::read_tree(&root.join("generated/src"), |path| {
        path.ends_with(".rs") && !path.starts_with("runtime/")
    })?;
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with("//");
    let lines = files.iter().flat_map(|file| file.text.lines()).filter(is_code).count();
    Ok(Row::new("generated lines of code, without comments and runtime", lines as f64, "lines", 6000.0))
}

fn print(rows: &[Row]) {
    anstream::println!("| what | measured | bar | |");
    anstream::println!("| --- | ---: | ---: | --- |");
    for row in rows {
        let bar = row.bar.map_or_else(String::new, |bar| format!("{} {}", number(bar, row.unit), row.unit));
        let verdict = match row.bar {
            None => "",
            Some(_) if row.holds() => "ok",
            Some(_) => "MISSED",
        };
        anstream::println!("| {} | {} {} | {bar} | {verdict} |", row.what, number(row.value, row.unit), row.unit);
    }
}

fn number(value: f64, unit: &str) -> String {
    match unit {
        "lines" | "crates" => format!("{value:.0}"),
        "ms" | "MiB" => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

fn cargo_path() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

fn cargo(root: &Path, arguments: &[&str]) -> Result<()> {
    let status = Command::new(cargo_path()).args(arguments).current_dir(root).status().context("cannot run cargo")?;
    ensure!(status.success(), "cargo {} failed", arguments.join(" "));
    Ok(())
}
