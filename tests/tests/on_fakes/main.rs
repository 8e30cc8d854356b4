//! What the client does, against a service that remembers: each test runs against the fake in process and on a port. The
//! same with prepared answers, hostile ones among them, is in `tests/behaviour` and `tests/wire.rs`.

#![allow(clippy::panic, reason = "a test fails by panicking")]

mod contract;
mod failures;
mod finding;
mod lists;
mod seeds;
mod versions;
mod waiting;
mod wire;

use std::time::Duration;

use tests::fakes::AFake;
use twilio_intelligence_v2::model::{Channel, MediaProperties, OperatorConfig, OperatorSid, ServiceSid, TranscriptSid};
use twilio_intelligence_v2::{Client, RetryPolicy};

/// Defines two tests for each function: one with the fake in process, one with the fake on a port.
macro_rules! on_fakes {
    ($($test:ident),+ $(,)?) => {
        mod in_process {$(
            #[tokio::test(start_paused = true)]
            async fn $test() {
                super::$test(tests::fakes::AFake::in_process()).await;
            }
        )+}

        mod on_a_port {$(
            #[tokio::test]
            async fn $test() {
                super::$test(tests::fakes::AFake::on_a_port().await).await;
            }
        )+}
    };
}
use on_fakes;

/// Retries at once, because the time of a test on a port is real.
fn hurried() -> RetryPolicy {
    RetryPolicy::new().initial_delay(Duration::from_millis(1)).max_delay(Duration::from_millis(2))
}

fn hurried_client(fake: &AFake) -> Client {
    fake.client_builder().retry(hurried()).retry_budget(100_000).build().expect("the settings are valid")
}

/// A client that sends every request once.
fn single_client(fake: &AFake) -> Client {
    fake.client_builder().retry(RetryPolicy::never()).build().expect("the settings are valid")
}

fn channel(number: u32) -> Channel {
    Channel::new(MediaProperties::new().source_sid(format!("RE{number:032x}")))
}

async fn service(client: &Client, name: &str) -> ServiceSid {
    client.services().create(name).send().await.expect("a Service").sid.clone()
}

async fn operator(client: &Client, name: &str) -> OperatorSid {
    let config = OperatorConfig::new().prompt("Why did they call?");
    client.custom_operators().create(name, "Generative", config).send().await.expect("an operator").sid.clone()
}

async fn transcript(client: &Client, service: &ServiceSid, number: u32) -> TranscriptSid {
    client.transcripts().create(service, channel(number)).send().await.expect("a Transcript").sid.clone()
}
