//! Lists: which URLs they request, when they end, and how they continue after an error.

use std::future::poll_fn;
use std::pin::Pin;

use futures_core::Stream;
use serde::Deserialize;

use crate::runtime::transport::{TransportError, TransportErrorKind};
use crate::runtime::{Call, Error, Items, Page, Pages};
use crate::support::{FETCH, LIST, Script, Step, answer, builder, text};

const BASE: &str = "https://parcels.acme.example/v2/Things";

pub(crate) fn url(query: &str) -> String {
    format!("{BASE}?{query}")
}

pub(crate) fn page(items: &[i64], next: Option<&str>) -> Step {
    let meta = serde_json::json!({"next_page_url": next, "key": "things"});
    answer(200, &serde_json::json!({"meta": meta, "things": items}).to_string())
}

pub(crate) fn items(script: &Script) -> Items<i64> {
    Items::new(script.call(&LIST))
}

pub(crate) fn pages(script: &Script) -> Pages<i64> {
    Pages::new(script.call(&LIST))
}

pub(crate) async fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    poll_fn(|context| Pin::new(&mut *stream).poll_next(context)).await
}

#[tokio::test]
async fn a_list_follows_the_servers_addresses_to_their_end() {
    // In another order than a client would write it, and with other escapes.
    let second = url("PageToken=PA%2F1&Page=1&A=2019-11-22T23%3A46%3A00Z&PageSize=2");
    let script = Script::new([page(&[1, 2], Some(&second)), page(&[3], None)]);
    let mut call = script.call(&LIST);
    call.inputs.query::<i64>("PageSize", 2);
    let all = Items::<i64>::new(call).collect().await.unwrap();
    assert_eq!(all, [1, 2, 3]);
    assert_eq!(script.urls(), [url("PageSize=2"), second]);
    let authorized = |request: &crate::runtime::transport::HttpRequest| request.header("Authorization").is_some();
    assert!(script.requests().iter().all(authorized));
}

#[tokio::test]
async fn pages_are_asked_for_one_by_one() {
    let script = Script::new([page(&[1, 2], Some(&url("Page=1"))), page(&[3], None)]);
    let mut items = items(&script);
    assert_eq!(script.requests().len(), 0);
    assert_eq!(items.try_next().await.unwrap(), Some(1));
    assert_eq!(items.try_next().await.unwrap(), Some(2));
    assert_eq!(script.requests().len(), 1);
    assert_eq!(items.resume_url(), Some(&*url("Page=1")));
    assert_eq!(items.try_next().await.unwrap(), Some(3));
    assert_eq!((items.try_next().await.unwrap(), items.try_next().await.unwrap()), (None, None));
    assert_eq!((script.requests().len(), items.resume_url()), (2, None));
}

#[tokio::test]
async fn going_on_within_a_page_repeats_items_and_loses_none() {
    let first = format!(
        r#"{{"things":[1,2,3],"meta":{{"key":"things","url":"{}","next_page_url":"{}"}}}}"#,
        url("Page=0"),
        url("Page=1")
    );
    let script = Script::new([answer(200, &first), page(&[4, 5], None), answer(200, &first)]);
    let mut items = items(&script);
    assert_eq!(items.resume_url(), None);
    assert_eq!(items.try_next().await.unwrap(), Some(1));
    assert_eq!(items.resume_url(), Some(&*url("Page=0")));
    assert_eq!((items.try_next().await.unwrap(), items.try_next().await.unwrap()), (Some(2), Some(3)));
    assert_eq!(items.resume_url(), Some(&*url("Page=1")));
    assert_eq!(items.try_next().await.unwrap(), Some(4));
    // The server has not returned the URL of this page: it is the requested one.
    assert_eq!(items.resume_url(), Some(&*url("Page=1")));
    assert_eq!((items.try_next().await.unwrap(), items.resume_url()), (Some(5), None));

    let mut call = script.call(&LIST);
    call.with_page_url(url("Page=0"));
    let mut some = Items::<i64>::new(call).take(2);
    assert_eq!((some.try_next().await.unwrap(), some.try_next().await.unwrap()), (Some(1), Some(2)));
    assert_eq!((some.try_next().await.unwrap(), some.resume_url()), (None, Some(&*url("Page=0"))));
}

#[test]
fn lists_can_be_shared_and_sent() {
    fn check<T: Send + Sync>() {}
    check::<(Items<i64>, Pages<i64>)>();
}

