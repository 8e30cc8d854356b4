//! Errors about bodies that cannot be decoded: they contain the position and what was expected, but no value.

use crate::runtime::object::object;
use crate::runtime::transport::HttpResponse;
use crate::runtime::{Error, Response, Timestamp};
use crate::support::{CREATE, FETCH, LIST, Script, Step, THING, answer, text};

struct Thing {
    sid: String,
    parts: Option<Vec<Part>>,
    created: Option<Timestamp>,
    score: Option<f64>,
}

object!(Thing { sid, parts, created, score as Number });

struct Part {
    size: i64,
    flag: Option<bool>,
    tags: Option<std::collections::BTreeMap<String, u8>>,
}

object!(Part { size as Number, flag, tags });

async fn error(body: &str) -> Error {
    let script = Script::new([answer(200, body)]);
    let mut call = script.call(&FETCH);
    call.inputs.path::<String>("Sid", THING);
    let error = call.send::<Thing>().await.unwrap_err();
    assert!(error.is_decode() && !error.is_api() && !error.is_transport());
    assert_eq!((error.status(), error.body()), (Some(200), Some(body.as_bytes())));
    assert!(std::error::Error::source(&error).is_none(), "the decoder's error quotes values");
    error
}

/// A body and a part of the error's text. Every value that must not appear contains `canary`.
const CASES: &[(&str, &str)] = &[
    (r#"{"sid":7}"#, "at `sid`: expected a string, found integer (line 1, column 8)"),
    (r#"{"sid":7.5}"#, "at `sid`: expected a string, found floating point"),
    (r#"{"sid":true}"#, "at `sid`: expected a string, found boolean"),
    (r#"{"sid":null}"#, "at `sid`: expected a string, found null"),
    (r#"{"sid":["canary"]}"#, "at `sid`: expected a string, found sequence"),
    (r#"{"sid":{"canary":1}}"#, "at `sid`: expected a string, found map"),
    (r#"{"parts":[]}"#, "unexpected response: missing field `sid` (line 1, column 12)"),
    (r#"{"sid":"a","sid":"canary"}"#, "duplicate field `sid`"),
    (
        r#"{"sid":"a","created":"canary"}"#,
        "at `created`: expected a time such as 2010-08-31T20:36:28Z, found another string",
    ),
    (r#"{"sid":"a","created":7}"#, "at `created`: expected a time such as 2010-08-31T20:36:28Z, found integer"),
    (
        r#"{"sid":"a","score":"canary"}"#,
        "at `score`: expected a number, or a string that contains one, found another string",
    ),
    (r#"{"sid":"a","score":{}}"#, "at `score`: expected a number, or a string that contains one, found map"),
    (r#"{"sid":"a","parts":[{"size":1},{"size":"canary"}]}"#, "at `parts[1].size`: expected an integer"),
    (r#"{"sid":"a","parts":[{"size":1},{"size":null}]}"#, "at `parts[1].size`: expected an integer"),
    (r#"{"sid":"a","parts":[{"size":1},"canary"]}"#, "at `parts[1]`: expected an object, found string"),
    (r#"{"sid":"a","parts":[{"size":1},{"flag":true}]}"#, "at `parts[1]`: missing field `size`"),
    (r#"{"sid":"a","parts":["canary, expected nothing"]}"#, "at `parts[0]`: expected an object, found string"),
    (r#"{"sid":"a","parts":{"canary":[]}}"#, "at `parts`: expected a sequence, found map"),
    (r#"{"skipped":{"a":["[",{"}":"\"{"}]},"sid":1}"#, "at `sid`: expected a string, found integer"),
    (r#"{"sid":"a","parts":[{"size":1,"flag":"canary"}]}"#, "at `parts[0].flag`: expected a boolean, found string"),
    (
        r#"{"sid":"a","parts":[{"size":1,"tags":{"x\"y":1,"z":300}}]}"#,
        "at `parts[0].tags.z`: expected u8, found integer",
    ),
    ("{\n  \"sid\":\n  7\n}", "at `sid`: expected a string, found integer (line 3, column 3)"),
    ("[]", "unexpected response: "),
    ("\"canary\"", "unexpected response: expected an object, found string"),
    ("", "200 OK: unexpected response: the body is empty"),
    (r#"{"sid":"can"#, "unexpected response: the JSON is incomplete"),
    (r#"{"sid":canary}"#, "unexpected response: the body is not valid JSON (line 1, column 8)"),
    (r#"{"sid":"a"} canary"#, "unexpected response: the body is not valid JSON"),
];

#[tokio::test]
async fn a_failure_names_the_place_and_the_kind_but_no_value() {
    for (body, expected) in CASES {
        let error = error(body).await;
        let (shown, debug) = (text(&error), format!("{error:?}"));
        assert!(shown.contains(expected), "{body}\n  {shown}\n  {expected}");
        assert!(!shown.contains("canary") && !debug.contains("canary"), "{shown}");
    }
}

#[tokio::test]
async fn a_page_names_the_place_as_well() {
    for (body, expected) in [
        (r#"{"meta":{"next_page_url":5},"things":[]}"#, "at `meta.next_page_url`: expected a string, found integer"),
        (r#"{"meta":{"page":"canary"},"things":[]}"#, "at `meta.page`: expected an integer"),
        (r#"{"meta":{}}"#, "missing field `things`"),
        (r#"{"meta":{},"things":[{"sid":"a"},{"sid":1}]}"#, "at `things[1].sid`: expected a string, found integer"),
        (r#"{"meta":{},"things":7}"#, "at `things`: "),
        (r#"{"things":[]}7"#, "not valid JSON"),
        ("[]", "expected a page, found sequence"),
    ] {
        let script = Script::new([answer(200, body)]);
        let error = script.call(&LIST).send_page::<Thing>().await.and_then(Response::complete).unwrap_err();
        assert!(error.is_decode() && text(&error).contains(expected), "{body}: {error}");
        assert!(!text(&error).contains("canary"));
    }
}

#[tokio::test]
async fn a_page_of_html_is_called_what_it_is() {
    let html = HttpResponse::new(200).with_header("content-type", "text/html").with_body("<canary>");
    let script = Script::new([Step::Answer(html)]);
    let error = script.call(&LIST).send::<Thing>().await.unwrap_err();
    assert!(text(&error).contains("the body is not JSON, and its Content-Type does not indicate JSON"), "{error}");
    assert_eq!(error.body(), Some(&b"<canary>"[..]));
}

#[tokio::test]
async fn control_characters_in_a_members_name_stay_on_the_line() {
    let body = "{\"sid\":\"a\",\"parts\":[{\"size\":1,\"tags\":{\"\\u001b[31m\":-1}}]}";
    assert!(text(&error(body).await).contains("tags."));
}

#[tokio::test]
async fn an_undecodable_success_of_a_change_may_have_been_applied() {
    let script = Script::new([answer(201, "{}"), answer(200, "{}")]);
    let error = script.call(&CREATE).send::<Thing>().await.unwrap_err();
    assert!(error.may_have_been_applied());
    assert!(text(&error).ends_with("; it may have been applied: check with list_things"), "{error}");
    assert!(!script.call(&LIST).send::<Thing>().await.unwrap_err().may_have_been_applied());
}

#[tokio::test]
async fn text_that_is_not_unicode_costs_a_character() {
    let value = |body: &[u8]| {
        let script = Script::new([Step::Answer(HttpResponse::new(200).with_body(body))]);
        async move { script.call(&LIST).send::<serde_json::Value>().await.map(|response| response.into_inner()) }
    };
    for (body, expected) in [
        (&br#"{"a":"caf\ud83d"}"#[..], "caf\u{FFFD}"),
        (br#"{"a":"caf\ud83dx"}"#, "caf\u{FFFD}x"),
        (br#"{"a":"\ud83d\n"}"#, "\u{FFFD}\n"),
        (br#"{"a":"\ude00b"}"#, "\u{FFFD}b"),
        (br#"{"a":"\ude00\ud83d"}"#, "\u{FFFD}\u{FFFD}"),
        (br#"{"a":"\ud83d\ud83d\ude00"}"#, "\u{FFFD}\u{1F600}"),
        (br#"{"a":"\ud83d\u0041"}"#, "\u{FFFD}A"),
        (br#"{"a":"\\ud83d\ud83d"}"#, "\\ud83d\u{FFFD}"),
        (b"{\"a\":\"caf\xE9\"}", "caf\u{FFFD}"),
        (b"{\"a\":\"\xED\xA0\xBDb\"}", "\u{FFFD}\u{FFFD}\u{FFFD}b"),
        (b"\xEF\xBB\xBF{\"a\":\"b\"}", "b"),
        (b"\xEF\xBB\xBF{\"a\":\"b\\ud83d\"}", "b\u{FFFD}"),
    ] {
        assert_eq!(value(body).await.unwrap()["a"], expected, "{}", String::from_utf8_lossy(body));
    }
    for body in
        [&b"{\"a\":\"\\ud83\"}"[..], b"{\"a\":\"\\ud83d", b"{\"a\":\"b\"}\xEF\xBB\xBF", b"\xEF\xBB\xBF", b"\\ud83d"]
    {
        let error = value(body).await.unwrap_err();
        assert!(error.is_decode() && error.body() == Some(body), "{error}");
    }
}

#[tokio::test]
async fn an_encoding_that_was_not_asked_for_is_named() {
    let brotli = HttpResponse::new(200).with_header("Content-Encoding", "br").with_body(&[0x1F, 0x8B, 8, 0][..]);
    let script = Script::new([Step::Answer(brotli)]);
    let error = script.call(&LIST).send::<Thing>().await.unwrap_err();
    assert!(text(&error).contains("the body has a Content-Encoding, which the client did not ask for"), "{error}");
    let plain = HttpResponse::new(200).with_header("Content-Encoding", "identity").with_body("<");
    let script = Script::new([Step::Answer(plain)]);
    assert!(text(&script.call(&LIST).send::<Thing>().await.unwrap_err()).contains("not valid JSON"));
}
