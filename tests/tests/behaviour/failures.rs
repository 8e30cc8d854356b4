//! Every operation with error responses, timeouts and interrupted connections.

use std::time::Duration;

use serde_json::{Value, json};
use tests::recorder::{Recorder, Reply};
use tests::request::{HURRY, Sending};
use tests::{client, credentials};
use tokio::time::Instant;
use twilio_intelligence_v2::transport::TransportErrorKind;
use twilio_intelligence_v2::{Client, Error, Method, RetryPolicy, error_code};

use super::{begin, success};

type Predicate = fn(&Error) -> bool;

/// Returns error responses: status, body, and the only predicate of the error's status that must be true.
fn refusals() -> Vec<(u16, Value, Predicate)> {
    let platform = |code: i64, status: u16, message: &str| {
        let more_info = format!("https://www.twilio.com/docs/errors/{code}");
        json!({"code": code, "message": message, "more_info": more_info, "status": status})
    };
    vec![
        (400, json!({"code": 1302, "message": "GA123 is invalid"}), |error| error.status() == Some(400)),
        (401, platform(20003, 401, "Authenticate"), Error::is_unauthorized),
        (401, platform(70051, 401, "Permission denied"), Error::is_unauthorized),
        (403, platform(20403, 403, "Forbidden"), Error::is_forbidden),
        (404, platform(20404, 404, "The requested resource was not found"), Error::is_not_found),
        (409, platform(20409, 409, "Unique name is taken"), Error::is_conflict),
        (412, platform(20412, 412, "Version mismatch"), Error::is_precondition_failed),
        (429, platform(20429, 429, "Too many requests"), Error::is_rate_limited),
        (500, platform(20500, 500, "Internal error"), Error::is_server_error),
    ]
}

const STATUS_PREDICATES: [Predicate; 7] = [
    Error::is_unauthorized,
    Error::is_forbidden,
    Error::is_not_found,
    Error::is_conflict,
    Error::is_precondition_failed,
    Error::is_rate_limited,
    Error::is_server_error,
];

/// Returns the error of a call that gets this reply.
async fn failure(operation: &str, reply: Reply) -> Error {
    let recorder = Recorder::with([reply]);
    let error = begin(operation, &client(&recorder)).sending.await.err().expect("the reply is not a success");
    assert_eq!(recorder.requests().len(), 1, "{operation} is sent once");
    assert_eq!(error.operation().map(|operation| operation.id()), Some(operation));
    let line = error.to_string();
    assert!(line.starts_with(operation) && !line.contains('\n'), "{line}");
    error
}

#[tokio::test]
async fn every_operation_reports_error_responses() {
    for operation in Client::operations() {
        for (status, body, predicate) in refusals() {
            let request_id = "RQ0000000000000000000000000000000f";
            let reply = Reply::json(status, &body).with_header("Twilio-Request-Id", request_id);
            let error = failure(operation.id(), reply).await;
            assert!(error.is_api() && predicate(&error), "{error:?}");
            let true_ones = STATUS_PREDICATES.iter().filter(|predicate| predicate(&error)).count();
            assert_eq!(true_ones, usize::from(status != 400), "{error:?}");
            assert_eq!(error.status(), Some(status));
            assert_eq!(error.code(), body["code"].as_i64());
            assert_eq!(error.message(), body["message"].as_str());
            assert_eq!(error.more_info(), body["more_info"].as_str());
            let line = error.to_string();
            let (code, message) = (&body["code"], body["message"].as_str().expect("there is a message"));
            for part in [format!(": {status} "), format!(", code {code}: {message}"), format!("(request {request_id})")]
            {
                assert!(line.contains(&part), "{line}");
            }
        }
    }
}

#[tokio::test]
async fn the_error_line_is_complete() {
    let (_, body, _) = refusals().into_iter().find(|(status, ..)| *status == 404).expect("there is a 404");
    let reply = Reply::json(404, &body).with_header("twilio-request-id", "RQ1");
    assert_eq!(
        failure("FetchService", reply).await.to_string(),
        "FetchService: 404 Not Found, code 20404: The requested resource was not found (request RQ1)"
    );
    let reply = Reply::text(503, "<html>Back soon</html>");
    assert_eq!(
        failure("CreateTranscript", reply).await.to_string(),
        "CreateTranscript: 503 Service Unavailable; it may have been applied: check with ListTranscript"
    );
}

