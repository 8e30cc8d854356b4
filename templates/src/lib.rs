//! The runtime of the client: requests, pages, errors, identifiers and transports. Nothing here depends on a particular
//! API: generated code passes in what does. Files must not depend on one another in a circle.

mod answer;
mod api;
mod attempt_event;
mod base_url;
#[cfg(feature = "blocking")]
pub mod blocking;
mod body;
mod call;
pub(crate) mod check;
mod client;
mod client_builder;
mod client_environment;
mod conceal;
mod credentials;
mod decode;
mod decode_failure;
mod decode_page;
mod default_transport;
mod error;
mod error_body;
mod error_kind;
mod error_new;
mod error_text;
mod etag;
mod exchange;
pub(crate) mod extra;
#[cfg(feature = "fake")]
pub mod fake;
#[cfg(feature = "fake-server")]
pub(crate) mod fake_server;
pub(crate) mod find;
mod http_request;
mod inputs;
pub(crate) mod limits;
mod number;
pub(crate) mod object;
pub(crate) mod open_enum;
mod optional_object;
mod page;
mod pages;
mod quotes;
mod repair;
pub(crate) mod request;
mod response;
mod retry;
mod retry_after;
mod retry_policy;
pub(crate) mod sealed;
pub(crate) mod sid;
#[cfg(feature = "webhook")]
mod signature;
mod timestamp;
#[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
mod timestamp_conversions;
mod trace;
pub mod transport;
mod transport_body;
#[cfg(feature = "hyper")]
mod transport_connect;
mod transport_error;
#[cfg(feature = "hyper")]
mod transport_hyper;
#[cfg(feature = "hyper")]
pub(crate) mod transport_proxy;
mod transport_request;
#[cfg(feature = "reqwest")]
mod transport_reqwest;
mod transport_response;
#[cfg(feature = "http2")]
mod transport_sharing;
#[cfg(feature = "hyper")]
pub(crate) mod transport_stream;
pub(crate) mod wait;
#[cfg(feature = "webhook")]
pub mod webhook;
#[cfg(feature = "axum")]
mod webhook_axum;
#[cfg(feature = "webhook")]
pub(crate) mod webhook_error;
#[cfg(feature = "webhook")]
pub(crate) mod webhook_event;
#[cfg(feature = "webhook")]
mod webhook_form;
#[cfg(feature = "webhook")]
mod webhook_request;
#[cfg(feature = "webhook")]
mod webhook_url;
pub(crate) mod wire;

pub use api::{Idempotency, Method, Operation};
pub use attempt_event::AttemptEvent;
pub use client::Client;
pub use client_builder::ClientBuilder;
pub use credentials::{Credentials, CredentialsSource};
pub use error::Error;
pub use etag::{ETag, IfMatch};
pub use open_enum::UnknownValue;
pub use page::Page;
pub use pages::{Items, Pages};
pub use response::{RateLimit, Response};
pub use retry::RetryEvent;
pub use retry_policy::RetryPolicy;
pub use sid::{InvalidSid, Sid, SidKind, SidOrName};
pub use timestamp::{InvalidTimestamp, Timestamp};
pub use wait::WaitNotification;

#[allow(unused_imports, reason = "for generated code; not every API needs all of them")]
pub(crate) use {
    api::{Api, CredentialSpec, Find, FindBy, InputPath, Location, PageFormat, RateLimitFormat, ResponseFormat},
    call::Call,
    number::Number,
    optional_object::Object,
    timestamp::Moment,
    wait::Waiter,
    wire::ToWire,
};
