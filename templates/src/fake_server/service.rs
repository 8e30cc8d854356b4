//! From a request to its answer: who sends it, how large it may be, which fake serves it. Must not print a value.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, HOST};
use http::{Method, Request};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::{Body as _, Incoming};
use tokio::time::timeout;

use super::super::fake::hosting::Hosted;
use super::super::transport_body::text_of;
use super::admin;
use super::log::Seen;
use super::login::Login;
use super::reply::{Reply, closing, of_answer, of_problem};
use super::shared::Shared;

/// What a body may have at most.
const MAX_BODY: usize = 1 << 20;
/// The state of all accounts is larger.
const MAX_STATE: usize = 64 << 20;

/// The connection must end without an answer.
#[derive(Debug)]
pub(super) struct Dropped;

impl fmt::Display for Dropped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the fake was told not to answer")
    }
}

impl std::error::Error for Dropped {}

/// Answers a request. Its body must arrive within a limit.
pub(super) async fn serve(
    shared: Arc<Shared>,
    peer: IpAddr,
    body_limit: Duration,
    request: Request<Incoming>,
) -> Result<Reply, Dropped> {
    let (head, body) = request.into_parts();
    // Whoever only wants the head gets that of the same answer.
    let method = if head.method == Method::HEAD { Method::GET } else { head.method.clone() };
    let path = head.uri.path();
    if admin::is_meant(path) {
        let admin = admin::Admin {
            shared: &shared,
            method: &method,
            path,
            query: head.uri.query().unwrap_or_default(),
            authority: head.uri.authority().map(|authority| authority.as_str()),
        };
        if let Err(refused) = admin.admit(peer, &head.headers) {
            return Ok(closing(of_problem(403, refused)));
        }
        return Ok(match read(body, if admin.takes_state() { MAX_STATE } else { MAX_BODY }, body_limit).await {
            Ok(body) => admin.answer(&body),
            Err((status, problem)) => closing(of_problem(status, problem)),
        });
    }
    let (api, known) = {
        let accounts = shared.accounts();
        (accounts.common.api(), accounts.common.operation_of(method.as_str(), path))
    };
    let (operation, template) = known.unzip();
    let seen = |user: Option<&str>| Seen::new(user, operation, method.as_str(), path);
    let refused = |seen: Seen, status: u16, message: &str| {
        shared.saw(seen.answered(status), template);
        let answer = shared.accounts().common.refusal(status, message);
        of_answer(answer)
    };
    let Some(login) = Login::read(api, text_of(&head.headers, AUTHORIZATION)) else {
        return Ok(refused(seen(None), 401, "the credentials are missing or not valid"));
    };
    let user = login.user.clone();
    let body = match read(body, MAX_BODY, body_limit).await {
        Ok(body) => body,
        Err((status, problem)) => return Ok(closing(refused(seen(Some(&user)), status, problem))),
    };
    let account = shared.accounts().of(login);
    let Some(account) = account else {
        return Ok(refused(seen(Some(&user)), 429, "there are too many accounts"));
    };
    let origin = origin(&shared, text_of(&head.headers, HOST));
    let target = head.uri.path_and_query().map_or(path, |target| target.as_str());
    let url = format!("{origin}{target}");
    let header = |name: &str| text_of(&head.headers, name);
    let (hosted, request) = account.fake.host(method.as_str(), &url, &header, &body);
    shared.due.notify_one();
    let mut seen = seen(Some(&user));
    if let Some(request) = &request {
        seen = seen.with_parameters(request);
    }
    match hosted {
        Hosted::Answered { answer, delay } => {
            shared.saw(seen.answered(answer.status), template);
            pause(delay).await;
            Ok(of_answer(answer))
        }
        Hosted::Dropped { delay } => {
            shared.saw(seen, template);
            pause(delay).await;
            Err(Dropped)
        }
    }
}

async fn pause(delay: Duration) {
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
}

/// Reads a body; or says with which status it is refused, and why.
async fn read(body: Incoming, limit: usize, time: Duration) -> Result<Bytes, (u16, &'static str)> {
    const TOO_LARGE: (u16, &str) = (413, "the body is too large");
    if usize::try_from(body.size_hint().lower()).map_or(true, |size| size > limit) {
        return Err(TOO_LARGE);
    }
    match timeout(time, Limited::new(body, limit).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => Err(TOO_LARGE),
        Ok(Err(_)) => Err((400, "the body cannot be read")),
        Err(_) => Err((408, "the body did not arrive in time")),
    }
}

/// What URLs in the answer begin with: as told, as the request calls the server, or as it is known here.
fn origin(shared: &Shared, host: Option<&str>) -> String {
    if let Some(url) = &shared.settings.public_url {
        return url.clone();
    }
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'[' | b']' | b':');
    match host.filter(|host| (1..=255).contains(&host.len()) && host.bytes().all(is_plain)) {
        Some(host) => format!("http://{host}"),
        None => format!("http://{}", shared.settings.address),
    }
}
