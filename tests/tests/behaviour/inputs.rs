//! Inputs that are rejected before anything is sent, and inputs that are escaped.

use tests::client;
use tests::recorder::Recorder;
use tests::request::{Begun, begin};
use twilio_intelligence_v2::Client;
use twilio_intelligence_v2::model::{Channel, MediaProperties, OperatorConfig, Participant};

use super::{OPERATOR, SERVICE, TRANSCRIPT};

/// A text that is not a SID and that an error must not contain.
const CANARY: &str = "canary-and-no-sid";

type Case = (&'static str, &'static str, fn(&Client) -> Begun);

/// Every input that takes a SID: the parameter, its prefix, and a call with something else.
const NOT_SIDS: [Case; 24] = [
    ("ServiceSid", "GA", |client| begin(client.operator_attachment().create(CANARY, OPERATOR))),
    ("OperatorSid", "LY", |client| begin(client.operator_attachment().create(SERVICE, CANARY))),
    ("ServiceSid", "GA", |client| begin(client.operator_attachment().delete(OPERATOR, OPERATOR))),
    ("OperatorSid", "LY", |client| begin(client.operator_attachment().delete(SERVICE, SERVICE))),
    ("ServiceSid", "GA", |client| begin(client.operator_attachments().fetch("support-calls"))),
    ("ServiceSid", "GA", |client| begin(client.transcripts().create(CANARY, Channel::new(MediaProperties::new())))),
    ("ServiceSid", "GA", |client| begin(client.transcripts().list().service_sid(CANARY))),
    ("SourceSid", "two capital letters", |client| begin(client.transcripts().list().source_sid("re-1"))),
    ("Sid", "GA", |client| begin(client.services().fetch(OPERATOR))),
    ("Channel", "`media_properties.source_sid` is", |client| {
        begin(client.transcripts().create(SERVICE, Channel::new(MediaProperties::new().source_sid(CANARY))))
    }),
    ("Sid", "GT", |client| begin(client.transcripts().fetch(CANARY))),
    ("Sid", "GT", |client| begin(client.transcripts().delete(SERVICE))),
    ("Sid", "GT", |client| begin(client.media().fetch(CANARY))),
    ("TranscriptSid", "GT", |client| begin(client.sentences().list(CANARY))),
    ("TranscriptSid", "GT", |client| begin(client.encrypted_sentences().fetch(""))),
    ("TranscriptSid", "GT", |client| begin(client.encrypted_operator_results().fetch("GT123"))),
    ("TranscriptSid", "GT", |client| begin(client.operator_results().list(format!("{TRANSCRIPT}0")))),
    ("TranscriptSid", "GT", |client| begin(client.operator_results().fetch(CANARY, OPERATOR))),
    ("OperatorSid", "LY", |client| begin(client.operator_results().fetch(TRANSCRIPT, CANARY))),
    ("Sid", "LY", |client| begin(client.operators().fetch("../Custom"))),
    ("Sid", "LY", |client| begin(client.prebuilt_operators().fetch(TRANSCRIPT))),
    ("Sid", "LY", |client| begin(client.custom_operators().fetch("Custom"))),
    ("Sid", "LY", |client| begin(client.custom_operators().delete(OPERATOR.to_lowercase()))),
    ("Sid", "LY", |client| begin(client.custom_operators().update(CANARY, "Reason", OperatorConfig::new()))),
];

#[tokio::test]
async fn a_malformed_sid_is_rejected_before_anything_is_sent() {
    for (parameter, expected, call) in NOT_SIDS {
        let recorder = Recorder::default();
        let error = call(&client(&recorder)).sending.await.err().expect("it is not a SID");
        assert!(error.is_invalid_input() && !error.may_have_been_applied(), "{error:?}");
        let line = error.to_string();
        assert!(line.contains(&format!("`{parameter}`")) && line.contains(expected), "{line}");
        assert!(!line.contains(CANARY) && !format!("{error:?}").contains(CANARY), "{line}");
        assert_eq!(recorder.requests().len(), 0, "{line}");
    }
}

#[tokio::test]
async fn the_sid_of_a_credential_is_checked_in_create_and_update() {
    let recorder = Recorder::default();
    let services = client(&recorder).services();
    for request in [
        begin(services.create("support-calls").encryption_credential_sid(SERVICE)),
        begin(services.update(SERVICE).encryption_credential_sid("CR-1")),
    ] {
        let error = request.sending.await.err().expect("it is not the SID of a credential");
        assert!(error.is_invalid_input() && error.to_string().contains("`EncryptionCredentialSid`"), "{error}");
    }
    assert_eq!(recorder.requests().len(), 0);
}

