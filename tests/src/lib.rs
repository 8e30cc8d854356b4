//! What several tests share. Knows the generated client and the description; knows nothing of the generator.

pub mod calls;
pub mod description;
pub mod recorder;
pub mod request;
pub mod same;
pub mod sample;
pub mod sent;
pub mod server;
pub mod simulation;
pub mod soak;
pub mod upstream;

use twilio_intelligence_v2::{Client, Credentials, RetryPolicy};

use crate::recorder::Recorder;

/// User name of the credentials that tests sign in with.
pub const KEY_SID: &str = "SK00000000000000000000000000000001";
/// Password of the credentials that tests sign in with.
pub const KEY_SECRET: &str = "correct horse battery staple";

/// The credentials that tests sign in with.
pub fn credentials() -> Credentials {
    Credentials::api_key(KEY_SID, KEY_SECRET)
}

/// A client of the real API whose requests go to a recorder, each of them once: a recorder holds one reply for each.
pub fn client(recorder: &Recorder) -> Client {
    let builder = Client::builder(credentials()).transport(recorder.clone());
    builder.retry(RetryPolicy::never()).build().expect("the settings are valid")
}

/// The README's example has to compile.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
