//! What a fake refuses, in which order, and how it says so.

use serde_json::json;

use crate::fake_calls::{
    Depot, answer, authorized, call, delete, depot, fake, form, get, parcel, post, refusal, request, send,
};
use crate::fake_table::{ASSIGN, CREATE_DEPOT, FETCH_DEPOT, LIST_DEPOT};
use crate::runtime::transport::HttpRequest;
use crate::runtime::{Credentials, Method, RetryPolicy};
use crate::support::text;

const URL: &str = "https://parcels.acme.example/v2/Depots";

#[tokio::test]
async fn only_the_fakes_own_credentials_are_accepted() {
    let fake = fake();
    let get = |credentials: &Credentials| authorized(HttpRequest::new(Method::Get, URL), credentials);
    for credentials in [fake.credentials(), fake.account_credentials()] {
        assert_eq!(answer(&fake, get(&credentials)).await.0, 200);
    }
    let other = crate::runtime::fake::Fake::builder_of(&crate::fake_table::PARCELS).seed(8).build();
    let plain = HttpRequest::new(Method::Get, URL);
    let with = |value: &str| plain.clone().with_sensitive_header("Authorization", value);
    for request in [
        plain.clone(),
        get(&other.credentials()),
        get(&other.account_credentials()),
        get(&Credentials::account(fake.account_sid(), "wrong")),
        with("Basic"),
        with("Basic ????"),
        with("Bearer abc"),
        with("Basic YWJj"),
    ] {
        let (status, body) = answer(&fake, request).await;
        assert_eq!((status, &body["code"]), (401, &json!(4001)), "{body}");
    }
}

#[tokio::test]
async fn a_restricted_key_may_do_what_it_is_allowed_to() {
    let fake = fake();
    let status = async |permissions: &[&str], method: Method, path: &str| {
        let credentials = fake.restricted_credentials(permissions.iter().copied());
        let url = format!("https://parcels.acme.example/v2{path}");
        let (status, body) = answer(&fake, authorized(HttpRequest::new(method, url), &credentials)).await;
        (status, body["code"].as_i64())
    };
    assert_eq!(status(&["/depots/list"], Method::Get, "/Depots").await, (200, None));
    assert_eq!(status(&["/depots/*"], Method::Get, "/Depots").await, (200, None));
    for other in ["/depots/create", "/parcels/*", "/depots/li*", "*", "/depots"] {
        assert_eq!(status(&[other], Method::Get, "/Depots").await, (401, Some(70051)), "{other}");
    }
    // What needs an unknown permission is allowed; what does not exist is not a matter of permissions.
    assert_eq!(status(&[], Method::Get, "/Parcels").await, (200, None));
    assert_eq!(status(&[], Method::Get, "/Nothing").await, (404, Some(4004)));
    let client = fake.client_builder().retry(RetryPolicy::never()).build().unwrap();
    drop(client);
    let credentials = fake.restricted_credentials([] as [&str; 0]);
    let client = crate::runtime::ClientBuilder::new(&crate::support::API, credentials).transport(fake.clone());
    let call = crate::runtime::Call::new(&client.build().unwrap(), &LIST_DEPOT);
    let error = call.send::<serde_json::Value>().await.unwrap_err();
    assert_eq!(error.missing_permission(), Some("/depots/list"));
}

