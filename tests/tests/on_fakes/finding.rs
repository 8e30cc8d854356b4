//! `create_or_find` against a service that does not create anything twice.

use tests::fakes::{AFake, Failure};

use super::{channel, hurried_client, on_fakes, service};

on_fakes! {
    a_service_is_created_once,
    a_transcript_is_created_once,
    a_creation_whose_answer_was_lost_is_found,
    a_creation_that_was_not_applied_is_repeated,
}

async fn a_service_is_created_once(fake: AFake) {
    let client = fake.client();
    let created = client.services().create_or_find("calls").send().await.expect("it is created");
    let found = client.services().create_or_find("calls").send().await.expect("it is found");
    assert_eq!((created.http_status(), found.http_status()), (201, 200));
    assert_eq!(created.sid, found.sid);
    assert_eq!(fake.lines().await, ["FetchService 404", "CreateService 201", "FetchService 200"]);
}

async fn a_transcript_is_created_once(fake: AFake) {
    let client = fake.client();
    let service = service(&client, "calls").await;
    let created = client.transcripts().create_or_find(&service, channel(1)).send().await.expect("it is created");
    let found = client.transcripts().create_or_find(&service, channel(1)).send().await.expect("it is found");
    assert_eq!(created.sid, found.sid);
    let lines = fake.lines().await;
    assert_eq!(lines[1..], ["ListTranscript 200", "CreateTranscript 202", "ListTranscript 200"]);
    // Without looking for it first, the service refuses the second one.
    let error = client.transcripts().create(&service, channel(1)).send().await.expect_err("there is one");
    assert!(error.is_conflict(), "{error}");
}

async fn a_creation_whose_answer_was_lost_is_found(fake: AFake) {
    let client = hurried_client(&fake);
    let service = service(&client, "calls").await;
    fake.fail("CreateTranscript", Failure::Cut, 1).await;
    let found = client.transcripts().create_or_find(&service, channel(1)).send().await.expect("it is found");
    assert_eq!(found.http_status(), 200);
    let all = client.transcripts().list().items().collect().await.expect("listed");
    assert_eq!(all.iter().map(|it| &it.sid).collect::<Vec<_>>(), [&found.sid]);
    // The creation alone cannot know, and says so.
    fake.fail("CreateTranscript", Failure::Cut, 1).await;
    let error = client.transcripts().create(&service, channel(2)).send().await.expect_err("the answer is lost");
    assert!(error.may_have_been_applied(), "{error}");
    assert_eq!(client.transcripts().list().items().collect().await.expect("listed").len(), 2);
}

async fn a_creation_that_was_not_applied_is_repeated(fake: AFake) {
    let client = hurried_client(&fake);
    let service = service(&client, "calls").await;
    fake.fail("CreateTranscript", Failure::RateLimited(None), 1).await;
    let created = client.transcripts().create_or_find(&service, channel(1)).send().await.expect("it is created");
    assert_eq!(created.http_status(), 202);
    let lines = fake.lines().await;
    assert_eq!(lines[1..], ["ListTranscript 200", "CreateTranscript 429", "CreateTranscript 202"]);
}
