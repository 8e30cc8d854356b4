//! Where requests go when a server names the place: nowhere but to the configured origin. Knows URLs by two parsers that
//! the client's check is not made of, because transports may read URLs by either; must not know how the client checks.

mod sockets;
mod urls;

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};
use serde_json::{Value, json};
use tests::client;
use tests::description::Description;
use tests::recorder::{Recorder, Reply};
use tests::sample::Sampler;
use twilio_intelligence_v2::{Client, Error};

use crate::urls::{HARMLESS, HOSTILE};

const HOST: &str = "intelligence.twilio.com";
const TRANSCRIPT: &str = "GT00000000000000000000000000000003";
/// A place that a server behind it may call by the API's own name.
const GATEWAY: (&str, u16) = ("gateway.example", 8443);
const REDIRECTS: [u16; 5] = [301, 302, 303, 307, 308];

static LIST: LazyLock<Value> = LazyLock::new(|| sample("ListService"));

fn sample(operation: &str) -> Value {
    let description = Description::read();
    Sampler::new(&description, &|_, _| "text").body(&description.operation(operation))
}

fn page(next: Option<&str>) -> Value {
    let mut page = LIST.clone();
    page["meta"]["next_page_url"] = json!(next);
    page
}

/// All hostile URLs, with some that are too long to write down.
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

fn start(text: &str) -> String {
    text.chars().take(100).collect()
}

/// Whether a URL is at the API's origin for everybody who may read it.
fn is_at_home(url: &str) -> bool {
    is_at((HOST, 443), url)
}

fn is_at((host, port): (&str, u16), url: &str) -> bool {
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
        assert!(is_at_home(request.url()), "sent to {:?}", start(request.url()));
    }
}

/// A refusal says so and does not repeat the URL, which is whatever a server likes.
fn check_refusal(error: &Error, url: &str) {
    assert!(error.is_pagination() && !error.is_transport(), "{:?}: {error}", start(url));
    assert!(!error.may_have_been_applied() && error.status().is_none(), "{:?}: {error}", start(url));
    assert!(!error.to_string().contains("evil"), "{error}");
}

#[tokio::test]
async fn a_hostile_next_page_is_not_asked_for() {
    for url in hostile() {
        let recorder = Recorder::with([Reply::json(200, &page(Some(&url))), Reply::json(200, &page(None))]);
        let mut items = client(&recorder).services().list().items();
        assert!(items.try_next().await.expect("the first page is there").is_some());
        let error = items.try_next().await.expect_err(&start(&url));
        check_refusal(&error, &url);
        assert_eq!(recorder.requests().len(), 1, "{:?}", start(&url));
        check_origins(&recorder);
        let mut pages = client(&Recorder::with([Reply::json(200, &page(Some(&url)))])).services().list().pages();
        assert!(pages.try_next().await.expect("the first page is there").is_some());
        check_refusal(&pages.try_next().await.expect_err("the list cannot go on"), &url);
    }
}

#[tokio::test]
async fn nothing_is_sent_for_a_hostile_page_that_a_caller_kept() {
    // One that the caller may well have got from an answer.
    for url in hostile().into_iter().chain([String::new()]) {
        let recorder = Recorder::with([Reply::json(200, &page(None))]);
        let list = || client(&recorder).services().list().with_page_url(&*url);
        check_refusal(&list().send().await.expect_err("it leads elsewhere"), &url);
        check_refusal(&list().items().try_next().await.expect_err("it leads elsewhere"), &url);
        check_refusal(&list().pages().try_next().await.expect_err("it leads elsewhere"), &url);
        assert_eq!(recorder.requests().len(), 0, "{:?}", start(&url));
    }
}

#[tokio::test]
async fn hostile_links_in_an_answer_are_only_data() {
    let sample = sample("FetchTranscript");
    for url in hostile() {
        let mut body = sample.clone();
        body["url"] = json!(url);
        body["links"] = json!({"sentences": url, "media": url, "operator_results": url, "new": url});
        let recorder = Recorder::with([Reply::json(200, &body)]);
        let transcript = client(&recorder).transcripts().fetch(TRANSCRIPT).send().await.expect("it can be decoded");
        assert_eq!(transcript.url, url);
        assert_eq!(recorder.requests().len(), 1, "{:?}", start(&url));
        check_origins(&recorder);
    }
}

