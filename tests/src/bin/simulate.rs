//! Runs the simulation with more calls than the test does. `cargo xtask simulate` runs it as a release build.

use std::process::ExitCode;

use tests::simulation::{Plan, run};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1)?.parse::<u64>().ok()
    };
    let (Some(cases), Some(seed)) = (number("--cases"), number("--seed")) else {
        eprintln!("usage: simulate --cases N --seed S");
        return ExitCode::from(2);
    };
    let started = std::time::Instant::now();
    let report = run(Plan { cases, seed, mistake: None }).await;
    println!("{cases} cases, seed {seed}, {:.1} s\n{report}", started.elapsed().as_secs_f64());
    if report.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