#[tokio::test]
async fn requests_are_checked_in_one_order() {
    let fake = fake();
    let nobody =
        |method: Method, path: &str| HttpRequest::new(method, format!("https://parcels.acme.example/v2{path}"));
    let weak =
        |method: Method, path: &str| authorized(nobody(method, path), &fake.restricted_credentials([] as [&str; 0]));
    let status = async |request: HttpRequest| answer(&fake, request).await.0;
    let large = "x".repeat((1 << 20) + 1);
    assert_eq!(status(nobody(Method::Get, "/Nothing")).await, 401);
    assert_eq!(status(weak(Method::Get, "/Nothing")).await, 404);
    assert_eq!(status(weak(Method::Put, "/Depots")).await, 405);
    assert_eq!(status(weak(Method::Post, "/Depots").with_body("x")).await, 401);
    assert_eq!(status(request(&fake, Method::Post, "/Depots").with_body(large.as_str())).await, 415);
    assert_eq!(status(form(&fake, "/Depots", &large)).await, 413);
    assert_eq!(status(form(&fake, "/Depots/none", "Nothing=1")).await, 400);
    let stale = form(&fake, "/Depots/none", "Label=x").with_header("If-Match", "9");
    assert_eq!(status(stale).await, 404);
    let sid = depot(&fake, &[("UniqueName", "a")]).await;
    let stale = form(&fake, &format!("/Depots/{sid}"), "Guarded=true").with_header("If-Match", "9");
    assert_eq!(status(stale).await, 412);
    depot(&fake, &[("UniqueName", "b")]).await;
    assert_eq!(status(form(&fake, &format!("/Depots/{sid}"), "Guarded=true&UniqueName=b")).await, 400);
    assert_eq!(status(form(&fake, &format!("/Depots/{sid}"), "UniqueName=b")).await, 409);
}

#[tokio::test]
async fn paths_are_literal_before_they_are_placeholders() {
    let fake = fake();
    let allow = async |method: Method, path: &str| {
        let response = send(&fake, request(&fake, method, path)).await.unwrap();
        let allow = response.headers().find(|(name, _)| *name == "allow").map(|(_, value)| value.to_owned());
        (response.status(), allow)
    };
    assert_eq!(allow(Method::Patch, "/Depots/x").await, (405, Some("GET, POST, DELETE".to_owned())));
    // `Hired` is no SID of a courier: its path has another operation.
    assert_eq!(allow(Method::Get, "/Couriers/Hired").await, (405, Some("POST".to_owned())));
    assert_eq!(allow(Method::Get, "/Couriers/Hire").await.0, 404);
    for path in ["", "/", "/depots", "/Depots/", "/Depots/a/", "/Depots/a/b", "//Depots"] {
        assert_eq!(allow(Method::Get, path).await, (404, None), "{path}");
    }
    let elsewhere = HttpRequest::new(Method::Get, "https://parcels.acme.example/v22/Depots");
    assert_eq!(answer(&fake, authorized(elsewhere, &fake.credentials())).await.0, 404);
    let escaped = request(&fake, Method::Get, "/%44epots?PageSize=1#fragment");
    assert_eq!(answer(&fake, escaped).await.0, 200);
}

