//! What a call sends: URLs, forms, headers, and refusals before anything is sent.

use std::time::Duration;

use serde::Serialize;

use crate::runtime::transport::HttpRequest;
use crate::runtime::{Call, Error, IfMatch, Method, Operation, Sid, SidOrName};
use crate::support::{
    ATTACH, CREATE, DELETE, FETCH, KEY, LIST, SECRET, Script, THING, ThingKind, ThingSid, answer, text,
};

/// Returns the request that the transport receives for a call.
async fn sent(operation: &'static Operation, fill: impl FnOnce(&mut Call)) -> HttpRequest {
    let script = Script::new([answer(200, "{}")]);
    let mut call = script.call(operation);
    fill(&mut call);
    call.send::<serde_json::Value>().await.unwrap();
    script.requests().pop().unwrap()
}

/// Returns the error of a call that must send nothing.
async fn refused(operation: &'static Operation, fill: impl FnOnce(&mut Call)) -> Error {
    let script = Script::new([]);
    let mut call = script.call(operation);
    fill(&mut call);
    let error = call.send::<serde_json::Value>().await.unwrap_err();
    assert!(script.requests().is_empty());
    error
}

#[tokio::test]
async fn a_get_has_its_path_and_query_and_no_body() {
    let request = sent(&FETCH, |call| {
        call.inputs.path::<ThingSid>("Sid", THING);
        call.inputs.query::<bool>("Redacted", true);
        call.inputs.query::<String>("Text", "Zoë + 1&2=3");
    })
    .await;
    assert_eq!(request.method(), Method::Get);
    assert_eq!(
        request.url(),
        format!("https://parcels.acme.example/v2/Things/{THING}?Redacted=true&Text=Zo%C3%AB+%2B+1%262%3D3")
    );
    assert!(request.body().is_empty());
    assert_eq!(request.header("content-type"), None);
}

#[tokio::test]
async fn every_request_says_who_asks_and_what_it_takes() {
    let request = sent(&LIST, |_| {}).await;
    assert_eq!(request.url(), "https://parcels.acme.example/v2/Things");
    assert_eq!(request.header("Accept"), Some("application/json"));
    // "SK…:canary-secret" in base64.
    let basic = "Basic U0swMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjpjYW5hcnktc2VjcmV0";
    assert_eq!(request.header("Authorization"), Some(basic));
    let agent = request.header("User-Agent").unwrap();
    let expected = format!("example-v2/1.2.3 ({} {}) rust/1.85", std::env::consts::OS, std::env::consts::ARCH);
    assert_eq!(agent, expected);
    let sensitive: Vec<_> = request.headers().filter(|header| header.is_sensitive()).map(|h| h.name()).collect();
    assert_eq!(sensitive, ["authorization"]);
    assert_eq!(request.header("Accept-Encoding"), cfg!(feature = "gzip").then_some("gzip"), "it is a list");
    assert_eq!(request.headers().count(), 3 + usize::from(cfg!(feature = "gzip")));
}

#[tokio::test]
async fn a_post_has_a_form() {
    #[derive(Serialize)]
    struct Config {
        #[serde(rename = "k")]
        key: &'static str,
    }
    let request = sent(&CREATE, |call| {
        call.inputs.form::<String>("UniqueName", "Zoë & co");
        call.inputs.form::<bool>("AutoTranscribe", false);
        call.inputs.form_in("Size", 5, 1..=5);
        call.inputs.form_json("Config", &Config { key: "a=\"b\"" });
        call.inputs.header::<IfMatch>("If-Match", "\"7\"");
    })
    .await;
    assert_eq!(request.method(), Method::Post);
    assert_eq!(request.url(), "https://parcels.acme.example/v2/Things");
    assert_eq!(request.header("Content-Type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(request.header("If-Match"), Some("\"7\""));
    assert_eq!(
        std::str::from_utf8(request.body()).unwrap(),
        "UniqueName=Zo%C3%AB+%26+co&AutoTranscribe=false&Size=5&Config=%7B%22k%22%3A%22a%3D%5C%22b%5C%22%22%7D"
    );
}

#[tokio::test]
async fn a_post_without_parameters_has_neither_body_nor_content_type() {
    let request = sent(&CREATE, |_| {}).await;
    assert!(request.body().is_empty());
    assert_eq!(request.header("Content-Type"), None);
}

