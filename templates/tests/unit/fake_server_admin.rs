//! The routes of those who look after a fake on a port.

use serde_json::{Value, json};

use crate::fake_server_run::{OTHER, Running, bind, frozen, start};
use crate::fake_table::PARCELS;
use crate::runtime::Method;
use crate::runtime::fake::Fake;
use crate::runtime::transport::TransportErrorKind;
use crate::support::{ACCOUNT, SECRET};

#[tokio::test]
async fn health_and_clock_are_told() {
    let server = start().await;
    server.get("/v2/Depots").await;
    let health = server.look("/health").await;
    assert_eq!((&health["status"], &health["accounts"]), (&json!("ok"), &json!(1)));
    let clock = json!({ "now": "2026-01-01T00:00:00Z", "frozen": true });
    assert_eq!(server.look("/clock").await, clock);
    let advanced = server.admin(Method::Post, "/clock", &json!({ "advance": 1.5 })).await.body;
    assert_eq!(advanced["now"], "2026-01-01T00:00:01.500Z");
    // An account that comes later has the same time.
    let depot = server.call(OTHER, Method::Post, "/v2/Depots", "UniqueName=a").await.body;
    assert_eq!(depot["date_created"], "2026-01-01T00:00:01Z");
    for wrong in [json!({}), json!({"advance": -1}), json!({"advance": "1"}), json!({"advance": 1e300}), json!([])] {
        assert_eq!(server.admin(Method::Post, "/clock", &wrong).await.status, 400, "{wrong}");
    }
    assert_eq!(server.admin(Method::Post, "/clock", &json!({"advance": 1, "by": 2})).await.status, 400);
}

#[tokio::test]
async fn time_says_what_it_brings() {
    let server = start().await;
    let sid = server.parcel("").await;
    let changes = server.advance(5).await["changes"].clone();
    let expected = json!([{
        "account": ACCOUNT, "at": "2026-01-01T00:00:05Z", "resource": "Parcel", "sid": sid,
        "from": "queued", "to": "moving",
    }]);
    assert_eq!(changes, expected);
}

#[tokio::test]
async fn paths_and_methods_that_do_not_exist_are_refused() {
    let server = start().await;
    for path in ["/bogus", "/health/", "/../v2/Depots", "/credentials"] {
        let answer = server.admin(Method::Get, path, &Value::Null).await;
        assert_eq!((answer.status, &answer.body["status"]), (404, &json!(404)), "{path}");
    }
    let answer = server.admin(Method::Delete, "/clock", &Value::Null).await;
    assert_eq!((answer.status, &answer.body["status"]), (405, &json!(405)));
    assert!(answer.headers.contains(&("allow".to_owned(), "GET, POST".to_owned())));
    // A name that only begins like it is another path.
    assert_eq!(server.call(ACCOUNT, Method::Get, "/__administration", "").await.status, 404);
    assert_eq!(server.look("/requests").await[0]["path"], "/__administration");
}

#[tokio::test]
async fn pages_of_other_sites_are_refused() {
    let server = start().await;
    let status = async |header: &'static str, value: &str| {
        let request = server.request(Method::Post, "/__admin/reset").with_header(header, value);
        server.send(request).await.unwrap().status
    };
    let port = server.url.rsplit(':').next().unwrap();
    let elsewhere = format!("http://evil.example:{port}");
    for origin in ["http://evil.example", "null", "http://127.0.0.1:1", &elsewhere, "http://localhost.evil.example"] {
        assert_eq!(status("Origin", origin).await, 403, "{origin}");
    }
    assert_eq!(status("Origin", &server.url).await, 200);
    assert_eq!(status("Origin", &format!("http://localhost:{port}")).await, 200);
    // A site can give its own name this address.
    assert_eq!(status("Host", &format!("evil.example:{port}")).await, 403);
    assert_eq!(status("Host", &format!("localhost:{port}")).await, 200);
    let public = Running::of(bind(frozen()).await.with_public_url("https://fake.example"));
    let request = public.request(Method::Get, "/__admin/health").with_header("Origin", "https://fake.example");
    assert_eq!(public.send(request).await.unwrap().status, 200);
}

