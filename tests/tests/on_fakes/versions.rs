//! Conditional updates with `ETag` and `If-Match`, against versions that count.

use tests::fakes::AFake;
use twilio_intelligence_v2::model::OperatorConfig;

use super::{on_fakes, operator, service};

on_fakes! {
    an_etag_is_good_for_one_update,
    a_version_is_as_good_as_an_etag,
    of_two_writers_one_is_told,
}

async fn an_etag_is_good_for_one_update(fake: AFake) {
    let client = fake.client();
    service(&client, "calls").await;
    let fetched = client.services().fetch("calls").send().await.expect("it is there");
    let etag = fetched.require_etag().expect("the answer has an ETag").clone();
    let update = client.services().update(&fetched.sid).friendly_name("Calls");
    let updated = update.clone().if_match(etag.clone()).send().await.expect("the version is current");
    assert_eq!(updated.version, fetched.version + 1);
    let error = update.if_match(etag).send().await.expect_err("the version is outdated");
    assert!(error.is_precondition_failed() && !error.may_have_been_applied(), "{error}");
    assert_eq!(client.services().fetch("calls").send().await.expect("it is there").version, updated.version);
}

async fn a_version_is_as_good_as_an_etag(fake: AFake) {
    let client = fake.client();
    let sid = operator(&client, "Reason").await;
    let version = client.custom_operators().fetch(&sid).send().await.expect("it is there").version;
    let update = |version: i64| {
        let config = OperatorConfig::new().prompt("Were they content?");
        client.custom_operators().update(&sid, "Mood", config).if_match(version).send()
    };
    let updated = update(version).await.expect("the version is current");
    assert_eq!((updated.version, updated.friendly_name.as_deref()), (version + 1, Some("Mood")));
    assert!(update(version).await.expect_err("it is outdated").is_precondition_failed());
    update(version + 1).await.expect("the version is current");
}

async fn of_two_writers_one_is_told(fake: AFake) {
    let client = fake.client();
    let sid = service(&client, "calls").await;
    let read = || client.services().fetch(&sid).send();
    let (one, other) = (read().await.expect("it is there"), read().await.expect("it is there"));
    let write = |version: i64, name: &str| client.services().update(&sid).friendly_name(name).if_match(version).send();
    let (first, second) = tokio::join!(write(one.version, "one"), write(other.version, "other"));
    let failed = [first.err(), second.err()].into_iter().flatten().collect::<Vec<_>>();
    assert!(matches!(&failed[..], [error] if error.is_precondition_failed()), "{failed:?}");
}
