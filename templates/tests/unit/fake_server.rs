//! The fake on a port: what clients see, how it begins and how it ends.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::fake_server_run::{LONG, OTHER, Running, as_user, basic, bind, frozen, start, start_with};
use crate::runtime::fake_server::arguments::{Arguments, Command, read};
use crate::runtime::fake_server::run::announce;
use crate::runtime::{Call, ClientBuilder, Credentials, Method};
use crate::support::{ACCOUNT, API, KEY, SECRET};

#[tokio::test]
async fn the_first_line_is_the_address() {
    let server = bind(frozen()).await;
    let mut output = Vec::new();
    announce(&server, &mut output).unwrap();
    assert_ne!(server.address().port(), 0);
    assert_eq!(String::from_utf8(output).unwrap(), format!("http://127.0.0.1:{}\n", server.address().port()));
}

#[tokio::test]
async fn the_real_client_works_with_it() {
    let server = start().await;
    for name in ["a", "b", "c", "d"] {
        server.post("/v2/Depots", &format!("UniqueName={name}")).await;
    }
    let builder = ClientBuilder::new(&API, Credentials::account(ACCOUNT, SECRET));
    let client = builder.base_url(server.url.clone()).build().unwrap();
    // Two pages: the URL of the second one is from the server.
    let pages = crate::runtime::Pages::<serde_json::Value>::new(Call::new(&client, &crate::fake_table::LIST_DEPOT));
    let pages = timeout(LONG, pages.collect()).await.unwrap().unwrap();
    let names: Vec<_> = pages.iter().flat_map(|page| page.items()).map(|depot| depot["unique_name"].clone()).collect();
    assert_eq!(names, ["a", "b", "c", "d"]);
    assert_eq!(pages.len(), 2);
}

#[tokio::test]
async fn accounts_do_not_see_one_another() {
    let server = start().await;
    let own = server.post("/v2/Depots", "UniqueName=a").await;
    let path = format!("/v2/Depots/{}", own["sid"].as_str().unwrap());
    for other in [OTHER, KEY] {
        assert_eq!(server.call(other, Method::Get, &path, "").await.status, 404);
        let made = server.call(other, Method::Post, "/v2/Depots", "UniqueName=a").await;
        assert_eq!(made.status, 201, "{}", made.body);
        assert_ne!(made.body["sid"], own["sid"]);
        assert_ne!(made.body["account_sid"], own["account_sid"]);
        assert!(made.body["account_sid"].as_str().unwrap().starts_with("AC"));
        // The next request of the same user finds it.
        let list = server.call(other, Method::Get, "/v2/Depots", "").await.body;
        assert_eq!(list["depots"][0], made.body);
    }
    assert_eq!(own["account_sid"], ACCOUNT);
    assert_eq!(server.get(&path).await, own);
}

#[tokio::test]
async fn only_credentials_of_the_right_form_are_accepted() {
    let server = start().await;
    for wrong in [
        basic("AC0123", SECRET),
        basic("XX0123456789abcdef0123456789abcdef", SECRET),
        basic("AC0123456789abcdef0123456789abcdeg", SECRET),
        basic(ACCOUNT, ""),
        basic(ACCOUNT, SECRET).replace("Basic", "Bearer"),
        "Basic %%%".to_owned(),
    ] {
        let request = server.request(Method::Get, "/v2/Depots").with_sensitive_header("Authorization", wrong);
        let answer = server.send(request).await.unwrap();
        assert_eq!((answer.status, &answer.body["code"]), (401, &json!(4001)));
    }
    assert_eq!(server.send(server.request(Method::Get, "/v2/Depots")).await.unwrap().status, 401);
    assert_eq!(server.look("/health").await["accounts"], 0);
}

#[tokio::test]
async fn there_is_an_end_to_accounts() {
    let server = start().await;
    let status = async |number: u32| {
        let user = format!("AC{number:032x}");
        server.call(&user, Method::Get, "/v2/Depots", "").await.status
    };
    for number in 0..1_000 {
        assert_eq!(status(number).await, 200);
    }
    assert_eq!((status(1_000).await, status(999).await), (429, 200));
}

