//! The request that each call sends, compared with the rows of `fixtures/wire.yaml`, which must cover the description.

use std::collections::{BTreeMap, BTreeSet};

use generator::surface::{Idempotency as Described, ParameterLocation};
use serde_json::Value;
use tests::calls::{Call, Variant, call, calls};
use tests::recorder::Recorder;
use tests::request::Extra;
use tests::rows::{Row, rows};
use tests::surface::{parameters, surface};
use tests::{client, sent};
use twilio_intelligence_v2::transport::HttpRequest;
use twilio_intelligence_v2::{Client, Idempotency};

const ORIGIN: &str = "https://intelligence.twilio.com";
/// `Basic` authentication with the test credentials, in base64.
const AUTHORIZATION: &str =
    "Basic U0swMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMTpjb3JyZWN0IGhvcnNlIGJhdHRlcnkgc3RhcGxl";

/// Returns the only request of a call. The call fails, because there is no response.
async fn request_of(call: Call) -> HttpRequest {
    let recorder = Recorder::default();
    drop((call.begin)(&client(&recorder)).sending.await);
    let mut requests = recorder.requests();
    assert_eq!(requests.len(), 1, "{} sends one request", call.operation);
    requests.remove(0)
}

#[tokio::test]
async fn every_call_sends_the_request_of_its_row() {
    for row in rows() {
        let request = request_of(call(&row.operation, row.variant())).await;
        let what = format!("{} {}", row.operation, row.variant);
        assert_eq!(request.method().as_str(), row.method, "method of {what}");
        let (path, query) = sent::path_and_query(&request);
        assert_eq!(path, row.path, "path of {what}");
        assert_eq!(once_each(query), row.query, "query of {what}");
        assert_eq!(form_like(&row.form, &request), row.form, "form of {what}");
        assert_eq!(headers(&request), expected_headers(&row), "headers of {what}");
        assert!(request.url().starts_with(&format!("{ORIGIN}/v2/")), "{what} is sent to the API");
        assert_eq!(request.body().is_empty(), row.form.is_empty(), "body of {what}");
    }
}

/// Returns the pairs by name. No parameter of this API may be repeated.
fn once_each(pairs: Vec<(String, String)>) -> BTreeMap<String, String> {
    let count = pairs.len();
    let map: BTreeMap<_, _> = pairs.into_iter().collect();
    assert_eq!(map.len(), count, "a name is repeated");
    map
}

/// Returns the form of a request, with values parsed as JSON if the row contains JSON.
fn form_like(expected: &BTreeMap<String, Value>, request: &HttpRequest) -> BTreeMap<String, Value> {
    let fields = once_each(sent::form(request)).into_iter();
    fields
        .map(|(name, text)| {
            let json = expected.get(&name).is_some_and(|value| !value.is_string());
            let value =
                if json { serde_json::from_str(&text).expect("the field holds JSON") } else { Value::String(text) };
            (name, value)
        })
        .collect()
}

/// Returns all headers with names in lower case, without the user agent, whose value depends on the machine.
fn headers(request: &HttpRequest) -> BTreeMap<String, String> {
    let headers = request.headers().map(|header| (header.name().to_ascii_lowercase(), header.value().to_owned()));
    let mut headers = once_each(headers.collect());
    let user_agent = headers.remove("user-agent").expect("every request has a user agent");
    assert_user_agent(&user_agent);
    headers
}

fn expected_headers(row: &Row) -> BTreeMap<String, String> {
    let named = row.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone()));
    let mut headers: BTreeMap<_, _> = named.collect();
    headers.insert("accept".to_owned(), "application/json".to_owned());
    if tests::surface::page_key(tests::surface::operation(&row.operation)).is_some() {
        headers.insert("accept-encoding".to_owned(), "gzip".to_owned());
    }
    headers.insert("authorization".to_owned(), AUTHORIZATION.to_owned());
    if !row.form.is_empty() {
        headers.insert("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned());
    }
    headers
}

/// `twilio-intelligence-v2/1.2.3 (linux x86_64) rust/1.85`
fn assert_user_agent(text: &str) {
    let numbers = |version: &str| version.split('.').all(|number| number.parse::<u32>().is_ok());
    let (library, rest) = text.split_once(" (").expect("a library and a platform");
    let (platform, language) = rest.split_once(") ").expect("a platform and a language");
    assert!(library.strip_prefix("twilio-intelligence-v2/").is_some_and(numbers), "{text}");
    assert_eq!(platform, format!("{} {}", std::env::consts::OS, std::env::consts::ARCH));
    assert!(language.strip_prefix("rust/").is_some_and(numbers), "{text}");
}

#[tokio::test]
async fn queries_and_forms_are_percent_encoded() {
    let list = request_of(call("ListTranscript", Variant::Full)).await;
    assert!(list.url().contains("&AfterStartTime=2026-01-02T03%3A04%3A05Z&"), "{}", list.url());
    let create = request_of(call("CreateService", Variant::Full)).await;
    let body = String::from_utf8_lossy(create.body()).into_owned();
    assert!(body.contains("FriendlyName=Support+calls+%26+chats&"), "{body}");
    assert!(body.contains("WebhookUrl=https%3A%2F%2Fexample.com%2Fhook%3Ftenant%3D7&"), "{body}");
}

#[tokio::test]
async fn only_the_authorization_is_marked_sensitive() {
    let request = request_of(call("UpdateService", Variant::Full)).await;
    let sensitive = request.headers().filter(|header| header.is_sensitive());
    let names: Vec<_> = sensitive.map(|header| header.name().to_ascii_lowercase()).collect();
    assert_eq!(names, ["authorization"]);
}

