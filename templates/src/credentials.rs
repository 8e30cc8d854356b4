//! Who the caller is. Knows the two ways to sign in; must not print, copy or send a secret anywhere but into
//! the authorization of a request.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::api::Api;
use super::sid::has_shape;

/// A SID and its secret. [`ClientBuilder::build`](super::ClientBuilder::build) checks them.
#[derive(Clone)]
pub struct Credentials {
    way: Way,
    sid: String,
    secret: String,
}

#[derive(Clone, Copy, Debug)]
enum Way {
    ApiKey,
    Account,
}

impl Credentials {
    /// An API key: the better choice, because it can be restricted and revoked by itself.
    pub fn api_key(sid: impl Into<String>, secret: impl Into<String>) -> Self {
        Self { way: Way::ApiKey, sid: sid.into(), secret: secret.into() }
    }

    /// The account's own SID and auth token.
    pub fn account(account_sid: impl Into<String>, auth_token: impl Into<String>) -> Self {
        Self { way: Way::Account, sid: account_sid.into(), secret: auth_token.into() }
    }

    /// The value of the `Authorization` header, or what is wrong.
    pub(crate) fn authorization(&self, api: &Api) -> Result<String, String> {
        let (name, spec) = match self.way {
            Way::ApiKey => ("API key", &api.api_key),
            Way::Account => ("account", &api.account),
        };
        if !has_shape(&self.sid, spec.prefix) {
            return Err(format!("the {name} SID is not valid: expected `{}` and 32 hexadecimal digits", spec.prefix));
        }
        if self.secret.is_empty() {
            return Err(format!("the secret of the {name} is empty"));
        }
        if self.secret.chars().any(char::is_control) {
            return Err(format!("the secret of the {name} holds a control character, perhaps a line end"));
        }
        Ok(format!("Basic {}", STANDARD.encode(format!("{}:{}", self.sid, self.secret))))
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The arguments may have been swapped: only what looks like a SID is shown.
        let sid = if self.sid.get(..2).is_some_and(|prefix| has_shape(&self.sid, prefix)) {
            self.sid.as_str()
        } else {
            "[not a SID]"
        };
        f.debug_struct("Credentials").field("way", &self.way).field("sid", &sid).field("secret", &"[redacted]").finish()
    }
}
