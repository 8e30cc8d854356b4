//! Verifies and creates the signatures of webhooks. Must not print a token.
//!
//! The signature is the base64 of an HMAC-SHA1 with the auth token as its key. The signed text is the URL, followed by
//! the names and values of a form; for another body, the URL contains its SHA-256 instead. The text of the URL is used
//! verbatim: parsing and reformatting a URL changes it, and the signature no longer matches.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::{digest, hmac};

use super::webhook_error::WebhookError;

/// The query parameter with the SHA-256 of a body that is not a form, in lower-case hexadecimal digits.
const BODY_HASH: &str = "bodySHA256";

/// Verifies that webhooks are genuine.
///
/// Signatures are compared in constant time. URLs are the public ones, exactly as the vendor called them, so this also
/// works behind proxies. The vendor is not consistent about the port: a URL is accepted with the standard port of its
/// scheme as well as without a port, whichever was signed.
///
/// A signature proves who sent a webhook, not when: a webhook that is sent again verifies again. Make handling
/// idempotent.
#[derive(Clone)]
pub struct WebhookVerifier {
    keys: Vec<hmac::Key>,
}

impl WebhookVerifier {
    /// Creates a verifier for webhooks of the account with this auth token. An API key's secret does not work here.
    ///
    /// # Errors
    ///
    /// [`WebhookError::is_configuration`] if the token is empty or contains white space, such as a line break at the
    /// end of a file.
    pub fn new(auth_token: impl AsRef<str>) -> Result<Self, WebhookError> {
        Ok(Self { keys: vec![key(auth_token.as_ref())?] })
    }

    /// Accepts webhooks signed with another token as well, for while tokens are rotated and both are in use.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn with_token(mut self, auth_token: impl AsRef<str>) -> Result<Self, WebhookError> {
        self.keys.push(key(auth_token.as_ref())?);
        Ok(self)
    }

    /// Verifies a webhook whose body is JSON, or anything else except a form. The URL must contain the body's hash.
    ///
    /// # Errors
    ///
    /// [`WebhookError::is_signature`] if it is not genuine, [`WebhookError::is_configuration`] if the URL is not
    /// absolute.
    pub fn verify_json(&self, url: &str, body: &[u8], signature: &str) -> Result<(), WebhookError> {
        self.verify_text(url, "", signature)?;
        let hashes = form_urlencoded::parse(query(url).as_bytes()).filter(|(name, _)| name == BODY_HASH);
        // The same one twice says no more than once.
        let hashes: BTreeSet<_> = hashes.map(|(_, hash)| hash).collect();
        match hashes.first() {
            None => Err(WebhookError::signature("the URL has no hash of the body")),
            Some(_) if hashes.len() > 1 => Err(WebhookError::signature("the URL has more than one hash of the body")),
            // Neither is a secret: the URL is signed, and the sender of the body knows its hash.
            Some(hash) if *hash == sha256(body) => Ok(()),
            Some(_) => Err(WebhookError::signature("the body is not the one that was signed")),
        }
    }

    /// Verifies a webhook whose body is a form, given verbatim.
    ///
    /// # Errors
    ///
    /// As [`verify_json`](Self::verify_json).
    pub fn verify_form(&self, url: &str, body: &[u8], signature: &str) -> Result<(), WebhookError> {
        let as_form = self.verify_text(url, &signed_text(form_urlencoded::parse(body)), signature);
        // A form can also be signed like any other body. Either way, every byte that counts is signed.
        as_form.or_else(|error| self.verify_json(url, body, signature).map_err(|_| error))
    }

    /// Verifies a webhook without a body, whose members are in the query.
    ///
    /// # Errors
    ///
    /// As [`verify_json`](Self::verify_json).
    pub fn verify_get(&self, url: &str, signature: &str) -> Result<(), WebhookError> {
        self.verify_text(url, "", signature)
    }

    fn verify_text(&self, url: &str, rest: &str, signature: &str) -> Result<(), WebhookError> {
        let candidates = Url::split(url)?.candidates();
        if signature.is_empty() {
            return Err(WebhookError::signature("the signature is missing"));
        }
        let Ok(signature) = STANDARD.decode(signature) else {
            return Err(WebhookError::signature("the signature is malformed"));
        };
        let is_valid = |key, url: &String| hmac::verify(key, format!("{url}{rest}").as_bytes(), &signature).is_ok();
        if self.keys.iter().any(|key| candidates.iter().any(|url| is_valid(key, url))) {
            Ok(())
        } else {
            Err(WebhookError::signature("the signature does not match"))
        }
    }
}

