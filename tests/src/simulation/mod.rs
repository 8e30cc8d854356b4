//! Runs create, update and delete calls against an in-memory server that may do the work and then fail at any point,
//! and compares what the client reports with what the server did.

mod mistake;
mod server;

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use fastrand::Rng;
use tokio::time::Instant;
use twilio_intelligence_v2::model::{Channel, MediaProperties};
use twilio_intelligence_v2::{Client, Error, RetryPolicy};

pub use self::mistake::Mistake;
use self::server::{Account, Server};
use crate::credentials;

/// Allowance for the rounding of the test clock in the waits of a call.
const SLACK: Duration = Duration::from_millis(30);

/// Maximum number of violations that a report describes in full.
const MAX_EXAMPLES: usize = 5;

/// The parameters of a simulation.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Number of calls.
    pub cases: u64,
    /// The same seed gives the same calls, failures and delays.
    pub seed: u64,
    /// A deliberate mistake that the simulation must detect.
    pub mistake: Option<Mistake>,
}

/// The result of a simulation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Number of calls whose work was done more than once.
    pub duplicates: u64,
    /// Number of calls whose work was done and that returned an error according to which it was not.
    pub hidden: u64,
    /// Number of calls that succeeded without their work being done.
    pub lost: u64,
    /// Number of calls that report doubt although nothing was sent that could do their work.
    pub doubted: u64,
    /// Number of calls that sent another request after one that can never succeed.
    pub persisted: u64,
    /// Number of calls that exceeded their timeout.
    pub late: u64,
    /// Number of requests of all calls.
    pub requests: u64,
    /// Number of calls by outcome.
    pub outcomes: BTreeMap<&'static str, u64>,
    /// Descriptions of the first violations.
    pub examples: Vec<String>,
}

impl Report {
    /// Reports whether there were no violations.
    pub fn is_clean(&self) -> bool {
        [self.duplicates, self.hidden, self.lost, self.doubted, self.persisted, self.late] == [0; 6]
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "requests {}", self.requests)?;
        for (outcome, count) in &self.outcomes {
            writeln!(f, "  {count:>9} {outcome}")?;
        }
        let Self { duplicates, hidden, lost, doubted, persisted, late, .. } = self;
        write!(f, "duplicates {duplicates}, hidden {hidden}, lost {lost}, doubted {doubted}, ")?;
        write!(f, "persisted {persisted}, past the timeout {late}")?;
        self.examples.iter().try_for_each(|example| write!(f, "\n{example}"))
    }
}

/// Runs a simulation. The clock of tokio must be paused.
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
        RetryPolicy::new().max_attempts(random.u32(1..7)).retry_updates(mistake == Some(Mistake::RepeatsUpdates));
    let existing = matches!(work, Work::UpdateVersion | Work::Update | Work::Delete);
    // Another client may have updated it in the meantime.
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
    // Requests that the client has given up may still be processed.
    let Account { commits, requests, sent_work, after_refusal } = server.close();
    report.requests += requests;
    let mut bad = Vec::new();
    if after_refusal {
        report.persisted += 1;
        bad.push("sent again what can never succeed");
    }
    if commits > 1 {
        report.duplicates += 1;
        bad.push("done twice");
    }
    if elapsed > timeout + SLACK {
        report.late += 1;
        bad.push("exceeded its timeout");
    }
    let outcome = match &result {
        Ok(()) => {
            if commits == 0 {
                report.lost += 1;
                bad.push("succeeded without doing the work");
            }
            "success"
        }
        Err(error) if error.may_have_been_applied() => {
            if !sent_work {
                report.doubted += 1;
                bad.push("doubted, although nothing was sent");
            }
            "unknown"
        }
        Err(error) => {
            if commits > 0 {
                report.hidden += 1;
                bad.push("reported as not done, but done");
            }
            match () {
                () if error.is_precondition_failed() => "conflict",
                () if error.is_connect() && !error.is_transient() => "refused for good",
                () => "rejected or not sent",
            }
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
