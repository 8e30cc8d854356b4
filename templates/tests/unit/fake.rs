//! The state of a fake: what is created, changed, removed and shown.

use serde_json::json;

use crate::fake_calls::{
    Assignment, Courier, Depot, Parcel, answer, authorized, call, delete, depot, fake, form, get, parcel, post,
    refusal, request, send, text_of,
};
use crate::fake_table::{
    ASSIGN, CREATE_DEPOT, CREATE_PARCEL, DELETE_DEPOT, DELETE_PARCEL, EXPERT, FETCH_COURIER, FETCH_DEPOT, FETCH_HIRED,
    FETCH_PARCEL, HIRE, NOVICE, PARCELS, RELEASE, UPDATE_DEPOT,
};
use crate::runtime::fake::Fake;
use crate::runtime::transport::HttpRequest;
use crate::runtime::{IfMatch, Method};

#[tokio::test]
async fn what_is_created_has_every_field_of_its_shape_in_order() {
    let fake = fake();
    let request = form(&fake, "/Depots", "UniqueName=a&Tags=x&Tags=y&Rate=1.5&Doors=2&Extra=%7B%22k%22:%22v%22%7D");
    let mut response = send(&fake, request).await.unwrap();
    assert_eq!(response.status(), 201);
    let body = response.next_chunk().await.unwrap().unwrap();
    let body = std::str::from_utf8(&body).unwrap();
    let sid = fake.all::<Depot>().remove(0).sid;
    let account = fake.account_sid();
    let expected = format!(
        r#"{{"sid":"{sid}","account_sid":"{account}","unique_name":"a","label":null,"region":"north","guarded":false,"#
    ) + r#""doors":2,"rate":1.5,"tags":["x","y"],"extra":{"k":"v"},"hook_url":null,"hook_method":null,"#
        + r#""courier_sids":[],"main_courier_sid":null,"version":1,"date_created":"2026-01-01T00:00:00Z","#
        + &format!(r#""date_updated":"2026-01-01T00:00:00Z","url":"https://parcels.acme.example/v2/Depots/{sid}"}}"#);
    assert_eq!(body, expected);
}

#[tokio::test]
async fn a_record_is_found_by_its_sid_and_by_its_name() {
    let fake = fake();
    let sid = depot(&fake, &[("UniqueName", "harbour/1"), ("Label", "old")]).await;
    for address in [&*sid, "harbour/1"] {
        let found = get(&fake, &FETCH_DEPOT, &[("Sid", address)], &[]).await.unwrap();
        assert_eq!((text_of(&found, "sid"), text_of(&found, "label")), (sid.clone(), "old".to_owned()));
    }
    let changed = post(&fake, &UPDATE_DEPOT, &[("Sid", "harbour/1")], &[("Label", "new")]).await.unwrap();
    assert_eq!((text_of(&changed, "sid"), text_of(&changed, "label")), (sid, "new".to_owned()));
    delete(&fake, &DELETE_DEPOT, &[("Sid", "harbour/1")]).await.unwrap();
    let error = get(&fake, &FETCH_DEPOT, &[("Sid", "harbour/1")], &[]).await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(404), Some(4004)));
    assert!(fake.all::<Depot>().is_empty());
}

#[tokio::test]
async fn an_update_changes_what_is_given_and_counts() {
    let fake = fake();
    let sid = depot(&fake, &[("UniqueName", "a"), ("Label", "x"), ("Tags", "t")]).await;
    fake.advance(std::time::Duration::from_secs(90));
    let changed = post(&fake, &UPDATE_DEPOT, &[("Sid", &sid)], &[("HookMethod", "GET")]).await.unwrap();
    assert_eq!(changed["label"], "x");
    assert_eq!((&changed["version"], &changed["hook_method"]), (&json!(2), &json!("GET")));
    assert_eq!(changed["date_created"], "2026-01-01T00:00:00Z");
    assert_eq!(changed["date_updated"], "2026-01-01T00:01:30Z");
    assert_eq!(changed.etag().unwrap().as_str(), "\"2\"");
    // An empty text is none; an empty list is one.
    let changed = post(&fake, &UPDATE_DEPOT, &[("Sid", &sid)], &[("Label", ""), ("Tags", "")]).await.unwrap();
    assert_eq!((&changed["label"], &changed["tags"], &changed["version"]), (&json!(null), &json!([]), &json!(3)));
}

