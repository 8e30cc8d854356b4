//! Lists of a fake: filters, order and pages.

use serde_json::{Value, json};

use crate::fake_calls::{
    answer, authorized, call, delete, depot, fake, form, get, parcel, post, refusal, request, text_of,
};
use crate::fake_table::{CREATE_PARCEL, DELETE_PARCEL, HIRE, LIST_COURIER, LIST_DEPOT, LIST_PARCEL, PARCELS};
use crate::runtime::fake::Fake;
use crate::runtime::transport::HttpRequest;
use crate::runtime::{Method, Pages};

/// Fetches a page by its URL.
async fn page(fake: &Fake, url: &str) -> Value {
    let (status, body) = answer(fake, authorized(HttpRequest::new(Method::Get, url), &fake.credentials())).await;
    assert_eq!(status, 200, "{body}");
    body
}

fn values(page: &Value, list: &str, field: &str) -> Vec<String> {
    page[list].as_array().unwrap().iter().map(|item| text_of(item, field)).collect()
}

fn link(page: &Value, name: &str) -> String {
    text_of(&page["meta"], name)
}

async fn depots(fake: &Fake, names: &[&str]) {
    for name in names {
        depot(fake, &[("UniqueName", name), ("Tags", "t")]).await;
    }
}

#[tokio::test]
async fn pages_lead_forwards_and_backwards() {
    let fake = fake();
    depots(&fake, &["a", "b", "c", "d", "e", "f", "g"]).await;
    let first = page(&fake, "http://127.0.0.1:9/v2/Depots?Tag=t").await;
    assert_eq!(values(&first, "depots", "unique_name"), ["a", "b", "c"]);
    let meta = &first["meta"];
    assert_eq!((&meta["key"], &meta["page"], &meta["page_size"]), (&json!("depots"), &json!(0), &json!(3)));
    assert_eq!(meta["previous_page_url"], Value::Null);
    assert_eq!(link(&first, "first_page_url"), "http://127.0.0.1:9/v2/Depots?Tag=t&PageSize=3&Page=0");
    assert_eq!(link(&first, "url"), link(&first, "first_page_url"));
    let next = link(&first, "next_page_url");
    assert!(next.starts_with("http://127.0.0.1:9/v2/Depots?Tag=t&PageSize=3&Page=1&PageToken="), "{next}");
    let second = page(&fake, &next).await;
    assert_eq!(values(&second, "depots", "unique_name"), ["d", "e", "f"]);
    assert_eq!((&second["meta"]["page"], link(&second, "url")), (&json!(1), next.clone()));
    let third = page(&fake, &link(&second, "next_page_url")).await;
    assert_eq!(values(&third, "depots", "unique_name"), ["g"]);
    assert_eq!(third["meta"]["next_page_url"], Value::Null);
    let back = page(&fake, &link(&third, "previous_page_url")).await;
    assert_eq!(
        (values(&back, "depots", "unique_name"), &back["meta"]["page"]),
        (vec!["d".to_owned(), "e".to_owned(), "f".to_owned()], &json!(1))
    );
    let back = page(&fake, &link(&back, "previous_page_url")).await;
    assert_eq!(values(&back, "depots", "unique_name"), ["a", "b", "c"]);
    assert_eq!(back["meta"]["previous_page_url"], Value::Null);
    // The same page has the same URLs.
    assert_eq!(page(&fake, "http://127.0.0.1:9/v2/Depots?Tag=t").await, first);
}

#[tokio::test]
async fn a_full_last_page_is_the_last() {
    let fake = fake();
    depots(&fake, &["a", "b", "c"]).await;
    let first = page(&fake, "https://parcels.acme.example/v2/Depots").await;
    assert_eq!((values(&first, "depots", "unique_name").len(), &first["meta"]["next_page_url"]), (3, &Value::Null));
    let none = page(&fake, "https://parcels.acme.example/v2/Depots?Tag=x").await;
    assert_eq!((&none["depots"], &none["meta"]["next_page_url"]), (&json!([]), &Value::Null));
}

#[tokio::test]
async fn a_deletion_between_pages_skips_and_repeats_nothing() {
    let fake = fake();
    let depot = depot(&fake, &[("UniqueName", "a")]).await;
    let mut sids = Vec::new();
    for _ in 0..7 {
        sids.push(parcel(&fake, &depot).await);
    }
    let first = page(&fake, "https://parcels.acme.example/v2/Parcels").await;
    for gone in [0, 2, 3] {
        delete(&fake, &DELETE_PARCEL, &[("Sid", &sids[gone])]).await.unwrap();
    }
    let second = page(&fake, &link(&first, "next_page_url")).await;
    assert_eq!(values(&second, "parcels", "sid"), sids[4..7]);
    let back = page(&fake, &link(&second, "previous_page_url")).await;
    assert_eq!(values(&back, "parcels", "sid"), [&*sids[1]]);
    for gone in [4, 5, 6] {
        delete(&fake, &DELETE_PARCEL, &[("Sid", &sids[gone])]).await.unwrap();
    }
    let empty = page(&fake, &link(&first, "next_page_url")).await;
    assert_eq!(empty["parcels"], json!([]));
    let back = page(&fake, &link(&empty, "previous_page_url")).await;
    assert_eq!(values(&back, "parcels", "sid"), [&*sids[1]]);
    // What is created meanwhile comes last.
    let late = parcel(&fake, &depot).await;
    assert_eq!(values(&page(&fake, &link(&first, "next_page_url")).await, "parcels", "sid"), [late]);
}

