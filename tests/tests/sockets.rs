//! The generated client over real connections to a loopback server, with both transports.

use serde_json::json;
use tests::credentials;
use tests::sample::sample;
use tests::server::{Bytes, Server};
use tokio::net::TcpListener;
use twilio_intelligence_v2::transport::ReqwestTransport;
use twilio_intelligence_v2::{Client, Error};

const SERVICE: &str = "GA00000000000000000000000000000001";

/// A transport.
#[derive(Clone, Copy, Debug)]
enum Over {
    Default,
    Reqwest,
}

const BOTH: [Over; 2] = [Over::Default, Over::Reqwest];

fn client(over: Over, base_url: &str) -> Client {
    let builder = Client::builder(credentials()).base_url(base_url);
    let builder = match over {
        Over::Default => builder,
        Over::Reqwest => {
            builder.transport(ReqwestTransport::new(reqwest::Client::builder().no_proxy()).expect("it can be built"))
        }
    };
    builder.build().expect("the settings are valid")
}

fn service() -> String {
    sample("CreateService").to_string()
}

#[tokio::test]
async fn a_service_is_created() {
    for over in BOTH {
        let server = Server::start().await;
        server.answer([Bytes::json("201 Created", &service())]);
        let client = client(over, &server.base_url());
        let created = client.services().create("support calls").auto_transcribe(true).send().await;
        let created = created.expect("the server responds");
        assert_eq!((created.http_status(), created.sid.is_valid()), (201, true));
        let requests = server.requests();
        let (head, body) = requests[0].split_once("\r\n\r\n").expect("a request has a head");
        let mut lines: Vec<_> = head.to_ascii_lowercase().lines().map(str::to_owned).collect();
        lines[1..].sort();
        assert_eq!(head.lines().next(), Some("POST /v2/Services HTTP/1.1"));
        assert_eq!(body, "UniqueName=support+calls&AutoTranscribe=true");
        let host = server.base_url().trim_start_matches("http://").trim_end_matches("/v2").to_owned();
        let expected = [
            "accept: application/json".to_owned(),
            format!("content-length: {}", body.len()),
            "content-type: application/x-www-form-urlencoded".to_owned(),
            format!("host: {host}"),
        ];
        for line in expected {
            assert!(lines.contains(&line), "{line} in {lines:?}");
        }
        assert_eq!(lines.iter().filter(|line| line.starts_with("authorization: basic ")).count(), 1);
        assert_eq!(lines.iter().filter(|line| line.starts_with("user-agent: twilio-intelligence-v2/")).count(), 1);
        assert_eq!(lines.len(), 7, "nothing else is sent: {lines:?}");
    }
}

#[tokio::test]
async fn a_post_without_a_form_has_content_length_zero() {
    for over in BOTH {
        let server = Server::start().await;
        server.answer([Bytes::json("202 Accepted", &sample("CreateOperatorAttachment").to_string())]);
        let attach = client(over, &server.base_url()).operator_attachment();
        attach.create(SERVICE, "LY00000000000000000000000000000002").send().await.expect("the server responds");
        let request = server.requests().remove(0).to_ascii_lowercase();
        assert!(request.contains("content-length: 0\r\n") && !request.contains("content-type"), "{over:?} {request}");
        assert!(request.ends_with("\r\n\r\n"));
    }
}

