//! Serves fakes over TCP, for programs in any language: one for each account that sends requests, with routes to look
//! after them.

mod accounts;
pub(crate) mod admin;
mod admin_faults;
pub(crate) mod arguments;
mod connection;
mod html;
mod log;
mod login;
mod queue;
mod reply;
pub(crate) mod run;
mod server;
mod service;
mod shared;
mod snapshot;
mod until;
mod webhooks;

pub use run::serve_from_arguments;
pub use server::FakeServer;