#[tokio::test]
async fn a_version_protects_from_lost_updates() {
    let fake = fake();
    let sid = depot(&fake, &[("UniqueName", "a")]).await;
    let update = async |version: &str| {
        let mut call = call(&fake, &UPDATE_DEPOT, &[("Sid", &sid)]);
        call.inputs.form::<String>("Label", "new");
        call.inputs.header::<IfMatch>("If-Match", version);
        call.send::<serde_json::Value>().await.map(|done| done["version"].clone())
    };
    for (version, next) in [("1", 2), ("\"2\"", 3), ("W/\"3\"", 4), ("*", 5), ("\"4\", \"5\"", 6)] {
        assert_eq!(update(version).await.unwrap(), next, "{version}");
    }
    for version in ["5", "\"5\"", "0", "x", "\"6", "66"] {
        let error = update(version).await.unwrap_err();
        assert!(error.is_precondition_failed() && error.code() == Some(4012), "{version}: {error}");
    }
    assert_eq!(fake.all::<Depot>()[0].version, 6);
}

#[tokio::test]
async fn a_name_is_taken_until_its_record_is_gone() {
    let fake = fake();
    let first = depot(&fake, &[("UniqueName", "a")]).await;
    let second = depot(&fake, &[("UniqueName", "b")]).await;
    let error = post(&fake, &CREATE_DEPOT, &[], &[("UniqueName", "a")]).await.unwrap_err();
    assert!(error.is_conflict() && error.code() == Some(4009), "{error}");
    assert!(post(&fake, &UPDATE_DEPOT, &[("Sid", &second)], &[("UniqueName", "a")]).await.unwrap_err().is_conflict());
    // Its own name is no conflict, nor is none.
    post(&fake, &UPDATE_DEPOT, &[("Sid", &second)], &[("UniqueName", "b")]).await.unwrap();
    fake.insert::<Depot>(json!({})).unwrap();
    fake.insert::<Depot>(json!({})).unwrap();
    delete(&fake, &DELETE_DEPOT, &[("Sid", &first)]).await.unwrap();
    post(&fake, &UPDATE_DEPOT, &[("Sid", &second)], &[("UniqueName", "a")]).await.unwrap();
}

#[tokio::test]
async fn rules_are_about_the_record_as_it_would_be() {
    let fake = fake();
    let message = async |path: &str, body: &str| refusal(&fake, form(&fake, path, body)).await;
    let needs_label = (400, "a guarded depot needs a label".to_owned());
    assert_eq!(message("/Depots", "UniqueName=a&Guarded=true").await, needs_label);
    let south = (400, "depots in the south are called with GET".to_owned());
    assert_eq!(message("/Depots", "UniqueName=a&Region=south&HookMethod=POST").await, south);
    assert_eq!(message("/Depots", "UniqueName=a&Region=south").await, south);
    assert!(fake.all::<Depot>().is_empty());
    depot(&fake, &[("UniqueName", "s"), ("Region", "south"), ("HookMethod", "GET")]).await;
    // What is assumed on creation is not assumed by an update.
    let south = post(&fake, &UPDATE_DEPOT, &[("Sid", "s")], &[("Label", "x")]).await.unwrap();
    assert_eq!(south["region"], "south");
    let sid = depot(&fake, &[("UniqueName", "a"), ("Guarded", "TRUE"), ("Label", "x")]).await;
    assert_eq!(message(&format!("/Depots/{sid}"), "Label=").await, needs_label);
    let sid = depot(&fake, &[("UniqueName", "b"), ("Guarded", "false")]).await;
    let origin = "OR0123456789abcdef0123456789abcdef";
    let contents = json!({"weight": 1, "origin_sid": origin, "origin_url": "https://a.example"}).to_string();
    let error = post(&fake, &CREATE_PARCEL, &[], &[("DepotSid", &sid), ("Contents", &contents)]).await.unwrap_err();
    assert_eq!((error.status(), error.message()), (Some(400), Some("a parcel has one origin")));
}

#[tokio::test]
async fn values_of_other_records_are_copied_or_followed() {
    let fake = fake();
    let sid = depot(&fake, &[("UniqueName", "a"), ("Label", "x"), ("Guarded", "true")]).await;
    let parcel = parcel(&fake, &sid).await;
    post(&fake, &UPDATE_DEPOT, &[("Sid", &sid)], &[("Label", "y"), ("Guarded", "false")]).await.unwrap();
    let found = get(&fake, &FETCH_PARCEL, &[("Sid", &parcel)], &[]).await.unwrap();
    assert_eq!((&found["guarded"], &found["depot_label"]), (&json!(true), &json!("y")));
    let base = format!("https://parcels.acme.example/v2/Parcels/{parcel}");
    assert_eq!(found["url"], base);
    assert_eq!(found["links"], json!({"events": format!("{base}/Events"), "label": format!("{base}/Label")}));
    delete(&fake, &DELETE_DEPOT, &[("Sid", &sid)]).await.unwrap();
    let found = get(&fake, &FETCH_PARCEL, &[("Sid", &parcel)], &[]).await.unwrap();
    assert_eq!((&found["guarded"], &found["depot_label"]), (&json!(true), &json!(null)));
}

