//! Filters and pages.

use std::time::Duration;

use twilio_intelligence_v2::fake::Fake;
use twilio_intelligence_v2::model::TranscriptStatus;

use crate::{channel, completed, recording, service, status};

#[tokio::test(start_paused = true)]
async fn every_filter_of_transcripts_leaves_those_that_fit() {
    let fake = Fake::builder().frozen().build();
    let client = fake.client();
    let first = service(&client).await;
    let second = client.services().create("french").language_code("fr-FR").send().await.expect("created").sid.clone();
    let old =
        client.transcripts().create(&first, channel(1)).media_start_time(fake.now()).send().await.expect("created");
    fake.advance(Duration::from_secs(3600));
    let noon = fake.now();
    fake.advance(Duration::from_secs(3600));
    let new =
        client.transcripts().create(&second, channel(2)).media_start_time(fake.now()).send().await.expect("created");

    let transcripts = client.transcripts();
    let lists = [
        ("ServiceSid", transcripts.list().service_sid(&first), &old.sid),
        ("BeforeStartTime", transcripts.list().before_start_time(noon), &old.sid),
        ("AfterStartTime", transcripts.list().after_start_time(noon), &new.sid),
        ("BeforeDateCreated", transcripts.list().before_date_created(noon), &old.sid),
        ("AfterDateCreated", transcripts.list().after_date_created(noon), &new.sid),
        ("Status", transcripts.list().status(TranscriptStatus::Queued), &new.sid),
        ("LanguageCode", transcripts.list().language_code("fr-FR"), &new.sid),
        ("SourceSid", transcripts.list().source_sid(recording(1)), &old.sid),
    ];
    for (name, list, expected) in lists {
        let found = list.items().collect().await.expect("listed");
        assert_eq!(found.iter().map(|it| &it.sid).collect::<Vec<_>>(), [expected], "{name}");
    }
    let both = transcripts.list().service_sid(&first).status(TranscriptStatus::Queued);
    assert!(both.items().collect().await.expect("listed").is_empty(), "filters add up");
}

#[tokio::test(start_paused = true)]
async fn operators_are_filtered_by_the_languages_of_their_type() {
    let client = Fake::new().client();
    let named = |language: &'static str| {
        let list = client.prebuilt_operators().list().language_code(language);
        async { list.items().collect().await.expect("listed").len() }
    };

    assert_eq!(named("en").await, 3);
    assert_eq!(named("es").await, 1);
    assert_eq!(named("xx").await, 0);
    let types = client.operator_types().list().language_code("fr").items().collect().await.expect("listed");
    assert_eq!(types.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn pages_go_on_where_they_ended() {
    let fake = Fake::new();
    let client = fake.client();
    let service = service(&client).await;
    for number in 0..25 {
        client.transcripts().create(&service, channel(number)).send().await.expect("created");
    }

    let mut pages = client.transcripts().list().service_sid(&service).page_size(10).pages();
    let mut sizes = Vec::new();
    while let Some(page) = pages.try_next().await.expect("a page") {
        sizes.push(page.items().len());
    }
    assert_eq!(sizes, [10, 10, 5]);

    let mut pages = client.transcripts().list().page_size(5).pages();
    let mut sizes = Vec::new();
    while let Some(page) = pages.try_next().await.expect("a page") {
        sizes.push(page.items().len());
    }
    assert_eq!(sizes, [5; 5], "a full last page has no next one");
}

#[tokio::test(start_paused = true)]
async fn a_page_is_not_shifted_by_what_is_deleted() {
    let fake = Fake::new();
    let client = fake.client();
    let service = service(&client).await;
    let mut sids = Vec::new();
    for number in 0..6 {
        sids.push(client.transcripts().create(&service, channel(number)).send().await.expect("created").sid.clone());
    }
    let mut items = client.transcripts().list().page_size(2).items();
    let mut seen = Vec::new();
    while let Some(transcript) = items.try_next().await.expect("an item") {
        client.transcripts().delete(&transcript.sid).send().await.expect("deleted");
        seen.push(transcript.sid);
    }
    assert_eq!(seen, sids);
}

#[tokio::test(start_paused = true)]
async fn a_page_that_is_too_large_is_refused() {
    let fake = Fake::new();
    let client = fake.client();
    let service = service(&client).await;
    let transcript = completed(&fake, &client, &service, 1).await;

    // The client checks it as well, so ask as others would.
    let list = client.sentences().list(&transcript.sid).page_size(5000).items().collect().await;
    assert_eq!(list.expect("the largest page").len(), 4);
    let url = "https://intelligence.twilio.com/v2/Transcripts?PageSize=1001";
    assert_eq!(
        status(client.transcripts().list().with_page_url(url).items().collect().await),
        (Some(400), Some(20001))
    );
    let url = "https://intelligence.twilio.com/v2/Transcripts?PageSize=10&PageToken=made-up";
    assert_eq!(
        status(client.transcripts().list().with_page_url(url).items().collect().await),
        (Some(400), Some(20001))
    );
}
