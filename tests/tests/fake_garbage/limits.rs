//! Clients that send too much, too slowly, or read nothing. What they do is measured by the answers that others get.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::ALONE;
use crate::connection::{Connection, LONG, Server, rest};
use crate::growth;
use crate::requests::basic;

/// How long clients may take, so that a test need not wait.
const LIMIT: Duration = Duration::from_millis(300);
const USER: &str = "AC00000000000000000000000000000001";

async fn hasty() -> Server {
    Server::with(|server| server.with_limits(LIMIT, LIMIT)).await
}

/// Sends bytes until the server takes no more, or all are sent; reports whether it has refused to take some.
async fn pour(socket: &mut TcpStream, chunk: &[u8], times: usize) -> bool {
    for _ in 0..times {
        if timeout(LONG, socket.write_all(chunk)).await.expect("the server reads, or closes the connection").is_err() {
            return true;
        }
    }
    false
}

#[tokio::test]
async fn what_is_too_large_is_not_kept() {
    let _alone = ALONE.lock().await;
    let server = Server::start().await;
    let mut other = Connection::new(server.address);
    let before = growth::resident();
    let host = server.address;
    let authorization = format!("Authorization: {}\r\n", basic(USER));
    let ten_gigabytes = "Content-Length: 10737418240\r\n";
    let chunked = "Transfer-Encoding: chunked\r\n";
    let chunk = [b"FFFF\r\n".as_slice(), &[b'a'; 0xFFFF], b"\r\n"].concat();
    for (path, headers, expected) in [
        ("/v2/Services", format!("{authorization}{ten_gigabytes}"), Some("413")),
        ("/v2/Services", format!("{authorization}{chunked}"), Some("413")),
        ("/v2/Services", ten_gigabytes.to_owned(), Some("401")),
        ("/v2/Services", chunked.to_owned(), Some("401")),
        ("/__admin/clock", ten_gigabytes.to_owned(), Some("413")),
        ("/__admin/clock", chunked.to_owned(), Some("413")),
        ("/__admin/state", ten_gigabytes.to_owned(), Some("413")),
        // A head without an end.
        ("/v2/Services", format!("{authorization}Endless: "), None),
    ] {
        let mut socket = server.connect().await;
        let end = if expected.is_some() { "\r\n" } else { "" };
        let head = format!("POST {path} HTTP/1.1\r\nHost: {host}\r\n{headers}{end}");
        socket.write_all(head.as_bytes()).await.expect("the head can be sent");
        if let Some(expected) = expected.filter(|_| headers.contains("Content-Length")) {
            // Its announcement is enough.
            let mut start = [0; 12];
            let read = timeout(LONG, socket.read_exact(&mut start)).await.expect("the server answers");
            read.expect("the server answers");
            assert_eq!(&start[9..], expected.as_bytes(), "{head}");
        }
        assert!(pour(&mut socket, &chunk, 2_000).await, "{head}: the server has read more than 100 MB");
        assert_eq!(other.get("/__admin/health").await.status, 200);
    }
    if let (Some(before), Some(after)) = (before, growth::resident()) {
        assert!(after < before + (32 << 20), "{before} {after}");
    }
    server.stop().await;
}

#[tokio::test]
async fn slow_clients_are_given_up_and_hold_nobody_up() {
    let _alone = ALONE.lock().await;
    let server = hasty().await;
    let mut other = Connection::new(server.address);
    let host = server.address;
    let head = format!("POST /v2/Services HTTP/1.1\r\nHost: {host}\r\nAuthorization: {}\r\n", basic(USER));
    for (start, slowly, repeated) in [
        (String::new(), head.as_str(), "a"),
        (head.clone(), "", "A: a\r\n"),
        (format!("{head}Content-Length: 1000000\r\n\r\n"), "", "a"),
        (format!("{head}Transfer-Encoding: chunked\r\n\r\n"), "", "1\r\na\r\n"),
        (format!("{head}Transfer-Encoding: chunked\r\n\r\n1;"), "", "a"),
    ] {
        let mut socket = server.connect().await;
        socket.write_all(start.as_bytes()).await.expect("the start can be sent");
        for byte in slowly.bytes().chain(repeated.bytes().cycle()) {
            // Somebody else's answer is the time between two bytes.
            assert_eq!(other.get("/__admin/health").await.status, 200);
            if socket.write_all(&[byte]).await.is_err() {
                break;
            }
        }
    }
    // Slow, but not too slow: each byte by itself.
    let patient = Server::start().await;
    let mut socket = patient.connect().await;
    socket.set_nodelay(true).expect("bytes can be sent by themselves");
    let request = format!("{head}Connection: close\r\nContent-Length: 0\r\n\r\n");
    for byte in request.bytes() {
        socket.write_all(&[byte]).await.expect("the byte can be sent");
        tokio::task::yield_now().await;
    }
    let answer = rest(&mut socket).await;
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    patient.stop().await;
    server.stop().await;
}

#[tokio::test]
async fn idle_connections_end() {
    // Both ends of each are in this process, which may have 1,024 open files.
    const IDLE: usize = 300;
    let _alone = ALONE.lock().await;
    let server = hasty().await;
    let mut idle = Vec::new();
    for number in 0..IDLE {
        let mut socket = server.connect().await;
        if number % 3 == 1 {
            socket.write_all(b"GET /v2/Serv").await.expect("a part can be sent");
        }
        if number % 3 == 2 {
            socket.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.expect("a request can be sent");
        }
        idle.push(socket);
    }
    let mut other = Connection::new(server.address);
    assert_eq!(other.get("/__admin/health").await.status, 200);
    for mut socket in idle {
        rest(&mut socket).await;
    }
    server.stop().await;
}

#[tokio::test]
async fn clients_that_never_read_are_given_up() {
    let _alone = ALONE.lock().await;
    let server = hasty().await;
    let mut other = Connection::new(server.address);
    let request = format!("GET /__admin/ HTTP/1.1\r\nHost: {}\r\n\r\n", server.address);
    let mut sockets = Vec::new();
    for _ in 0..8 {
        let mut socket = server.connect().await;
        assert!(pour(&mut socket, request.repeat(100).as_bytes(), 100_000).await, "the server goes on");
        assert_eq!(other.get("/__admin/health").await.status, 200);
        sockets.push(socket);
    }
    server.stop().await;
}