#[tokio::test]
async fn requests_are_shown_without_values_unless_asked() {
    let server = start().await;
    server.post("/v2/Depots", "UniqueName=canary").await;
    server.get("/v2/Depots?Tag=canary").await;
    server.get("/nowhere").await;
    let text = server.look("/requests").await.to_string();
    assert!(!text.contains("canary") && !text.contains(SECRET), "{text}");
    let requests = server.look("/requests").await;
    let first = json!({
        "number": 1, "account": ACCOUNT, "operation": "CreateDepot", "method": "POST", "path": "/v2/Depots",
        "status": 201, "parameters": ["UniqueName"],
    });
    assert_eq!(requests[0], first);
    assert_eq!((&requests[2]["operation"], &requests[2]["status"]), (&Value::Null, &json!(404)));
    let with_values = server.look("/requests?values=true&after=1").await;
    assert_eq!(with_values[0]["parameters"], json!([{ "name": "Tag", "value": "canary" }]));
    assert_eq!(with_values.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn faults_concern_all_accounts() {
    let server = start().await;
    let add = async |fault: Value| server.admin(Method::Post, "/faults", &fault).await.status;
    assert_eq!(add(json!({ "status": 503, "operation": "ListDepot", "times": 2, "retry_after": 3 })).await, 200);
    let list = async |account| server.call(account, Method::Get, "/v2/Depots", "").await;
    let failed = list(ACCOUNT).await;
    assert_eq!(failed.status, 503);
    assert!(failed.headers.contains(&("retry-after".to_owned(), "3".to_owned())));
    assert_eq!((list(OTHER).await.status, list(OTHER).await.status), (503, 200));
    assert_eq!(server.look("/faults").await[0]["hits"], 2);
    assert_eq!(add(json!({ "rate_limited": true, "rate": 1.0 })).await, 200);
    assert_eq!((list(ACCOUNT).await.status, list(OTHER).await.status), (429, 429));
    assert_eq!(server.admin(Method::Delete, "/faults", &Value::Null).await.body, json!({ "removed": 2 }));
    assert_eq!((list(ACCOUNT).await.status, server.look("/faults").await), (200, json!([])));
    for wrong in [
        json!({}),
        json!({ "status": 200 }),
        json!({ "status": 503, "cut": true }),
        json!({ "status": 503, "operation": "Bogus" }),
        json!({ "status": 503, "bogus": 1 }),
        json!({ "status": 99999 }),
        json!({ "slow_ms": u64::MAX }),
        json!({ "cut": 1 }),
        json!({ "cut": true, "retry_after": 1 }),
        json!({ "cut": true, "rate": 2 }),
        json!({ "cut": true, "times": 0 }),
    ] {
        assert_eq!(add(wrong.clone()).await, 400, "{wrong}");
    }
}

#[tokio::test]
async fn a_connection_that_is_cut_has_applied_the_request() {
    let server = start().await;
    for (fault, count) in [("not_sent", 0), ("cut", 1)] {
        server.admin(Method::Post, "/faults", &json!({ fault: true })).await;
        let request = crate::fake_server_run::as_user(server.request(Method::Post, "/v2/Depots"), ACCOUNT)
            .with_header("Content-Type", "application/x-www-form-urlencoded")
            .with_body("UniqueName=a");
        let error = server.send(request).await.map(|answer| answer.status).unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Interrupted);
        assert_eq!(server.get("/v2/Depots").await["depots"].as_array().unwrap().len(), count, "{fault}");
    }
    assert_eq!(server.look("/requests").await[0]["status"], Value::Null);
}

#[tokio::test]
async fn state_can_be_put_back() {
    let server = start().await;
    let sid = server.parcel("").await;
    server.advance(30).await;
    let state = server.look("/state").await;
    assert!(state["accounts"][0]["records"].to_string().contains(&sid));
    let events = server.get(&format!("/v2/Parcels/{sid}/Events")).await;
    assert_eq!(events["events"].as_array().unwrap().len(), 2);
    assert_eq!(server.admin(Method::Post, "/reset", &Value::Null).await.body["accounts"], 0);
    assert_eq!(server.look("/clock").await["now"], "2026-01-01T00:00:00Z");
    assert_eq!(server.call(ACCOUNT, Method::Get, &format!("/v2/Parcels/{sid}"), "").await.status, 404);
    assert_eq!(server.admin(Method::Put, "/state", &state).await.status, 200);
    assert_eq!(server.look("/state").await, state);
    assert_eq!(server.get(&format!("/v2/Parcels/{sid}/Events")).await, events);
}

#[tokio::test]
async fn state_that_makes_no_sense_changes_nothing() {
    let server = start().await;
    server.parcel("").await;
    let state = server.look("/state").await;
    let changed = |path: &str, value: Value| {
        let mut changed = state.clone();
        *changed.pointer_mut(path).unwrap() = value;
        changed
    };
    let records = state["accounts"][0]["records"].as_array().unwrap();
    let part = records.iter().position(|record| !record["whole"].is_null()).unwrap();
    let at = |part: usize, name: &str| format!("/accounts/0/records/{part}/{name}");
    for wrong in [
        json!({}),
        json!("state"),
        changed("/version", json!(2)),
        changed("/api", json!("Other")),
        changed("/now", json!("soon")),
        changed("/accounts/0/user", json!("me")),
        changed("/accounts/0/ids", json!("xyz")),
        changed("/accounts/0/records", json!({})),
        changed(&at(0, "resource"), json!("Bogus")),
        changed(&at(0, "resource"), json!("Label")),
        changed(&at(0, "number"), json!(1)),
        changed(&at(0, "number"), json!(u64::MAX)),
        changed(&at(0, "whole"), json!(0)),
        changed(&at(part, "whole"), json!(0)),
        changed(&at(part, "whole"), json!(99)),
        changed(&at(0, "entered"), json!("")),
        changed(&at(0, "fields"), json!([])),
        changed(&at(0, "fields/sid"), json!(5)),
        changed(&at(1, "fields/sid"), records[0]["fields"]["sid"].clone()),
    ] {
        let answer = server.admin(Method::Put, "/state", &wrong).await;
        assert_eq!((answer.status, answer.body["status"].clone()), (400, json!(400)), "{wrong}");
        assert_eq!(server.look("/state").await, state);
    }
}

#[tokio::test]
async fn one_account_can_be_forgotten() {
    let server = start().await;
    for account in [ACCOUNT, OTHER] {
        server.call(account, Method::Post, "/v2/Depots", "UniqueName=a").await;
    }
    assert_eq!(server.admin(Method::Post, "/reset", &json!({ "account": OTHER })).await.status, 200);
    let count = async |account| {
        let list = server.call(account, Method::Get, "/v2/Depots", "").await.body;
        list["depots"].as_array().unwrap().len()
    };
    assert_eq!((count(ACCOUNT).await, count(OTHER).await), (1, 0));
    let unknown = json!({ "account": "AC00000000000000000000000000000009" });
    assert_eq!(server.admin(Method::Post, "/reset", &unknown).await.status, 404);
    assert_eq!(server.admin(Method::Post, "/reset", &json!({ "acount": OTHER })).await.status, 400);
}

#[tokio::test]
async fn only_the_newest_records_can_be_asked_for() {
    let server = start().await;
    for name in ["a", "b", "c"] {
        server.post("/v2/Depots", &format!("UniqueName={name}")).await;
    }
    let state = server.look("/state?newest=2").await;
    let account = &state["accounts"][0];
    assert_eq!(account["counts"]["Depot"], 3);
    let depots = account["records"].as_array().unwrap().iter().filter(|record| record["resource"] == "Depot");
    let names: Vec<_> = depots.map(|depot| depot["fields"]["unique_name"].clone()).collect();
    assert_eq!(names, ["b", "c"]);
    assert_eq!(server.admin(Method::Get, "/state?newest=few", &Value::Null).await.status, 400);
    // A state that is to be put back is whole.
    let all = server.look("/state").await;
    assert_eq!(server.admin(Method::Put, "/state", &all).await.status, 200);
    assert_eq!(server.look("/state").await, all);
}

#[tokio::test]
async fn the_page_loads_nothing_from_elsewhere() {
    let server = start().await;
    let answer = server.admin(Method::Get, "/", &Value::Null).await;
    let page = answer.body.as_str().unwrap();
    assert!(page.contains("<html") && page.contains("/__admin/"), "{page}");
    for part in ["http:", "https:", "//", "src=", "innerHTML", "insertAdjacentHTML", "document.write", "eval("] {
        let code: String = page.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        assert!(!code.contains(part), "{part}");
    }
    let policy = answer.headers.iter().find(|(name, _)| name == "content-security-policy").unwrap();
    assert!(policy.1.starts_with("default-src 'none'"), "{}", policy.1);
}

#[tokio::test]
async fn what_was_due_while_nobody_looked_happens_at_its_time() {
    let server = start().await;
    let sid = server.parcel("").await;
    let state = server.look("/state").await;
    let start = "2026-01-02T00:00:00Z".parse().unwrap();
    let later = Running::of(bind(Fake::builder_of(&PARCELS).start(start)).await);
    assert_eq!(later.admin(Method::Put, "/state", &state).await.status, 200);
    let parcel = later.get(&format!("/v2/Parcels/{sid}")).await;
    assert_eq!((&parcel["state"], &parcel["date_updated"]), (&json!("delivered"), &json!("2026-01-01T00:00:15Z")));
    assert!(later.look("/clock").await["now"].as_str().unwrap().starts_with("2026-01-02T00:00:"));
}
