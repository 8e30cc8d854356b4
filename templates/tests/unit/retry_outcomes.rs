//! What a call with several attempts says at its end, and on the way there.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use crate::retries::{broken, call, outcome, retrying, status};
use crate::runtime::transport::{HttpResponse, TransportErrorKind};
use crate::runtime::{RetryPolicy, Timestamp};
use crate::support::{CREATE, DELETE, FETCH, Script, Step, UPDATE, answer, builder, text};

#[tokio::test(start_paused = true)]
async fn a_deletion_that_finds_nothing_after_a_lost_answer_is_done() {
    let (result, requests) = outcome(retrying(), &DELETE, [status(503), status(404)]).await;
    assert_eq!((result.unwrap().http_status(), requests), (404, 2));
    // Without a lost response before it, there was nothing to delete.
    for before in [|| status(429), || broken(TransportErrorKind::Connect)] {
        let (result, _) = outcome(retrying(), &DELETE, [before(), status(404)]).await;
        assert!(result.unwrap_err().is_not_found());
    }
    let (result, _) = outcome(retrying(), &FETCH, [status(503), status(404)]).await;
    assert!(result.unwrap_err().is_not_found());
}

#[tokio::test(start_paused = true)]
async fn a_stale_version_after_a_lost_answer_is_unknown_and_no_conflict() {
    let update = async |steps: Vec<Step>| {
        let script = Script::new(steps);
        let mut call = call(retrying(), &script, &UPDATE);
        call.inputs.header::<String>("If-Match", "\"3\"");
        call.send_empty().await.unwrap_err()
    };
    let error = update(vec![broken(TransportErrorKind::Interrupted), status(412)]).await;
    assert!(error.may_have_been_applied() && !error.is_precondition_failed());
    assert_eq!((error.status(), error.attempts()), (Some(412), 2));
    assert_eq!(text(&error), "update_thing: 412 Precondition Failed; after 2 attempts; it may have been applied");
    let error = update(vec![status(429), status(412)]).await;
    assert!(error.is_precondition_failed() && !error.may_have_been_applied());
    // This also holds for idempotent operations: the version may be that of the first attempt.
    let script = Script::new([status(503), status(412)]);
    let mut delete = call(retrying(), &script, &DELETE);
    delete.inputs.header::<String>("If-Match", "\"3\"");
    let error = delete.send_empty().await.unwrap_err();
    assert!(error.may_have_been_applied() && !error.is_precondition_failed(), "{error}");
}

#[tokio::test(start_paused = true)]
async fn doubt_outlasts_the_attempts_after_it() {
    let (result, _) = outcome(retrying(), &DELETE, [status(503), status(400)]).await;
    let error = result.unwrap_err();
    assert!(error.may_have_been_applied() && error.status() == Some(400));
    let (result, _) = outcome(retrying(), &CREATE, [status(429), status(429), status(429), status(429)]).await;
    assert!(!result.unwrap_err().may_have_been_applied());
    let (result, _) = outcome(retrying(), &DELETE, [status(503), status(429), status(429), status(429)]).await;
    let error = result.unwrap_err();
    assert!(error.is_rate_limited() && error.may_have_been_applied());
    // What permits to send the request again is not reported if it may have been applied.
    let refused = || broken(TransportErrorKind::Connect);
    let after_doubt = async |last: fn() -> Step| {
        let script = Script::new([status(503), last(), last(), last()]);
        let mut call = call(retrying(), &script, &UPDATE);
        call.inputs.header::<String>("If-Match", "\"3\"");
        call.send_empty().await.unwrap_err()
    };
    for (last, code) in [(refused as fn() -> Step, None), (|| status(429), Some(429)), (|| status(404), Some(404))] {
        let error = after_doubt(last).await;
        assert!(error.may_have_been_applied() && error.status() == code, "{error}");
        assert!(!error.is_connect() && !error.is_rate_limited() && !error.is_not_found(), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_carries_what_is_needed_to_find_out() {
    let before = Timestamp::from(SystemTime::now());
    let (result, _) = outcome(retrying(), &CREATE, [status(429), status(500)]).await;
    let error = result.unwrap_err();
    assert!(error.may_have_been_applied());
    // Rounded down to the second, like the server's dates: what the call created is not older.
    let started = error.started_at().unwrap();
    assert!(started.subsec_nanos() == 0 && started.unix_seconds() >= before.unix_seconds());
    assert!(started <= Timestamp::from(SystemTime::now()));
    assert_eq!(error.operation().unwrap().find().unwrap().id(), "list_things");
    assert_eq!(
        text(&error),
        "create_thing: 500 Internal Server Error; after 2 attempts; it may have been applied: check with list_things"
    );
}

#[tokio::test]
async fn a_lacking_permission_is_named() {
    let refused = answer(401, r#"{"code":70051,"message":"not allowed"}"#);
    let error = outcome(builder(), &FETCH, [refused]).await.0.unwrap_err();
    assert_eq!(error.missing_permission(), Some("/things/read"));
    assert!(text(&error).ends_with("not allowed; the API key probably lacks the permission /things/read"), "{error}");
    let other = outcome(builder(), &FETCH, [answer(401, r#"{"code":20003}"#)]).await.0.unwrap_err();
    assert_eq!(other.missing_permission(), None);
}

#[tokio::test(start_paused = true)]
async fn an_event_and_a_policy_show_what_they_are() {
    let shown = Arc::new(Mutex::new(String::new()));
    let heard = shown.clone();
    let client = retrying().on_retry(move |event| *heard.lock().unwrap() = format!("{event:?}"));
    assert!(outcome(client, &FETCH, [status(503), status(200)]).await.0.is_ok());
    let shown = shown.lock().unwrap().clone();
    assert!(shown.contains("fetch_thing") && shown.contains("attempts: 1") && shown.contains("503"), "{shown}");
    let shown = format!("{:?}", RetryPolicy::never());
    assert!(shown.contains("max_attempts: 1"), "{shown}");
    assert_eq!(RetryPolicy::default(), RetryPolicy::new());
}

#[tokio::test(start_paused = true)]
async fn an_observer_learns_of_each_attempt() {
    type Seen = (&'static str, u32, u128, Option<u16>, Option<String>);
    let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
    let log = seen.clone();
    let observed = retrying().on_attempt(move |event| {
        let error = event.error.map(ToString::to_string);
        let id = event.operation.id();
        log.lock().unwrap().push((id, event.attempt, event.duration.as_millis(), event.status, error));
    });
    let late = Step::Late(Duration::from_millis(1500), HttpResponse::new(503));
    let steps = [late, broken(TransportErrorKind::Interrupted), status(200)];
    outcome(observed, &FETCH, steps).await.0.unwrap();
    let problem = |text: &str| Some(format!("fetch_thing: {text}"));
    assert_eq!(
        *seen.lock().unwrap(),
        [
            ("fetch_thing", 1, 1500, Some(503), problem("503 Service Unavailable")),
            ("fetch_thing", 2, 0, None, problem("broken")),
            ("fetch_thing", 3, 0, Some(200), None),
        ]
    );
}
