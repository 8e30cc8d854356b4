//! What a fake on a port does with clients that do not keep to the rules.

use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::fake_server_run::{LONG, Running, as_user, basic, bind, frozen, start};
use crate::runtime::Method;
use crate::support::{ACCOUNT, SECRET};

/// Sends bytes and reads until the server closes the connection or is silent.
async fn raw(server: &Running, bytes: &[u8]) -> Vec<u8> {
    let mut socket = TcpStream::connect(server.address()).await.unwrap();
    // The server may have closed it by then.
    let _ = socket.write_all(bytes).await;
    let _ = socket.shutdown().await;
    let mut answer = Vec::new();
    let _ = timeout(LONG, socket.read_to_end(&mut answer)).await.unwrap();
    answer
}

/// Bytes that resemble a request more or less.
fn garbage(random: &mut fastrand::Rng) -> Vec<u8> {
    const METHODS: [&str; 10] =
        ["GET", "POST", "DELETE", "PUT", "HEAD", "OPTIONS", "TRACE", "CONNECT", "BREW", "\u{e4}"];
    const PATHS: [&str; 14] = [
        "/v2/Depots",
        "/v2/Depots?PageSize=\u{1}",
        "/v2/Parcels",
        "/v2/../../etc/passwd",
        "/%2e%2e/%00",
        "*",
        "/",
        "",
        "//",
        "http://other.example/v2/Depots",
        "/__admin/state",
        "/__admin/clock",
        "/__admin/faults",
        "/v2/Couriers/%FF",
    ];
    const HEADERS: [&str; 11] = [
        "Content-Length: 5",
        "Content-Length: -1",
        "Content-Length: 99999999999999999999",
        "Host: a b",
        "Host: x",
        "Transfer-Encoding: chunked",
        "Expect: 100-continue",
        "Authorization: Basic ====",
        "Origin: \u{0}",
        "Connection: close",
        "Content-Type: application/x-www-form-urlencoded",
    ];
    const BODIES: [&str; 7] =
        ["", "UniqueName=a", "{\"advance\":-1}", "5\r\nhello\r\n0\r\n\r\n", "FFFFFFFFFFFFFFFF\r\n", "%%%=%%&=", "[[[["];
    let mut text = format!("{} {} HTTP/1.1\r\n", random.choice(METHODS).unwrap(), random.choice(PATHS).unwrap());
    for _ in 0..random.usize(0..5) {
        text.push_str(random.choice(HEADERS).unwrap());
        text.push_str("\r\n");
    }
    if random.bool() {
        text.push_str(&format!("Authorization: {}\r\n", basic(ACCOUNT, SECRET)));
    }
    text.push_str("\r\n");
    text.push_str(random.choice(BODIES).unwrap());
    let mut bytes = text.into_bytes();
    if random.bool() {
        return bytes;
    }
    for _ in 0..random.usize(0..4) {
        let place = random.usize(0..bytes.len());
        bytes[place] = random.u8(..);
    }
    bytes.truncate(random.usize(0..=bytes.len() * 4).min(bytes.len()));
    bytes
}

