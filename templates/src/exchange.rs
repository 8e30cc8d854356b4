//! From a request to an answer with a success status: attempts, their limits and their repetition. Knows statuses and
//! time; must not know parameters or how a body is decoded.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, SystemTime};

use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::api::{Method, Operation};
use super::client::Client;
use super::error::Error;
use super::response::Head;
use super::retry::{Failed, Outcome, RetryEvent, RetryPolicy};
use super::trace::{self, AttemptSpan};
use super::transport::{Chunk, HttpRequest, HttpResponse, TransportError};

/// How much is set aside for a body at most because its header announces a length.
const MAX_RESERVED: usize = 1 << 20;

/// A successful answer, its body not yet decoded.
pub(crate) struct Answer {
    pub(crate) head: Head,
    pub(crate) body: Chunk,
}

/// What a call may set for itself in place of the client's settings.
#[derive(Clone, Default)]
pub(crate) struct Options {
    pub(crate) timeout: Option<Duration>,
    /// When it ends at the latest, because it is part of something larger. A point in time: a list makes many requests.
    pub(crate) deadline: Option<Instant>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
}

/// The time limits of an attempt and what it may read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Everything, all attempts and the waiting between them included.
    pub(crate) timeout: Duration,
    /// One attempt, up to the last byte of the body.
    pub(crate) attempt_timeout: Duration,
    /// Between two pieces of a body.
    pub(crate) stall_timeout: Duration,
    /// Bytes of a body.
    pub(crate) max_response_size: usize,
}

/// What was before an answer or an error.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct History {
    /// How often the request was sent.
    pub(crate) attempts: u32,
    /// An attempt failed in a way that leaves open whether it was applied.
    pub(crate) in_doubt: bool,
    /// When the first attempt began.
    pub(crate) started: Option<SystemTime>,
}

