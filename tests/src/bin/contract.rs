//! Runs every operation of the generated client with all parameters and the default transport against a running Prism,
//! a mock server that validates requests against Twilio's OpenAPI document. `cargo xtask contract` starts Prism.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

use generator::surface::ParameterLocation;
use tests::calls::{Call, Variant, calls};
use tests::recorder::Recorder;
use tests::request::Outcome;
use tests::surface::{parameters, surface};
use tests::{credentials, sent, upstream};
use twilio_intelligence_v2::transport::HttpRequest;
use twilio_intelligence_v2::{Client, Error, Operation};

const USAGE: &str = "usage: contract --base-url URL [--upstream FILE]

  --base-url URL   base URL of the API on Prism, such as http://127.0.0.1:4010/v2
  --upstream FILE  Twilio's OpenAPI document, to check that every parameter in it is sent";

/// The header in which Prism lists violations for which it did not return an error.
const VIOLATIONS: &str = "sl-violations";

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

#[derive(Default)]
struct Checked {
    status: Option<u16>,
    sent: BTreeSet<(ParameterLocation, String)>,
    problems: Vec<String>,
}

impl Checked {
    fn passed(&self) -> bool {
        self.problems.is_empty()
    }
}

type Required = Vec<(String, BTreeSet<(ParameterLocation, String)>)>;

/// Returns the parameters of each operation, according to the description and to Twilio's document.
fn required_parameters(upstream: Option<PathBuf>) -> Result<Required, String> {
    let described = surface().operations.iter();
    let mut required: Required = described.map(|operation| (operation.id.clone(), parameters(operation))).collect();
    if let Some(file) = upstream {
        let official = upstream::read(&file)?.into_iter();
        required.extend(official.map(|operation| (operation.id, operation.parameters)));
    }
    Ok(required)
}

async fn check(real: &Client, operation: &Operation, required: &Required) -> Checked {
    let call = calls().into_iter().find(|call| call.operation == operation.id() && call.variant == Variant::Full);
    let Some(call) = call else {
        let problems = vec!["`tests/src/calls.rs` has no call of this operation".to_owned()];
        return Checked { problems, ..Checked::default() };
    };
    let request = recorded(call, real).await;
    let sent = sent::parameters(&request, operation.path_template());
    let (status, mut problems) = judge((call.begin)(real).sending.await);
    let wanted = required.iter().filter(|(id, _)| id == operation.id()).flat_map(|(_, parameters)| parameters);
    let missing: BTreeSet<_> = wanted.filter(|parameter| !sent.contains(*parameter)).collect();
    if !problems.is_empty() {
        problems.push(format!("response of the server: {}", repeated(&request).await));
    }
    problems.extend(missing.iter().map(|(place, name)| format!("not sent: {place:?} {name}")));
    Checked { status, sent, problems }
}

/// Returns the request of a call, by sending it to a recorder.
async fn recorded(call: Call, real: &Client) -> HttpRequest {
    let recorder = Recorder::default();
    let client = Client::builder(credentials()).base_url(real.base_url()).transport(recorder.clone()).build();
    // Fails, because the recorder has no reply.
    drop((call.begin)(&client.expect("the settings built a client before")).sending.await);
    recorder.requests().pop().expect("the call sends a request")
}

/// Sends the request again with reqwest and returns the response body. The client's error contains only the members of
/// Twilio's errors, but Prism reports its reasons in others.
async fn repeated(request: &HttpRequest) -> String {
    let method = request.method().as_str().parse().expect("the method is one of HTTP");
    let mut again = reqwest::Client::new().request(method, request.url()).body(request.body().to_vec());
    for header in request.headers() {
        again = again.header(header.name(), header.value());
    }
    match again.send().await {
        Ok(answer) => answer.text().await.unwrap_or_else(|error| error.to_string()),
        Err(error) => error.to_string(),
    }
}

fn judge(result: Result<Outcome, Error>) -> (Option<u16>, Vec<String>) {
    match result {
        Ok(outcome) => {
            let violations = outcome.response.header(VIOLATIONS).map(|list| format!("{VIOLATIONS}: {list}"));
            (Some(outcome.response.http_status()), violations.into_iter().collect())
        }
        Err(error) => {
            let mut reasons = vec![error.to_string()];
            reasons.extend(error.header(VIOLATIONS).map(|list| format!("{VIOLATIONS}: {list}")));
            (error.status(), reasons)
        }
    }
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
