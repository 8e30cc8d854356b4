//! Tests the behaviour of the generated client: inputs, settings, failures, lists, versions and waiters. What the
//! runtime does on its own is tested in `templates/tests/unit`.

mod failures;
mod finding;
mod inputs;
mod lists;
mod settings;
mod versions;
mod waiting;

use tests::calls::{Variant, call};
use tests::recorder::Reply;
use tests::request::Begun;
use tests::sample::sample;
use tests::surface;
use twilio_intelligence_v2::Client;

const SERVICE: &str = "GA00000000000000000000000000000001";
const OPERATOR: &str = "LY00000000000000000000000000000002";
const TRANSCRIPT: &str = "GT00000000000000000000000000000003";

/// Starts the call of an operation with all parameters.
fn begin(operation: &str, client: &Client) -> Begun {
    (call(operation, Variant::Full).begin)(client)
}

/// Returns a successful reply to an operation.
fn success(operation: &str) -> Reply {
    match surface::operation(operation).facts.status {
        204 => Reply::text(204, ""),
        status => Reply::json(status, &sample(operation)),
    }
}
