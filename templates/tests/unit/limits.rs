//! Limits: bodies that stall, drip or never end, and requests that wait for a free slot.

use std::time::Duration;

use tokio::time::Instant;

use crate::retries::{outcome, retrying};
use crate::runtime::transport::{Chunk, HttpResponse, TransportError};
use crate::runtime::{Call, ClientBuilder};
use crate::support::{CREATE, FETCH, Script, Step, THING, builder, text};

/// A body that returns pieces at intervals.
struct Slow {
    pieces: usize,
    piece: Vec<u8>,
    every: Duration,
    wait: Option<std::pin::Pin<Box<tokio::time::Sleep>>>,
}

impl Slow {
    fn body(pieces: usize, piece: &[u8], every: Duration) -> Step {
        let body = Self { pieces, piece: piece.to_vec(), every, wait: None };
        Step::Answer(HttpResponse::new(200).with_body_stream(body))
    }
}

impl futures_core::Stream for Slow {
    type Item = Result<Chunk, TransportError>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        let every = self.every;
        let wait = self.wait.get_or_insert_with(|| Box::pin(tokio::time::sleep(every)));
        std::task::ready!(wait.as_mut().poll(context));
        self.wait = None;
        if self.pieces == 0 {
            return std::task::Poll::Ready(None);
        }
        self.pieces -= 1;
        std::task::Poll::Ready(Some(Ok(self.piece.as_slice().into())))
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_that_stalls_is_given_up_and_one_that_drips_ends_with_the_attempt() {
    let never = Duration::from_secs(1_000_000);
    for (set, expected) in [(None, 10), (Some(Duration::from_secs(3)), 3)] {
        let client = set.into_iter().fold(builder(), ClientBuilder::stall_timeout);
        let start = Instant::now();
        let error = outcome(client, &FETCH, [Slow::body(1, b" ", never)]).await.0.unwrap_err();
        assert!(error.is_timeout() && error.is_transport() && error.status() == Some(200));
        assert_eq!(start.elapsed().as_secs(), expected);
        assert_eq!(text(&error), format!("fetch_thing: 200 OK: no data of the response body received for {expected}s"));
    }
    let start = Instant::now();
    let error = outcome(builder(), &FETCH, [Slow::body(1000, b" ", Duration::from_secs(1))]).await.0.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(start.elapsed().as_secs(), 30);
}

#[tokio::test(start_paused = true)]
async fn a_body_over_the_limit_is_an_error_and_not_asked_for_again() {
    let of = |length: usize| vec![b' '; length];
    let whole = |length: usize| Step::Answer(HttpResponse::new(200).with_body(of(length)));
    let pieces = |length: usize| Slow::body(length, b" ", Duration::ZERO);
    let limited = || retrying().max_response_size(1000);
    for fits in [whole(1000), pieces(1000)] {
        assert!(outcome(limited(), &FETCH, [fits]).await.0.is_ok());
    }
    let announced = HttpResponse::new(200).with_header("Content-Length", "1001").with_body(of(1));
    for large in [whole(1001), pieces(1001), Step::Answer(announced)] {
        let error = outcome(limited(), &FETCH, [large]).await.0.unwrap_err();
        assert!(error.is_too_large() && !error.is_timeout() && error.attempts() == 1);
        assert_eq!(text(&error), "fetch_thing: 200 OK: the response body exceeds 1000 bytes");
    }
    // An error keeps its status, and a creation was applied even if the response is too large.
    let error =
        outcome(limited(), &FETCH, [Step::Answer(HttpResponse::new(404).with_body(of(1001)))]).await.0.unwrap_err();
    assert!(error.is_not_found());
    assert!(outcome(limited(), &CREATE, [whole(1001)]).await.0.unwrap_err().may_have_been_applied());
    let by_default = 32 << 20;
    assert!(outcome(retrying(), &FETCH, [whole(by_default)]).await.0.is_ok());
    assert!(outcome(retrying(), &FETCH, [whole(by_default + 1)]).await.0.unwrap_err().is_too_large());
}

#[tokio::test(start_paused = true)]
async fn requests_in_flight_are_limited_and_wait_for_their_turn() {
    let late = || Step::Late(Duration::from_secs(10), HttpResponse::new(200));
    for (limit, expected) in [(1, 30), (2, 20), (3, 10)] {
        let script = Script::new([late(), late(), late()]);
        let client = builder().max_in_flight(limit).transport(script.clone()).build().unwrap();
        let fetch = || {
            let mut call = Call::new(&client, &FETCH);
            call.inputs.path::<String>("Sid", THING);
            call.send_empty()
        };
        let start = Instant::now();
        let (a, b, c) = tokio::join!(fetch(), fetch(), fetch());
        assert!(a.is_ok() && b.is_ok() && c.is_ok());
        assert_eq!(start.elapsed().as_secs(), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn a_turn_that_never_comes_is_a_time_limit_and_nothing_was_sent() {
    let script = Script::new([Step::Late(Duration::from_secs(20), HttpResponse::new(200))]);
    let client = retrying().max_in_flight(1).transport(script.clone()).build().unwrap();
    let create = |seconds: u64| {
        let mut call = Call::new(&client, &CREATE);
        call.with_timeout(Duration::from_secs(seconds));
        call.send_empty()
    };
    let (first, second) = tokio::join!(create(60), create(5));
    let error = second.unwrap_err();
    assert!(first.is_ok() && error.is_timeout() && !error.may_have_been_applied() && script.requests().len() == 1);
    assert_eq!(error.attempts(), 0);
    assert_eq!(text(&error), "create_thing: not sent: timed out after 5s waiting for a free request slot");
    // The error of an earlier attempt is more useful than the lack of a slot for another.
    let unavailable = HttpResponse::new(503).with_header("Retry-After", "1");
    let script = Script::new([Step::Answer(unavailable), Step::Late(Duration::from_secs(60), HttpResponse::new(200))]);
    let client = retrying().max_in_flight(1).transport(script.clone()).build().unwrap();
    let fetch = |seconds: u64| {
        let mut call = Call::new(&client, &FETCH);
        call.inputs.path::<String>("Sid", THING);
        call.with_timeout(Duration::from_secs(seconds));
        call.with_attempt_timeout(Duration::from_secs(seconds));
        call.send_empty()
    };
    let (first, second) = tokio::join!(fetch(5), fetch(100));
    let error = first.unwrap_err();
    assert!(second.is_ok() && error.status() == Some(503) && error.attempts() == 1, "{error}");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(1)));
}
