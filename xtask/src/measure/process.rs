//! Runs processes: measures their time and their peak memory, and reads the figures that drivers print.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

/// Runs a command `runs` times, after one run that is not counted. A run that fails is an error.
pub(super) fn sample(command: &mut Command, runs: usize) -> Result<Vec<Duration>> {
    run(command)?;
    (0..runs).map(|_| run(command)).collect()
}

/// Samples several commands, which take turns.
pub(super) fn sample_in_turn(commands: &mut [Command], runs: usize) -> Result<Vec<Vec<Duration>>> {
    let mut samples = vec![Vec::new(); commands.len()];
    for round in 0..=runs {
        for (command, samples) in commands.iter_mut().zip(&mut samples) {
            let wall = run(command)?;
            if round > 0 {
                samples.push(wall);
            }
        }
    }
    Ok(samples)
}

/// Returns the median of the ratios of runs that took turns.
pub(super) fn relative(subject: &[Duration], control: &[Duration]) -> f64 {
    median(subject.iter().zip(control).map(|(subject, control)| subject.as_secs_f64() / control.as_secs_f64()))
}

/// Runs a command once and returns how long it took.
pub(super) fn run(command: &mut Command) -> Result<Duration> {
    let name = format!("{command:?}");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let started = Instant::now();
    let status = command.status().with_context(|| format!("cannot run {name}"))?;
    let wall = started.elapsed();
    ensure!(status.success(), "{name} failed: {status}");
    Ok(wall)
}

/// Returns the peak memory of a command in MiB, the median of some runs; `driver` is the program that measures it.
pub(super) fn peak(driver: &Path, command: &Command, runs: usize) -> Result<f64> {
    let sample = || -> Result<f64> {
        let output = Command::new(driver).arg(command.get_program()).args(command.get_args()).output()?;
        ensure!(output.status.success(), "{command:?} failed: {}", output.status);
        let bytes: u64 =
            String::from_utf8_lossy(&output.stdout).trim().parse().context("the driver prints a number")?;
        Ok(bytes as f64 / f64::from(1 << 20))
    };
    Ok(median((0..runs).map(|_| sample()).collect::<Result<Vec<f64>>>()?.into_iter()))
}

pub(super) fn milliseconds(wall: &Duration) -> f64 {
    wall.as_secs_f64() * 1000.0
}

pub(super) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Returns the target folder of the workspace, which contains this command.
pub(super) fn target() -> Result<PathBuf> {
    let own = std::env::current_exe().context("cannot find the path of this command")?;
    own.ancestors().nth(2).map(Path::to_path_buf).context("this command is not in a target folder")
}

/// Runs a driver, and returns what finds a figure by its name: a driver prints each in a line of its own.
pub(super) fn figures(driver: &str) -> Result<impl Fn(&str) -> Result<f64>> {
    let output = Command::new(target()?.join("release").join(driver)).output().context("cannot run a driver")?;
    ensure!(output.status.success(), "`{driver}` failed: {}", String::from_utf8_lossy(&output.stderr));
    let (text, driver) = (String::from_utf8_lossy(&output.stdout).into_owned(), driver.to_owned());
    Ok(move |name: &str| {
        let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        let value = value.with_context(|| format!("`{driver}` did not print `{name}`"))?.trim();
        value.parse::<f64>().with_context(|| format!("`{driver}` printed `{value}` for `{name}`"))
    })
}
