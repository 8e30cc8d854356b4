//! Every operation under every failure that a fake can have: what the client reports, and what it sends again.

use tests::calls::{Variant, calls};
use tests::fakes::{AFake, Failure};
use twilio_intelligence_v2::{Client, Error, Idempotency, Method};

use super::{hurried_client, on_fakes, service, single_client};

on_fakes! {
    every_operation_reports_every_status,
    what_did_not_arrive_is_sent_again,
    what_may_have_been_applied_is_reported,
    a_busy_service_is_asked_again,
    invalid_input_is_not_sent,
}

type Predicate = fn(&Error) -> bool;

const STATUSES: [(u16, Predicate); 9] = [
    (400, |error| error.status() == Some(400)),
    (401, Error::is_unauthorized),
    (403, Error::is_forbidden),
    (404, Error::is_not_found),
    (409, Error::is_conflict),
    (412, Error::is_precondition_failed),
    (429, Error::is_rate_limited),
    (500, Error::is_server_error),
    (503, Error::is_server_error),
];

/// Sends the full call of an operation, and returns its error.
async fn error_of(client: &Client, operation: &str) -> Error {
    let call = tests::calls::call(operation, Variant::Full);
    (call.begin)(client).sending.await.err().unwrap_or_else(|| panic!("{operation} succeeds"))
}

async fn every_operation_reports_every_status(fake: AFake) {
    let client = single_client(&fake);
    for operation in Client::operations() {
        for (status, predicate) in STATUSES {
            fake.fail(operation.id(), Failure::Status(status), 1).await;
            let error = error_of(&client, operation.id()).await;
            assert!(error.is_api() && predicate(&error) && error.status() == Some(status), "{error:?}");
            assert_eq!(error.operation().map(|it| it.id()), Some(operation.id()));
            assert!(error.message().is_some_and(|message| !message.is_empty()), "{error:?}");
        }
    }
}

async fn what_did_not_arrive_is_sent_again(fake: AFake) {
    let client = hurried_client(&fake);
    let service = service(&client, "calls").await;
    // The transport knows that it was not sent, if the fake is in process; on a port, the connection ends without an
    // answer, which leaves it open.
    fake.fail("FetchService", Failure::NotSent, 2).await;
    client.services().fetch(&service).send().await.expect("it is there");
    fake.fail("FetchService", Failure::Cut, 2).await;
    client.services().fetch(&service).send().await.expect("it is there");
}

async fn what_may_have_been_applied_is_reported(fake: AFake) {
    let client = single_client(&fake);
    for operation in Client::operations().iter().filter(|operation| operation.method() != Method::Get) {
        fake.fail(operation.id(), Failure::Cut, 1).await;
        let error = error_of(&client, operation.id()).await;
        assert!(error.may_have_been_applied() && !error.is_api(), "{error:?}");
        fake.fail(operation.id(), Failure::Status(404), 1).await;
        assert!(!error_of(&client, operation.id()).await.may_have_been_applied());
    }
    for operation in Client::operations().iter().filter(|operation| operation.method() == Method::Get) {
        fake.fail(operation.id(), Failure::Cut, 1).await;
        assert!(!error_of(&client, operation.id()).await.may_have_been_applied());
    }
}

async fn a_busy_service_is_asked_again(fake: AFake) {
    let client = hurried_client(&fake);
    for call in calls().into_iter().filter(|call| call.variant == Variant::Full) {
        let before = fake.requests().await.len();
        // The record does not exist, so that all of them end with an answer of the service.
        fake.fail(call.operation, Failure::RateLimited(Some(0)), 2).await;
        let answer = (call.begin)(&client).sending.await;
        let statuses: Vec<_> = fake.requests().await[before..].iter().filter_map(|seen| seen.status).collect();
        assert!(matches!(statuses[..], [429, 429, last] if last != 429), "{}: {statuses:?}", call.operation);
        assert_eq!(answer.err().and_then(|error| error.status()), statuses.last().copied().filter(|last| *last >= 400));
    }
    // A status that may mean that it was applied is only repeated if that makes no difference.
    for operation in Client::operations() {
        let before = fake.requests().await.len();
        fake.fail(operation.id(), Failure::Status(503), 1).await;
        drop((tests::calls::call(operation.id(), Variant::Full).begin)(&client).sending.await);
        let attempts = fake.requests().await.len() - before;
        // The full calls of updates have an `If-Match`.
        let repeats = operation.idempotency() != Idempotency::NotIdempotent;
        assert_eq!(attempts > 1, repeats, "{}: {attempts}", operation.id());
    }
}

async fn invalid_input_is_not_sent(fake: AFake) {
    let client = fake.client();
    let errors = [
        client.transcripts().fetch("calls").send().await.err(),
        client.services().fetch("..").send().await.err(),
        client.services().list().page_size(1001).send().await.err(),
        client.sentences().list("GT1").send().await.err(),
    ];
    for error in errors {
        let error = error.expect("it is rejected");
        assert!(error.is_invalid_input() && !error.may_have_been_applied(), "{error:?}");
    }
    assert!(fake.requests().await.is_empty());
}
