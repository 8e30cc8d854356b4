//! What a page holds: items that cannot be decoded, pages that bring nothing new, and responses that do not say whether
//! there is more.

use crate::pages::{items, next, page, pages, url};
use crate::runtime::Items;
use crate::support::{LIST, Script, Step, answer, text};

/// A page as text, for what a value cannot be.
fn raw(body: &str) -> Step {
    answer(200, body)
}

#[tokio::test]
async fn an_item_that_cannot_be_decoded_costs_that_item() {
    let second = url("Page=1");
    let first = format!(r#"{{"things":[1,"canary",3,[]],"meta":{{"next_page_url":"{second}"}}}}"#);
    let script = Script::new([raw(&first), raw(r#"{"meta":{"page":1},"things":[{"a":"canary"},6]}"#)]);
    let mut items = items(&script);
    let mut found = Vec::new();
    loop {
        match items.try_next().await {
            Ok(Some(item)) => found.push(Ok(item)),
            Ok(None) => break,
            Err(error) => {
                assert!(error.is_decode() && error.status() == Some(200), "{error}");
                assert!(!format!("{error:?}").contains("canary"), "{error}");
                found.push(Err(text(&error)));
            }
        }
    }
    let problem = |at: &str, found: &str| {
        Err(format!("list_things: 200 OK: unexpected response: at `{at}`: expected an integer, found {found}"))
    };
    let expected = [
        Ok(1),
        problem("things[1]", "string"),
        Ok(3),
        problem("things[3]", "sequence"),
        problem("things[0]", "map"),
        Ok(6),
    ];
    assert_eq!(found, expected);
    assert_eq!(script.requests().len(), 2);

    // A stream goes on as well.
    let script = Script::new([raw(&first), raw(r#"{"meta":{"page":1},"things":[6]}"#)]);
    let mut items = self::items(&script);
    let mut results = Vec::new();
    while let Some(result) = next(&mut items).await {
        results.push(result.is_ok());
    }
    assert_eq!(results, [true, false, true, false, true]);

    // A page is whole, or an error; it stays the next one.
    let script = Script::new([raw(&first), raw(&first)]);
    let mut pages = pages(&script);
    for _ in 0..2 {
        let error = pages.try_next().await.unwrap_err();
        assert!(error.is_decode() && text(&error).contains("at `things[1]`"), "{error}");
    }
    let script = Script::new([raw(&first)]);
    let page = script.call(&LIST).send_page::<i64>().await.unwrap();
    assert!(page.complete().unwrap_err().is_decode());
}

#[tokio::test]
async fn a_page_that_brings_nothing_new_ends_the_list() {
    for period in [1, 2, 7] {
        // The items repeat, and the addresses never do.
        let steps = (0..60).map(|number| page(&[number % period + 10], Some(&url(&format!("Page={}", number + 1)))));
        let script = Script::new(steps);
        let mut items = items(&script);
        for expected in 0..period {
            assert_eq!(items.try_next().await.unwrap(), Some(expected + 10));
        }
        let error = items.try_next().await.unwrap_err();
        assert!(error.is_pagination(), "{error}");
        assert!(text(&error).contains("the items of a page that was already read"), "{error}");
    }
}

#[tokio::test]
async fn a_response_that_does_not_say_whether_there_is_more_is_an_error_that_keeps_the_items() {
    for meta in [
        "",
        r#","meta":null"#,
        r#","meta":[]"#,
        r#","meta":7"#,
        r#","meta":"x""#,
        r#","meta":{}"#,
        r#","meta":{"next_page_uri":"/things?Page=1"}"#,
        r#","next_page_url":"https://x.example""#,
        r#","meta":[{}]"#,
        r#","meta":true"#,
        r#","meta":1.5"#,
    ] {
        let script = Script::new([raw(&format!(r#"{{"things":[1,2]{meta}}}"#))]);
        let mut items = items(&script);
        assert_eq!(items.try_next().await.unwrap(), Some(1), "{meta}");
        assert_eq!(items.try_next().await.unwrap(), Some(2), "{meta}");
        let error = items.try_next().await.unwrap_err();
        assert!(error.is_pagination() && text(&error).contains("whether there are more pages"), "{meta} {error}");
        assert_eq!(items.try_next().await.unwrap(), None, "{meta}");
        // Whoever needs no more than there is does not get it.
        let script = Script::new([raw(&format!(r#"{{"things":[1,2]{meta}}}"#))]);
        assert_eq!(self::items(&script).take(2).collect().await.unwrap(), [1, 2], "{meta}");
    }
}

#[tokio::test]
async fn an_odd_item_does_not_make_the_others_odd() {
    let body = r#"{"meta":{"page":0},"things":["a\ud83d",5,"b\ud83d"]}"#;
    let script = Script::new([raw(body)]);
    let mut items = Items::<String>::new(script.call(&LIST));
    assert_eq!(items.try_next().await.unwrap().as_deref(), Some("a\u{FFFD}"));
    assert!(items.try_next().await.unwrap_err().is_decode());
    assert_eq!(items.try_next().await.unwrap().as_deref(), Some("b\u{FFFD}"));
    assert_eq!(items.try_next().await.unwrap(), None);
}

#[tokio::test]
async fn a_page_with_an_odd_item_that_repeats_ends_the_list_as_well() {
    let odd = |number: u8| {
        raw(&format!(r#"{{"things":[1,"odd"],"meta":{{"next_page_url":"{}"}}}}"#, url(&format!("Page={number}"))))
    };
    let script = Script::new([odd(1), odd(2), page(&[3], None)]);
    let mut items = items(&script);
    assert_eq!(items.try_next().await.unwrap(), Some(1));
    assert!(items.try_next().await.unwrap_err().is_decode());
    assert!(items.try_next().await.unwrap_err().is_pagination());
    // The page may have been a stale one: it is requested again.
    assert_eq!(items.try_next().await.unwrap(), Some(3));
    assert_eq!(script.urls()[1], script.urls()[2]);
}
