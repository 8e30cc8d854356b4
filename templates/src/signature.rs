//! Verifies and creates the signatures of webhooks. Must not print a token.
//!
//! The signature is the base64 of an HMAC-SHA1 with the auth token as its key, or of an HMAC with a shared key, if another
//! header says so. The signed text is the URL, followed by the names and values of a form; for another body, the URL
//! contains its SHA-256 instead. The text of the URL is used verbatim: parsing and reformatting a URL changes it, and
//! the signature no longer matches.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::{digest, hmac};

use super::webhook_error::WebhookError;
use super::webhook_url::{Url, query};

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
    tokens: Vec<hmac::Key>,
    shared_keys: Vec<SharedKey>,
}

/// A key that signs instead of an auth token. The request says with which algorithm.
#[derive(Clone)]
struct SharedKey {
    sha1: hmac::Key,
    sha256: hmac::Key,
}

/// What a request says about its signature.
#[derive(Clone, Copy)]
pub(crate) struct Claim<'a> {
    pub(crate) signature: &'a str,
    /// The header of a signature with a shared key.
    pub(crate) settings: Option<&'a str>,
}

impl WebhookVerifier {
    /// Creates a verifier for webhooks of the account with this auth token. An API key's secret does not work here.
    ///
    /// # Errors
    ///
    /// [`WebhookError::is_configuration`] if the token is empty or contains white space, such as a line break at the
    /// end of a file.
    pub fn new(auth_token: impl AsRef<str>) -> Result<Self, WebhookError> {
        Self::EMPTY.with_token(auth_token)
    }

    /// Creates a verifier for webhooks that are signed with this shared key, and refuses those signed with an auth token;
    /// with it, use [`verify`](Self::verify) or [`receive`](Self::receive), which see the header that says so.
    ///
    /// # Errors
    ///
    /// As [`with_shared_key`](Self::with_shared_key).
    pub fn from_shared_key(secret: impl AsRef<str>) -> Result<Self, WebhookError> {
        Self::EMPTY.with_shared_key(secret)
    }

    const EMPTY: Self = Self { tokens: Vec::new(), shared_keys: Vec::new() };

    /// Accepts webhooks signed with another token as well, for while tokens are rotated and both are in use.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn with_token(mut self, auth_token: impl AsRef<str>) -> Result<Self, WebhookError> {
        let token = checked(auth_token.as_ref(), TOKEN)?;
        self.tokens.push(hmac::Key::new(SHA1, token));
        Ok(self)
    }

    /// Accepts webhooks signed with this shared key as well, given its secret. While keys are rotated, add both.
    ///
    /// Only webhooks that say that they are signed with a shared key are checked against it, so the verifier must see the
    /// header that says so: use [`WebhookRequest`](super::webhook::WebhookRequest) or the extractor for axum.
    ///
    /// # Errors
    ///
    /// [`WebhookError::is_configuration`] if the secret is empty or contains white space.
    pub fn with_shared_key(mut self, secret: impl AsRef<str>) -> Result<Self, WebhookError> {
        let secret = checked(secret.as_ref(), SHARED_KEY)?;
        let [sha1, sha256] = [SHA1, hmac::HMAC_SHA256].map(|algorithm| hmac::Key::new(algorithm, secret));
        self.shared_keys.push(SharedKey { sha1, sha256 });
        Ok(self)
    }

    /// Verifies a webhook whose body is JSON, or anything else except a form, and that is signed with an auth token. The
    /// URL must contain the body's hash.
    ///
    /// # Errors
    ///
    /// [`WebhookError::is_signature`] if it is not genuine, [`WebhookError::is_configuration`] if the URL is not
    /// absolute.
    pub fn verify_json(&self, url: &str, body: &[u8], signature: &str) -> Result<(), WebhookError> {
        self.json(url, body, Claim { signature, settings: None })
    }

    /// Verifies a webhook whose body is a form, given verbatim, and that is signed with an auth token.
    ///
    /// # Errors
    ///
    /// As [`verify_json`](Self::verify_json).
    pub fn verify_form(&self, url: &str, body: &[u8], signature: &str) -> Result<(), WebhookError> {
        self.form(url, body, Claim { signature, settings: None })
    }

    /// Verifies a webhook without a body, whose members are in the query, and that is signed with an auth token.
    ///
    /// # Errors
    ///
    /// As [`verify_json`](Self::verify_json).
    pub fn verify_get(&self, url: &str, signature: &str) -> Result<(), WebhookError> {
        self.text(url, "", Claim { signature, settings: None })
    }

    pub(crate) fn json(&self, url: &str, body: &[u8], claim: Claim<'_>) -> Result<(), WebhookError> {
        self.text(url, "", claim)?;
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

    pub(crate) fn form(&self, url: &str, body: &[u8], claim: Claim<'_>) -> Result<(), WebhookError> {
        let as_form = self.text(url, &signed_text(form_urlencoded::parse(body)), claim);
        // A form can also be signed like any other body. Either way, every byte that counts is signed.
        as_form.or_else(|error| self.json(url, body, claim).map_err(|_| error))
    }

    pub(crate) fn text(&self, url: &str, rest: &str, claim: Claim<'_>) -> Result<(), WebhookError> {
        let candidates = Url::split(url)?.candidates();
        if claim.signature.is_empty() {
            return Err(WebhookError::signature("the signature is missing"));
        }
        let Ok(signature) = STANDARD.decode(claim.signature) else {
            return Err(WebhookError::signature("the signature is malformed"));
        };
        let keys = self.keys(claim.settings)?;
        let is_valid = |key, url: &String| hmac::verify(key, format!("{url}{rest}").as_bytes(), &signature).is_ok();
        if keys.iter().any(|key| candidates.iter().any(|url| is_valid(key, url))) {
            Ok(())
        } else {
            Err(WebhookError::signature("the signature does not match"))
        }
    }

    /// Returns the keys with which a webhook may be signed. What the header says is not signed itself, but only chooses
    /// among keys that an attacker has none of.
    fn keys(&self, settings: Option<&str>) -> Result<Vec<&hmac::Key>, WebhookError> {
        let Some(settings) = settings.filter(|settings| !settings.trim().is_empty()) else {
            if self.tokens.is_empty() {
                let problem = "no header says that a shared key signed, and the verifier has no auth token";
                return Err(WebhookError::signature(problem));
            }
            return Ok(self.tokens.iter().collect());
        };
        if self.shared_keys.is_empty() {
            let problem = "the webhook is signed with a shared key, and the verifier has none";
            return Err(WebhookError::signature(problem));
        }
        let parts = settings.split(',').filter_map(|part| part.split_once('='));
        let mut algorithms =
            parts.filter(|(name, _)| name.trim().eq_ignore_ascii_case(ALGORITHM)).map(|part| part.1.trim());
        match algorithms.next().unwrap_or_default() {
            name if name.eq_ignore_ascii_case(SHA256_NAME) => {
                Ok(self.shared_keys.iter().map(|key| &key.sha256).collect())
            }
            // The vendor's own libraries take a missing name for this one.
            name if name.is_empty() || name.eq_ignore_ascii_case(SHA1_NAME) => {
                Ok(self.shared_keys.iter().map(|key| &key.sha1).collect())
            }
            _ => Err(WebhookError::signature("the algorithm of the signature is not supported")),
        }
    }
}

