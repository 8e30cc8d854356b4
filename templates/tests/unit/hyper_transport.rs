//! The default transport against a server on a loopback socket: the bytes on the wire, connections, failures.

use std::time::Duration;

use tokio::net::TcpListener;

use crate::http_server::{Reply, Server};
use crate::runtime::transport::HyperTransport;
use crate::runtime::{Call, Client, Error, Response};
use crate::support::{ATTACH, CREATE, FETCH, LIST, SECRET, THING, builder, text};

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nETag: \"1\"\r\nContent-Length: 2\r\n\r\n{}";

fn client(server: &Server) -> Client {
    builder().base_url(server.base_url()).build().unwrap()
}

async fn list(client: &Client) -> Result<Response<serde_json::Value>, Error> {
    Call::new(client, &LIST).send().await
}

#[tokio::test]
async fn a_get_is_plain_http_1_1() {
    let server = Server::start(&[Reply::Keep(OK)]).await;
    let mut call = Call::new(&client(&server), &FETCH);
    call.inputs.path::<String>("Sid", THING);
    call.inputs.query::<String>("A", "b c");
    let response = call.send::<serde_json::Value>().await.unwrap();
    assert_eq!((response.http_status(), response.etag().unwrap().as_str()), (200, "\"1\""));
    let request = server.requests().pop().unwrap().to_lowercase();
    let first = format!("get /v2/things/{}?a=b+c http/1.1\r\n", THING.to_lowercase());
    assert!(request.starts_with(&first), "{request}");
    assert!(request.contains(&format!("\r\nhost: {}\r\n", server.address)), "{request}");
    assert!(request.contains("\r\nauthorization: basic "), "{request}");
    assert!(!request.contains("content-") && !request.contains("transfer-encoding"), "{request}");
}

#[tokio::test]
async fn a_form_has_its_length_and_an_empty_post_says_so() {
    let server = Server::start(&[Reply::Keep(OK), Reply::Keep(OK)]).await;
    let client = client(&server);
    let mut call = Call::new(&client, &CREATE);
    call.inputs.form::<String>("A", "1");
    call.send::<serde_json::Value>().await.unwrap();
    let mut call = Call::new(&client, &ATTACH);
    call.inputs.path::<String>("Sid", "s");
    call.inputs.path::<String>("PartSid", "p");
    call.send::<serde_json::Value>().await.unwrap();
    let requests: Vec<_> = server.requests().iter().map(|request| request.to_lowercase()).collect();
    assert!(requests[0].contains("\r\ncontent-length: 3\r\n") && requests[0].ends_with("\r\n\r\na=1"), "{requests:?}");
    assert!(requests[0].contains("\r\ncontent-type: application/x-www-form-urlencoded\r\n"));
    assert!(requests[1].starts_with("post /v2/things/s/parts/p http/1.1"));
    assert_eq!(requests[1].matches("content-length: 0\r\n").count(), 1, "{requests:?}");
    assert!(!requests[1].contains("content-type"));
}

#[tokio::test]
async fn a_connection_is_used_again() {
    let server = Server::start(&[Reply::Keep(OK), Reply::Keep(OK), Reply::Keep(OK)]).await;
    let client = client(&server);
    for _ in 0..3 {
        list(&client).await.unwrap();
    }
    assert_eq!((server.connections(), server.requests().len()), (1, 3));
}

