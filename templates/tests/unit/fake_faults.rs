//! The faults of a fake, as the real client meets them.

use std::time::Duration;

use tokio::time::Instant;

use crate::fake_calls::{Depot, depot, fake, form, get, post, send};
use crate::fake_table::{CREATE_DEPOT, FETCH_DEPOT, LIST_DEPOT, PARCELS};
use crate::runtime::fake::{Fake, Fault};
use crate::runtime::transport::TransportErrorKind;
use crate::runtime::{Call, ClientBuilder, RetryPolicy};

fn name(name: &'static str) -> [(&'static str, &'static str); 1] {
    [("UniqueName", name)]
}

#[tokio::test]
async fn a_status_is_answered_once_and_nothing_is_applied() {
    let fake = fake();
    let fault = fake.inject(Fault::status(503).on("CreateDepot")).unwrap();
    get(&fake, &LIST_DEPOT, &[], &[]).await.unwrap();
    assert_eq!(fault.hits(), 0);
    assert_eq!(fake.unused_faults(), ["status 503 on CreateDepot: 0 of 1"]);
    let error = post(&fake, &CREATE_DEPOT, &[], &name("a")).await.unwrap_err();
    assert!(error.status() == Some(503) && error.request_id().is_some() && error.code().is_none(), "{error}");
    assert_eq!((fake.all::<Depot>().len(), fault.hits()), (0, 1));
    assert_eq!(fake.unused_faults(), [] as [String; 0]);
    depot(&fake, &name("a")).await;
    let statuses: Vec<_> = fake.requests_of("CreateDepot").iter().map(|request| request.status()).collect();
    assert_eq!(statuses, [503, 201]);
}

#[tokio::test]
async fn a_rate_limit_says_when_to_come_back() {
    let fake = fake();
    fake.inject(Fault::rate_limited().retry_after(Duration::from_millis(1500)).times(2)).unwrap();
    for _ in 0..2 {
        let error = post(&fake, &CREATE_DEPOT, &[], &name("a")).await.unwrap_err();
        assert!(error.is_rate_limited() && error.code() == Some(4029), "{error}");
        assert_eq!(error.retry_after(), Some(Duration::from_secs(2)));
    }
    depot(&fake, &name("a")).await;
}

#[tokio::test(start_paused = true)]
async fn what_was_not_sent_is_known_not_to_be_applied() {
    let fake = fake();
    fake.inject(Fault::not_sent()).unwrap();
    let error = post(&fake, &CREATE_DEPOT, &[], &name("a")).await.unwrap_err();
    assert!(error.is_connect() && !error.may_have_been_applied(), "{error}");
    assert!(fake.requests().is_empty() && fake.all::<Depot>().is_empty());
    let request = form(&fake, "/Depots", "UniqueName=a");
    let progress = request.progress();
    fake.inject(Fault::not_sent()).unwrap();
    let error = send(&fake, request).await.unwrap_err();
    assert!(error.kind() == TransportErrorKind::Connect && progress.is_unsent());
    // The client tries again by itself.
    fake.inject(Fault::not_sent()).unwrap();
    let mut call = Call::new(&fake.client(), &CREATE_DEPOT);
    call.inputs.form::<String>("UniqueName", "a");
    assert_eq!(call.send::<serde_json::Value>().await.unwrap()["unique_name"], "a");
}

#[tokio::test]
async fn what_was_cut_was_applied() {
    let fake = fake();
    fake.inject(Fault::cut()).unwrap();
    let request = form(&fake, "/Depots", "UniqueName=a");
    let progress = request.progress();
    let error = send(&fake, request).await.unwrap_err();
    assert!(error.kind() == TransportErrorKind::Interrupted && !progress.is_unsent());
    assert_eq!((fake.all::<Depot>().len(), fake.requests()[0].status()), (1, 201));
    fake.inject(Fault::cut()).unwrap();
    let error = post(&fake, &CREATE_DEPOT, &[], &name("b")).await.unwrap_err();
    assert!(error.is_transport() && error.may_have_been_applied(), "{error}");
    assert_eq!(fake.all::<Depot>().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_is_slow_is_applied_at_once_and_answered_late() {
    let fake = Fake::builder_of(&PARCELS).latency(Duration::from_secs(1)).build();
    let begun = Instant::now();
    depot(&fake, &name("a")).await;
    assert_eq!(begun.elapsed(), Duration::from_secs(1));
    fake.inject(Fault::slow(Duration::from_secs(20))).unwrap();
    let begun = Instant::now();
    depot(&fake, &name("b")).await;
    assert_eq!(begun.elapsed(), Duration::from_secs(21));
    fake.inject(Fault::slow(Duration::from_secs(3600))).unwrap();
    let builder: ClientBuilder = fake.client_builder().retry(RetryPolicy::never());
    let mut call = Call::new(&builder.build().unwrap(), &CREATE_DEPOT);
    call.inputs.form::<String>("UniqueName", "c");
    let error = call.send::<serde_json::Value>().await.unwrap_err();
    assert!(error.is_timeout() && error.may_have_been_applied(), "{error}");
    assert_eq!(fake.all::<Depot>().len(), 3);
}

#[tokio::test]
async fn a_rate_concerns_some_and_follows_from_the_seed() {
    let hits = async |seed: u64| {
        let fake = Fake::builder_of(&PARCELS).seed(seed).build();
        let fault = fake.inject(Fault::status(500).rate(0.3).on("FetchDepot")).unwrap();
        assert_eq!(fake.unused_faults().len(), 1);
        let mut failed = Vec::new();
        for _ in 0..200 {
            let error = get(&fake, &FETCH_DEPOT, &[("Sid", "a")], &[]).await.unwrap_err();
            failed.push(error.status() == Some(500));
        }
        assert_eq!(fault.hits(), failed.iter().filter(|failed| **failed).count() as u64);
        failed
    };
    let (one, same, other) = (hits(1).await, hits(1).await, hits(2).await);
    assert!(one == same && one != other);
    assert!((30..90).contains(&one.iter().filter(|failed| **failed).count()));
}

#[tokio::test]
async fn faults_come_in_the_order_in_which_they_were_told() {
    let fake = fake();
    fake.inject(Fault::status(500).on("ListDepot")).unwrap();
    fake.inject(Fault::status(502)).unwrap();
    let status = async || get(&fake, &LIST_DEPOT, &[], &[]).await.map_or_else(|error| error.status(), |_| None);
    assert_eq!([status().await, status().await, status().await], [Some(500), Some(502), None]);
}

#[tokio::test]
async fn a_fault_that_makes_no_sense_is_refused() {
    let fake = fake();
    for (fault, problem) in [
        (Fault::cut().on("CreateDepo"), "there is no operation `CreateDepo`"),
        (Fault::status(200), "200 is not the status of a failure"),
        (Fault::status(600), "600 is not the status of a failure"),
        (Fault::cut().retry_after(Duration::from_secs(1)), "only an answer can have `retry_after`"),
        (Fault::cut().times(0), "`times` must be at least 1"),
        (Fault::cut().rate(0.0), "`rate` must be more than 0 and at most 1"),
        (Fault::cut().rate(f64::NAN), "`rate` must be more than 0 and at most 1"),
    ] {
        assert_eq!(fake.inject(fault).unwrap_err().to_string(), problem);
    }
    depot(&fake, &name("a")).await;
}
