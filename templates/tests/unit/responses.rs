//! Successful responses: the value, the headers, and bodies in pieces.

use std::pin::Pin;
use std::task::{Context, Poll};

use crate::runtime::transport::{Chunk, HttpResponse, TransportError};
use crate::support::{CREATE, FETCH, Script, Step, THING, answer, text};

fn full() -> Step {
    Step::Answer(
        HttpResponse::new(201)
            .with_header("etag", "\"3\"")
            .with_header("ACME-REQUEST-ID", "RQ2")
            .with_header("X-Rate-Limit-Limit", "100")
            .with_header("x-rate-limit-remaining", "99")
            .with_header("X-Rate-Limit-Config", "c")
            .with_body("[1,2]"),
    )
}

#[tokio::test]
async fn a_response_is_its_value_and_keeps_the_headers() {
    let script = Script::new([full()]);
    let response = script.call(&CREATE).send::<Vec<i32>>().await.unwrap();
    assert_eq!((response.http_status(), response.len(), response.first()), (201, 2, Some(&1)));
    assert_eq!(response.etag().unwrap().as_str(), "\"3\"");
    assert_eq!(response.require_etag().unwrap().as_str(), "\"3\"");
    assert_eq!(response.request_id(), Some("RQ2"));
    let limit = response.rate_limit();
    assert_eq!((limit.limit, limit.remaining, limit.config), (Some("100"), Some("99"), Some("c")));
    assert_eq!((response.header("x-RATE-limit-limit"), response.header("absent")), (Some("100"), None));
    assert_eq!(format!("{response:?}"), "Response { status: 201, value: [1, 2] }");
    let mapped = response.clone().map(|numbers| numbers.len());
    assert_eq!((*mapped, mapped.request_id()), (2, Some("RQ2")));
    assert_eq!(mapped.into_inner(), 2);
}

#[tokio::test]
async fn a_version_mark_that_is_needed_but_absent_is_an_error() {
    let script = Script::new([answer(200, "{}")]);
    let mut call = script.call(&FETCH);
    call.inputs.path::<String>("Sid", THING);
    let response = call.send::<serde_json::Value>().await.unwrap();
    assert_eq!(response.etag(), None);
    let limit = response.rate_limit();
    assert_eq!((limit.limit, limit.remaining, limit.config), (None, None, None));
    let error = response.require_etag().unwrap_err();
    assert!(error.is_decode());
    assert_eq!(text(&error), "fetch_thing: 200 OK: unexpected response: the response has no `ETag` header");
}

#[tokio::test]
async fn an_empty_answer_may_have_a_body_all_the_same() {
    let script = Script::new([answer(204, ""), answer(200, "not json")]);
    assert_eq!(script.call(&CREATE).send_empty().await.unwrap().http_status(), 204);
    assert_eq!(script.call(&CREATE).send_empty().await.unwrap().http_status(), 200);
}

/// Returns its pieces one by one, pending before each.
struct Pieces(Vec<&'static str>, bool);

impl futures_core::Stream for Pieces {
    type Item = Result<Chunk, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.1 = !self.1;
        if self.1 {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(if self.0.is_empty() { None } else { Some(Ok(Chunk::from(self.0.remove(0)))) })
    }
}

#[tokio::test]
async fn a_body_is_put_together_from_its_pieces() {
    for (length, pieces) in [
        (None, vec!["[1,2]"]),
        (None, vec!["[1", ",2", "]"]),
        (Some("5"), vec!["[", "", "1,", "2]"]),
        // A header must not be trusted to reserve memory.
        (Some("33554432"), vec!["[1,", "2]"]),
        (Some("nonsense"), vec!["", "[1,2]", ""]),
    ] {
        let mut response = HttpResponse::new(200).with_body_stream(Pieces(pieces, false));
        if let Some(length) = length {
            response = response.with_header("Content-Length", length);
        }
        let script = Script::new([Step::Answer(response)]);
        assert_eq!(script.call(&CREATE).send::<Vec<i32>>().await.unwrap().into_inner(), [1, 2]);
    }
}
