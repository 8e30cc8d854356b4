//! Events, read from JSON, forms and queries.

#![allow(unreachable_pub, reason = "what the macro writes is public in a generated crate")]

use crate::runtime::Timestamp;
use crate::runtime::object::object;
use crate::runtime::webhook::{UnknownEvent, WebhookError, WebhookPayload, WebhookRequest};
use crate::runtime::webhook::{WebhookSigner, WebhookVerifier};
use crate::runtime::webhook_event::events;
use crate::support::{THING, ThingSid};

const HEADER: &str = "X-Signature";
/// Represents private data.
const CANARY: &str = "CANARY";

#[derive(Clone, PartialEq)]
struct Done {
    sid: ThingSid,
    key: Option<String>,
    count: Option<i64>,
    ratio: Option<f64>,
    last: Option<bool>,
    at: Option<Timestamp>,
    parts: Option<Vec<String>>,
    parent: Option<ThingSid>,
}
object! { Done { sid, key[redacted], count, ratio, last, at, parts, parent } }

#[derive(Clone, Debug, PartialEq)]
enum Event {
    Done(Done),
    Unknown(UnknownEvent),
}
events! { Event by "event_type", HEADER { Done = "thing_done" } }

fn done(event: Result<Event, WebhookError>) -> Done {
    match event {
        Ok(Event::Done(done)) => done,
        other => panic!("{other:?}"),
    }
}

fn unknown(event: Result<Event, WebhookError>) -> UnknownEvent {
    match event {
        Ok(Event::Unknown(event)) => event,
        other => panic!("{other:?}"),
    }
}

fn refused(event: Result<Event, WebhookError>) -> String {
    let error = event.unwrap_err();
    assert!(error.is_body() && !error.is_signature() && !error.is_configuration(), "{error:?}");
    let printed = format!("{error:?} {error:#?}");
    assert!(!printed.contains(CANARY), "{printed}");
    error.to_string()
}

fn expected() -> Done {
    Done {
        sid: THING.into(),
        key: Some("a b&c".to_owned()),
        count: Some(-3),
        ratio: Some(0.5),
        last: Some(true),
        at: Some("2010-08-31T20:36:28Z".parse().unwrap()),
        parts: None,
        parent: None,
    }
}

#[test]
fn one_event_in_three_encodings() {
    let json = format!(
        r#"{{"sid":"{THING}","key":"a b&c","count":-3,"ratio":0.5,"last":true,"at":"2010-08-31T20:36:28Z",
            "parent":null,"new":{{"a":[1]}},"event_type":"thing_done"}}"#
    );
    assert_eq!(done(Event::from_json(json.as_bytes())), expected());
    let form = format!(
        "event_type=thing_done&sid={THING}&key=a+b%26c&count=-3&ratio=0.5&last=true&at=2010-08-31T20%3A36%3A28Z&parent=&new=1"
    );
    assert_eq!(done(Event::from_form(form.as_bytes())), expected());
    assert_eq!(done(Event::from_query(&form)), expected());
    assert_eq!(done(<Event as WebhookPayload>::from_query(&form)), expected());
    assert_eq!(Event::from_query(&form).unwrap().event_type(), "thing_done");
}

