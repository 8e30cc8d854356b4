//! Every call of the table, with all parameters and with the required ones only: it arrives as the rows of
//! `fixtures/wire.yaml` say, is applied, and its answer is read.

use std::collections::BTreeMap;

use serde_json::Value;
use tests::fakes::{AFake, Seen};
use tests::rows::{Row, rows};
use tests::surface;

use super::{seeds, single_client};

/// The query and the form of a row, with values as texts but for JSON.
fn sent(row: &Row) -> BTreeMap<String, Value> {
    let query = row.query.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str())));
    query.chain(row.form.clone()).collect()
}

#[tokio::test(start_paused = true)]
async fn every_call_arrives_in_process() {
    for row in rows() {
        check(&row, seeds::in_process(&row.call())).await;
    }
}

#[tokio::test]
async fn every_call_arrives_on_a_port() {
    for row in rows() {
        check(&row, seeds::on_a_port(&row.call()).await).await;
    }
}

async fn check(row: &Row, fake: AFake) {
    let what = format!("{} {}", row.operation, row.variant);
    let before = fake.requests().await.len();
    let result = (row.call().begin)(&single_client(&fake)).sending.await;
    let outcome = result.unwrap_or_else(|error| panic!("{what}: {error}"));
    let mut requests = fake.requests().await.split_off(before);
    assert_eq!(requests.len(), 1, "{what} is sent once");
    let seen = requests.remove(0);
    let described = surface::operation(&row.operation);
    assert_eq!(outcome.response.http_status(), described.facts.status, "{what}");
    assert_eq!(seen.status, Some(described.facts.status), "{what}");
    assert_eq!(seen.operation.as_deref(), Some(row.operation.as_str()));
    assert_eq!((&seen.method, &seen.path), (&row.method, &row.path), "{what}");
    let expected = sent(row);
    assert_eq!(parameters(&seen, &described.path, &expected), expected, "{what}");
}

/// The parameters of a request but those of the path, with values parsed as JSON where that is expected.
fn parameters(seen: &Seen, template: &str, expected: &BTreeMap<String, Value>) -> BTreeMap<String, Value> {
    let of_path = template.matches('{').count();
    let pairs = seen.parameters.iter().skip(of_path).map(|(name, text)| {
        let is_json = expected.get(name).is_some_and(|value| !value.is_string());
        let json = is_json.then(|| serde_json::from_str(text).ok()).flatten();
        (name.clone(), json.unwrap_or_else(|| Value::from(text.as_str())))
    });
    pairs.collect()
}
