//! The macros that expand in generated code: request builders, waiters, structures and enums with deprecated parts, and
//! the documentation that they share.

#![allow(dead_code, unreachable_pub, reason = "the macros write methods of public types, of which a test uses some")]

use std::ops::ControlFlow;
use std::time::Duration;

use crate::runtime::object::object;
use crate::runtime::open_enum::open_enum;
use crate::runtime::{Call, Client, Error, Items, Page, Pages, Response, RetryPolicy, Timestamp, UnknownValue};
use crate::runtime::{WaitNotification, Waiter};
use crate::support::{CREATE, DELETE, FETCH, LIST, Script, THING, answer, text};

#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct DeleteThing {
    call: Call,
}

crate::runtime::request::request!(DeleteThing => nothing);

#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct FetchThing {
    call: Call,
}

crate::runtime::request::request!(FetchThing => one String);

#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct CreateThing {
    call: Call,
}

crate::runtime::request::request!(CreateThing => one_or_found std::string::String);

#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct ListThing {
    call: Call,
}

crate::runtime::request::request!(ListThing => list i64);

fn fetch(client: &Client) -> FetchThing {
    let mut call = Call::new(client, &FETCH);
    call.inputs.path::<String>("Sid", THING);
    FetchThing { call }
}

#[tokio::test]
async fn each_form_of_request_is_sent_in_its_way() {
    let second = "https://parcels.acme.example/v2/Things?Page=1";
    let first_page = format!(r#"{{"things":[1],"meta":{{"next_page_url":"{second}"}}}}"#);
    let last_page = r#"{"things":[2],"meta":{"page":1}}"#;
    let script = Script::new([
        answer(204, ""),
        answer(200, "\"a\""),
        answer(200, r#"{"things":["found"],"meta":{"page":0}}"#),
        answer(200, &first_page),
        answer(200, &first_page),
        answer(200, last_page),
        answer(200, last_page),
    ]);
    let client = script.client();
    let mut call = Call::new(&client, &DELETE);
    call.inputs.path::<String>("Sid", THING);
    let deleted: Response<()> = DeleteThing { call }.send().await.unwrap();
    assert_eq!(deleted.http_status(), 204);
    let fetched: Response<String> = fetch(&client).send().await.unwrap();
    assert_eq!(&*fetched, "a");
    let mut call = Call::new(&client, &CREATE);
    call.inputs.form::<String>("Owner", "me");
    call.inputs.form_json("Contents", &serde_json::json!({"first": {"sid": "PP1"}}));
    call.or_find();
    let found: Response<String> = CreateThing { call }.send().await.unwrap();
    assert_eq!(&*found, "found");
    let list = || ListThing { call: Call::new(&client, &LIST) };
    let page: Response<Page<i64>> = list().send().await.unwrap();
    assert_eq!(page.items(), [1]);
    let items: Items<i64> = list().items();
    assert_eq!(items.collect().await.unwrap(), [1, 2]);
    let pages: Pages<i64> = list().with_page_url(second).pages();
    assert_eq!(pages.collect().await.unwrap().len(), 1);
    assert_eq!(script.urls().last().map(String::as_str), Some(second));
}

#[tokio::test(start_paused = true)]
async fn each_request_has_its_options() {
    let script = Script::new([answer(503, "{}"), answer(503, "{}"), answer(200, "\"a\"")]);
    let client = script.client();
    let retrying = fetch(&client).with_retry(RetryPolicy::new()).with_attempt_timeout(Duration::from_secs(1));
    assert_eq!(retrying.with_timeout(Duration::from_secs(9)).send().await.unwrap().attempts(), 3);
    let zero = fetch(&client).with_attempt_timeout(Duration::ZERO).send().await.unwrap_err();
    assert_eq!(text(&zero), "fetch_thing: invalid input: `attempt_timeout` must not be zero");
    let both = fetch(&client).with_attempt_timeout(Duration::ZERO).with_attempt_timeout(Duration::from_secs(1));
    let both = both.with_timeout(Duration::ZERO).send().await.unwrap_err();
    assert_eq!(text(&both), "fetch_thing: invalid input: `timeout` must not be zero");
    let mut call = Call::new(&client, &CREATE);
    call.or_find();
    let create = CreateThing { call }.with_timeout(Duration::ZERO).send().await.unwrap_err();
    assert_eq!(text(&create), "create_thing: invalid input: `timeout` must not be zero");
    assert_eq!(script.requests().len(), 3);
}

#[doc = crate::runtime::wait::waiter_docs!()]
#[derive(Clone, Debug)]
#[must_use = "a wait does nothing until it is sent"]
pub struct WaitUntilThingDone {
    waiter: Waiter,
}

crate::runtime::wait::waiter!(WaitUntilThingDone => ThingDoneOutcome);

#[derive(Clone, Debug)]
pub enum ThingDoneOutcome {
    Done,
    TimedOut(Response<String>),
}

impl ThingDoneOutcome {
    fn of(seen: Response<String>) -> ControlFlow<Self, Response<String>> {
        if *seen == "done" { ControlFlow::Break(Self::Done) } else { ControlFlow::Continue(seen) }
    }
}

#[tokio::test(start_paused = true)]
async fn a_waiter_has_its_settings_and_is_sent() {
    let script = Script::new([answer(200, "\"queued\""), answer(200, "\"done\""), answer(200, "\"queued\"")]);
    let wait = || WaitUntilThingDone { waiter: Waiter::new(fetch(&script.client()).call) };
    let notification = WaitNotification::new();
    let first = wait().min_delay(Duration::from_secs(1)).max_delay(Duration::from_secs(2)).notification(&notification);
    notification.notify();
    assert!(matches!(first.send().await, Ok(ThingDoneOutcome::Done)));
    let second: Result<ThingDoneOutcome, Error> = wait().timeout(Duration::from_millis(1)).send().await;
    assert!(matches!(second, Ok(ThingDoneOutcome::TimedOut(seen)) if *seen == "queued"));
}

/// A method with documentation from a macro.
struct Documented;

impl Documented {
    /// Creates something.
    ///
    #[doc = crate::runtime::find::find_docs!()]
    fn create_or_find() {}
}

#[test]
fn documentation_states_the_defaults() {
    Documented::create_or_find();
    let waiting = crate::runtime::wait::waiter_docs!();
    assert!(waiting.contains("10 minutes") && waiting.contains("from 2 to 30 seconds"), "{waiting}");
    let finding = crate::runtime::find::find_docs!();
    assert!(finding.contains("1/4 of it, but at most 10 seconds"), "{finding}");
    for paragraph in [waiting, finding] {
        assert!(!paragraph.contains('\n') && !paragraph.contains("  "), "{paragraph}");
    }
}

#[derive(Clone, PartialEq)]
struct Device {
    sid: String,
    #[deprecated(note = "use `label`")]
    name: Option<String>,
    label: Option<String>,
    #[deprecated]
    created: Option<Timestamp>,
}

object! {
    Device {
        sid,
        name[redacted] = "friendly_name",
        label,
        created,
    }
}

#[derive(Clone, PartialEq)]
struct Bag {
    #[deprecated]
    size: Option<i64>,
    rest: std::collections::BTreeMap<String, serde_json::Value>,
}

object! {
    Bag {
        size as Number,
        ..rest,
    }
}

#[test]
fn a_structure_can_have_deprecated_fields() {
    let json = r#"{"sid":"a","friendly_name":"canary","created":"2010-08-31T20:36:28Z"}"#;
    let device: Device = serde_json::from_str(json).unwrap();
    assert_eq!((&*device.sid, &device.label), ("a", &None));
    assert_eq!(serde_json::to_string(&device).unwrap(), json);
    let shown = format!("{:?}", device.clone());
    assert!(device.clone() == device && shown.contains("name: Some([redacted])"), "{shown}");
    let bag: Bag = serde_json::from_str(r#"{"size":"1","other":2}"#).unwrap();
    assert_eq!(serde_json::to_string(&bag).unwrap(), r#"{"size":1,"other":2}"#);
    assert_eq!(bag.rest.len(), 1);
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Status {
    Active,
    #[deprecated(note = "use `Active`")]
    Enabled,
    UnknownValue(UnknownValue),
}

open_enum! {
    Status {
        Active = "active",
        Enabled = "enabled",
    }
}

#[test]
fn an_enum_can_have_deprecated_variants() {
    for text in ["active", "enabled", "unheard-of"] {
        let status = Status::from(text);
        assert_eq!((status.as_str(), status.to_string()), (text, text.to_owned()));
        assert_eq!(serde_json::to_string(&status).unwrap(), format!("\"{text}\""));
        assert_eq!(serde_json::from_str::<Status>(&format!("\"{text}\"")).unwrap(), status);
    }
    assert_eq!(Status::from("active"), Status::Active);
}

#[test]
fn an_operation_can_be_deprecated() {
    use crate::runtime::{Idempotency, Method, Operation};
    static OLD: Operation =
        Operation::new("OldThing", Method::Get, "/Old", Idempotency::Idempotent).obsolete("use `FetchThing`");
    assert_eq!((OLD.deprecated(), FETCH.deprecated()), (Some("use `FetchThing`"), None));
}