#[tokio::test]
async fn a_delete_has_no_body() {
    let script = Script::new([answer(204, "")]);
    let mut call = script.call(&DELETE);
    call.inputs.path::<ThingSid>("Sid", THING);
    let response = call.send_empty().await.unwrap();
    assert_eq!(response.http_status(), 204);
    let request = script.requests().pop().unwrap();
    assert_eq!((request.method(), request.body().len()), (Method::Delete, 0));
}

#[tokio::test]
async fn setting_again_replaces_also_a_bad_value() {
    let request = sent(&LIST, |call| {
        call.inputs.query::<String>("A", "1");
        call.inputs.query::<String>("B", "2");
        call.inputs.query::<String>("A", "3");
        call.inputs.query_in("PageSize", 5000, 1..=1000);
        call.inputs.query_in("PageSize", 1000, 1..=1000);
    })
    .await;
    assert_eq!(request.url(), "https://parcels.acme.example/v2/Things?B=2&A=3&PageSize=1000");
}

#[tokio::test]
async fn the_same_name_in_two_places_is_two_parameters() {
    let request = sent(&FETCH, |call| {
        call.inputs.path::<String>("Sid", "name");
        call.inputs.query::<String>("Sid", "filter");
    })
    .await;
    assert!(request.url().ends_with("/Things/name?Sid=filter"), "{}", request.url());
}

#[tokio::test]
async fn lists_repeat_their_name_and_empty_ones_are_not_sent() {
    let request = sent(&LIST, |call| {
        call.inputs.query_list::<String>("Old", ["x"]);
        call.inputs.query_list::<String>("Old", Vec::<String>::new());
        call.inputs.query_list::<String>("Sid", ["a b", "c"]);
    })
    .await;
    assert!(request.url().ends_with("/Things?Sid=a+b&Sid=c"), "{}", request.url());
    let request = sent(&CREATE, |call| call.inputs.form_list::<i64>("Number", [1, 2])).await;
    assert_eq!(request.body(), b"Number=1&Number=2");
    let error = refused(&CREATE, |call| call.inputs.form_list::<f64>("Number", [1.0, f64::NAN])).await;
    assert_eq!(text(&error), "create_thing: invalid input: `Number` is not a finite number");
}

#[tokio::test]
async fn a_path_value_is_one_segment_whatever_it_holds() {
    let request = sent(&ATTACH, |call| {
        call.inputs.path::<String>("PartSid", "%2e%2e");
        call.inputs.path::<SidOrName<ThingKind>>("Sid", "a/b c?d#é~_.-");
    })
    .await;
    assert!(request.url().ends_with("/v2/Things/a%2Fb%20c%3Fd%23%C3%A9~_.-/Parts/%252e%252e"), "{}", request.url());
    for bad in ["", ".", ".."] {
        let error = refused(&FETCH, |call| call.inputs.path::<String>("Sid", bad)).await;
        assert!(error.is_invalid_input(), "{error:?}");
        assert_eq!(text(&error), "fetch_thing: invalid input: `Sid` must not be empty, `.` or `..`");
        let name = SidOrName::<ThingKind>::from(bad);
        assert!(refused(&FETCH, |call| call.inputs.path::<SidOrName<ThingKind>>("Sid", name)).await.is_invalid_input());
    }
}

#[tokio::test]
async fn a_malformed_sid_is_refused_wherever_it_stands() {
    let bad: ThingSid = Sid::from("GT0123456789abcdef0123456789abcdef");
    let fills: [fn(&mut Call, &ThingSid); 2] = [
        |call, sid| call.inputs.query::<ThingSid>("ThingSid", sid),
        |call, sid| call.inputs.form::<ThingSid>("ThingSid", sid),
    ];
    for fill in fills {
        let error = refused(&CREATE, |call| fill(call, &bad)).await;
        assert!(error.is_invalid_input() && !error.is_transport() && !error.may_have_been_applied());
        assert_eq!(
            text(&error),
            "create_thing: invalid input: `ThingSid` is not a valid ThingSid: expected `TH` and 32 hexadecimal digits, \
             found a SID that begins with `GT`"
        );
    }
}

