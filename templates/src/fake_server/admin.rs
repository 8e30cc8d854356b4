//! The routes of those who look after the server. Must not show a secret, nor the value of a parameter unless it is
//! asked for.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use http::header::{HOST, ORIGIN};
use http::{HeaderMap, HeaderName, Method};
use serde_json::{Value, json};

use super::super::fake::FakeChange;
use super::admin_faults;
use super::html::PAGE;
use super::reply::{Reply, of_html, of_json, of_problem};
use super::shared::Shared;
use super::snapshot;

const ROOT: &str = "/__admin";
/// Longer than anybody waits in a test, shorter than a clock can count.
const MAX_ADVANCE: f64 = 3_200_000_000.0;

/// The routes, each with its methods.
const ROUTES: [(&str, &str); 9] = [
    ("", "GET"),
    ("/", "GET"),
    ("/health", "GET"),
    ("/reset", "POST"),
    ("/clock", "GET, POST"),
    ("/faults", "DELETE, GET, POST"),
    ("/requests", "GET"),
    ("/webhooks", "GET"),
    ("/state", "GET, PUT"),
];

/// Reports whether a path is that of a route here, or would be if there were one.
pub(super) fn is_meant(path: &str) -> bool {
    path.strip_prefix(ROOT).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Reports whether a client is on this machine, in whichever way its address is written.
pub(crate) fn is_this_machine(peer: IpAddr) -> bool {
    peer.to_canonical().is_loopback()
}

pub(super) struct Admin<'a> {
    pub(super) shared: &'a Shared,
    pub(super) method: &'a Method,
    pub(super) path: &'a str,
    pub(super) query: &'a str,
    /// The host that the target names, in requests that are made for a proxy.
    pub(super) authority: Option<&'a str>,
}

type Outcome = Result<Value, (u16, String)>;

