//! Creations and updates against a server in memory that may commit and then fail at any point. Knows what the server
//! has really done and holds what the client says against it; must not know how the client decides.

use std::collections::BTreeMap;
use std::fmt;
use std::future::pending;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use fastrand::Rng;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};
use twilio_intelligence_v2::model::{Channel, MediaProperties};
use twilio_intelligence_v2::transport::{
    BoxFuture, HttpRequest, HttpResponse, Transport, TransportError, TransportErrorKind,
};
use twilio_intelligence_v2::{Client, Error, Method, RetryPolicy};

use crate::credentials;

/// Rounding of the test clock, for each of the waits of a call.
const SLACK: Duration = Duration::from_millis(30);

/// Cases of a report that are told in full.
const MAX_EXAMPLES: usize = 5;

/// What is simulated.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How many calls.
    pub cases: u64,
    /// The same seed gives the same calls, failures and delays.
    pub seed: u64,
    /// A mistake that the simulation has to find; none in earnest.
    pub mistake: Option<Mistake>,
}

/// A mistake to prove that the simulation can see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// Updates without a version are sent again although they may have been applied.
    RepeatsUpdates,
    /// The transport says that nothing was sent when something was.
    HidesSending,
    /// The client allows itself twice the time.
    TakesLonger,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Calls that did their work more than once.
    pub duplicates: u64,
    /// Calls that did their work and ended with an error that denies it.
    pub hidden: u64,
    /// Calls that ended with success and did nothing.
    pub lost: u64,
    /// Calls that lasted longer than they may.
    pub late: u64,
    /// Requests of all calls.
    pub requests: u64,
    /// How many calls ended how.
    pub outcomes: BTreeMap<&'static str, u64>,
    /// The first cases that must not be.
    pub examples: Vec<String>,
}

impl Report {
    /// Whether nothing happened that must not happen.
    pub fn is_clean(&self) -> bool {
        (self.duplicates, self.hidden, self.lost, self.late) == (0, 0, 0, 0)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "requests {}", self.requests)?;
        for (outcome, count) in &self.outcomes {
            writeln!(f, "  {count:>9} {outcome}")?;
        }
        let Self { duplicates, hidden, lost, late, .. } = self;
        write!(f, "duplicates {duplicates}, hidden {hidden}, lost {lost}, past their deadline {late}")?;
        self.examples.iter().try_for_each(|example| write!(f, "\n{example}"))
    }
}