impl fmt::Debug for WebhookVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookVerifier").field("tokens", &self.keys.len()).finish_non_exhaustive()
    }
}

/// Signs webhooks as the vendor does, for tests of receivers.
#[derive(Clone)]
pub struct WebhookSigner {
    key: hmac::Key,
}

impl WebhookSigner {
    /// Creates a signer with an auth token, which does not have to be a real one.
    ///
    /// # Errors
    ///
    /// As [`WebhookVerifier::new`].
    pub fn new(auth_token: impl AsRef<str>) -> Result<Self, WebhookError> {
        Ok(Self { key: key(auth_token.as_ref())? })
    }

    /// Signs a body that is not a form. The URL gets its hash.
    pub fn sign_json(&self, url: &str, body: &[u8]) -> SignedJson {
        // A fragment is never sent.
        let url = url.split('#').next().unwrap_or_default();
        let glue = if url.contains('?') { '&' } else { '?' };
        let url = format!("{url}{glue}{BODY_HASH}={}", sha256(body));
        SignedJson { signature: self.sign(&url), url }
    }

    /// Signs a form, and writes it.
    pub fn sign_form(&self, url: &str, members: &[(&str, &str)]) -> SignedForm {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(members).finish();
        let pairs = members.iter().map(|(name, value)| (Cow::Borrowed(*name), Cow::Borrowed(*value)));
        SignedForm { signature: self.sign(&format!("{url}{}", signed_text(pairs))), body }
    }

    /// Returns the signature of a `GET`.
    pub fn sign_get(&self, url: &str) -> String {
        self.sign(url)
    }

    fn sign(&self, text: &str) -> String {
        STANDARD.encode(hmac::sign(&self.key, text.as_bytes()))
    }
}

/// A signed webhook with a body that is not a form.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignedJson {
    /// The URL to call, with the hash of the body.
    pub url: String,
    /// The value of the header.
    pub signature: String,
}

/// A signed webhook whose body is a form.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignedForm {
    /// The body to send.
    pub body: String,
    /// The value of the header.
    pub signature: String,
}

impl fmt::Debug for WebhookSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookSigner").finish_non_exhaustive()
    }
}

fn key(auth_token: &str) -> Result<hmac::Key, WebhookError> {
    if auth_token.is_empty() {
        return Err(WebhookError::configuration("the auth token is empty"));
    }
    if auth_token.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(WebhookError::configuration("the auth token contains white space, perhaps a line break"));
    }
    // The vendor's algorithm; HMAC does not depend on SHA-1 being free of collisions.
    Ok(hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, auth_token.as_bytes()))
}

/// Returns the signed text of a form: sorted by name only, each name with each of its distinct values, which are
/// sorted.
fn signed_text<'a>(members: impl Iterator<Item = (Cow<'a, str>, Cow<'a, str>)>) -> String {
    let mut sorted = BTreeMap::<_, BTreeSet<_>>::new();
    for (name, value) in members {
        sorted.entry(name).or_default().insert(value);
    }
    let mut text = String::new();
    for (name, values) in &sorted {
        for value in values {
            text.push_str(name);
            text.push_str(value);
        }
    }
    text
}

