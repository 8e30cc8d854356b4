//! Webhooks from the request to the handler: only requests with a valid signature reach it, as typed events. The test
//! vectors of signatures are in `templates/tests/unit/signatures.rs`.

#![allow(clippy::panic, reason = "a test fails by panicking")]

use axum::Router;
use axum::body::Body;
use axum::extract::FromRef;
use axum::http::{Request, StatusCode};
use axum::routing::{get, post};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;
use twilio_intelligence_v2::webhook::{
    SIGNATURE_HEADER, SIGNATURE_SETTINGS_HEADER, SignedForm, SignedJson, TranscriptAvailable, VerifiedWebhook,
    WebhookEvent, WebhookReceiver, WebhookRejection, WebhookRequest, WebhookSigner, WebhookVerifier,
};

const TOKEN: &str = "12345";
const ORIGIN: &str = "https://hooks.example.com";
const FORM: &str = "application/x-www-form-urlencoded";
/// A placeholder for private data.
const CANARY: &str = "CANARY";
const TYPE: &str = "voice_intelligence_transcript_available";
const MEMBERS: [(&str, &str); 5] = [
    ("account_sid", "AC00000000000000000000000000000001"),
    ("service_sid", "GA00000000000000000000000000000002"),
    ("transcript_sid", "GT00000000000000000000000000000003"),
    ("customer_key", CANARY),
    ("event_type", TYPE),
];

fn body() -> Value {
    MEMBERS.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect::<serde_json::Map<_, _>>().into()
}

fn available(event: WebhookEvent) -> TranscriptAvailable {
    match event {
        WebhookEvent::TranscriptAvailable(event) => event,
        other => panic!("{other:?}"),
    }
}

fn from_json(body: &Value) -> Result<WebhookEvent, String> {
    WebhookEvent::from_json(body.to_string().as_bytes()).map_err(|error| {
        assert!(error.is_body());
        let printed = format!("{error} {error:?} {error:#?}");
        assert!(!printed.contains(CANARY), "{printed}");
        error.to_string()
    })
}