#[tokio::test]
async fn a_list_of_three_pages_uses_one_connection() {
    for over in BOTH {
        let server = Server::start().await;
        let page = |number: u8, next: Option<&str>| {
            let mut body = sample("ListService");
            body["services"][0]["sid"] = json!(format!("GA{number:032}"));
            body["meta"]["next_page_url"] = json!(next.map(|query| format!("{}/Services?{query}", server.base_url())));
            Bytes::json("200 OK", &body.to_string())
        };
        let (second, third) = ("PageSize=1&Page=1&PageToken=PA%2F1", "PageSize=1&Page=2&PageToken=PA%2F2");
        server.answer([page(1, Some(second)), page(2, Some(third)), page(3, None)]);
        let list = client(over, &server.base_url()).services().list().page_size(1);
        assert_eq!(list.items().collect().await.expect("all pages are there").len(), 3);
        let requests = server.requests();
        let targets: Vec<_> = requests.iter().filter_map(|request| request.split(' ').nth(1)).collect();
        let expected = ["PageSize=1", second, third].map(|query| format!("/v2/Services?{query}"));
        assert_eq!(targets, expected, "{over:?}");
        assert_eq!(server.connections(), 1, "{over:?}");
        let bodies = requests.iter().filter(|request| request.to_ascii_lowercase().contains("\r\ncontent-"));
        assert_eq!(bodies.count(), 0, "a GET has no body: {requests:?}");
    }
}

#[tokio::test]
async fn clones_and_errors_keep_the_connection() {
    for over in BOTH {
        let server = Server::start().await;
        let missing = json!({"code": 20404, "message": "not found", "status": 404}).to_string();
        server.answer([
            Bytes::json("200 OK", &service()),
            Bytes::json("404 Not Found", &missing),
            Bytes::closing("HTTP/1.1 204 No Content\r\n\r\n"),
        ]);
        let client = client(over, &server.base_url());
        client.services().fetch(SERVICE).send().await.expect("the server responds");
        let error = client.clone().services().fetch("other").send().await.expect_err("it is not there");
        assert!(error.is_not_found() && error.code() == Some(20404), "{error}");
        client.services().delete(SERVICE).send().await.expect("the server responds");
        assert_eq!((server.requests().len(), server.connections()), (3, 1), "{over:?}");
    }
}

/// Returns the error of a create, which must not be retried.
async fn failed_create(over: Over, base_url: &str) -> Error {
    let error = client(over, base_url).services().create("support-calls").send().await.expect_err("it fails");
    assert!(error.is_transport(), "{error:?}");
    assert!(!error.to_string().contains('\n') && error.to_string().starts_with("CreateService: "), "{error}");
    assert!(!error.to_string().contains("support-calls"), "{error}");
    error
}

#[tokio::test]
async fn after_a_refused_connection_nothing_was_applied() {
    for over in BOTH {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a loopback port is available");
        let address = listener.local_addr().expect("a listener has an address");
        drop(listener);
        let error = failed_create(over, &format!("http://{address}/v2")).await;
        assert!(error.is_connect() && !error.is_timeout() && error.status().is_none(), "{error:?}");
        assert!(!error.may_have_been_applied(), "{error}");
    }
}

#[tokio::test]
async fn after_an_interrupted_response_a_create_may_have_been_applied_and_is_not_retried() {
    let broken = [
        (None, ""),
        (None, "HTTP/1.1 201 Cre"),
        (Some(201), "HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{\"sid\":"),
        (Some(201), "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"sid"),
    ];
    for over in BOTH {
        for (status, text) in broken {
            let server = Server::start().await;
            server.answer([Bytes::closing(text)]);
            let error = failed_create(over, &server.base_url()).await;
            assert!(!error.is_connect() && error.may_have_been_applied(), "{over:?} {text}: {error:?}");
            assert_eq!(error.status(), status, "{over:?} {error}");
            assert_eq!(server.requests().len(), 1, "{over:?}");
        }
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    for over in BOTH {
        let (server, other) = (Server::start().await, Server::start().await);
        let target = format!("{}/Services", other.base_url());
        let head = format!("HTTP/1.1 307 Temporary Redirect\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n");
        server.answer([Bytes::closing(&head)]);
        let error =
            client(over, &server.base_url()).services().list().send().await.expect_err("a redirect is an error");
        assert_eq!((error.status(), error.is_api()), (Some(307), true), "{error}");
        assert_eq!(other.connections(), 0);
    }
}