impl Admin<'_> {
    /// Lets in only who is on this machine, and no page of another site that a browser on this machine shows.
    pub(super) fn admit(&self, peer: IpAddr, headers: &HeaderMap) -> Result<(), &'static str> {
        if !is_this_machine(peer) {
            return Err("only this machine may look after the server");
        }
        // Another site can give its own name the address of this machine.
        let is_own = |authority: &str| self.is_own(authority);
        let same_origin = |origin: &str| origin.split_once("://").is_some_and(|(_, authority)| is_own(authority));
        // Of several, each counts: nobody knows which one a proxy or a browser meant.
        let all = |name: HeaderName, is_right: &dyn Fn(&str) -> bool| {
            headers.get_all(name).iter().all(|value| std::str::from_utf8(value.as_bytes()).is_ok_and(is_right))
        };
        if !self.authority.is_none_or(is_own) || !all(HOST, &is_own) {
            return Err("the host is not the server's");
        }
        if !all(ORIGIN, &same_origin) {
            return Err("the origin is not the server's");
        }
        Ok(())
    }

    /// Reports whether a host and a port are the server's.
    fn is_own(&self, authority: &str) -> bool {
        let public = self.shared.settings.public_url.as_deref().and_then(|url| url.split_once("://"));
        if public.is_some_and(|(_, public)| public.eq_ignore_ascii_case(authority)) {
            return true;
        }
        let own = self.shared.settings.address;
        let is_own = |authority: &str| match authority.parse::<SocketAddr>() {
            Ok(address) => address == own || address.port() == own.port() && address.ip().is_loopback(),
            Err(_) => authority.eq_ignore_ascii_case(&format!("localhost:{}", own.port())),
        };
        is_own(authority) || own.port() == 80 && is_own(&format!("{authority}:80"))
    }

    /// Whether the body may be as large as a state is.
    pub(super) fn takes_state(&self) -> bool {
        *self.method == Method::PUT && self.path.strip_prefix(ROOT) == Some("/state")
    }

    pub(super) fn answer(&self, body: &[u8]) -> Reply {
        let route = self.path.strip_prefix(ROOT).unwrap_or_default();
        let Some((_, methods)) = ROUTES.iter().find(|(known, _)| *known == route) else {
            return of_problem(404, "there is no such path");
        };
        if !methods.split(", ").any(|method| method == self.method.as_str()) {
            let mut reply = of_problem(405, &format!("the path has other methods: {methods}"));
            reply.headers_mut().insert(http::header::ALLOW, http::HeaderValue::from_static(methods));
            return reply;
        }
        if route.is_empty() || route == "/" {
            return of_html(PAGE);
        }
        match self.perform(route, body) {
            Ok(value) => of_json(200, &value),
            Err((status, message)) => of_problem(status, &message),
        }
    }

    fn perform(&self, route: &str, body: &[u8]) -> Outcome {
        match (route, self.method.as_str()) {
            ("/health", _) => Ok(self.health()),
            ("/reset", _) => self.reset(&object(body)?),
            ("/clock", "GET") => Ok(self.clock()),
            ("/clock", _) => self.advance(&object(body)?),
            ("/faults", "POST") => admin_faults::add(self.shared, &object(body)?).map_err(|problem| (400, problem)),
            ("/faults", "GET") => Ok(admin_faults::list(self.shared)),
            ("/faults", _) => Ok(admin_faults::clear(self.shared)),
            ("/requests", _) => {
                let values = self.parameter("values").is_some_and(|value| value == "true");
                Ok(self.shared.log().requests(self.after(), values))
            }
            ("/webhooks", _) => Ok(self.shared.log().attempts(self.after())),
            ("/state", "PUT") => {
                let state = parse(body)?;
                snapshot::load(&mut self.shared.accounts(), &state).map_err(|problem| (400, problem))?;
                self.shared.due.notify_one();
                Ok(self.health())
            }
            _ => {
                let newest = self.parameter("newest").map(|number| number.parse());
                let newest = newest.transpose().map_err(|_| wrong("`newest` must be a number"))?;
                Ok(snapshot::dump(&self.shared.accounts(), newest))
            }
        }
    }

    fn parameter(&self, name: &str) -> Option<String> {
        let mut pairs = form_urlencoded::parse(self.query.as_bytes());
        pairs.find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    }

    /// Only what has a greater number is asked for.
    fn after(&self) -> u64 {
        self.parameter("after").and_then(|number| number.parse().ok()).unwrap_or_default()
    }

    fn health(&self) -> Value {
        let accounts = self.shared.accounts();
        let api = accounts.common.api();
        json!({ "status": "ok", "api": api.title, "version": api.package_version, "accounts": accounts.len() })
    }

    fn clock(&self) -> Value {
        let accounts = self.shared.accounts();
        json!({ "now": accounts.common.now().to_string(), "frozen": accounts.common.is_frozen() })
    }

    fn reset(&self, request: &Value) -> Outcome {
        only(request, &["account"])?;
        match request.get("account") {
            None => {
                self.shared.accounts().reset();
                self.shared.faults().clear();
                self.shared.log().clear();
            }
            Some(account) => {
                let sid = account.as_str().ok_or_else(|| wrong("`account` must be a SID"))?;
                if !self.shared.accounts().forget(sid) {
                    return Err((404, "there is no such account".to_owned()));
                }
            }
        }
        Ok(self.health())
    }

    fn advance(&self, request: &Value) -> Outcome {
        only(request, &["advance"])?;
        let seconds = request.get("advance").and_then(Value::as_f64);
        let seconds = seconds.filter(|seconds| (0.0..=MAX_ADVANCE).contains(seconds));
        let seconds = seconds.ok_or_else(|| wrong("`advance` must be a number of seconds"))?;
        let changes = self.shared.accounts().advance(Duration::from_secs_f64(seconds));
        self.shared.due.notify_one();
        let changes: Vec<_> = changes.iter().map(|(account, change)| change_to_json(account, change)).collect();
        let mut answer = self.clock();
        answer["changes"] = changes.into();
        Ok(answer)
    }
}

fn change_to_json(account: &str, change: &FakeChange) -> Value {
    match change {
        FakeChange::State { at, resource, sid, from, to } => json!({
            "account": account, "at": at.to_string(), "resource": resource, "sid": sid, "from": from, "to": to,
        }),
        FakeChange::Webhook(webhook) => json!({
            "account": account,
            "at": webhook.at().to_string(),
            "webhook": webhook.event(),
            "sid": webhook.sid(),
            "method": webhook.method(),
        }),
    }
}

fn wrong(problem: impl Into<String>) -> (u16, String) {
    (400, problem.into())
}

fn parse(body: &[u8]) -> Outcome {
    serde_json::from_slice(body).map_err(|_| wrong("the body must be JSON"))
}

/// An object; an empty one if there is no body.
fn object(body: &[u8]) -> Outcome {
    if body.is_empty() {
        return Ok(json!({}));
    }
    parse(body).and_then(|value| if value.is_object() { Ok(value) } else { Err(wrong("the body must be an object")) })
}

/// Refuses members that mean nothing, because somebody means something by them.
fn only(request: &Value, known: &[&str]) -> Result<(), (u16, String)> {
    let members = request.as_object().into_iter().flatten();
    match members.map(|(name, _)| name).find(|name| !known.contains(&name.as_str())) {
        Some(_) => Err(wrong(format!("the members are: {}", known.join(", ")))),
        None => Ok(()),
    }
}
