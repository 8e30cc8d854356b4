//! The fake in its two forms, in process and on a port, behind one interface, so that a test runs against both. Knows what
//! `FAKE.md` says of the routes below `/__admin`, and nothing of how the fake works.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::oneshot;
use twilio_intelligence_v2::fake::{Fake, FakeServer, Fault};
use twilio_intelligence_v2::{Client, ClientBuilder};

use crate::credentials;

/// A fake, wherever it is. Its time stands still but for [`advance`](Self::advance).
pub struct AFake {
    form: Form,
}

enum Form {
    InProcess(Fake),
    OnAPort(Port),
}

struct Port {
    origin: String,
    http: reqwest::Client,
    _stop: oneshot::Sender<()>,
}

/// How a request fails.
#[derive(Clone, Copy, Debug)]
pub enum Failure {
    /// It gets this status, and is not applied.
    Status(u16),
    /// It gets status 429, with this `Retry-After` in seconds.
    RateLimited(Option<u64>),
    /// It does not arrive.
    NotSent,
    /// It is applied, but the answer does not arrive.
    Cut,
}

/// A request that a fake has seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The id of its operation.
    pub operation: Option<String>,
    /// Its method.
    pub method: String,
    /// Its path, with the version.
    pub path: String,
    /// The status of the answer.
    pub status: Option<u16>,
    /// Its path parameters, its query and its form.
    pub parameters: Vec<(String, String)>,
}

impl AFake {
    /// A fake in this process.
    pub fn in_process() -> Self {
        Self::of(Fake::builder().frozen().build())
    }

    /// This fake.
    pub fn of(fake: Fake) -> Self {
        Self { form: Form::InProcess(fake) }
    }

    /// A fake on a free port of this machine. It ends with the runtime or when it is dropped.
    pub async fn on_a_port() -> Self {
        let server = FakeServer::bind(Fake::builder().frozen(), ([127, 0, 0, 1], 0).into()).await;
        let server = server.expect("a loopback port is available");
        let origin = format!("http://{}", server.address());
        let (stop, stopped) = oneshot::channel();
        tokio::spawn(server.run(async {
            // The sender says so by going.
            let _ = stopped.await;
        }));
        let http = reqwest::Client::builder().no_proxy().build().expect("the settings are valid");
        Self { form: Form::OnAPort(Port { origin, http, _stop: stop }) }
    }

    /// The base URL of the API, if it is on a port.
    pub fn base_url(&self) -> Option<String> {
        match &self.form {
            Form::InProcess(_) => None,
            Form::OnAPort(port) => Some(format!("{}/v2", port.origin)),
        }
    }

    /// The settings of a client of it.
    pub fn client_builder(&self) -> ClientBuilder {
        match &self.form {
            Form::InProcess(fake) => fake.client_builder(),
            Form::OnAPort(port) => Client::builder(credentials()).base_url(format!("{}/v2", port.origin)),
        }
    }

    /// A client of it.
    pub fn client(&self) -> Client {
        self.client_builder().build().expect("the settings are valid")
    }

    /// Lets time pass.
    pub async fn advance(&self, by: Duration) {
        match &self.form {
            Form::InProcess(fake) => drop(fake.advance(by)),
            Form::OnAPort(port) => {
                port.tell("clock", json!({ "advance": by.as_secs_f64() })).await;
            }
        }
    }

    /// Makes the next requests of an operation fail.
    pub async fn fail(&self, operation: &str, failure: Failure, times: u64) {
        match &self.form {
            Form::InProcess(fake) => {
                let fault = match failure {
                    Failure::Status(status) => Fault::status(status),
                    Failure::RateLimited(None) => Fault::rate_limited(),
                    Failure::RateLimited(Some(delay)) => Fault::rate_limited().retry_after(Duration::from_secs(delay)),
                    Failure::NotSent => Fault::not_sent(),
                    Failure::Cut => Fault::cut(),
                };
                drop(fake.inject(fault.on(operation).times(times)).expect("the fault is valid"));
            }
            Form::OnAPort(port) => {
                let mut fault = match failure {
                    Failure::Status(status) => json!({ "status": status }),
                    Failure::RateLimited(None) => json!({ "rate_limited": true }),
                    Failure::RateLimited(Some(delay)) => json!({ "rate_limited": true, "retry_after": delay }),
                    Failure::NotSent => json!({ "not_sent": true }),
                    Failure::Cut => json!({ "cut": true }),
                };
                fault["operation"] = operation.into();
                fault["times"] = times.into();
                port.tell("faults", fault).await;
            }
        }
    }

    /// The requests so far that got an answer.
    pub async fn requests(&self) -> Vec<Seen> {
        match &self.form {
            Form::InProcess(fake) => fake.requests().iter().map(seen_in_process).collect(),
            Form::OnAPort(port) => {
                let list = port.look("requests?values=true").await;
                let list = list.as_array().expect("a list").iter().map(seen_on_a_port);
                list.filter(|seen| seen.status.is_some()).collect()
            }
        }
    }

    /// The requests so far, each as its operation and the status.
    pub async fn lines(&self) -> Vec<String> {
        let requests = self.requests().await.into_iter();
        let line = |seen: Seen| format!("{} {}", seen.operation.unwrap_or_default(), seen.status.unwrap_or_default());
        requests.map(line).collect()
    }

    /// Replaces texts in all records of a fake on a port, such as SIDs by those that a test needs.
    pub async fn rename(&self, texts: &[(String, String)]) {
        let Form::OnAPort(port) = &self.form else { return };
        let mut state = port.look("state").await.to_string();
        for (from, to) in texts {
            state = state.replace(from, to);
        }
        port.send(port.http.put(port.admin("state")).body(state)).await;
    }
}

fn seen_in_process(request: &twilio_intelligence_v2::fake::FakeRequest) -> Seen {
    Seen {
        operation: request.operation_id().map(str::to_owned),
        method: request.method().to_owned(),
        path: request.path().to_owned(),
        status: Some(request.status()),
        parameters: request.parameters().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
    }
}

fn seen_on_a_port(request: &Value) -> Seen {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let parameters = request["parameters"].as_array().into_iter().flatten();
    Seen {
        operation: request["operation"].as_str().map(str::to_owned),
        method: text(&request["method"]),
        path: text(&request["path"]),
        status: request["status"].as_u64().and_then(|status| u16::try_from(status).ok()),
        parameters: parameters.map(|pair| (text(&pair["name"]), text(&pair["value"]))).collect(),
    }
}

impl Port {
    fn admin(&self, path: &str) -> String {
        format!("{}/__admin/{path}", self.origin)
    }

    async fn look(&self, path: &str) -> Value {
        self.send(self.http.get(self.admin(path))).await
    }

    async fn tell(&self, path: &str, body: Value) -> Value {
        self.send(self.http.post(self.admin(path)).body(body.to_string())).await
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Value {
        let answer = request.send().await.expect("the server answers");
        let (status, text) = (answer.status(), answer.text().await.expect("the answer is complete"));
        assert!(status.is_success(), "{status}: {text}");
        serde_json::from_str(&text).expect("the answer is JSON")
    }
}