impl fmt::Debug for WebhookVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookVerifier")
            .field("tokens", &self.tokens.len())
            .field("shared_keys", &self.shared_keys.len())
            .finish_non_exhaustive()
    }
}

/// Signs webhooks as the vendor does, for tests of receivers.
#[derive(Clone)]
pub struct WebhookSigner {
    key: hmac::Key,
    settings: Option<String>,
}

impl WebhookSigner {
    /// Creates a signer with an auth token, which does not have to be a real one.
    ///
    /// # Errors
    ///
    /// As [`WebhookVerifier::new`].
    pub fn new(auth_token: impl AsRef<str>) -> Result<Self, WebhookError> {
        let token = checked(auth_token.as_ref(), TOKEN)?;
        Ok(Self { key: hmac::Key::new(SHA1, token), settings: None })
    }

    /// Creates a signer with a shared key, which signs with HMAC-SHA256. The ID is for the header only.
    ///
    /// # Errors
    ///
    /// As [`WebhookVerifier::with_shared_key`].
    pub fn from_shared_key(id: &str, secret: impl AsRef<str>) -> Result<Self, WebhookError> {
        let secret = checked(secret.as_ref(), SHARED_KEY)?;
        let settings = format!("key={id},{ALGORITHM}={SHA256_NAME}");
        Ok(Self { key: hmac::Key::new(hmac::HMAC_SHA256, secret), settings: Some(settings) })
    }

    /// Returns the header that says that a shared key signed; `None` if it is an auth token.
    pub fn settings(&self) -> Option<&str> {
        self.settings.as_deref()
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

/// The vendor's algorithm; HMAC does not depend on SHA-1 being free of collisions.
const SHA1: hmac::Algorithm = hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY;
/// The part of the header that names the algorithm of a shared key.
const ALGORITHM: &str = "algorithm";
const SHA1_NAME: &str = "HMAC_SHA1";
const SHA256_NAME: &str = "HMAC_SHA256";

/// What is said of an auth token that is empty or contains white space.
const TOKEN: [&str; 2] = ["the auth token is empty", "the auth token contains white space, perhaps a line break"];
/// The same for a shared key.
const SHARED_KEY: [&str; 2] = ["the shared key is empty", "the shared key contains white space, perhaps a line break"];

fn checked<'a>(secret: &'a str, [empty, blank]: [&'static str; 2]) -> Result<&'a [u8], WebhookError> {
    if secret.is_empty() {
        return Err(WebhookError::configuration(empty));
    }
    if secret.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(WebhookError::configuration(blank));
    }
    Ok(secret.as_bytes())
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
