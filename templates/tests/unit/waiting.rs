//! Waiting: when it polls, what ends it, what does not, and what a notification does.

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use crate::runtime::transport::{BoxFuture, HttpRequest, HttpResponse, Transport, TransportError, TransportErrorKind};
use crate::runtime::{Call, ClientBuilder, Error, Response, WaitNotification, Waiter};
use crate::support::{FETCH, Script, Step, THING, answer, builder, text};

#[derive(Debug, PartialEq)]
enum Outcome {
    Done,
    Failed,
    TimedOut(String),
}

fn verdict(seen: Response<String>) -> ControlFlow<Outcome, Response<String>> {
    match seen.as_str() {
        "done" => ControlFlow::Break(Outcome::Done),
        "failed" => ControlFlow::Break(Outcome::Failed),
        _ => ControlFlow::Continue(seen),
    }
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn state(state: &str) -> Step {
    answer(200, &format!("\"{state}\""))
}

fn queued(times: usize) -> impl Iterator<Item = Step> {
    (0..times).map(|_| state("queued"))
}

fn broken(kind: TransportErrorKind) -> Step {
    Step::Fail(TransportError::new(kind, "broken"))
}

/// A script, and when requests were made, from the beginning of the test.
#[derive(Clone, Debug)]
struct Server {
    script: Script,
    start: Instant,
    asked: Arc<Mutex<Vec<Duration>>>,
}

impl Server {
    fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Self { script: Script::new(steps), start: Instant::now(), asked: Arc::default() }
    }

    fn asked(&self) -> Vec<Duration> {
        self.asked.lock().unwrap().clone()
    }

    fn wait_with(&self, builder: ClientBuilder) -> Waiter {
        let mut call = Call::new(&builder.transport(self.clone()).build().unwrap(), &FETCH);
        call.inputs.path::<String>("Sid", THING);
        Waiter::new(call)
    }

    fn wait(&self) -> Waiter {
        self.wait_with(builder().jitter_seed(7))
    }

    async fn outcome(&self) -> Result<Outcome, Error> {
        outcome(self.wait()).await
    }
}

impl Transport for Server {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        self.asked.lock().unwrap().push(self.start.elapsed());
        self.script.send(request)
    }
}

async fn outcome(wait: Waiter) -> Result<Outcome, Error> {
    wait.send(verdict, |last| Outcome::TimedOut(last.into_inner())).await
}

#[tokio::test(start_paused = true)]
async fn what_ends_it_is_the_outcome_and_nothing_is_asked_afterwards() {
    for (end, expected) in [("done", Outcome::Done), ("failed", Outcome::Failed)] {
        let server = Server::new([state(end)]);
        assert_eq!((server.outcome().await.unwrap(), server.asked()), (expected, vec![Duration::ZERO]));
        let server = Server::new([state("queued"), state("in-progress"), state(end)]);
        server.outcome().await.unwrap();
        assert_eq!(server.asked().len(), 3);
    }
}

#[tokio::test(start_paused = true)]
async fn a_state_that_nobody_knows_does_not_end_it() {
    let server = Server::new([state("paused"), state("Done"), state("done")]);
    assert_eq!((server.outcome().await.unwrap(), server.asked().len()), (Outcome::Done, 3));
}

#[tokio::test(start_paused = true)]
async fn pauses_grow_within_their_bounds_and_use_all_of_them() {
    let mut parts = Vec::new();
    for seed in 0..100 {
        let server = Server::new(queued(12).chain([state("done")]));
        let mut wait = server.wait_with(builder().jitter_seed(seed));
        wait.timeout(seconds(3600));
        wait.min_delay(seconds(3));
        wait.max_delay(seconds(20));
        outcome(wait).await.unwrap();
        let asked = server.asked();
        for (index, pair) in asked.windows(2).enumerate() {
            let (pause, most) = (pair[1] - pair[0], seconds(20).min(seconds(3) * (1 << index.min(10))));
            // The paused clock counts whole milliseconds and rounds each pause up.
            assert!(pause >= seconds(3) && pause <= most + Duration::from_millis(1), "{index}: {pause:?}");
            if index > 3 {
                parts.push((pause - seconds(3)).as_secs_f64() / 17.0);
            }
        }
    }
    let mean = parts.iter().sum::<f64>() / parts.len() as f64;
    assert!((0.45..0.55).contains(&mean), "{mean}");
    assert!(parts.iter().any(|part| *part < 0.05) && parts.iter().any(|part| *part > 0.95));
}

