//! The clock of a fake, the states of records, and webhooks.

use std::time::Duration;

use serde_json::json;

use crate::fake_calls::{Parcel, delete, depot, fake, get, parcel, post, text_of};
use crate::fake_table::{CREATE_PARCEL, DELETE_PARCEL, FETCH_PARCEL, PARCELS, UPDATE_DEPOT};
use crate::runtime::fake::{Fake, FakeChange};

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

async fn state(fake: &Fake, sid: &str) -> String {
    text_of(&get(fake, &FETCH_PARCEL, &[("Sid", sid)], &[]).await.unwrap(), "state")
}

fn shown(changes: &[FakeChange]) -> Vec<String> {
    changes.iter().map(ToString::to_string).collect()
}

#[tokio::test(start_paused = true)]
async fn the_clock_follows_tokios_and_what_is_added() {
    let start = "2026-05-01T10:00:00Z".parse().unwrap();
    let fake = Fake::builder_of(&PARCELS).start(start).build();
    assert_eq!(fake.now(), start);
    tokio::time::advance(seconds(30)).await;
    fake.advance(seconds(3600));
    assert_eq!(fake.now().to_string(), "2026-05-01T11:00:30Z");
    let depot = depot(&fake, &[("UniqueName", "a")]).await;
    let sid = parcel(&fake, &depot).await;
    tokio::time::advance(seconds(5)).await;
    assert_eq!(state(&fake, &sid).await, "moving");
    let frozen = Fake::builder_of(&PARCELS).start(start).frozen().build();
    tokio::time::advance(seconds(30)).await;
    assert_eq!(frozen.now(), start);
    frozen.advance(Duration::from_millis(1500));
    assert_eq!(frozen.now().to_string(), "2026-05-01T10:00:01.500Z");
    // As far as there is time.
    frozen.advance(Duration::MAX);
    frozen.advance(Duration::MAX);
    assert!(frozen.now() > start);
}

#[test]
fn it_works_without_a_runtime() {
    let fake = Fake::of(&PARCELS);
    assert!(fake.insert::<Parcel>(json!({})).is_ok() && fake.advance(seconds(5)).len() == 1);
}

#[tokio::test]
async fn records_live_in_order() {
    let fake = fake();
    let depot = depot(&fake, &[("UniqueName", "a"), ("HookUrl", "https://hooks.example/in")]).await;
    let first = parcel(&fake, &depot).await;
    assert_eq!(fake.advance(seconds(3)), []);
    let [second, third] = [parcel(&fake, &depot).await, parcel(&fake, &depot).await];
    assert_eq!(state(&fake, &first).await, "queued");
    assert_eq!(shown(&fake.advance(seconds(2))), [format!("2026-01-01T00:00:05Z Parcel {first}: queued -> moving")]);
    let changes = fake.advance(seconds(60));
    let expected = [
        format!("2026-01-01T00:00:08Z Parcel {second}: queued -> moving"),
        format!("2026-01-01T00:00:08Z Parcel {third}: queued -> moving"),
        format!("2026-01-01T00:00:15Z Parcel {first}: moving -> delivered"),
        format!("2026-01-01T00:00:18Z webhook parcel_delivered for {first}: POST"),
        format!("2026-01-01T00:00:18Z Parcel {second}: moving -> delivered"),
        format!("2026-01-01T00:00:18Z Parcel {third}: moving -> delivered"),
        format!("2026-01-01T00:00:21Z webhook parcel_delivered for {second}: POST"),
        format!("2026-01-01T00:00:21Z webhook parcel_delivered for {third}: POST"),
    ];
    assert_eq!(shown(&changes), expected);
    let parcels = fake.all::<Parcel>();
    assert_eq!((&*parcels[0].state, &*parcels[0].date_updated), ("delivered", "2026-01-01T00:00:15Z"));
    assert_eq!((fake.webhooks().len(), fake.advance(seconds(1000)).len()), (3, 0));
}

#[tokio::test]
async fn a_test_moves_states_itself() {
    let fake = fake();
    let depot = depot(&fake, &[("UniqueName", "a"), ("HookUrl", "https://hooks.example/in")]).await;
    let sid = parcel(&fake, &depot).await;
    fake.advance(seconds(4));
    assert_eq!(fake.set::<Parcel>(&sid, json!({"state": "moving"})).unwrap().state, "moving");
    // What was planned for the state before is off.
    assert_eq!(fake.advance(seconds(9)), []);
    assert_eq!(fake.set::<Parcel>(&sid, json!({"state": "lost"})).unwrap().date_updated, "2026-01-01T00:00:13Z");
    assert_eq!(fake.advance(seconds(1000)), []);
    let begun = fake.insert::<Parcel>(json!({"depot_sid": depot, "state": "moving"})).unwrap();
    assert_eq!(begun.depot_sid.as_deref(), Some(&*depot));
    assert_eq!(fake.advance(seconds(10)).len(), 1);
    assert_eq!(state(&fake, &begun.sid).await, "delivered");
    delete(&fake, &DELETE_PARCEL, &[("Sid", &begun.sid)]).await.unwrap();
    assert_eq!((fake.advance(seconds(10)), fake.webhooks()), (vec![], vec![]));
    let error = fake.set::<Parcel>(&sid, json!({"state": "gone"})).unwrap_err();
    assert_eq!(error.to_string(), "Parcel: at `state`: must be one of queued, moving, delivered, lost");
}