#[tokio::test]
async fn the_real_client_reads_all_pages() {
    let fake = fake();
    depots(&fake, &["a", "b", "c", "d", "e", "f", "g", "h"]).await;
    let mut call = call(&fake, &LIST_DEPOT, &[]);
    call.inputs.query::<i64>("PageSize", 2);
    let mut pages = Pages::<Value>::new(call);
    let mut names = Vec::new();
    while let Some(page) = pages.try_next().await.unwrap() {
        names.extend(page.items().iter().map(|item| text_of(item, "unique_name")));
    }
    assert_eq!(names, ["a", "b", "c", "d", "e", "f", "g", "h"]);
    assert_eq!(fake.requests_of("ListDepot").len(), 4);
}

#[tokio::test]
async fn tokens_and_sizes_are_checked() {
    let fake = fake();
    depots(&fake, &["a", "b", "c", "d"]).await;
    let first = page(&fake, "https://parcels.acme.example/v2/Depots?Tag=t").await;
    let token = link(&first, "next_page_url").rsplit('=').next().unwrap().to_owned();
    for (query, problem) in [
        ("PageSize=0", "`PageSize` must be an integer from 1 to 5"),
        ("PageSize=6", "`PageSize` must be an integer from 1 to 5"),
        ("PageSize=", "`PageSize` must be an integer from 1 to 5"),
        ("PageSize=1&PageSize=1", "`PageSize` must be given only once"),
        ("Page=-1", "`Page` must be an integer of at least 0"),
        ("Page=x", "`Page` must be an integer of at least 0"),
        ("Page=1", "`Page` does not lead to a page: use the URL of the page"),
        ("Tag=t&PageToken=PT0123", "`PageToken` is not the token of a page"),
        ("PageToken=TOKEN", "`PageToken` belongs to another list"),
        ("Tag=u&PageToken=TOKEN", "`PageToken` belongs to another list"),
    ] {
        let path = format!("/Depots?{}", query.replace("TOKEN", &token));
        let (status, message) = refusal(&fake, request(&fake, Method::Get, &path)).await;
        assert_eq!((status, message), (400, format!("the parameter {problem}")), "{query}");
    }
    let (status, _) = refusal(&fake, request(&fake, Method::Get, &format!("/Couriers?PageToken={token}"))).await;
    assert_eq!(status, 400);
    let (status, _) = answer(&fake, request(&fake, Method::Get, &format!("/Depots?Tag=t&PageToken={token}"))).await;
    assert_eq!(status, 200);
    // Another fake did not give it out.
    let other = Fake::builder_of(&PARCELS).seed(8).build();
    let (status, _) = refusal(&other, request(&other, Method::Get, &format!("/Depots?Tag=t&PageToken={token}"))).await;
    assert_eq!(status, 400);
    // Only lists have pages.
    let (status, message) = refusal(&fake, request(&fake, Method::Get, "/Depots/a?PageSize=1")).await;
    assert_eq!((status, &*message), (400, "the parameter `PageSize` is not known"));
}

