//! Secrets and personal data must not appear in `Debug` output, errors or events.

use std::collections::BTreeSet;
use std::error::Error as _;
use std::sync::{Arc, Mutex};

use generator::surface::{Operation, Shape};
use serde_json::{Value, json};
use tests::calls::{Variant, call, calls};
use tests::recorder::{Recorder, Reply};
use tests::request::{Outcome, begin};
use tests::sample::Sampler;
use tests::surface::{operation, returning, surface};
use tests::{KEY_SID, client, credentials, sent};
use twilio_intelligence_v2::model::{Channel, MediaProperties, OperatorConfig, Participant};
use twilio_intelligence_v2::{Client, Credentials, Error};

/// A placeholder for private data.
const CANARY: &str = "CANARY";
/// base64 of `SK00000000000000000000000000000001:CANARY`.
const AUTHORIZATION: &str = "U0swMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMTpDQU5BUlk=";

/// The fields with personal data, with links that work without a password, or with URLs that may contain a password.
/// Maintained independently of the description.
const SENSITIVE: [(&str, &str); 23] = [
    ("EncryptedOperatorResults", "locations"),
    ("EncryptedSentences", "location"),
    ("Media", "media_url"),
    ("MediaProperties", "media_url"),
    ("OperatorExample", "input"),
    ("OperatorExample", "output"),
    ("OperatorResult", "extract_results"),
    ("OperatorResult", "json_results"),
    ("OperatorResult", "normalized_result"),
    ("OperatorResult", "refusal"),
    ("OperatorResult", "utterance_results"),
    ("Participant", "email"),
    ("Participant", "full_name"),
    ("Participant", "image_url"),
    ("Participant", "media_participant_id"),
    ("Participant", "user_id"),
    ("Sentence", "transcript"),
    ("Service", "webhook_url"),
    ("TextGenerationResult", "refusal"),
    ("TextGenerationResult", "result"),
    ("Transcript", "customer_key"),
    ("TranscriptAvailable", "customer_key"),
    ("Word", "word"),
];

fn text_of(owner: &str, field: &str) -> &'static str {
    if SENSITIVE.contains(&(owner, field)) { CANARY } else { "harmless" }
}

fn structs() -> impl Iterator<Item = &'static Shape> {
    surface().shapes.iter().filter(|shape| shape.is_struct())
}

async fn outcome(operation: &Operation, reply: Reply) -> Result<Outcome, Error> {
    let recorder = Recorder::with([reply]);
    (call(&operation.id, Variant::Full).begin)(&client(&recorder)).sending.await
}

/// Returns everything that an error prints, including its causes.
fn printed(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut cause = error.source();
    while let Some(source) = cause {
        text += &format!(" {source} {source:?}");
        cause = source.source();
    }
    text
}

#[test]
fn the_description_marks_exactly_these_fields_as_sensitive() {
    let mut marked = BTreeSet::new();
    for owner in structs() {
        let sensitive = owner.fields().iter().filter(|field| field.facts.sensitive);
        marked.extend(sensitive.map(|field| (owner.name.clone(), field.name.clone())));
    }
    let expected = SENSITIVE.map(|(owner, name)| (owner.to_owned(), name.to_owned()));
    let expected = BTreeSet::from(expected);
    let wrong: Vec<_> = marked.symmetric_difference(&expected).collect();
    assert!(wrong.is_empty(), "marked but not in `SENSITIVE`, or the reverse: {wrong:?}");
}

#[tokio::test]
async fn debug_output_of_responses_redacts_sensitive_values() {
    let sampler = Sampler::new(&text_of);
    let mut seen = BTreeSet::new();
    for operation in returning() {
        let reply = Reply::json(operation.facts.status, &sampler.body(operation));
        let outcome = outcome(operation, reply).await.expect("the sample can be decoded");
        let members = sampler.members(operation);
        let hidden = members.iter().filter(|member| text_of(&member.owner, &member.name) == CANARY).count();
        let debug = &outcome.debug;
        assert!(!debug.contains(CANARY), "{debug}");
        assert_eq!(debug.matches("[redacted]").count(), hidden, "{debug}");
        assert_eq!(outcome.value.to_string().matches(CANARY).count(), hidden, "the values themselves are present");
        assert_eq!(debug.contains("harmless"), outcome.value.to_string().contains("harmless"), "{debug}");
        seen.extend(members.into_iter().map(|member| member.owner));
    }
    let events = surface().webhooks.iter().flat_map(|webhooks| &webhooks.events);
    let events: BTreeSet<_> = events.map(|event| event.shape.as_str()).collect();
    let responses = structs().map(|shape| shape.name.clone()).filter(|name| !events.contains(name.as_str()));
    let all: BTreeSet<_> = responses.collect();
    assert_eq!(seen, all, "every struct of requests and responses is printed; `tests/webhooks.rs` prints the events");
}

