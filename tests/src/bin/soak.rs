//! Runs the soak with more calls than the test does. `cargo xtask soak` runs it as a release build.

use std::process::ExitCode;
use std::time::Duration;

use tests::soak::{Plan, run};

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let mut plan = Plan { requests: 100_000, in_flight: 64, seed: 1, slack: Duration::from_millis(250) };
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let value: u64 = arguments.next().ok_or_else(|| format!("{name} needs a value"))?.parse()?;
        match &*name {
            "--requests" => plan.requests = usize::try_from(value)?,
            "--in-flight" => plan.in_flight = usize::try_from(value)?,
            "--seed" => plan.seed = value,
            _ => return Err(format!("unknown argument `{name}`").into()),
        }
    }
    let report = run(plan).await?;
    println!("{report}");
    Ok(if report.broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