#[tokio::test]
async fn filters_leave_what_they_say() {
    let fake = fake();
    let north = depot(&fake, &[("UniqueName", "n"), ("Label", "north")]).await;
    let plain = depot(&fake, &[("UniqueName", "p")]).await;
    let origin = "OR0123456789abcdef0123456789abcdef";
    for (reference, depot, contents, arrives) in [
        ("1", &north, json!({"weight": 1}), Some("2026-03-01T00:00:00Z")),
        ("2", &plain, json!({"weight": 1, "origin_sid": origin}), Some("2026-03-02T00:00:00Z")),
        ("3", &north, json!({"weight": 1}), None),
    ] {
        let contents = contents.to_string();
        let mut form = vec![("DepotSid", depot.as_str()), ("Contents", &contents), ("Reference", reference)];
        form.extend(arrives.map(|time| ("Arrives", time)));
        post(&fake, &CREATE_PARCEL, &[], &form).await.unwrap();
    }
    let sid = fake.all::<crate::fake_calls::Parcel>().remove(0).sid;
    fake.set::<crate::fake_calls::Parcel>(&sid, json!({"state": "lost"})).unwrap();
    let found = async |query: &[(&'static str, &str)]| {
        values(&get(&fake, &LIST_PARCEL, &[], query).await.unwrap(), "parcels", "reference").join("")
    };
    for (query, expected) in [
        (&[][..], "123"),
        (&[("State", "lost")], "1"),
        (&[("State", "Lost")], ""),
        (&[("State", "")], "123"),
        (&[("DepotLabel", "north")], "13"),
        (&[("DepotLabel", "north"), ("State", "queued")], "3"),
        (&[("Origin", origin)], "2"),
        (&[("Before", "2026-03-02T00:00:00Z")], "1"),
        (&[("After", "2026-03-01T00:00:00Z")], "2"),
        (&[("After", "2026-02-28")], "12"),
        (&[("After", "2026-03-01T01:00:00+01:00")], "2"),
        (&[("Before", "2026-03-01T23:59:59.5+00:30")], "1"),
        (&[("After", "2026-03-01"), ("Before", "2026-03-02")], ""),
    ] {
        assert_eq!(found(query).await, expected, "{query:?}");
    }
    let tagged = async |language| {
        values(&get(&fake, &LIST_COURIER, &[], &[("Language", language)]).await.unwrap(), "couriers", "name").join("")
    };
    assert_eq!((tagged("de").await, tagged("fr").await), ("Ada".to_owned(), String::new()));
}

#[tokio::test]
async fn a_view_lists_one_resource_after_the_other() {
    let fake = fake();
    for name in ["Cleo", "Dan"] {
        post(&fake, &HIRE, &[], &[("Name", name)]).await.unwrap();
    }
    let first = page(&fake, "https://parcels.acme.example/v2/Couriers").await;
    let second = page(&fake, &link(&first, "next_page_url")).await;
    assert_eq!(values(&first, "couriers", "name"), ["Ada", "Ben", "Cleo"]);
    assert_eq!(values(&second, "couriers", "name"), ["Dan"]);
    let back = page(&fake, &link(&second, "previous_page_url")).await;
    assert_eq!(values(&back, "couriers", "name"), ["Ada", "Ben", "Cleo"]);
    for item in first["couriers"].as_array().unwrap() {
        assert_eq!(text_of(item, "url"), format!("https://parcels.acme.example/v2/Couriers/{}", text_of(item, "sid")));
    }
}

#[tokio::test]
async fn filters_by_time_find_few_and_many() {
    const MANY: u32 = 1_500;
    let fake = fake();
    let depot = depot(&fake, &[("UniqueName", "a")]).await;
    for number in 0..MANY {
        // Against the order of creation, and not all written alike.
        let time = MANY - 1 - number;
        let fraction = if number % 7 == 0 { ".0" } else { "" };
        let arrives = format!("2026-03-01T{:02}:{:02}:{:02}{fraction}Z", time / 3_600, time / 60 % 60, time % 60);
        let contents = json!({"weight": 2});
        let parcel =
            json!({"depot_sid": depot, "contents": contents, "arrives": arrives, "reference": number.to_string()});
        fake.insert::<crate::fake_calls::Parcel>(parcel).unwrap();
    }
    // Each has a time of its own, so that as many as these pass.
    for (filter, expected) in [
        ("After=2026-03-02", 0),
        ("After=2026-03-01T00:24:58Z", 1),
        ("Before=2026-03-01T00:00:03Z", 3),
        ("Before=2026-03-01T00:16:40Z", 1_000),
        ("Before=2026-03-01T00:16:41Z", 1_001),
        ("Before=2026-03-02", 1_500),
        ("After=2026-03-01T00:00:09Z&Before=2026-03-01T00:20:00Z", 1_190),
    ] {
        let mut url = format!("https://parcels.acme.example/v2/Parcels?{filter}&PageSize=3");
        let mut found = Vec::new();
        while !url.is_empty() {
            let page = page(&fake, &url).await;
            found.extend(values(&page, "parcels", "reference").iter().map(|number| number.parse::<u32>().unwrap()));
            url = page["meta"]["next_page_url"].as_str().unwrap_or_default().to_owned();
        }
        assert!(found.is_sorted());
        assert_eq!(found.len(), expected, "{filter}");
    }
}

#[tokio::test]
async fn tokens_of_long_ago_are_forgotten() {
    let fake = fake();
    let depot = depot(&fake, &[("UniqueName", "a")]).await;
    let body = format!("DepotSid={depot}&Contents=%7B%22weight%22:2%7D&Arrives=2030-01-01T00:00:00Z");
    for _ in 0..4 {
        assert_eq!(answer(&fake, form(&fake, "/Parcels", &body)).await.0, 202);
    }
    let url = |number: u32| {
        let (minute, second) = (number / 60 % 60, number % 60);
        let hour = number / 3_600;
        format!("https://parcels.acme.example/v2/Parcels?After=2020-01-01T{hour:02}:{minute:02}:{second:02}Z")
    };
    let mut links = Vec::new();
    for number in 0..10_001 {
        links.push(link(&page(&fake, &url(number)).await, "next_page_url"));
    }
    let status = async |link: &String| {
        let request = HttpRequest::new(Method::Get, link.clone());
        answer(&fake, authorized(request, &fake.credentials())).await.0
    };
    assert_eq!((status(&links[0]).await, status(&links[1]).await), (400, 200));
    assert_eq!(page(&fake, &links[10_000]).await["parcels"].as_array().unwrap().len(), 1);
}