/// Runs it. The clock must be paused.
pub async fn run(plan: Plan) -> Report {
    let mut report = Report::default();
    for case in 0..plan.cases {
        let seed = plan.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(case);
        one(seed, plan.mistake, &mut report).await;
    }
    report
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Work {
    CreateService,
    CreateServiceOrFind,
    CreateTranscript,
    CreateTranscriptOrFind,
    UpdateVersion,
    Update,
    Delete,
}

async fn one(seed: u64, mistake: Option<Mistake>, report: &mut Report) {
    let mut random = Rng::with_seed(seed);
    const WORK: [Work; 7] = [
        Work::CreateService,
        Work::CreateServiceOrFind,
        Work::CreateTranscript,
        Work::CreateTranscriptOrFind,
        Work::UpdateVersion,
        Work::Update,
        Work::Delete,
    ];
    let work = WORK[random.usize(..WORK.len())];
    let timeout = Duration::from_millis(random.u64(1..90_000));
    let policy =
        RetryPolicy::new().max_attempts(random.u32(1..7)).repeat_updates(mistake == Some(Mistake::RepeatsUpdates));
    let existing = matches!(work, Work::UpdateVersion | Work::Update | Work::Delete);
    // Somebody else may have been faster.
    let version = existing.then(|| if random.u8(..5) == 0 { 2 } else { 1 });
    let server = Server::new(random.u64(..), version, mistake);
    let client = Client::builder(credentials())
        .transport(server.clone())
        .timeout(if mistake == Some(Mistake::TakesLonger) { timeout * 2 } else { timeout })
        .attempt_timeout(Duration::from_millis(random.u64(1..40_000)))
        .stall_timeout(Duration::from_millis(random.u64(1..20_000)))
        .retry(policy)
        .jitter_seed(seed)
        .build()
        .expect("the settings are valid");
    let start = Instant::now();
    let result = call(&client, work).await;
    let elapsed = start.elapsed();
    // What the client has given up may still be done.
    let (commits, requests) = {
        let mut state = server.state();
        state.settle(None);
        (state.commits, state.requests)
    };
    report.requests += requests;
    let mut bad = Vec::new();
    if commits > 1 {
        report.duplicates += 1;
        bad.push("done twice");
    }
    if elapsed > timeout + SLACK {
        report.late += 1;
        bad.push("past its deadline");
    }
    let outcome = match &result {
        Ok(()) => {
            if commits == 0 {
                report.lost += 1;
                bad.push("success without doing it");
            }
            "success"
        }
        Err(error) if error.may_have_been_applied() => "unknown",
        Err(error) => {
            if commits > 0 {
                report.hidden += 1;
                bad.push("done, and denied");
            }
            if error.is_precondition_failed() { "conflict" } else { "refused or not sent" }
        }
    };
    *report.outcomes.entry(outcome).or_default() += 1;
    if !bad.is_empty() && report.examples.len() < MAX_EXAMPLES {
        let what = bad.join(", ");
        report.examples.push(format!("{what}: seed {seed:#x}, {work:?}, {commits} commits, {elapsed:?}: {result:?}"));
    }
}

async fn call(client: &Client, work: Work) -> Result<(), Error> {
    let sid = |prefix: &str| format!("{prefix}{}", "0".repeat(32));
    let channel = || Channel::new(MediaProperties::new().source_sid(sid("RE")));
    match work {
        Work::CreateService => client.services().create("it").send().await.map(drop),
        Work::CreateServiceOrFind => client.services().create_or_find("it").send().await.map(drop),
        Work::CreateTranscript => client.transcripts().create(sid("GA"), channel()).send().await.map(drop),
        Work::CreateTranscriptOrFind => {
            client.transcripts().create_or_find(sid("GA"), channel()).send().await.map(drop)
        }
        Work::UpdateVersion => {
            client.services().update(sid("GA")).friendly_name("new").if_match(1).send().await.map(drop)
        }
        Work::Update => client.services().update(sid("GA")).friendly_name("new").send().await.map(drop),
        Work::Delete => client.services().delete(sid("GA")).send().await.map(drop),
    }
}

/// The server, and the network before it.
#[derive(Clone)]
struct Server(Arc<Mutex<State>>);

struct State {
    random: Rng,
    mistake: Option<Mistake>,
    /// The version of the thing, if there is one.
    version: Option<u64>,
    /// How often the call's work was done.
    commits: u64,
    requests: u64,
    /// Work that was begun and whose requester has gone.
    pending: Vec<(Instant, Job)>,
}

/// What a request asks for.
#[derive(Clone, Copy, Debug)]
enum Job {
    Look { list: bool },
    Create { transcript: bool },
    Update { version: Option<u64> },
    Delete,
}

/// Where a request and its answer get stuck.
#[derive(Clone, Copy, Debug)]
enum Fate {
    /// Everything goes well.
    Well,
    /// Refused before it was looked at.
    Busy,
    NotSent,
    /// Refused for good.
    Denied,
    /// The server fails before or after it has done the work.
    Fails {
        done: bool,
    },
    /// The connection breaks before or after the work.
    Breaks {
        done: bool,
    },
    /// The work is done and the answer is damaged.
    Garbles,
    BreaksBody,
    /// The answer never comes; the work may be done, perhaps later.
    Hangs {
        done_after: Option<Duration>,
    },
}

impl Server {
    fn new(seed: u64, version: Option<u64>, mistake: Option<Mistake>) -> Self {
        let random = Rng::with_seed(seed);
        let state = State { random, mistake, version, commits: 0, requests: 0, pending: Vec::new() };
        Self(Arc::new(Mutex::new(state)))
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
        match self.random.u8(..20) {
            0..6 => Fate::Well,
            6..8 => Fate::Busy,
            8..10 => Fate::NotSent,
            10 => Fate::Denied,
            11..14 => Fate::Fails { done },
            14..16 => Fate::Breaks { done },
            16 => Fate::Garbles,
            17 => Fate::BreaksBody,
            _ => {
                let after = Duration::from_millis(self.random.u64(..120_000));
                Fate::Hangs { done_after: done.then_some(after) }
            }
        }
    }

    /// Does the work, if it can be done; the answer's status.
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

    /// Work that is done although nobody waits for it any more: what is due, or all of it.
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
                (Duration::from_millis(state.random.u64(..400)), state.fate())
            };
            // A request that is given up on its way may still arrive.
            let arrives = Arrival { server: self.clone(), job: Some(job), fate };
            sleep(travel).await;
            arrives.happen().await
        })
    }
}

/// A request on its way. If nobody waits for it any more, it arrives all the same, or not.
struct Arrival {
    server: Server,
    job: Option<Job>,
    fate: Fate,
}

impl Drop for Arrival {
    fn drop(&mut self) {
        if let (Some(job), Fate::Well | Fate::Garbles | Fate::BreaksBody) = (self.job, self.fate) {
            self.server.state().pending.push((Instant::now(), job));
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
            let hides = state.mistake == Some(Mistake::HidesSending);
            match self.fate {
                Fate::Well => return Ok(state.answer(job)),
                Fate::Busy => return Ok(HttpResponse::new(429)),
                Fate::NotSent => return fail(TransportErrorKind::Connect),
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

/// A body that breaks before its first byte.
struct Broken;

impl futures_core::Stream for Broken {
    type Item = Result<twilio_intelligence_v2::transport::Chunk, TransportError>;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        let error = TransportError::new(TransportErrorKind::Interrupted, "the connection broke");
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