#[tokio::test]
async fn urls_begin_as_the_server_is_called() {
    let server = start().await;
    let depot = server.post("/v2/Depots", "UniqueName=a").await;
    let expected = format!("{}/v2/Depots/{}", server.url, depot["sid"].as_str().unwrap());
    assert_eq!(depot["url"], expected);
    let public = Running::of(bind(frozen()).await.with_public_url("https://fake.example"));
    let depot = public.post("/v2/Depots", "UniqueName=a").await;
    let expected = format!("https://fake.example/v2/Depots/{}", depot["sid"].as_str().unwrap());
    assert_eq!(depot["url"], expected);
    let list = public.get("/v2/Depots").await;
    assert!(list["meta"]["url"].as_str().unwrap().starts_with("https://fake.example/v2/Depots"), "{list}");
}

#[tokio::test]
async fn methods_are_told_apart() {
    let server = start().await;
    let options = format!(
        "OPTIONS /v2/Depots HTTP/1.1\r\nHost: x\r\nAuthorization: {auth}\r\n\r\n\
         HEAD /v2/Depots HTTP/1.1\r\nHost: x\r\nAuthorization: {auth}\r\n\r\n\
         BREW /nowhere HTTP/1.1\r\nHost: x\r\nAuthorization: {auth}\r\nConnection: close\r\n\r\n",
        auth = basic(ACCOUNT, SECRET)
    );
    let mut socket = TcpStream::connect(server.address()).await.unwrap();
    socket.write_all(options.as_bytes()).await.unwrap();
    let mut text = String::new();
    timeout(LONG, socket.read_to_string(&mut text)).await.unwrap().unwrap();
    let lines: Vec<_> = text.lines().filter(|line| line.contains("HTTP/1.1 ")).collect();
    assert_eq!(lines.len(), 3, "{text}");
    let statuses = lines.iter().map(|line| line.split("HTTP/1.1 ").nth(1).unwrap().split(' ').next().unwrap());
    assert_eq!(statuses.collect::<Vec<_>>(), ["405", "200", "404"]);
    assert!(text.contains("allow: POST, GET") && !text.contains("\"depots\""), "{text}");
}

#[tokio::test]
async fn a_client_that_asks_first_is_told_to_continue() {
    let server = start().await;
    let mut socket = TcpStream::connect(server.address()).await.unwrap();
    let head = format!(
        "POST /v2/Depots HTTP/1.1\r\nHost: x\r\nAuthorization: {}\r\nExpect: 100-continue\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 12\r\n\r\n",
        basic(ACCOUNT, SECRET)
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    let mut start = [0; 25];
    timeout(LONG, socket.read_exact(&mut start)).await.unwrap().unwrap();
    assert_eq!(&start, b"HTTP/1.1 100 Continue\r\n\r\n");
    socket.write_all(b"UniqueName=a").await.unwrap();
    let mut text = String::new();
    timeout(LONG, socket.read_to_string(&mut text)).await.unwrap().unwrap();
    assert!(text.starts_with("HTTP/1.1 201 "), "{text}");
}

/// A file that is gone when the test is over.
struct File(PathBuf);

impl File {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("fake-server-{}-{name}.json", std::process::id())))
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[tokio::test]
async fn the_state_outlives_the_server() {
    let file = File::new("state");
    let first = start_with(&file.0).await;
    let sid = first.parcel("").await;
    first.advance(7).await;
    let (state, parcel) = (first.look("/state").await, first.get(&format!("/v2/Parcels/{sid}")).await);
    assert_eq!(parcel["state"], "moving");
    first.stop().await.unwrap();
    let text = std::fs::read_to_string(&file.0).unwrap();
    assert!(!text.contains(SECRET));

    let second = start_with(&file.0).await;
    assert_eq!(second.look("/state").await, state);
    let url = |value: &serde_json::Value| value["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let again = second.get(&format!("/v2/Parcels/{sid}")).await;
    assert_eq!(
        (url(&again), &again["state"], &again["date_updated"]),
        (sid, &parcel["state"], &parcel["date_updated"])
    );
    // What was planned happens at its time, and nothing twice.
    let changes = second.advance(7).await["changes"].clone();
    assert_eq!(changes.as_array().unwrap().len(), 0, "{changes}");
    let changes = second.advance(1).await["changes"].clone();
    assert_eq!((&changes[0]["to"], &changes[0]["at"]), (&json!("delivered"), &json!("2026-01-01T00:00:15Z")));
    assert_eq!(changes.as_array().unwrap().len(), 1);
    // SIDs go on where they were.
    let depot = second.post("/v2/Depots", "UniqueName=b").await;
    assert!(!text.contains(depot["sid"].as_str().unwrap()));
}

#[tokio::test]
async fn a_file_that_is_no_state_is_an_error() {
    let file = File::new("broken");
    std::fs::write(&file.0, "{").unwrap();
    let error = start_with(&file.0).await.stop().await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidData);
    assert_eq!(std::fs::read_to_string(&file.0).unwrap(), "{");
}

