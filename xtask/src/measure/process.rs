//! Measures time and peak memory of a process, as accounted by the operating system.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use wait4::Wait4;

/// The resources that one run used.
pub(super) struct Sample {
    wall: Duration,
    peak_bytes: u64,
}

impl Sample {
    pub(super) fn milliseconds(&self) -> f64 {
        self.wall.as_secs_f64() * 1000.0
    }

    pub(super) fn mebibytes(&self) -> f64 {
        self.peak_bytes as f64 / f64::from(1 << 20)
    }
}

/// Runs a command `runs` times, after one run that is not counted. A run that fails is an error.
pub(super) fn sample(command: &mut Command, runs: usize) -> Result<Vec<Sample>> {
    run(command)?;
    (0..runs).map(|_| run(command)).collect()
}

/// Runs a command once.
pub(super) fn run(command: &mut Command) -> Result<Sample> {
    let name = format!("{command:?}");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let started = Instant::now();
    let child = command.spawn().with_context(|| format!("cannot run {name}"))?;
    let used = child.wait4().with_context(|| format!("cannot wait for {name}"))?;
    let wall = started.elapsed();
    ensure!(used.status.success(), "{name} failed: {}", used.status);
    Ok(Sample { wall, peak_bytes: used.rusage.maxrss })
}

pub(super) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
