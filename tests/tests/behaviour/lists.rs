//! Tests that every list of the API reads its own pages. How pages are read is tested with the runtime.

use std::pin::Pin;

use generator::surface::Operation;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json, to_value};
use tests::client;
use tests::recorder::{Recorder, Reply};
use tests::sample::sample;
use tests::surface::{self, page_key};
use twilio_intelligence_v2::{Client, Error, Items};

use super::TRANSCRIPT;

const HOST: &str = "https://intelligence.twilio.com";

/// How many items a test reads.
#[derive(Clone, Copy)]
enum Way {
    All,
    Two,
}

type Names = Pin<Box<dyn Future<Output = Result<Vec<Value>, Error>>>>;

/// Reads a list and returns the SID of each item.
fn names<T: Serialize + DeserializeOwned + Send + 'static>(items: Items<T>, way: Way) -> Names {
    let items = match way {
        Way::All => items,
        Way::Two => items.take(2),
    };
    Box::pin(async {
        let items = items.collect().await?;
        let values = items.iter().map(|item| to_value(item).expect("an item can be serialized as JSON"));
        Ok(values.map(|value| value.get("sid").or(value.get("operator_sid")).cloned().unwrap_or_default()).collect())
    })
}

type List = (&'static str, fn(&Client, Way) -> Names);

const LISTS: [List; 8] = [
    ("ListService", |client, way| names(client.services().list().page_size(2).items(), way)),
    ("ListTranscript", |client, way| names(client.transcripts().list().page_size(2).items(), way)),
    ("ListSentence", |client, way| names(client.sentences().list(TRANSCRIPT).page_size(2).items(), way)),
    ("ListOperatorResult", |client, way| names(client.operator_results().list(TRANSCRIPT).page_size(2).items(), way)),
    ("ListOperator", |client, way| names(client.operators().list().page_size(2).items(), way)),
    ("ListCustomOperator", |client, way| names(client.custom_operators().list().page_size(2).items(), way)),
    ("ListPrebuiltOperator", |client, way| names(client.prebuilt_operators().list().page_size(2).items(), way)),
    ("ListOperatorType", |client, way| names(client.operator_types().list().page_size(2).items(), way)),
];

fn address(page: usize) -> String {
    format!("{HOST}/v2/Anywhere?Redacted=true&PageSize=2&Page={page}&PageToken=PA%2F{page}+x")
}

/// Returns a page whose items have these SIDs.
fn page(operation: &Operation, names: &[&str], next: Option<&str>) -> Reply {
    let mut body = sample(&operation.id);
    let key = page_key(operation).expect("the operation is a list");
    let items = names.iter().map(|name| {
        let mut item = body[key][0].clone();
        for member in ["sid", "operator_sid"] {
            if let Some(member) = item.get_mut(member) {
                *member = json!(name);
            }
        }
        item
    });
    let items: Vec<_> = items.collect();
    body[key] = json!(items);
    body["meta"]["next_page_url"] = json!(next);
    Reply::json(200, &body)
}

#[test]
fn the_table_contains_every_list() {
    let operations = surface::surface().operations.iter();
    let mut paged: Vec<_> = operations.filter(|operation| page_key(operation).is_some()).collect();
    paged.sort_by(|a, b| a.id.cmp(&b.id));
    let mut lists = LISTS.map(|(operation, _)| operation);
    lists.sort_unstable();
    assert_eq!(paged.iter().map(|operation| operation.id.as_str()).collect::<Vec<_>>(), lists);
}

#[tokio::test]
async fn every_list_requests_each_next_page_url_verbatim() {
    for (operation, list) in LISTS {
        let about = surface::operation(operation);
        let recorder = Recorder::with([
            page(about, &["1", "2"], Some(&address(1))),
            page(about, &[], Some(&address(2))),
            page(about, &["3"], None),
        ]);
        let items = list(&client(&recorder), Way::All).await.expect("all pages are there");
        assert_eq!(items, [json!("1"), json!("2"), json!("3")], "{operation}");
        let requests = recorder.requests();
        let urls: Vec<_> = requests.iter().map(|request| request.url().to_owned()).collect();
        let first = format!("{HOST}/v2{}?PageSize=2", about.path.replace("{TranscriptSid}", TRANSCRIPT));
        assert_eq!(urls, [first, address(1), address(2)], "{operation}");
        for request in &requests {
            assert_eq!((request.method().as_str(), request.body()), ("GET", b"".as_slice()));
            assert!(request.header("Authorization").is_some() && request.header("Accept").is_some());
        }
    }
}

#[tokio::test]
async fn take_requests_no_further_page_and_keeps_the_page_size() {
    for (operation, list) in LISTS {
        let recorder = Recorder::with([page(surface::operation(operation), &["1", "2"], Some(&address(1)))]);
        let items = list(&client(&recorder), Way::Two).await.expect("two items are there");
        assert_eq!(items.len(), 2, "{operation}");
        assert!(recorder.requests().iter().all(|request| request.url().ends_with("?PageSize=2")));
    }
}

#[tokio::test]
async fn no_list_follows_a_url_to_another_origin() {
    let elsewhere = [
        "https://intelligence.twilio.com.example.com/v2/Services?Page=1",
        "http://intelligence.twilio.com/v2/Services?Page=1",
        "https://intelligence.twilio.com:8443/v2/Services?Page=1",
        "https://user@intelligence.twilio.com/v2/Services?Page=1",
        "/v2/Services?Page=1",
    ];
    for (operation, list) in LISTS {
        for next in elsewhere {
            let recorder = Recorder::with([page(surface::operation(operation), &["1"], Some(next))]);
            let error = list(&client(&recorder), Way::All).await.expect_err("the URL has another origin");
            assert!(error.is_pagination() && error.operation().map(|it| it.id()) == Some(operation), "{error}");
            assert_eq!(recorder.requests().len(), 1, "{next}");
        }
    }
}

#[tokio::test]
async fn a_repeated_page_url_is_an_error() {
    for (operation, list) in LISTS {
        let about = surface::operation(operation);
        let recorder = Recorder::with([
            page(about, &["1"], Some(&address(1))),
            page(about, &["2"], Some(&address(2))),
            page(about, &["3"], Some(&address(1))),
        ]);
        let error = list(&client(&recorder), Way::All).await.expect_err("the page URL is repeated");
        assert!(error.is_pagination() && !error.may_have_been_applied(), "{error}");
        assert_eq!(recorder.requests().len(), 3);
    }
}

#[tokio::test]
async fn a_list_can_be_resumed_from_a_saved_url() {
    let about = surface::operation("ListTranscript");
    let recorder = Recorder::with([
        page(about, &["1"], Some(&address(1))),
        page(about, &["2"], Some(&address(2))),
        page(about, &["3"], None),
    ]);
    let client = client(&recorder);
    let mut pages = client.transcripts().list().page_size(1).pages();
    let first = pages.try_next().await.expect("the page is there").expect("it is not the end");
    assert_eq!(first.next_page_url(), Some(address(1).as_str()));
    let saved = pages.next_page_url().expect("there is a next page").to_owned();
    drop(pages);
    let rest = client.transcripts().list().with_page_url(saved).items().collect().await.expect("the rest is there");
    assert_eq!(rest.iter().map(|transcript| transcript.sid.as_str()).collect::<Vec<_>>(), ["2", "3"]);
    assert_eq!(
        recorder.requests().iter().skip(1).map(|it| it.url().to_owned()).collect::<Vec<_>>(),
        [address(1), address(2)]
    );
}

#[tokio::test]
async fn a_saved_url_of_another_origin_is_rejected_before_anything_is_sent() {
    let recorder = Recorder::default();
    let list = client(&recorder).sentences().list(TRANSCRIPT).with_page_url("https://example.com/v2/Sentences");
    assert!(list.send().await.err().is_some_and(|error| error.is_pagination()));
    assert_eq!(recorder.requests().len(), 0);
}

#[tokio::test]
async fn a_page_that_fails_can_be_requested_again() {
    let about = surface::operation("ListOperatorResult");
    let recorder = Recorder::with([
        page(about, &["1"], Some(&address(1))),
        Reply::json(429, &json!({"code": 20429})),
        page(about, &["2"], None),
    ]);
    let mut items = client(&recorder).operator_results().list(TRANSCRIPT).items();
    let mut seen = Vec::new();
    let mut failures = 0;
    loop {
        match items.try_next().await {
            Ok(Some(result)) => seen.push(result.operator_sid.into_string()),
            Ok(None) => break,
            Err(error) => {
                assert!(error.is_rate_limited(), "{error}");
                failures += 1;
            }
        }
    }
    assert_eq!((seen, failures), (vec!["1".to_owned(), "2".to_owned()], 1));
}

#[tokio::test]
async fn a_url_at_the_apis_own_host_is_requested_from_the_base_url() {
    let list = surface::operation("ListService");
    let next = format!("{HOST}/v2/Services?PageSize=50&Page=1&PageToken=PT1");
    let places = [
        ("https://intelligence.dublin.us1.twilio.com", "https://intelligence.dublin.us1.twilio.com/v2"),
        ("https://gateway.example/twilio", "https://gateway.example/twilio"),
        ("http://127.0.0.1:4010", "http://127.0.0.1:4010/v2"),
    ];
    for (base_url, expected) in places {
        let recorder = Recorder::with([page(list, &["a"], Some(&next)), page(list, &["b"], None)]);
        let builder = Client::builder(tests::credentials()).base_url(base_url).transport(recorder.clone());
        let client = builder.build().expect("the settings are valid");
        let services = client.services().list().items().collect().await.expect("both pages are there");
        assert_eq!(services.len(), 2);
        let asked: Vec<_> = recorder.requests().iter().map(|request| request.url().to_owned()).collect();
        let second = format!("{expected}/Services?PageSize=50&Page=1&PageToken=PT1");
        assert_eq!(asked, [format!("{expected}/Services"), second]);
    }
}