#[test]
fn an_unknown_event_keeps_its_members_to_itself() {
    let json =
        unknown(Event::from_json(br#"{"text": "CANARY", "event_type": "thing_lost", "deep": {"a": [1, null]}}"#));
    assert_eq!(json.event_type(), "thing_lost");
    assert_eq!(json.members()["deep"], serde_json::json!({"a": [1, null]}));
    let form = unknown(Event::from_form(b"event_type=thing_lost&text=CANARY&count=1"));
    assert_eq!(form.members()["count"], serde_json::json!("1"));
    for event in [json, form] {
        assert_eq!(event.members()["text"], CANARY);
        assert_eq!(format!("{event:?}"), r#"UnknownEvent { event_type: "thing_lost", .. }"#);
        assert_eq!(Event::Unknown(event).event_type(), "thing_lost");
    }
}

/// What is acknowledged at once and handled later has to be stored.
#[test]
fn events_are_stored_and_read_back() {
    let known = Event::Done(expected());
    let stored = serde_json::to_string(&known).unwrap();
    assert!(stored.starts_with(r#"{"event_type":"thing_done","sid":"#), "{stored}");
    assert_eq!(Event::from_json(stored.as_bytes()).unwrap(), known);
    assert_eq!(serde_json::from_str::<Event>(&stored).unwrap(), known);
    assert_eq!(serde_json::from_value::<Event>(serde_json::to_value(&known).unwrap()).unwrap(), known);
    let last = r#"{"sid": "SID", "count": 9007199254740993, "ratio": 0.1, "event_type": "thing_done", "more": []}"#;
    let last = last.replace("SID", THING);
    assert_eq!(serde_json::from_str::<Event>(&last).unwrap(), Event::from_json(last.as_bytes()).unwrap());

    let json = r#"{"big":18446744073709551615,"deep":{"a":[1,null,0.5]},"event_type":"thing_lost"}"#;
    let lost = Event::from_json(json.as_bytes()).unwrap();
    assert_eq!(serde_json::to_string(&lost).unwrap(), json);
    assert_eq!(serde_json::from_str::<Event>(json).unwrap(), lost);
    let (Event::Unknown(event), copy) = (lost, serde_json::from_str::<UnknownEvent>(json).unwrap()) else { panic!() };
    assert_eq!((copy.event_type(), &copy), ("thing_lost", &event));
    assert_eq!(serde_json::to_string(&copy).unwrap(), json);

    for (bad, problem) in [
        ("{}", "missing field `event_type`"),
        (r#"{"event_type": null}"#, "`event_type` is not a string"),
        (r#"{"event_type": "thing_done", "event_type": "CANARY"}"#, "duplicate field `event_type`"),
        (r#"{"event_type": "a", "b": 1, "b": 1}"#, "duplicate field `b`"),
        (r#"["CANARY"]"#, "expected an object"),
        (r#"{"event_type": "thing_done"}"#, "missing field `sid`"),
        (r#"{"event_type": "thing_done", "sid": "CANARY", "count": "CANARY"}"#, "expected an integer, found string"),
    ] {
        let error = serde_json::from_str::<Event>(bad).unwrap_err().to_string();
        assert!(error.contains(problem) && !error.contains(CANARY), "{error}");
    }
}

#[test]
fn what_does_not_fit_is_named_and_not_shown() {
    for (body, problem) in [
        ("", "the body is empty"),
        ("CANARY", "the body is not valid JSON (line 1, column 1)"),
        (r#"{"event_type": "thing_done", "sid": "CANARY"#, "the JSON is incomplete (line 1, column 43)"),
        (r#"["CANARY"]"#, "expected an object, found sequence (line 1, column 0)"),
        (r#"{"sid": "CANARY"}"#, "missing field `event_type` (line 1, column 17)"),
        (r#"{"event_type": null}"#, "at `event_type`: expected a string, found null (line 1, column 19)"),
        (r#"{"event_type": 1}"#, "at `event_type`: expected a string, found integer (line 1, column 16)"),
        (r#"{"event_type": "thing_done"}"#, "missing field `sid` (line 1, column 28)"),
        (
            r#"{"event_type": "thing_done", "sid": "CANARY", "count": "CANARY"}"#,
            "at `count`: expected an integer, found string (line 1, column 63)",
        ),
        (r#"{"event_type": "thing_done", "event_type": "CANARY"}"#, "duplicate field `event_type` (line 1, column 52)"),
        (r#"{"event_type": "CANARY"} more"#, "the body is not valid JSON (line 1, column 26)"),
    ] {
        let said = refused(Event::from_json(body.as_bytes()));
        assert_eq!(said, format!("the webhook is not a valid event: {problem}"), "{body}");
    }
    for (body, problem) in [
        ("", "missing field `event_type`"),
        ("event_type=thing_done&key=CANARY", "missing field `sid`"),
        ("event_type=thing_done&sid=T&count=CANARY", "at `count`: expected an integer, found another string"),
        ("event_type=thing_done&sid=T&ratio=inf", "at `ratio`: expected a number, found another string"),
        ("event_type=thing_done&sid=T&last=CANARY", "at `last`: expected a boolean, found another string"),
        (
            "event_type=thing_done&sid=T&at=CANARY",
            "at `at`: expected a time such as 2010-08-31T20:36:28Z, found another string",
        ),
        ("event_type=thing_done&sid=T&parts=CANARY", "at `parts`: expected a sequence, found string"),
        ("event_type=CANARY&event_type=thing_done", "duplicate field `event_type`"),
    ] {
        let said = refused(Event::from_form(body.as_bytes()));
        assert_eq!(said, format!("the webhook is not a valid event: {problem}"), "{body}");
        assert_eq!(refused(Event::from_query(body)), said);
    }
}

#[test]
fn a_sensitive_member_is_not_shown() {
    let event = Event::from_form(format!("event_type=thing_done&sid={THING}&key={CANARY}").as_bytes());
    let shown = format!("{event:?} {event:#?}");
    assert!(!shown.contains(CANARY) && shown.contains("[redacted]"), "{shown}");
    assert_eq!(done(event).key.as_deref(), Some(CANARY));
}

#[test]
fn receiving_is_verifying_and_reading() {
    let (verifier, signer) = (WebhookVerifier::new("12345").unwrap(), WebhookSigner::new("12345").unwrap());
    let url = "https://host.test/hook?mine=1";
    let receive = |method: &str, url: &str, media, body: &str, signature: &str| {
        let (signature, body) = (Some(signature), body.as_bytes());
        verifier.receive::<Event>(&WebhookRequest::new(method, url).content_type(media).signature(signature).body(body))
    };
    let body = format!(r#"{{"event_type":"thing_done","sid":"{THING}"}}"#);
    let signed = signer.sign_json(url, body.as_bytes());
    let (signed_url, signature) = (signed.url, signed.signature);
    let json = Some("application/json");
    assert_eq!(done(receive("POST", &signed_url, json, &body, &signature)).sid, THING);
    assert!(receive("POST", &signed_url, json, &body.replace('1', "2"), &signature).unwrap_err().is_signature());
    assert!(receive("POST", url, json, &body, &signature).unwrap_err().is_signature());
    // Signed for another encoding, it is genuine, but not a valid event.
    assert!(receive("GET", &signed_url, json, &body, &signature).unwrap_err().is_body());

    let media = Some("application/x-www-form-urlencoded");
    let signed = signer.sign_form(url, &[("event_type", "thing_done"), ("sid", THING)]);
    let (body, signature) = (signed.body, signed.signature);
    assert_eq!(done(receive("POST", url, media, &body, &signature)).sid, THING);
    assert!(receive("POST", url, media, "", &signature).unwrap_err().is_signature());

    let url = format!("{url}&event_type=thing_done&sid={THING}");
    assert_eq!(done(receive("GET", &url, None, "", &signer.sign_get(&url))).sid, THING);
    assert!(receive("GET", &url.replace("done", "lost"), None, "", &signer.sign_get(&url)).is_err());
    let empty = signer.sign_json("https://host.test", b"[]");
    assert!(receive("POST", &empty.url, json, "[]", &empty.signature).unwrap_err().is_body());
}
