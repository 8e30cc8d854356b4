//! Serves requests: checks them in the order in which the service does, and answers. Knows no network.

use std::time::Duration;

use serde_json::{Value, json};

use super::clock::{Clock, Moment};
use super::fault::{Effect, Faults};
use super::ids::Ids;
use super::inputs::{Inputs, Pairs, Sent};
use super::keys::Keys;
use super::log::{FakeRequest, Log};
use super::pages::Tokens;
use super::perform::{Done, Performed};
use super::refusal::{Refusal, brief};
use super::route::{Route, Target, route};
use super::table::{Served, Table};
use super::world::World;

/// Everything that a fake knows.
pub(super) struct Engine {
    pub(super) table: &'static Table,
    pub(super) clock: Clock,
    pub(super) world: World,
    pub(super) keys: Keys,
    pub(super) faults: Faults,
    pub(super) log: Log,
    /// For what is not part of the state, so that the SIDs of records do not depend on it.
    pub(super) ids: Ids,
    tokens: Tokens,
}

/// A request, from wherever it comes.
pub(super) struct Exchange<'a> {
    pub(super) method: &'a str,
    pub(super) url: &'a str,
    pub(super) header: &'a dyn Fn(&str) -> Option<&'a str>,
    pub(super) body: &'a [u8],
}

pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: String,
}

/// What becomes of a request.
pub(super) enum Outcome {
    Answered {
        reply: Reply,
        delay: Duration,
    },
    /// Nothing was applied.
    NotSent,
    /// It was applied, and there is no answer.
    Cut,
}

const MAX_BODY: usize = 1 << 20;
const FORM: &str = "application/x-www-form-urlencoded";

