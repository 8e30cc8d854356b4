//! What generated request builders wrap: an operation and the values for it. Knows where values go and how
//! they are encoded there; must not send anything that was not checked.

use std::fmt;
use std::ops::RangeInclusive;
use std::time::Duration;

use form_urlencoded::Serializer;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_core::Serialize;
use serde_core::de::DeserializeOwned;
use tokio::time::Instant;

use super::api::{Find, InputPath, Method, Operation};
use super::check::Check;
use super::client::Client;
use super::decode::{decode, decode_seed};
use super::error::Error;
use super::exchange::{Answer, Options};
use super::page::{Page, PageSeed};
use super::pages::{Items, Pages};
use super::response::Response;
use super::retry::{Random, RetryPolicy};
use super::transport::HttpRequest;
use super::wire::{InvalidValue, ToWire};

/// What stays as it is in a path segment: the unreserved characters of RFC 3986.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// An operation with its parameters. Setting a parameter again replaces it; a value that cannot be sent is
/// remembered, and sending then fails before anything goes out.
#[derive(Clone)]
pub(crate) struct Call {
    client: Client,
    operation: &'static Operation,
    parameters: Vec<Parameter>,
    options: Options,
    page_url: Option<String>,
    find: Option<&'static Find>,
}

#[derive(Clone)]
struct Parameter {
    place: Place,
    name: &'static str,
    value: Result<String, String>,
    texts: Texts,
}

/// Which texts a value holds that can be anything.
#[derive(Clone, Copy)]
enum Texts {
    None,
    Itself,
    WithinJson,
}

impl Texts {
    fn of<T: ToWire>() -> Self {
        if T::IS_FREE_TEXT { Self::Itself } else { Self::None }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Path,
    Query,
    Form,
    Header,
    /// Not sent: an option of the call itself.
    Option,
}

#[allow(dead_code, reason = "for generated code; not every description uses each kind of parameter and answer")]
impl Call {
    pub(crate) fn new(client: &Client, operation: &'static Operation) -> Self {
        Self {
            client: client.clone(),
            operation,
            parameters: Vec::new(),
            options: Options::default(),
            page_url: None,
            find: None,
        }
    }

    /// Another call of the same client, with the same options.
    pub(crate) fn beside(&self, operation: &'static Operation) -> Self {
        Self { options: self.options.clone(), ..Self::new(&self.client, operation) }
    }

    pub(crate) fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// Fills a `{name}` of the path.
    pub(crate) fn path<T: ToWire>(&mut self, name: &'static str, value: impl Into<T>) {
        let value = value.into().to_wire().and_then(|text| match &*text {
            // Servers and proxies take these for a step in the path, even when they are escaped.
            "" | "." | ".." => Err(InvalidValue::new("must not be empty, `.` or `..`")),
            _ => Ok(text),
        });
        self.set(Place::Path, name, value, Texts::None);
    }

    pub(crate) fn query<T: ToWire>(&mut self, name: &'static str, value: impl Into<T>) {
        self.set(Place::Query, name, value.into().to_wire(), Texts::of::<T>());
    }

    /// Repeats the name for each value; without values it is not sent.
    pub(crate) fn query_list<T: ToWire>(&mut self, name: &'static str, values: impl IntoIterator<Item: Into<T>>) {
        self.set_list::<T>(Place::Query, name, values);
    }

    pub(crate) fn query_in(&mut self, name: &'static str, value: i64, range: RangeInclusive<i64>) {
        self.set(Place::Query, name, in_range(value, &range), Texts::None);
    }

    pub(crate) fn form<T: ToWire>(&mut self, name: &'static str, value: impl Into<T>) {
        self.set(Place::Form, name, value.into().to_wire(), Texts::of::<T>());
    }

    /// Repeats the name for each value; without values it is not sent.
    pub(crate) fn form_list<T: ToWire>(&mut self, name: &'static str, values: impl IntoIterator<Item: Into<T>>) {
        self.set_list::<T>(Place::Form, name, values);
    }

    pub(crate) fn form_in(&mut self, name: &'static str, value: i64, range: RangeInclusive<i64>) {
        self.set(Place::Form, name, in_range(value, &range), Texts::None);
    }

    /// Writes a structure as JSON text into one field.
    pub(crate) fn form_json(&mut self, name: &'static str, value: &(impl Serialize + ?Sized)) {
        // serde's message may hold the value.
        let json = serde_json::to_string(value).map_err(|_| InvalidValue::new("cannot be written as JSON"));
        self.set(Place::Form, name, json, Texts::WithinJson);
    }

