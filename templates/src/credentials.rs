//! Credentials and the `Authorization` header made from them. Must not print a secret, or pass it on in any other way.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::api::Api;
use super::sid::has_format;
use super::transport::BoxFuture;

/// A SID and its secret. [`ClientBuilder::build`](crate::ClientBuilder::build) checks them.
#[derive(Clone)]
pub struct Credentials {
    kind: Kind,
    sid: String,
    secret: String,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    ApiKey,
    Account,
}

impl Credentials {
    /// Creates credentials from an API key, which is the better choice: it can be restricted, and revoked separately.
    pub fn api_key(sid: impl Into<String>, secret: impl Into<String>) -> Self {
        Self { kind: Kind::ApiKey, sid: sid.into(), secret: secret.into() }
    }

    /// Creates credentials from the account's SID and auth token.
    pub fn account(account_sid: impl Into<String>, auth_token: impl Into<String>) -> Self {
        Self { kind: Kind::Account, sid: account_sid.into(), secret: auth_token.into() }
    }

    /// Returns the value of the `Authorization` header, or what is wrong.
    pub(crate) fn authorization(&self, api: &Api) -> Result<String, String> {
        let (name, spec) = match self.kind {
            Kind::ApiKey => ("API key", &api.api_key),
            Kind::Account => ("account", &api.account),
        };
        if !has_format(&self.sid, spec.prefix) {
            return Err(format!("the {name} SID is not valid: expected `{}` and 32 hexadecimal digits", spec.prefix));
        }
        if self.secret.is_empty() {
            return Err(format!("the secret of the {name} is empty"));
        }
        if self.secret.chars().any(char::is_control) {
            return Err(format!("the secret of the {name} contains a control character, perhaps a line break"));
        }
        // Read from a file, perhaps. Nothing is removed: a secret is not the place to guess.
        let is_padding = |it: char| it.is_whitespace() || it == '\u{FEFF}';
        if self.secret.starts_with(is_padding) || self.secret.ends_with(is_padding) {
            return Err(format!("the secret of the {name} begins or ends with white space or a byte order mark"));
        }
        Ok(format!("Basic {}", STANDARD.encode(format!("{}:{}", self.sid, self.secret))))
    }
}

/// An error of a source of credentials.
pub(crate) type BoxError = Box<dyn StdError + Send + Sync>;

/// A source of credentials, so that a key can be rotated while a program runs.
///
/// It is asked before each attempt, within the attempt's time limit, and should keep what it has until that changes. If
/// it fails or does not respond, nothing is sent, the request is not retried, and
/// [`Error::is_credentials`](crate::Error::is_credentials) is true. After a rotation, let it return the new key before the old one is revoked.
pub trait CredentialsSource: Send + Sync + 'static {
    /// Returns the credentials for an attempt.
    ///
    /// # Errors
    ///
    /// Whatever went wrong. Callers get the error as the source of theirs, whose text does not contain it.
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Box<dyn StdError + Send + Sync>>>;
}

/// Always the same ones.
impl CredentialsSource for Credentials {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        Box::pin(async { Ok(self.clone()) })
    }
}

impl<T: CredentialsSource + ?Sized> CredentialsSource for Arc<T> {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        (**self).credentials()
    }
}

impl<T: CredentialsSource + ?Sized> CredentialsSource for Box<T> {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        (**self).credentials()
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The arguments may have been swapped: only a text in the format of a SID is shown.
        let sid = if self.sid.get(..2).is_some_and(|prefix| has_format(&self.sid, prefix)) {
            self.sid.as_str()
        } else {
            "[not a SID]"
        };
        f.debug_struct("Credentials")
            .field("kind", &self.kind)
            .field("sid", &sid)
            .field("secret", &"[redacted]")
            .finish()
    }
}