#[tokio::test(start_paused = true)]
async fn by_default_it_waits_for_ten_minutes_with_pauses_of_2_to_30_seconds() {
    let server = Server::new(queued(300));
    assert_eq!(server.outcome().await.unwrap(), Outcome::TimedOut("queued".to_owned()));
    let asked = server.asked();
    assert_eq!((asked[1], asked.last()), (seconds(2), Some(&seconds(599))));
    let pauses = asked[..asked.len() - 1].windows(2).map(|pair| pair[1] - pair[0]);
    assert!(pauses.clone().all(|pause| (2000..=30001).contains(&pause.as_millis())));
    assert!(pauses.max().is_some_and(|longest| longest > seconds(20)));
}

#[tokio::test(start_paused = true)]
async fn shortly_before_the_end_it_looks_once_more() {
    for seed in 0..50 {
        let server = Server::new(queued(40));
        let mut wait = server.wait_with(builder().jitter_seed(seed));
        wait.timeout(seconds(60));
        assert_eq!(outcome(wait).await.unwrap(), Outcome::TimedOut("queued".to_owned()));
        assert_eq!((server.asked().last(), server.start.elapsed()), (Some(&seconds(59)), seconds(59)));
        assert!(server.asked().len() > 3);
    }
    // A state that is reached just in time is seen.
    let server = Server::new([state("queued"), state("done")]);
    let mut wait = server.wait();
    wait.timeout(seconds(20));
    wait.min_delay(seconds(600));
    wait.max_delay(seconds(600));
    assert_eq!((outcome(wait).await.unwrap(), server.asked()), (Outcome::Done, vec![Duration::ZERO, seconds(19)]));
}

#[tokio::test(start_paused = true)]
async fn no_request_outlives_the_time() {
    let server = Server::new([state("queued"), Step::Never]);
    let mut wait = server.wait();
    wait.timeout(seconds(10));
    assert_eq!(outcome(wait).await.unwrap(), Outcome::TimedOut("queued".to_owned()));
    assert_eq!(server.start.elapsed(), seconds(10));
    // With a time limit shorter than any pause, there is one poll.
    let server = Server::new([Step::Never]);
    let mut wait = server.wait();
    wait.timeout(Duration::from_millis(500));
    assert!(outcome(wait).await.unwrap_err().is_timeout());
    assert_eq!(server.start.elapsed().as_millis(), 500);
}

#[tokio::test(start_paused = true)]
async fn a_look_has_the_time_of_one_call_and_not_all_of_it() {
    let server = Server::new([Step::Never, state("done")]);
    let wait = server.wait_with(builder().timeout(seconds(7)));
    assert_eq!((outcome(wait).await.unwrap(), server.asked()), (Outcome::Done, vec![Duration::ZERO, seconds(9)]));
}

#[tokio::test(start_paused = true)]
async fn failures_that_say_nothing_do_not_end_it() {
    let failures = [408, 429, 500, 501, 502, 503, 504].map(|status| answer(status, "{}"));
    let kinds = [TransportErrorKind::Connect, TransportErrorKind::Interrupted, TransportErrorKind::Timeout];
    for failure in failures.into_iter().chain(kinds.map(broken)).chain([Step::Never]) {
        let server = Server::new([failure, state("queued"), state("done")]);
        assert_eq!((server.outcome().await.unwrap(), server.asked().len()), (Outcome::Done, 3));
    }
}

#[tokio::test(start_paused = true)]
async fn failures_that_last_end_with_what_was_seen_before_or_with_the_last_of_them() {
    let unavailable = |times| (0..times).map(|_| answer(503, "{}"));
    let server = Server::new(queued(2).chain(unavailable(300)));
    assert_eq!(server.outcome().await.unwrap(), Outcome::TimedOut("queued".to_owned()));
    let server = Server::new(unavailable(300));
    let error = server.outcome().await.unwrap_err();
    assert!(error.status() == Some(503) && server.start.elapsed() <= seconds(600), "{error}");
}

