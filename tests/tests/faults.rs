//! Every operation with every fault: the result of the call, the number of attempts, and the time it takes. Which
//! operations are safe to retry comes from the description.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::LazyLock;
use std::time::Duration;

use generator::surface::{Idempotency, Operation};
use serde_json::{Value, json};
use tests::calls::{Variant, calls};
use tests::credentials;
use tests::recorder::{Recorder, Reply};
use tests::sample::sample;
use tests::surface::{operation, page_key};
use tokio::time::Instant;
use twilio_intelligence_v2::transport::TransportErrorKind;
use twilio_intelligence_v2::{Client, Error, Method};

/// Maximum number of attempts of the default retry policy.
const ATTEMPTS: usize = 4;
/// Maximum sum of the delays between the attempts: 250, 500 and 1,000 milliseconds.
const DELAYS: Duration = Duration::from_millis(1750);
/// Allowance for the test clock, which rounds waits up to milliseconds.
const ROUNDING: Duration = Duration::from_millis(10);

/// What a fault means for the request.
#[derive(Clone, Copy, PartialEq)]
enum Meaning {
    /// It was not sent, or the server reported that it was not processed.
    NotProcessed,
    /// It may have been processed.
    Unknown,
    /// It was rejected; a retry would be rejected as well.
    Refused,
    /// It was processed, but the response cannot be used.
    Processed,
    /// Like `Processed`, or `Fine` if the operation returns nothing.
    Undecodable,
    /// The call succeeds.
    Fine,
}

/// A fault of every attempt.
struct Fault {
    name: &'static str,
    reply: fn(&Case) -> Reply,
    meaning: Meaning,
    /// A predicate that must hold for the error.
    is: fn(&Error) -> bool,
    /// The duration of each attempt.
    takes: Duration,
    /// The minimum delay between two attempts.
    floor: Duration,
}

/// An operation that is called with a fault.
struct Case {
    operation: &'static Operation,
    /// A response body that the operation can decode.
    body: Value,
}

const fn fault(name: &'static str, meaning: Meaning, reply: fn(&Case) -> Reply, is: fn(&Error) -> bool) -> Fault {
    Fault { name, reply, meaning, is, takes: Duration::ZERO, floor: Duration::ZERO }
}

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Returns an error response in the format of Twilio.
fn refusal(status: u16) -> Reply {
    Reply::json(status, &json!({"code": 20000 + i64::from(status), "message": "refused", "status": status}))
}

/// 16 MiB of spaces, compressed to about 16 KiB.
static BOMB: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&vec![b' '; 16 << 20]).and_then(|()| gzip.finish()).expect("writing to memory does not fail")
});

