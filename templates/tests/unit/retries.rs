//! Retries: when they happen, when they must not, and their delays. What is said afterwards is in `retry_outcomes`.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use tokio::time::Instant;

use crate::runtime::transport::{HttpResponse, TransportError, TransportErrorKind};
use crate::runtime::{Call, ClientBuilder, Error, Operation, Response, RetryPolicy, Timestamp};
use crate::support::{CREATE, DELETE, FETCH, LIST, Script, Step, THING, UPDATE, answer, builder, text};

pub(crate) fn status(status: u16) -> Step {
    answer(status, "{}")
}

pub(crate) fn broken(kind: TransportErrorKind) -> Step {
    Step::Fail(TransportError::new(kind, "broken"))
}

pub(crate) fn busy(retry_after: &str) -> Step {
    Step::Answer(HttpResponse::new(429).with_header("Retry-After", retry_after))
}

pub(crate) fn retrying() -> ClientBuilder {
    builder().retry(RetryPolicy::new())
}

pub(crate) fn call(builder: ClientBuilder, script: &Script, operation: &'static Operation) -> Call {
    let mut call = Call::new(&builder.transport(script.clone()).build().unwrap(), operation);
    call.inputs.path::<String>("Sid", THING);
    call
}

/// Returns the result of a call and the number of requests.
pub(crate) async fn outcome(
    builder: ClientBuilder,
    operation: &'static Operation,
    steps: impl IntoIterator<Item = Step>,
) -> (Result<Response<()>, Error>, usize) {
    let script = Script::new(steps);
    let result = call(builder, &script, operation).send_empty().await;
    (result, script.requests().len())
}

