//! Garbage over TCP: whatever clients send, the fake on a port goes on serving, tells no secret, keeps no more than it may,
//! and lets nobody look after it who must not. `FAKE_GARBAGE_REQUESTS` says how many random requests there are, and
//! `FAKE_GARBAGE_SEED` which.

#![allow(clippy::panic, reason = "a test fails by panicking")]

mod admin;
mod bytes;
mod connection;
mod growth;
mod limits;
mod requests;

use std::time::Instant;

use fastrand::Rng;
use tokio::sync::Mutex;

use bytes::garbage;
use connection::{Connection, Server};
use requests::{Requests, basic, is_told};

/// One test at a time: they measure the memory of the process, and how long answers take.
static ALONE: Mutex<()> = Mutex::const_new(());

/// How long an answer may take while others send garbage: the machine may be busy with other tests.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(5);

fn setting(name: &str, default: u64) -> u64 {
    let value = std::env::var(name).ok();
    value.map_or(default, |value| value.parse().expect("the value is a number"))
}

/// Fails if what those see who look after the server contains a secret.
async fn tells_no_secret(server: &Server) {
    let mut admin = Connection::new(server.address);
    for path in ["health", "clock", "faults", "requests", "requests?values=true", "webhooks", "state"] {
        let answer = admin.get(&format!("/__admin/{path}")).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(!is_told(&answer.text), "{path} tells a secret");
    }
}

#[tokio::test]
async fn random_requests_are_answered() {
    let _alone = ALONE.lock().await;
    let count = setting("FAKE_GARBAGE_REQUESTS", 5_000);
    let server = Server::start().await;
    let mut requests = Requests::new(setting("FAKE_GARBAGE_SEED", 1), server.address);
    let (mut connection, mut other) = (Connection::new(server.address), Connection::new(server.address));
    let started = Instant::now();
    let (mut statuses, mut slowest) = (std::collections::BTreeMap::<u16, u64>::new(), std::time::Duration::ZERO);
    let mut at_half = None;
    for number in 0..count {
        let request = requests.next();
        let answer = connection.exchange(&request).await;
        assert!(answer.status < 500, "{request}\n{}", answer.text);
        assert!(!is_told(&answer.text), "{request}\n{}", answer.text);
        requests.learn(&answer.text);
        *statuses.entry(answer.status).or_default() += 1;
        if number % 100 == 0 {
            // Somebody else gets answers meanwhile. Time passes, so that webhooks are sent.
            let asked = Instant::now();
            let body = r#"{"advance":5}"#;
            let head = format!("Host: {}\r\nContent-Length: {}", server.address, body.len());
            let clock = other.exchange(&format!("POST /__admin/clock HTTP/1.1\r\n{head}\r\n\r\n{body}")).await;
            assert_eq!(clock.status, 200, "{}", clock.text);
            assert!(!is_told(&clock.text));
            slowest = slowest.max(asked.elapsed());
        }
        if number == count / 2 {
            at_half = growth::resident();
        }
    }
    let took = started.elapsed();
    println!(
        "{count} requests, {:.0} a second, {statuses:?}, slowest answer to others {slowest:?}",
        count as f64 / took.as_secs_f64()
    );
    println!("resident memory: {at_half:?} bytes at half, {:?} in the end", growth::resident());
    assert!(slowest < PATIENCE, "{slowest:?}");
    // They are sound enough to reach all of the engine.
    for status in [200, 201, 204, 400, 401, 404, 405, 415, 429] {
        assert!(statuses.contains_key(&status), "{status} is missing: {statuses:?}");
    }
    tells_no_secret(&server).await;
    server.stop().await;
}

#[tokio::test]
async fn random_bytes_end_nothing() {
    let _alone = ALONE.lock().await;
    let count = setting("FAKE_GARBAGE_REQUESTS", 5_000) / 4;
    let server = Server::start().await;
    let mut random = Rng::with_seed(setting("FAKE_GARBAGE_SEED", 1));
    let mut other = Connection::new(server.address);
    let authorization = basic("AC00000000000000000000000000000001");
    let (mut answered, mut refused) = (0, 0);
    for number in 0..count {
        let bytes = garbage(&mut random, &authorization);
        let answer = server.raw(&bytes).await;
        let sent = String::from_utf8_lossy(&bytes);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1."), "{sent}\n{answer}");
        let status = answer.split(' ').nth(1).unwrap_or_default();
        assert!(!status.starts_with('5'), "{sent}\n{answer}");
        assert!(!is_told(&answer), "{sent}\n{answer}");
        answered += u32::from(status.starts_with('2'));
        refused += u32::from(status.starts_with('4'));
        if number % 50 == 0 {
            assert_eq!(other.get("/__admin/health").await.status, 200);
        }
    }
    // Few of them are requests at all.
    assert!(answered > 0 && refused > 200, "{answered} {refused}");
    tells_no_secret(&server).await;
    server.stop().await;
}

/// What is refused must leave nothing behind but its line in the log, which has a limit.
#[tokio::test]
async fn refused_requests_leave_nothing() {
    // More than the log keeps; then as many as show growth.
    const FIRST: u32 = 11_000;
    const MORE: u32 = 4_000;
    const MAX_GROWTH: u64 = 4 << 20;
    let _alone = ALONE.lock().await;
    let server = Server::start().await;
    let mut connection = Connection::new(server.address);
    let host = server.address;
    let mut memory = Vec::new();
    for number in 0..FIRST + 2 * MORE {
        let user = format!("AC{:032x}", number % 1_500);
        let path = match number % 6 {
            0 => format!("/v2/Services/{number}/Nothing"),
            1 => format!("/v2/Transcripts?Bogus={number}"),
            2 => format!("/v2/Transcripts?PageToken=PT{number:032x}"),
            _ => format!("/v2/Transcripts/GT{number:032x}"),
        };
        let wrong = if number % 6 == 3 { "wrong" } else { "" };
        let authorization = format!("Authorization: {}{wrong}", basic(&user));
        let close = if number % 500 == 0 { "Connection: close\r\n" } else { "" };
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{close}{authorization}\r\n\r\n");
        let answer = connection.exchange(&request).await;
        assert!((400..500).contains(&answer.status), "{request}\n{}", answer.text);
        if [FIRST - 1, FIRST + MORE - 1, FIRST + 2 * MORE - 1].contains(&number) {
            memory.extend(growth::resident());
        }
    }
    // After the first round, the log is full and there are as many accounts as there can be.
    println!("resident memory: {memory:?} bytes");
    if let [_, before, after] = memory[..] {
        assert!(after < before + MAX_GROWTH, "{memory:?}");
    }
    server.stop().await;
}