impl Client {
    /// Sends a request until there is an answer or no sense in another attempt. `build` makes it anew for each attempt,
    /// `conceal` keeps what was sent out of an error's text.
    pub(crate) async fn exchange(
        &self,
        operation: &'static Operation,
        build: impl Fn() -> Result<HttpRequest, Error>,
        conceal: impl Fn(Error) -> Error,
        options: &Options,
    ) -> Result<Answer, Error> {
        let mut limits = self.limits().with(options);
        let policy = options.retry.as_ref().unwrap_or_else(|| self.retry_policy());
        let mut deadline = after(limits.timeout);
        if let Some(earlier) = options.deadline.filter(|other| *other < deadline) {
            limits.timeout = earlier.saturating_duration_since(Instant::now());
            deadline = earlier;
        }
        let started = Some(SystemTime::now());
        let mut history = History { attempts: 0, in_doubt: false, started };
        let mut last_error: Option<Error> = None;
        loop {
            let request = build()?;
            // `*` fits every version, the one that this very request has made included.
            let has_if_match =
                request.known_header(http::header::IF_MATCH).is_some_and(|version| version.trim() != "*");
            let left = deadline.saturating_duration_since(Instant::now());
            let permit = soon(left, self.permit()).await;
            // A limit that is over lets what it limits begin all the same.
            if permit.is_none() || Instant::now() >= deadline {
                // What was before says more than that there is no time left for another attempt.
                let error = last_error.unwrap_or_else(|| Error::no_turn(operation, limits.timeout));
                return Err(error.after(history));
            }
            history.attempts += 1;
            let span = AttemptSpan::new(self, operation, history.attempts - 1);
            let result = span.around(self.attempt(operation, request, &limits, deadline)).await;
            span.finish(&result);
            drop(permit);
            let result = match result {
                // It was there before: an attempt whose answer was lost has removed it.
                Err(error) if history.in_doubt && operation.method() == Method::Delete && error.is_not_found() => {
                    error.into_answer()
                }
                result => result,
            };
            let error = match result {
                Ok(mut answer) => {
                    self.budget().succeeded(last_error.as_ref().map(Outcome::of));
                    answer.head.history = history;
                    return Ok(answer);
                }
                Err(error) => conceal(error),
            };
            history.in_doubt |= error.may_have_been_applied();
            let remaining = deadline.saturating_duration_since(Instant::now());
            let failed = Failed { operation, error: &error, attempts: history.attempts, has_if_match, remaining };
            let Some(delay) = policy.delay(&failed, self.budget(), self.random()) else {
                return Err(error.after(history));
            };
            let event = RetryEvent { operation, attempts: history.attempts, error: &error, delay };
            trace::repeating(&event);
            self.tell(&event);
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
        deadline: Instant,
    ) -> Result<Answer, Error> {
        let own = after(limits.attempt_timeout);
        let (until, limit) = if deadline < own { (deadline, limits.timeout) } else { (own, limits.attempt_timeout) };
        let mut received = None;
        let attempt = async {
            let mut response = self.transport().send(request).await.map_err(Interruption::Transport)?;
            let status = response.status();
            let (head, body) = received.insert((Head::new(operation, status, response.take_headers()), None));
            *body = Some(read_body(&mut response, head, limits).await?);
            Ok(())
        };
        let ended = timeout_at(until, attempt).await;
        match (received, ended) {
            (Some((head, Some(body))), _) if head.is_success() => Ok(Answer { head, body }),
            // The status says more than a body that broke off or never came.
            (Some((head, body)), _) if !head.is_success() => Err(Error::api(head, body.unwrap_or_default())),
            (received, ended) => {
                let head = received.map(|(head, _)| head);
                Err(match ended {
                    Ok(Err(Interruption::Transport(error))) => Error::transport(operation, error, head),
                    Ok(Err(Interruption::Stalled)) => Error::stalled(operation, limits.stall_timeout, head),
                    Ok(Err(Interruption::TooLarge)) => Error::too_large(operation, limits.max_response_size, head),
                    Ok(Ok(())) | Err(_) => Error::timeout(operation, limit, head),
                })
            }
        }
    }
}

impl Limits {
    fn with(self, options: &Options) -> Self {
        Self {
            timeout: options.timeout.unwrap_or(self.timeout),
            attempt_timeout: options.attempt_timeout.unwrap_or(self.attempt_timeout),
            ..self
        }
    }
}

/// Why a body did not come to its end, or an answer to its beginning.
enum Interruption {
    Transport(TransportError),
    Stalled,
    TooLarge,
}

/// A limit too long for the clock is none.
pub(crate) fn after(limit: Duration) -> Instant {
    const THIRTY_YEARS: Duration = Duration::from_secs(1_000_000_000);
    let now = Instant::now();
    now.checked_add(limit).unwrap_or(now + THIRTY_YEARS)
}

/// What a future gives within a limit. What it has at once costs no timer.
async fn soon<F: Future>(limit: Duration, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    match poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await {
        Poll::Ready(output) => Some(output),
        Poll::Pending => timeout(limit, future).await.ok(),
    }
}

async fn read_body(response: &mut HttpResponse, head: &Head, limits: &Limits) -> Result<Chunk, Interruption> {
    let announced = head.header("Content-Length").and_then(|length| length.parse().ok()).unwrap_or(0_usize);
    if announced > limits.max_response_size {
        return Err(Interruption::TooLarge);
    }
    let mut first = Chunk::default();
    // Most bodies come in one piece, which is not copied.
    let mut whole = Vec::new();
    loop {
        let next = soon(limits.stall_timeout, response.next_chunk()).await;
        let Some(chunk) = next.ok_or(Interruption::Stalled)?.map_err(Interruption::Transport)? else { break };
        if first.len() + whole.len() + chunk.len() > limits.max_response_size {
            return Err(Interruption::TooLarge);
        }
        if whole.is_empty() && first.is_empty() {
            first = chunk;
            continue;
        }
        if whole.is_empty() {
            whole.reserve(MAX_RESERVED.min(announced).max(first.len() + chunk.len()));
            whole.extend_from_slice(&std::mem::take(&mut first));
        }
        whole.extend_from_slice(&chunk);
    }
    Ok(if whole.is_empty() { first } else { whole.into() })
}