#[tokio::test]
async fn an_open_request_is_finished_at_the_end() {
    let server = Running::of(bind(frozen().latency(Duration::from_millis(300))).await);
    let address = server.address().to_owned();
    let request = as_user(server.request(Method::Get, "/v2/Depots"), ACCOUNT);
    let sent = tokio::spawn(async move {
        use crate::runtime::transport::{HyperTransport, Transport};
        HyperTransport::plain().send(request).await.map(|response| response.status())
    });
    // It has arrived when it is in the log.
    while server.look("/requests").await[0].is_null() {
        tokio::task::yield_now().await;
    }
    server.stop().await.unwrap();
    assert_eq!(timeout(LONG, sent).await.unwrap().unwrap().unwrap(), 200);
    assert!(TcpStream::connect(address).await.is_err());
}

fn arguments(list: &[&str]) -> Result<Command, String> {
    read(list.iter().map(OsString::from))
}

#[test]
fn arguments_are_read() {
    let none = Arguments {
        host: [127, 0, 0, 1].into(),
        port: 0,
        public_url: None,
        seed: None,
        is_frozen: false,
        latency: None,
        state: None,
        allows_webhooks: false,
    };
    assert_eq!(arguments(&[]), Ok(Command::Serve(none)));
    let all = "--port 8080 --host ::1 --public-url https://fake.example/ --seed 7 --clock frozen --latency 20 \
               --state a.json --allow-webhooks";
    let expected = Arguments {
        host: "::1".parse().unwrap(),
        port: 8080,
        public_url: Some("https://fake.example".to_owned()),
        seed: Some(7),
        is_frozen: true,
        latency: Some(Duration::from_millis(20)),
        state: Some("a.json".into()),
        allows_webhooks: true,
    };
    assert_eq!(arguments(&all.split_whitespace().collect::<Vec<_>>()), Ok(Command::Serve(expected)));
    assert_eq!((arguments(&["--help"]), arguments(&["--version"])), (Ok(Command::Help), Ok(Command::Version)));
    for (wrong, part) in [
        (&["--bogus"][..], "--bogus"),
        (&["file"], "file"),
        (&["--port"], "--port"),
        (&["--port", "70000"], "70000"),
        (&["--clock", "slow"], "--clock"),
        (&["--public-url", "fake.example"], "--public-url"),
        (&["--public-url", "https://a@fake.example"], "--public-url"),
        (&["--public-url", "https://fake.example/v2"], "--public-url"),
        (&["--allow-webhooks=yes"], "--allow-webhooks"),
    ] {
        let problem = arguments(wrong).unwrap_err();
        assert!(problem.contains(part) && !problem.contains('\n'), "{problem}");
    }
}
