//! Tests that URLs supplied by a server are requested only if they have the configured origin. The tests judge URLs
//! with two parsers that the client's check does not use, because a transport may use either of them.

mod sockets;
mod urls;

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};
use serde_json::{Value, json};
use tests::client;
use tests::recorder::{Recorder, Reply};
use tests::sample::sample;
use twilio_intelligence_v2::{Client, Error};

use crate::urls::{HARMLESS, HOSTILE};

const HOST: &str = "intelligence.twilio.com";
const TRANSCRIPT: &str = "GT00000000000000000000000000000003";
/// Host and port of a gateway. A server behind it may return URLs with the API's own host.
const GATEWAY: (&str, u16) = ("gateway.example", 8443);
const REDIRECTS: [u16; 5] = [301, 302, 303, 307, 308];

static LIST: LazyLock<Value> = LazyLock::new(|| sample("ListService"));

fn page(next: Option<&str>) -> Value {
    let mut page = LIST.clone();
    page["meta"]["next_page_url"] = json!(next);
    page
}

/// Returns all hostile URLs, including some that are too long to write down.
fn hostile() -> Vec<String> {
    let long = |times: usize| "a".repeat(times);
    let long_ones = [
        format!("https://{}.{HOST}/", long(100_000)),
        format!("https://{HOST}{}/", long(70_000)),
        format!("https://{HOST}.{}evil.test/", "x.".repeat(50_000)),
        format!("https://{HOST}/{}", long(1 << 20)),
        format!("https://{}@evil.test/", long(65_000)),
        format!("https://{HOST}:{}443/", "0".repeat(70_000)),
    ];
    HOSTILE.iter().map(|url| (*url).to_owned()).chain(long_ones).collect()
}

fn client_of_gateway(recorder: &Recorder) -> Client {
    let builder = Client::builder(tests::credentials()).transport(recorder.clone());
    let builder = builder.base_url(format!("https://{}:{}/api", GATEWAY.0, GATEWAY.1));
    builder.build().expect("the settings are valid")
}

fn beginning(text: &str) -> String {
    text.chars().take(100).collect()
}

/// Reports whether a URL has the API's origin according to both parsers.
fn has_api_origin(url: &str) -> bool {
    has_origin((HOST, 443), url)
}

fn has_origin((host, port): (&str, u16), url: &str) -> bool {
    let by_whatwg = url::Url::parse(url).is_ok_and(|url| {
        (url.scheme(), url.host_str(), url.port_or_known_default()) == ("https", Some(host), Some(port))
            && url.username().is_empty()
            && url.password().is_none()
    });
    let by_http = url.parse::<http::Uri>().is_ok_and(|uri| {
        uri.scheme_str() == Some("https")
            && uri.host().is_some_and(|it| it.eq_ignore_ascii_case(host))
            && uri.port_u16().unwrap_or(443) == port
    });
    by_whatwg && by_http
}

fn check_origins(recorder: &Recorder) {
    for request in recorder.requests() {
        assert!(has_api_origin(request.url()), "sent to {:?}", beginning(request.url()));
    }
}

/// Asserts that an error rejects the URL and does not contain it, because a server can put anything into it.
fn check_refusal(error: &Error, url: &str) {
    assert!(error.is_pagination() && !error.is_transport(), "{:?}: {error}", beginning(url));
    assert!(!error.may_have_been_applied() && error.status().is_none(), "{:?}: {error}", beginning(url));
    assert!(!error.to_string().contains("evil"), "{error}");
}

#[tokio::test]
async fn a_hostile_next_page_url_is_not_requested() {
    for url in hostile() {
        let recorder = Recorder::with([Reply::json(200, &page(Some(&url))), Reply::json(200, &page(None))]);
        let mut items = client(&recorder).services().list().items();
        assert!(items.try_next().await.expect("the first page is there").is_some());
        let error = items.try_next().await.expect_err(&beginning(&url));
        check_refusal(&error, &url);
        assert_eq!(recorder.requests().len(), 1, "{:?}", beginning(&url));
        check_origins(&recorder);
        let mut pages = client(&Recorder::with([Reply::json(200, &page(Some(&url)))])).services().list().pages();
        assert!(pages.try_next().await.expect("the first page is there").is_some());
        check_refusal(&pages.try_next().await.expect_err("the list cannot be continued"), &url);
    }
}

#[tokio::test]
async fn nothing_is_sent_for_a_hostile_url_that_a_caller_saved() {
    // A response may contain an empty URL, which the caller then kept.
    for url in hostile().into_iter().chain([String::new()]) {
        let recorder = Recorder::with([Reply::json(200, &page(None))]);
        let list = || client(&recorder).services().list().with_page_url(&*url);
        check_refusal(&list().send().await.expect_err("the URL has another origin"), &url);
        check_refusal(&list().items().try_next().await.expect_err("the URL has another origin"), &url);
        check_refusal(&list().pages().try_next().await.expect_err("the URL has another origin"), &url);
        assert_eq!(recorder.requests().len(), 0, "{:?}", beginning(&url));
    }
}

#[tokio::test]
async fn hostile_links_in_a_response_are_only_data() {
    let sample = sample("FetchTranscript");
    for url in hostile() {
        let mut body = sample.clone();
        body["url"] = json!(url);
        body["links"] = json!({"sentences": url, "media": url, "operator_results": url, "new": url});
        let recorder = Recorder::with([Reply::json(200, &body)]);
        let transcript = client(&recorder).transcripts().fetch(TRANSCRIPT).send().await.expect("it can be decoded");
        assert_eq!(transcript.url.as_deref(), Some(url.as_str()));
        assert_eq!(recorder.requests().len(), 1, "{:?}", beginning(&url));
        check_origins(&recorder);
    }
}