/// Returns the path and the query to which a call is sent.
async fn path_of(call: impl Fn(&Client) -> Begun) -> Option<String> {
    let recorder = Recorder::default();
    // Fails, because the recorder has no reply.
    drop(call(&client(&recorder)).sending.await);
    recorder
        .requests()
        .first()
        .map(|request| request.url().trim_start_matches("https://intelligence.twilio.com").to_owned())
}

#[tokio::test]
async fn a_name_is_escaped_into_one_path_segment() {
    let escaped = [
        ("a/b?c#d é", "a%2Fb%3Fc%23d%20%C3%A9"),
        ("100%", "100%25"),
        ("%2e%2e", "%252e%252e"),
        ("a+b&c=d;e", "a%2Bb%26c%3Dd%3Be"),
        ("..a", "..a"),
        ("Operators", "Operators"),
    ];
    for (name, segment) in escaped {
        for path in [
            path_of(|client| begin(client.services().fetch(name))).await,
            path_of(|client| begin(client.services().update(name))).await,
            path_of(|client| begin(client.services().delete(name))).await,
        ] {
            assert_eq!(path, Some(format!("/v2/Services/{segment}")));
        }
        let path = path_of(|client| begin(client.operator_types().fetch(name))).await;
        assert_eq!(path, Some(format!("/v2/OperatorTypes/{segment}")));
    }
}

#[tokio::test]
async fn a_name_that_would_change_the_path_is_rejected() {
    for name in ["", ".", ".."] {
        let calls: [fn(&Client, &str) -> Begun; 4] = [
            |client, name| begin(client.services().fetch(name)),
            |client, name| begin(client.services().update(name).friendly_name("x")),
            |client, name| begin(client.services().delete(name)),
            |client, name| begin(client.operator_types().fetch(name)),
        ];
        for call in calls {
            let recorder = Recorder::default();
            let error = call(&client(&recorder), name).sending.await.err().expect("it is not a valid name");
            assert!(error.is_invalid_input() && error.to_string().contains("`Sid`"), "{error}");
            assert_eq!(recorder.requests().len(), 0);
        }
    }
}

#[tokio::test]
async fn page_sizes_are_limited_per_list() {
    type List = fn(&Client, i64) -> Begun;
    let lists: [(i64, List); 8] = [
        (1000, |client, size| begin(client.services().list().page_size(size))),
        (1000, |client, size| begin(client.transcripts().list().page_size(size))),
        (5000, |client, size| begin(client.sentences().list(TRANSCRIPT).page_size(size))),
        (1000, |client, size| begin(client.operator_results().list(TRANSCRIPT).page_size(size))),
        (1000, |client, size| begin(client.operators().list().page_size(size))),
        (1000, |client, size| begin(client.custom_operators().list().page_size(size))),
        (1000, |client, size| begin(client.prebuilt_operators().list().page_size(size))),
        (1000, |client, size| begin(client.operator_types().list().page_size(size))),
    ];
    for (limit, list) in lists {
        for size in [i64::MIN, -1, 0, limit + 1, i64::MAX] {
            let recorder = Recorder::default();
            let error = list(&client(&recorder), size).sending.await.err().expect("the size is out of range");
            assert!(error.is_invalid_input(), "{error}");
            assert!(error.to_string().contains(&format!("`PageSize` must be from 1 to {limit}")), "{error}");
            assert_eq!(recorder.requests().len(), 0);
        }
        for size in [1, limit] {
            let path = path_of(|client| list(client, size)).await.expect("the size is allowed");
            assert!(path.ends_with(&format!("?PageSize={size}")), "{path}");
        }
    }
}

#[tokio::test]
async fn a_limited_number_in_a_struct_is_checked() {
    let recorder = Recorder::default();
    let channel = Channel::new(MediaProperties::new()).participants(vec![Participant::new(3)]);
    let error =
        client(&recorder).transcripts().create(SERVICE, channel).send().await.expect_err("there are two channels");
    assert!(error.is_invalid_input(), "{error:?}");
    let line = error.to_string();
    assert!(line.contains("`Channel` at `participants.channel_participant` must be from 1 to 2"), "{line}");
    assert_eq!(recorder.requests().len(), 0);
}