/// An input that the description has is set with its method, whether the call sets it or not.
#[tokio::test]
async fn extra_parameters_travel_and_never_replace_described_ones() {
    for call in calls() {
        let described = surface().operation(call.operation).expect("it is described");
        let recorder = Recorder::default();
        let begun = (call.begin)(&client(&recorder));
        for parameter in &described.parameters {
            let places = match parameter.location {
                ParameterLocation::Header => &[Extra::Header][..],
                _ => &[Extra::Query, Extra::Form],
            };
            for &place in places {
                let error = (begun.extended)(place, &parameter.name, "x").await.map(drop).expect_err("an input");
                assert!(error.is_invalid_input(), "{} {}: {error}", call.operation, parameter.name);
            }
        }
        assert_eq!(recorder.requests().len(), 0, "{}", call.operation);
        drop((begun.extended)(Extra::Query, "New", "1 2").await);
        drop((begun.extended)(Extra::Header, "X-New", "1 2").await);
        let in_form = (begun.extended)(Extra::Form, "New", "1 2").await.map(drop).expect_err("no field or no answer");
        let requests = recorder.requests();
        assert!(sent::path_and_query(&requests[0]).1.contains(&("New".to_owned(), "1 2".to_owned())));
        assert_eq!(requests[1].header("x-new"), Some("1 2"));
        match requests.get(2) {
            Some(request) => assert!(request.body().ends_with(b"New=1+2"), "{}", call.operation),
            None => assert!(in_form.is_invalid_input() && described.method.as_str() != "POST", "{}", call.operation),
        }
    }
}

#[test]
fn every_operation_has_a_row_and_a_call_of_both_variants() {
    let operations: BTreeSet<_> = Client::operations().iter().map(|operation| operation.id().to_owned()).collect();
    let variants = [Variant::Full, Variant::Minimal];
    let expected: Vec<_> = operations.iter().flat_map(|id| variants.map(|variant| (id.clone(), variant))).collect();
    let missing: Vec<_> = expected
        .iter()
        .filter(|(id, variant)| !calls().iter().any(|call| (call.operation, call.variant) == (id, *variant)))
        .collect();
    assert!(missing.is_empty(), "calls are missing in `tests/src/calls.rs`: {missing:?}");
    let mut rows: Vec<_> = rows().iter().map(|row| (row.operation.clone(), row.variant())).collect();
    rows.sort();
    assert_eq!(rows, expected, "rows");
    let mut calls: Vec<_> = calls().iter().map(|call| (call.operation.to_owned(), call.variant)).collect();
    calls.sort();
    assert_eq!(calls, expected, "calls");
    assert_eq!(operations.len(), 29, "update the number in README.md and CHANGELOG.md as well");
}

#[test]
fn the_full_row_has_every_parameter_of_the_description() {
    let described = &surface().operations;
    let ids: BTreeSet<_> = described.iter().map(|operation| operation.id.clone()).collect();
    let known: BTreeSet<_> = Client::operations().iter().map(|operation| operation.id().to_owned()).collect();
    assert_eq!(ids, known, "the client has the operations of the description");
    for operation in described {
        let full = rows().into_iter().find(|row| row.operation == operation.id && row.variant == "full");
        let row = full.unwrap_or_else(|| unreachable!("{} has no full row in `fixtures/wire.yaml`", operation.id));
        assert_eq!(row.parameters(operation), parameters(operation), "{}", operation.id);
    }
}

/// Operations that must not be sent twice, and those that may be with `If-Match`. Maintained independently of the
/// description, because a mistake there would apply requests twice.
const NOT_IDEMPOTENT: [&str; 4] =
    ["CreateCustomOperator", "CreateOperatorAttachment", "CreateService", "CreateTranscript"];
const WITH_IF_MATCH: [&str; 2] = ["UpdateCustomOperator", "UpdateService"];

#[test]
fn creations_and_updates_are_not_idempotent() {
    for operation in Client::operations() {
        let expected = match operation.id() {
            id if NOT_IDEMPOTENT.contains(&id) => Idempotency::NotIdempotent,
            id if WITH_IF_MATCH.contains(&id) => Idempotency::WithIfMatch,
            _ => Idempotency::Idempotent,
        };
        assert_eq!(operation.idempotency(), expected, "{operation}");
    }
}

/// The metadata of operations, for programs, logs and metrics, is that of the description.
#[test]
fn metadata_matches_the_description() {
    for about in &surface().operations {
        let operation = Client::operations().iter().find(|operation| operation.id() == about.id).expect("it is known");
        assert_eq!(operation.method().as_str(), about.method, "{}", about.id);
        assert_eq!(operation.path_template(), about.path);
        let idempotency = match about.facts.idempotency {
            Described::Always => Idempotency::Idempotent,
            Described::WithIfMatch => Idempotency::WithIfMatch,
            Described::Never => Idempotency::NotIdempotent,
        };
        assert_eq!(operation.idempotency(), idempotency, "{}", about.id);
        let permission = about.facts.permission.as_ref().map(|permission| permission.name.as_str());
        assert_eq!(operation.permission(), permission, "{}", about.id);
        let find = about.find.as_ref().map(|find| find.operation.as_str());
        assert_eq!(operation.find().map(|find| find.id()), find, "{}", about.id);
    }
}
