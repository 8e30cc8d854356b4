//! Parameters that are not described, and bodies beside their values.

use std::time::Duration;

use crate::runtime::{Call, Error, Idempotency, Items, Method, Operation, Pages, RetryPolicy};
use crate::support::{DELETE, NAME, Script, THING, ThingSid, answer, builder};

static LIST: Operation = Operation::new("list_things", Method::Get, "/Things", Idempotency::Idempotent)
    .paged("things")
    .taking(&["Status", "PageToken", "PageSize"], &[]);
static UPDATE: Operation = Operation::new("update_thing", Method::Post, "/Things/{Sid}", Idempotency::WithIfMatch)
    .taking(&["Name"], &["If-Match"]);

const PAGE: &str =
    r#"{"things": [{"sid": "1"}], "meta": {"next_page_url": "https://parcels.acme.example/v2/Things?Page=1"}}"#;
const LAST_PAGE: &str = r#"{"things": [{"sid": "2"}], "meta": {"next_page_url": null}}"#;

fn update(script: &Script) -> Call {
    let mut call = script.call(&UPDATE);
    call.inputs.path::<ThingSid>("Sid", THING);
    call
}

async fn refusal(call: Call) -> String {
    let error = call.send::<serde_json::Value>().await.unwrap_err();
    assert!(error.is_invalid_input() && error.attempts() == 0, "{error}");
    error.to_string()
}

