//! What comes into being with a record and is read later: parts, what is computed, and the redacted versions.

use std::time::Duration;

use serde_json::{Value, json};

use crate::fake_calls::{Event, Report, delete, depot, fake, get, parcel, post, text_of};
use crate::fake_table::{
    ASSIGN, CREATE_PARCEL, DELETE_PARCEL, EXPERT, FETCH_LABEL, FETCH_REPORT, HIRE, LIST_EVENT, LIST_REPORT, NOVICE,
};
use crate::runtime::fake::{Fake, Script};

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

async fn events(fake: &Fake, parcel: &str, query: &[(&'static str, &str)]) -> Vec<Value> {
    let page = get(fake, &LIST_EVENT, &[("ParcelSid", parcel)], query).await.unwrap();
    page["events"].as_array().unwrap().clone()
}

async fn reports(fake: &Fake, parcel: &str) -> Vec<(String, String)> {
    let page = get(fake, &LIST_REPORT, &[("ParcelSid", parcel)], &[]).await.unwrap();
    let items = page["reports"].as_array().unwrap();
    items.iter().map(|item| (text_of(item, "courier_sid"), text_of(item, "verdict"))).collect()
}

#[tokio::test]
async fn parts_can_be_read_in_the_states_of_the_whole() {
    let fake = fake();
    let depot = depot(&fake, &[("UniqueName", "a")]).await;
    let sid = parcel(&fake, &depot).await;
    fake.advance(seconds(14));
    assert_eq!(events(&fake, &sid, &[]).await, [] as [Value; 0]);
    assert_eq!(fake.all::<Event>().len(), 2);
    fake.advance(seconds(1));
    let found = events(&fake, &sid, &[]).await;
    let own: Vec<_> = fake.all::<Event>().into_iter().map(|event| event.sid).collect();
    let expected = [
        json!({"sid": own[0], "index": 0, "note": "signed by Ada", "weight": "0.50", "marks": []}),
        json!({"sid": own[1], "index": 1, "note": "handed over", "weight": 1.5, "marks": []}),
    ];
    assert_eq!(found, expected);
    let error = get(&fake, &LIST_EVENT, &[("ParcelSid", "PA0123456789abcdef0123456789abcdef")], &[]).await;
    assert!(error.unwrap_err().is_not_found());
    // Those of another parcel are its own.
    let other = parcel(&fake, &depot).await;
    assert_eq!(events(&fake, &other, &[]).await, [] as [Value; 0]);
    delete(&fake, &DELETE_PARCEL, &[("Sid", &sid)]).await.unwrap();
    assert!(get(&fake, &LIST_EVENT, &[("ParcelSid", &sid)], &[]).await.unwrap_err().is_not_found());
    assert_eq!(fake.all::<Event>().len(), 2);
    fake.set::<crate::fake_calls::Parcel>(&other, json!({"state": "delivered"})).unwrap();
    assert_eq!(events(&fake, &other, &[]).await.len(), 2);
    fake.set::<crate::fake_calls::Parcel>(&other, json!({"state": "lost"})).unwrap();
    assert_eq!(events(&fake, &other, &[]).await.len(), 0);
}

#[tokio::test]
async fn fields_are_shown_and_redacted_on_request() {
    let fake = fake();
    let open = depot(&fake, &[("UniqueName", "a")]).await;
    let guarded = depot(&fake, &[("UniqueName", "b"), ("Guarded", "true"), ("Label", "x")]).await;
    let [open, guarded] = [parcel(&fake, &open).await, parcel(&fake, &guarded).await];
    fake.advance(seconds(60));
    let notes = async |parcel: &str, query: &[(&'static str, &str)]| {
        let found = events(&fake, parcel, query).await;
        (text_of(&found[0], "note"), text_of(&found[1], "note"))
    };
    let plain = ("signed by Ada".to_owned(), "handed over".to_owned());
    let redacted = ("signed by [X]".to_owned(), "handed over".to_owned());
    for query in [&[][..], &[("Redacted", "true")], &[("Redacted", "false")]] {
        assert_eq!(notes(&open, query).await, plain, "{query:?}");
    }
    for (query, expected) in
        [(&[][..], &redacted), (&[("Redacted", "true")], &redacted), (&[("Redacted", "false")], &plain)]
    {
        assert_eq!(notes(&guarded, query).await, *expected, "{query:?}");
    }
    assert_eq!(events(&fake, &open, &[("Marks", "true")]).await[0]["marks"], json!(["a", "b"]));
    assert_eq!(events(&fake, &open, &[("Marks", "false")]).await[0]["marks"], json!([]));
    assert_eq!(fake.all::<Event>()[2].note.as_deref(), Some("signed by Ada"));
}

#[tokio::test]
async fn a_part_is_made_for_each_of_other_records() {
    let fake = fake();
    let own = depot(&fake, &[("UniqueName", "a")]).await;
    let other = depot(&fake, &[("UniqueName", "b")]).await;
    for (depot, courier) in [(&own, NOVICE), (&other, EXPERT), (&own, EXPERT)] {
        post(&fake, &ASSIGN, &[("DepotSid", depot), ("CourierSid", courier)], &[]).await.unwrap();
    }
    let sid = parcel(&fake, &own).await;
    // Who comes later has no part in it.
    let late = text_of(&post(&fake, &HIRE, &[], &[("Name", "Cleo")]).await.unwrap(), "sid");
    post(&fake, &ASSIGN, &[("DepotSid", &own), ("CourierSid", &late)], &[]).await.unwrap();
    fake.advance(seconds(17));
    assert_eq!(reports(&fake, &sid).await, []);
    let path = [("ParcelSid", sid.as_str()), ("CourierSid", EXPERT)];
    assert!(get(&fake, &FETCH_REPORT, &path, &[]).await.unwrap_err().is_not_found());
    fake.advance(seconds(1));
    let expected = [(NOVICE, "fine"), (EXPERT, "perfect")].map(|(sid, text)| (sid.to_owned(), text.to_owned()));
    assert_eq!(reports(&fake, &sid).await, expected);
    let found = get(&fake, &FETCH_REPORT, &path, &[]).await.unwrap();
    let url = format!("https://parcels.acme.example/v2/Parcels/{sid}/Reports/{EXPERT}");
    let expected = json!({
        "parcel_sid": sid, "courier_sid": EXPERT, "name": "Ada", "verdict": "perfect", "url": url,
    });
    assert_eq!(*found, expected);
    let path = [("ParcelSid", sid.as_str()), ("CourierSid", &*late)];
    assert!(get(&fake, &FETCH_REPORT, &path, &[]).await.unwrap_err().is_not_found());
    let names: Vec<_> = fake.all::<Report>().into_iter().map(|report| report.name).collect();
    assert_eq!(names, [Some("Ben".to_owned()), Some("Ada".to_owned())]);
}

#[tokio::test]
async fn what_is_computed_depends_on_the_whole() {
    let fake = fake();
    let named = depot(&fake, &[("UniqueName", "a"), ("Label", "x")]).await;
    let plain = depot(&fake, &[("UniqueName", "b")]).await;
    let guarded = depot(&fake, &[("UniqueName", "c"), ("Label", "x"), ("Guarded", "true")]).await;
    let [one, other, secret] =
        [parcel(&fake, &named).await, parcel(&fake, &plain).await, parcel(&fake, &guarded).await];
    fake.advance(seconds(5));
    let label = async |sid: &str| get(&fake, &FETCH_LABEL, &[("Sid", sid)], &[]).await;
    assert!(label(&one).await.unwrap_err().is_not_found());
    fake.advance(seconds(1));
    let url = format!("https://parcels.acme.example/v2/Parcels/{one}/Label");
    assert_eq!(*label(&one).await.unwrap(), json!({"sid": one, "depot_sid": named, "url": url}));
    for sid in [&*other, &secret, "PA0123456789abcdef0123456789abcdef"] {
        assert!(label(sid).await.unwrap_err().is_not_found());
    }
    // A second after the state before is over, the next one begins anew.
    fake.advance(seconds(9));
    assert!(label(&one).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_script_says_what_the_next_parts_are() {
    let fake = fake();
    let depot = depot(&fake, &[("UniqueName", "a"), ("Label", "x"), ("Guarded", "true")]).await;
    post(&fake, &ASSIGN, &[("DepotSid", &depot), ("CourierSid", EXPERT)], &[]).await.unwrap();
    let first = Script::new()
        .rows::<Event>([json!({"note": "one", "redacted": {"note": "[X]"}}), json!({"note": "two", "index": 9})])
        .rows::<Report>([json!({"courier_sid": EXPERT, "verdict": "bad"})]);
    // One that says nothing is not used up.
    fake.script(Script::new()).unwrap();
    fake.script(first).unwrap();
    fake.script(Script::new().rows::<Event>([])).unwrap();
    fake.script_always(Script::new().rows::<Report>([])).unwrap();
    // A record without parts takes none of them.
    crate::fake_calls::depot(&fake, &[("UniqueName", "b")]).await;
    let [one, two, three] = [parcel(&fake, &depot).await, parcel(&fake, &depot).await, parcel(&fake, &depot).await];
    fake.advance(seconds(60));
    let notes = async |parcel: &str| {
        let found = events(&fake, parcel, &[]).await;
        found.iter().map(|event| (text_of(event, "note"), event["index"].as_i64())).collect::<Vec<_>>()
    };
    assert_eq!(notes(&one).await, [("[X]".to_owned(), Some(0)), ("two".to_owned(), Some(9))]);
    assert_eq!(notes(&two).await, []);
    assert_eq!(notes(&three).await.len(), 2);
    assert_eq!(reports(&fake, &one).await, [(EXPERT.to_owned(), "bad".to_owned())]);
    assert_eq!((reports(&fake, &two).await, reports(&fake, &three).await), (vec![], vec![]));
    for (script, problem) in [
        (Script::new().rows::<Report>([json!({"verdikt": 1})]), "Report: there is no field `verdikt`"),
        (Script::new().rows::<Report>([json!({"verdict": 1})]), "Report: at `verdict`: must be a text"),
        (Script::new().rows::<Event>([json!({"redacted": 1})]), "Event: `redacted` must be an object"),
        (Script::new().rows::<Event>([json!({"redacted": {"note": 1}})]), "Event: at `note`: must be a text"),
        (Script::new().rows::<Event>([json!("x")]), "Event: a row must be an object"),
        (Script::new().rows::<crate::fake_calls::Depot>([]), "Depot is not a part of another resource"),
    ] {
        assert_eq!(fake.script(script).unwrap_err().to_string(), problem);
    }
}

#[tokio::test]
async fn a_test_adds_and_changes_parts() {
    let fake = fake();
    let depot = depot(&fake, &[("UniqueName", "a")]).await;
    let form = [("DepotSid", depot.as_str()), ("Contents", r#"{"weight":1}"#)];
    let sid = text_of(&post(&fake, &CREATE_PARCEL, &[], &form).await.unwrap(), "sid");
    fake.advance(seconds(20));
    let added = fake.insert::<Event>(json!({"parcel_sid": sid, "note": "three", "weight": "3"})).unwrap();
    let found = events(&fake, &sid, &[]).await;
    assert_eq!((found.len(), text_of(&found[2], "sid")), (3, added.sid.clone()));
    // The reference to the parcel is no field of the shape.
    assert_eq!(found[2].get("parcel_sid"), None);
    fake.set::<Event>(&added.sid, json!({"note": "3"})).unwrap();
    assert_eq!(text_of(&events(&fake, &sid, &[]).await[2], "note"), "3");
    for whole in [json!({"note": "x"}), json!({"parcel_sid": depot, "note": "x"})] {
        let error = fake.insert::<Event>(whole).unwrap_err();
        assert_eq!(error.to_string(), "`parcel_sid` must be the SID of a record that exists");
    }
}
