//! The server of the simulation and the network in front of it: the work is done or not, and the response arrives or
//! not.

use std::fmt;
use std::future::pending;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use fastrand::Rng;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};
use twilio_intelligence_v2::Method;
use twilio_intelligence_v2::transport::{
    BoxFuture, Chunk, HttpRequest, HttpResponse, Transport, TransportError, TransportErrorKind,
};

use super::mistake::Mistake;

/// The server and the network in front of it.
#[derive(Clone)]
pub(super) struct Server(Arc<Mutex<State>>);

struct State {
    random: Rng,
    mistake: Option<Mistake>,
    /// The version of the resource, if it exists.
    version: Option<u64>,
    /// How many times the call's work was done.
    commits: u64,
    requests: u64,
    /// Whether a request that does work left the client, as far as it can know.
    sent_work: bool,
    refused: bool,
    /// Whether there was a request after one that can never succeed.
    after_refusal: bool,
    /// Work that is done later, although the client no longer waits for it.
    pending: Vec<(Instant, Job)>,
}

/// What happened in a call.
pub(super) struct Account {
    /// How many times the work was done.
    pub(super) commits: u64,
    pub(super) requests: u64,
    pub(super) sent_work: bool,
    pub(super) after_refusal: bool,
}

/// The work that a request asks for.
#[derive(Clone, Copy, Debug)]
enum Job {
    Look { list: bool },
    Create { transcript: bool },
    Update { version: Option<u64> },
    Delete,
}

/// What happens to a request and its response.
#[derive(Clone, Copy, Debug)]
enum Fate {
    /// The work is done and the response arrives.
    Well,
    /// Rejected without being processed (429).
    Busy,
    /// The connection cannot be established.
    NotSent,
    /// Connecting takes longer than anybody waits.
    NeverConnects,
    /// The connection is closed before anything is sent on it, which looks like an interruption.
    ClosesAtOnce,
    /// A proxy refuses its credentials (407), or a certificate is not trusted.
    Refuses,
    /// Rejected for good (400).
    Denied,
    /// The server fails before or after doing the work.
    Fails { done: bool },
    /// The connection is interrupted before or after the work is done.
    Breaks { done: bool },
    /// The work is done and the response body is not valid JSON.
    Garbles,
    /// The work is done and the response body is interrupted.
    BreaksBody,
    /// There is no response; the work may be done later.
    Hangs { done_after: Option<Duration> },
}

impl Fate {
    /// Nothing is sent, and the transport knows it.
    fn is_silent(self) -> bool {
        matches!(self, Self::NeverConnects | Self::ClosesAtOnce)
    }

    /// The work may be done, for all that the client can see.
    fn leaves_doubt(self) -> bool {
        use Fate::{Breaks, BreaksBody, Fails, Garbles, Hangs, Well};
        matches!(self, Well | Fails { .. } | Breaks { .. } | Garbles | BreaksBody | Hangs { .. })
    }
}

impl Server {
    pub(super) fn new(seed: u64, version: Option<u64>, mistake: Option<Mistake>) -> Self {
        let random = Rng::with_seed(seed);
        let state = State {
            random,
            mistake,
            version,
            commits: 0,
            requests: 0,
            sent_work: false,
            refused: false,
            after_refusal: false,
            pending: Vec::new(),
        };
        Self(Arc::new(Mutex::new(state)))
    }

    /// Finishes all pending work.
    pub(super) fn close(&self) -> Account {
        let mut state = self.state();
        state.settle(None);
        let State { commits, requests, sent_work, after_refusal, .. } = *state;
        Account { commits, requests, sent_work, after_refusal }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Server")
    }
}

impl Job {
    fn is_work(self) -> bool {
        !matches!(self, Self::Look { .. })
    }

    fn of(request: &HttpRequest) -> Self {
        let transcript = request.url().contains("/Transcripts");
        match request.method() {
            Method::Get => Self::Look { list: transcript },
            Method::Delete => Self::Delete,
            _ if request.url().ends_with("/Services") || transcript => Self::Create { transcript },
            _ => Self::Update { version: request.header("If-Match").and_then(|version| version.parse().ok()) },
        }
    }
}

impl State {
    fn fate(&mut self) -> Fate {
        let done = self.random.bool();
        match self.random.u8(..24) {
            0..6 => Fate::Well,
            6..8 => Fate::Busy,
            8..10 => Fate::NotSent,
            10 => Fate::Denied,
            11..14 => Fate::Fails { done },
            14..16 => Fate::Breaks { done },
            16 => Fate::Garbles,
            17 => Fate::BreaksBody,
            20 => Fate::NeverConnects,
            21 | 22 => Fate::ClosesAtOnce,
            23 => Fate::Refuses,
            _ => {
                let after = Duration::from_millis(self.random.u64(..120_000));
                Fate::Hangs { done_after: done.then_some(after) }
            }
        }
    }

    /// Does the work if it can be done, and returns the response status.
    fn perform(&mut self, job: Job) -> u16 {
        let status = match job {
            Job::Look { list } => return if list || self.commits > 0 { 200 } else { 404 },
            Job::Create { .. } => 201,
            Job::Delete if self.version.take().is_none() => return 404,
            Job::Delete => 204,
            Job::Update { version } => match (self.version, version) {
                (None, _) => return 404,
                (Some(current), Some(expected)) if current != expected => return 412,
                (Some(current), _) => {
                    self.version = Some(current + 1);
                    200
                }
            },
        };
        self.commits += 1;
        status
    }