    /// As [`form_json`](Self::form_json), for a structure that holds SIDs or limited numbers.
    pub(crate) fn form_checked_json(&mut self, name: &'static str, value: &(impl Serialize + Check + ?Sized)) {
        match value.check() {
            Ok(()) => self.form_json(name, value),
            Err(InvalidValue(problem)) => {
                let (path, problem) = problem.split_once(' ').unwrap_or(("", &problem));
                let problem = format!("at `{}` {problem}", path.trim_start_matches('.'));
                self.set(Place::Form, name, Err(InvalidValue::new(problem)), Texts::None);
            }
        }
    }

    pub(crate) fn header<T: ToWire>(&mut self, name: &'static str, value: impl Into<T>) {
        let value = value.into().to_wire().and_then(|text| {
            let fits = text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
            if fits { Ok(text) } else { Err(InvalidValue::new("holds a character that no header may hold")) }
        });
        self.set(Place::Header, name, value, Texts::None);
    }

    /// Replaces the client's time limit for a whole call; of a list, for each page.
    pub(crate) fn with_timeout(&mut self, limit: Duration) {
        self.check_limit("timeout", limit);
        self.options.timeout = Some(limit);
    }

    /// Replaces the client's time limit for an attempt.
    pub(crate) fn with_attempt_timeout(&mut self, limit: Duration) {
        self.check_limit("attempt_timeout", limit);
        self.options.attempt_timeout = Some(limit);
    }

    /// Replaces the client's policy.
    pub(crate) fn with_retry(&mut self, policy: RetryPolicy) {
        self.options.retry = Some(policy);
    }

    /// Looks for what is there before it is created.
    pub(crate) fn or_find(&mut self) {
        self.find = self.operation.find_by();
    }

    pub(crate) fn take_find(&mut self) -> Option<&'static Find> {
        self.find.take()
    }

    pub(crate) fn time_limit(&self) -> Duration {
        self.options.timeout.unwrap_or(self.client.limits().timeout)
    }

    /// Ends it at that time at the latest.
    pub(crate) fn until(mut self, deadline: Instant) -> Self {
        self.options.deadline = Some(deadline);
        self
    }

    pub(crate) fn random(&self) -> &Random {
        self.client.random()
    }

    /// A value that was given, or a member of one that was given as a structure.
    pub(crate) fn value_at(&self, path: InputPath) -> Option<String> {
        let parameter = self.parameters.iter().find(|parameter| parameter.name == path.parameter)?;
        let text = parameter.value.as_deref().ok()?;
        if path.members.is_empty() {
            return Some(text.to_owned());
        }
        let value: serde_json::Value = serde_json::from_str(text).ok()?;
        let found = path.members.iter().try_fold(&value, |value, member| value.get(member))?;
        found.as_str().map(str::to_owned)
    }

    fn check_limit(&mut self, name: &'static str, limit: Duration) {
        let problem = || InvalidValue::new("must be longer than nothing");
        self.set(Place::Option, name, if limit.is_zero() { Err(problem()) } else { Ok(String::new()) }, Texts::None);
    }

    /// Asks for the page at that address in place of the first one.
    pub(crate) fn with_page_url(&mut self, url: impl Into<String>) {
        self.page_url = Some(url.into());
    }

    pub(crate) fn page_url(&self) -> Option<&str> {
        self.page_url.as_deref()
    }

    pub(crate) fn take_page_url(&mut self) -> Option<String> {
        self.page_url.take()
    }

    pub(crate) async fn send<T: DeserializeOwned>(self) -> Result<Response<T>, Error> {
        let Answer { head, body } = self.exchange().await?;
        decode(head, body)
    }

    /// For an answer without a body; one that is there all the same is ignored.
    pub(crate) async fn send_empty(self) -> Result<Response<()>, Error> {
        let answer = self.exchange().await?;
        Ok(Response::new((), answer.head))
    }

    pub(crate) async fn send_page<T: DeserializeOwned>(self) -> Result<Response<Page<T>>, Error> {
        let Some((items, format)) = self.operation.items().zip(self.client.page_format()) else {
            return Err(Error::pagination(self.operation, "the operation does not answer with pages".to_owned()));
        };
        let Answer { head, body } = self.exchange().await?;
        decode_seed(head, body, PageSeed::new(items, format))
    }

    pub(crate) fn pages<T>(self) -> Pages<T> {
        Pages::new(self)
    }

    pub(crate) fn items<T>(self) -> Items<T> {
        Items::new(self)
    }

    fn set(&mut self, place: Place, name: &'static str, value: Result<String, InvalidValue>, texts: Texts) {
        self.unset(place, name);
        self.add(place, name, value, texts);
    }

    fn set_list<T: ToWire>(&mut self, place: Place, name: &'static str, values: impl IntoIterator<Item: Into<T>>) {
        self.unset(place, name);
        for value in values {
            self.add(place, name, value.into().to_wire(), Texts::of::<T>());
        }
    }

    fn unset(&mut self, place: Place, name: &'static str) {
        self.parameters.retain(|parameter| (parameter.place, parameter.name) != (place, name));
    }

