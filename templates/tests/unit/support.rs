//! A small API, and a transport that replays a script.

use std::collections::VecDeque;
use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::runtime::sid::sid_kind;
use crate::runtime::transport::{BoxFuture, HttpRequest, HttpResponse, Transport, TransportError};
use crate::runtime::{
    Api, Call, Client, ClientBuilder, CredentialSpec, Credentials, Find, FindBy, Idempotency, InputPath, Location,
    Method, Operation, PageFormat, RateLimitFormat, ResponseFormat, RetryPolicy, Sid,
};

pub(crate) static API: Api = Api {
    title: "Example",
    package: "example-v2",
    package_version: "1.2.3",
    base_url: "https://parcels.acme.example/v2",
    api_key: CredentialSpec { prefix: "SK", sid_variable: "KEY_SID", secret_variable: "KEY_SECRET" },
    account: CredentialSpec { prefix: "AC", sid_variable: "ACCOUNT_SID", secret_variable: "AUTH_TOKEN" },
    location: Some(Location { edge_variable: "EDGE", region_variable: "REGION", regions: &["us1", "ie1"] }),
    pages: Some(PageFormat {
        envelope: "meta",
        next: "next_page_url",
        previous: "previous_page_url",
        first: "first_page_url",
        current: "url",
        index: "page",
        size: "page_size",
    }),
    responses: ResponseFormat {
        request_id: Some("Acme-Request-Id"),
        rate_limit: Some(RateLimitFormat {
            limit: "X-Rate-Limit-Limit",
            remaining: "X-Rate-Limit-Remaining",
            config: "X-Rate-Limit-Config",
        }),
        missing_permission: &[70051],
    },
};

pub(crate) static LIST: Operation =
    Operation::new("list_things", Method::Get, "/Things", Idempotency::Idempotent).paged("things");
pub(crate) static FETCH: Operation =
    Operation::new("fetch_thing", Method::Get, "/Things/{Sid}", Idempotency::Idempotent).permitted_by("/things/read");
pub(crate) static CREATE: Operation =
    Operation::new("create_thing", Method::Post, "/Things", Idempotency::NotIdempotent).found_by(&Find {
        operation: &LIST,
        by: &[
            FindBy { parameter: "Owner", input: InputPath { parameter: "Owner", members: &[] } },
            FindBy { parameter: "Source", input: InputPath { parameter: "Contents", members: &["first", "sid"] } },
        ],
        unless: Some(InputPath { parameter: "Contents", members: &["first", "url"] }),
    });
pub(crate) static NAME: Operation = Operation::new("name_thing", Method::Post, "/Things", Idempotency::NotIdempotent)
    .found_by(&Find {
        operation: &FETCH,
        by: &[FindBy { parameter: "Sid", input: InputPath { parameter: "UniqueName", members: &[] } }],
        unless: None,
    });
pub(crate) static DELETE: Operation =
    Operation::new("delete_thing", Method::Delete, "/Things/{Sid}", Idempotency::Idempotent);
pub(crate) static ATTACH: Operation =
    Operation::new("attach_part", Method::Post, "/Things/{Sid}/Parts/{PartSid}", Idempotency::NotIdempotent);
pub(crate) static UPDATE: Operation =
    Operation::new("update_thing", Method::Post, "/Things/{Sid}", Idempotency::WithIfMatch);

#[derive(Debug)]
pub(crate) enum ThingKind {}

sid_kind!(ThingKind, "ThingSid", ["TH"], false);

pub(crate) type ThingSid = Sid<ThingKind>;

pub(crate) const THING: &str = "TH0123456789abcdef0123456789ABCDEF";
pub(crate) const KEY: &str = "SK0123456789abcdef0123456789abcdef";
pub(crate) const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";
/// Must appear only in the `Authorization` header of requests.
pub(crate) const SECRET: &str = "canary-secret";

pub(crate) enum Step {
    Answer(HttpResponse),
    Late(Duration, HttpResponse),
    Fail(TransportError),
    Never,
}

/// Replays one step per request; a request without a step fails the test.
#[derive(Clone, Debug, Default)]
pub(crate) struct Script(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    steps: VecDeque<Step>,
    requests: Vec<HttpRequest>,
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("State")
    }
}

impl Script {
    pub(crate) fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Self(Arc::new(Mutex::new(State { steps: steps.into_iter().collect(), requests: Vec::new() })))
    }

    pub(crate) fn requests(&self) -> Vec<HttpRequest> {
        self.0.lock().unwrap().requests.clone()
    }

    /// Adds steps.
    pub(crate) fn extend(&self, steps: impl IntoIterator<Item = Step>) {
        self.0.lock().unwrap().steps.extend(steps);
    }

    pub(crate) fn urls(&self) -> Vec<String> {
        self.requests().iter().map(|request| request.url().to_owned()).collect()
    }

    pub(crate) fn client(&self) -> Client {
        builder().transport(self.clone()).build().unwrap()
    }

    pub(crate) fn call(&self, operation: &'static Operation) -> Call {
        Call::new(&self.client(), operation)
    }
}

impl Transport for Script {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            let step = {
                let mut state = self.0.lock().unwrap();
                state.requests.push(request);
                state.steps.pop_front().expect("the script has a step for each request")
            };
            match step {
                Step::Answer(answer) => Ok(answer),
                Step::Late(delay, answer) => {
                    tokio::time::sleep(delay).await;
                    Ok(answer)
                }
                Step::Fail(error) => Err(error),
                Step::Never => pending().await,
            }
        })
    }
}

/// Without retries, so that a script has one step for each request; `retries` tests the rest.
pub(crate) fn builder() -> ClientBuilder {
    ClientBuilder::new(&API, Credentials::api_key(KEY, SECRET)).retry(RetryPolicy::never())
}

pub(crate) fn answer(status: u16, body: &str) -> Step {
    Step::Answer(HttpResponse::new(status).with_header("Content-Type", "application/json").with_body(body))
}

/// Returns the text of an error, after checking that it is one line without a secret.
pub(crate) fn text(error: &(impl std::fmt::Display + std::fmt::Debug)) -> String {
    let (display, debug) = (error.to_string(), format!("{error:?}"));
    assert!(!display.contains('\n'), "{display}");
    for text in [&display, &debug] {
        assert!(!text.contains(SECRET) && !text.contains("Basic "), "{text}");
    }
    display
}
