//! The transport over a custom `reqwest::Client`, against a server on a loopback socket.

use std::time::Duration;

use reqwest::redirect::Policy;
use tokio::net::TcpListener;

use crate::http_server::{Reply, Server};
use crate::runtime::transport::{HttpRequest, ReqwestTransport, Transport, TransportErrorKind};
use crate::runtime::{Call, Client, Method};
use crate::support::{CREATE, LIST, SECRET, builder};

const OK: &str = "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: 2\r\n\r\n{}";

fn transport(configure: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder) -> ReqwestTransport {
    ReqwestTransport::new(configure(reqwest::Client::builder().no_proxy())).unwrap()
}

fn client(url: String, transport: ReqwestTransport) -> Client {
    builder().base_url(url).transport(transport).build().unwrap()
}

#[tokio::test]
async fn requests_are_the_same_as_with_the_default_transport() {
    let server = Server::start(&[Reply::Keep(OK), Reply::Keep(OK), Reply::Keep(OK)]).await;
    let client = client(server.base_url(), transport(|builder| builder));
    let mut call = Call::new(&client, &LIST);
    call.inputs.query::<String>("A", "b c%");
    let response = call.send::<serde_json::Value>().await.unwrap();
    assert_eq!((response.http_status(), response.etag().unwrap().as_str()), (200, "\"1\""));
    let mut call = Call::new(&client, &CREATE);
    call.inputs.form::<String>("A", "1");
    call.send::<serde_json::Value>().await.unwrap();
    Call::new(&client, &CREATE).send::<serde_json::Value>().await.unwrap();
    let requests: Vec<_> = server.requests().iter().map(|request| request.to_lowercase()).collect();
    assert!(requests[0].starts_with("get /v2/things?a=b+c%25 http/1.1\r\n"), "{requests:?}");
    assert!(requests[0].contains("\r\nauthorization: basic ") && requests[0].contains("\r\nuser-agent: example-v2/"));
    assert!(requests[1].ends_with("\r\n\r\na=1") && requests[1].contains("\r\ncontent-length: 3\r\n"));
    assert!(requests[1].contains("\r\ncontent-type: application/x-www-form-urlencoded\r\n"));
    assert_eq!(requests[2].matches("content-length: 0\r\n").count(), 1, "{requests:?}");
    assert_eq!(server.connections(), 1);
    assert!(!format!("{client:?}").contains(SECRET));
}

#[tokio::test]
async fn a_redirect_is_not_followed_whatever_the_builder_says() {
    for target in ["http://127.0.0.1:1/", "ftp://127.0.0.1/", "//other.invalid/"] {
        let location = format!("HTTP/1.1 307 Temporary Redirect\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n");
        let server = Server::start(vec![Reply::Keep(location.leak())].leak()).await;
        let client = client(server.base_url(), transport(|builder| builder.redirect(Policy::limited(3))));
        let error = Call::new(&client, &CREATE).send::<serde_json::Value>().await.unwrap_err();
        assert!(error.is_redirect() && error.status() == Some(307) && error.attempts() == 1, "{target}: {error}");
    }
}

#[tokio::test]
async fn failures_have_their_kind_and_do_not_show_the_address() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let refused = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let mut call = Call::new(&client(refused, transport(|builder| builder)), &CREATE);
    call.inputs.query::<String>("Phone", "canary");
    let error = call.send::<serde_json::Value>().await.unwrap_err();
    assert!(error.is_connect() && !error.may_have_been_applied(), "{error}");
    let mut source: Option<&dyn std::error::Error> = Some(&error);
    while let Some(error) = source {
        assert!(!format!("{error} {error:?}").contains("canary"), "{error}");
        source = error.source();
    }

    let server = Server::start(&[Reply::Close("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}")]).await;
    let broken = client(server.base_url(), transport(|builder| builder));
    let error = Call::new(&broken, &CREATE).send::<serde_json::Value>().await.unwrap_err();
    assert!(error.is_transport() && error.may_have_been_applied() && error.status() == Some(200), "{error}");

    let server = Server::start(&[Reply::Silence]).await;
    let limit = Duration::from_millis(50);
    let slow = client(server.base_url(), transport(|builder| builder.timeout(limit)));
    let error = Call::new(&slow, &CREATE).send::<serde_json::Value>().await.unwrap_err();
    assert!(error.is_timeout() && !error.is_connect() && error.may_have_been_applied(), "{error}");
}

/// Its default headers may contain secrets.
#[test]
fn the_client_within_is_not_shown() {
    assert_eq!(format!("{:?}", transport(|builder| builder)), "ReqwestTransport { .. }");
}

#[tokio::test]
async fn what_is_no_http_is_not_sent() {
    for request in [
        HttpRequest::new(Method::Get, "http://127.0.0.1:1/").with_header("A", "1\r\nB: 2"),
        HttpRequest::new(Method::Get, "http://127.0.0.1:1/").with_header("A B", "1"),
        HttpRequest::new(Method::Get, "not a url"),
        // It is a URI, but nobody's.
        HttpRequest::new(Method::Get, "/v2"),
    ] {
        let error = transport(|builder| builder).send(request).await.unwrap_err();
        assert_eq!(
            (error.kind(), &*error.to_string()),
            (TransportErrorKind::InvalidRequest, "the request is not valid HTTP")
        );
    }
}
