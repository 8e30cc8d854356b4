//! Runs many concurrent calls against a server that misbehaves, and checks every call, and the process for leaks.
//!
//! The server is reached over TLS and through a proxy, which only the environment can set: so the client is a process of
//! its own, with a [`Server`] in its parent. The calls are made from several runtimes, of which some are short.

mod server;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use fastrand::Rng;
use tokio::time::{sleep, timeout};
use twilio_intelligence_v2::{Client, Error, RetryPolicy};

pub use self::server::Server;
use crate::credentials;

const TIMEOUT: Duration = Duration::from_secs(2);
const IDLE_TIMEOUT: Duration = Duration::from_secs(1);
/// After this time, a call is considered to hang and is dropped, so that the soak ends.
const HANGS: Duration = Duration::from_secs(10);
/// How long connections may take to close after their idle timeout.
const SETTLING: Duration = Duration::from_secs(10);
/// How much memory the process may gain in the second half of the run, in bytes.
const GROWTH: u64 = 8 << 20;
/// Number of threads whose runtimes are short, and how many calls each of these runtimes makes.
const SHORT_RUNTIMES: usize = 4;
const CALLS_PER_RUNTIME: usize = 20;
/// Maximum number of file descriptors per concurrent call, for both ends of its connections.
const DESCRIPTORS_PER_CALL: usize = 6;

/// The parameters of a soak.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Total number of calls.
    pub requests: usize,
    /// Number of concurrent calls.
    pub in_flight: usize,
    /// Seed of the calls and faults. Their order also depends on the machine.
    pub seed: u64,
    /// How much a call may exceed its timeout, which depends on the load of the machine.
    pub slack: Duration,
}

/// The result of a soak.
#[derive(Debug, Default)]
pub struct Report {
    seconds: f64,
    calls: usize,
    outcomes: BTreeMap<&'static str, usize>,
    longest: Duration,
    samples: Vec<Sample>,
    /// The violations.
    pub broken: Vec<String>,
}

/// The resources of the process at one time.
#[derive(Clone, Copy, Debug)]
struct Sample {
    when: &'static str,
    /// `None` if the system does not report it.
    descriptors: Option<usize>,
    memory: Option<u64>,
}

impl Sample {
    fn take(when: &'static str) -> Self {
        // One entry is the descriptor of the folder that is being read.
        let descriptors = std::fs::read_dir("/proc/self/fd").ok().map(|entries| entries.count().saturating_sub(1));
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB"));
        Self { when, descriptors, memory: resident.and_then(|kib| kib.parse::<u64>().ok()).map(|kib| kib << 10) }
    }
}

/// Runs the client of a soak, in the [environment](Server::environment) of its server. Nothing else must run in the process,
/// whose descriptors and memory are counted.
///
/// # Errors
///
/// If the client or a runtime cannot be created.
pub async fn run(plan: Plan) -> Result<Report, crate::tls::Failure> {
    let retry = RetryPolicy::new().initial_delay(Duration::from_millis(5)).max_delay(Duration::from_millis(50));
    let client = Client::builder(credentials())
        .base_url(server::BASE_URL)
        .timeout(TIMEOUT)
        .attempt_timeout(Duration::from_millis(300))
        .stall_timeout(Duration::from_millis(200))
        .idle_timeout(IDLE_TIMEOUT)
        // Longer than an attempt and a call, which then end while there is no connection.
        .connect_timeout(Duration::from_secs(5))
        // The number of concurrent calls: if a permit is lost, another call has to wait.
        .max_in_flight(plan.in_flight / 2 + plan.in_flight / 4 + SHORT_RUNTIMES)
        .retry(retry)
        .retry_budget(1_000_000_000)
        .jitter_seed(plan.seed)
        .build()?;
    let soak = Arc::new(Soak { plan, client, next: AtomicUsize::new(0), report: Mutex::default() });
    soak.sample("before");
    let started = Instant::now();
    let other = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let here = (0..plan.in_flight / 2).map(|_| tokio::spawn(soak.clone().work(usize::MAX)));
    let mut workers: Vec<_> = here.collect();
    workers.extend((0..plan.in_flight / 4).map(|_| other.spawn(soak.clone().work(usize::MAX))));
    let short: Vec<_> = (0..SHORT_RUNTIMES)
        .map(|_| {
            std::thread::spawn({
                let soak = soak.clone();
                move || soak.work_in_short_runtimes()
            })
        })
        .collect();
    for worker in workers {
        worker.await?;
    }
    tokio::task::spawn_blocking(move || short.into_iter().try_for_each(std::thread::JoinHandle::join))
        .await?
        .map_err(|_| "a thread panicked")?;
    let seconds = started.elapsed().as_secs_f64();
    other.shutdown_background();
    soak.sample("100 %");
    soak.settle().await;
    let mut report = std::mem::take(&mut *soak.report());
    (report.seconds, report.calls) = (seconds, plan.requests);
    report.judge(plan.in_flight);
    Ok(report)
}

