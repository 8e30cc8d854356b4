//! Webhooks: requests that the vendor sends.
//!
//! A webhook is signed with the account's auth token, or with a shared key. [`WebhookVerifier`] checks the signature against the public URL
//! and the body, exactly as they were sent, and [`WebhookVerifier::receive`] reads the event as well. An API key's
//! secret does not verify webhooks, even if requests authenticate with that key.

pub use super::signature::{SignedForm, SignedJson, WebhookSigner, WebhookVerifier};
#[cfg(feature = "axum")]
pub use super::webhook_axum::{VerifiedWebhook, WebhookReceiver, WebhookRejection};
pub use super::webhook_error::WebhookError;
pub use super::webhook_event::{UnknownEvent, WebhookPayload};
pub use super::webhook_request::{HeaderText, WebhookRequest};