#[tokio::test]
async fn every_parameter_is_served_or_refused() {
    let fake = fake();
    let sid = depot(&fake, &[("UniqueName", "a")]).await;
    for (path, body, problem) in [
        ("/Depots", "UniqueName=b&Colour=red", "`Colour` is not known"),
        ("/Depots", "UniqueName=b&uniquename=c", "`uniquename` is not known"),
        ("/Depots?UniqueName=b", "UniqueName=b", "`UniqueName` is not known"),
        ("/Depots", "UniqueName=b&UniqueName=c", "`UniqueName` must be given only once"),
        ("/Depots", "", "`UniqueName` is required"),
        ("/Depots", "UniqueName=", "`UniqueName` is required"),
        ("/Depots", "UniqueName=b&Guarded=yes", "`Guarded` must be `true` or `false`"),
        ("/Depots", "UniqueName=b&Guarded=", "`Guarded` must be `true` or `false`"),
        ("/Depots", "UniqueName=b&Doors=1.5", "`Doors` must be an integer"),
        ("/Depots", "UniqueName=b&Doors=", "`Doors` must be an integer"),
        ("/Depots", "UniqueName=b&Doors=0", "`Doors` must be at least 1"),
        ("/Depots", "UniqueName=b&Doors=10", "`Doors` must be at most 9"),
        ("/Depots", "UniqueName=b&Rate=NaN", "`Rate` must be a number"),
        ("/Depots", "UniqueName=b&Region=west", "`Region` must be one of north, south"),
        (
            "/Depots",
            "UniqueName=b&Label=%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4x",
            "`Label` must not have more than 5 characters",
        ),
        ("/Depots", "UniqueName=b&MainCourierSid=CO1", "`MainCourierSid` must be a valid CourierSid"),
        (
            "/Depots",
            "UniqueName=b&MainCourierSid=XX0123456789abcdef0123456789abcdef",
            "`MainCourierSid` must be a valid CourierSid",
        ),
        ("/Depots", "UniqueName=b&Extra={", "`Extra` must be valid JSON"),
        ("/Depots", "UniqueName=b&Extra=[]", "`Extra` must be an object"),
        ("/Depots", "UniqueName=b&Extra={\"k\":1}", "`Extra` at `.k`: must be a text"),
        ("/Parcels", "DepotSid=x&Contents={}", "`DepotSid` must be a valid DepotSid"),
        ("/Parcels", "DepotSid=S&Contents={}", "`Contents` at `weight`: is required"),
        ("/Parcels", "DepotSid=S&Contents=7", "`Contents` must be an object"),
        ("/Parcels", "DepotSid=S&Contents={\"weight\":0}", "`Contents` at `weight`: must be at least 1"),
        ("/Parcels", "DepotSid=S&Contents={\"weight\":\"1\"}", "`Contents` at `weight`: must be an integer"),
        ("/Parcels", "DepotSid=S&Contents={\"weight\":1,\"x\":1}", "`Contents` must not contain `x`"),
        ("/Parcels", "DepotSid=S&Contents={\"weight\":1,\"note\":\"abcde\"}", "at `note`: must not have more than 4"),
        ("/Parcels", "DepotSid=S&Contents={\"weight\":1,\"origin_sid\":\"or1\"}", "at `origin_sid`: must be a valid"),
        (
            "/Parcels",
            "DepotSid=S&Contents={\"weight\":1,\"stops\":[{\"weight\":1},{}]}",
            "`stops[1].weight`: is required",
        ),
        ("/Parcels", "DepotSid=S&Contents={\"weight\":1}&Arrives=soon", "`Arrives` must be a time such as"),
    ] {
        let body = body.replace("=S&", &format!("={sid}&"));
        let (status, message) = refusal(&fake, form(&fake, path, &body)).await;
        assert!(status == 400 && message.contains(problem), "{body}: {status} {message}");
    }
    assert_eq!(fake.all::<Depot>().len(), 1);
    let (status, message) = refusal(&fake, request(&fake, Method::Get, "/Parcels/PA1?x=1")).await;
    assert_eq!((status, &*message), (400, "the parameter `Sid` must be a valid ParcelSid"));
    let with_body = request(&fake, Method::Get, "/Depots").with_body("a=1");
    assert_eq!(refusal(&fake, with_body).await, (400, "the request must not have a body: it contains `a`".to_owned()));
    // Headers are not parameters.
    let extra = request(&fake, Method::Get, "/Depots").with_header("X-Extra", "1").with_header("If-Match", "9");
    assert_eq!(answer(&fake, extra).await.0, 200);
}

#[tokio::test]
async fn what_is_allowed_is_taken_in_each_way_to_write_it() {
    let fake = fake();
    let body = "UniqueName=a&Label=%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4&Guarded=True&Doors=9&Rate=2&Extra={}&Tags=";
    let typed = request(&fake, Method::Post, "/Depots")
        .with_header("Content-Type", "Application/X-WWW-Form-Urlencoded; charset=utf-8")
        .with_body(body);
    let (status, made) = answer(&fake, typed).await;
    assert_eq!((status, &made["guarded"], &made["rate"], &made["tags"]), (201, &json!(true), &json!(2), &json!([])));
    let sid = made["sid"].as_str().unwrap().to_owned();
    for (written, stored) in [
        ("2026-03-01", "2026-03-01T00:00:00Z"),
        ("2026-03-01T02:00:00%2B02:00", "2026-03-01T00:00:00Z"),
        ("2026-03-01T00:00:00.5Z", "2026-03-01T00:00:00Z"),
    ] {
        let body = format!("DepotSid={sid}&Contents={{\"weight\":1,\"note\":null}}&Arrives={written}");
        let (status, made) = answer(&fake, form(&fake, "/Parcels", &body)).await;
        assert_eq!((status, &made["arrives"]), (202, &json!(stored)), "{made}");
    }
}