fn faults() -> Vec<Fault> {
    use Meaning::{Fine, NotProcessed, Processed, Refused, Undecodable, Unknown};
    use TransportErrorKind as Kind;

    let known = |error: &Error| error.is_api();
    let undecodable = |error: &Error| error.is_decode();
    let broken = |error: &Error| error.is_transport() && !error.is_connect() && !error.is_timeout();
    let late = |error: &Error| error.is_timeout() && error.is_transport();
    vec![
        fault("refused connection", NotProcessed, |_| Reply::failure(Kind::Connect), Error::is_connect),
        fault("DNS failure", NotProcessed, |_| Reply::failure(Kind::Connect), Error::is_transport),
        fault("reset before the request was sent", NotProcessed, |_| Reply::failure(Kind::Connect), Error::is_connect),
        fault("reset after the request was sent", Unknown, |_| Reply::failure(Kind::Interrupted), broken),
        fault("unspecified transport failure", Unknown, |_| Reply::failure(Kind::Other), broken),
        fault("timeout of the transport", Unknown, |_| Reply::failure(Kind::Timeout), late),
        fault("request that is not valid HTTP", Refused, |_| Reply::failure(Kind::InvalidRequest), Error::is_transport),
        fault("400", Refused, |_| refusal(400), known),
        fault("401", Refused, |_| refusal(401), Error::is_unauthorized),
        fault("403", Refused, |_| refusal(403), Error::is_forbidden),
        fault("404", Refused, |_| refusal(404), Error::is_not_found),
        fault("408", Unknown, |_| refusal(408), known),
        fault("409", Refused, |_| refusal(409), Error::is_conflict),
        fault("412", Refused, |_| refusal(412), Error::is_precondition_failed),
        fault("429", NotProcessed, |_| refusal(429), Error::is_rate_limited),
        Fault {
            floor: seconds(7),
            ..fault(
                "429, short Retry-After",
                NotProcessed,
                |_| refusal(429).with_header("Retry-After", "7"),
                |error| error.is_rate_limited() && error.retry_after() == Some(seconds(7)),
            )
        },
        fault(
            "429, long Retry-After",
            Refused,
            |_| refusal(429).with_header("Retry-After", "3600"),
            |error| error.is_rate_limited() && error.retry_after() == Some(seconds(3600)),
        ),
        fault("500", Unknown, |_| refusal(500), Error::is_server_error),
        fault("502", Unknown, |_| refusal(502), Error::is_server_error),
        fault("503", Unknown, |_| refusal(503), Error::is_server_error),
        Fault {
            floor: seconds(3),
            ..fault(
                "503, short Retry-After",
                Unknown,
                |_| refusal(503).with_header("Retry-After", "3"),
                |error| error.is_server_error(),
            )
        },
        fault(
            "504 in HTML",
            Unknown,
            |_| Reply::text(504, "<html>"),
            |error| error.is_server_error() && error.code().is_none(),
        ),
        fault(
            "truncated JSON",
            Undecodable,
            |case| Reply::text(case.operation.facts.status, "{\"sid\": \"GA0"),
            undecodable,
        ),
        fault("HTML", Undecodable, |case| Reply::text(case.operation.facts.status, "<html></html>"), undecodable),
        fault("interrupted body", Unknown, |case| Reply::breaking(case.operation.facts.status, "{"), broken),
        fault(
            "wrong content type",
            Fine,
            |case| {
                Reply::text(case.operation.facts.status, &case.body.to_string())
                    .with_header("Content-Type", "text/html")
            },
            |_| false,
        ),
        fault(
            "redirect to another host",
            Refused,
            |_| Reply::text(307, "").with_header("Location", "https://evil.example/v2/Services"),
            Error::is_redirect,
        ),
        Fault {
            takes: seconds(30),
            ..fault(
                "a byte a second",
                Unknown,
                |case| Reply::dripping(case.operation.facts.status, &" ".repeat(1000)),
                late,
            )
        },
        Fault {
            takes: seconds(10),
            ..fault("body that stalls", Unknown, |case| Reply::stalling(case.operation.facts.status, "{"), late)
        },
        fault(
            "body over the limit",
            Processed,
            |case| Reply::endless(case.operation.facts.status, &" ".repeat(1 << 20)),
            Error::is_too_large,
        ),
        fault(
            "announced body over the limit",
            Processed,
            |case| Reply::text(case.operation.facts.status, "{}").with_header("Content-Length", "33554433"),
            Error::is_too_large,
        ),
        fault(
            "gzip bomb",
            Undecodable,
            |case| Reply::bytes(case.operation.facts.status, BOMB.clone()).with_header("Content-Encoding", "gzip"),
            undecodable,
        ),
        fault(
            "unknown enum value",
            Fine,
            |case| Reply::json(case.operation.facts.status, &with_unknown_values(&case.body)),
            |_| false,
        ),
        fault(
            "missing required member",
            Undecodable,
            |case| Reply::json(case.operation.facts.status, &without_required(case)),
            undecodable,
        ),
        Fault { takes: seconds(30), ..fault("hang", Unknown, |_| Reply::hanging(), late) },
    ]
}

