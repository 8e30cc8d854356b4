//! A fake on a port, as the tests use it.

use std::path::Path;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::fake_table::PARCELS;
use crate::runtime::fake::{Fake, FakeServer};
use crate::runtime::transport::{HttpRequest, HttpResponse, HyperTransport, Transport, TransportError};
use crate::runtime::{Method, fake::FakeBuilder};
use crate::support::{ACCOUNT, SECRET};

/// Longer than anything here takes.
pub(crate) const LONG: Duration = Duration::from_secs(20);
/// Another account.
pub(crate) const OTHER: &str = "AC00000000000000000000000000000002";

pub(crate) fn frozen() -> FakeBuilder {
    Fake::builder_of(&PARCELS).seed(7).frozen()
}

pub(crate) async fn bind(fakes: FakeBuilder) -> FakeServer {
    FakeServer::bind(fakes, ([127, 0, 0, 1], 0).into()).await.unwrap()
}

/// A server that runs until the test is over.
pub(crate) struct Running {
    pub(crate) url: String,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<std::io::Result<()>>,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Value,
}

pub(crate) async fn start() -> Running {
    Running::of(bind(frozen()).await)
}

pub(crate) async fn start_with(state: &Path) -> Running {
    Running::of(bind(frozen()).await.with_state_file(state))
}

impl Running {
    pub(crate) fn of(server: FakeServer) -> Self {
        let (stop, stopped) = oneshot::channel();
        let url = format!("http://{}", server.address());
        let task = tokio::spawn(server.run(async {
            let _ = stopped.await;
        }));
        Self { url, stop: Some(stop), task }
    }

    pub(crate) fn address(&self) -> &str {
        self.url.strip_prefix("http://").unwrap()
    }

    /// Tells the server to end and waits until it has.
    pub(crate) async fn stop(mut self) -> std::io::Result<()> {
        self.stop.take().unwrap().send(()).unwrap();
        timeout(LONG, &mut self.task).await.unwrap().unwrap()
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> HttpRequest {
        HttpRequest::new(method, format!("{}{path}", self.url))
    }

    pub(crate) async fn send(&self, request: HttpRequest) -> Result<Answer, TransportError> {
        let response = timeout(LONG, HyperTransport::plain().send(request)).await.unwrap()?;
        Ok(read(response).await)
    }

    /// A request of an account.
    pub(crate) async fn call(&self, account: &str, method: Method, path: &str, form: &str) -> Answer {
        let request = as_user(self.request(method, path), account);
        self.send(with_form(request, form)).await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        self.call(ACCOUNT, Method::Get, path, "").await.body
    }

    pub(crate) async fn post(&self, path: &str, form: &str) -> Value {
        self.call(ACCOUNT, Method::Post, path, form).await.body
    }

    /// A request of somebody who looks after the server.
    pub(crate) async fn admin(&self, method: Method, path: &str, body: &Value) -> Answer {
        let request = self.request(method, &format!("/__admin{path}"));
        let request = if body.is_null() { request } else { request.with_body(body.to_string()) };
        self.send(request).await.unwrap()
    }

    pub(crate) async fn look(&self, path: &str) -> Value {
        let answer = self.admin(Method::Get, path, &Value::Null).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer.body
    }

    pub(crate) async fn advance(&self, seconds: u64) -> Value {
        let answer = self.admin(Method::Post, "/clock", &json!({ "advance": seconds })).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body
    }

    /// Creates a depot and a parcel in it, and returns the SID of the parcel.
    pub(crate) async fn parcel(&self, hook: &str) -> String {
        let hook: String = form_urlencoded::byte_serialize(hook.as_bytes()).collect();
        let depot = self.post("/v2/Depots", &format!("UniqueName=a&HookUrl={hook}")).await;
        let form = format!("DepotSid={}&Contents=%7B%22weight%22:2%7D", depot["sid"].as_str().unwrap());
        self.post("/v2/Parcels", &form).await["sid"].as_str().unwrap().to_owned()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

pub(crate) fn basic(user: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{secret}")))
}

pub(crate) fn as_user(request: HttpRequest, user: &str) -> HttpRequest {
    request.with_sensitive_header("Authorization", basic(user, SECRET))
}

fn with_form(request: HttpRequest, form: &str) -> HttpRequest {
    if form.is_empty() {
        return request;
    }
    request.with_header("Content-Type", "application/x-www-form-urlencoded").with_body(form)
}

async fn read(mut response: HttpResponse) -> Answer {
    let headers = response.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let mut bytes = Vec::new();
    while let Some(chunk) = timeout(LONG, response.next_chunk()).await.unwrap().unwrap() {
        bytes.extend_from_slice(&chunk);
    }
    let text = String::from_utf8(bytes).unwrap();
    assert!(!text.contains(SECRET), "{text}");
    let body = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap_or_else(|_| text.into()) };
    Answer { status: response.status(), headers, body }
}