impl Engine {
    pub(super) fn new(table: &'static Table, seed: u64, clock: Clock, account_sid: Option<&str>) -> Self {
        let stream = |number: u64| Ids::new(table, seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut ids = stream(1);
        let keys = Keys::new(table, &mut ids, account_sid);
        let world = World::new(table, stream(0), keys.account_sid.clone(), clock.now());
        let (tokens, faults, log) = (Tokens::new(stream(2)), Faults::new(!seed), Log::default());
        Self { table, clock, world, keys, faults, log, ids, tokens }
    }

    /// Serves a request.
    pub(super) fn serve(&mut self, exchange: &Exchange<'_>) -> Outcome {
        let target = Target::of(exchange.url);
        let route = route(self.table, exchange.method, target.path);
        let served = match &route {
            Route::Found(served, _) => Some(served.operation.id()),
            _ => None,
        };
        let effect = self.faults.take(served);
        if effect == Some(Effect::NotSent) {
            return Outcome::NotSent;
        }
        let now = self.clock.now();
        self.world.run(now);
        let query: Pairs = form_urlencoded::parse(target.query.as_bytes()).into_owned().collect();
        let form: Pairs = match exchange.body.len() {
            1..=MAX_BODY => form_urlencoded::parse(exchange.body).into_owned().collect(),
            _ => Pairs::new(),
        };
        let path = match &route {
            Route::Found(_, values) => values.clone(),
            _ => Pairs::new(),
        };
        let parameters = [path.as_slice(), &query, &form].concat();
        let mut reply = match effect {
            Some(Effect::Status { status, retry_after }) => {
                let mut reply = self.refused(&Refusal::new(status, "the fake was told to answer this"));
                let seconds = |delay: Duration| delay.as_secs() + u64::from(delay.subsec_nanos() > 0);
                reply.headers.extend(retry_after.map(|delay| ("Retry-After", seconds(delay).to_string())));
                reply
            }
            _ => {
                let sent = Sent { path, query, form, header: exchange.header };
                self.answer(exchange, &target, &route, &sent, now)
            }
        };
        self.add_headers(&mut reply);
        let unseen = match &route {
            Route::Found(served, _) => served.unseen(&parameters),
            _ => Vec::new(),
        };
        self.log.push(FakeRequest {
            operation: served,
            method: exchange.method.to_owned(),
            path: target.path.to_owned(),
            status: reply.status,
            parameters,
            unseen,
        });
        match effect {
            Some(Effect::Cut) => Outcome::Cut,
            Some(Effect::Slow(delay)) => Outcome::Answered { reply, delay },
            _ => Outcome::Answered { reply, delay: Duration::ZERO },
        }
    }

    fn answer(
        &mut self,
        exchange: &Exchange<'_>,
        target: &Target<'_>,
        route: &Route,
        sent: &Sent<'_>,
        now: Moment,
    ) -> Reply {
        match self.performed(exchange, target, route, sent, now) {
            Ok((served, Done { etag, body })) => Reply {
                status: served.status,
                headers: etag.map(|etag| ("ETag", etag)).into_iter().collect(),
                body: body.unwrap_or_default(),
            },
            Err(refusal) => self.refused(&refusal),
        }
    }

    fn performed(
        &mut self,
        exchange: &Exchange<'_>,
        target: &Target<'_>,
        route: &Route,
        sent: &Sent<'_>,
        now: Moment,
    ) -> Result<(&'static Served, Done), Refusal> {
        let caller = self.keys.caller((exchange.header)("authorization"));
        let caller = caller.ok_or_else(|| Refusal::new(401, "the credentials are missing or not valid"))?;
        let served = match route {
            Route::Found(served, _) => *served,
            Route::OtherMethod(allowed) => {
                let refusal = Refusal::new(405, format!("the path has other methods: {allowed}"));
                return Err(Refusal { allow: Some(allowed.clone()), ..refusal });
            }
            Route::Unknown => return Err(Refusal::new(404, "the API has no such path")),
        };
        let permission = served.operation.permission();
        if !caller.may(permission) {
            let message = format!("the API key lacks the permission {}", permission.unwrap_or_default());
            let code = self.table.errors.iter().find(|code| code.missing_permission);
            let status = code.map_or(401, |code| code.status);
            return Err(Refusal { missing_permission: true, ..Refusal::new(status, message) });
        }
        check_body(exchange, served, sent)?;
        let inputs = Inputs::read(self.table, served, sent)?;
        let own = Target::of(self.table.api.base_url);
        let origin = if target.origin.is_empty() { own.origin } else { target.origin };
        let (base, url) = (format!("{origin}{}", own.path), format!("{origin}{}", target.path));
        let performed = Performed { served, inputs: &inputs, now, base: &base, url: &url };
        performed.perform(&mut self.world, &mut self.tokens).map(|done| (served, done))
    }

    /// The answer in the shape of the API's errors.
    pub(super) fn refused(&self, refusal: &Refusal) -> Reply {
        let Refusal { status, message, missing_permission, allow } = refusal;
        let mut codes = self.table.errors.iter();
        let code = codes.find(|code| code.status == *status && code.missing_permission == *missing_permission);
        let mut body = json!({ "message": message, "status": status });
        if let (Some(code), Value::Object(members)) = (code, &mut body) {
            members.insert("code".to_owned(), code.code.into());
        }
        let headers = allow.iter().map(|allow| ("Allow", allow.clone())).collect();
        Reply { status: *status, headers, body: body.to_string() }
    }

    pub(super) fn add_headers(&mut self, reply: &mut Reply) {
        let format = &self.table.api.responses;
        if !reply.body.is_empty() {
            reply.headers.push(("Content-Type", "application/json".to_owned()));
        }
        if let Some(name) = format.request_id {
            reply.headers.push((name, self.ids.prefixed("RQ")));
        }
        if let Some(names) = &format.rate_limit {
            let values = [(names.limit, "100"), (names.remaining, "99"), (names.config, "100")];
            reply.headers.extend(values.map(|(name, value)| (name, value.to_owned())));
        }
    }
}

fn check_body(exchange: &Exchange<'_>, served: &Served, sent: &Sent<'_>) -> Result<(), Refusal> {
    if exchange.body.is_empty() {
        return Ok(());
    }
    if served.operation.method().has_body() {
        let media = (exchange.header)("content-type").unwrap_or_default();
        let media = media.split(';').next().unwrap_or_default().trim();
        if !media.eq_ignore_ascii_case(FORM) {
            return Err(Refusal::new(415, format!("the body must be {FORM}")));
        }
    }
    if exchange.body.len() > MAX_BODY {
        return Err(Refusal::new(413, format!("the body must not have more than {MAX_BODY} bytes")));
    }
    match sent.form.first() {
        Some((name, _)) if !served.operation.method().has_body() => {
            Err(Refusal::new(400, format!("the request must not have a body: it contains `{}`", brief(name))))
        }
        _ => Ok(()),
    }
}