/// Returns the body with all enum values replaced by an unknown one.
fn with_unknown_values(body: &Value) -> Value {
    const ENUMS: [&str; 6] =
        ["status", "language_code", "availability", "webhook_http_method", "operator_type", "type"];
    match body {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| {
                let known = ENUMS.contains(&name.as_str()) && value.is_string();
                (name.clone(), if known { json!("from the future") } else { with_unknown_values(value) })
            })
            .collect(),
        Value::Array(items) => items.iter().map(with_unknown_values).collect(),
        other => other.clone(),
    }
}

fn without_required(case: &Case) -> Value {
    let empty = json!({});
    page_key(case.operation).map_or(empty.clone(), |key| json!({key: [empty], "meta": {}}))
}

/// Reports whether it is safe to retry a request that may have been applied.
fn is_safe(operation: &Operation, variant: Variant) -> bool {
    match operation.facts.idempotency {
        Idempotency::Always => true,
        // The full call sets `If-Match`.
        Idempotency::WithIfMatch => variant == Variant::Full,
        Idempotency::Never => false,
    }
}

#[tokio::test(start_paused = true)]
async fn every_operation_with_every_fault() {
    let methods: BTreeMap<_, _> = Client::operations().iter().map(|it| (it.id(), it.method())).collect();
    let mut cases = 0;
    for call in calls() {
        let operation = operation(call.operation);
        let case = Case { operation, body: sample(call.operation) };
        for fault in faults() {
            let meaning = match fault.meaning {
                Meaning::Undecodable if operation.facts.status == 204 => Meaning::Fine,
                Meaning::Undecodable => Meaning::Processed,
                meaning => meaning,
            };
            let recorder = Recorder::with(vec![(fault.reply)(&case); ATTEMPTS]);
            let client = Client::builder(credentials()).transport(recorder.clone()).build().expect("it is valid");
            let start = Instant::now();
            let result = (call.begin)(&client).sending.await;
            let elapsed = start.elapsed();
            let name =
                format!("{} ({:?}) with {}: {:?}", call.operation, call.variant, fault.name, result.as_ref().err());

            let repeats = match meaning {
                Meaning::NotProcessed => true,
                Meaning::Unknown => is_safe(operation, call.variant),
                Meaning::Refused | Meaning::Processed | Meaning::Undecodable | Meaning::Fine => false,
            };
            let attempts = recorder.requests().len();
            // As many as the policy allows, or as fit into the timeout of the call if attempts take long.
            let most =
                if repeats { ATTEMPTS.min(60_usize.div_ceil(fault.takes.as_secs().max(1) as usize) + 1) } else { 1 };
            let least = if !repeats {
                1
            } else if fault.takes.is_zero() {
                ATTEMPTS
            } else {
                2
            };
            assert!((least..=most).contains(&attempts), "{name}: {attempts} attempts");
            let busy = fault.takes * attempts as u32;
            let waited = elapsed.saturating_sub(busy);
            let floors = fault.floor * (attempts as u32 - 1);
            assert!(elapsed <= seconds(60) + ROUNDING, "{name}: {elapsed:?}");
            assert!(waited >= floors && waited <= floors + DELAYS + ROUNDING, "{name}: waited {waited:?}");

            let changes = methods[call.operation] != Method::Get;
            match result {
                Ok(_) => assert!(meaning == Meaning::Fine, "{name} is not an error"),
                Err(error) => {
                    assert!(meaning != Meaning::Fine && (fault.is)(&error), "{name}: {error:?}");
                    assert_eq!(error.attempts() as usize, attempts, "{name}");
                    let in_doubt = changes && matches!(meaning, Meaning::Unknown | Meaning::Processed);
                    assert_eq!(error.may_have_been_applied(), in_doubt, "{name}");
                }
            }
            let host = "https://intelligence.twilio.com/v2/";
            assert!(recorder.requests().iter().all(|request| request.url().starts_with(host)), "{name}");
            cases += 1;
        }
    }
    println!("{cases} cases");
    assert!(cases >= 600, "{cases}");
}
