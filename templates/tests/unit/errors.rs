//! Errors: every format of body, every predicate, a text of one line without bodies, and causes.

use std::error::Error as _;
use std::time::Duration;

use crate::runtime::transport::{Chunk, HttpResponse, TransportError, TransportErrorKind};
use crate::runtime::{Error, Operation};
use crate::support::{CREATE, DELETE, FETCH, LIST, Script, Step, THING, answer, text};

async fn api_error(operation: &'static Operation, status: u16, body: impl Into<Chunk>) -> Error {
    let answer = HttpResponse::new(status)
        .with_header("content-type", "application/json")
        .with_header("acme-request-id", "RQ1")
        .with_header("Retry-After", "7")
        .with_body(body);
    fail(operation, Step::Answer(answer)).await
}

async fn fail(operation: &'static Operation, step: Step) -> Error {
    let script = Script::new([step]);
    let mut call = script.call(operation);
    call.inputs.path::<String>("Sid", THING);
    call.send::<serde_json::Value>().await.unwrap_err()
}

#[test]
fn an_error_is_one_pointer_wide() {
    assert_eq!(size_of::<Error>(), size_of::<usize>());
    assert_eq!(size_of::<Result<(), Error>>(), size_of::<usize>());
    fn check<T: std::error::Error + Send + Sync + 'static>() {}
    check::<Error>();
}

#[tokio::test]
async fn the_classic_shape_is_read_in_full() {
    let body = r#"{"code":20404,"message":"The thing was\nnot found","more_info":"https://www.acme.example/docs/errors/20404","status":404,"details":{"a":1}}"#;
    let error = api_error(&FETCH, 404, body).await;
    assert_eq!(text(&error), "fetch_thing: 404 Not Found, code 20404: The thing was not found (request RQ1)");
    assert_eq!(error.code(), Some(20404));
    assert_eq!(error.message(), Some("The thing was\nnot found"));
    assert_eq!(error.more_info(), Some("https://www.acme.example/docs/errors/20404"));
    assert_eq!(error.details(), Some(&serde_json::json!({"a": 1})));
    assert_eq!(error.request_id(), Some("RQ1"));
    assert_eq!(error.header("retry-after"), Some("7"));
    assert_eq!(error.operation().unwrap().id(), "fetch_thing");
    assert_eq!((error.status(), error.body()), (Some(404), Some(body.as_bytes())));
    assert!(error.is_api() && error.is_not_found() && error.source().is_none());
}

/// The error of a request with these texts, for which the server responds with a message.
async fn error_about(texts: &serde_json::Value, message: &str) -> Error {
    let answer = HttpResponse::new(400).with_body(serde_json::json!({"code": 1302, "message": message}).to_string());
    let script = Script::new([Step::Answer(answer)]);
    let mut call = script.call(&CREATE);
    call.inputs.form_json("Contents", texts);
    // One of a few known values is not private, and the message would be unintelligible without it.
    call.inputs.form::<bool>("Flag", true);
    call.send::<serde_json::Value>().await.unwrap_err()
}

