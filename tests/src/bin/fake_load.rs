//! Measures the fake: as a server under the load of many clients, and in process with many Transcripts. `cargo xtask
//! measure` runs it as a release build and reads its output.
//!
//! The server is a process of its own, because it is one thread and must not wait for the clients. It is what the program
//! `twilio-intelligence-v2-fake` is.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;
use twilio_intelligence_v2::fake::{Fake, serve_from_arguments};
use twilio_intelligence_v2::model::{
    Channel, CustomOperator, LanguageCode, MediaProperties, OperatorAttachment, Service, Transcript, TranscriptStatus,
};
use twilio_intelligence_v2::{Client, Credentials, Error};

/// Set for the process with the server.
const SERVER: &str = "FAKE_LOAD_SERVER";
const CLIENTS: u32 = 64;
/// Rounds of eight requests, by each client.
const ROUNDS: usize = 60;
/// How many Transcripts there are when lists are measured.
const MANY: usize = 100_000;
/// One of that many is in another language.
const RARE: usize = 1_000;
const PAGE: i64 = 50;
const SAMPLES: usize = 300;

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> Result<ExitCode, Failure> {
    if std::env::var_os(SERVER).is_some() {
        let header = twilio_intelligence_v2::webhook::SIGNATURE_HEADER;
        return Ok(serve_from_arguments(Fake::builder(), Some(header)));
    }
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    match &arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => measure()?,
        // For somebody who measures the memory of this process.
        ["--keep", count] => drop(filled(count.parse()?)?),
        _ => return Ok(ExitCode::from(2)),
    }
    Ok(ExitCode::SUCCESS)
}

#[tokio::main(flavor = "current_thread")]
async fn measure() -> Result<(), Failure> {
    let server = Server::start()?;
    load(&server.url).await?;
    drop(server);
    large().await
}

/// A server in another process, which ends with this value.
struct Server {
    process: Child,
    url: String,
}

impl Server {
    fn start() -> Result<Self, Failure> {
        let mut command = Command::new(std::env::current_exe()?);
        let process = command.env(SERVER, "").stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let mut server = Self { process, url: String::new() };
        let output = server.process.stdout.take().ok_or("the server has no output")?;
        BufReader::new(output).read_line(&mut server.url)?;
        server.url.truncate(server.url.trim_end().len());
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Lets clients send requests at once, each with an account and a connection of its own.
async fn load(url: &str) -> Result<(), Failure> {
    let started = Instant::now();
    let mut clients = tokio::task::JoinSet::new();
    for number in 0..CLIENTS {
        let credentials = Credentials::account(format!("AC{number:032x}"), "secret");
        let client = Client::builder(credentials).base_url(format!("{url}/v2")).build()?;
        clients.spawn(async move { rounds(&client).await });
    }
    let mut times = Vec::new();
    while let Some(ended) = clients.join_next().await {
        times.extend(ended??);
    }
    let rate = times.len() as f64 / started.elapsed().as_secs_f64();
    let [median, slow] = [0.5, 0.99].map(|part| quantile(&mut times, part));
    println!("server_rate {rate:.0}\nserver_p50_ms {:.3}\nserver_p99_ms {:.3}", median * 1e3, slow * 1e3);
    Ok(())
}

/// Sends requests and returns how long each took: three of eight are writes.
async fn rounds(client: &Client) -> Result<Vec<Duration>, Error> {
    let service = client.services().create("load").send().await?.sid.clone();
    let mut times = Vec::new();
    for round in 0..ROUNDS {
        let [first, second] = [2 * round, 2 * round + 1].map(channel);
        let create = client.transcripts().create(service.clone(), first);
        let kept = timed(&mut times, create.send()).await?.sid.clone();
        let create = client.transcripts().create(service.clone(), second).customer_key("load");
        let other = timed(&mut times, create.send()).await?.sid.clone();
        for _ in 0..3 {
            timed(&mut times, client.transcripts().fetch(kept.clone()).send()).await?;
        }
        timed(&mut times, client.services().fetch(service.clone()).send()).await?;
        timed(&mut times, client.transcripts().list().service_sid(service.as_str()).page_size(20).send()).await?;
        timed(&mut times, client.transcripts().delete(other).send()).await?;
    }
    Ok(times)
}

/// Adds how long something takes.
async fn timed<T>(times: &mut Vec<Duration>, sent: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let started = Instant::now();
    let result = sent.await;
    times.push(started.elapsed());
    result
}

/// Measures requests in process, with many Transcripts: by the engine, and by the client above it.
async fn large() -> Result<(), Failure> {
    let (fake, sids) = filled(MANY)?;
    let client = fake.client();
    let list = || client.transcripts().list().page_size(PAGE);
    let mut random = fastrand::Rng::with_seed(1);
    let mut fetches = Vec::new();
    for _ in 0..SAMPLES {
        let sid = sids[random.usize(..sids.len())].clone();
        timed(&mut fetches, client.transcripts().fetch(sid).send()).await?;
    }
    tell("fetch", &mut fetches);
    let later: twilio_intelligence_v2::Timestamp = "2030-01-01T00:00:00Z".parse()?;
    let mut times: [Vec<Duration>; 5] = Default::default();
    let lengths = [PAGE as usize, PAGE as usize, PAGE as usize, 0, 0];
    for _ in 0..SAMPLES {
        let lists = [
            list(),
            list().status(TranscriptStatus::Completed),
            list().language_code(LanguageCode::DeDe),
            list().source_sid(recording(MANY)),
            list().after_date_created(later),
        ];
        for ((list, times), length) in lists.into_iter().zip(&mut times).zip(lengths) {
            assert_eq!(timed(times, list.send()).await?.items().len(), length);
        }
    }
    for (name, times) in
        ["page_all", "page_common", "page_rare", "page_none", "page_none_by_time"].iter().zip(&mut times)
    {
        tell(name, times);
    }
    Ok(())
}

/// A fake with that many completed Transcripts.
fn filled(count: usize) -> Result<(Fake, Vec<String>), Failure> {
    let fake = Fake::builder().frozen().build();
    let service = fake.insert::<Service>(json!({"unique_name": "load"}))?.sid;
    let config = json!({"friendly_name": "a", "operator_type": "Generative"});
    let operator = fake.insert::<CustomOperator>(config)?.sid;
    fake.insert::<OperatorAttachment>(json!({"service_sid": service, "operator_sid": operator}))?;
    let mut sids = Vec::new();
    for number in 0..count {
        let transcript = json!({
            "service_sid": service,
            "channel": {"media_properties": {"source_sid": recording(number)}},
            "language_code": if number % RARE == 0 { "de-DE" } else { "en-US" },
        });
        sids.push(fake.insert::<Transcript>(transcript)?.sid.to_string());
    }
    fake.advance(Duration::from_secs(600));
    Ok((fake, sids))
}

fn recording(number: usize) -> String {
    format!("RE{number:032x}")
}

fn channel(number: usize) -> Channel {
    Channel::new(MediaProperties::new().source_sid(recording(number)))
}

fn tell(name: &str, times: &mut [Duration]) {
    let [median, worst] = [0.5, 1.0].map(|part| quantile(times, part) * 1e6);
    println!("{name}_us {median:.1}\n{name}_worst_us {worst:.1}");
}

/// The time that this part of the times does not exceed, in seconds.
fn quantile(times: &mut [Duration], part: f64) -> f64 {
    times.sort();
    let place = (times.len() as f64 * part) as usize;
    times.get(place.min(times.len().saturating_sub(1))).map_or(f64::NAN, Duration::as_secs_f64)
}