#[tokio::test]
async fn error_codes_have_constants() {
    for (code, name) in [
        (1302, error_code::VALUE_INVALID),
        (20003, error_code::UNAUTHORIZED),
        (20404, error_code::NOT_FOUND),
        (20409, error_code::CONFLICT),
        (20429, error_code::TOO_MANY_REQUESTS),
        (70051, error_code::PERMISSION_DENIED),
        (95120, error_code::RECORDING_NOT_COMPLETED),
    ] {
        let error = failure("CreateTranscript", Reply::json(400, &json!({"code": code}))).await;
        assert_eq!(error.code(), Some(name));
    }
}

#[tokio::test]
async fn an_error_response_that_is_not_json_is_classified_by_its_status() {
    for operation in Client::operations() {
        let error = failure(operation.id(), Reply::text(503, "<html>Back soon</html>")).await;
        assert!(error.is_api() && error.is_server_error() && !error.is_decode(), "{error:?}");
        assert_eq!((error.code(), error.message()), (None, None));
        assert_eq!(error.body(), Some(b"<html>Back soon</html>".as_slice()));
        assert!(!error.to_string().contains("Back soon"));
    }
}

#[tokio::test]
async fn errors_of_changing_operations_report_whether_they_may_have_been_applied() {
    let doubtful = [
        Reply::json(500, &json!({"code": 20500})),
        Reply::text(503, ""),
        Reply::failure(TransportErrorKind::Interrupted),
        Reply::failure(TransportErrorKind::Timeout),
        Reply::failure(TransportErrorKind::Other),
        Reply::breaking(200, "{\"sid\":"),
    ];
    let certain = [
        Reply::failure(TransportErrorKind::Connect),
        Reply::json(400, &json!({"code": 1302})),
        Reply::json(429, &json!({"code": 20429})),
        Reply::json(412, &json!({})),
    ];
    for operation in Client::operations() {
        let changes = operation.method() != Method::Get;
        for reply in doubtful.clone() {
            let error = failure(operation.id(), reply).await;
            assert_eq!(error.may_have_been_applied(), changes, "{error:?}");
            assert_eq!(error.to_string().contains("it may have been applied"), changes, "{error}");
        }
        for reply in certain.clone() {
            let error = failure(operation.id(), reply).await;
            assert!(!error.may_have_been_applied(), "{error:?}");
        }
    }
}

/// Returns the time until the error, on a paused clock, and the error.
async fn timed(sending: Sending) -> (Duration, Error) {
    let start = Instant::now();
    let error = sending.await.err().expect("there is no response");
    (start.elapsed(), error)
}

#[tokio::test(start_paused = true)]
async fn every_operation_times_out() {
    for operation in Client::operations() {
        for silence in [Reply::hanging(), Reply::stalling(200, "{")] {
            let recorder = Recorder::with([silence.clone(), silence.clone(), silence.clone()]);
            let (elapsed, error) = timed(begin(operation.id(), &client(&recorder)).sending).await;
            // The stall timeout is shorter than the attempt timeout.
            assert!([10, 30].contains(&elapsed.as_secs()), "the default timeouts: {elapsed:?}");
            assert!(error.is_timeout() && error.is_transport(), "{error:?}");
            assert_eq!(error.may_have_been_applied(), operation.method() != Method::Get);
            let long = Duration::from_secs(300);
            let patient = Client::builder(credentials()).transport(recorder.clone()).retry(RetryPolicy::never());
            let patient = patient.timeout(long).attempt_timeout(long).stall_timeout(long);
            let patient = patient.build().expect("the settings are valid");
            assert_eq!(timed(begin(operation.id(), &patient).sending).await.0.as_secs(), 300);
            let (elapsed, error) = timed(begin(operation.id(), &patient).hurrying).await;
            assert!(elapsed >= HURRY && elapsed < HURRY + Duration::from_millis(10), "{elapsed:?}");
            assert!(error.to_string().contains("no complete response within 1.5s"), "{error}");
            assert_eq!(recorder.requests().len(), 3);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_response_within_the_timeout_succeeds() {
    for operation in Client::operations() {
        let recorder = Recorder::with([success(operation.id())]);
        begin(operation.id(), &client(&recorder)).hurrying.await.expect("the response arrives at once");
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_response_whose_body_never_ends_is_classified_by_its_status() {
    let error = failure("CreateService", Reply::stalling(429, "{\"code\":")).await;
    assert!(error.is_rate_limited() && !error.is_timeout() && !error.may_have_been_applied(), "{error:?}");
    let error = failure("CreateService", Reply::stalling(201, "{\"sid\":")).await;
    assert!(error.is_timeout() && error.may_have_been_applied(), "{error:?}");
    assert_eq!(error.status(), Some(201));
}