#[tokio::test]
async fn no_bytes_end_the_server() {
    let server = start().await;
    let mut random = fastrand::Rng::with_seed(11);
    let (mut answered, mut refused) = (0, 0);
    for _ in 0..2_000 {
        let answer = raw(&server, &garbage(&mut random)).await;
        assert!(answer.is_empty() || answer.starts_with(b"HTTP/1."), "{}", String::from_utf8_lossy(&answer));
        assert!(!answer.starts_with(b"HTTP/1.1 500"), "{}", String::from_utf8_lossy(&answer));
        answered += usize::from(answer.starts_with(b"HTTP/1.1 20"));
        refused += usize::from(answer.starts_with(b"HTTP/1.1 4"));
    }
    // Some of it is sound enough to be served, and most is not.
    assert!(answered > 20 && refused > 500, "{answered} {refused}");
    assert_eq!(server.look("/health").await["status"], "ok");
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_large_body_is_not_read() {
    let server = start().await;
    let head = |length: &str| {
        let authorization = basic(ACCOUNT, SECRET);
        format!("POST /v2/Depots HTTP/1.1\r\nHost: x\r\nAuthorization: {authorization}\r\n{length}\r\n\r\n")
    };
    // Its length is enough to refuse it.
    let mut socket = TcpStream::connect(server.address()).await.unwrap();
    socket.write_all(head("Content-Length: 1048577").as_bytes()).await.unwrap();
    let mut answer = String::new();
    timeout(LONG, socket.read_to_string(&mut answer)).await.unwrap().unwrap();
    assert!(answer.starts_with("HTTP/1.1 413 ") && answer.contains("connection: close"), "{answer}");
    // One whose length nobody says is refused once it is too long.
    let mut socket = TcpStream::connect(server.address()).await.unwrap();
    socket.write_all(head("Transfer-Encoding: chunked").as_bytes()).await.unwrap();
    let chunk = [b"10000\r\n".as_slice(), &[b'a'; 0x10000], b"\r\n"].concat();
    for _ in 0..17 {
        // The server may have answered before the last one.
        let _ = socket.write_all(&chunk).await;
    }
    let mut start = [0; 12];
    timeout(LONG, socket.read_exact(&mut start)).await.unwrap().unwrap();
    assert_eq!(&start, b"HTTP/1.1 413");
    // One that just fits is served.
    let request = as_user(server.request(Method::Post, "/v2/Depots"), ACCOUNT)
        .with_header("Content-Type", "application/x-www-form-urlencoded")
        .with_body(format!("UniqueName=a&Extra={}", "a".repeat((1 << 20) - 19)));
    assert_eq!(server.send(request).await.unwrap().status, 400);
}

#[tokio::test]
async fn a_large_head_is_refused() {
    let server = start().await;
    let long = format!("GET /v2/Depots HTTP/1.1\r\nHost: x\r\nA: {}\r\n\r\n", "a".repeat(1_000_000));
    let answer = raw(&server, long.as_bytes()).await;
    assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 431 "), "{}", String::from_utf8_lossy(&answer));
    let many = format!("GET /v2/Depots HTTP/1.1\r\n{}\r\n", "A: a\r\n".repeat(200));
    let answer = raw(&server, many.as_bytes()).await;
    assert!(answer.starts_with(b"HTTP/1.1 431 "), "{}", String::from_utf8_lossy(&answer));
    assert_eq!(server.look("/health").await["status"], "ok");
}

#[tokio::test]
async fn slow_clients_are_given_up() {
    let limit = Duration::from_millis(100);
    let server = Running::of(bind(frozen()).await.with_limits(limit, limit));
    let mut socket = TcpStream::connect(server.address()).await.unwrap();
    socket.write_all(b"GET /v2/Depots HTTP/1.1\r\nHost: ").await.unwrap();
    let mut answer = String::new();
    timeout(LONG, socket.read_to_string(&mut answer)).await.unwrap().unwrap();
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408"), "{answer}");
    let mut socket = TcpStream::connect(server.address()).await.unwrap();
    let head = format!(
        "POST /v2/Depots HTTP/1.1\r\nHost: x\r\nAuthorization: {}\r\nContent-Length: 9\r\n\r\nUni",
        basic(ACCOUNT, SECRET)
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    timeout(LONG, socket.read_to_string(&mut answer)).await.unwrap().unwrap();
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert_eq!(server.look("/requests").await[0]["status"], json!(408));
}

#[tokio::test]
async fn an_idle_connection_does_not_delay_the_end() {
    let server = start().await;
    let mut socket = TcpStream::connect(server.address()).await.unwrap();
    let request = "GET /__admin/health HTTP/1.1\r\nHost: localhost\r\n\r\n";
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut start = [0; 12];
    timeout(LONG, socket.read_exact(&mut start)).await.unwrap().unwrap();
    timeout(Duration::from_secs(4), server.stop()).await.unwrap().unwrap();
    let mut rest = Vec::new();
    timeout(LONG, socket.read_to_end(&mut rest)).await.unwrap().unwrap();
}

#[test]
fn only_this_machine_may_look_after_the_server() {
    use crate::runtime::fake_server::admin::is_this_machine;
    for near in ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"] {
        assert!(is_this_machine(near.parse().unwrap()), "{near}");
    }
    for far in ["192.0.2.1", "10.0.0.1", "0.0.0.0", "::", "2001:db8::1", "::ffff:192.0.2.1"] {
        assert!(!is_this_machine(far.parse().unwrap()), "{far}");
    }
}

#[tokio::test]
async fn a_second_host_or_origin_does_not_let_another_site_in() {
    let server = start().await;
    let own = server.address();
    let port = own.rsplit(':').next().unwrap();
    let status = async |target: &str, headers: &str| {
        let text = format!("POST {target} HTTP/1.1\r\n{headers}Content-Length: 0\r\nConnection: close\r\n\r\n");
        let answer = raw(&server, text.as_bytes()).await;
        String::from_utf8_lossy(&answer).split(' ').nth(1).unwrap_or_default().to_owned()
    };
    for (target, headers) in [
        ("/__admin/reset", format!("Host: {own}\r\nHost: evil.example\r\n")),
        ("/__admin/reset", format!("Host: {own}\r\nOrigin: http://{own}\r\nOrigin: http://evil.example\r\n")),
        ("/__admin/reset", format!("Host: evil.example@127.0.0.1:{port}\r\n")),
        ("/__admin/reset", format!("Host: 127.0.0.1:{port}:80\r\n")),
        ("http://evil.example/__admin/reset", format!("Host: {own}\r\n")),
    ] {
        assert_eq!(status(target, &headers).await, "403", "{target} {headers}");
    }
    let own_target = format!("http://{own}/__admin/reset");
    assert_eq!(status(&own_target, &format!("Host: {own}\r\nOrigin: http://{own}\r\n")).await, "200");
}

/// A panic in a request closes its connection, which looks as if the server had refused it.
#[tokio::test]
async fn every_sound_request_gets_an_answer() {
    let server = start().await;
    for method in ["GET", "POST", "PUT", "DELETE", "BREW"] {
        for path in ["health", "reset", "clock", "faults", "requests", "webhooks", "state", "", "x"] {
            for body in ["", "{}", "[]", "null", "{\"advance\":1e308}", "{\"account\":1}", "\u{ff}{"] {
                let text = format!(
                    "{method} /__admin/{path}?after=%FF&values HTTP/1.1\r\nHost: localhost:{}\r\nContent-Length: {}\r\n\r\n{body}",
                    server.address().rsplit(':').next().unwrap(),
                    body.len()
                );
                let answer = raw(&server, text.as_bytes()).await;
                let answer = String::from_utf8_lossy(&answer).into_owned();
                let status = answer.split(' ').nth(1).unwrap_or_default().to_owned();
                assert!(["200", "400", "404", "405"].contains(&&*status), "{text}: {answer}");
            }
        }
    }
}