#[tokio::test]
async fn a_message_that_repeats_what_was_sent_is_withheld() {
    let texts = serde_json::json!({"people": [
        {"name": "Ann Lee & Sons", "mail": "ann@example.com"}, ["Bo", "山田太郎", "Say \"hi\"\nto all of them, Müller"],
    ]});
    for message in [
        "no Ann Lee & Sons",
        "no ANN LEE & SONS",
        "no 'Ann Lee &amp; Sons'",
        "no Ann Lee &#38; Sons",
        "no Ann%20Lee%20%26%20Sons",
        "no Ann+Lee+%26+Sons",
        "no Ann  Lee\t&\nSons",
        "no Ann Lee & S…",
        "no annleesons",
        "no \"Ann-Lee-and-so\"",
        "no xxAnn Lee & Sonsxx",
        "no \\\"Say \\\\\"hi\\\\\"\\\\nto all",
        "no …to all of them",
        "no M\\u00fcller, of them",
        "no M&#xFC;ller: of them m&#252;ller",
        "no of them, M\u{00dc}LLER",
        "no ann@example.com",
        "no ann%40example.com",
        "no mailto:ANN@EXAMPLE.COM?",
        "no 山田太郎さん",
        "no Bo",
        "no bo, or (BO)",
    ] {
        let error = error_about(&texts, message).await;
        let expected = "create_thing: 400 Bad Request, code 1302: a message that repeats a value of the request, see \
                        `Error::message`";
        assert_eq!(text(&error), expected, "{message}");
        assert_eq!(format!("{error:?}"), format!("Error::Api({expected})"));
        assert_eq!(error.message(), Some(message));
    }
    for message in [
        "The parameter Contents is not valid: true",
        "Bob is not about to",
        "Unknown: Annabel",
        "a & b < c; 100 % of \\ and &; &nbsp",
        "\\",
        "&",
        "\\u12",
        "",
    ] {
        let error = error_about(&texts, message).await;
        assert!(!text(&error).contains("repeats"), "{message}: {error}");
    }
    // A single character would be found everywhere, unless it is a word.
    assert!(!text(&error_about(&serde_json::json!("-"), "no - here").await).contains("repeats"));
    assert!(!text(&error_about(&serde_json::json!("e"), "no entry here").await).contains("repeats"));
    assert!(text(&error_about(&serde_json::json!("7"), "no 7 here").await).contains("repeats"));
    let longest = api_error(&LIST, 400, serde_json::json!({"message": "x".repeat(1000)}).to_string()).await;
    assert!(text(&longest).contains(&"x".repeat(1000)));
    let long = api_error(&LIST, 400, serde_json::json!({"message": "x".repeat(1001)}).to_string()).await;
    assert_eq!(text(&long), "list_things: 400 Bad Request: a message of 1001 bytes (request RQ1)");
    assert_eq!(long.message().map(str::len), Some(1001));
    // Values in the path are shown: they identify the resource.
    let error = api_error(&FETCH, 404, format!(r#"{{"message":"no {THING}"}}"#)).await;
    assert_eq!(text(&error), format!("fetch_thing: 404 Not Found: no {THING} (request RQ1)"));
}

#[tokio::test]
async fn what_a_body_lacks_is_simply_not_there() {
    let error = api_error(&LIST, 400, r#"{"message":"no code"}"#).await;
    assert_eq!(text(&error), "list_things: 400 Bad Request: no code (request RQ1)");
    assert_eq!((error.code(), error.more_info(), error.details()), (None, None, None));
    let error = api_error(&LIST, 400, r#"{"message":"","detail":"in other words"}"#).await;
    assert_eq!(error.message(), Some("in other words"));
    let error = api_error(&LIST, 400, r#"{"code":"1302","message":null}"#).await;
    assert_eq!((error.code(), error.message()), (Some(1302), None));
    assert_eq!(text(&error), "list_things: 400 Bad Request, code 1302 (request RQ1)");
}

#[tokio::test]
async fn text_that_is_not_unicode_does_not_cost_the_code() {
    for (body, message) in [
        (&b"{\"code\":1302,\"message\":\"caf\xE9\"}"[..], "caf\u{FFFD}"),
        (br#"{"code":1302,"message":"cut \ud83d"}"#, "cut \u{FFFD}"),
        (b"\xEF\xBB\xBF{\"code\":1302,\"message\":\"marked\"}", "marked"),
    ] {
        let error = api_error(&LIST, 400, body).await;
        assert_eq!((error.code(), error.message(), error.body()), (Some(1302), Some(message), Some(body)));
    }
}

#[tokio::test]
async fn problem_details_are_read() {
    let body = r#"{"type":"https://www.acme.example/docs/api/errors/20001","title":"Invalid","status":400,"code":20001,"detail":"Size is off","errors":[{"pointer":"/size"}]}"#;
    let error = api_error(&CREATE, 400, body).await;
    assert_eq!((error.code(), error.message()), (Some(20001), Some("Size is off")));
    assert_eq!(error.more_info(), Some("https://www.acme.example/docs/api/errors/20001"));
    assert_eq!(error.details().unwrap()[0]["pointer"], "/size");
    let error = api_error(&CREATE, 400, r#"{"type":"about:blank","title":"Invalid"}"#).await;
    assert_eq!((error.message(), error.more_info()), (Some("Invalid"), None));
}

#[tokio::test]
async fn the_newer_platform_shape_is_read() {
    let body = r#"{"code":20001,"message":"bad","httpStatusCode":418,"params":{"p":1},"userError":true}"#;
    let error = api_error(&CREATE, 400, body).await;
    // The status in the body is ignored.
    assert_eq!((error.status(), error.code()), (Some(400), Some(20001)));
    assert_eq!(error.details(), Some(&serde_json::json!({"p": 1})));
}

#[tokio::test]
async fn a_body_that_is_no_error_of_the_platform_is_kept_and_not_shown() {
    for body in ["<html>canary</html>", "", "[\"canary\"]", "{\"canary\":1}", "null", "{\"code\":{}}"] {
        let error = api_error(&LIST, 503, body).await;
        assert_eq!(text(&error), "list_things: 503 Service Unavailable (request RQ1)");
        assert_eq!(error.body(), Some(body.as_bytes()));
        assert!(!format!("{error:?}").contains("canary"));
        assert!(error.is_server_error() && !error.may_have_been_applied());
    }
}

#[tokio::test]
async fn debug_is_the_line_with_the_kind_of_error() {
    let error = api_error(&LIST, 429, r#"{"code":20429,"message":"slow","details":{"canary":1}}"#).await;
    assert_eq!(format!("{error:?}"), "Error::Api(list_things: 429 Too Many Requests, code 20429: slow (request RQ1))");
}

type Predicate = fn(&Error) -> bool;

const BY_STATUS: &[(u16, Predicate)] = &[
    (401, Error::is_unauthorized),
    (403, Error::is_forbidden),
    (404, Error::is_not_found),
    (409, Error::is_conflict),
    (412, Error::is_precondition_failed),
    (429, Error::is_rate_limited),
    (500, Error::is_server_error),
    (503, Error::is_server_error),
    (599, Error::is_server_error),
];

#[tokio::test]
async fn each_status_has_its_own_predicate() {
    for (status, own) in BY_STATUS {
        let error = api_error(&LIST, *status, "").await;
        assert!(own(&error) && error.is_api(), "{status}");
        let others = BY_STATUS
            .iter()
            .filter(|(other, _)| (*other >= 500) != (*status >= 500) || (*other < 500 && other != status));
        for (other, predicate) in others {
            assert!(!predicate(&error), "{status} is not {other}");
        }
        assert!(!error.is_transport() && !error.is_decode() && !error.is_timeout() && !error.is_invalid_input());
    }
}

#[tokio::test]
async fn every_2xx_is_success_and_nothing_else_is() {
    for status in [200, 201, 202, 204, 299] {
        let script = Script::new([Step::Answer(HttpResponse::new(status).with_body("{}"))]);
        assert_eq!(script.call(&LIST).send::<serde_json::Value>().await.unwrap().http_status(), status);
    }
    for status in [100, 199, 300, 301, 302, 304, 307, 308, 400, 418, 600, 999] {
        let answer = HttpResponse::new(status).with_header("Location", "https://evil.test/").with_body("{}");
        let script = Script::new([Step::Answer(answer)]);
        let error = script.call(&LIST).send::<serde_json::Value>().await.unwrap_err();
        assert!(error.is_api() && error.status() == Some(status), "{status}");
        assert_eq!(script.requests().len(), 1, "a redirect is not followed");
        let error = fail(&DELETE, Step::Answer(HttpResponse::new(status))).await;
        assert!(!error.may_have_been_applied(), "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn whether_another_time_may_be_better_is_told() {
    use TransportErrorKind::{Connect, Interrupted, InvalidRequest, Other, Timeout};
    for status in [408, 429, 500, 501, 503, 599] {
        assert!(api_error(&CREATE, status, "").await.is_transient(), "{status}");
    }
    for status in [300, 400, 401, 403, 404, 409, 412, 418, 600] {
        assert!(!api_error(&CREATE, status, "").await.is_transient(), "{status}");
    }
    for kind in [Connect, Interrupted, Other, Timeout] {
        assert!(fail(&CREATE, transport_error(kind)).await.is_transient(), "{kind:?}");
    }
    assert!(!fail(&CREATE, transport_error(InvalidRequest)).await.is_transient());
    assert!(fail(&CREATE, Step::Never).await.is_transient());
    assert!(!fail(&CREATE, answer(200, "[")).await.is_transient());
}

#[tokio::test(start_paused = true)]
async fn limits_are_shown_as_people_write_them() {
    for (limit, shown) in [(1_499_994_422, "1.5s"), (2_000_000_000, "2s"), (1_234_567, "1ms"), (499_999, "499.999µs")]
    {
        let mut call = Script::new([Step::Never]).call(&LIST);
        call.with_timeout(Duration::from_nanos(limit));
        let error = call.send::<serde_json::Value>().await.unwrap_err();
        assert_eq!(text(&error), format!("list_things: no complete response within {shown}"));
    }
}

fn transport_error(kind: TransportErrorKind) -> Step {
    let cause = std::io::Error::other("the cause");
    Step::Fail(TransportError::new(kind, "the message").with_source(cause))
}

#[tokio::test]
async fn a_change_may_have_been_applied_unless_it_cannot_have_been() {
    use TransportErrorKind::{Connect, Interrupted, Other, Timeout};
    let maybe = |error: &Error| {
        let says = error.to_string().contains("; it may have been applied");
        assert_eq!(says, error.may_have_been_applied(), "{error}");
        says
    };
    for operation in [&CREATE, &DELETE] {
        assert!(!maybe(&fail(operation, transport_error(Connect)).await));
        assert!(!maybe(&fail(operation, Step::Fail(TransportError::connect_timeout("late"))).await));
        for kind in [Timeout, Interrupted, Other] {
            assert!(maybe(&fail(operation, transport_error(kind)).await), "{kind:?}");
        }
        assert!(maybe(&api_error(operation, 500, "").await) && maybe(&api_error(operation, 503, "").await));
        for status in [400, 401, 404, 409, 412, 429] {
            assert!(!maybe(&api_error(operation, status, "").await), "{status}");
        }
    }
    for kind in [Connect, Timeout, Interrupted, Other] {
        assert!(!maybe(&fail(&FETCH, transport_error(kind)).await));
    }
    assert!(!maybe(&api_error(&FETCH, 500, "").await));
}

#[tokio::test(start_paused = true)]
async fn a_time_limit_that_is_over_may_have_been_applied() {
    let error = fail(&CREATE, Step::Never).await;
    assert!(error.is_timeout() && error.may_have_been_applied());
    assert_eq!(
        text(&error),
        "create_thing: no complete response within 30s; it may have been applied: check with list_things"
    );
}

#[tokio::test]
async fn a_failed_transport_keeps_its_causes() {
    let error = fail(&FETCH, transport_error(TransportErrorKind::Connect)).await;
    assert!(error.is_connect() && error.is_transport() && !error.is_timeout() && !error.is_api());
    assert_eq!(text(&error), "fetch_thing: the message: the cause");
    let source = error.source().unwrap();
    assert_eq!(source.to_string(), "the message");
    assert_eq!(source.source().unwrap().to_string(), "the cause");
    assert_eq!((error.status(), error.code(), error.request_id()), (None, None, None));
    let late = fail(&FETCH, Step::Fail(TransportError::connect_timeout("late"))).await;
    assert!(late.is_connect() && late.is_timeout());
    let late = fail(&FETCH, transport_error(TransportErrorKind::Timeout)).await;
    assert!(!late.is_connect() && late.is_timeout());
}

/// A body that returns one piece and is then interrupted.
struct Breaks(u8);

impl futures_core::Stream for Breaks {
    type Item = Result<Chunk, TransportError>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        self.0 += 1;
        std::task::Poll::Ready(Some(match self.0 {
            1 => Ok(Chunk::from("{\"code\":1")),
            _ => Err(TransportError::new(TransportErrorKind::Interrupted, "broken")),
        }))
    }
}

#[tokio::test]
async fn a_body_that_breaks_off_is_no_answer_but_its_status_counts() {
    let answer = |status| Step::Answer(HttpResponse::new(status).with_body_stream(Breaks(0)));
    let error = fail(&CREATE, answer(201)).await;
    assert!(error.is_transport() && !error.is_decode() && error.may_have_been_applied());
    assert_eq!(text(&error), "create_thing: 201 Created: broken; it may have been applied: check with list_things");
    assert_eq!(error.status(), Some(201));
    let error = fail(&CREATE, answer(401)).await;
    assert!(error.is_unauthorized() && !error.may_have_been_applied());
    assert_eq!(error.body(), Some(&b""[..]));
}

#[tokio::test]
async fn a_request_id_cannot_break_the_line() {
    let answer = HttpResponse::new(500).with_header("Acme-Request-Id", "a\tb");
    assert!(text(&fail(&FETCH, Step::Answer(answer)).await).ends_with("(request a\\tb)"));
}
