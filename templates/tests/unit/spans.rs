//! Spans for attempts and events for retries, with the names of OpenTelemetry and without private data.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Metadata, Subscriber};

use crate::runtime::transport::{HttpResponse, TransportError, TransportErrorKind};
use crate::runtime::{Call, Client, Operation, RetryPolicy};
use crate::support::{CREATE, FETCH, SECRET, Script, Step, THING, UPDATE, answer, builder};

type Fields = BTreeMap<String, String>;

/// Records every span with its name and fields, and every event with its fields.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Vec<Fields>>>);

impl Spans {
    /// Records on this thread until the guard is dropped.
    fn listen() -> (Self, DefaultGuard) {
        let spans = Self::default();
        (spans.clone(), tracing::subscriber::set_default(spans))
    }

    fn all(&self) -> Vec<Fields> {
        self.0.lock().unwrap().clone()
    }
}

struct Visitor<'a>(&'a mut Fields);

impl Visit for Visitor<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}").trim_matches('"').to_owned());
    }
}

impl Subscriber for Spans {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        // Without those of other libraries.
        metadata.target().contains("runtime::trace")
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut fields = Fields::from([("name".to_owned(), attributes.metadata().name().to_owned())]);
        attributes.record(&mut Visitor(&mut fields));
        let mut spans = self.0.lock().unwrap();
        spans.push(fields);
        Id::from_u64(spans.len() as u64)
    }

    fn record(&self, id: &Id, values: &Record<'_>) {
        values.record(&mut Visitor(&mut self.0.lock().unwrap()[id.into_u64() as usize - 1]));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::new();
        event.record(&mut Visitor(&mut fields));
        self.0.lock().unwrap().push(fields);
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

fn client(script: &Script, policy: RetryPolicy) -> Client {
    builder().retry(policy).transport(script.clone()).build().unwrap()
}

async fn spans(
    operation: &'static Operation,
    policy: RetryPolicy,
    steps: impl IntoIterator<Item = Step>,
) -> Vec<Fields> {
    let (spans, _guard) = Spans::listen();
    let mut call = Call::new(&client(&Script::new(steps), policy), operation);
    call.inputs.path::<String>("Sid", THING);
    let _ = call.send_empty().await;
    spans.all()
}

fn fields(pairs: &[(&str, &str)]) -> Fields {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test(start_paused = true)]
async fn every_attempt_is_a_span_under_the_names_of_opentelemetry() {
    let mut seen = spans(&FETCH, RetryPolicy::new(), [answer(503, "{}"), answer(200, "{}")]).await;
    let delay = seen[1].remove("delay_ms").expect("the event contains the delay");
    assert!(delay.parse::<u64>().is_ok_and(|delay| delay <= 250), "{delay}");
    let common = [
        ("name", "http.client.request"),
        ("otel.kind", "client"),
        ("otel.name", "GET /Things/{Sid}"),
        ("http.request.method", "GET"),
        ("url.template", "/Things/{Sid}"),
        ("server.address", "parcels.acme.example"),
        ("server.port", "443"),
    ];
    let failed = [("http.response.status_code", "503"), ("error.type", "503"), ("otel.status_code", "ERROR")];
    let repeated = [("http.response.status_code", "200"), ("http.request.resend_count", "1")];
    let between = [
        ("message", "request failed, retrying"),
        ("http.request.method", "GET"),
        ("url.template", "/Things/{Sid}"),
        ("http.response.status_code", "503"),
        ("error.type", "503"),
        ("http.request.resend_count", "1"),
    ];
    let span = |own: &[_]| fields(&[&common[..], own].concat());
    assert_eq!(seen, [span(&failed), fields(&between), span(&repeated)]);
}

#[tokio::test(start_paused = true)]
async fn the_kind_of_a_failure_is_one_of_few_words() {
    let error_type =
        async |step: Step| spans(&CREATE, RetryPolicy::never(), [step]).await[0].get("error.type").cloned();
    let transport = |kind| Step::Fail(TransportError::new(kind, "broken"));
    assert_eq!(error_type(Step::Never).await.as_deref(), Some("timeout"));
    assert_eq!(error_type(transport(TransportErrorKind::Connect)).await.as_deref(), Some("connection"));
    assert_eq!(error_type(transport(TransportErrorKind::Interrupted)).await.as_deref(), Some("interrupted"));
    assert_eq!(error_type(answer(404, "{}")).await.as_deref(), Some("404"));
    let large = HttpResponse::new(200).with_header("Content-Length", "99999999").with_body("{}");
    assert_eq!(error_type(Step::Answer(large)).await.as_deref(), Some("response_too_large"));
    assert_eq!(error_type(answer(200, "{}")).await, None);
}

#[tokio::test(start_paused = true)]
async fn nothing_private_is_in_a_span() {
    let (spans, _guard) = Spans::listen();
    let body = r#"{"message":"canary-message","sid":"canary-body"}"#;
    let steps = [answer(503, body), transport_failure(), answer(400, body)];
    let mut call = Call::new(&client(&Script::new(steps), RetryPolicy::new().retry_updates(true)), &UPDATE);
    call.inputs.path::<String>("Sid", THING);
    call.inputs.query::<String>("Query", "canary-query");
    call.inputs.form::<String>("Form", "canary-form");
    call.inputs.header::<String>("If-Match", "canary-header");
    let error = call.send_empty().await.unwrap_err();
    assert_eq!(error.attempts(), 3);
    let seen = format!("{:?}", spans.all());
    assert!(spans.all().len() == 3 + 2 && !seen.contains("canary") && !seen.contains(SECRET), "{seen}");
    assert!(!seen.contains(THING) && !seen.contains("Basic"), "{seen}");
}

fn transport_failure() -> Step {
    Step::Fail(TransportError::new(TransportErrorKind::Interrupted, "broken").with_source("canary-source"))
}