#[tokio::test]
async fn no_redirect_is_followed() {
    for url in hostile().iter().map(String::as_str).chain(HARMLESS.iter().copied()) {
        for status in REDIRECTS {
            let redirect = Reply::text(status, "").with_header("Location", url);
            let recorder = Recorder::with(vec![redirect; 4]);
            // With the default retry policy: a redirect is not retried.
            let builder = Client::builder(tests::credentials()).transport(recorder.clone());
            let client = builder.build().expect("the settings are valid");
            let errors = [
                client.services().list().items().try_next().await.expect_err("it is not a list"),
                client.transcripts().fetch(TRANSCRIPT).send().await.expect_err("it is not a transcript"),
                client.services().create("support-calls").send().await.expect_err("it is not a service"),
                client.transcripts().delete(TRANSCRIPT).send().await.expect_err("it is not deleted"),
            ];
            for error in errors {
                assert!(error.is_redirect() && error.status() == Some(status), "{:?}: {error}", beginning(url));
                assert!(!error.to_string().contains("evil"), "{error}");
            }
            assert_eq!(recorder.requests().len(), 4, "{:?}", beginning(url));
            check_origins(&recorder);
        }
    }
}

#[tokio::test]
async fn other_spellings_of_the_same_origin_are_requested_verbatim() {
    for url in HARMLESS {
        let recorder = Recorder::with([Reply::json(200, &page(Some(url))), Reply::json(200, &page(None))]);
        let items = client(&recorder).services().list().items().collect().await;
        assert_eq!(items.map(|items| items.len()).map_err(|error| error.to_string()), Ok(2), "{url}");
        assert_eq!(recorder.requests()[1].url(), *url);
        check_origins(&recorder);
        let recorder = Recorder::with([Reply::json(200, &page(None))]);
        client(&recorder).services().list().with_page_url(*url).send().await.expect("the URL is accepted");
        check_origins(&recorder);
    }
}

#[tokio::test]
async fn behind_a_gateway_nothing_is_sent_to_another_origin() {
    for url in hostile().iter().map(String::as_str).chain(HARMLESS.iter().copied()) {
        let recorder = Recorder::with([Reply::json(200, &page(None))]);
        let sent = client_of_gateway(&recorder).services().list().with_page_url(url).send().await;
        if let Err(error) = sent {
            check_refusal(&error, url);
            assert_eq!(recorder.requests().len(), 0, "{:?}", beginning(url));
            continue;
        }
        assert!(HARMLESS.contains(&url), "{:?} was accepted", beginning(url));
        let requests = recorder.requests();
        assert!(requests.iter().all(|request| has_origin(GATEWAY, request.url())), "{requests:?}");
    }
}

#[test]
fn the_tables_are_complete_and_the_parsers_agree_with_them() {
    assert!(HOSTILE.len() >= 60);
    for url in HARMLESS {
        assert!(has_api_origin(url), "{url}");
    }
    let elsewhere = HOSTILE.iter().filter(|url| !has_api_origin(url)).count();
    // The others have the API's origin according to both parsers, but contain what no server of this API sends, or what
    // other parsers read differently.
    assert!(elsewhere * 10 > HOSTILE.len() * 9, "{elsewhere} of {}", HOSTILE.len());
}

/// Pieces of URLs, and characters that confuse parsers.
const PIECES: &str = "https: https:// HTTPS:// http:// // / \\ intelligence.twilio.com Intelligence.Twilio.com evil.test \
    . .. @ : :443 :0443 :+443 :444 ? # %2f %40 %00 % [ ] [::1] user ; & , + - _ * | ^ ` < \" { = v2/Services \
    \u{e9} \u{3002} \u{2100} \u{ad} \0 \t \n \u{a0}";

/// Beginnings of generated URLs, without which most would not be URLs at all.
const BEGINNINGS: &[&str] = &["", "https://intelligence.twilio.com", "https://", "https://intelligence.twilio.com:443"];

#[test]
fn every_accepted_url_has_the_apis_origin_for_both_parsers() {
    let config = ProptestConfig {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(4000),
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(0x5eed),
        ..ProptestConfig::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime without a network can be built");
    // The space is the separator of the list, so it is added here.
    let pieces: Vec<_> = PIECES.split(' ').chain([" "]).collect();
    let pieces = prop::collection::vec(prop::sample::select(pieces), 0..6);
    let urls =
        (prop::sample::select(BEGINNINGS), pieces).prop_map(|(start, pieces)| start.to_owned() + &pieces.concat());
    let sent = std::cell::Cell::new(0);
    let cases = config.cases;
    let ended = TestRunner::new(config).run(&urls, |url| {
        let recorder = Recorder::default();
        let error = runtime.block_on(client(&recorder).services().list().with_page_url(&url).send());
        let error = error.expect_err("there is no response");
        let requests = recorder.requests();
        let [request] = &*requests else {
            prop_assert!(error.is_pagination(), "{url:?}: {error}");
            return Ok(());
        };
        prop_assert_eq!(request.url(), &url);
        prop_assert!(has_api_origin(&url), "sent to {:?}", url);
        sent.set(sent.get() + 1);
        Ok(())
    });
    assert_eq!(ended.map_err(|failure| failure.to_string()), Ok(()));
    assert!(sent.get() > cases / 20, "only {} were accepted", sent.get());
}