#[test]
fn every_event_is_stored_and_read_back() {
    for event in [
        WebhookEvent::from_json(body().to_string().as_bytes()),
        WebhookEvent::from_json(br#"{"event_type":"new","a":[1.5]}"#),
    ] {
        let event = event.expect("an event");
        let stored = serde_json::to_vec(&event).expect("JSON");
        assert_eq!(serde_json::from_slice::<WebhookEvent>(&stored).expect("the event"), event);
        assert_eq!(WebhookEvent::from_json(&stored).expect("the event"), event);
    }
}

/// An event without a test is not an event that can be read.
#[test]
fn every_event_is_tested_here() {
    let webhooks = tests::surface::surface().webhooks.as_ref().expect("the API has webhooks");
    let events: Vec<_> = webhooks.events.iter().map(|event| event.shape.as_str()).collect();
    assert_eq!(events, ["TranscriptAvailable"], "test a new event, then add it to this list");
}

#[test]
fn events_are_read_from_json_forms_and_queries() {
    let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(MEMBERS).finish();
    let events = [
        from_json(&body()).expect("JSON"),
        WebhookEvent::from_form(form.as_bytes()).expect("a form"),
        WebhookEvent::from_query(&form).expect("a query"),
    ];
    for event in events {
        assert_eq!(event.event_type(), TYPE);
        let event = available(event);
        assert_eq!(event.account_sid.as_ref().map(|sid| sid.as_str()), Some(MEMBERS[0].1));
        assert_eq!(event.service_sid.as_ref().map(|sid| sid.as_str()), Some(MEMBERS[1].1));
        assert_eq!(event.transcript_sid.as_str(), MEMBERS[2].1);
        assert_eq!(event.customer_key.as_deref(), Some(CANARY));
        assert_eq!(event.encryption_credential_sid, None);
        assert!(!format!("{event:?}").contains(CANARY), "{event:?}");
    }
}

#[test]
fn optional_members_may_be_missing_or_null_and_new_members_are_ignored() {
    let least = json!({"event_type": TYPE, "transcript_sid": MEMBERS[2].1});
    let event = available(from_json(&least).expect("an event"));
    assert_eq!((event.account_sid, event.service_sid, event.customer_key), (None, None, None));
    let mut more = body();
    more["customer_key"] = Value::Null;
    more["encryption_credential_sid"] = json!("CR00000000000000000000000000000004");
    more["members_of_tomorrow"] = json!([{"text": CANARY}]);
    let event = available(from_json(&more).expect("an event"));
    assert!(event.customer_key.is_none() && event.encryption_credential_sid.is_some(), "{event:?}");
    let empty = format!("event_type={TYPE}&transcript_sid={}&encryption_credential_sid=", MEMBERS[2].1);
    let event = available(WebhookEvent::from_form(empty.as_bytes()).expect("an event"));
    assert_eq!(event.encryption_credential_sid, None);
}

#[test]
fn errors_name_the_member_that_is_invalid_or_missing() {
    let mut wrong = body();
    wrong["transcript_sid"] = json!({"text": CANARY});
    let said = from_json(&wrong).expect_err("it does not fit");
    assert!(said.contains("at `transcript_sid`"), "{said}");
    let said = from_json(&json!({"event_type": TYPE, "customer_key": CANARY})).expect_err("a member is missing");
    assert!(said.contains("missing field `transcript_sid`"), "{said}");
    let said = from_json(&json!({"transcript_sid": CANARY})).expect_err("the type is missing");
    assert!(said.contains("missing field `event_type`"), "{said}");
}

#[test]
fn unknown_events_are_kept_and_not_printed() {
    let WebhookEvent::Unknown(event) = from_json(&json!({"event_type": "tomorrow", "text": CANARY})).expect("an event")
    else {
        panic!("the event type is unknown")
    };
    assert_eq!((event.event_type(), &event.members()["text"]), ("tomorrow", &json!(CANARY)));
    assert!(!format!("{event:?} {:?}", WebhookEvent::Unknown(event.clone())).contains(CANARY));
}

/// An application state that contains the receiver.
#[derive(Clone)]
struct State {
    receiver: WebhookReceiver,
}

impl FromRef<State> for WebhookReceiver {
    fn from_ref(state: &State) -> Self {
        state.receiver.clone()
    }
}

async fn handler(VerifiedWebhook(event): VerifiedWebhook<WebhookEvent>) -> String {
    match event {
        WebhookEvent::TranscriptAvailable(event) => event.transcript_sid.to_string(),
        other => other.event_type().to_owned(),
    }
}

async fn explaining(event: Result<VerifiedWebhook<WebhookEvent>, WebhookRejection>) -> String {
    event.map_or_else(|rejection| format!("{rejection} {rejection:?}"), |event| format!("{event:?}"))
}

fn verifier() -> WebhookVerifier {
    WebhookVerifier::new(TOKEN).expect("a token")
}

fn signer() -> WebhookSigner {
    WebhookSigner::new(TOKEN).expect("a token")
}

fn at_origin() -> State {
    State { receiver: WebhookReceiver::at_origin(verifier(), format!("{ORIGIN}/")).expect("an origin") }
}

fn router(state: State) -> Router {
    let routes = Router::new().route("/events", get(handler).post(handler)).route("/why", post(explaining));
    Router::new().merge(routes.clone()).nest("/nested", routes).with_state(state)
}

/// Returns the request as forwarded by a proxy, which keeps only the path and the query of the public URL.
fn request(url: &str, media: &str, body: impl Into<Body>, signature: Option<&str>) -> Request<Body> {
    let target = url.strip_prefix(ORIGIN).expect("a URL of ours");
    let mut request = Request::post(target).header("content-type", media);
    if let Some(signature) = signature {
        request = request.header(SIGNATURE_HEADER.to_lowercase(), signature);
    }
    request.body(body.into()).expect("a request")
}

async fn answer(state: State, request: Request<Body>) -> (StatusCode, String) {
    answer_of(router(state), request).await
}

async fn answer_of(router: Router, request: Request<Body>) -> (StatusCode, String) {
    let response = router.oneshot(request).await.expect("routers do not fail");
    let status = response.status();
    let body = response.into_body().collect().await.expect("a body").to_bytes();
    (status, String::from_utf8_lossy(&body).into_owned())
}

#[tokio::test]
async fn valid_webhooks_reach_the_handler() {
    let expected = (StatusCode::OK, MEMBERS[2].1.to_owned());
    let json = body().to_string();
    let SignedJson { url, signature, .. } = signer().sign_json(&format!("{ORIGIN}/events?mine=it's"), json.as_bytes());
    let posted = request(&url, "application/json; charset=utf-8", json, Some(&signature));
    assert_eq!(answer(at_origin(), posted).await, expected);

    let url = format!("{ORIGIN}/events");
    let SignedForm { body: form, signature, .. } = signer().sign_form(&url, &MEMBERS);
    assert_eq!(answer(at_origin(), request(&url, FORM, form, Some(&signature))).await, expected);

    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(MEMBERS).finish();
    let url = format!("{url}?{query}");
    let mut get = request(&url, "", Body::empty(), Some(&signer().sign_get(&url)));
    *get.method_mut() = axum::http::Method::GET;
    assert_eq!(answer(at_origin(), get).await, expected);
}

#[tokio::test]
async fn the_state_may_be_an_arc() {
    let url = format!("{ORIGIN}/events");
    let SignedForm { body: form, signature, .. } = signer().sign_form(&url, &MEMBERS);
    let router = Router::new().route("/events", post(handler)).with_state(std::sync::Arc::new(at_origin()));
    assert_eq!(answer_of(router, request(&url, FORM, form, Some(&signature))).await.0, StatusCode::OK);
}

#[tokio::test]
async fn in_a_nested_router_the_receiver_needs_the_full_url() {
    let json = body().to_string();
    let url = format!("{ORIGIN}/nested/events");
    let SignedJson { url: signed, signature, .. } = signer().sign_json(&url, json.as_bytes());
    let posted = || request(&signed, "application/json", json.clone(), Some(&signature));
    let at_url = State { receiver: WebhookReceiver::at_url(verifier(), url).expect("a URL") };
    assert_eq!(answer(at_url, posted()).await.0, StatusCode::OK);
    assert_eq!(answer(at_origin(), posted()).await.0, StatusCode::FORBIDDEN, "axum removes the prefix of the nest");
}

/// A framework or a proxy may reformat the query of the URL that the vendor was told.
#[tokio::test]
async fn a_receiver_knows_the_query_that_was_signed() {
    let json = body().to_string();
    let told = format!("{ORIGIN}/events?tenant=7&name=it's me&empty=&name=you").replace(' ', "%20");
    let SignedJson { url, signature, .. } = signer().sign_json(&told, json.as_bytes());
    let hash = url.rsplit('&').next().expect("a hash");
    let at_url = || State { receiver: WebhookReceiver::at_url(verifier(), &*told).expect("a URL") };
    for (query, status) in [
        (url.split_once('?').expect("a query").1.to_owned(), 200),
        (format!("{hash}&empty&name=you&name=it%27s+me&tenant=7"), 200),
        (format!("bodySHA256={}&tenant=7", hash.split_once('=').expect("a value").1), 403),
        (hash.to_owned(), 403),
        (format!("{hash}&tenant=8"), 403),
        (format!("{hash}&tenant=7&tenant=7"), 403),
        (format!("tenant=7&{hash}&more=1"), 403),
        ("tenant=7".to_owned(), 403),
    ] {
        let request = request(&format!("{ORIGIN}/events?{query}"), "application/json", json.clone(), Some(&signature));
        assert_eq!(answer(at_url(), request).await.0.as_u16(), status, "{query}");
    }
    let plain = WebhookReceiver::at_url(verifier(), format!("{ORIGIN}/events")).expect("a URL");
    let (state, SignedForm { body: form, signature, .. }) =
        (State { receiver: plain }, signer().sign_form(&format!("{ORIGIN}/events"), &MEMBERS));
    let posted = request(&format!("{ORIGIN}/events?"), FORM, form, Some(&signature));
    assert_eq!(answer(state, posted).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_shared_key_may_sign() {
    let json = body().to_string();
    let signer = WebhookSigner::from_shared_key("webhooks_sharedkey_1", "another").expect("a key");
    let SignedJson { url, signature, .. } = signer.sign_json(&format!("{ORIGIN}/events"), json.as_bytes());
    let state = |verifier| State { receiver: WebhookReceiver::at_origin(verifier, ORIGIN).expect("an origin") };
    let both = || verifier().with_shared_key("another").expect("a key");
    let posted = |settings: &[&str]| {
        let mut request = request(&url, "application/json", json.clone(), Some(&signature));
        for value in settings {
            let value = axum::http::HeaderValue::from_bytes(value.as_bytes()).expect("a value");
            request.headers_mut().append(SIGNATURE_SETTINGS_HEADER, value);
        }
        request
    };
    let settings = signer.settings().expect("settings");
    for (what, verifier, settings, status) in [
        ("as signed", both(), &[settings][..], 200),
        ("without the key", verifier(), &[settings], 403),
        ("without the header", both(), &[], 403),
        ("with the header twice", both(), &[settings, settings], 403),
        ("with an unreadable header", both(), &["algorithm=HMAC_SHA256,key=\u{e9}"], 403),
    ] {
        assert_eq!(answer(state(verifier), posted(settings)).await.0.as_u16(), status, "{what}");
    }
}

#[tokio::test]
async fn other_requests_get_an_error_status_without_a_reason() {
    let json = body().to_string();
    let SignedJson { url, signature, .. } = signer().sign_json(&format!("{ORIGIN}/events"), json.as_bytes());
    let media = "application/json";
    let genuine = || request(&url, media, json.clone(), Some(&signature));
    let mut twice = genuine();
    twice.headers_mut().append("X-Twilio-Signature", signature.parse().expect("a header"));
    let mut renamed = genuine();
    *renamed.uri_mut() = format!("/events?{}&more=1", url.split_once('?').expect("a query").1).parse().expect("a URI");
    let SignedJson { url: other_url, signature: other, .. } = signer().sign_json(&format!("{ORIGIN}/events"), b"[]");
    let SignedJson { url: stranger_url, signature: stranger, .. } = WebhookSigner::new("54321")
        .map(|signer| signer.sign_json(&format!("{ORIGIN}/events"), json.as_bytes()))
        .expect("a token");
    let small = State { receiver: at_origin().receiver.body_limit(json.len() - 1) };
    let fitting = State { receiver: at_origin().receiver.body_limit(json.len()) };
    let broken = Body::new(http_body_util::StreamBody::new(Broken));
    for (what, state, request, status) in [
        ("genuine", at_origin(), genuine(), 200),
        ("not signed", at_origin(), request(&url, media, json.clone(), None), 403),
        ("signed twice", at_origin(), twice, 403),
        ("empty signature", at_origin(), request(&url, media, json.clone(), Some("")), 403),
        ("another URL", at_origin(), renamed, 403),
        ("another body", at_origin(), request(&url, media, json.replace(CANARY, "x"), Some(&signature)), 403),
        ("another token", at_origin(), request(&stranger_url, media, json.clone(), Some(&stranger)), 403),
        ("not an event", at_origin(), request(&other_url, media, "[]", Some(&other)), 400),
        ("interrupted", at_origin(), request(&url, media, broken, Some(&signature)), 400),
        ("too long", small, genuine(), 413),
        (
            "not signed, too long",
            State { receiver: at_origin().receiver.body_limit(0) },
            request(&url, media, json.clone(), None),
            403,
        ),
        ("exactly at the limit", fitting, genuine(), 200),
    ] {
        let (found, text) = answer(state, request).await;
        assert_eq!(found.as_u16(), status, "{what}");
        assert!(found.is_success() || text.is_empty(), "{what}: {text}");
    }
}

/// A body whose first chunk is an error.
struct Broken;

impl futures_core::Stream for Broken {
    type Item = Result<hyper::body::Frame<hyper::body::Bytes>, std::io::Error>;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(Some(Err(std::io::Error::other(CANARY))))
    }
}

#[tokio::test]
async fn the_handler_can_get_the_reason_which_contains_no_values() {
    let json = json!({"event_type": TYPE, "transcript_sid": [CANARY]}).to_string();
    let SignedJson { url, signature, .. } = signer().sign_json(&format!("{ORIGIN}/why"), json.as_bytes());
    let (status, said) = answer(at_origin(), request(&url, "application/json", json.clone(), Some(&signature))).await;
    assert_eq!(status, StatusCode::OK);
    assert!(said.contains("at `transcript_sid`") && !said.contains(CANARY), "{said}");
    let (_, said) = answer(at_origin(), request(&url, "application/json", json, Some(CANARY))).await;
    assert!(said.contains("signature") && !said.contains(CANARY), "{said}");
}

#[test]
fn settings_are_checked_and_secrets_are_not_printed() {
    for url in ["hooks.example.com", "/events", "https://h.example/?a=b#c", "https://h.example/#a", ""] {
        assert!(WebhookReceiver::at_url(verifier(), url).is_err_and(|error| error.is_configuration()), "{url}");
        assert!(WebhookReceiver::at_origin(verifier(), url).is_err_and(|error| error.is_configuration()), "{url}");
    }
    let verifier = WebhookVerifier::new(CANARY).expect("a token");
    let url = format!("https://user:{CANARY}@hooks.example.com");
    let receiver = WebhookReceiver::at_url(verifier.clone(), &url).expect("a URL");
    let request = WebhookRequest::new("POST", &url).signature(CANARY).body(CANARY.as_bytes());
    let shown = format!("{verifier:?} {receiver:?} {request:?} {:?}", WebhookSigner::new(CANARY));
    assert!(!shown.contains(CANARY), "{shown}");
}
