//! A service in memory, for tests of programs that use the client.
//!
//! A [`Fake`] keeps what is created, answers as the service would, and has a clock that tests move. It is a
//! [`Transport`](crate::transport::Transport): everything above it is the real client.

mod changes;
mod check;
mod clock;
mod engine;
mod fault;
mod handle;
#[cfg(feature = "fake-server")]
pub(crate) mod hosting;
mod ids;
mod index;
mod inputs;
mod json;
mod keys;
mod life;
mod log;
mod pages;
mod perform;
mod reading;
pub(crate) mod record;
mod refusal;
mod route;
mod rules;
mod schema;
mod script;
mod spans;
#[cfg(feature = "fake-server")]
mod state;
mod store;
#[allow(dead_code, reason = "for generated code")]
pub(crate) mod table;
mod typed;
#[cfg(feature = "webhook")]
mod webhook_signed;
mod world;
mod writing;

pub use changes::{FakeChange, FakeWebhook};
pub use fault::{Fault, FaultHandle};
pub use handle::{Fake, FakeBuilder};
pub use log::FakeRequest;
pub use record::FakeRecord;
pub use refusal::FakeError;
pub use script::Script;
#[cfg(feature = "webhook")]
pub use webhook_signed::SignedWebhook;

#[cfg(feature = "fake-server")]
pub use super::fake_server::{FakeServer, serve_from_arguments};
