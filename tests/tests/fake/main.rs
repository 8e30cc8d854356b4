//! The fake of the API, through the public client: what a team relies on when it tests its application. What the engine
//! does with any API is tested in `templates/tests/unit`.

#![allow(clippy::panic, reason = "a test fails by panicking")]

mod lists;
mod records;
mod requests;
mod results;
mod webhooks;

use std::collections::BTreeSet;
use std::time::Duration;

use twilio_intelligence_v2::fake::Fake;
use twilio_intelligence_v2::model::{Channel, MediaProperties, OperatorConfig, OperatorSid, ServiceSid, Transcript};
use twilio_intelligence_v2::{Client, Error};

/// A Recording's SID.
fn recording(number: u32) -> String {
    format!("RE{number:032x}")
}

fn channel(number: u32) -> Channel {
    Channel::new(MediaProperties::new().source_sid(recording(number)))
}

async fn service(client: &Client) -> ServiceSid {
    client.services().create("calls").send().await.expect("a Service").sid.clone()
}

async fn operator(client: &Client) -> OperatorSid {
    let config = OperatorConfig::new().prompt("Why did they call?");
    client.custom_operators().create("Reason", "Generative", config).send().await.expect("an operator").sid.clone()
}

/// A Transcript of a Service, completed long enough ago for its results to be there.
async fn completed(fake: &Fake, client: &Client, service: &ServiceSid, number: u32) -> Transcript {
    let created = client.transcripts().create(service, channel(number)).send().await.expect("a Transcript");
    fake.advance(Duration::from_secs(60));
    client.transcripts().fetch(&created.sid).send().await.expect("it is there").into_inner()
}

fn status<T: std::fmt::Debug>(result: Result<T, Error>) -> (Option<u16>, Option<i64>) {
    let error = result.expect_err("a refusal");
    (error.status(), error.code())
}

#[tokio::test(start_paused = true)]
async fn every_operation_is_served() {
    let fake = Fake::new();
    let client = fake.client();

    let services = client.services();
    let service =
        services.create("calls").encryption_credential_sid(format!("CR{:032}", 1)).send().await.expect("created");
    services.list().items().collect().await.expect("listed");
    services.fetch("calls").send().await.expect("fetched by name");
    services.update(&service.sid).friendly_name("Calls").send().await.expect("updated");

    let custom = client.custom_operators();
    let operator = operator(&client).await;
    custom.list().items().collect().await.expect("listed");
    custom.fetch(&operator).send().await.expect("fetched");
    let config = OperatorConfig::new().prompt("Did they thank?");
    custom.update(&operator, "Thanks", config).send().await.expect("updated");
    client.operators().list().items().collect().await.expect("listed");
    client.operators().fetch(&operator).send().await.expect("fetched");
    let prebuilt = client.prebuilt_operators().list().items().collect().await.expect("listed");
    client.prebuilt_operators().fetch(&prebuilt[0].sid).send().await.expect("fetched");
    client.operator_types().list().items().collect().await.expect("listed");
    client.operator_types().fetch("Generative").send().await.expect("fetched by name");

    let attachment = client.operator_attachment();
    attachment.create(&service.sid, &operator).send().await.expect("attached");
    let attached = client.operator_attachments().fetch(&service.sid).send().await.expect("fetched");
    assert_eq!(attached.operator_sids.as_deref(), Some(&[operator.clone()][..]));

    let transcript = completed(&fake, &client, &service.sid, 1).await;
    client.transcripts().list().items().collect().await.expect("listed");
    client.media().fetch(&transcript.sid).send().await.expect("fetched");
    client.encrypted_sentences().fetch(&transcript.sid).send().await.expect("fetched");
    client.encrypted_operator_results().fetch(&transcript.sid).send().await.expect("fetched");
    let sentences = client.sentences().list(&transcript.sid).items().collect().await.expect("listed");
    assert!(sentences.is_empty(), "only their encrypted form is there");

    services.update(&service.sid).unique_name("plain").send().await.expect("updated");
    let plain = services.create("open").send().await.expect("created");
    attachment.create(&plain.sid, &operator).send().await.expect("attached");
    let open = completed(&fake, &client, &plain.sid, 2).await;
    client.sentences().list(&open.sid).items().collect().await.expect("listed");
    client.operator_results().list(&open.sid).items().collect().await.expect("listed");
    client.operator_results().fetch(&open.sid, &operator).send().await.expect("fetched");

    client.transcripts().delete(&transcript.sid).send().await.expect("deleted");
    attachment.delete(&service.sid, &operator).send().await.expect("detached");
    custom.delete(&operator).send().await.expect("deleted");
    services.delete(&service.sid).send().await.expect("deleted");

    let requests = fake.requests();
    let served: BTreeSet<&str> = requests.iter().filter_map(|request| request.operation_id()).collect();
    let all: BTreeSet<&str> = Client::operations().iter().map(|operation| operation.id()).collect();
    assert_eq!(served, all);
    for request in &requests {
        assert!((200..300).contains(&request.status()), "{request:?}");
    }
}
