//! Shared by the tests of the generated client and by the drivers in `src/bin`.

pub mod calls;
pub mod contract;
pub mod fakes;
pub mod recorder;
pub mod request;
pub mod rows;
pub mod same;
pub mod sample;
pub mod sent;
pub mod server;
pub mod simulation;
pub mod soak;
pub mod surface;
pub mod tls;
pub mod upstream;

use twilio_intelligence_v2::{Client, Credentials, RetryPolicy};

use crate::recorder::Recorder;

/// The API key SID of the test credentials.
pub const KEY_SID: &str = "SK00000000000000000000000000000001";
/// The API key secret of the test credentials.
pub const KEY_SECRET: &str = "correct horse battery staple";

/// Returns the test credentials.
pub fn credentials() -> Credentials {
    Credentials::api_key(KEY_SID, KEY_SECRET)
}

/// Returns a client that sends its requests to a recorder and does not retry: a recorder holds one reply per request.
pub fn client(recorder: &Recorder) -> Client {
    let builder = Client::builder(credentials()).transport(recorder.clone());
    builder.retry(RetryPolicy::never()).build().expect("the settings are valid")
}

/// Compiles the README's example.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
