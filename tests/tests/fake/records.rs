//! What is created, changed and deleted.

use std::time::Duration;

use serde_json::json;
use twilio_intelligence_v2::fake::Fake;
use twilio_intelligence_v2::model::{
    Channel, ChannelType, LanguageCode, MediaProperties, Participant, Transcript, TranscriptStatus,
};

use crate::{channel, completed, operator, recording, service, status};

#[tokio::test(start_paused = true)]
async fn a_transcript_needs_something_to_transcribe() {
    let fake = Fake::new();
    let client = fake.client();
    let service = service(&client).await;
    let create = |media: MediaProperties| client.transcripts().create(&service, Channel::new(media)).send();
    assert_eq!(status(create(MediaProperties::new()).await), (Some(400), Some(20001)));
    create(MediaProperties::new().media_url("https://example.com/call.wav")).await.expect("created");
    create(MediaProperties::new().source_sid(recording(1))).await.expect("created");
    // A test says only what it is about.
    fake.insert::<Transcript>(json!({"service_sid": service})).expect("inserted");
}

#[tokio::test(start_paused = true)]
async fn a_service_has_what_the_description_says() {
    let fake = Fake::new();
    let client = fake.client();

    let created = client.services().create("calls").send().await.expect("created");

    assert_eq!(created.account_sid.as_str(), fake.account_sid());
    assert_eq!(created.unique_name.as_deref(), Some("calls"));
    assert_eq!(created.friendly_name, None);
    assert_eq!(created.language_code, Some(LanguageCode::EnUs));
    assert_eq!(created.auto_transcribe, Some(false));
    assert_eq!(created.version, 1);
    assert_eq!(created.date_created, fake.now());
    assert_eq!(created.url, Some(format!("https://intelligence.twilio.com/v2/Services/{}", created.sid)));
    assert_eq!(created.etag().map(|etag| etag.as_str()), Some("\"1\""));
}

#[tokio::test(start_paused = true)]
async fn an_update_changes_what_is_given_and_counts_the_version() {
    let fake = Fake::new();
    let client = fake.client();
    let sid = client.services().create("calls").auto_redaction(true).send().await.expect("created").sid.clone();
    fake.advance(Duration::from_secs(5));

    let updated = client.services().update(&sid).friendly_name("Calls").send().await.expect("updated");

    assert_eq!(updated.friendly_name.as_deref(), Some("Calls"));
    assert_eq!(updated.auto_redaction, Some(true));
    assert_eq!(updated.version, 2);
    assert_eq!(updated.date_updated, Some(fake.now()));
    assert!(updated.date_created < fake.now());
}

#[tokio::test(start_paused = true)]
async fn an_update_of_another_version_is_refused() {
    let fake = Fake::new();
    let client = fake.client();
    let created = client.services().create("calls").send().await.expect("created");
    let etag = created.require_etag().expect("an ETag").clone();
    client.services().update(&created.sid).friendly_name("first").if_match(&etag).send().await.expect("updated");

    let second = client.services().update(&created.sid).friendly_name("second").if_match(&etag).send().await;

    let error = second.expect_err("the version is another one");
    assert!(error.is_precondition_failed(), "{error}");
    let now = client.services().fetch(&created.sid).send().await.expect("fetched");
    assert_eq!(now.friendly_name.as_deref(), Some("first"));
    // The version number does as well.
    client.services().update(&created.sid).friendly_name("third").if_match(2).send().await.expect("updated");
}

