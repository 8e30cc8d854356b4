//! Every list, page by page: what is on the pages, how they lead to one another, where a list can be resumed.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, to_value};
use tests::fakes::AFake;
use twilio_intelligence_v2::model::{Transcript, TranscriptSid, TranscriptStatus};
use twilio_intelligence_v2::{Client, Error, Items, Page, Pages};

use super::{on_fakes, operator, service, transcript};

on_fakes! {
    every_list_is_the_same_on_pages_of_every_size,
    a_page_leads_to_its_neighbours,
    a_list_can_be_resumed,
    an_invented_page_is_refused,
    filters_hold_on_every_page,
}

type Names = Pin<Box<dyn Future<Output = Result<Vec<Value>, Error>>>>;
type List = (&'static str, fn(&Client, &TranscriptSid, i64) -> Names);

/// Reads a list, and returns what tells each item from the others.
fn names<T: Serialize + DeserializeOwned + Send + 'static>(items: Items<T>) -> Names {
    Box::pin(async {
        let items = items.collect().await?;
        let values = items.iter().map(|item| to_value(item).expect("an item can be serialized as JSON"));
        let keys = ["sid", "operator_sid", "sentence_index"];
        Ok(values.map(|value| keys.iter().find_map(|key| value.get(key)).cloned().unwrap_or_default()).collect())
    })
}

const LISTS: [List; 8] = [
    ("ListService", |client, _, size| names(client.services().list().page_size(size).items())),
    ("ListTranscript", |client, _, size| names(client.transcripts().list().page_size(size).items())),
    ("ListSentence", |client, sid, size| names(client.sentences().list(sid).page_size(size).items())),
    ("ListOperatorResult", |client, sid, size| names(client.operator_results().list(sid).page_size(size).items())),
    ("ListOperator", |client, _, size| names(client.operators().list().page_size(size).items())),
    ("ListCustomOperator", |client, _, size| names(client.custom_operators().list().page_size(size).items())),
    ("ListPrebuiltOperator", |client, _, size| names(client.prebuilt_operators().list().page_size(size).items())),
    ("ListOperatorType", |client, _, size| names(client.operator_types().list().page_size(size).items())),
];

/// At least three records of each list. Returns a Transcript with all of its results.
async fn filled(fake: &AFake) -> (Client, TranscriptSid) {
    let client = fake.client();
    let service_sid = service(&client, "calls").await;
    for name in ["One", "Two", "Three"] {
        service(&client, name).await;
        let operator = operator(&client, name).await;
        client.operator_attachment().create(&service_sid, &operator).send().await.expect("attached");
    }
    let sid = transcript(&client, &service_sid, 1).await;
    for number in 2..=5 {
        transcript(&client, &service_sid, number).await;
    }
    fake.advance(Duration::from_secs(60)).await;
    (client, sid)
}

async fn every_list_is_the_same_on_pages_of_every_size(fake: AFake) {
    let (client, sid) = filled(&fake).await;
    for (operation, list) in LISTS {
        let before = fake.requests().await.len();
        let whole = list(&client, &sid, 50).await.expect("listed");
        let count = i64::try_from(whole.len()).expect("it is short");
        assert!(count >= 3, "{operation}: {count}");
        let distinct: BTreeSet<_> = whole.iter().map(Value::to_string).collect();
        assert_eq!(distinct.len(), whole.len(), "{operation} repeats an item");
        assert_eq!(fake.requests().await.len(), before + 1, "{operation}: one page");
        for size in [1, 2, count - 1, count, count + 1] {
            let before = fake.requests().await.len();
            assert_eq!(list(&client, &sid, size).await.expect("listed"), whole, "{operation}, pages of {size}");
            // A full last page has no next.
            let pages = usize::try_from((count + size - 1) / size).expect("it is short");
            assert_eq!(fake.requests().await.len() - before, pages, "{operation}, pages of {size}");
        }
    }
}

