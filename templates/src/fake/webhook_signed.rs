//! Webhooks of a fake as receivers get them: signed. Must not print the token.

use super::super::signature::{SignedJson, WebhookSigner};
use super::changes::FakeWebhook;
use super::handle::Fake;

/// A webhook as its receiver gets it.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignedWebhook {
    /// `GET` or `POST`.
    pub method: String,
    /// The URL to call. It contains the hash of the body, or the fields.
    pub url: String,
    /// The value of the header with the signature.
    pub signature: String,
    /// JSON for a `POST`, empty for a `GET`.
    pub body: String,
}

impl std::fmt::Debug for SignedWebhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { method, signature, .. } = self;
        f.debug_struct("SignedWebhook").field("method", method).field("signature", signature).finish_non_exhaustive()
    }
}

impl FakeWebhook {
    /// Returns the webhook signed with the auth token of the fake's account, to hand it to the receiver under test.
    pub fn signed(&self, fake: &Fake) -> SignedWebhook {
        let signer =
            WebhookSigner::new(fake.auth_token()).expect("the fake's token is not empty and has no white space");
        self.signed_by(&signer)
    }

    pub(crate) fn signed_by(&self, signer: &WebhookSigner) -> SignedWebhook {
        let SignedJson { url, signature } = match self.method {
            "GET" => SignedJson { signature: signer.sign_get(&self.url), url: self.url.clone() },
            _ => signer.sign_json(&self.url, self.body.as_bytes()),
        };
        SignedWebhook { method: self.method.to_owned(), url, signature, body: self.body.clone() }
    }
}
