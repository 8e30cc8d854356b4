//! How tests call the fake of the parcel service, and what they read its records as.

use serde::Deserialize;
use serde_json::Value;

use crate::fake_table::{CREATE_DEPOT, CREATE_PARCEL, PARCELS};
use crate::runtime::fake::{Fake, FakeRecord};
use crate::runtime::sealed::Sealed;
use crate::runtime::transport::{HttpRequest, HttpResponse, Transport, TransportError};
use crate::runtime::{Call, Credentials, Error, Method, Operation, Response, RetryPolicy};
use crate::support::API;

#[derive(Debug, PartialEq, Deserialize)]
pub(crate) struct Depot {
    pub(crate) sid: String,
    pub(crate) unique_name: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) version: i64,
    pub(crate) date_updated: String,
}

#[derive(Debug, PartialEq, Deserialize)]
pub(crate) struct Parcel {
    pub(crate) sid: String,
    pub(crate) depot_sid: Option<String>,
    pub(crate) state: String,
    pub(crate) date_updated: String,
}

#[derive(Debug, PartialEq, Deserialize)]
pub(crate) struct Event {
    pub(crate) sid: String,
    pub(crate) index: i64,
    pub(crate) note: Option<String>,
}

#[derive(Debug, PartialEq, Deserialize)]
pub(crate) struct Report {
    pub(crate) courier_sid: String,
    pub(crate) verdict: Option<String>,
    pub(crate) name: Option<String>,
}

#[derive(Debug, PartialEq, Deserialize)]
pub(crate) struct Courier {
    pub(crate) sid: String,
    pub(crate) name: String,
}

#[derive(Debug, PartialEq, Deserialize)]
pub(crate) struct Assignment {
    pub(crate) courier_sid: String,
}

/// Makes types readable from the fake.
macro_rules! records {
    ($($name:ident),*) => {
        $(
            impl Sealed for $name {}

            impl FakeRecord for $name {
                const RESOURCE: &'static str = stringify!($name);
            }
        )*
    };
}

records!(Assignment, Depot, Parcel, Event, Report, Courier);

pub(crate) fn fake() -> Fake {
    Fake::builder_of(&PARCELS).seed(7).frozen().build()
}

/// A call through the real client, without retries.
pub(crate) fn call(fake: &Fake, operation: &'static Operation, path: &[(&'static str, &str)]) -> Call {
    let client = fake.client_builder().retry(RetryPolicy::never()).build().unwrap();
    let mut call = Call::new(&client, operation);
    for (name, value) in path {
        call.inputs.path::<String>(name, *value);
    }
    call
}

/// Sends a form.
pub(crate) async fn post(
    fake: &Fake,
    operation: &'static Operation,
    path: &[(&'static str, &str)],
    form: &[(&'static str, &str)],
) -> Result<Response<Value>, Error> {
    let mut call = call(fake, operation, path);
    for (name, value) in form {
        call.inputs.form::<String>(name, *value);
    }
    call.send().await
}

/// Sends a query.
pub(crate) async fn get(
    fake: &Fake,
    operation: &'static Operation,
    path: &[(&'static str, &str)],
    query: &[(&'static str, &str)],
) -> Result<Response<Value>, Error> {
    let mut call = call(fake, operation, path);
    for (name, value) in query {
        call.inputs.query::<String>(name, *value);
    }
    call.send().await
}

pub(crate) async fn delete(
    fake: &Fake,
    operation: &'static Operation,
    path: &[(&'static str, &str)],
) -> Result<Response<()>, Error> {
    call(fake, operation, path).send_empty().await
}

/// Returns a text of a response.
pub(crate) fn text_of(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_else(|| panic!("{name} of {value}")).to_owned()
}

pub(crate) async fn depot(fake: &Fake, form: &[(&'static str, &str)]) -> String {
    text_of(&post(fake, &CREATE_DEPOT, &[], form).await.unwrap(), "sid")
}

pub(crate) async fn parcel(fake: &Fake, depot: &str) -> String {
    let form = [("DepotSid", depot), ("Contents", r#"{"weight":2}"#)];
    text_of(&post(fake, &CREATE_PARCEL, &[], &form).await.unwrap(), "sid")
}

/// A request below the client, as anybody could send it.
pub(crate) fn request(fake: &Fake, method: Method, path: &str) -> HttpRequest {
    let request = HttpRequest::new(method, format!("https://parcels.acme.example/v2{path}"));
    authorized(request, &fake.credentials())
}

pub(crate) fn authorized(request: HttpRequest, credentials: &Credentials) -> HttpRequest {
    request.with_sensitive_header("Authorization", credentials.authorization(&API).unwrap())
}

pub(crate) fn form(fake: &Fake, path: &str, body: &str) -> HttpRequest {
    let request = request(fake, Method::Post, path);
    request.with_header("Content-Type", "application/x-www-form-urlencoded").with_body(body)
}

pub(crate) async fn send(fake: &Fake, request: HttpRequest) -> Result<HttpResponse, TransportError> {
    fake.send(request).await
}

/// The status and the body of an answer.
pub(crate) async fn answer(fake: &Fake, request: HttpRequest) -> (u16, Value) {
    let mut response = send(fake, request).await.unwrap();
    let body = response.next_chunk().await.unwrap();
    let body = body.map(|body| serde_json::from_slice(&body).unwrap());
    (response.status(), body.unwrap_or(Value::Null))
}

/// The status and the message of an answer that is a refusal.
pub(crate) async fn refusal(fake: &Fake, request: HttpRequest) -> (u16, String) {
    let (status, body) = answer(fake, request).await;
    assert!(status >= 400 && body["status"] == status, "{status} {body}");
    (status, text_of(&body, "message"))
}
