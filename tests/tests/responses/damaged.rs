//! Responses with an unexpected status, or with a body that cannot be decoded at all.

use tests::recorder::Reply;
use twilio_intelligence_v2::Error;

use super::{example, outcome};

async fn failure(operation: &str, reply: Reply) -> Error {
    outcome(operation, reply).await.err().expect("the response cannot be decoded")
}

#[tokio::test]
async fn any_success_status_is_accepted() {
    let body = example("CreateService", "create");
    for status in [200, 201, 202, 203, 299] {
        let outcome = outcome("CreateService", Reply::json(status, &body)).await.expect("the status is a success");
        assert_eq!(outcome.response.http_status(), status);
    }
    for status in [199, 300, 304] {
        let error = failure("CreateService", Reply::json(status, &body)).await;
        assert!(error.is_api() && error.status() == Some(status), "{error}");
    }
}

#[tokio::test]
async fn an_empty_body_is_not_a_resource() {
    for status in [200, 201, 202, 204] {
        let error = failure("CreateService", Reply::text(status, "")).await;
        assert!(error.is_decode(), "{error}");
        assert!(error.may_have_been_applied(), "the service may exist");
        assert!(error.to_string().contains("the body is empty"), "{error}");
    }
}

#[tokio::test]
async fn a_body_that_is_not_json_is_reported_and_kept() {
    let html = "<html><body>Welcome to the hotel</body></html>";
    let error = failure("FetchService", Reply::text(200, html).with_header("Content-Type", "text/html")).await;
    assert!(error.is_decode() && !error.is_api() && !error.may_have_been_applied());
    assert_eq!(error.status(), Some(200));
    assert_eq!(error.body(), Some(html.as_bytes()));
    let text = error.to_string();
    assert!(text.starts_with("FetchService: 200 OK: unexpected response: the body is not JSON"), "{text}");
    assert!(!text.contains("hotel") && !format!("{error:?}").contains("hotel"), "{error:?}");
}

#[tokio::test]
async fn a_truncated_body_is_an_error_wherever_it_ends() {
    let body = example("ListSentence", "timed").to_string();
    for length in 1..body.len() {
        let Some(part) = body.get(..length) else { continue };
        let error = failure("ListSentence", Reply::text(200, part)).await;
        assert!(error.is_decode(), "{error}");
        assert!(error.to_string().contains("the JSON is incomplete"), "{error}");
    }
}

#[tokio::test]
async fn text_after_the_json_is_an_error() {
    for operation in ["FetchService", "ListService"] {
        let name = if operation == "FetchService" { "fetch" } else { "empty" };
        let body = example(operation, name).to_string();
        assert!(failure(operation, Reply::text(200, &format!("{body} {{}}"))).await.is_decode());
        outcome(operation, Reply::text(200, &format!(" {body}\r\n"))).await.expect("white space is ignored");
    }
}

#[tokio::test]
async fn a_value_that_is_not_an_object_is_not_a_resource() {
    for body in ["null", "[]", "\"CANARY\"", "17", "{}"] {
        for operation in ["FetchService", "ListService"] {
            let error = failure(operation, Reply::text(200, body)).await;
            assert!(error.is_decode(), "{operation} {body}: {error}");
            assert!(!error.to_string().contains("CANARY"), "{error}");
        }
    }
}

#[tokio::test]
async fn a_page_requires_its_items_but_not_its_links() {
    for body in [r#"{"services": []}"#, r#"{"services": [], "meta": null}"#, r#"{"meta": {}, "services": null}"#] {
        let outcome = outcome("ListService", Reply::text(200, body)).await.expect("the page is empty");
        assert_eq!(outcome.value["items"], serde_json::json!([]));
    }
    let error = failure("ListService", Reply::text(200, r#"{"transcripts": [], "meta": {}}"#)).await;
    assert!(error.to_string().contains("missing field `services`"), "{error}");
}