#[tokio::test]
async fn no_location_is_followed() {
    for url in hostile().iter().map(String::as_str).chain(HARMLESS.iter().copied()) {
        for status in REDIRECTS {
            let redirect = Reply::text(status, "").with_header("Location", url);
            let recorder = Recorder::with(vec![redirect; 4]);
            // With repetitions: a redirect is not worth one.
            let builder = Client::builder(tests::credentials()).transport(recorder.clone());
            let client = builder.build().expect("the settings are valid");
            let errors = [
                client.services().list().items().try_next().await.expect_err("it is no list"),
                client.transcripts().fetch(TRANSCRIPT).send().await.expect_err("it is no transcript"),
                client.services().create("support-calls").send().await.expect_err("it is no service"),
                client.transcripts().delete(TRANSCRIPT).send().await.expect_err("it is not deleted"),
            ];
            for error in errors {
                assert!(error.is_redirect() && error.status() == Some(status), "{:?}: {error}", start(url));
                assert!(!error.to_string().contains("evil"), "{error}");
            }
            assert_eq!(recorder.requests().len(), 4, "{:?}", start(url));
            check_origins(&recorder);
        }
    }
}

#[tokio::test]
async fn the_same_place_in_other_words_is_asked_for_as_it_is() {
    for url in HARMLESS {
        let recorder = Recorder::with([Reply::json(200, &page(Some(url))), Reply::json(200, &page(None))]);
        let items = client(&recorder).services().list().items().collect().await;
        assert_eq!(items.map(|items| items.len()).map_err(|error| error.to_string()), Ok(2), "{url}");
        assert_eq!(recorder.requests()[1].url(), *url);
        check_origins(&recorder);
        let recorder = Recorder::with([Reply::json(200, &page(None))]);
        client(&recorder).services().list().with_page_url(*url).send().await.expect("it is admitted");
        check_origins(&recorder);
    }
}

#[tokio::test]
async fn behind_a_gateway_nothing_is_sent_elsewhere_either() {
    for url in hostile().iter().map(String::as_str).chain(HARMLESS.iter().copied()) {
        let recorder = Recorder::with([Reply::json(200, &page(None))]);
        let sent = client_of_gateway(&recorder).services().list().with_page_url(url).send().await;
        if let Err(error) = sent {
            check_refusal(&error, url);
            assert_eq!(recorder.requests().len(), 0, "{:?}", start(url));
            continue;
        }
        assert!(HARMLESS.contains(&url), "{:?} was admitted", start(url));
        let requests = recorder.requests();
        assert!(requests.iter().all(|request| is_at(GATEWAY, request.url())), "{requests:?}");
    }
}

#[test]
fn the_table_is_as_long_as_it_should_be_and_its_judges_can_tell() {
    assert!(HOSTILE.len() >= 60);
    for url in HARMLESS {
        assert!(is_at_home(url), "{url}");
    }
    let elsewhere = HOSTILE.iter().filter(|url| !is_at_home(url)).count();
    // The others are at home for the judges, but hold what no server of this API sends, or what others read otherwise.
    assert!(elsewhere * 10 > HOSTILE.len() * 9, "{elsewhere} of {}", HOSTILE.len());
}

/// Pieces that URLs are made of, and unmade by.
const PIECES: &str = "https: https:// HTTPS:// http:// // / \\ intelligence.twilio.com Intelligence.Twilio.com evil.test \
    . .. @ : :443 :0443 :+443 :444 ? # %2f %40 %00 % [ ] [::1] user ; & , + - _ * | ^ ` < \" { = v2/Services \
    \u{e9} \u{3002} \u{2100} \u{ad} \0 \t \n \u{a0}";

/// Where a made-up URL begins: most that begin anyhow are no URLs at all.
const BEGINNINGS: &[&str] = &["", "https://intelligence.twilio.com", "https://", "https://intelligence.twilio.com:443"];

#[test]
fn whatever_is_admitted_is_at_home_for_everybody() {
    let config = ProptestConfig {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(4000),
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(0x5eed),
        ..ProptestConfig::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("it needs no network");
    // The separator cannot be a piece, but a space can.
    let pieces: Vec<_> = PIECES.split(' ').chain([" "]).collect();
    let pieces = prop::collection::vec(prop::sample::select(pieces), 0..6);
    let urls =
        (prop::sample::select(BEGINNINGS), pieces).prop_map(|(start, pieces)| start.to_owned() + &pieces.concat());
    let sent = std::cell::Cell::new(0);
    let cases = config.cases;
    let ended = TestRunner::new(config).run(&urls, |url| {
        let recorder = Recorder::default();
        let error = runtime.block_on(client(&recorder).services().list().with_page_url(&url).send());
        let error = error.expect_err("nobody answers");
        let requests = recorder.requests();
        let [request] = &*requests else {
            prop_assert!(error.is_pagination(), "{url:?}: {error}");
            return Ok(());
        };
        prop_assert_eq!(request.url(), &url);
        prop_assert!(is_at_home(&url), "sent to {:?}", url);
        sent.set(sent.get() + 1);
        Ok(())
    });
    assert_eq!(ended.map_err(|failure| failure.to_string()), Ok(()));
    assert!(sent.get() > cases / 20, "only {} were admitted", sent.get());
}
