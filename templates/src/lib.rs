//! The runtime of this client: requests, pages, errors, identifiers and transports. Knows HTTP, JSON and
//! forms; must not know any resource of any API: what depends on the description is data handed to it.

mod api;
mod base_url;
#[cfg(feature = "blocking")]
pub mod blocking;
mod call;
pub(crate) mod check;
mod client;
mod client_builder;
mod credentials;
mod decode;
mod error;
mod error_body;
mod error_text;
mod etag;
mod exchange;
mod find;
mod number;
pub(crate) mod object;
pub(crate) mod open_enum;
pub(crate) mod options;
mod page;
mod pages;
mod response;
mod retry;
pub(crate) mod sealed;
pub(crate) mod sid;
#[cfg(feature = "webhook")]
mod signature;
mod timestamp;
#[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
mod timestamp_conversions;
mod trace;
pub mod transport;
#[cfg(feature = "hyper")]
mod transport_connect;
#[cfg(feature = "hyper")]
mod transport_hyper;
#[cfg(feature = "reqwest")]
mod transport_reqwest;
mod wait;
#[cfg(feature = "webhook")]
pub mod webhook;
#[cfg(feature = "axum")]
mod webhook_axum;
#[cfg(feature = "webhook")]
mod webhook_error;
#[cfg(feature = "webhook")]
pub(crate) mod webhook_event;
pub(crate) mod wire;

pub use api::{Idempotency, Method, Operation};
pub use client::Client;
pub use client_builder::ClientBuilder;
pub use credentials::Credentials;
pub use error::Error;
pub use etag::{ETag, IfMatch};
pub use open_enum::UnknownValue;
pub use page::Page;
pub use pages::{Items, Pages};
pub use response::{RateLimit, Response};
pub use retry::{RetryEvent, RetryPolicy};
pub use sid::{InvalidSid, Sid, SidKind, SidOrName};
pub use timestamp::{InvalidTimestamp, Timestamp};
pub use wait::WaitNotification;

#[allow(unused_imports, reason = "for generated code; not every description needs all of them")]
pub(crate) use {
    api::{Api, CredentialSpec, Find, FindBy, InputPath, Location, PageFormat},
    call::Call,
    number::Number,
    object::Object,
    wait::Waiter,
    wire::ToWire,
};