#[tokio::test]
async fn errors_about_a_response_contain_none_of_its_values() {
    let sampler = Sampler::new(&|_, _| CANARY);
    let wrong =
        [json!(CANARY), json!([CANARY]), json!([[CANARY]]), json!({"member": CANARY}), json!(true), json!(1e300)];
    let mut refused = 0;
    for operation in returning() {
        let body = sampler.body(operation);
        for member in sampler.members(operation) {
            for value in &wrong {
                let mut body = body.clone();
                *body.pointer_mut(&member.pointer).expect("the member is there") = value.clone();
                if let Err(error) = outcome(operation, Reply::json(200, &body)).await {
                    assert!(!printed(&error).contains(CANARY), "{}", printed(&error));
                    refused += 1;
                }
            }
        }
        let text = body.to_string();
        for reply in [
            Reply::breaking(200, &text),
            Reply::text(200, &text.replace('{', "<")),
            Reply::text(200, text.trim_end_matches('}')),
            Reply::text(502, &text),
            Reply::json(
                400,
                &json!({"code": 20001, "message": "no", "details": {"value": CANARY}, "errors": [CANARY]}),
            ),
        ] {
            let error = outcome(operation, reply).await.err().expect("the response cannot be decoded");
            assert!(!printed(&error).contains(CANARY), "{}", printed(&error));
        }
    }
    assert!(refused > 1000, "{refused} responses were rejected");
}

#[tokio::test]
async fn debug_output_of_requests_contains_no_values() {
    for call in calls() {
        let recorder = Recorder::default();
        let begun = (call.begin)(&client(&recorder));
        assert!(begun.debug.contains(call.operation), "{}", begun.debug);
        drop(begun.sending.await);
        let request = recorder.requests().pop().expect("the request was sent");
        let (path, query) = sent::path_and_query(&request);
        let printed = format!("{} {request:?} {recorder:?}", begun.debug);
        for (name, value) in query.into_iter().chain(sent::form(&request)) {
            assert!(!printed.contains(&format!("{name}={value}")), "{printed}");
            assert!(value.len() < 8 || !printed.contains(&value), "{value} in {printed}");
        }
        let sid = path.split('/').find(|segment| segment.len() == 34).unwrap_or("no SID");
        assert!(!begun.debug.contains(sid), "{}", begun.debug);
        assert!(!printed.contains("Basic "), "{printed}");
    }
}

fn private_channel() -> Channel {
    let who = Participant::new(1).media_participant_id(CANARY).user_id(CANARY).full_name(CANARY);
    let who = who.email(CANARY).image_url(CANARY).role("Agent");
    Channel::new(MediaProperties::new().media_url(CANARY)).participants(vec![who])
}

