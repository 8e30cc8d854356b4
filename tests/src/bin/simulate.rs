//! Knows how the simulation is run for longer than in a test: `cargo xtask simulate` runs it as a release build.

use std::process::ExitCode;

use tests::simulation::{Plan, run};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> ExitCode {
    let numbers: Vec<u64> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let [cases, seed] = numbers[..] else {
        eprintln!("usage: simulate CASES SEED");
        return ExitCode::from(2);
    };
    let started = std::time::Instant::now();
    let report = run(Plan { cases, seed, mistake: None }).await;
    println!("{cases} cases, seed {seed}, {:.1} s\n{report}", started.elapsed().as_secs_f64());
    if report.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
