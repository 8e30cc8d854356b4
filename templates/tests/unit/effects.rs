//! What a failed call did on the server, and everything that is derived from it.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::runtime::transport::{Chunk, HttpResponse, TransportError, TransportErrorKind};
use crate::runtime::{Call, Error, Operation, RetryPolicy};
use crate::support::{CREATE, DELETE, FETCH, Script, Step, THING, UPDATE, answer, builder, text};

/// A body that begins and then fails, or stalls.
struct Broken {
    begun: bool,
    failure: Option<TransportErrorKind>,
}

impl futures_core::Stream for Broken {
    type Item = Result<Chunk, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if !std::mem::replace(&mut self.begun, true) {
            return Poll::Ready(Some(Ok("{".into())));
        }
        match self.failure {
            Some(kind) => Poll::Ready(Some(Err(TransportError::new(kind, "broken")))),
            None => Poll::Pending,
        }
    }
}

fn broken_body(status: u16, failure: Option<TransportErrorKind>) -> Step {
    Step::Answer(HttpResponse::new(status).with_body_stream(Broken { begun: false, failure }))
}

fn transport(kind: TransportErrorKind) -> Step {
    Step::Fail(TransportError::new(kind, "broken"))
}

type End = (&'static str, fn() -> Step, &'static str);

/// How an attempt ends, and the effect that it then has for an operation that changes something.
const ENDS: &[End] = &[
    ("no connection", || transport(TransportErrorKind::Connect), "None"),
    ("connection timed out", || Step::Fail(TransportError::connect_timeout("late")), "None"),
    ("invalid request", || transport(TransportErrorKind::InvalidRequest), "None"),
    ("transport timed out", || transport(TransportErrorKind::Timeout), "Unknown"),
    ("interrupted", || transport(TransportErrorKind::Interrupted), "Unknown"),
    ("other", || transport(TransportErrorKind::Other), "Unknown"),
    ("attempt timed out", || Step::Never, "Unknown"),
    ("100", || answer(100, "{}"), "None"),
    ("301", || answer(301, "{}"), "None"),
    ("400", || answer(400, "{}"), "None"),
    ("401", || answer(401, "{}"), "None"),
    ("404", || answer(404, "{}"), "None"),
    ("408", || answer(408, "{}"), "Unknown"),
    ("409", || answer(409, "{}"), "None"),
    ("412", || answer(412, "{}"), "None"),
    ("429", || answer(429, "{}"), "None"),
    ("500", || answer(500, "{}"), "Unknown"),
    ("501", || answer(501, "{}"), "Unknown"),
    ("503", || answer(503, "{}"), "Unknown"),
    ("599", || answer(599, "{}"), "Unknown"),
    ("600", || answer(600, "{}"), "None"),
    ("404, interrupted", || broken_body(404, Some(TransportErrorKind::Interrupted)), "None"),
    ("503, stalled", || broken_body(503, None), "Unknown"),
    ("200, interrupted", || broken_body(200, Some(TransportErrorKind::Interrupted)), "Applied"),
    ("200, transport timed out", || broken_body(200, Some(TransportErrorKind::Timeout)), "Applied"),
    ("200, stalled", || broken_body(200, None), "Applied"),
    // A contradiction: the transport reports that nothing was sent.
    ("200, no connection", || broken_body(200, Some(TransportErrorKind::Connect)), "None"),
    ("200, too large", || answer(200, &" ".repeat(1001)), "Applied"),
    ("200, not JSON", || answer(200, "["), "Applied"),
];

async fn fail(operation: &'static Operation, steps: Vec<Step>) -> Error {
    let attempts = u32::try_from(steps.len()).unwrap();
    let policy = RetryPolicy::new().max_attempts(attempts);
    let client = builder().retry(policy).max_response_size(1000).timeout(Duration::from_secs(300));
    let mut call = Call::new(&client.transport(Script::new(steps)).build().unwrap(), operation);
    call.inputs.path::<String>("Sid", THING);
    if operation == &UPDATE {
        call.inputs.header::<String>("If-Match", "\"3\"");
    }
    let error = call.send::<serde_json::Value>().await.unwrap_err();
    assert_eq!(error.attempts(), attempts);
    error
}

fn effect(error: &Error) -> String {
    let effect = format!("{:?}", error.effect());
    assert_eq!(error.may_have_been_applied(), effect != "None", "{error}");
    assert_eq!(text(error).contains("; it may have been applied"), effect != "None", "{error}");
    effect
}

#[tokio::test(start_paused = true)]
async fn each_end_of_an_attempt_has_one_effect() {
    for (end, step, expected) in ENDS {
        for operation in [&CREATE, &UPDATE, &DELETE] {
            let error = fail(operation, vec![step()]).await;
            assert_eq!(effect(&error), *expected, "{operation}, {end}: {error}");
        }
        let error = fail(&FETCH, vec![step()]).await;
        assert_eq!(effect(&error), "None", "{end}: {error}");
    }
    let mut call = Script::default().call(&CREATE);
    call.inputs.query::<f64>("Number", f64::NAN);
    assert_eq!(effect(&call.send_empty().await.unwrap_err()), "None");
}

#[tokio::test(start_paused = true)]
async fn the_largest_effect_of_all_attempts_counts() {
    for (end, step, own) in ENDS {
        let expected = if *own == "Applied" { "Applied" } else { "Unknown" };
        let error = fail(&UPDATE, vec![answer(503, "{}"), step()]).await;
        assert_eq!(effect(&error), expected, "503, {end}: {error}");
        let error = fail(&FETCH, vec![answer(503, "{}"), step()]).await;
        assert_eq!(effect(&error), "None", "503, {end}: {error}");
        let error = fail(&UPDATE, vec![answer(429, "{}"), step()]).await;
        assert_eq!(effect(&error), *own, "429, {end}: {error}");
    }
}

type Certain = (fn() -> Step, fn(&Error) -> bool, &'static [&'static Operation]);

/// How the last attempt ends, a predicate, and which operations still confirm it if an earlier attempt may have been
/// applied. `DELETE` is idempotent; for `FETCH`, nothing can have been applied.
const CERTAIN: &[Certain] = &[
    (|| transport(TransportErrorKind::Connect), Error::is_connect, &[&FETCH]),
    (|| answer(412, "{}"), Error::is_precondition_failed, &[&FETCH]),
    (|| answer(404, "{}"), Error::is_not_found, &[&FETCH]),
    (|| answer(429, "{}"), Error::is_rate_limited, &[&FETCH, &DELETE]),
    (|| answer(409, "{}"), Error::is_conflict, &[&FETCH, &DELETE, &UPDATE]),
    (|| answer(401, "{}"), Error::is_unauthorized, &[&FETCH, &DELETE, &UPDATE]),
];

#[tokio::test(start_paused = true)]
async fn what_permits_to_send_a_request_again_is_certain() {
    for (step, predicate, confirmed) in CERTAIN {
        for operation in [&FETCH, &DELETE, &UPDATE] {
            let error = fail(operation, vec![step()]).await;
            assert!(predicate(&error), "{error}");
            let error = fail(operation, vec![answer(429, "{}"), step()]).await;
            assert!(predicate(&error), "{error}");
            if operation == &DELETE && error.status() == Some(404) {
                // It is then taken for deleted.
                continue;
            }
            let error = fail(operation, vec![answer(503, "{}"), step()]).await;
            assert_eq!(predicate(&error), confirmed.contains(&operation), "{error}");
        }
    }
}