    fn answer(&mut self, job: Job) -> HttpResponse {
        let status = self.perform(job);
        let body = match job {
            _ if status >= 400 => json!({"code": 20000 + i64::from(status), "message": "no"}),
            Job::Look { list: true } => {
                let found = if self.commits > 0 { vec![transcript()] } else { Vec::new() };
                json!({"transcripts": found, "meta": {"next_page_url": null}})
            }
            Job::Create { transcript: true } => transcript(),
            _ => service(),
        };
        HttpResponse::new(status).with_body(body.to_string())
    }

    /// Does the pending work that is due at this time, or all of it.
    fn settle(&mut self, now: Option<Instant>) {
        let pending = std::mem::take(&mut self.pending);
        let (due, later): (Vec<_>, Vec<_>) = pending.into_iter().partition(|(at, _)| now.is_none_or(|now| *at <= now));
        self.pending = later;
        for (_, job) in due {
            self.perform(job);
        }
    }
}

impl Transport for Server {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            let job = Job::of(&request);
            let (travel, fate) = {
                let mut state = self.state();
                state.requests += 1;
                state.after_refusal |= state.refused;
                let (travel, fate) = (Duration::from_millis(state.random.u64(..400)), state.fate());
                if fate.is_silent() && state.mistake != Some(Mistake::HidesSilence) {
                    request.ask_whether_sent(|| false);
                }
                (travel, fate)
            };
            // A request that the client gives up while it is on its way may still arrive.
            let arrives = Arrival { server: self.clone(), job: Some(job), fate };
            sleep(travel).await;
            arrives.happen().await
        })
    }
}

/// A request on its way to the server. If it is dropped, it still arrives, depending on its fate.
struct Arrival {
    server: Server,
    job: Option<Job>,
    fate: Fate,
}

impl Drop for Arrival {
    fn drop(&mut self) {
        let Some(job) = self.job else { return };
        let mut state = self.server.state();
        // Whoever does not wait cannot know what happened to it.
        state.sent_work |= job.is_work() && !self.fate.is_silent();
        if let Fate::Well | Fate::Garbles | Fate::BreaksBody = self.fate {
            state.pending.push((Instant::now(), job));
        }
    }
}

impl Arrival {
    async fn happen(mut self) -> Result<HttpResponse, TransportError> {
        let Some(job) = self.job.take() else { return pending().await };
        let fail = |kind| Err(TransportError::new(kind, "the network is down"));
        {
            let mut state = self.server.state();
            state.settle(Some(Instant::now()));
            state.sent_work |= job.is_work() && self.fate.leaves_doubt();
            state.refused |= matches!(self.fate, Fate::Refuses);
            let hides = state.mistake == Some(Mistake::HidesSending);
            match self.fate {
                Fate::Well => return Ok(state.answer(job)),
                Fate::Busy => return Ok(HttpResponse::new(429)),
                Fate::NotSent => return fail(TransportErrorKind::Connect),
                Fate::ClosesAtOnce => return fail(TransportErrorKind::Interrupted),
                Fate::Refuses if state.mistake == Some(Mistake::HidesRefusal) => {
                    return fail(TransportErrorKind::Connect);
                }
                Fate::Refuses => return fail(TransportErrorKind::Misconfigured),
                Fate::NeverConnects => {}
                Fate::Denied => return Ok(HttpResponse::new(400)),
                Fate::Garbles => {
                    state.perform(job);
                    return Ok(HttpResponse::new(200).with_body("{"));
                }
                Fate::BreaksBody => {
                    let status = state.perform(job);
                    return Ok(HttpResponse::new(status).with_body_stream(Broken));
                }
                Fate::Fails { done } => {
                    if done {
                        state.perform(job);
                    }
                    let status = [500, 502, 503, 504, 408][state.random.usize(..5)];
                    return Ok(HttpResponse::new(status));
                }
                Fate::Breaks { done } => {
                    if done {
                        state.perform(job);
                    }
                    let kind = if hides { TransportErrorKind::Connect } else { TransportErrorKind::Interrupted };
                    return fail(kind);
                }
                Fate::Hangs { done_after } => {
                    if let Some(after) = done_after {
                        state.pending.push((Instant::now() + after, job));
                    }
                }
            }
        }
        pending().await
    }
}

/// A body that is interrupted before its first byte.
struct Broken;

impl futures_core::Stream for Broken {
    type Item = Result<Chunk, TransportError>;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        let error = TransportError::new(TransportErrorKind::Interrupted, "the connection was interrupted");
        std::task::Poll::Ready(Some(Err(error)))
    }
}

fn service() -> Value {
    json!({
        "account_sid": "AC1", "sid": "GA1", "date_created": "2026-01-31T12:00:00Z", "date_updated": "2026-01-31T12:00:00Z",
        "version": 1, "url": "",
    })
}

fn transcript() -> Value {
    json!({
        "account_sid": "AC1", "service_sid": "GA1", "sid": "GT1", "date_created": "2026-01-31T12:00:00Z",
        "date_updated": "2026-01-31T12:00:00Z", "status": "queued", "url": "",
    })
}