    fn add(&mut self, place: Place, name: &'static str, value: Result<String, InvalidValue>, texts: Texts) {
        self.parameters.push(Parameter { place, name, value: value.map_err(|invalid| invalid.0), texts });
    }

    /// Everything that does not depend on the type of the answer, so that it is compiled once.
    async fn exchange(&self) -> Result<Answer, Error> {
        let conceal = |error: Error| error.without(|| self.texts());
        self.client.exchange(self.operation, || self.request(), conceal, &self.options).await
    }

    /// What was sent that can be anything, in every form in which a server may repeat it. Not what is in the path:
    /// without it nobody knows what was not found.
    fn texts(&self) -> Vec<String> {
        let mut texts = Vec::new();
        for Parameter { value, texts: held, .. } in &self.parameters {
            match (held, value) {
                (Texts::Itself, Ok(value)) => texts.push(value.clone()),
                (Texts::WithinJson, Ok(value)) => {
                    texts.push(value.clone());
                    texts_within(&serde_json::from_str(value).unwrap_or_default(), &mut texts);
                }
                _ => {}
            }
        }
        // The parameters of an address that was given as a whole are not known one by one.
        let query = self.page_url.as_deref().and_then(|url| url.split_once('?')).map_or("", |(_, query)| query);
        texts.extend(form_urlencoded::parse(query.as_bytes()).map(|(_, value)| value.into_owned()));
        for index in 0..texts.len() {
            let encoded: String = form_urlencoded::byte_serialize(texts[index].as_bytes()).collect();
            texts.extend([utf8_percent_encode(&texts[index], SEGMENT).to_string(), encoded]);
        }
        texts
    }

    fn request(&self) -> Result<HttpRequest, Error> {
        for Parameter { name, value, .. } in &self.parameters {
            if let Err(problem) = value {
                return Err(Error::invalid_input(self.operation, name, problem.clone()));
            }
        }
        let (method, url) = match &self.page_url {
            Some(url) => {
                let admitted = self.client.admit(url);
                // It holds the parameters already.
                (Method::Get, admitted.map_err(|problem| Error::pagination(self.operation, problem))?)
            }
            None => (self.operation.method(), self.url()?),
        };
        let mut request = HttpRequest::with_headers(method, url, self.client.headers().clone());
        for (name, value) in self.values(Place::Header) {
            request = request.with_header(name, value);
        }
        if request.method().has_body() && self.values(Place::Form).next().is_some() {
            let form = Serializer::new(String::new()).extend_pairs(self.values(Place::Form)).finish();
            request = request.with_header("Content-Type", "application/x-www-form-urlencoded").with_body(form);
        }
        Ok(request)
    }

    fn url(&self) -> Result<String, Error> {
        let mut url = self.client.base_url().to_owned();
        let mut rest = self.operation.path_template();
        while let Some((before, (name, after))) =
            rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
        {
            let value = self.values(Place::Path).find(|(key, _)| *key == name);
            let Some((_, value)) = value else {
                return Err(Error::invalid_input(self.operation, "path", "lacks a value".to_owned()));
            };
            url.push_str(before);
            url.extend(utf8_percent_encode(value, SEGMENT));
            rest = after;
        }
        url.push_str(rest);
        if self.values(Place::Query).next().is_some() {
            url.push('?');
            let start = url.len();
            url = Serializer::for_suffix(url, start).extend_pairs(self.values(Place::Query)).finish();
        }
        Ok(url)
    }

    fn values(&self, place: Place) -> impl Iterator<Item = (&'static str, &str)> {
        let here = self.parameters.iter().filter(move |parameter| parameter.place == place);
        here.filter_map(|parameter| Some((parameter.name, parameter.value.as_deref().ok()?)))
    }
}

/// The texts in a value, as they are and as they are written in JSON.
fn texts_within(value: &serde_json::Value, texts: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => {
            let written = value.to_string();
            texts.extend([text.clone(), written[1..written.len() - 1].to_owned()]);
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| texts_within(item, texts)),
        serde_json::Value::Object(members) => members.values().for_each(|member| texts_within(member, texts)),
        _ => {}
    }
}

pub(super) fn in_range(value: i64, range: &RangeInclusive<i64>) -> Result<String, InvalidValue> {
    if range.contains(&value) {
        return value.to_wire();
    }
    Err(InvalidValue::new(match (*range.start(), *range.end()) {
        (i64::MIN, most) => format!("must be at most {most}"),
        (least, i64::MAX) => format!("must be at least {least}"),
        (least, most) => format!("must be from {least} to {most}"),
    }))
}

/// The operation and the names of its parameters: values may be personal data.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut names: Vec<_> = self.parameters.iter().map(|parameter| parameter.name).collect();
        names.dedup();
        f.debug_struct("Call").field("operation", &self.operation.id()).field("parameters", &names).finish()
    }
}
