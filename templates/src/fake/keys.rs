//! The credentials that a fake accepts. Must not print a secret.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::credentials::Credentials;
use super::ids::Ids;
use super::table::Table;

pub(super) struct Keys {
    pub(super) account_sid: String,
    pub(super) auth_token: String,
    /// The first one may do everything.
    keys: Vec<ApiKey>,
    prefix: &'static str,
}

struct ApiKey {
    sid: String,
    secret: String,
    /// `None` for a key without restrictions.
    permissions: Option<Vec<String>>,
}

/// Who sends a request.
pub(super) struct Caller<'a> {
    permissions: Option<&'a [String]>,
}

impl Keys {
    /// With an account of that SID, or of one that is made up.
    pub(super) fn new(table: &Table, ids: &mut Ids, account_sid: Option<&str>) -> Self {
        let made_up = ids.prefixed(table.api.account.prefix);
        let account_sid = account_sid.map_or(made_up, str::to_owned);
        let auth_token = ids.prefixed("");
        let mut keys = Self { account_sid, auth_token, keys: Vec::new(), prefix: table.api.api_key.prefix };
        keys.add(ids, None);
        keys
    }

    /// The key without restrictions.
    pub(super) fn credentials(&self) -> Credentials {
        let key = self.keys.first();
        Credentials::api_key(key.map_or("", |key| &key.sid), key.map_or("", |key| &key.secret))
    }

    pub(super) fn account(&self) -> Credentials {
        Credentials::account(&self.account_sid, &self.auth_token)
    }

    pub(super) fn add(&mut self, ids: &mut Ids, permissions: Option<Vec<String>>) -> Credentials {
        let (sid, secret) = (ids.prefixed(self.prefix), ids.prefixed(""));
        let credentials = Credentials::api_key(&sid, &secret);
        self.keys.push(ApiKey { sid, secret, permissions });
        credentials
    }

    /// Reads the `Authorization` header; `None` if it is not that of somebody known.
    pub(super) fn caller(&self, authorization: Option<&str>) -> Option<Caller<'_>> {
        let (scheme, encoded) = authorization?.split_once(' ')?;
        let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
        let (sid, secret) = decoded.split_once(':').filter(|_| scheme.eq_ignore_ascii_case("Basic"))?;
        if (sid, secret) == (&self.account_sid, &self.auth_token) {
            return Some(Caller { permissions: None });
        }
        let key = self.keys.iter().find(|key| key.sid == sid && key.secret == secret)?;
        Some(Caller { permissions: key.permissions.as_deref() })
    }
}

impl Caller<'_> {
    /// Reports whether the caller may do what needs a permission. What needs an unknown one is allowed.
    pub(super) fn may(&self, permission: Option<&str>) -> bool {
        let (Some(allowed), Some(permission)) = (self.permissions, permission) else { return true };
        allowed.iter().any(|allowed| match allowed.strip_suffix('*') {
            Some(stem) if stem.ends_with('/') => permission.starts_with(stem),
            _ => allowed == permission,
        })
    }
}