#[tokio::test(start_paused = true)]
async fn failures_that_no_other_look_would_change_end_it() {
    for status in [301, 400, 401, 403, 404, 410] {
        let server = Server::new([state("queued"), answer(status, "{}")]);
        let error = server.outcome().await.unwrap_err();
        assert_eq!((error.status(), server.asked().len()), (Some(status), 2));
    }
    let server = Server::new([state("queued"), answer(200, "[]")]);
    assert!(server.outcome().await.unwrap_err().is_decode());
    let server = Server::new([broken(TransportErrorKind::InvalidRequest)]);
    assert!(server.outcome().await.unwrap_err().is_transport());
}

#[tokio::test(start_paused = true)]
async fn a_server_that_asks_for_time_gets_it() {
    let busy = Step::Answer(HttpResponse::new(429).with_header("Retry-After", "50"));
    let server = Server::new([busy, state("done")]);
    let (mut wait, notification) = (server.wait(), WaitNotification::new());
    wait.notification(&notification);
    notification.notify();
    assert_eq!((outcome(wait).await.unwrap(), server.asked()), (Outcome::Done, vec![Duration::ZERO, seconds(50)]));
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_waited_for_is_refused_before_anything_is_sent() {
    let refused = async |set: &dyn Fn(&mut Waiter)| {
        let server = Server::new([]);
        let mut wait = server.wait();
        set(&mut wait);
        let error = outcome(wait).await.unwrap_err();
        assert!(error.is_invalid_input() && server.asked().is_empty());
        text(&error)
    };
    assert_eq!(
        refused(&|wait| wait.timeout(Duration::ZERO)).await,
        "fetch_thing: invalid input: `timeout` must not be zero"
    );
    assert_eq!(
        refused(&|wait| wait.min_delay(Duration::ZERO)).await,
        "fetch_thing: invalid input: `min_delay` must not be zero"
    );
    let crossed = "fetch_thing: invalid input: `min_delay` must not be longer than `max_delay`";
    assert_eq!(refused(&|wait| wait.min_delay(seconds(31))).await, crossed);
    let both = |wait: &mut Waiter| (wait.min_delay(seconds(2)), wait.max_delay(seconds(1))).0;
    assert_eq!(refused(&both).await, crossed);
    let nothing = "fetch_thing: invalid input: `max_delay` must not be zero";
    assert_eq!(refused(&|wait| wait.max_delay(Duration::ZERO)).await, nothing);
    let server = Server::new([]);
    let mut call = Call::new(&builder().transport(server.clone()).build().unwrap(), &FETCH);
    call.inputs.path::<String>("Sid", "..");
    assert!(outcome(Waiter::new(call)).await.unwrap_err().is_invalid_input());
    assert!(server.asked().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_longest_pause_below_the_usual_shortest_one_is_both() {
    let server = Server::new([state("queued"), state("queued"), state("done")]);
    let mut wait = server.wait();
    wait.max_delay(seconds(1));
    let begun = tokio::time::Instant::now();
    assert_eq!(outcome(wait).await.unwrap(), Outcome::Done);
    assert_eq!(begun.elapsed(), seconds(2));
}

#[tokio::test(start_paused = true)]
async fn limits_of_any_length_are_taken() {
    let server = Server::new([state("queued"), state("queued"), state("done")]);
    let mut wait = server.wait();
    wait.timeout(Duration::MAX);
    wait.max_delay(Duration::MAX);
    assert_eq!(outcome(wait).await.unwrap(), Outcome::Done);
    let server = Server::new([state("queued"), state("done")]);
    let mut wait = server.wait();
    wait.timeout(Duration::MAX);
    wait.min_delay(Duration::MAX);
    wait.max_delay(Duration::MAX);
    let notification = WaitNotification::new();
    wait.notification(&notification);
    notification.notify();
    assert_eq!(outcome(wait).await.unwrap(), Outcome::Done);
}

/// Returns a wait with a notification and pauses of a minute.
fn notified(server: &Server) -> (Waiter, WaitNotification) {
    let (mut wait, notification) = (server.wait(), WaitNotification::new());
    wait.min_delay(seconds(60));
    wait.max_delay(seconds(60));
    wait.notification(&notification);
    (wait, notification)
}

#[tokio::test(start_paused = true)]
async fn a_notification_cuts_a_pause_short() {
    let server = Server::new([state("queued"), state("done")]);
    let (wait, notification) = notified(&server);
    let notify = async {
        sleep(seconds(5)).await;
        notification.clone().notify();
    };
    let (result, ()) = tokio::join!(outcome(wait), notify);
    assert_eq!((result.unwrap(), server.asked()), (Outcome::Done, vec![Duration::ZERO, seconds(5)]));
}

#[tokio::test(start_paused = true)]
async fn a_notification_before_the_beginning_or_during_a_look_is_kept() {
    let server = Server::new([state("queued"), state("done")]);
    let (wait, notification) = notified(&server);
    notification.notify();
    assert_eq!(outcome(wait).await.unwrap(), Outcome::Done);
    assert_eq!(server.asked(), [Duration::ZERO; 2]);

    let slow = Step::Late(seconds(4), HttpResponse::new(200).with_body("\"queued\""));
    let server = Server::new([slow, state("done")]);
    let (wait, notification) = notified(&server);
    let notify = async {
        sleep(seconds(1)).await;
        notification.notify();
    };
    let (result, ()) = tokio::join!(outcome(wait), notify);
    assert_eq!((result.unwrap(), server.asked()), (Outcome::Done, vec![Duration::ZERO, seconds(4)]));
}

#[tokio::test(start_paused = true)]
async fn a_forged_notification_is_one_look_and_no_result() {
    let server = Server::new(queued(3).chain([state("done")]));
    let (wait, notification) = notified(&server);
    let notify = async {
        sleep(seconds(5)).await;
        notification.notify();
    };
    let (result, ()) = tokio::join!(outcome(wait), notify);
    assert_eq!(result.unwrap(), Outcome::Done);
    assert_eq!(server.asked(), [0, 5, 65, 125].map(seconds));
}

#[tokio::test(start_paused = true)]
async fn a_storm_of_notifications_is_one_look_per_least_pause() {
    // All at once.
    let server = Server::new(queued(400));
    let (mut wait, notification) = notified(&server);
    wait.min_delay(seconds(2));
    wait.timeout(seconds(100));
    for _ in 0..1000 {
        notification.notify();
    }
    let storm = async {
        sleep(seconds(1)).await;
        (0..1000).for_each(|_| notification.notify());
        std::future::pending::<()>().await;
    };
    tokio::select! {
        result = outcome(wait) => assert_eq!(result.unwrap(), Outcome::TimedOut("queued".to_owned())),
        () = storm => {}
    }
    // The first poll, the one that was kept, the one after the storm; then pauses, the last cut short by the time
    // limit.
    let asked = server.asked();
    assert_eq!(asked[..3], [0, 0, 2].map(seconds));
    assert!(asked.len() <= 40, "{asked:?}");

    // Without an end.
    let server = Server::new(queued(400));
    let (mut wait, notification) = notified(&server);
    wait.min_delay(seconds(2));
    wait.timeout(seconds(100));
    let storm = async {
        for _ in 0..10_000 {
            notification.notify();
            sleep(Duration::from_millis(10)).await;
        }
        std::future::pending::<()>().await;
    };
    tokio::select! {
        result = outcome(wait) => assert_eq!(result.unwrap(), Outcome::TimedOut("queued".to_owned())),
        () = storm => {}
    }
    let asked = server.asked();
    assert!(asked[1..].windows(2).all(|pair| pair[1] - pair[0] >= seconds(2) || pair[1] == seconds(99)), "{asked:?}");
    assert!(asked.len() <= 52, "{}", asked.len());
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_is_dropped_is_gone_on_with_and_a_notification_survives() {
    let server = Server::new([state("queued"), state("queued"), state("done")]);
    let (wait, notification) = notified(&server);
    assert!(timeout(seconds(10), outcome(wait.clone())).await.is_err());
    notification.notify();
    assert_eq!(outcome(wait).await.unwrap(), Outcome::Done);
    let asked = server.asked();
    assert!(asked.len() == 3 && asked[2] == asked[1], "{asked:?}");
}

#[tokio::test(start_paused = true)]
async fn it_shows_no_values() {
    let server = Server::new([]);
    let (wait, _) = notified(&server);
    let shown = format!("{wait:?}");
    assert!(shown.contains("fetch_thing") && !shown.contains(THING), "{shown}");
}
