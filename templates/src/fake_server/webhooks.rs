//! Delivers webhooks when they are due: signed, in order for each account, to this machine only unless more is allowed.
//! Must not print a URL with its query, nor a secret.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Uri;
use percent_encoding::percent_decode_str;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::super::api::Method;
use super::super::base_url::is_loopback;
use super::super::fake::FakeWebhook;
use super::super::signature::WebhookSigner;
use super::super::transport::{HttpRequest, Transport as _};
use super::super::transport_hyper::HyperTransport;
use super::accounts::Account;
use super::log::Attempt;
use super::shared::Shared;

/// How long a receiver may take.
const LIMIT: Duration = Duration::from_secs(10);
/// How many are delivered at the same time.
const MAX_AT_ONCE: usize = 64;
/// A clock that is late by less than that is not asked again at once.
const SHORTEST_WAIT: Duration = Duration::from_millis(1);

/// Delivers as long as it is polled.
pub(super) async fn deliver(shared: Arc<Shared>) {
    let at_once = Arc::new(Semaphore::new(MAX_AT_ONCE));
    let mut workers = tokio::task::JoinSet::new();
    loop {
        let accounts = shared.accounts().all();
        let mut next: Option<Duration> = None;
        for account in accounts {
            for webhook in account.queue.add(account.fake.take_webhooks()) {
                attempted(&shared, &account, &webhook, Err("too many webhooks are waiting".to_owned()));
            }
            let due = account.fake.due_in();
            next = next.into_iter().chain(due).min();
            if account.secret().is_some() && account.queue.claim() {
                workers.spawn(deliver_all(Arc::clone(&shared), account, Arc::clone(&at_once)));
            }
        }
        while workers.try_join_next().is_some() {}
        match next {
            // Something else may become due earlier.
            Some(next) => drop(timeout(next.max(SHORTEST_WAIT), shared.due.notified()).await),
            None => shared.due.notified().await,
        }
    }
}

/// Delivers what waits, one after the other.
async fn deliver_all(shared: Arc<Shared>, account: Arc<Account>, at_once: Arc<Semaphore>) {
    while let Some(webhook) = account.queue.take() {
        let _turn = at_once.acquire().await;
        let outcome = match timeout(LIMIT, send(&shared, &account, &webhook)).await {
            Ok(outcome) => outcome,
            Err(_) => Err("the receiver did not answer in time".to_owned()),
        };
        attempted(&shared, &account, &webhook, outcome);
    }
    // What came meanwhile was left to this worker, or is claimed by another one.
    shared.due.notify_one();
}

fn attempted(shared: &Shared, account: &Account, webhook: &FakeWebhook, outcome: Result<u16, String>) {
    shared.attempted(Attempt {
        account: account.user.clone(),
        event: webhook.event().to_owned(),
        sid: webhook.sid().to_owned(),
        method: webhook.method().to_owned(),
        url: webhook.url().to_owned(),
        at: webhook.at(),
        outcome,
    });
}

async fn send(shared: &Shared, account: &Account, webhook: &FakeWebhook) -> Result<u16, String> {
    let target = Target::of(webhook.url())?;
    if !target.is_local && !shared.settings.delivers_anywhere {
        return Err("webhooks to other machines are not allowed".to_owned());
    }
    let signer = WebhookSigner::new(account.secret().unwrap_or_default())
        .map_err(|_| "the secret of the account cannot sign".to_owned())?;
    let signed = webhook.signed_by(&signer);
    // The signature is over the URL as it was set; what is sent names no user.
    let url = Target::of(&signed.url)?.url;
    let method = if signed.method == "GET" { Method::Get } else { Method::Post };
    let mut request = HttpRequest::new(method, url);
    if let Some(header) = shared.settings.signature_header {
        request = request.with_header(header, signed.signature);
    }
    if let Some(authorization) = target.authorization {
        request = request.with_sensitive_header("Authorization", authorization);
    }
    if method == Method::Post {
        request = request.with_header("Content-Type", "application/json").with_body(signed.body);
    }
    let transport = if target.is_https { HyperTransport::new() } else { Ok(HyperTransport::plain()) };
    let sent = match transport {
        Ok(transport) => transport.send(request).await,
        Err(error) => Err(error),
    };
    sent.map(|response| response.status()).map_err(|error| error.to_string())
}

/// Where a webhook goes.
struct Target {
    /// Without user name and password.
    url: String,
    authorization: Option<String>,
    is_https: bool,
    is_local: bool,
}

impl Target {
    fn of(url: &str) -> Result<Self, String> {
        let invalid = || "the URL is not valid".to_owned();
        let (scheme, rest) = url.split_once("://").ok_or_else(invalid)?;
        let is_https = scheme.eq_ignore_ascii_case("https");
        if !is_https && !scheme.eq_ignore_ascii_case("http") {
            return Err(invalid());
        }
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let (user, host) = authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
        let path = path.split('#').next().unwrap_or_default();
        let url = format!("{scheme}://{host}{path}");
        let uri: Uri = url.parse().map_err(|_| invalid())?;
        let is_local = uri.host().ok_or_else(invalid).map(is_loopback)?;
        let authorization = user.map(|user| {
            let decoded: Vec<u8> = percent_decode_str(user).collect();
            format!("Basic {}", STANDARD.encode(decoded))
        });
        Ok(Self { url, authorization, is_https, is_local })
    }
}