struct Soak {
    plan: Plan,
    client: Client,
    next: AtomicUsize,
    report: Mutex<Report>,
}

impl Soak {
    fn report(&self) -> std::sync::MutexGuard<'_, Report> {
        self.report.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sample(&self, when: &'static str) {
        self.report().samples.push(Sample::take(when));
    }

    /// Makes calls until there are enough, in runtimes that end after a few of them and take their connections along.
    fn work_in_short_runtimes(self: Arc<Self>) {
        while self.next.load(Ordering::Relaxed) < self.plan.requests {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            match runtime {
                Ok(runtime) => runtime.block_on(self.clone().work(CALLS_PER_RUNTIME)),
                Err(error) => return self.report().broken.push(format!("no runtime: {error}")),
            }
        }
    }

    async fn work(self: Arc<Self>, most: usize) {
        for _ in 0..most {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= self.plan.requests {
                return;
            }
            if number == self.plan.requests / 4 {
                self.sample("25 %");
            }
            if number == self.plan.requests / 2 {
                self.sample("50 %");
            }
            let started = Instant::now();
            let outcome = self.outcome(number).await;
            self.report().note(outcome, started.elapsed(), self.plan.slack);
        }
    }

    async fn outcome(&self, number: usize) -> Outcome {
        let mut random = Rng::with_seed(self.plan.seed.wrapping_add(number as u64));
        let call = call(&self.client, number, random.u32(0..100));
        if random.u32(0..100) < 2 {
            // Some callers drop their calls.
            let patience = Duration::from_micros(random.u64(0..20_000));
            return timeout(patience, call).await.map_or(Outcome::Held("dropped by its caller"), Outcome::of);
        }
        timeout(HANGS, call).await.map_or(Outcome::Broken("a call did not end".to_owned()), Outcome::of)
    }

    /// Waits until the idle connections are closed.
    async fn settle(&self) {
        let before = self.report().samples.first().and_then(|sample| sample.descriptors);
        let until = Instant::now() + IDLE_TIMEOUT + SETTLING;
        while Sample::take("").descriptors > before && Instant::now() < until {
            sleep(Duration::from_millis(50)).await;
        }
        self.sample("after");
    }
}

/// Calls one of the operations. Returns whether the response belongs to this request.
async fn call(client: &Client, number: usize, kind: u32) -> Result<bool, Error> {
    let sid = |prefix: &str| format!("{prefix}{number:032x}");
    match kind {
        0..20 => {
            let size = i64::try_from(number % 1000 + 1).unwrap_or(1);
            Ok(client.services().list().page_size(size).send().await?.size() == Some(size))
        }
        20..45 => Ok(client.services().fetch(sid("GA")).send().await?.sid == sid("GA")),
        45..60 => {
            let name = format!("soak-{number}");
            Ok(client.services().create(&*name).send().await?.unique_name == Some(name))
        }
        60..75 => client.services().delete(sid("GA")).send().await.map(|_| true),
        _ => Ok(client.transcripts().fetch(sid("GT")).send().await?.sid == sid("GT")),
    }
}

