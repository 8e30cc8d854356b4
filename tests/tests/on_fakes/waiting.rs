//! The waiter, against Transcripts that go on by themselves.

use std::time::Duration;

use tests::fakes::{AFake, Failure};
use twilio_intelligence_v2::operations::TranscriptCompletedOutcome as Outcome;

use super::{hurried_client, on_fakes, service, transcript};

const POLL: Duration = Duration::from_millis(5);

on_fakes! {
    a_transcript_is_waited_for,
    a_wait_that_ends_early_can_be_continued,
    a_deleted_transcript_ends_the_wait,
    a_busy_service_does_not_end_the_wait,
}

async fn a_transcript_is_waited_for(fake: AFake) {
    let client = fake.client();
    let service = service(&client, "calls").await;
    let sid = transcript(&client, &service, 1).await;
    let wait = client.transcripts().wait_until_completed(&sid).min_delay(POLL).max_delay(POLL);
    let time = async {
        // In two steps, so that the waiter sees the states between.
        fake.advance(Duration::from_secs(3)).await;
        fake.advance(Duration::from_secs(60)).await;
    };
    let (outcome, ()) = tokio::join!(wait.send(), time);
    assert!(matches!(outcome, Ok(Outcome::Completed(it)) if it.sid == sid));
    let requests = fake.requests().await;
    let polls = requests.iter().filter(|seen| seen.operation.as_deref() == Some("FetchTranscript"));
    assert!(polls.clone().count() >= 1 && polls.into_iter().all(|seen| seen.status == Some(200)));
}

async fn a_wait_that_ends_early_can_be_continued(fake: AFake) {
    let client = fake.client();
    let service = service(&client, "calls").await;
    let sid = transcript(&client, &service, 1).await;
    let wait = || client.transcripts().wait_until_completed(&sid).min_delay(POLL).max_delay(POLL);
    let outcome = wait().timeout(Duration::from_millis(100)).send().await;
    assert!(matches!(outcome, Ok(Outcome::TimedOut(it)) if it.status.as_str() == "queued"));
    fake.advance(Duration::from_secs(60)).await;
    assert!(matches!(wait().send().await, Ok(Outcome::Completed(_))));
}

async fn a_deleted_transcript_ends_the_wait(fake: AFake) {
    let client = fake.client();
    let service = service(&client, "calls").await;
    let sid = transcript(&client, &service, 1).await;
    client.transcripts().delete(&sid).send().await.expect("deleted");
    let wait = client.transcripts().wait_until_completed(&sid).min_delay(POLL).max_delay(POLL);
    let error = wait.send().await.expect_err("it is gone");
    assert!(error.is_not_found(), "{error}");
    assert_eq!(fake.lines().await.last().map(String::as_str), Some("FetchTranscript 404"));
}

async fn a_busy_service_does_not_end_the_wait(fake: AFake) {
    let client = hurried_client(&fake);
    let service = service(&client, "calls").await;
    let sid = transcript(&client, &service, 1).await;
    fake.advance(Duration::from_secs(60)).await;
    fake.fail("FetchTranscript", Failure::RateLimited(None), 2).await;
    fake.fail("FetchTranscript", Failure::NotSent, 1).await;
    let wait = client.transcripts().wait_until_completed(&sid).min_delay(POLL).max_delay(POLL);
    assert!(matches!(wait.send().await, Ok(Outcome::Completed(_))));
    let lines = fake.lines().await;
    assert_eq!(lines[2..], ["FetchTranscript 429", "FetchTranscript 429", "FetchTranscript 200"]);
}
