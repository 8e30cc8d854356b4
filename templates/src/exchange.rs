//! Sends a request until there is a successful response: attempts, their limits and their retries.

use std::time::SystemTime;

use tokio::runtime::Handle;
use tokio::time::{Instant, sleep, timeout_at};

use super::answer::{Answer, Effect, Head, History};
use super::api::{Method, Operation};
use super::attempt_event::AttemptEvent;
use super::body::{BodyError, read_body};
use super::client::Client;
use super::credentials::BoxError;
use super::error::Error;
use super::limits::{Limits, Options, after, within};
use super::retry::{Failed, Outcome, RetryEvent};
use super::trace::{self, AttemptSpan};
use super::transport::{HttpRequest, TransportError};

impl Client {
    /// Sends a request until there is a response or another attempt is pointless. `build` makes the request anew for
    /// each attempt; `conceal` keeps texts of the request out of an error's text.
    pub(crate) async fn exchange(
        &self,
        operation: &'static Operation,
        build: impl Fn() -> Result<HttpRequest, Error>,
        conceal: impl Fn(Error) -> Error,
        options: &Options,
    ) -> Result<Answer, Error> {
        // Everything below needs one, and would panic.
        if Handle::try_current().is_err() {
            return Err(Error::configuration("there is no Tokio runtime: run the client in one, or use `blocking`"));
        }
        let mut limits = self.limits().with(options);
        let policy = options.retry.as_ref().unwrap_or_else(|| self.retry_policy());
        let mut deadline = after(Instant::now(), limits.timeout);
        if let Some(earlier) = options.deadline.filter(|other| *other < deadline) {
            limits.timeout = earlier.saturating_duration_since(Instant::now());
            deadline = earlier;
        }
        let mut history = History { started: Some(SystemTime::now()), ..History::default() };
        let mut last_error: Option<Error> = None;
        loop {
            let request = build()?;
            // `*` matches every version, including the one that this very request has made.
            let has_if_match =
                request.known_header(http::header::IF_MATCH).is_some_and(|version| version.trim() != "*");
            let left = deadline.saturating_duration_since(Instant::now());
            let permit = within(left, self.permit()).await;
            // An expired limit does not stop what is ready at once.
            let began = Instant::now();
            if permit.is_none() || began >= deadline {
                // The error of an earlier attempt is more useful than the lack of time for another.
                let error = last_error.unwrap_or_else(|| Error::no_slot(operation, limits.timeout));
                return Err(error.after(history));
            }
            history.attempts += 1;
            let span = AttemptSpan::new(operation, self.server_address(), history.attempts - 1);
            let result = span.around(self.attempt(operation, request, &limits, began, deadline)).await;
            let duration = began.elapsed();
            span.finish(&result);
            drop(permit);
            let attempt =
                |status, error| AttemptEvent { operation, attempt: history.attempts, duration, status, error };
            let was_deleted = history.effect != Effect::None && operation.method() == Method::Delete;
            let result = match result {
                // An attempt whose response was lost has deleted it.
                Err(error) if was_deleted && error.is_not_found() => error.into_answer(),
                result => result,
            };
            let error = match result {
                Ok(mut answer) => {
                    self.notify_attempt(&attempt(Some(answer.head.status), None));
                    self.budget().succeeded(last_error.as_ref().map(Outcome::of));
                    answer.head.history = history;
                    return Ok(answer);
                }
                Err(error) => conceal(error),
            };
            self.notify_attempt(&attempt(error.status(), Some(&error)));
            history.effect = history.effect.max(error.effect());
            let remaining = deadline.saturating_duration_since(Instant::now());
            let failed = Failed { operation, error: &error, attempts: history.attempts, has_if_match, remaining };
            let Some(delay) = failed.delay(policy, self.budget(), self.random()) else {
                return Err(error.after(history));
            };
            let event = RetryEvent { operation, attempts: history.attempts, error: &error, delay };
            trace::retrying(&event);
            self.notify_retry(&event);
            last_error = Some(error);
            sleep(delay).await;
        }
    }

    /// Sends a request once.
    async fn attempt(
        &self,
        operation: &'static Operation,
        request: HttpRequest,
        limits: &Limits,
        began: Instant,
        deadline: Instant,
    ) -> Result<Answer, Error> {
        let progress = request.progress();
        let own = after(began, limits.attempt_timeout);
        let (until, limit) = if deadline < own { (deadline, limits.timeout) } else { (own, limits.attempt_timeout) };
        let mut received = None;
        let mut handed_over = false;
        let attempt = async {
            let request = self.authorize(request).await.map_err(Interruption::Credentials)?;
            handed_over = true;
            let mut response = self.transport().send(request).await.map_err(Interruption::Transport)?;
            let head = Head::new(operation, self.response_format(), response.status(), response.take_headers());
            let (head, body) = received.insert((head, None));
            *body = Some(read_body(&mut response, head, limits).await.map_err(Interruption::Body)?);
            Ok(())
        };
        let ended = timeout_at(until, attempt).await;
        let error = match (received, ended) {
            (Some((head, Some(body))), _) if head.is_success() => return Ok(Answer { head, body }),
            // The status counts, even if the body is incomplete or missing.
            (Some((head, body)), _) if !head.is_success() => Error::api(head, body.unwrap_or_default()),
            (received, ended) => {
                let head = received.map(|(head, _)| head);
                match ended {
                    Ok(Err(Interruption::Credentials((problem, source)))) => {
                        Error::credentials(operation, problem, source)
                    }
                    Ok(Err(Interruption::Transport(error))) => Error::transport(operation, error, head),
                    Ok(Err(Interruption::Body(error))) => Error::incomplete(operation, error, limits, head),
                    Err(_) if !handed_over => Error::credentials_timeout(operation, limit),
                    Ok(Ok(())) | Err(_) => Error::timeout(operation, limit, head),
                }
            }
        };
        // Even a response can come before the request was sent: the server refused the connection.
        Err(if progress.is_unsent() { error.unsent() } else { error })
    }
}

/// Why a response is missing or its body is incomplete.
enum Interruption {
    Credentials((String, Option<BoxError>)),
    Transport(TransportError),
    Body(BodyError),
}