#[tokio::test]
async fn refusals_do_not_repeat_what_was_sent() {
    let fake = fake();
    let long = "n".repeat(100_000);
    let (_, message) = refusal(&fake, form(&fake, "/Depots", &format!("{long}=canary"))).await;
    assert!(message.len() < 100 && !message.contains("canary"), "{message}");
    for body in ["UniqueName=a&Region=canary", "UniqueName=a&Extra=canary", "UniqueName=a&MainCourierSid=canary"] {
        let (_, message) = refusal(&fake, form(&fake, "/Depots", body)).await;
        assert!(!message.contains("canary"), "{message}");
    }
    let (_, message) = refusal(&fake, form(&fake, "/Depots", "a%0Ab=1")).await;
    assert!(!message.contains('\n'), "{message}");
}

#[tokio::test]
async fn answers_have_the_headers_that_the_api_describes() {
    let fake = fake();
    let first = get(&fake, &LIST_DEPOT, &[], &[]).await.unwrap();
    let second = get(&fake, &FETCH_DEPOT, &[("Sid", "a")], &[]).await.unwrap_err();
    let (one, two) = (first.request_id().unwrap(), second.request_id().unwrap());
    assert!(one.starts_with("RQ") && one.len() == 34 && one != two);
    assert_eq!((first.rate_limit().limit, first.rate_limit().remaining), (Some("100"), Some("99")));
    assert_eq!(second.header("Content-Type"), Some("application/json"));
    let error = answer(&fake, request(&fake, Method::Patch, "/Depots")).await.1;
    // No code is described for that status.
    assert_eq!(error, json!({"message": "the path has other methods: POST, GET", "status": 405}));
}

#[tokio::test]
async fn requests_are_kept_for_assertions_and_shown_without_values() {
    let fake = fake();
    let sid = depot(&fake, &[("UniqueName", "canary"), ("Tags", "x")]).await;
    parcel(&fake, &sid).await;
    post(&fake, &CREATE_DEPOT, &[], &[("UniqueName", "canary")]).await.unwrap_err();
    answer(&fake, request(&fake, Method::Get, "/Nothing?a=canary")).await;
    let all = fake.requests();
    let operations: Vec<_> = all.iter().map(|it| (it.operation_id(), it.method(), it.status())).collect();
    let expected = [
        (Some("CreateDepot"), "POST", 201),
        (Some("CreateParcel"), "POST", 202),
        (Some("CreateDepot"), "POST", 409),
        (None, "GET", 404),
    ];
    assert_eq!(operations, expected);
    assert_eq!((all[0].path(), all[0].parameter("UniqueName")), ("/v2/Depots", Some("canary")));
    assert_eq!(all[0].parameters().collect::<Vec<_>>(), [("UniqueName", "canary"), ("Tags", "x")]);
    assert_eq!(fake.requests_of("CreateDepot").len(), 2);
    let shown = format!("{all:?}");
    assert!(shown.contains("UniqueName") && !shown.contains("canary"), "{shown}");
    delete(&fake, &crate::fake_table::DELETE_DEPOT, &[("Sid", &sid)]).await.unwrap();
    assert_eq!(fake.requests_of("DeleteDepot")[0].parameter("Sid"), Some(&*sid));
}

#[tokio::test]
async fn only_the_newest_requests_are_kept() {
    let fake = fake();
    for number in 0..10_003 {
        send(&fake, HttpRequest::new(Method::Get, format!("https://a.example/{number}"))).await.unwrap();
    }
    let all = fake.requests();
    assert_eq!((all.len(), all[0].path(), fake.dropped_requests()), (10_000, "/3", 3));
}

#[tokio::test]
async fn nothing_shows_a_secret() {
    let fake = fake();
    let client = fake.client();
    let authorization = fake.credentials().authorization(&crate::support::API).unwrap();
    let builder = crate::runtime::fake::Fake::builder_of(&crate::fake_table::PARCELS);
    for shown in [format!("{fake:?}"), format!("{client:?}"), format!("{:?}", fake.client_builder())] {
        assert!(!shown.contains(&authorization) && shown.len() < 2000, "{shown}");
    }
    assert!(format!("{builder:?}").len() < 200);
    let error = call(&fake, &ASSIGN, &[("DepotSid", "x"), ("CourierSid", "y")]).send::<serde_json::Value>().await;
    assert!(text(&error.unwrap_err()).contains("`DepotSid` must be a valid DepotSid"));
}
