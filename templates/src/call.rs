//! A call of an operation, which generated request builders wrap: its inputs, its options and how it is sent.

use std::fmt;
use std::time::Duration;

use serde_core::de::DeserializeOwned;
use tokio::time::Instant;

use super::answer::Answer;
use super::api::{Find, Operation};
use super::client::Client;
use super::conceal;
use super::decode::decode;
use super::decode_page::decode_page;
use super::error::Error;
use super::http_request;
use super::inputs::Inputs;
use super::limits::Options;
use super::page::Page;
use super::response::Response;
use super::retry::Random;
use super::retry_policy::RetryPolicy;
use super::transport::Chunk;

/// An operation with its inputs and options. Inputs and options that are invalid are refused when the call is sent.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) inputs: Inputs,
    client: Client,
    operation: &'static Operation,
    options: Options,
    page_url: Option<String>,
    find: Option<&'static Find>,
}

#[allow(dead_code, reason = "for generated code; not every API has each kind of operation")]
impl Call {
    pub(crate) fn new(client: &Client, operation: &'static Operation) -> Self {
        Self {
            inputs: Inputs::default(),
            client: client.clone(),
            operation,
            options: Options::default(),
            page_url: None,
            find: None,
        }
    }

    /// Returns a call of another operation with the same client and options, but without inputs.
    pub(crate) fn with_operation(&self, operation: &'static Operation) -> Self {
        Self { options: self.options.clone(), ..Self::new(&self.client, operation) }
    }

    pub(crate) fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// Replaces the client's time limit for a whole call; for a list, for each page.
    pub(crate) fn with_timeout(&mut self, limit: Duration) {
        self.options.timeout = Some(limit);
    }

    /// Replaces the client's time limit for an attempt.
    pub(crate) fn with_attempt_timeout(&mut self, limit: Duration) {
        self.options.attempt_timeout = Some(limit);
    }

    /// Replaces the client's retry policy.
    pub(crate) fn with_retry(&mut self, policy: RetryPolicy) {
        self.options.retry = Some(policy);
    }

    /// Keeps the body of a successful response beside its value.
    pub(crate) fn with_raw_body(&mut self) {
        self.options.keep_body = true;
    }

    /// Makes the call look for an existing resource before it creates one.
    pub(crate) fn or_find(&mut self) {
        self.find = self.operation.find_by();
    }

    pub(crate) fn take_find(&mut self) -> Option<&'static Find> {
        self.find.take()
    }

    pub(crate) fn time_limit(&self) -> Duration {
        self.options.timeout.unwrap_or(self.client.limits().timeout)
    }

    /// Sets when the call ends at the latest.
    pub(crate) fn until(mut self, deadline: Instant) -> Self {
        self.options.deadline = Some(deadline);
        self
    }

    pub(crate) fn random(&self) -> &Random {
        self.client.random()
    }

    /// Requests the page at that address instead of the first one.
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
        let answer = self.exchange().await?;
        let body = self.kept(&answer);
        Ok(decode::<T>(answer)?.with_raw_body(body))
    }

    /// For a response without a body; if there is one, it is ignored.
    pub(crate) async fn send_empty(self) -> Result<Response<()>, Error> {
        let Answer { head, body } = self.exchange().await?;
        Ok(Response::new((), head).with_raw_body(self.options.keep_body.then_some(body)))
    }

    /// The page may lack items that cannot be decoded; see [`Response::complete`].
    pub(crate) async fn send_page<T: DeserializeOwned>(self) -> Result<Response<Page<T>>, Error> {
        let Some((items, format)) = self.operation.items().zip(self.client.page_format()) else {
            return Err(Error::pagination(self.operation, "the operation does not return pages".to_owned()));
        };
        let answer = self.exchange().await?;
        let body = self.kept(&answer);
        Ok(decode_page(answer, items, format)?.with_raw_body(body))
    }

    /// Returns the body for callers that asked for it. They share it with the decoder.
    fn kept(&self, answer: &Answer) -> Option<Chunk> {
        self.options.keep_body.then(|| answer.body.clone())
    }

    /// Reports the first input or option that is invalid.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if let Some((name, problem)) = self.inputs.problem() {
            return Err(Error::invalid_input(self.operation, name, problem.to_owned()));
        }
        match self.options.problem() {
            Some((name, problem)) => Err(Error::invalid_input(self.operation, name, problem.to_owned())),
            None => Ok(()),
        }
    }

    /// Everything that does not depend on the type of the response, so that it is compiled once.
    async fn exchange(&self) -> Result<Answer, Error> {
        self.check()?;
        let build = || http_request::build(&self.client, self.operation, &self.inputs, self.page_url());
        let conceal = |error: Error| error.without(|| conceal::texts(&self.inputs, self.page_url()));
        self.client.exchange(self.operation, build, conceal, &self.options).await
    }
}

/// Shows the operation and the names of its parameters: values may be personal data.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut names: Vec<_> = self.inputs.parameters().iter().map(|parameter| &parameter.name).collect();
        names.dedup();
        f.debug_struct("Call").field("operation", &self.operation.id()).field("parameters", &names).finish()
    }
}