#[tokio::test]
async fn an_error_answer_leaves_the_connection_usable() {
    const GONE: &str =
        "HTTP/1.1 404 Not Found\r\nContent-Length: 25\r\nAcme-Request-Id: RQ9\r\n\r\n{\"code\":20404,\"status\":1}";
    let server = Server::start(&[Reply::Keep(GONE), Reply::Keep(OK)]).await;
    let client = client(&server);
    let error = list(&client).await.unwrap_err();
    assert!(error.is_not_found() && error.request_id() == Some("RQ9"), "{error}");
    list(&client).await.unwrap();
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_connection_that_the_server_closed_in_between_is_replaced() {
    let server = Server::start(&[Reply::Close(OK)]).await;
    let client = client(&server);
    for number in 1..=3 {
        let mut call = Call::new(&client, &CREATE);
        call.inputs.form::<String>("A", "1");
        call.send::<serde_json::Value>().await.unwrap();
        // Gives the client time to notice; otherwise the request may already have been sent.
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!((server.connections(), server.requests().len()), (number, number));
    }
}

#[tokio::test]
async fn an_idle_connection_is_not_kept_for_ever() {
    let server = Server::start(&[Reply::Keep(OK), Reply::Keep(OK)]).await;
    let transport = HyperTransport::plain().with_idle_timeout(Duration::from_millis(30));
    let client = builder().base_url(server.base_url()).transport(transport).build().unwrap();
    list(&client).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    list(&client).await.unwrap();
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn a_refused_connection_means_that_nothing_was_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = builder().base_url(url).build().unwrap();
    let error = Call::new(&client, &CREATE).send::<serde_json::Value>().await.unwrap_err();
    assert!(error.is_connect() && error.is_transport() && !error.is_timeout() && !error.may_have_been_applied());
    let shown = text(&error);
    assert!(shown.starts_with("create_thing: connection failed: Connection refused"), "{shown}");
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn a_name_that_does_not_resolve_means_that_nothing_was_sent() {
    let transport = HyperTransport::new().unwrap();
    let client = builder().base_url("https://name.invalid").transport(transport).build().unwrap();
    let error = list(&client).await.unwrap_err();
    assert!(error.is_connect(), "{error}");
}

/// Fills a listener's queue, so that the system does not respond to another connection.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn an_address_that_does_not_answer_means_that_nothing_was_sent() {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut queue = Vec::new();
    let short = Duration::from_millis(100);
    while let Ok(Ok(stream)) = tokio::time::timeout(short, tokio::net::TcpStream::connect(address)).await {
        queue.push(stream);
        assert!(queue.len() < 100, "the queue has no end");
    }
    let client = builder().base_url(format!("http://{address}")).connect_timeout(short).build().unwrap();
    let error = Call::new(&client, &CREATE).send::<serde_json::Value>().await.unwrap_err();
    assert!(error.is_connect() && error.is_timeout() && !error.may_have_been_applied(), "{error}");
}

#[tokio::test]
async fn a_broken_answer_may_have_been_applied() {
    for (reply, status) in [
        (&[Reply::Close("")], None),
        (&[Reply::Close("HTTP/1.1 200 OK\r\nContent-Len")], None),
        (&[Reply::Close("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{}")], Some(200)),
        (&[Reply::Close("nonsense\r\n\r\n")], None),
        (&[Reply::Close("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n")], Some(200)),
    ] {
        let server = Server::start(reply).await;
        let error = Call::new(&client(&server), &CREATE).send::<serde_json::Value>().await.unwrap_err();
        assert!(error.is_transport() && !error.is_connect() && error.may_have_been_applied(), "{error}");
        assert_eq!((error.status(), server.requests().len()), (status, 1), "{error}");
    }
}

#[tokio::test]
async fn a_chunked_answer_is_put_together() {
    const CHUNKED: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n[1,\r\n2\r\n2]\r\n0\r\n\r\n";
    let server = Server::start(&[Reply::Keep(CHUNKED)]).await;
    assert_eq!(*list(&client(&server)).await.unwrap(), serde_json::json!([1, 2]));
}

#[tokio::test]
async fn a_redirect_is_an_error_and_is_not_followed() {
    let other = Server::start(&[Reply::Keep(OK)]).await;
    let location =
        format!("HTTP/1.1 307 Temporary Redirect\r\nLocation: {}\r\nContent-Length: 0\r\n\r\n", other.base_url());
    let replies: &'static [Reply] = vec![Reply::Keep(location.leak())].leak();
    let server = Server::start(replies).await;
    let error = list(&client(&server)).await.unwrap_err();
    assert!(error.is_api() && error.status() == Some(307), "{error}");
    assert_eq!((server.requests().len(), other.connections()), (1, 0));
}

#[tokio::test]
async fn the_clients_time_limit_ends_a_silent_server() {
    let server = Server::start(&[Reply::Silence]).await;
    let client = builder().base_url(server.base_url()).timeout(Duration::from_millis(100)).build().unwrap();
    let error = Call::new(&client, &CREATE).send::<serde_json::Value>().await.unwrap_err();
    assert!(error.is_timeout() && !error.is_connect() && error.may_have_been_applied());
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_latin_1_header_does_no_harm() {
    let server = Server::start(&[Reply::Keep("HTTP/1.1 200 OK\r\nX-Odd: \u{ff}\r\nContent-Length: 2\r\n\r\n{}")]).await;
    assert!(list(&client(&server)).await.unwrap().header("x-odd").is_some());
}

#[tokio::test]
async fn plain_http_leaves_this_machine_by_no_way() {
    use crate::runtime::Method;
    use crate::runtime::transport::{HttpRequest, Transport, TransportErrorKind};
    let request = HttpRequest::new(Method::Get, "http://name.invalid/");
    let error = HyperTransport::plain().send(request).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Misconfigured);
    assert!(format!("{error:?}").contains("plain http is allowed for loopback addresses only"), "{error:?}");
    // The transport for plain http does not support TLS.
    let request = HttpRequest::new(Method::Get, "https://127.0.0.1:1/");
    assert!(HyperTransport::plain().send(request).await.is_err());
}

#[tokio::test]
async fn what_is_no_http_is_not_sent() {
    use crate::runtime::Method;
    use crate::runtime::transport::{HttpRequest, Transport, TransportErrorKind};
    for request in [
        HttpRequest::new(Method::Get, "http://127.0.0.1:1/").with_header("A", "1\r\nB: 2"),
        HttpRequest::new(Method::Get, "http://127.0.0.1:1/").with_header("A B", "1"),
        HttpRequest::new(Method::Get, "not a url"),
    ] {
        let error = HyperTransport::plain().send(request).await.unwrap_err();
        assert_eq!(
            (error.kind(), &*error.to_string()),
            (TransportErrorKind::InvalidRequest, "the request is not valid HTTP")
        );
    }
}

#[tokio::test]
async fn debug_shows_neither_secrets_nor_proxies() {
    let server = Server::start(&[]).await;
    let shown = format!("{:?}", client(&server));
    assert!(shown.contains("HyperTransport") && !shown.contains(SECRET), "{shown}");
}

#[tokio::test]
async fn a_limit_without_end_is_none() {
    let server = Server::start(&[Reply::Keep(OK), Reply::Keep(OK)]).await;
    let builder = builder().base_url(server.base_url());
    let client =
        builder.idle_timeout(Duration::MAX).connect_timeout(Duration::MAX).timeout(Duration::MAX).build().unwrap();
    for _ in 0..2 {
        list(&client).await.unwrap();
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_header_on_several_lines_is_read() {
    const FOLDED: &str = "HTTP/1.1 200 OK\r\nX-Folded: one,\r\n  two\r\nContent-Length: 2\r\n\r\n{}";
    let server = Server::start(&[Reply::Keep(FOLDED)]).await;
    let response = list(&client(&server)).await.unwrap();
    assert_eq!(response.header("x-folded").map(|value| value.replace(' ', "")).as_deref(), Some("one,two"));
}

#[tokio::test]
async fn what_is_not_http_is_called_so() {
    let headers = "X-Many: 1\r\n".repeat(101);
    let many = format!("HTTP/1.1 200 OK\r\n{headers}Content-Length: 2\r\n\r\n{{}}");
    for reply in [many, "SSH-2.0-OpenSSH_9.9\r\n\r\n".to_owned()] {
        let replies: &'static [Reply] = vec![Reply::Close(reply.leak())].leak();
        let server = Server::start(replies).await;
        let error = list(&client(&server)).await.unwrap_err();
        assert!(text(&error).contains("the response cannot be read as HTTP"), "{error}");
    }
    for part in ["HTTP/1.1 200 OK\r\nContent-", "HTTP/1.1 200 OK\r\n"] {
        let replies: &'static [Reply] = vec![Reply::Close(part)].leak();
        let server = Server::start(replies).await;
        let error = list(&client(&server)).await.unwrap_err();
        assert!(text(&error).contains("the connection was interrupted before the response"), "{error}");
    }
}

#[tokio::test]
async fn not_modified_is_no_redirect() {
    let server = Server::start(&[Reply::Keep("HTTP/1.1 304 Not Modified\r\n\r\n")]).await;
    let error = list(&client(&server)).await.unwrap_err();
    assert_eq!(text(&error), "list_things: 304 Not Modified");
}