fn sha256(body: &[u8]) -> String {
    let hash = digest::digest(&digest::SHA256, body);
    hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What may stand in a value of a query with or without an escape.
const OPTIONAL: &str = "!$'()*,/:;?@";
/// Of these, what `encodeURIComponent` escapes.
const KEPT_BY_BROWSERS: &str = "$,/:;?@";

/// Returns a query without the escapes of characters that need none.
fn unescaped(query: &str) -> String {
    let mut result = String::with_capacity(query.len());
    let mut rest = query;
    while let Some(at) = rest.find('%') {
        result.push_str(&rest[..at]);
        let code = rest.get(at + 1..at + 3).and_then(|digits| u8::from_str_radix(digits, 16).ok()).map(char::from);
        let (text, length) = match code.filter(|code| OPTIONAL.contains(*code)) {
            Some(code) => (code, 3),
            None => ('%', 1),
        };
        result.push(text);
        rest = &rest[at + length..];
    }
    result + rest
}

/// Returns a character of a query, with an escape if it is one of those.
fn escape(character: char, escaped: &str) -> String {
    if escaped.contains(character) { format!("%{:02X}", u32::from(character)) } else { character.to_string() }
}

/// Returns the query of a URL, without the question mark.
pub(crate) fn query(url: &str) -> &str {
    let url = url.split('#').next().unwrap_or_default();
    url.split_once('?').map_or("", |(_, query)| query)
}

/// The parts of a URL, verbatim.
#[derive(Clone, Copy)]
pub(crate) struct Url<'a> {
    scheme: &'a str,
    /// User, password and host.
    host: &'a str,
    port: Option<&'a str>,
    path: &'a str,
    /// Including the question mark.
    query: &'a str,
}

impl<'a> Url<'a> {
    pub(crate) fn split(url: &'a str) -> Result<Self, WebhookError> {
        let parts = url.split_once("://").filter(|(scheme, rest)| {
            !scheme.is_empty()
                && scheme.bytes().all(|b| b.is_ascii_alphanumeric())
                && !rest.starts_with(['/', '?', '#'])
        });
        let Some((scheme, rest)) = parts.filter(|(_, rest)| !rest.is_empty()) else {
            return Err(WebhookError::configuration("the URL of the webhook is not absolute"));
        };
        let (authority, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let (path, query) = rest.split_at(rest.find('?').unwrap_or(rest.len()));
        // There is also a colon within an IPv6 address, which has brackets, and before a password.
        let port = authority.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()));
        let port = port.filter(|_| authority.rsplit('@').next().is_some_and(|host| host.contains(':')));
        let (host, port) = port.map_or((authority, None), |(host, port)| (host, Some(port)));
        Ok(Self { scheme, host, port, path, query })
    }

    /// Reports whether there is neither a query nor a fragment.
    #[cfg(feature = "axum")]
    pub(crate) fn is_plain(&self) -> bool {
        self.query.is_empty() && !self.path.contains('#')
    }

    /// Returns the URLs that may have been signed: with and without a port, and with the query in each of the ways in which
    /// libraries escape what may stand in it with and without an escape. All of them mean the same.
    fn candidates(&self) -> Vec<String> {
        let standard = match self.scheme.to_ascii_lowercase().as_str() {
            "https" | "wss" => Some("443"),
            "http" | "ws" => Some("80"),
            _ => None,
        };
        let other = if self.port.is_some() { None } else { standard };
        let mut queries = vec![self.query.to_owned()];
        // Its first character separates it from the path.
        let (mark, rest) = self.query.split_at(self.query.len().min(1));
        let plain = unescaped(rest);
        for escaped in ["", "'", OPTIONAL, KEPT_BY_BROWSERS] {
            let query: String = plain.chars().map(|it| escape(it, escaped)).collect();
            let spellings = [query.replace('+', "%20"), query.replace("%20", "+"), query];
            queries.extend(spellings.map(|query| format!("{mark}{query}")));
        }
        queries.sort_unstable();
        queries.dedup();
        queries.iter().flat_map(|query| [self.with(self.port, query), self.with(other, query)]).collect()
    }

    fn with(&self, port: Option<&str>, query: &str) -> String {
        let Self { scheme, host, path, .. } = self;
        match port {
            Some(port) => format!("{scheme}://{host}:{port}{path}{query}"),
            None => format!("{scheme}://{host}{path}{query}"),
        }
    }
}