#[tokio::test]
async fn debug_output_of_inputs_and_builders_contains_no_private_data() {
    let channel = private_channel();
    let shown = format!("{channel:?} {channel:#?}");
    assert!(!shown.contains(CANARY) && shown.contains("Agent"), "{shown}");
    let recorder = Recorder::default();
    let client = client(&recorder);
    let service = "GA00000000000000000000000000000001";
    let page = format!("https://intelligence.twilio.com/v2/Transcripts?CustomerKey={CANARY}");
    let mut pages = client.transcripts().list().with_page_url(&page).pages();
    let failed = pages.try_next().await.expect_err("there is no response");
    let builders = [
        begin(client.transcripts().create(service, private_channel()).customer_key(CANARY)).debug,
        begin(client.services().create(CANARY).friendly_name(CANARY).webhook_url(CANARY)).debug,
        begin(client.services().fetch(CANARY)).debug,
        begin(client.custom_operators().create(CANARY, CANARY, OperatorConfig::new().prompt(CANARY))).debug,
        format!("{:?}", client.transcripts().list().with_page_url(&page)),
        format!("{:?}", client.transcripts().list().with_page_url(&page).items()),
        format!("{pages:?} {}", printed(&failed)),
    ];
    for debug in builders {
        assert!(!debug.contains(CANARY), "{debug}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_does_not_contain_inputs_that_the_server_quotes() {
    let heard = Arc::new(Mutex::new(String::new()));
    let echo =
        |status| Reply::json(status, &json!({"code": 1302, "message": format!("{CANARY}, {CANARY} is invalid")}));
    let service = "GA00000000000000000000000000000001";
    for number in 0..3 {
        let events = heard.clone();
        let recorder = Recorder::with([echo(429), echo(400)]);
        let client = Client::builder(credentials()).transport(recorder).on_retry(move |event| {
            events.lock().expect("not poisoned").push_str(&format!("{event:?} {}", event.error));
        });
        let client = client.build().expect("the settings are valid");
        let error = match number {
            0 => client.transcripts().create(service, private_channel()).customer_key(CANARY).send().await.err(),
            1 => client.services().update(service).webhook_url(CANARY).send().await.err(),
            _ => client
                .custom_operators()
                .create("name", "Generative", OperatorConfig::new().prompt(CANARY))
                .send()
                .await
                .err(),
        };
        let error = error.expect("it is rejected");
        let shown = printed(&error);
        assert!(!shown.contains(CANARY) && shown.contains("400 Bad Request, code 1302: a message that"), "{shown}");
        assert!(error.message().is_some_and(|message| message.contains(CANARY)), "`message` returns the whole text");
    }
    let heard = heard.lock().expect("not poisoned").clone();
    assert!(heard.matches("a message that repeats").count() >= 3 && !heard.contains(CANARY), "{heard}");
}

#[test]
fn no_debug_output_contains_the_secret() {
    let secret = || Credentials::api_key(KEY_SID, CANARY);
    let builder = || Client::builder(secret()).transport(Recorder::default());
    let client = builder().build().expect("the settings are valid");
    let printed = [
        format!("{:?} {:#?}", secret(), secret()),
        format!("{:?} {:#?}", builder(), builder()),
        format!("{client:?} {client:#?}"),
        format!("{:?} {:?} {:?}", client.services(), client.transcripts(), client.media()),
        format!("{:?} {:?} {:?}", client.sentences(), client.operators(), client.operator_types()),
        format!("{:?} {:?}", client.custom_operators(), client.prebuilt_operators()),
        format!("{:?} {:?}", client.operator_attachment(), client.operator_attachments()),
        format!("{:?} {:?}", client.operator_results(), client.encrypted_operator_results()),
        format!("{:?} {:?}", client.encrypted_sentences(), client.services().list().pages()),
        format!("{:?}", Credentials::api_key(CANARY, KEY_SID)),
    ];
    for text in printed {
        assert!(!text.contains(CANARY) && !text.contains(AUTHORIZATION), "{text}");
    }
}

#[tokio::test]
async fn the_secret_is_sent_but_no_error_contains_it() {
    let recorder = Recorder::with([Reply::json(401, &json!({"code": 20003, "message": "Authenticate"}))]);
    let client = Client::builder(Credentials::api_key(KEY_SID, CANARY)).transport(recorder.clone());
    let client = client.build().expect("the settings are valid");
    for _ in 0..2 {
        let error = client.services().list().send().await.expect_err("it is rejected, and then there is no response");
        assert!(!printed(&error).contains(CANARY) && !printed(&error).contains(AUTHORIZATION));
    }
    for request in recorder.requests() {
        assert_eq!(request.header("Authorization"), Some(format!("Basic {AUTHORIZATION}").as_str()));
        assert!(!format!("{request:?}").contains(AUTHORIZATION), "{request:?}");
    }
}

#[test]
fn errors_about_settings_do_not_contain_them() {
    let refused = [
        Client::builder(Credentials::api_key(CANARY, "secret")),
        Client::builder(Credentials::account(CANARY, "secret")),
        Client::builder(Credentials::api_key(KEY_SID, format!("{CANARY}\n"))),
        Client::builder(credentials()).base_url(format!("https://user:{CANARY}@intelligence.twilio.com")),
        Client::builder(credentials()).base_url(format!("https://intelligence.twilio.com/v2?token={CANARY}")),
    ];
    for builder in refused {
        let debug = format!("{builder:?}");
        let error = builder.transport(Recorder::default()).build().expect_err("the setting is not valid");
        assert!(!printed(&error).contains(CANARY), "{}", printed(&error));
        assert!(!debug.contains(CANARY), "{debug}");
    }
}

#[test]
fn samples_contain_the_chosen_texts() {
    let sampler = Sampler::new(&text_of);
    let body = sampler.body(operation("ListSentence"));
    assert_eq!(body.pointer("/sentences/0/transcript"), Some(&json!(CANARY)));
    assert_eq!(body.pointer("/sentences/0/words/0/word"), Some(&json!(CANARY)));
    assert_eq!(body.pointer("/sentences/0/words/0/start_time").and_then(Value::as_f64), Some(0.5));
}