enum Outcome {
    Held(&'static str),
    Broken(String),
}

impl Outcome {
    fn of(result: Result<bool, Error>) -> Self {
        let error = match result {
            Ok(true) => return Self::Held("success"),
            Ok(false) => return Self::Broken("a response belongs to another request".to_owned()),
            Err(error) => error,
        };
        Self::Held(match () {
            () if error.operation().is_none() => {
                return Self::Broken(format!("an error without an operation: {error:?}"));
            }
            () if error.is_connect() && !error.is_transient() => "refused for good",
            () if error.is_connect() => "connection failed",
            () if error.is_timeout() => "timeout",
            () if error.is_rate_limited() => "429",
            () if error.is_server_error() => "5xx",
            () if error.is_transport() => "connection interrupted",
            () => return Self::Broken(format!("an unexpected error: {error:?}")),
        })
    }
}

impl Report {
    fn note(&mut self, outcome: Outcome, took: Duration, slack: Duration) {
        self.longest = self.longest.max(took);
        match outcome {
            Outcome::Held(what) => *self.outcomes.entry(what).or_default() += 1,
            Outcome::Broken(what) => self.broken.push(what),
        }
        if took > TIMEOUT + slack {
            self.broken.push(format!("a call took {took:?}, its timeout is {TIMEOUT:?}"));
        }
    }

    fn at(&self, when: &str) -> Option<&Sample> {
        self.samples.iter().find(|sample| sample.when == when)
    }

    fn judge(&mut self, in_flight: usize) {
        if !self.outcomes.contains_key("refused for good") && self.calls >= 20_000 {
            self.broken.push("no connection was refused for good".to_owned());
        }
        let counted = self.outcomes.values().sum::<usize>();
        if self.broken.is_empty() && counted != self.calls {
            self.broken.push(format!("{counted} of {} calls ended", self.calls));
        }
        let descriptors = |when| self.at(when).and_then(|sample| sample.descriptors);
        let memory = |when| self.at(when).and_then(|sample| sample.memory);
        let mut broken = Vec::new();
        if let (Some(before), Some(after)) = (descriptors("before"), descriptors("after")) {
            if after > before {
                broken.push(format!("{} descriptors were not closed", after - before));
            }
            let most = self.samples.iter().filter_map(|sample| sample.descriptors).max().unwrap_or(0);
            if most > before + in_flight * DESCRIPTORS_PER_CALL {
                broken.push(format!("{most} descriptors were open at the same time"));
            }
        }
        if let (Some(middle), Some(end)) = (memory("50 %"), memory("100 %"))
            && end > middle + GROWTH
        {
            broken.push(format!("memory grew by {} MiB in the second half", (end - middle) >> 20));
        }
        self.broken.extend(broken);
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seconds, calls, longest, .. } = self;
        let per_second = *calls as f64 / seconds;
        writeln!(f, "{calls} calls in {seconds:.1} s: {per_second:.0} calls/s")?;
        writeln!(f, "longest call: {} ms", longest.as_millis())?;
        for (outcome, count) in &self.outcomes {
            writeln!(f, "{outcome}: {count}")?;
        }
        for Sample { when, descriptors, memory } in &self.samples {
            let descriptors = descriptors.map_or("?".to_owned(), |count| count.to_string());
            let memory = memory.map_or("?".to_owned(), |bytes| format!("{:.1}", bytes as f64 / f64::from(1 << 20)));
            writeln!(f, "{when}: {descriptors} descriptors, {memory} MiB")?;
        }
        for broken in self.broken.iter().take(20) {
            writeln!(f, "VIOLATION: {broken}")?;
        }
        match self.broken.len() {
            0 => f.write_str("no violations"),
            count => write!(f, "violations: {count}"),
        }
    }
}
