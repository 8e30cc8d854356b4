//! Tests the waiter of Transcripts: which states are final, and their outcomes. Timing and notifications are tested in
//! detail with the runtime.

use std::time::Duration;

use serde_json::{Value, json};
use tests::client;
use tests::recorder::{Recorder, Reply};
use tests::surface::surface;
use tokio::time::Instant;
use twilio_intelligence_v2::operations::{TranscriptCompletedOutcome as Outcome, WaitUntilTranscriptCompleted};
use twilio_intelligence_v2::{Error, WaitNotification};

use super::TRANSCRIPT;

fn transcript(status: &str) -> Reply {
    let text = include_str!("../../fixtures/http/FetchTranscript.json");
    let fixture: Value = serde_json::from_str(text).expect("the fixture is JSON");
    let mut body = fixture["bodies"]["fetch"].clone();
    body["status"] = json!(status);
    Reply::json(200, &body)
}

fn wait(recorder: &Recorder) -> WaitUntilTranscriptCompleted {
    client(recorder).transcripts().wait_until_completed(TRANSCRIPT)
}

/// Waits for a Transcript that has these states in turn. Returns the outcome and the number of requests.
async fn outcome(states: &[&str]) -> (Result<Outcome, Error>, usize) {
    let recorder = Recorder::with(states.iter().map(|status| transcript(status)));
    let outcome = wait(&recorder).timeout(Duration::from_secs(60)).send().await;
    let requests = recorder.requests();
    let path = format!("/v2/Transcripts/{TRANSCRIPT}");
    assert!(requests.iter().all(|request| request.method().as_str() == "GET" && request.url().ends_with(&path)));
    (outcome, requests.len())
}

/// A waiter without a test is not a waiter that works.
#[test]
fn every_waiter_is_tested_here() {
    let waiters: Vec<_> = surface().waiters.iter().map(|it| (it.resource.as_str(), it.name.as_str())).collect();
    assert_eq!(waiters, [("Transcript", "completed")], "test the outcomes of a new waiter, then add it to this list");
    let ends: Vec<_> = surface().waiters[0].success.iter().chain(&surface().waiters[0].failure).collect();
    assert_eq!(ends, ["completed", "failed", "canceled", "error"]);
}

#[tokio::test(start_paused = true)]
async fn every_final_state_has_its_own_outcome() {
    let (completed, _) = outcome(&["completed"]).await;
    assert!(matches!(completed, Ok(Outcome::Completed(transcript)) if transcript.status.as_str() == "completed"));
    assert!(matches!(outcome(&["failed"]).await, (Ok(Outcome::Failed(_)), 1)));
    assert!(matches!(outcome(&["canceled"]).await, (Ok(Outcome::Canceled(_)), 1)));
    assert!(matches!(outcome(&["error"]).await, (Ok(Outcome::Error(_)), 1)));
}

#[tokio::test(start_paused = true)]
async fn the_waiter_keeps_polling_in_unfinished_and_unknown_states() {
    for states in [&["queued", "in-progress", "completed"], &["new", "queued", "completed"]] {
        assert!(matches!(outcome(states).await, (Ok(Outcome::Completed(_)), 3)));
    }
    assert!(matches!(outcome(&["completing", "Failed", "", "failed"]).await, (Ok(Outcome::Failed(_)), 4)));
}

#[tokio::test(start_paused = true)]
async fn a_timeout_returns_the_last_response_and_the_wait_can_be_continued() {
    let states = ["queued", "in-progress"].map(transcript).into_iter().chain([transcript("completed")]);
    let recorder = Recorder::with(states);
    let start = Instant::now();
    let first = wait(&recorder).timeout(Duration::from_secs(2)).send().await;
    assert!(matches!(first, Ok(Outcome::TimedOut(transcript)) if transcript.status.as_str() == "in-progress"));
    assert!(start.elapsed() <= Duration::from_secs(2));
    assert!(matches!(wait(&recorder).send().await, Ok(Outcome::Completed(_))));
}

#[tokio::test(start_paused = true)]
async fn the_goal_can_be_distinguished_from_other_outcomes() {
    let completed = outcome(&["completed"]).await.0.expect("there is an outcome");
    assert!(completed.into_completed().is_ok_and(|transcript| transcript.status.as_str() == "completed"));
    let failed = outcome(&["failed"]).await.0.expect("there is an outcome");
    assert!(matches!(failed.into_completed(), Err(Outcome::Failed(_))));
}

#[tokio::test(start_paused = true)]
async fn not_found_ends_the_wait_and_rate_limiting_does_not() {
    let gone = Reply::json(404, &json!({"code": 20404, "message": "not found"}));
    let busy = Reply::json(429, &json!({"code": 20429, "message": "too many requests"}));
    let recorder = Recorder::with([transcript("queued"), busy, transcript("queued"), gone]);
    let error = wait(&recorder).send().await.expect_err("it is gone");
    assert!(error.is_not_found() && recorder.requests().len() == 4, "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_notification_polls_immediately() {
    let recorder = Recorder::with([transcript("queued"), transcript("completed")]);
    let notification = WaitNotification::new();
    let hour = Duration::from_secs(3600);
    let wait = wait(&recorder).timeout(hour * 2).max_delay(hour).min_delay(hour).notification(&notification);
    let start = Instant::now();
    let notify = async {
        tokio::time::sleep(Duration::from_secs(5)).await;
        notification.notify();
    };
    let (outcome, ()) = tokio::join!(wait.send(), notify);
    assert!(matches!(outcome, Ok(Outcome::Completed(_))));
    assert_eq!(start.elapsed().as_secs(), 5);
}

#[tokio::test]
async fn an_invalid_wait_is_not_sent() {
    let recorder = Recorder::default();
    let transcripts = client(&recorder).transcripts();
    let waits = [
        transcripts.wait_until_completed("GA1"),
        transcripts.wait_until_completed(TRANSCRIPT).timeout(Duration::ZERO),
        transcripts.wait_until_completed(TRANSCRIPT).min_delay(Duration::from_secs(40)),
    ];
    for wait in waits {
        let error = wait.send().await.expect_err("it is rejected");
        assert!(error.is_invalid_input() && error.to_string().starts_with("FetchTranscript: "), "{error}");
    }
    assert_eq!(recorder.requests().len(), 0);
}

#[tokio::test]
async fn debug_output_contains_no_personal_data() {
    let text = include_str!("../../fixtures/http/FetchTranscript.json");
    let mut body = serde_json::from_str::<Value>(text).expect("the fixture is JSON")["bodies"]["fetch"].clone();
    body["customer_key"] = json!("canary-key");
    body["status"] = json!("completed");
    let recorder = Recorder::with([Reply::json(200, &body)]);
    let wait = wait(&recorder);
    assert!(!format!("{wait:?}").contains(TRANSCRIPT));
    let outcome = wait.send().await.expect("it is completed");
    let shown = format!("{outcome:?}");
    assert!(shown.contains("Completed") && !shown.contains("canary-key"), "{shown}");
}
