//! Webhooks of a fake on a port, on their way to their receivers.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::time::timeout;

use crate::fake_server_run::{LONG, Running, bind, frozen};
use crate::fake_table::PARCELS;
use crate::http_server::read_request;
use crate::runtime::fake::Fake;
use crate::runtime::webhook::WebhookVerifier;
use crate::support::SECRET;

/// A receiver that keeps what it gets and answers always the same.
async fn receiver(answer: &'static str) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let received = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&received);
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let Some(request) = read_request(&mut socket).await else { continue };
            kept.lock().unwrap().push(request);
            socket.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    (url, received)
}

async fn server() -> Running {
    Running::of(bind(frozen()).await.with_signature_header("X-Acme-Signature"))
}

/// The attempts, once there are that many.
async fn attempts(server: &Running, count: usize) -> Vec<Value> {
    let seen = async {
        loop {
            let attempts = server.look("/webhooks").await;
            let attempts = attempts.as_array().unwrap();
            if attempts.len() >= count {
                return attempts.clone();
            }
            tokio::task::yield_now().await;
        }
    };
    timeout(LONG, seen).await.unwrap()
}

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

#[tokio::test]
async fn a_webhook_is_delivered_with_a_valid_signature() {
    let (url, received) = receiver(OK).await;
    let server = server().await;
    let sid = server.parcel(&format!("{url}/hook?token=canary")).await;
    server.advance(17).await;
    assert_eq!(server.look("/webhooks").await, json!([]));
    server.advance(1).await;
    let seen = attempts(&server, 1).await;
    assert_eq!(
        (&seen[0]["status"], &seen[0]["sid"], &seen[0]["at"]),
        (&json!(200), &json!(sid), &json!("2026-01-01T00:00:18Z"))
    );
    // Whatever the query contains is between the sender and the receiver.
    let shown = seen[0]["url"].as_str().unwrap();
    assert!(shown.starts_with(&format!("{url}/hook?token=")) && !shown.contains("canary"), "{shown}");
    let request = received.lock().unwrap()[0].clone();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let path = head.split(' ').nth(1).unwrap();
    assert!(head.starts_with("POST ") && path.contains("token=canary"), "{head}");
    let signature = head.lines().find_map(|line| line.strip_prefix("x-acme-signature: ")).unwrap();
    let verifier = WebhookVerifier::new(SECRET).unwrap();
    verifier.verify_json(&format!("{url}{path}"), body.as_bytes(), signature).unwrap();
    assert!(verifier.verify_json(&format!("{url}{path}"), b"{}", signature).is_err());
    let body: Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["event_type"], "parcel_delivered");
}

#[tokio::test]
async fn other_machines_are_not_called() {
    let server = server().await;
    server.parcel("https://user:canary@parcels.example/hook?a=canary").await;
    server.advance(18).await;
    let seen = attempts(&server, 1).await;
    assert_eq!(seen[0]["error"], "webhooks to other machines are not allowed");
    assert_eq!(seen[0]["url"], "https://parcels.example/hook?a=...");
}

#[tokio::test]
async fn redirects_are_not_followed_and_failures_are_told() {
    let (url, received) = receiver("HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n").await;
    let server = server().await;
    server.parcel(&url).await;
    server.advance(18).await;
    assert_eq!(attempts(&server, 1).await[0]["status"], 302);
    assert_eq!(received.lock().unwrap().len(), 1);
    let closed = Running::of(bind(frozen()).await);
    closed.parcel("ftp://127.0.0.1/").await;
    closed.advance(18).await;
    assert_eq!(attempts(&closed, 1).await[0]["error"], "the URL is not valid");
}

#[tokio::test]
async fn webhooks_of_an_account_come_in_order() {
    let (url, received) = receiver(OK).await;
    let server = server().await;
    server.parcel(&url).await;
    let depot = server.get("/v2/Depots").await["depots"][0]["sid"].as_str().unwrap().to_owned();
    let mut sids = vec![server.get("/v2/Parcels").await["parcels"][0]["sid"].clone()];
    for _ in 0..9 {
        server.advance(1).await;
        let form = format!("DepotSid={depot}&Contents=%7B%22weight%22:2%7D");
        sids.push(server.post("/v2/Parcels", &form).await["sid"].clone());
    }
    server.advance(60).await;
    let seen: Vec<_> = attempts(&server, 10).await.iter().map(|attempt| attempt["sid"].clone()).collect();
    assert_eq!(seen, sids);
    let received = received.lock().unwrap().clone();
    assert_eq!(received.len(), 10);
    assert!(received.iter().zip(&sids).all(|(request, sid)| request.contains(sid.as_str().unwrap())));
}

#[tokio::test]
async fn with_a_real_clock_nobody_has_to_look() {
    let (url, received) = receiver(OK).await;
    let fakes = Fake::builder_of(&PARCELS).seed(7);
    let server = Running::of(bind(fakes).await);
    server.parcel(&url).await;
    // Only the rest of the time passes by itself.
    let almost = json!({ "advance": 17.5 });
    server.admin(crate::runtime::Method::Post, "/clock", &almost).await;
    let arrived = async {
        while received.lock().unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(LONG, arrived).await.unwrap();
    let request = received.lock().unwrap()[0].clone();
    assert!(!request.contains("signature"), "{request}");
}
