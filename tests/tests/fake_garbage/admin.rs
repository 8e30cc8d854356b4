//! Who may look after the server, in whichever way a request spells where it goes and where it comes from.

use crate::ALONE;
use crate::connection::Server;
use crate::requests::{basic, is_told};

/// Paths that could be taken for those below `/__admin`, and are not.
const LOOKALIKES: [&str; 20] = [
    "//__admin/state",
    "/./__admin/state",
    "/../__admin/state",
    "/v2/../__admin/state",
    "/v2/..;/__admin/state",
    "/v2/%2e%2e/__admin/state",
    "/%2e/__admin/state",
    "/%2E%2E/__admin/state",
    "/%5f%5fadmin/state",
    "/%5F_admin/state",
    "/__admi%6e/state",
    "/__admin%2fstate",
    "/__admin%00/state",
    "/__admin;a/state",
    "/__ADMIN/state",
    "/__admin.",
    "/v2//__admin/state",
    "/v2/__admin/state",
    "/\\__admin/state",
    "/%2f__admin/state",
];

/// Paths below it that lead nowhere, however others would resolve them.
const BELOW: [&str; 6] = [
    "/__admin//state",
    "/__admin/./state",
    "/__admin/../__admin/state",
    "/__admin/%73tate",
    "/__admin/state/",
    "/__admin/state;a",
];

async fn status(server: &Server, request: &str) -> u16 {
    let answer = server.raw(request.as_bytes()).await;
    assert!(!is_told(&answer), "{request}\n{answer}");
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
    status.unwrap_or_else(|| panic!("no answer to {request}: {answer}"))
}

#[tokio::test]
async fn nothing_that_resembles_an_admin_path_is_one() {
    let _alone = ALONE.lock().await;
    let server = Server::start().await;
    let host = server.address;
    let authorization = basic("AC00000000000000000000000000000001");
    for path in LOOKALIKES.iter().chain(&BELOW) {
        for authorization in ["", &*format!("Authorization: {authorization}\r\n")] {
            for method in ["GET", "POST", "PUT", "DELETE", "CONNECT"] {
                let request = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n{authorization}\r\n");
                let status = status(&server, &request).await;
                assert!([400, 401, 404, 405].contains(&status), "{request}{status}");
            }
        }
    }
    server.stop().await;
}

#[tokio::test]
async fn only_requests_to_the_server_itself_look_after_it() {
    let _alone = ALONE.lock().await;
    let server = Server::start().await;
    let (own, port) = (server.address, server.address.port());
    let foreign = [
        "evil.example".to_owned(),
        format!("evil.example:{port}"),
        format!("127.0.0.1.evil.example:{port}"),
        format!("localhost.evil.example:{port}"),
        format!("evil.example@127.0.0.1:{port}"),
        format!("127.0.0.1:{port}@evil.example"),
        format!("127.0.0.1:{port}.evil.example"),
        format!("127.0.0.1:{port}#evil.example"),
        format!("127.0.0.1:{port}/evil.example"),
        format!("127.0.0.1:{port}:80"),
        format!("127.0.0.1:+{port}"),
        "127.0.0.1:1".to_owned(),
        "127.0.0.1".to_owned(),
        format!("0.0.0.0:{port}"),
        format!("[::1:{port}"),
        format!("[::1].evil.example:{port}"),
        format!("0x7f000001:{port}"),
        format!("2130706433:{port}"),
        format!("127.0.0.1 evil.example:{port}"),
        String::new(),
        "null".to_owned(),
        "\u{e4}".to_owned(),
    ];
    let request = |target: &str, headers: &str| format!("POST {target} HTTP/1.1\r\n{headers}Content-Length: 0\r\n\r\n");
    for evil in &foreign {
        for headers in [
            format!("Host: {evil}\r\n"),
            format!("Host: {own}\r\nHost: {evil}\r\n"),
            format!("Host: {evil}\r\nHost: {own}\r\n"),
            format!("Host: {own}\r\nOrigin: http://{evil}\r\n"),
            format!("Host: {own}\r\nOrigin: {evil}\r\n"),
            format!("Host: {own}\r\nOrigin: http://{own}\r\nOrigin: http://{evil}\r\n"),
            format!("Host: {own}\r\nOrigin: http://{own} http://{evil}\r\n"),
        ] {
            let request = request("/__admin/reset", &headers);
            assert_eq!(status(&server, &request).await, 403, "{request}");
        }
        // What the target says counts more than the header.
        let request = request(&format!("http://{evil}/__admin/reset"), &format!("Host: {own}\r\n"));
        assert!([400, 401, 403].contains(&status(&server, &request).await), "{request}");
    }
    for (target, headers) in [
        ("/__admin/reset".to_owned(), format!("Host: {own}\r\nOrigin: http://{own}\r\n")),
        ("/__admin/reset".to_owned(), format!("Host: LocalHost:{port}\r\n")),
        ("/__admin/reset".to_owned(), format!("Host: [::1]:{port}\r\n")),
        (format!("http://{own}/__admin/reset"), format!("Host: {own}\r\n")),
    ] {
        let request = request(&target, &headers);
        assert_eq!(status(&server, &request).await, 200, "{request}");
    }
    server.stop().await;
}