#[tokio::test]
async fn webhooks_are_recorded_as_they_would_be_sent() {
    let fake = fake();
    let depot = depot(&fake, &[("UniqueName", "a")]).await;
    let form = [("DepotSid", depot.as_str()), ("Contents", r#"{"weight":1}"#), ("Reference", "a b&c")];
    let send = async || text_of(&post(&fake, &CREATE_PARCEL, &[], &form).await.unwrap(), "sid");
    let update = async |form: &[(&'static str, &str)]| {
        post(&fake, &UPDATE_DEPOT, &[("Sid", &depot)], form).await.unwrap();
    };
    send().await;
    fake.advance(seconds(60));
    assert_eq!(fake.webhooks(), []);
    let posted = send().await;
    // The URL counts that is set when the event is sent.
    fake.advance(seconds(15));
    update(&[("HookUrl", "https://hooks.example/in?a=1"), ("HookMethod", "other")]).await;
    fake.advance(seconds(60));
    let got = send().await;
    update(&[("HookMethod", "get")]).await;
    fake.advance(seconds(60));
    let webhooks = fake.webhooks();
    let fields = |parcel: &str| json!({"event_type": "parcel_delivered", "parcel_sid": parcel, "depot_sid": depot, "reference": "a b&c"});
    let [post, get] = &webhooks[..] else { panic!("{webhooks:?}") };
    assert_eq!((post.method(), post.url(), post.sid()), ("POST", "https://hooks.example/in?a=1", &*posted));
    assert_eq!((post.event(), post.fields()), ("parcel_delivered", &fields(&posted)));
    assert_eq!(serde_json::from_str::<serde_json::Value>(post.body()).unwrap(), fields(&posted));
    assert_eq!((get.method(), get.body(), get.fields()), ("GET", "", &fields(&got)));
    let query = get.url().strip_prefix("https://hooks.example/in?a=1&").unwrap();
    let mut members: Vec<_> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    members.sort();
    let expected =
        [("depot_sid", &*depot), ("event_type", "parcel_delivered"), ("parcel_sid", &got), ("reference", "a b&c")];
    assert_eq!(members, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let shown = format!("{webhooks:?}");
    assert!(!shown.contains("hooks.example") && !shown.contains("a b&c"), "{shown}");
}

#[cfg(feature = "webhook")]
#[tokio::test]
async fn webhooks_are_signed_with_the_accounts_token() {
    use crate::runtime::webhook::WebhookVerifier;
    let fake = fake();
    let depot = depot(&fake, &[("UniqueName", "a"), ("HookUrl", "https://hooks.example/in")]).await;
    parcel(&fake, &depot).await;
    fake.advance(seconds(60));
    post(&fake, &UPDATE_DEPOT, &[("Sid", &depot)], &[("HookMethod", "GET")]).await.unwrap();
    parcel(&fake, &depot).await;
    fake.advance(seconds(60));
    let verifier = WebhookVerifier::new(fake.auth_token()).unwrap();
    let [post, get] = [0, 1].map(|index| fake.webhooks()[index].signed(&fake));
    verifier.verify_json(&post.url, post.body.as_bytes(), &post.signature).unwrap();
    verifier.verify_get(&get.url, &get.signature).unwrap();
    assert!(verifier.verify_json(&post.url, b"{}", &post.signature).is_err());
    let other = Fake::builder_of(&PARCELS).seed(8).build();
    let forged = fake.webhooks()[1].signed(&other);
    assert!(verifier.verify_get(&forged.url, &forged.signature).is_err());
}

/// States that follow one another without end or without duration.
mod circles {
    use super::{Fake, seconds};
    use crate::runtime::fake::FakeChange;
    use crate::runtime::fake::table::{
        Availability, Field, FieldValue, Kind, Life, Limits, Resource, Shape, SidShape, Source, Step, Table, Type,
    };

    const FREE: Limits = Limits { minimum: None, maximum: None, max_length: None };
    const NEVER: Option<Availability> = None;

    static LAMPS: Table = Table {
        api: &crate::support::API,
        resources: &[Resource {
            name: "Lamp",
            shape: 0,
            kind: Kind::Kept(&[crate::runtime::fake::table::Row { fields: &[], redacted: &[], given: None }]),
            values: &[FieldValue { field: &["sid"], source: Source::NewSid(0) }],
            name_field: None,
            unique: &[],
            rules: &[],
            availability: NEVER,
            life: Some(Life {
                field: "state",
                initial: "on",
                steps: &[
                    Step { from: "on", to: "off", after: Some(0), sets: &[] },
                    Step { from: "off", to: "on", after: Some(0), sets: &[] },
                ],
                announcements: &[],
            }),
        }],
        operations: &[],
        shapes: &[
            Shape::Struct {
                fields: &[
                    Field { name: "sid", ty: Type::Sid(0), required: true, limits: FREE },
                    Field { name: "state", ty: Type::Named(1), required: false, limits: FREE },
                ],
                open: false,
            },
            Shape::Enum(&["on", "off"]),
        ],
        sids: &[SidShape { name: "LampSid", prefixes: &["LA"], open: false }],
        errors: &[],
        paging: None,
        event_member: None,
    };

    #[test]
    fn they_end_for_now() {
        let fake = Fake::builder_of(&LAMPS).frozen().build();
        let changes = fake.advance(seconds(10));
        assert!((10..200).contains(&changes.len()), "{}", changes.len());
        let times = changes.iter().map(|change| match change {
            FakeChange::State { at, .. } => *at,
            FakeChange::Webhook(webhook) => webhook.at(),
        });
        assert!(times.clone().is_sorted() && times.max() == Some(fake.now()));
        assert!(fake.advance(std::time::Duration::MAX).len() <= 100_000);
    }
}