#[tokio::test]
async fn extra_parameters_are_sent_beside_the_described_ones() {
    let script = Script::new([answer(200, "{}")]);
    let mut call = update(&script);
    call.add_form("Colors".to_owned(), "dark red".to_owned());
    call.inputs.form::<String>("Name", "one");
    call.add_form("Colors".to_owned(), "a&b".to_owned());
    call.add_query("Dry Run".to_owned(), "tr=ue".to_owned());
    call.add_header("X-Acme-Preview".to_owned(), "on; e?".to_owned());
    call.inputs.form::<String>("Name", "two");
    call.send::<serde_json::Value>().await.unwrap();
    let request = script.requests().pop().unwrap();
    assert_eq!(request.url(), format!("https://parcels.acme.example/v2/Things/{THING}?Dry+Run=tr%3Due"));
    assert_eq!(request.body(), b"Colors=dark+red&Colors=a%26b&Name=two");
    assert_eq!(request.header("Content-Type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(request.header("x-acme-preview"), Some("on; e?"));
    assert!(!format!("{request:?}").contains("on; e?"), "nobody knows whether it is a secret");
}

/// The addresses of further pages come from the server.
#[tokio::test]
async fn a_list_sends_them_with_its_first_page_and_headers_with_each() {
    let script = Script::new([answer(200, PAGE), answer(200, LAST_PAGE)]);
    let mut call = script.call(&LIST);
    call.add_query("Color".to_owned(), "red".to_owned());
    call.add_header("X-Preview".to_owned(), "1".to_owned());
    assert_eq!(Items::<serde_json::Value>::new(call).collect().await.unwrap().len(), 2);
    let urls = ["https://parcels.acme.example/v2/Things?Color=red", "https://parcels.acme.example/v2/Things?Page=1"];
    assert_eq!(script.urls(), urls);
    assert!(script.requests().iter().all(|request| request.header("x-preview") == Some("1")));
}

#[tokio::test]
async fn what_is_described_is_never_replaced() {
    let script = Script::new([]);
    for name in ["Name", "name", "NAME", "Sid", "sid"] {
        for add in [Call::add_query, Call::add_form] {
            // In whatever order.
            let mut call = update(&script);
            call.inputs.form::<String>("Name", "one");
            add(&mut call, name.to_owned(), "x".to_owned());
            call.inputs.form::<String>("Name", "two");
            assert!(refusal(call).await.contains(&format!("`{name}` is described: set it with the methods")), "{name}");
        }
        let mut call = Script::new([answer(200, "{}")]).call(&UPDATE);
        call.inputs.path::<ThingSid>("Sid", THING);
        call.add_header(name.to_owned(), "x".to_owned());
        call.send::<serde_json::Value>().await.expect("a header is something else");
    }
    for name in ["If-Match", "if-match"] {
        let mut call = update(&script);
        call.add_header(name.to_owned(), "x".to_owned());
        call.inputs.header::<String>("If-Match", "1");
        assert!(refusal(call).await.contains("is described"), "{name}");
    }
    for name in ["PageToken", "pagesize", "Status"] {
        let mut call = script.call(&LIST);
        call.add_query(name.to_owned(), "x".to_owned());
        assert!(refusal(call).await.contains("is described"), "{name}");
    }
}

#[tokio::test]
async fn nor_is_what_the_client_says_of_itself() {
    let script = Script::new([]);
    for name in [
        "Authorization",
        "authorization",
        "Proxy-Authorization",
        "Cookie",
        "User-Agent",
        "Accept",
        "accept-encoding",
        "Host",
        "Content-Type",
        "content-length",
        "Transfer-Encoding",
        "Connection",
        "TE",
        "Expect",
        "Upgrade",
    ] {
        let mut call = update(&script);
        call.add_header(name.to_owned(), "CANARY".to_owned());
        let said = refusal(call).await;
        assert!(said.contains("is a header that only the client sets") && !said.contains("CANARY"), "{said}");
    }
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused() {
    let script = Script::new([]);
    let add = |add: fn(&mut Call, String, String), operation, name: &str, value: &str| {
        let mut call = script.call(operation);
        call.inputs.path::<ThingSid>("Sid", THING);
        add(&mut call, name.to_owned(), value.to_owned());
        refusal(call)
    };
    assert!(add(Call::add_query, &UPDATE, "", "x").await.contains("`` is not a name"));
    assert!(add(Call::add_form, &UPDATE, "", "x").await.contains("`` is not a name"));
    for name in ["", "X Y", "X:", "é", "X\r\nY", "Bearer CANARY"] {
        let said = add(Call::add_header, &UPDATE, name, "x").await;
        assert_eq!(
            said,
            "update_thing: invalid input: `with_header` was given something else than the name of a header"
        );
    }
    for value in ["a\r\nHost: b", "\n", "\0", "\u{7f}", "Zoë", "a\tb"] {
        let said = add(Call::add_header, &UPDATE, "X-New", value).await;
        assert!(said.contains("contains a character that no header may contain"), "{value:?}");
    }
    for value in [" a", "a "] {
        assert!(add(Call::add_header, &UPDATE, "X-New", value).await.contains("begins or ends with a space"));
    }
    assert!(add(Call::add_form, &LIST, "A\nB", "x").await.contains("`A\\nB` is a field"), "errors have one line");
    for operation in [&LIST, &DELETE] {
        assert!(add(Call::add_form, operation, "New", "x").await.contains("is a field of a form"));
    }
}

/// A server may quote what it refuses.
#[tokio::test]
async fn values_stay_out_of_errors_and_debug() {
    let refusing = r#"{"code": 20001, "message": "Invalid New: canary-one", "status": 400}"#;
    for add in [Call::add_query, Call::add_form, Call::add_header] {
        let script = Script::new([answer(400, refusing)]);
        let mut call = update(&script);
        add(&mut call, "New".to_owned(), "canary-one".to_owned());
        assert_eq!(format!("{call:?}"), r#"Call { operation: "update_thing", parameters: ["Sid", "New"] }"#);
        let error: Error = call.send::<serde_json::Value>().await.unwrap_err();
        assert!(!format!("{error} {error:?}").contains("canary"), "{error}");
        assert_eq!(error.message(), Some("Invalid New: canary-one"));
    }
}

#[tokio::test]
async fn the_body_is_kept_for_those_who_ask() {
    let text = "{\"sid\": \"1\",  \"new\": [1.50, \"\\ud83d\"]}";
    let script = Script::new([answer(200, text), answer(200, text), answer(200, text), answer(200, PAGE)]);
    let plain = update(&script).send::<serde_json::Value>().await.unwrap();
    assert_eq!(plain.raw_body(), None);
    let mut asking = update(&script);
    asking.with_raw_body();
    let kept = asking.clone().send::<serde_json::Value>().await.unwrap();
    assert_eq!(kept.raw_body(), Some(text.as_bytes()), "as received, even if it had to be repaired");
    assert_eq!(kept.clone().map(|_| ()).raw_body(), Some(text.as_bytes()));
    assert!(!format!("{kept:?}").contains("1.50"));
    assert_eq!(asking.send_empty().await.unwrap().raw_body(), Some(text.as_bytes()));
    let mut list = script.call(&LIST);
    list.with_raw_body();
    let page = Pages::<serde_json::Value>::new(list).try_next().await.unwrap().unwrap();
    assert_eq!(page.raw_body(), Some(PAGE.as_bytes()));
}

/// A retry sends what the first attempt sent, and a lookup what it needs.
#[tokio::test(start_paused = true)]
async fn retries_repeat_them_and_lookups_do_not() {
    let script = Script::new([answer(404, "{}"), answer(429, "{}"), answer(201, r#"{"sid": "1"}"#)]);
    let client = builder().transport(script.clone()).timeout(Duration::from_secs(20)).build().unwrap();
    let mut call = Call::new(&client, &NAME);
    call.inputs.form::<String>("UniqueName", "one");
    call.add_form("New".to_owned(), "1".to_owned());
    call.add_query("New2".to_owned(), "2".to_owned());
    call.with_raw_body();
    call.with_retry(RetryPolicy::default());
    call.or_find();
    let created = call.send_or_find::<serde_json::Value>().await.unwrap();
    assert_eq!((created.attempts(), created.raw_body()), (2, Some(&br#"{"sid": "1"}"#[..])));
    let requests = script.requests();
    assert_eq!(requests[0].url(), "https://parcels.acme.example/v2/Things/one");
    for request in &requests[1..] {
        assert_eq!(request.url(), "https://parcels.acme.example/v2/Things?New2=2");
        assert_eq!(request.body(), b"UniqueName=one&New=1");
    }
}
