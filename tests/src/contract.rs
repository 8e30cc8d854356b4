//! One operation against a server: whether its request has every parameter, and its answer can be read.

use std::collections::BTreeSet;
use std::path::PathBuf;

use generator::surface::ParameterLocation;
use twilio_intelligence_v2::transport::HttpRequest;
use twilio_intelligence_v2::{Client, Error, Operation, RetryPolicy};

use crate::calls::{Call, Variant, calls};
use crate::recorder::Recorder;
use crate::request::Outcome;
use crate::surface::{parameters, surface};
use crate::{credentials, sent, upstream};

/// The header in which Prism lists violations for which it did not return an error.
const VIOLATIONS: &str = "sl-violations";

/// What was found about an operation.
#[derive(Default)]
pub struct Checked {
    /// The status of the answer.
    pub status: Option<u16>,
    /// The parameters of the request.
    pub sent: BTreeSet<(ParameterLocation, String)>,
    /// What is wrong.
    pub problems: Vec<String>,
}

impl Checked {
    /// Reports whether nothing is wrong.
    pub fn passed(&self) -> bool {
        self.problems.is_empty()
    }
}

/// The parameters that a request must have, by the id of its operation.
pub type Required = Vec<(String, BTreeSet<(ParameterLocation, String)>)>;

/// Returns the parameters of each operation, according to the description and to Twilio's document.
pub fn required_parameters(upstream: Option<PathBuf>) -> Result<Required, String> {
    let described = surface().operations.iter();
    let mut required: Required = described.map(|operation| (operation.id.clone(), parameters(operation))).collect();
    if let Some(file) = upstream {
        let official = upstream::read(&file)?.into_iter();
        required.extend(official.map(|operation| (operation.id, operation.parameters)));
    }
    Ok(required)
}

/// Sends the full call of an operation.
pub async fn check(real: &Client, operation: &Operation, required: &Required) -> Checked {
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
    let builder = Client::builder(credentials()).base_url(real.base_url()).transport(recorder.clone());
    let client = builder.retry(RetryPolicy::never()).build();
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
