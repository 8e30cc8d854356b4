//! Creating a resource unless it exists: the lookups before and afterwards, and their results.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use crate::runtime::transport::{TransportError, TransportErrorKind};
use crate::runtime::{Call, Error, Response};
use crate::support::{CREATE, NAME, Script, Step, ThingSid, answer, builder, text};

fn page(items: &[&str]) -> Step {
    answer(200, &json!({"things": items, "meta": {"next_page_url": null}}).to_string())
}

fn broken() -> Step {
    Step::Fail(TransportError::new(TransportErrorKind::Interrupted, "broken"))
}

/// Creates a thing with contents, with these responses. Returns the result, the requests and the elapsed time.
async fn create(steps: impl IntoIterator<Item = Step>) -> (Result<Response<String>, Error>, Vec<String>, Duration) {
    let script = Script::new(steps);
    let mut call = Call::new(&builder().transport(script.clone()).build().unwrap(), &CREATE);
    call.inputs.form::<String>("Owner", "me");
    call.inputs.form_json("Contents", &json!({"first": {"sid": "PP1"}}));
    call.or_find();
    let start = Instant::now();
    let result = call.send_or_find().await;
    let lines = script.requests().into_iter().map(|request| {
        let path = request.url().strip_prefix("https://parcels.acme.example/v2").unwrap();
        format!("{} {path}", request.method())
    });
    (result, lines.collect(), start.elapsed())
}

const LOOKUP: &str = "GET /Things?Owner=me&Source=PP1";
const POST: &str = "POST /Things";

#[tokio::test]
async fn what_is_there_is_found_and_nothing_is_created() {
    let (result, requests, _) = create([page(&["old", "older"])]).await;
    let found = result.unwrap();
    assert_eq!(found.operation().id(), "list_things");
    assert_eq!((found.into_inner(), requests), ("old".to_owned(), vec![LOOKUP.to_owned()]));
}

#[tokio::test]
async fn what_is_not_there_is_created_once() {
    let (result, requests, _) = create([page(&[]), answer(201, "\"new\"")]).await;
    let created = result.unwrap();
    assert_eq!((created.http_status(), created.operation().id(), &**created), (201, "create_thing", "new"));
    assert_eq!(requests, [LOOKUP, POST]);
}

#[tokio::test]
async fn an_empty_page_does_not_end_the_search() {
    let next = "https://parcels.acme.example/v2/Things?Page=1";
    let empty = answer(200, &json!({"things": [], "meta": {"next_page_url": next}}).to_string());
    let (result, requests, _) = create([empty, page(&["old"])]).await;
    assert_eq!((result.unwrap().into_inner(), requests.len()), ("old".to_owned(), 2));
}