#[tokio::test]
async fn a_page_has_its_links() {
    let body = r#"{"things":[1],"meta":{"key":"things","page":"2","page_size":50,"first_page_url":"f",
        "previous_page_url":"p","next_page_url":"","url":"u","more":{"x":[]}},"other":[{}]}"#;
    let script = Script::new([answer(200, body)]);
    let page = script.call(&LIST).send_page::<i64>().await.unwrap();
    assert_eq!((page.items(), page.index(), page.size()), (&[1i64][..], Some(2), Some(50)));
    assert_eq!((page.first_page_url(), page.previous_page_url()), (Some("f"), Some("p")));
    // An empty URL counts as absent.
    assert_eq!((page.url(), page.next_page_url()), (Some("u"), None));
    assert_eq!((&*page).into_iter().copied().collect::<Vec<_>>(), [1]);
    assert_eq!(format!("{:?}", *page), "Page { index: Some(2), items: [1], has_next: false }");
    assert_eq!(page.into_inner().into_items(), [1]);
}

#[tokio::test]
async fn what_a_page_may_lack() {
    for body in [
        r#"{"things":null,"meta":null}"#,
        r#"{"things":[]}"#,
        r#"{"meta":{"next_page_url":null,"page":null},"things":[]}"#,
        r#"{"meta":{},"things":[]}"#,
    ] {
        let script = Script::new([answer(200, body)]);
        let page: Page<i64> = script.call(&LIST).send_page().await.unwrap().into_inner();
        assert!(page.items().is_empty() && page.next_page_url().is_none() && page.index().is_none(), "{body}");
    }
    let script = Script::new([answer(200, r#"{"meta":{},"items":[]}"#)]);
    let error = script.call(&LIST).send_page::<i64>().await.unwrap_err();
    assert!(error.is_decode() && text(&error).contains("missing field `things`"), "{error}");
}

#[tokio::test]
async fn an_empty_page_in_the_middle_is_not_the_end() {
    let script = Script::new([page(&[1], Some(&url("Page=1"))), page(&[], Some(&url("Page=2"))), page(&[2], None)]);
    assert_eq!(items(&script).collect().await.unwrap(), [1, 2]);
    let script = Script::new([page(&[], Some(&url("Page=1"))), page(&[], None)]);
    let pages = pages(&script).collect().await.unwrap();
    assert_eq!(pages.len(), 2);
}

#[tokio::test]
async fn taking_some_asks_for_no_page_more_than_needed() {
    let steps = || [page(&[1, 2], Some(&url("Page=1"))), page(&[3, 4], Some(&url("Page=2")))];
    for (count, expected, requests) in
        [(0, vec![], 0), (1, vec![1], 1), (2, vec![1, 2], 1), (3, vec![1, 2, 3], 2), (4, vec![1, 2, 3, 4], 2)]
    {
        let script = Script::new(steps());
        assert_eq!(items(&script).take(count).collect().await.unwrap(), expected);
        assert_eq!(script.requests().len(), requests, "take({count})");
        let streamed = Script::new(steps());
        let mut stream = items(&streamed).take(count);
        for item in expected {
            assert_eq!(next(&mut stream).await.unwrap().unwrap(), item);
        }
        assert!(next(&mut stream).await.is_none());
        assert_eq!(streamed.requests().len(), requests, "take({count}) as a stream");
        assert!(script.urls().iter().all(|url| !url.contains("PageSize")));
    }
    let script = Script::new(steps());
    assert_eq!(items(&script).take(1).take(5).collect().await.unwrap(), [1]);
}

async fn circles(script: &Script) -> (Vec<i64>, Error) {
    let mut items = items(script);
    let mut all = Vec::new();
    loop {
        match items.try_next().await {
            Ok(item) => all.push(item.expect("a list that goes in circles has no end")),
            Err(error) => return (all, error),
        }
    }
}

#[tokio::test]
async fn a_server_that_goes_in_circles_is_found_out() {
    // To the same page, to an earlier one, and to the first one, whose URL the server has returned.
    let own = url("Page=0");
    let first = serde_json::json!({"things": [1], "meta": {"url": own, "next_page_url": url("Page=1")}});
    let cases = [
        (vec![page(&[1], Some(&url("Page=1"))), page(&[2], Some(&url("Page=1")))], 2),
        (vec![page(&[1], Some(&url("Page=1"))), page(&[2], Some(&url("Page=2"))), page(&[3], Some(&url("Page=1")))], 3),
        (vec![answer(200, &first.to_string()), page(&[2], Some(&own))], 2),
    ];
    for (steps, requests) in cases {
        let script = Script::new(steps);
        let (all, error) = circles(&script).await;
        assert!(error.is_pagination() && !error.is_transport(), "{error}");
        assert_eq!(
            text(&error),
            "list_things: cannot continue the list: the server returned the URL of a page that was already read"
        );
        // All items before are returned, and the repeated URL is not requested.
        assert_eq!((all.len(), script.requests().len()), (requests, requests));
    }
}

#[tokio::test]
async fn endless_empty_pages_are_found_out() {
    let mut steps: Vec<_> = (1..=100).map(|number| page(&[], Some(&url(&format!("Page={number}"))))).collect();
    steps.push(page(&[7], None));
    let script = Script::new(steps);
    let mut items = items(&script);
    let error = items.try_next().await.unwrap_err();
    assert!(error.is_pagination() && text(&error).contains("100 consecutive pages had no items"), "{error}");
    assert_eq!(script.requests().len(), 100);
    // A caller who knows better can continue.
    assert_eq!(items.resume_url(), Some(&*url("Page=100")));
    assert_eq!(items.try_next().await.unwrap(), Some(7));
}

#[tokio::test]
async fn an_address_elsewhere_is_refused_and_nothing_is_sent() {
    for evil in [
        "https://evil.test/v2/Things?Page=1",
        "http://parcels.acme.example/v2/Things?Page=1",
        "https://parcels.acme.example:444/v2/Things?Page=1",
        "https://parcels.acme.example:+443/v2/Things",
        "https://parcels.acme.example:443[::1]:443/v2/Things",
        "https://parcels.acme.example.evil.test/v2/Things",
        "https://parcels.acme.example@evil.test/v2/Things",
        "https://user:pass@parcels.acme.example/v2/Things",
        "https://evil.test\\@parcels.acme.example/v2/Things",
        "https://parcels.acme.example\\.evil.test/v2/Things",
        "https:///evil.test/v2/Things",
        "//evil.test/v2/Things",
        "/v2/Things?Page=1",
        "?Page=1",
        "https://parcels.acme.example\t/v2/Things",
        "\nhttps://parcels.acme.example/v2/Things",
        "https://PARCELS.acme.example:/v2/Things",
        "javascript:alert(1)",
        "https://pаrcels.acme.example/v2/Things",
        "https://parcels%2eacme.example/v2/Things",
        "https://parcels.acme.example./v2/Things",
    ] {
        let script = Script::new([page(&[1], Some(evil))]);
        let (all, error) = circles(&script).await;
        assert!(error.is_pagination(), "{evil}: {error}");
        assert!(!text(&error).contains("evil"), "{error}");
        assert_eq!((all.len(), script.requests().len()), (1, 1), "{evil}");
    }
}

#[tokio::test]
async fn the_same_place_may_be_written_in_other_ways() {
    for same in ["https://PARCELS.acme.example:443/v2/Things?Page=1", "HTTPS://parcels.acme.example/elsewhere?Page=1"] {
        let script = Script::new([page(&[1], Some(same)), page(&[2], None)]);
        assert_eq!(items(&script).collect().await.unwrap(), [1, 2]);
        assert_eq!(script.urls()[1], same);
    }
}

#[tokio::test]
async fn a_list_can_go_on_at_a_saved_address() {
    let saved = url("Page=7&PageToken=x");
    let script = Script::new([page(&[8], Some(&url("Page=8"))), page(&[9], None)]);
    let mut call = script.call(&LIST);
    call.inputs.query::<String>("Filter", "ignored");
    call.with_page_url(&*saved);
    let items = Items::<i64>::new(call);
    assert_eq!(items.resume_url(), Some(&*saved));
    assert_eq!(items.collect().await.unwrap(), [8, 9]);
    assert_eq!(script.urls(), [saved, url("Page=8")]);

    let script = Script::new([]);
    let mut call = script.call(&LIST);
    call.with_page_url("https://evil.test/v2/Things");
    let error = call.send_page::<i64>().await.unwrap_err();
    assert!(error.is_pagination() && script.requests().is_empty());
}

fn broken() -> Step {
    Step::Fail(TransportError::new(TransportErrorKind::Interrupted, "broken"))
}

#[tokio::test]
async fn after_an_error_the_list_can_be_driven_on_without_loss() {
    let script =
        Script::new([broken(), page(&[1], Some(&url("Page=1"))), broken(), answer(503, "{}"), page(&[2], None)]);
    let mut items = items(&script);
    assert!(items.try_next().await.unwrap_err().is_transport());
    assert_eq!(items.resume_url(), None);
    assert_eq!(items.try_next().await.unwrap(), Some(1));
    assert!(items.try_next().await.unwrap_err().is_transport());
    assert_eq!(items.resume_url(), Some(&*url("Page=1")));
    assert!(items.try_next().await.unwrap_err().is_server_error());
    assert_eq!(items.try_next().await.unwrap(), Some(2));
    assert_eq!(items.try_next().await.unwrap(), None);
}

#[tokio::test]
async fn a_stream_ends_after_its_error() {
    let script = Script::new([page(&[1], Some(&url("Page=1"))), broken()]);
    let mut items = items(&script);
    assert_eq!(next(&mut items).await.unwrap().unwrap(), 1);
    assert!(next(&mut items).await.unwrap().is_err());
    assert!(next(&mut items).await.is_none() && next(&mut items).await.is_none());
    assert_eq!(items.resume_url(), Some(&*url("Page=1")));

    let script = Script::new([broken(), page(&[1], None)]);
    let mut pages = pages(&script);
    assert!(next(&mut pages).await.unwrap().is_err());
    assert!(next(&mut pages).await.is_none());
    // `try_next` still works.
    assert_eq!(pages.try_next().await.unwrap().unwrap().items(), [1]);
    assert!(pages.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn a_stream_gives_everything_and_ends() {
    let script = Script::new([page(&[1], Some(&url("Page=1"))), page(&[2], None)]);
    let mut pages = pages(&script);
    assert_eq!(next(&mut pages).await.unwrap().unwrap().items(), [1]);
    assert_eq!(next(&mut pages).await.unwrap().unwrap().items(), [2]);
    assert!(next(&mut pages).await.is_none() && next(&mut pages).await.is_none());
    assert_eq!(pages.next_page_url(), None);
}

#[tokio::test(start_paused = true)]
async fn dropping_a_wait_loses_nothing() {
    use std::time::Duration;
    let answer = || crate::runtime::transport::HttpResponse::new(200).with_body(r#"{"meta":{"page":0},"things":[1]}"#);
    let late = || Step::Late(Duration::from_secs(10), answer());
    let script = Script::new([late(), late(), Step::Answer(answer()), late()]);
    let client = builder().max_in_flight(1).transport(script.clone()).build().unwrap();
    let list = || Call::new(&client, &LIST);
    let mut items = Items::<i64>::new(list());
    for _ in 0..2 {
        assert!(tokio::time::timeout(Duration::from_secs(2), items.try_next()).await.is_err());
    }
    // It does not occupy a request slot.
    assert!(list().send_page::<i64>().await.is_ok());
    assert_eq!((items.try_next().await.unwrap(), items.try_next().await.unwrap()), (Some(1), None));
    assert_eq!(script.requests().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn what_a_stream_has_begun_is_gone_on_with() {
    use std::time::Duration;
    let answer = crate::runtime::transport::HttpResponse::new(200).with_body(r#"{"things":[1,2]}"#);
    let script = Script::new([Step::Late(Duration::from_secs(10), answer)]);
    let mut items = items(&script);
    assert!(tokio::time::timeout(Duration::from_secs(2), next(&mut items)).await.is_err());
    assert_eq!(items.try_next().await.unwrap(), Some(1));
    assert_eq!(next(&mut items).await.unwrap().unwrap(), 2);
    assert_eq!(script.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_time_limit_holds_for_each_page() {
    use std::time::Duration;
    let late = |item: i64, next: Option<&str>| {
        let body = serde_json::json!({"things": [item], "meta": {"next_page_url": next}}).to_string();
        Step::Late(Duration::from_secs(20), crate::runtime::transport::HttpResponse::new(200).with_body(body))
    };
    let script = Script::new([late(1, Some(&url("Page=1"))), late(2, Some(&url("Page=2"))), Step::Never]);
    let mut items = items(&script);
    assert_eq!(items.try_next().await.unwrap(), Some(1));
    assert_eq!(items.try_next().await.unwrap(), Some(2));
    assert!(items.try_next().await.unwrap_err().is_timeout());
}

#[tokio::test]
async fn an_operation_without_pages_has_none() {
    let script = Script::new([]);
    assert!(script.call(&FETCH).send_page::<i64>().await.unwrap_err().is_pagination());
}

#[test]
fn lists_can_move_between_threads_and_in_memory() {
    struct Item(#[allow(dead_code, reason = "only its traits matter")] std::marker::PhantomPinned);
    impl<'de> Deserialize<'de> for Item {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            <()>::deserialize(deserializer).map(|()| Self(std::marker::PhantomPinned))
        }
    }
    fn check<T: Send + Unpin + 'static>(_: T) {}
    let script = Script::new([]);
    check(Items::<Item>::new(script.call(&LIST)));
    check(Pages::<Item>::new(script.call(&LIST)));
    let shown = format!("{:?} {:?}", items(&script), pages(&script));
    assert!(shown.contains("list_things") && shown.starts_with("Items"), "{shown}");
}
