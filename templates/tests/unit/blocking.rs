//! Blocking calls: they wait, share connections, and refuse to block another async runtime.

use std::thread;

use crate::http_server::{Reply, Server};
use crate::runtime::blocking::{Wait, WaitEach};
use crate::runtime::{Call, Client, Error, Items, Response};
use crate::support::{FETCH, LIST, Script, THING, answer, builder};

fn fetch(client: &Client) -> impl Future<Output = Result<serde_json::Value, Error>> + use<> {
    let mut call = Call::new(client, &FETCH);
    call.inputs.path::<String>("Sid", THING);
    async move { call.send::<serde_json::Value>().await.map(Response::into_inner) }
}

fn items(script: &Script) -> Items<u32> {
    Items::new(script.call(&LIST))
}

const FIRST: &str = r#"{"things":[1,2],"meta":{"next_page_url":"https://parcels.acme.example/v2/Things?Page=1"}}"#;
const LAST: &str = r#"{"things":[3],"meta":{"next_page_url":null}}"#;

#[test]
fn a_call_is_waited_for_and_errors_are_the_same() {
    let script = Script::new([answer(200, "7"), answer(404, "{}")]);
    let client = script.client();
    assert_eq!(fetch(&client).wait().unwrap(), 7);
    assert!(fetch(&client).wait().unwrap_err().is_not_found());
}

#[test]
fn a_list_is_iterated_and_ends_with_its_error() {
    let script = Script::new([answer(200, FIRST), answer(200, LAST)]);
    let all: Result<Vec<u32>, Error> = items(&script).wait_each().collect();
    assert_eq!(all.unwrap(), [1, 2, 3]);
    let script = Script::new([answer(200, FIRST), answer(500, "{}")]);
    let each: Vec<_> = items(&script).wait_each().map(|item| item.ok()).collect();
    assert_eq!(each, [Some(1), Some(2), None]);
    let script = Script::new([answer(200, FIRST), answer(200, LAST)]);
    assert_eq!(items(&script).collect().wait().unwrap(), [1, 2, 3]);
}

#[test]
fn within_a_runtime_it_is_an_error_and_no_panic() {
    let refused = |error: Error| {
        assert!(error.is_configuration() && error.to_string().contains("within an async runtime"), "{error}");
    };
    for runtime in [tokio::runtime::Builder::new_current_thread(), tokio::runtime::Builder::new_multi_thread()] {
        let mut runtime = runtime;
        runtime.enable_all().build().unwrap().block_on(async {
            let script = Script::default();
            refused(fetch(&script.client()).wait().unwrap_err());
            let each: Vec<_> = items(&script).wait_each().collect();
            assert_eq!(each.len(), 1);
            each.into_iter().for_each(|item| refused(item.unwrap_err()));
            // A separate thread can block, even while the runtime is running.
            let script = Script::new([answer(200, "7")]);
            let client = script.client();
            assert_eq!(thread::spawn(move || fetch(&client).wait().unwrap()).join().unwrap(), 7);
        });
    }
}

#[test]
fn connections_outlive_a_call_and_threads_share_a_client() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    const REPLY: Reply = Reply::Keep("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n7");
    let server = runtime.block_on(Server::start(&[REPLY, REPLY, REPLY]));
    let client = builder().base_url(server.base_url()).build().unwrap();
    for _ in 0..3 {
        let client = client.clone();
        assert_eq!(thread::spawn(move || fetch(&client).wait().unwrap()).join().unwrap(), 7);
    }
    assert_eq!(server.connections(), 1);
}