#[tokio::test]
async fn an_attachment_is_made_once_and_goes_with_either_end() {
    let fake = fake();
    let sid = depot(&fake, &[("UniqueName", "a")]).await;
    let path = |courier| [("DepotSid", sid.as_str()), ("CourierSid", courier)];
    for courier in [NOVICE, EXPERT, NOVICE] {
        let made = post(&fake, &ASSIGN, &path(courier), &[]).await.unwrap();
        let url = format!("https://parcels.acme.example/v2/Depots/{sid}/Couriers/{courier}");
        assert_eq!(*made, json!({"depot_sid": sid, "courier_sid": courier, "url": url}));
    }
    let couriers = async || get(&fake, &FETCH_DEPOT, &[("Sid", &sid)], &[]).await.unwrap()["courier_sids"].clone();
    assert_eq!(couriers().await, json!([NOVICE, EXPERT]));
    delete(&fake, &RELEASE, &path(NOVICE)).await.unwrap();
    assert!(delete(&fake, &RELEASE, &path(NOVICE)).await.unwrap_err().is_not_found());
    assert_eq!(couriers().await, json!([EXPERT]));
    let again = fake.insert::<Assignment>(json!({"depot_sid": sid, "courier_sid": EXPERT})).unwrap_err();
    assert_eq!(again.to_string(), "a record with that address exists");
    // A courier or a depot that does not exist cannot be attached.
    let nobody = "CO99999999999999999999999999999999";
    assert!(post(&fake, &ASSIGN, &path(nobody), &[]).await.unwrap_err().is_not_found());
    delete(&fake, &DELETE_DEPOT, &[("Sid", &sid)]).await.unwrap();
    assert!(post(&fake, &ASSIGN, &path(EXPERT), &[]).await.unwrap_err().is_not_found());
    assert!(delete(&fake, &RELEASE, &path(EXPERT)).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_form_must_not_refer_to_what_does_not_exist() {
    let fake = fake();
    let nobody = "CO99999999999999999999999999999999";
    let error = post(&fake, &CREATE_DEPOT, &[], &[("UniqueName", "a"), ("MainCourierSid", nobody)]).await.unwrap_err();
    let message = "the parameter `MainCourierSid` names a record that does not exist";
    assert_eq!((error.status(), error.message()), (Some(400), Some(message)));
    depot(&fake, &[("UniqueName", "a"), ("MainCourierSid", EXPERT)]).await;
    // A SID of another kind of record is none of this kind, and those of other services are not known.
    let body = r#"{"weight":1,"origin_sid":"XX0123456789ABCDEF0123456789abcdef"}"#;
    let depot = fake.all::<Depot>().remove(0).sid;
    post(&fake, &CREATE_PARCEL, &[], &[("DepotSid", &depot), ("Contents", body)]).await.unwrap();
}

#[tokio::test]
async fn a_view_shows_the_records_of_others_with_its_own_urls() {
    let fake = fake();
    let hired = text_of(&post(&fake, &HIRE, &[], &[("Name", "Cleo")]).await.unwrap(), "sid");
    let own = get(&fake, &FETCH_HIRED, &[("Sid", &hired)], &[]).await.unwrap();
    assert_eq!(text_of(&own, "url"), format!("https://parcels.acme.example/v2/Couriers/Hired/{hired}"));
    for (address, sid, name) in [(&*hired, &*hired, "Cleo"), (EXPERT, EXPERT, "Ada"), ("Cleo", &hired, "Cleo")] {
        let found = get(&fake, &FETCH_COURIER, &[("Sid", address)], &[]).await.unwrap();
        assert_eq!((text_of(&found, "sid"), text_of(&found, "name")), (sid.to_owned(), name.to_owned()));
        assert_eq!(text_of(&found, "url"), format!("https://parcels.acme.example/v2/Couriers/{sid}"));
    }
    // Staff is not hired, though it has the same kind of SID.
    assert!(get(&fake, &FETCH_HIRED, &[("Sid", EXPERT)], &[]).await.unwrap_err().is_not_found());
    let names: Vec<_> = fake.all::<Courier>().into_iter().map(|courier| courier.name).collect();
    assert_eq!(names, ["Ada", "Ben", "Cleo"]);
}

#[tokio::test]
async fn urls_name_the_host_that_was_called() {
    let fake = fake();
    depot(&fake, &[("UniqueName", "a")]).await;
    let url = "http://localhost:8080/v2/Depots/a";
    let (_, body) = answer(&fake, authorized(HttpRequest::new(Method::Get, url), &fake.credentials())).await;
    let sid = text_of(&body, "sid");
    assert_eq!(text_of(&body, "url"), format!("http://localhost:8080/v2/Depots/{sid}"));
}

#[tokio::test]
async fn what_a_test_adds_is_like_what_a_request_creates() {
    let fake = fake();
    let made = fake.insert::<Depot>(json!({"unique_name": "a", "version": 7})).unwrap();
    assert_eq!((made.region.as_deref(), made.version), (Some("north"), 7));
    let found = get(&fake, &FETCH_DEPOT, &[("Sid", &made.sid)], &[]).await.unwrap();
    assert_eq!(found.etag().unwrap().as_str(), "\"7\"");
    assert_eq!(fake.all::<Depot>(), [made]);
    for (record, problem) in [
        (json!({"unique_name": "a"}), "There is one with this name."),
        (json!({"region": "west"}), "Depot: at `region`: must be one of north, south"),
        (json!({"doors": 10}), "Depot: at `doors`: must be at most 9"),
        (json!({"guarded": true}), "a guarded depot needs a label"),
        (json!({"sid": "x"}), "Depot: at `sid`: must be a valid DepotSid"),
        (json!([]), "Depot: a row must be an object"),
    ] {
        assert_eq!(fake.insert::<Depot>(record).unwrap_err().to_string(), problem);
    }
    let sid = fake.all::<Depot>().remove(0).sid;
    let again = fake.insert::<Depot>(json!({"sid": sid})).unwrap_err();
    assert_eq!(again.to_string(), "a record with that SID exists");
    assert_eq!(fake.insert::<Parcel>(json!({"wait": 1})).unwrap_err().to_string(), "Parcel: there is no field `wait`");
    let error = fake.insert::<Courier>(json!({})).unwrap_err();
    assert_eq!(error.to_string(), "Courier keeps no records of its own");
}

#[tokio::test]
async fn what_a_test_changes_is_checked_and_counts_as_a_change() {
    let fake = fake();
    let sid = depot(&fake, &[("UniqueName", "a")]).await;
    fake.advance(std::time::Duration::from_secs(1));
    let changed = fake.set::<Depot>(&sid, json!({"region": "south", "hook_method": "GET"})).unwrap();
    assert_eq!((changed.version, &*changed.date_updated), (2, "2026-01-01T00:00:01Z"));
    assert_eq!(fake.set::<Courier>(EXPERT, json!({"name": "Zoe"})).unwrap().name, "Zoe");
    let other = "DP0123456789abcdef0123456789abcdef";
    for (sid, fields, problem) in [
        (other, json!({}), "there is no Depot with that SID"),
        (EXPERT, json!({}), "there is no Depot with that SID"),
        (&sid, json!(1), "the fields must be an object"),
        (&sid, json!({"sid": other}), "the SID of a record cannot be changed"),
        (&sid, json!({"tags": ["a", 1]}), "Depot: at `tags[1]`: must be a text"),
        (&sid, json!({"guarded": true}), "a guarded depot needs a label"),
    ] {
        assert_eq!(fake.set::<Depot>(sid, fields).unwrap_err().to_string(), problem);
    }
}

#[tokio::test]
async fn fakes_are_independent_and_follow_from_their_seeds() {
    let made = async |seed: u64| {
        let fake = Fake::builder_of(&PARCELS).seed(seed).frozen().build();
        // What is no state does not change what follows.
        if seed == 1 {
            fake.restricted_credentials(["/depots/*"]);
            get(&fake, &FETCH_DEPOT, &[("Sid", "a")], &[]).await.unwrap_err();
        }
        let depot = depot(&fake, &[("UniqueName", "a")]).await;
        (fake.account_sid().to_owned(), parcel(&fake, &depot).await, depot)
    };
    let (one, same, other) = (made(1).await, made(1).await, made(2).await);
    assert_eq!(one, same);
    assert!(one.0 != other.0 && one.1 != other.1 && one.2 != other.2);
    let plain = Fake::of(&PARCELS);
    let clone = plain.clone();
    depot(&plain, &[("UniqueName", "a")]).await;
    assert_eq!((clone.all::<Depot>().len(), Fake::of(&PARCELS).all::<Depot>().len()), (1, 0));
}

#[tokio::test]
async fn a_deleted_record_takes_its_address_with_it() {
    let fake = fake();
    let depot = depot(&fake, &[("UniqueName", "a")]).await;
    let parcel = parcel(&fake, &depot).await;
    let (status, body) = answer(&fake, request(&fake, Method::Delete, &format!("/Parcels/{parcel}"))).await;
    assert_eq!((status, body), (204, json!(null)));
    assert!(delete(&fake, &DELETE_PARCEL, &[("Sid", &parcel)]).await.unwrap_err().is_not_found());
    assert!(fake.all::<Parcel>().is_empty());
}