#[tokio::test(start_paused = true)]
async fn rules_between_parameters_hold() {
    let fake = Fake::new();
    let client = fake.client();

    let redaction = client.services().create("a").media_redaction(true).send().await;
    assert_eq!(status(redaction), (Some(400), Some(20001)));
    let other = client.services().create("a").media_redaction(true).auto_redaction(true).language_code("fr-FR");
    assert_eq!(status(other.send().await), (Some(400), Some(20001)));
    let sid =
        client.services().create("a").media_redaction(true).auto_redaction(true).send().await.expect("ok").sid.clone();
    let off = client.services().update(&sid).auto_redaction(false).send().await;
    assert_eq!(status(off), (Some(400), Some(20001)), "the rule holds for updates as well");

    let media = MediaProperties::new().source_sid(recording(1));
    let named = Channel::new(media).participants([Participant::new(1).media_participant_id("+15555550100")]);
    assert_eq!(status(client.transcripts().create(&sid, named).send().await), (Some(400), Some(20001)));
    let media = MediaProperties::new().media_url("https://example.com/1.wav");
    let named = Channel::new(media).participants([Participant::new(1).media_participant_id("+15555550100")]);
    client.transcripts().create(&sid, named).send().await.expect("media at a URL has participants");
}

#[tokio::test(start_paused = true)]
async fn a_recording_has_one_transcript() {
    let fake = Fake::new();
    let client = fake.client();
    let service = service(&client).await;
    let first = client.transcripts().create(&service, channel(1)).send().await.expect("created");

    let second = client.transcripts().create(&service, channel(1)).send().await;
    assert_eq!(status(second), (Some(409), Some(20409)));

    client.transcripts().delete(&first.sid).send().await.expect("deleted");
    client.transcripts().create(&service, channel(1)).send().await.expect("the Recording is free again");
}

#[tokio::test(start_paused = true)]
async fn an_attached_operator_is_seen_in_the_service() {
    let fake = Fake::new();
    let client = fake.client();
    let (service, operator) = (service(&client).await, operator(&client).await);
    let attached = || async {
        let service = client.services().fetch(&service).send().await.expect("fetched").into_inner();
        service.read_only_attached_operator_sids.expect("a list")
    };
    assert!(attached().await.is_empty());

    client.operator_attachment().create(&service, &operator).send().await.expect("attached");
    client.operator_attachment().create(&service, &operator).send().await.expect("attached already");
    assert_eq!(attached().await, std::slice::from_ref(&operator));

    client.operator_attachment().delete(&service, &operator).send().await.expect("detached");
    assert!(attached().await.is_empty());
    let again = client.operator_attachment().delete(&service, &operator).send().await;
    assert_eq!(status(again), (Some(404), Some(20404)));
}

#[tokio::test(start_paused = true)]
async fn a_transcript_takes_its_settings_from_the_service() {
    let fake = Fake::new();
    let client = fake.client();
    let service = client.services().create("calls").language_code("de-DE").auto_redaction(true).send().await;
    let service = service.expect("created").into_inner();

    let transcript = client.transcripts().create(&service.sid, channel(1)).send().await.expect("created");
    client.services().update(&service.sid).auto_redaction(false).send().await.expect("updated");
    let transcript = client.transcripts().fetch(&transcript.sid).send().await.expect("fetched");

    assert_eq!(transcript.language_code, Some(LanguageCode::DeDe));
    assert_eq!(transcript.redaction, Some(true), "what held when it was created");
}

#[tokio::test(start_paused = true)]
async fn a_transcript_goes_through_its_states() {
    let fake = Fake::builder().frozen().build();
    let client = fake.client();
    let service = service(&client).await;
    let created = client.transcripts().create(&service, channel(1)).send().await.expect("created");
    assert_eq!(created.status, TranscriptStatus::Queued);
    assert_eq!(created.duration, Some(0));

    let changes: Vec<String> = fake.advance(Duration::from_secs(60)).iter().map(ToString::to_string).collect();
    assert_eq!(changes.len(), 2, "{changes:?}");

    let done = client.transcripts().fetch(&created.sid).send().await.expect("fetched");
    assert_eq!(done.status, TranscriptStatus::Completed);
    assert_eq!(done.duration, Some(27));
}

#[tokio::test(start_paused = true)]
async fn what_is_part_of_a_transcript_goes_with_it() {
    let fake = Fake::new();
    let client = fake.client();
    let service = service(&client).await;
    let transcript = completed(&fake, &client, &service, 1).await;
    assert!(!client.sentences().list(&transcript.sid).items().collect().await.expect("listed").is_empty());

    client.transcripts().delete(&transcript.sid).send().await.expect("deleted");

    let not_found = (Some(404), Some(20404));
    assert_eq!(status(client.transcripts().fetch(&transcript.sid).send().await), not_found);
    assert_eq!(status(client.media().fetch(&transcript.sid).send().await), not_found);
    assert_eq!(status(client.sentences().list(&transcript.sid).items().collect().await), not_found);
    assert_eq!(status(client.transcripts().delete(&transcript.sid).send().await), not_found);
}