#[tokio::test(start_paused = true)]
async fn what_was_not_processed_or_not_sent_is_repeated_whatever_it_is() {
    for operation in [&FETCH, &DELETE, &CREATE, &UPDATE] {
        for failure in [|| status(429), || broken(TransportErrorKind::Connect)] {
            let (result, requests) =
                outcome(retrying(), operation, [failure(), failure(), failure(), status(200)]).await;
            assert!(result.is_ok() && requests == 4, "{operation}: {result:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_may_have_been_applied_is_repeated_only_where_that_is_safe() {
    let failures: [fn() -> Step; 9] = [
        || status(408),
        || status(500),
        || status(502),
        || status(503),
        || status(504),
        || broken(TransportErrorKind::Interrupted),
        || broken(TransportErrorKind::Timeout),
        || broken(TransportErrorKind::Other),
        || Step::Never,
    ];
    for (operation, safe) in [(&FETCH, true), (&DELETE, true), (&LIST, true), (&CREATE, false), (&UPDATE, false)] {
        for failure in failures {
            let (result, requests) = outcome(retrying(), operation, [failure(), status(200)]).await;
            assert_eq!((result.is_ok(), requests), (safe, if safe { 2 } else { 1 }), "{operation}: {result:?}");
            if let Err(error) = result {
                assert!(error.may_have_been_applied() && error.attempts() == 1, "{error}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_update_is_repeated_with_a_version_or_by_consent() {
    let steps = || Script::new([status(503), status(200)]);
    let script = steps();
    let mut update = call(retrying(), &script, &UPDATE);
    update.inputs.header::<String>("If-Match", "\"3\"");
    assert!(update.send_empty().await.is_ok());
    let marks: Vec<_> =
        script.requests().iter().map(|request| request.header("If-Match").unwrap().to_owned()).collect();
    assert_eq!(marks, ["\"3\"", "\"3\""]);
    // `*` matches the version that the first attempt has made.
    let mut update = call(retrying(), &Script::new([status(503)]), &UPDATE);
    update.inputs.header::<String>("If-Match", "*");
    assert!(update.send_empty().await.unwrap_err().may_have_been_applied());
    let script = steps();
    let consent = || builder().retry(RetryPolicy::new().retry_updates(true));
    assert!(call(consent(), &script, &UPDATE).send_empty().await.is_ok());
    // Permission to retry updates does not apply to other operations.
    let (result, requests) = outcome(consent(), &CREATE, [status(503)]).await;
    assert!(result.unwrap_err().may_have_been_applied() && requests == 1);
}

#[tokio::test(start_paused = true)]
async fn what_would_end_alike_is_not_repeated() {
    for code in [301, 400, 401, 403, 404, 409, 412, 422, 501, 505] {
        let (result, requests) = outcome(retrying(), &FETCH, [status(code)]).await;
        let error = result.unwrap_err();
        assert_eq!((error.status(), error.attempts(), requests), (Some(code), 1, 1));
    }
    let (result, requests) = outcome(retrying(), &FETCH, [broken(TransportErrorKind::InvalidRequest)]).await;
    assert!(result.unwrap_err().is_transport() && requests == 1);
}

#[tokio::test(start_paused = true)]
async fn attempts_are_limited_by_the_policy_of_the_client_and_of_the_call() {
    for (attempts, expected) in [(0, 1), (1, 1), (2, 2), (7, 7)] {
        let client = builder().retry(RetryPolicy::new().max_attempts(attempts));
        let (result, requests) = outcome(client, &FETCH, (0..8).map(|_| status(503))).await;
        assert_eq!((result.unwrap_err().attempts() as usize, requests), (expected, expected));
    }
    let script = Script::new((0..4).map(|_| status(503)));
    let mut one = call(retrying(), &script, &FETCH);
    one.with_retry(RetryPolicy::never());
    let error = one.send_empty().await.unwrap_err();
    assert_eq!((error.attempts(), script.requests().len()), (1, 1));
    assert_eq!(text(&error), "fetch_thing: 503 Service Unavailable");
}

#[tokio::test(start_paused = true)]
async fn delays_are_random_grow_and_are_capped() {
    let policy = RetryPolicy::new().max_attempts(9).max_delay(Duration::from_secs(4));
    let caps = [250, 500, 1000, 2000, 4000, 4000, 4000, 4000].map(Duration::from_millis);
    let mut seen = Vec::new();
    for seed in 0..40 {
        let delays = Arc::new(Mutex::new(Vec::new()));
        let heard = delays.clone();
        let client = builder().retry(policy.clone()).retry_budget(u32::MAX).jitter_seed(seed).on_retry(move |event| {
            assert_eq!((event.operation.id(), event.error.status()), ("fetch_thing", Some(503)));
            heard.lock().unwrap().push((event.attempts, event.delay));
        });
        let start = Instant::now();
        let (result, _) = outcome(client, &FETCH, (0..9).map(|_| status(503))).await;
        assert_eq!(text(&result.unwrap_err()), "fetch_thing: 503 Service Unavailable; after 9 attempts");
        let delays = std::mem::take(&mut *delays.lock().unwrap());
        let waited: Duration = delays.iter().map(|(_, delay)| *delay).sum();
        // The paused clock counts whole milliseconds and rounds each delay up.
        assert!(start.elapsed() >= waited && start.elapsed() <= waited + Duration::from_millis(9));
        assert_eq!(delays.len(), caps.len());
        for (index, ((attempts, delay), cap)) in delays.iter().zip(caps).enumerate() {
            assert!(*attempts as usize == index + 1 && *delay <= cap, "{delay:?} of {cap:?}");
            seen.push(delay.as_secs_f64() / cap.as_secs_f64());
        }
    }
    // Full jitter: the whole range is used, evenly.
    let mean = seen.iter().sum::<f64>() / seen.len() as f64;
    assert!((0.45..0.55).contains(&mean), "{mean}");
    assert!(seen.iter().any(|part| *part < 0.05) && seen.iter().any(|part| *part > 0.95));
}

#[tokio::test(start_paused = true)]
async fn the_same_seed_gives_the_same_delays() {
    async fn waited(seed: u64) -> Duration {
        let start = Instant::now();
        let _ = outcome(retrying().jitter_seed(seed), &FETCH, (0..4).map(|_| status(503))).await;
        start.elapsed()
    }
    assert_eq!(waited(1).await, waited(1).await);
    assert_ne!(waited(1).await, waited(2).await);
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_the_least_delay_up_to_its_limit() {
    let start = Instant::now();
    let (result, requests) = outcome(retrying(), &CREATE, [busy("7"), status(201)]).await;
    assert!(result.is_ok() && requests == 2);
    assert!((7000..7300).contains(&start.elapsed().as_millis()), "{:?}", start.elapsed());

    let long = || retrying().timeout(Duration::from_secs(600));
    let (result, requests) = outcome(long(), &CREATE, [busy("60"), status(201)]).await;
    assert!(result.is_ok() && requests == 2);
    let start = Instant::now();
    let (result, requests) = outcome(long(), &CREATE, [busy("61"), status(201)]).await;
    let error = result.unwrap_err();
    assert_eq!((error.retry_after(), requests, start.elapsed().as_secs()), (Some(Duration::from_secs(61)), 1, 0));
    let patient = builder().retry(RetryPolicy::new().max_retry_after(Duration::from_secs(90)));
    let (result, _) = outcome(patient.timeout(Duration::from_secs(600)), &CREATE, [busy("61"), status(201)]).await;
    assert!(result.is_ok());
}

#[tokio::test(start_paused = true)]
async fn retry_after_may_be_a_date_and_nonsense_is_none() {
    let date = |ahead: i64| {
        let now = Timestamp::from(SystemTime::now()).unix_seconds();
        let then = chrono::DateTime::from_timestamp(now + ahead, 0).unwrap();
        then.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
    };
    let asked = async |text: &str| outcome(builder(), &FETCH, [busy(text)]).await.0.unwrap_err().retry_after();
    let ahead = asked(&date(40)).await.unwrap();
    assert!((30..=40).contains(&ahead.as_secs()), "{ahead:?}");
    assert_eq!(asked(&date(-40)).await, Some(Duration::ZERO));
    assert_eq!(asked(" 3 ").await, Some(Duration::from_secs(3)));
    // More than fits is as long as possible, and a fraction is rounded up.
    for (seconds, expected) in
        [("1.5", 2), ("1.0", 1), ("0.001", 1), ("0", 0), ("007", 7), ("99999999999999999999999", u64::MAX)]
    {
        assert_eq!(asked(seconds).await, Some(Duration::from_secs(expected)), "{seconds}");
    }
    for nonsense in ["", "-1", "+1", "1.", ".5", "1,5", "1e3", "soon", "Sun, 99 Foo 2026 00:00:00 GMT"] {
        assert_eq!(asked(nonsense).await, None, "{nonsense}");
    }
    assert_eq!(outcome(builder(), &FETCH, [status(429)]).await.0.unwrap_err().retry_after(), None);
}

/// RFC 9110, section 5.6.7: the three formats of times, each 40 seconds after the response.
#[tokio::test(start_paused = true)]
async fn a_time_is_relative_to_the_clock_of_the_server() {
    for until in [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "1994-11-06T08:49:37Z",
        "1994-11-06T09:49:37+01:00",
    ] {
        for date in ["Sun, 06 Nov 1994 08:48:57 GMT", "Sunday, 06-Nov-94 08:48:57 GMT", "Sun Nov  6 08:48:57 1994"] {
            let response = HttpResponse::new(503).with_header("Retry-After", until).with_header("Date", date);
            let error = outcome(builder(), &FETCH, [Step::Answer(response)]).await.0.unwrap_err();
            assert_eq!(error.retry_after(), Some(Duration::from_secs(40)), "{until} {date}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_delay_that_would_end_too_late_is_not_waited_for() {
    let start = Instant::now();
    let (result, requests) =
        outcome(retrying().timeout(Duration::from_secs(5)), &FETCH, [busy("5"), status(200)]).await;
    assert!(result.unwrap_err().is_rate_limited());
    assert_eq!((requests, start.elapsed()), (1, Duration::ZERO));
}

#[tokio::test(start_paused = true)]
async fn the_last_attempt_ends_with_the_call() {
    let start = Instant::now();
    let (result, requests) = outcome(retrying(), &FETCH, [Step::Never, Step::Never, Step::Never]).await;
    let error = result.unwrap_err();
    assert!(error.is_timeout() && requests >= 2, "{error}");
    assert!(start.elapsed() <= Duration::from_secs(60) && start.elapsed() >= Duration::from_secs(59));
}

#[tokio::test(start_paused = true)]
async fn repetitions_are_paid_for_and_success_pays_back() {
    // 24 tokens pay for two retries after failures.
    let script = Script::new((0..4).map(|_| status(503)));
    let client = retrying().retry_budget(24).transport(script.clone()).build().unwrap();
    let fetch = async || {
        let mut call = Call::new(&client, &FETCH);
        call.inputs.path::<String>("Sid", THING);
        call.send_empty().await
    };
    assert_eq!(fetch().await.unwrap_err().attempts(), 3);
    assert_eq!(fetch().await.unwrap_err().attempts(), 1);
    // 4 are left; 6 successes make 10, the price of one retry, which its success returns.
    script.extend((0..6).map(|_| status(200)).chain([status(503), status(200), status(503), status(200)]));
    for _ in 0..8 {
        fetch().await.unwrap();
    }
    // A retry of a refused request costs half: 10 pay for two.
    script.extend([status(429), status(429), status(429)]);
    assert_eq!(fetch().await.unwrap_err().attempts(), 3);
    assert_eq!(outcome(retrying().retry_budget(0), &FETCH, [status(429)]).await.1, 1);
}

#[tokio::test(start_paused = true)]
async fn success_never_saves_more_than_the_budget() {
    let script = Script::new((0..50).map(|_| status(200)).chain((0..3).map(|_| status(503))));
    let client = retrying().retry_budget(10).transport(script.clone()).build().unwrap();
    for _ in 0..50 {
        let mut call = Call::new(&client, &FETCH);
        call.inputs.path::<String>("Sid", THING);
        call.send_empty().await.unwrap();
    }
    let mut call = Call::new(&client, &FETCH);
    call.inputs.path::<String>("Sid", THING);
    assert_eq!(call.send_empty().await.unwrap_err().attempts(), 2);
}