async fn pages(client: &Client, size: i64) -> Vec<Page<Transcript>> {
    let mut pages: Pages<_> = client.transcripts().list().page_size(size).pages();
    let mut read = Vec::new();
    while let Some(page) = pages.try_next().await.expect("listed") {
        read.push(page.into_inner());
    }
    read
}

async fn a_page_leads_to_its_neighbours(fake: AFake) {
    let (client, _) = filled(&fake).await;
    let read = pages(&client, 2).await;
    assert_eq!(read.iter().map(|page| page.items().len()).collect::<Vec<_>>(), [2, 2, 1]);
    assert_eq!(read[0].previous_page_url(), None);
    assert_eq!(read[2].next_page_url(), None);
    for (number, page) in read.iter().enumerate() {
        assert_eq!((page.index(), page.size()), (i64::try_from(number).ok(), Some(2)));
        let urls = [page.url(), page.first_page_url(), page.next_page_url(), page.previous_page_url()];
        let expected = [Some(number), Some(0), number.checked_add(1).filter(|next| *next < 3), number.checked_sub(1)];
        for (url, expected) in urls.into_iter().zip(expected) {
            assert_eq!(url.is_some(), expected.is_some(), "{number}");
            let (Some(url), Some(expected)) = (url, expected) else { continue };
            let list = client.transcripts().list().with_page_url(url);
            let found = list.pages().try_next().await.expect("listed").expect("there is a page");
            let sids = |page: &Page<Transcript>| page.items().iter().map(|item| item.sid.clone()).collect::<Vec<_>>();
            assert_eq!(sids(&found), sids(&read[expected]), "from {number} to {expected}");
        }
    }
}

async fn a_list_can_be_resumed(fake: AFake) {
    let (client, _) = filled(&fake).await;
    let whole = client.transcripts().list().items().collect().await.expect("listed");
    let mut begun = client.transcripts().list().page_size(2).pages();
    begun.try_next().await.expect("listed").expect("there is a page");
    let url = begun.next_page_url().expect("there is a next page").to_owned();
    drop(begun);
    // What happens between does not make it skip or repeat one.
    client.transcripts().delete(&whole[0].sid).send().await.expect("deleted");
    let rest = client.transcripts().list().with_page_url(url).items().collect().await.expect("listed");
    let sids = |items: &[Transcript]| items.iter().map(|item| item.sid.clone()).collect::<Vec<_>>();
    assert_eq!(sids(&rest), sids(&whole[2..]));
}

async fn an_invented_page_is_refused(fake: AFake) {
    let (client, _) = filled(&fake).await;
    let read = pages(&client, 2).await;
    let url = read[0].next_page_url().expect("there is a next page");
    let (start, token) = url.rsplit_once("PageToken=").expect("the URL has a token");
    for token in [token.to_uppercase(), format!("{token}0"), "PT00000000000000000000000000000000".to_owned()] {
        let list = client.transcripts().list().with_page_url(format!("{start}PageToken={token}"));
        let error = list.items().collect().await.expect_err("nobody has given it out");
        assert_eq!(error.status(), Some(400), "{error}");
    }
    // One of another list is as good as invented.
    let other = url.replace("/Transcripts?", "/Services?");
    let error = client.services().list().with_page_url(other).items().collect().await.expect_err("another list");
    assert_eq!(error.status(), Some(400), "{error}");
}

async fn filters_hold_on_every_page(fake: AFake) {
    let (client, _) = filled(&fake).await;
    let other = client.services().fetch("One").send().await.expect("it is there").sid.clone();
    for number in 6..=8 {
        transcript(&client, &other, number).await;
    }
    let list = || client.transcripts().list().service_sid(&other).page_size(1);
    let found = list().items().collect().await.expect("listed");
    assert_eq!(found.len(), 3);
    assert!(found.iter().all(|item| item.service_sid == other));
    let queued = list().status(TranscriptStatus::Queued);
    assert_eq!(queued.items().collect().await.expect("listed").len(), 3);
    let completed = list().status(TranscriptStatus::Completed);
    assert_eq!(completed.items().collect().await.expect("listed").len(), 0);
}
