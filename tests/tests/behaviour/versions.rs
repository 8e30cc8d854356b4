//! Conditional updates with `ETag` and `If-Match`.

use serde_json::json;
use tests::client;
use tests::recorder::{Recorder, Reply};
use twilio_intelligence_v2::IfMatch;
use twilio_intelligence_v2::model::OperatorConfig;

use super::{OPERATOR, SERVICE, success};

/// Returns the `If-Match` headers of all requests.
fn conditions(recorder: &Recorder) -> Vec<Option<String>> {
    recorder.requests().iter().map(|request| request.header("If-Match").map(str::to_owned)).collect()
}

#[tokio::test]
async fn an_etag_is_sent_back_verbatim() {
    for mark in ["\"3\"", "3", "W/\"3\"", "\"a, b\"", "*"] {
        let fetched = || success("FetchService").with_header("ETag", mark);
        let recorder = Recorder::with([fetched(), fetched(), fetched(), fetched()]);
        let services = client(&recorder).services();
        let service = services.fetch(SERVICE).send().await.expect("the service is there");
        let etag = service.require_etag().expect("the response has an ETag");
        services.update(SERVICE).if_match(etag).send().await.expect("the version is current");
        services.update(SERVICE).if_match(etag.clone()).send().await.expect("the version is current");
        services.update(SERVICE).if_match(etag.as_str()).send().await.expect("the version is current");
        let expected = [None, Some(mark.to_owned()), Some(mark.to_owned()), Some(mark.to_owned())];
        assert_eq!(conditions(&recorder), expected);
    }
}

#[tokio::test]
async fn a_version_number_is_sent_without_quotes() {
    let recorder = Recorder::with([success("FetchCustomOperator"), success("UpdateCustomOperator")]);
    let operators = client(&recorder).custom_operators();
    let operator = operators.fetch(OPERATOR).send().await.expect("the operator is there");
    let update = operators.update(&operator.sid, "Refund intent", OperatorConfig::new());
    update.if_match(operator.version).send().await.expect("the version is current");
    assert_eq!(conditions(&recorder), [None, Some("1".to_owned())]);
}

#[tokio::test]
async fn a_required_etag_that_is_missing_is_an_error() {
    let recorder = Recorder::with([success("FetchService"), success("FetchCustomOperator")]);
    let client = client(&recorder);
    let service = client.services().fetch(SERVICE).send().await.expect("the service is there");
    let error = service.require_etag().expect_err("the response has no ETag");
    assert!(error.is_decode() && error.status() == Some(200), "{error:?}");
    assert_eq!(error.to_string(), "FetchService: 200 OK: unexpected response: the response has no `ETag` header");
    let operator = client.custom_operators().fetch(OPERATOR).send().await.expect("the operator is there");
    assert!(operator.etag().is_none() && operator.require_etag().is_err());
}

#[tokio::test]
async fn an_outdated_version_is_a_precondition_failure() {
    let stale = Reply::json(412, &json!({"code": 20412, "message": "stale"}));
    let recorder = Recorder::with([stale]);
    let error = client(&recorder).services().update(SERVICE).if_match(1).send().await.expect_err("it is stale");
    assert!(error.is_precondition_failed() && !error.may_have_been_applied(), "{error}");
}

#[tokio::test]
async fn an_invalid_version_is_not_sent() {
    for mark in ["", "3\r\nX-Injected: 1", "\u{e9}"] {
        let recorder = Recorder::default();
        let update = client(&recorder).services().update(SERVICE).if_match(IfMatch::from(mark));
        let error = update.send().await.expect_err("it is not a valid header value");
        assert!(error.is_invalid_input() && error.to_string().contains("`If-Match`"), "{error}");
        assert_eq!(recorder.requests().len(), 0);
    }
}
