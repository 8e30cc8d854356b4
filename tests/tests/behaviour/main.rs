//! What the generated client does when all is not well, and on the way there. Knows the client's methods and a script of
//! answers; what the runtime does by itself is proved beside the runtime.

mod failures;
mod finding;
mod inputs;
mod lists;
mod settings;
mod versions;
mod waiting;

use tests::calls::{Variant, call};
use tests::description::Description;
use tests::recorder::Reply;
use tests::request::Begun;
use tests::sample::Sampler;
use twilio_intelligence_v2::Client;

const SERVICE: &str = "GA00000000000000000000000000000001";
const OPERATOR: &str = "LY00000000000000000000000000000002";
const TRANSCRIPT: &str = "GT00000000000000000000000000000003";

/// The call of an operation, with every parameter.
fn begin(operation: &str, client: &Client) -> Begun {
    (call(operation, Variant::Full).begin)(client)
}

/// A good answer to an operation.
fn success(operation: &str) -> Reply {
    let description = Description::read();
    let operation = description.operation(operation);
    match operation.status {
        204 => Reply::text(204, ""),
        status => Reply::json(status, &Sampler::new(&description, &|_, _| "text").body(&operation)),
    }
}