#[tokio::test(start_paused = true)]
async fn an_operator_is_seen_as_custom_and_as_any() {
    let fake = Fake::new();
    let client = fake.client();
    let sid = operator(&client).await;

    let any = client.operators().fetch(&sid).send().await.expect("fetched");
    let custom = client.custom_operators().fetch(&sid).send().await.expect("fetched");
    assert_eq!(any.friendly_name, custom.friendly_name);
    assert_eq!(any.url, Some(format!("https://intelligence.twilio.com/v2/Operators/{sid}")));
    assert_eq!(custom.url, Some(format!("https://intelligence.twilio.com/v2/Operators/Custom/{sid}")));
    assert_eq!(status(client.prebuilt_operators().fetch(&sid).send().await), (Some(404), Some(20404)));

    let count = |list: Vec<_>| list.len();
    let all = count(client.operators().list().items().collect().await.expect("listed"));
    let prebuilt = client.prebuilt_operators().list().items().collect().await.expect("listed").len();
    assert_eq!(all, prebuilt + 1);
    let unknown = client.custom_operators().create("x", "Nonsense", Default::default()).send().await;
    assert_eq!(status(unknown), (Some(400), Some(20001)));
    let fixed = client.custom_operators().create("x", "Summarization", Default::default()).send().await;
    assert_eq!(status(fixed), (Some(400), Some(20001)), "not configurable");
}

#[tokio::test(start_paused = true)]
async fn a_channel_is_completed_by_what_is_usual() {
    let fake = Fake::new();
    let client = fake.client();
    let service = service(&client).await;

    let created = client.transcripts().create(&service, channel(1)).send().await.expect("created");

    let channel = created.channel.as_ref().expect("a channel");
    assert_eq!(channel.channel_type, Some(ChannelType::Voice));
    assert_eq!(
        channel.media_properties.as_ref().and_then(|it| it.source_sid.as_ref()).map(|it| it.as_str()),
        Some(&*recording(1))
    );
    let roles: Vec<_> = channel.participants.iter().flatten().map(|it| it.role.as_deref()).collect();
    assert_eq!(roles, [Some("Agent"), Some("Customer")]);
    let media = MediaProperties::new().media_url("https://example.com/1.wav");
    let named = Channel::new(media).participants([Participant::new(1).role("Doctor")]);
    let created = client.transcripts().create(&service, named).send().await.expect("created");
    let roles = created.channel.as_ref().and_then(|channel| channel.participants.clone()).expect("participants");
    assert_eq!(roles.iter().map(|it| it.role.as_deref()).collect::<Vec<_>>(), [Some("Doctor")]);
}

#[tokio::test(start_paused = true)]
async fn what_is_deleted_has_an_etag_as_described() {
    let fake = Fake::new();
    let client = fake.client();
    let service = service(&client).await;

    let deleted = client.services().delete(&service).send().await.expect("deleted");

    assert_eq!(deleted.etag().map(|etag| etag.as_str()), Some("\"1\""));
}

#[tokio::test(start_paused = true)]
async fn a_state_that_a_test_sets_is_as_if_the_service_had_come_to_it() {
    let fake = Fake::builder().frozen().build();
    let client = fake.client();
    let service = service(&client).await;
    let sid = client.transcripts().create(&service, channel(1)).send().await.expect("created").sid.clone();

    let done = fake.set::<Transcript>(sid.as_str(), json!({"status": "completed"})).expect("it fits");
    assert_eq!(done.duration, Some(27));
    let shorter = fake.set::<Transcript>(sid.as_str(), json!({"status": "completed", "duration": 5}));
    assert_eq!(shorter.expect("it fits").duration, Some(5));
}
