//! Tests how the generated client decodes responses.

mod damaged;
mod members;
mod typed;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};
use tests::calls::{Variant, call};
use tests::client;
use tests::recorder::{Recorder, Reply};
use tests::request::Outcome;
use tests::same::{difference, page_as_decoded};
use tests::surface::{returning, surface};
use twilio_intelligence_v2::{Client, Error};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/http")
}

/// Returns the example responses of an operation: the status, and the bodies by name.
fn examples(operation: &str) -> (u16, Map<String, Value>) {
    let text = std::fs::read_to_string(folder().join(format!("{operation}.json"))).expect("the operation has examples");
    let file: Value = serde_json::from_str(&text).expect("the examples are JSON");
    let status = file["status"].as_u64().and_then(|status| status.try_into().ok());
    (status.expect("the examples have a status"), file["bodies"].as_object().expect("there are bodies").clone())
}

fn example(operation: &str, name: &str) -> Value {
    examples(operation).1.remove(name).expect("the example exists")
}

/// Returns a client that gets this reply.
fn answered(reply: Reply) -> Client {
    client(&Recorder::with([reply]))
}

fn answered_with(body: &Value) -> Client {
    answered(Reply::json(200, body))
}

/// Returns what an operation makes of a reply.
async fn outcome(operation: &str, reply: Reply) -> Result<Outcome, Error> {
    (call(operation, Variant::Minimal).begin)(&answered(reply)).sending.await
}

#[tokio::test]
async fn every_example_is_decoded_without_loss() {
    for operation in Client::operations() {
        if !folder().join(format!("{operation}.json")).exists() {
            continue;
        }
        let (status, bodies) = examples(operation.id());
        for (name, body) in bodies {
            let outcome = outcome(operation.id(), Reply::json(status, &body)).await;
            let outcome = outcome.unwrap_or_else(|error| unreachable!("{operation} {name}: {error}"));
            assert_eq!(outcome.response.http_status(), status);
            assert_eq!(difference(&page_as_decoded(&body), &outcome.value), None, "{operation} {name}");
        }
    }
}

#[test]
fn every_operation_that_returns_something_has_examples() {
    let files = std::fs::read_dir(folder()).expect("the folder exists");
    let files: BTreeSet<_> = files.map(|file| file.expect("the folder can be listed").file_name()).collect();
    let expected: BTreeSet<_> = returning().map(|operation| format!("{}.json", operation.id).into()).collect();
    let wrong: Vec<_> = files.symmetric_difference(&expected).collect();
    assert!(wrong.is_empty(), "missing in `fixtures/http`, or without an operation: {wrong:?}");
    for operation in returning() {
        assert_eq!(examples(&operation.id).0, operation.facts.status, "{}", operation.id);
    }
}

#[tokio::test]
async fn operations_that_return_nothing_need_no_body() {
    for operation in surface().operations.iter().filter(|operation| operation.facts.status == 204) {
        for reply in [Reply::text(204, ""), Reply::text(200, ""), Reply::text(202, "deleted")] {
            let outcome = outcome(&operation.id, reply).await.expect("any success will do");
            assert_eq!(outcome.value, Value::Null);
        }
    }
}
