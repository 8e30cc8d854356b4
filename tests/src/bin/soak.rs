//! Runs a soak: the server in this process, and the client in another one of this program. `cargo xtask soak` runs it as a
//! release build.

use std::process::{Command, ExitCode};
use std::time::Duration;

use tests::soak::{Plan, Server, run};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Set for the process with the client.
const CLIENT: &str = "SOAK_CLIENT";
/// What else sets a proxy.
const PROXIES: [&str; 6] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"];

fn main() -> Result<ExitCode, Failure> {
    let plan = plan()?;
    if std::env::var_os(CLIENT).is_some() {
        return client(plan);
    }
    let server = Server::start(plan.seed, plan.requests)?;
    let mut client = Command::new(std::env::current_exe()?);
    PROXIES.iter().for_each(|name| _ = client.env_remove(name));
    client.args(std::env::args_os().skip(1)).env(CLIENT, "").envs(server.environment());
    let is_clean = client.status()?.success();
    println!(
        "{} requests, {} of creates repeated that may have been processed",
        server.requests(),
        server.created_twice()
    );
    Ok(if is_clean && server.created_twice() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn plan() -> Result<Plan, Failure> {
    let mut plan = Plan { requests: 100_000, in_flight: 64, seed: 1, slack: Duration::from_millis(250) };
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let value: u64 = arguments.next().ok_or_else(|| format!("{name} needs a value"))?.parse()?;
        match &*name {
            "--requests" => plan.requests = usize::try_from(value)?,
            "--in-flight" => plan.in_flight = usize::try_from(value)?,
            "--seed" => plan.seed = value,
            "--slack" => plan.slack = Duration::from_millis(value),
            _ => return Err(format!("unknown argument `{name}`").into()),
        }
    }
    Ok(plan)
}

#[tokio::main]
async fn client(plan: Plan) -> Result<ExitCode, Failure> {
    let report = run(plan).await?;
    println!("{report}");
    Ok(if report.broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