#[tokio::test(start_paused = true)]
async fn after_a_creation_whose_answer_was_lost_it_is_looked_for_and_not_created_again() {
    let (result, requests, _) = create([page(&[]), broken(), page(&["new"])]).await;
    assert_eq!(
        (result.unwrap().into_inner(), requests),
        ("new".to_owned(), [LOOKUP, POST, LOOKUP].map(str::to_owned).to_vec())
    );
    // Lists may be out of date, and a lookup can fail as well.
    let (result, requests, waited) = create([page(&[]), answer(500, "{}"), page(&[]), broken(), page(&["new"])]).await;
    assert_eq!((result.unwrap().into_inner(), requests.len(), waited.as_secs()), ("new".to_owned(), 5, 3));
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_found_afterwards_may_have_been_applied() {
    let (result, requests, waited) = create([page(&[]), broken(), page(&[]), page(&[]), page(&[]), page(&[])]).await;
    let error = result.unwrap_err();
    assert!(error.may_have_been_applied(), "{error}");
    assert_eq!((error.operation().unwrap().id(), requests.len(), waited.as_secs()), ("create_thing", 6, 7));
}

#[tokio::test]
async fn what_somebody_else_created_in_between_is_found() {
    let (result, requests, _) = create([page(&[]), answer(409, "{}"), page(&["theirs"])]).await;
    assert_eq!((result.unwrap().into_inner(), requests.len()), ("theirs".to_owned(), 3));
}

#[tokio::test]
async fn what_was_refused_is_not_looked_for_and_a_failed_look_creates_nothing() {
    let (result, requests, _) = create([page(&[]), answer(400, "{}")]).await;
    assert_eq!((result.unwrap_err().status(), requests.len()), (Some(400), 2));
    let (result, requests, _) = create([answer(403, "{}")]).await;
    let error = result.unwrap_err();
    assert!(error.is_forbidden() && !error.may_have_been_applied() && requests.len() == 1);
}

#[tokio::test(start_paused = true)]
async fn everything_together_has_the_time_of_one_call() {
    let late = |seconds, step: Step| match step {
        Step::Answer(answer) => Step::Late(Duration::from_secs(seconds), answer),
        other => other,
    };
    // 20 s for the first lookup, 30 s until the creation times out, 10 s for a lookup that hangs.
    let (result, requests, waited) = create([late(20, page(&[])), Step::Never, Step::Never]).await;
    let error = result.unwrap_err();
    assert!(error.may_have_been_applied() && error.is_timeout(), "{error}");
    assert_eq!((requests.len(), waited.as_secs()), (3, 60));
    // A creation that hangs leaves time for a lookup.
    let script = Script::new([page(&[]), Step::Never, page(&["new"])]);
    let mut call = Call::new(&script.client(), &CREATE);
    call.inputs.form::<String>("Owner", "me");
    call.inputs.form_json("Contents", &json!({"first": {"sid": "PP1"}}));
    call.with_timeout(Duration::from_secs(10));
    call.or_find();
    let start = Instant::now();
    assert_eq!(call.send_or_find::<String>().await.unwrap().into_inner(), "new");
    assert_eq!(start.elapsed().as_millis(), 7500);
    // The first lookup already times out.
    let (result, requests, waited) = create([Step::Never]).await;
    assert!(!result.unwrap_err().may_have_been_applied());
    assert_eq!((requests.len(), waited.as_secs()), (1, 30));
}

#[tokio::test(start_paused = true)]
async fn a_search_over_many_pages_has_no_more_time_than_a_call() {
    let slow = |page: usize| {
        let next = format!("https://parcels.acme.example/v2/Things?Page={page}");
        let Step::Answer(page) = answer(200, &json!({"things": [], "meta": {"next_page_url": next}}).to_string())
        else {
            unreachable!("`answer` returns an answer")
        };
        Step::Late(Duration::from_secs(25), page)
    };
    let (result, requests, waited) = create((1..9).map(slow)).await;
    assert!(result.unwrap_err().is_timeout());
    // The last ten seconds are reserved for lookups after a creation.
    assert_eq!((requests.len(), waited.as_secs()), (2, 50));
}

/// Even if the lookup needs none of it.
#[tokio::test]
async fn an_input_that_is_invalid_is_refused_before_anything_is_looked_for() {
    let script = Script::default();
    let mut call = Call::new(&script.client(), &CREATE);
    call.inputs.form::<String>("Owner", "me");
    call.inputs.form_json("Contents", &json!({"first": {"sid": "PP1"}}));
    call.inputs.form::<ThingSid>("Other", "not a SID");
    call.or_find();
    let error = call.send_or_find::<Value>().await.unwrap_err();
    assert!(text(&error).contains("`Other` is not a valid ThingSid"), "{error}");
    assert!(script.requests().is_empty());
}

#[tokio::test]
async fn without_what_it_is_found_by_nothing_is_sent() {
    let refused = async |first: Value| {
        let script = Script::default();
        let mut call = Call::new(&script.client(), &CREATE);
        call.inputs.form::<String>("Owner", "me");
        call.inputs.form_json("Contents", &json!({"first": first}));
        call.or_find();
        let error = call.send_or_find::<Value>().await.unwrap_err();
        assert!(error.is_invalid_input() && script.requests().is_empty());
        text(&error)
    };
    assert_eq!(
        refused(json!({})).await,
        "create_thing: invalid input: `Contents` is required to find an existing resource: set `sid`"
    );
    // With both, the server uses the URL, and the resource it creates is not found by the SID of its contents.
    let both = json!({"sid": "PP1", "url": "https://example.com/a.json"});
    assert_eq!(
        refused(both).await,
        "create_thing: invalid input: `Contents` makes it impossible to find an existing resource: do not set `url`"
    );
}

#[tokio::test]
async fn a_name_is_looked_for_with_a_fetch() {
    let named = async |steps: Vec<Step>| {
        let script = Script::new(steps);
        let mut call = Call::new(&script.client(), &NAME);
        call.inputs.form::<String>("UniqueName", "a/b");
        call.or_find();
        let result = call.send_or_find::<String>().await;
        (result, script.urls())
    };
    let fetch = "https://parcels.acme.example/v2/Things/a%2Fb";
    let (result, urls) = named(vec![answer(200, "\"old\"")]).await;
    assert_eq!((result.unwrap().into_inner(), urls), ("old".to_owned(), vec![fetch.to_owned()]));
    let (result, urls) = named(vec![answer(500, "{}")]).await;
    assert_eq!((result.unwrap_err().status(), urls.len()), (Some(500), 1), "without a result, nothing is created");
    let (result, urls) = named(vec![answer(404, "{}"), answer(201, "\"new\"")]).await;
    assert_eq!((result.unwrap().into_inner(), urls.len()), ("new".to_owned(), 2));
}

#[tokio::test]
async fn without_being_asked_to_it_is_created_at_once() {
    let script = Script::new([answer(201, "\"new\"")]);
    let call = Call::new(&script.client(), &CREATE);
    assert_eq!(call.send_or_find::<String>().await.unwrap().into_inner(), "new");
}