#[tokio::test]
async fn the_first_bad_value_is_the_one_that_is_named() {
    let error = refused(&LIST, |call| {
        call.inputs.query_in("PageSize", 0, 1..=1000);
        call.inputs.query::<f64>("Number", f64::NAN);
    })
    .await;
    assert_eq!(text(&error), "list_things: invalid input: `PageSize` must be from 1 to 1000");
    assert_eq!(error.operation().map(Operation::id), Some("list_things"));
}

#[tokio::test]
async fn a_header_cannot_be_used_to_add_another() {
    for bad in ["1\r\nX-Evil: 1", "1\n", "é", "\u{7f}"] {
        let error = refused(&CREATE, |call| call.inputs.header::<IfMatch>("If-Match", bad)).await;
        assert!(error.is_invalid_input(), "{bad:?}");
        assert!(!text(&error).contains("Evil"));
    }
}

#[tokio::test]
async fn what_cannot_be_json_is_refused() {
    struct Broken;
    impl Serialize for Broken {
        fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("`a` is a field"))
        }
    }
    let error = refused(&CREATE, |call| call.inputs.form_json("Config", &Broken)).await;
    assert_eq!(text(&error), "create_thing: invalid input: `Config` cannot be written as JSON: `a` is a field");
}

#[tokio::test]
async fn what_is_checked_may_be_a_list_or_a_map() {
    let wrong = || ThingSid::from("wrong");
    let listed = refused(&CREATE, |call| call.inputs.form_checked_json("Parts", &vec![wrong()])).await;
    assert_eq!(
        text(&listed),
        "create_thing: invalid input: `Parts` is not a valid ThingSid: expected `TH` and 32 hexadecimal digits, \
         found a text of 5 characters that is not a SID"
    );
    let named = std::collections::BTreeMap::from([("a".to_owned(), wrong())]);
    let named = refused(&CREATE, |call| call.inputs.form_checked_json("Parts", &named)).await;
    assert_eq!(text(&named), text(&listed));
}

#[tokio::test]
async fn a_path_that_lacks_a_value_is_not_sent() {
    assert!(refused(&FETCH, |_| {}).await.is_invalid_input());
}

#[tokio::test]
async fn a_time_limit_of_nothing_is_refused() {
    let error = refused(&LIST, |call| call.with_timeout(Duration::ZERO)).await;
    assert_eq!(text(&error), "list_things: invalid input: `timeout` must not be zero");
}

#[tokio::test]
async fn debug_shows_names_and_never_values() {
    let script = Script::new([]);
    let mut call = script.call(&CREATE);
    call.inputs.form::<String>("UniqueName", "canary");
    call.inputs.form_list::<i64>("Number", [1, 2]);
    call.inputs.query::<String>("Phone", "canary");
    assert_eq!(
        format!("{call:?}"),
        r#"Call { operation: "create_thing", parameters: ["UniqueName", "Number", "Phone"] }"#
    );
    let mut request = sent(&CREATE, |call| {
        call.inputs.form::<String>("UniqueName", "canary");
        call.inputs.query::<String>("Phone", "canary");
    })
    .await;
    request = request.with_sensitive_header("X-Hidden", "canary");
    let shown = format!("{request:?}");
    assert!(!shown.contains("canary") && !shown.contains(SECRET) && !shown.contains("Basic"), "{shown}");
    assert!(shown.contains("/v2/Things?[redacted]") && shown.contains("17 bytes"), "{shown}");
    assert!(!shown.contains(KEY));
}

#[tokio::test]
async fn a_clone_is_a_call_of_its_own() {
    let script = Script::new([answer(200, "{}"), answer(200, "{}")]);
    let mut first = script.call(&LIST);
    first.inputs.query::<String>("A", "1");
    let mut second = first.clone();
    second.inputs.query::<String>("A", "2");
    first.send::<serde_json::Value>().await.unwrap();
    second.send::<serde_json::Value>().await.unwrap();
    let urls = script.urls();
    assert!(urls[0].ends_with("?A=1") && urls[1].ends_with("?A=2"), "{urls:?}");
}

#[test]
fn calls_and_their_futures_can_move_between_threads() {
    fn check<T: Send>(_: &T) {}
    fn check_sync<T: Send + Sync + 'static>(_: &T) {}
    let script = Script::new([]);
    check_sync(&script.call(&LIST));
    check_sync(&script.client());
    check(&script.call(&LIST).send::<serde_json::Value>());
    check(&script.call(&LIST).send_page::<serde_json::Value>());
}
