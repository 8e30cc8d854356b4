//! Unit tests of the runtime. They include its source as a module, like a generated crate, so that they can use what is
//! private to the crate and show that the source works in both places.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[allow(dead_code, unreachable_pub, unused_imports, reason = "the tests use a part of it and export nothing")]
#[path = "../../src/lib.rs"]
mod runtime;

mod support;

#[cfg(all(feature = "blocking", feature = "hyper"))]
mod blocking;
mod call;
mod client;
mod credentials_source;
mod decode;
mod effects;
mod errors;
mod extra;
#[cfg(feature = "fake")]
mod fake;
#[cfg(feature = "fake")]
mod fake_calls;
#[cfg(feature = "fake")]
mod fake_checks;
#[cfg(feature = "fake")]
mod fake_faults;
#[cfg(feature = "fake")]
mod fake_lists;
#[cfg(feature = "fake")]
mod fake_operations;
#[cfg(feature = "fake")]
mod fake_parts;
#[cfg(feature = "fake-server")]
mod fake_server;
#[cfg(feature = "fake-server")]
mod fake_server_admin;
#[cfg(feature = "fake-server")]
mod fake_server_misuse;
#[cfg(feature = "fake-server")]
mod fake_server_run;
#[cfg(feature = "fake-server")]
mod fake_server_webhooks;
#[cfg(feature = "fake")]
mod fake_shapes;
#[cfg(feature = "fake")]
mod fake_table;
#[cfg(feature = "fake")]
mod fake_time;
mod finding;
mod generated;
#[cfg(feature = "gzip")]
mod gzip;
mod limits;
mod page_items;
mod pages;
mod readme;
mod responses;
mod retries;
mod retry_outcomes;
mod sids;
#[cfg(feature = "tracing")]
mod spans;
#[cfg(feature = "hyper")]
mod stream;
mod timestamps;
#[cfg(feature = "hyper")]
mod tls;
mod transports;
mod values;
mod waiting;

#[cfg(feature = "http2")]
mod http2;
#[cfg(any(feature = "hyper", feature = "reqwest"))]
mod http_server;
#[cfg(feature = "hyper")]
mod hyper_proxy;
#[cfg(feature = "hyper")]
mod hyper_transport;
#[cfg(feature = "reqwest")]
mod reqwest_transport;
#[cfg(feature = "webhook")]
mod shared_keys;
#[cfg(feature = "webhook")]
mod signature_urls;
#[cfg(feature = "webhook")]
mod signatures;
#[cfg(feature = "hyper")]
mod unsent;
#[cfg(feature = "webhook")]
mod webhooks;
