//! Runs every operation of the generated client with all parameters and the default transport against a running Prism,
//! a mock server that validates requests against Twilio's OpenAPI document. `cargo xtask contract` starts Prism.

use std::path::PathBuf;
use std::process::ExitCode;

use tests::contract::{Checked, check, required_parameters};
use tests::credentials;
use twilio_intelligence_v2::{Client, Operation};

const USAGE: &str = "usage: contract --base-url URL [--upstream FILE]

  --base-url URL   base URL of the API on Prism, such as http://127.0.0.1:4010/v2
  --upstream FILE  Twilio's OpenAPI document, to check that every parameter in it is sent";

struct Arguments {
    base_url: String,
    upstream: Option<PathBuf>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let run = match arguments() {
        Ok(arguments) => run(arguments).await,
        Err(problem) => {
            eprintln!("error: {problem}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("error: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn arguments() -> Result<Arguments, String> {
    let (mut base_url, mut upstream) = (None, None);
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        let mut value = || given.next().ok_or(format!("{name} needs a value"));
        match name.as_str() {
            "--base-url" => base_url = Some(value()?),
            "--upstream" => upstream = Some(PathBuf::from(value()?)),
            _ => return Err(format!("unknown argument `{name}`")),
        }
    }
    Ok(Arguments { base_url: base_url.ok_or("--base-url is missing")?, upstream })
}

async fn run(arguments: Arguments) -> Result<bool, String> {
    let real =
        Client::builder(credentials()).base_url(arguments.base_url).build().map_err(|error| error.to_string())?;
    let required = required_parameters(arguments.upstream)?;
    let mut passed = 0;
    for operation in Client::operations() {
        let checked = check(&real, operation, &required).await;
        print_row(operation, &checked);
        passed += usize::from(checked.passed());
    }
    let all = Client::operations().len();
    println!("{passed} of {all} operations passed");
    Ok(passed == all)
}

fn print_row(operation: &Operation, checked: &Checked) {
    let verdict = if checked.passed() { "ok" } else { "FAIL" };
    let (id, method, path) = (operation.id(), operation.method().as_str(), operation.path_template());
    let status = checked.status.map_or("-".to_owned(), |status| status.to_string());
    let names: Vec<_> = checked.sent.iter().map(|(_, name)| name.as_str()).collect();
    println!("{verdict:<4}  {id:<29}  {method:<6}  {path:<57}  {status:<3}  {}", names.join(" "));
    for problem in &checked.problems {
        println!("      {problem}");
    }
}
