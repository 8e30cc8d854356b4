//! Who sends a request: reads Basic credentials and checks their form only. Must not print the secret.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};

use super::super::api::Api;

/// Credentials of the right form. Any secret will do.
pub(super) struct Login {
    pub(super) user: String,
    pub(super) secret: String,
}

impl Login {
    /// Reads the `Authorization` header.
    pub(super) fn read(api: &Api, authorization: Option<&str>) -> Option<Self> {
        let (scheme, encoded) = authorization?.split_once(' ')?;
        let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
        let (user, secret) = decoded.split_once(':').filter(|_| scheme.eq_ignore_ascii_case("Basic"))?;
        let login = Self { user: user.to_owned(), secret: secret.to_owned() };
        (is_user(api, user) && !secret.is_empty()).then_some(login)
    }
}

/// Reports whether a text is the SID of an account or of an API key.
pub(super) fn is_user(api: &Api, user: &str) -> bool {
    is_sid(user, api.account.prefix) || is_sid(user, api.api_key.prefix)
}

/// The SID of the account that a user belongs to: its own, or one that follows from it.
pub(super) fn account_sid(api: &Api, user: &str) -> String {
    if is_sid(user, api.account.prefix) {
        return user.to_owned();
    }
    let digits: String = hash(user).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("{}{digits}", api.account.prefix)
}

/// A number that follows from a user.
pub(super) fn number(user: &str) -> u64 {
    hash(user).iter().skip(16).take(8).fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

fn hash(user: &str) -> Vec<u8> {
    digest(&SHA256, user.as_bytes()).as_ref().to_vec()
}

fn is_sid(text: &str, prefix: &str) -> bool {
    let digits = text.strip_prefix(prefix);
    digits.is_some_and(|digits| digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
