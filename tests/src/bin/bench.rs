//! Measures requests through the generated client relative to its bare transport and to reqwest, on loopback. `cargo
//! xtask measure` runs it as a release build and reads its output.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper_util::client::legacy::Client as HyperClient;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioIo};
use serde::Deserialize;
use serde_json::json;
use tokio::net::TcpListener;
use twilio_intelligence_v2::model::TranscriptSid;
use twilio_intelligence_v2::transport::{BoxFuture, HttpRequest, HttpResponse, Transport, TransportError};
use twilio_intelligence_v2::{Client, Credentials};

/// Number of rounds, which are short, because the machine is faster at one time than at another. Each runs the client and its controls and gives one ratio.
const ROUNDS: usize = 401;
const FETCHES_PER_ROUND: u32 = 100;
const DECODES_PER_ROUND: u32 = 4;
const SENTENCES: usize = 1000;

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let fetch = Fetch::new().await?;
    let (over_hyper, over_reqwest) = fetch.ratios().await?;
    println!("fetch_over_hyper {over_hyper:.3}");
    println!("fetch_over_reqwest {over_reqwest:.3}");
    println!("decode_ratio {:.3}", decode_ratio().await?);
    Ok(())
}

fn client() -> Result<twilio_intelligence_v2::ClientBuilder, Failure> {
    Ok(Client::builder(Credentials::api_key(sid("SK"), "secret")))
}

fn sid(prefix: &str) -> String {
    format!("{prefix}{}", "0".repeat(32))
}

/// The same fetch through three clients.
struct Fetch {
    client: Client,
    hyper: HyperClient<HttpConnector, Full<Bytes>>,
    reqwest: reqwest::Client,
    url: String,
    sid: TranscriptSid,
}

impl Fetch {
    async fn new() -> Result<Self, Failure> {
        let address = serve(transcript().to_string()).await?;
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Ok(Self {
            client: client()?.base_url(format!("http://{address}/v2")).build()?,
            hyper: HyperClient::builder(TokioExecutor::new()).build(connector),
            reqwest: reqwest::Client::builder().no_proxy().build()?,
            url: format!("http://{address}/v2/Transcripts/{}", sid("GT")),
            sid: TranscriptSid::from(sid("GT")),
        })
    }

    /// Returns the time of a fetch through the client relative to the bare transport, and relative to reqwest.
    async fn ratios(&self) -> Result<(f64, f64), Failure> {
        let (mut over_hyper, mut over_reqwest) = (Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            let mut times = [Duration::ZERO; 3];
            // The order rotates, so that no contender always runs after the same one.
            for turn in 0..times.len() {
                let contender = (round + turn) % times.len();
                let started = Instant::now();
                match contender {
                    0 => self.through_client().await?,
                    1 => self.through_hyper().await?,
                    _ => self.through_reqwest().await?,
                }
                times[contender] = started.elapsed();
            }
            over_hyper.push(ratio(times[0], times[1]));
            over_reqwest.push(ratio(times[0], times[2]));
        }
        Ok((median(over_hyper), median(over_reqwest)))
    }

    async fn through_client(&self) -> Result<(), Failure> {
        for _ in 0..FETCHES_PER_ROUND {
            let transcript = self.client.transcripts().fetch(&self.sid).send().await?;
            assert_eq!(transcript.duration, Some(61));
        }
        Ok(())
    }

    async fn through_hyper(&self) -> Result<(), Failure> {
        for _ in 0..FETCHES_PER_ROUND {
            let request = hyper::Request::get(&self.url)
                .header("Accept", "application/json")
                .header("Authorization", "Basic c2lkOnNlY3JldA==")
                .header("User-Agent", "bare")
                .body(Full::default())?;
            let body = self.hyper.request(request).await?.into_body().collect().await?.to_bytes();
            let transcript: BareTranscript = serde_json::from_slice(&body)?;
            assert_eq!(transcript.duration, Some(61));
        }
        Ok(())
    }

    async fn through_reqwest(&self) -> Result<(), Failure> {
        for _ in 0..FETCHES_PER_ROUND {
            let request = self.reqwest.get(&self.url).header("Accept", "application/json");
            let request = request.basic_auth("sid", Some("secret")).header("User-Agent", "bare");
            let body = request.send().await?.error_for_status()?.bytes().await?;
            let transcript: BareTranscript = serde_json::from_slice(&body)?;
            assert_eq!(transcript.duration, Some(61));
        }
        Ok(())
    }
}

/// Returns the time of a list call on a body in memory, relative to decoding it with serde_json into a derived struct.
async fn decode_ratio() -> Result<f64, Failure> {
    let body: Arc<str> = page().to_string().into();
    let client = client()?.transport(Ready(body.clone())).build()?;
    let mut ratios = Vec::new();
    for _ in 0..ROUNDS {
        let started = Instant::now();
        for _ in 0..DECODES_PER_ROUND {
            let page = client.sentences().list(sid("GT")).send().await?;
            assert_eq!(page.items().len(), SENTENCES);
        }
        let through_client = started.elapsed();
        let started = Instant::now();
        for _ in 0..DECODES_PER_ROUND {
            let page: BarePage = serde_json::from_slice(body.as_bytes())?;
            assert_eq!(page.sentences.len(), SENTENCES);
        }
        ratios.push(ratio(through_client, started.elapsed()));
    }
    Ok(median(ratios))
}

fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// A transport that responds without a network.
#[derive(Debug)]
struct Ready(Arc<str>);

impl Transport for Ready {
    fn send(&self, _: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let body = self.0.as_bytes().to_vec();
        Box::pin(
            async move { Ok(HttpResponse::new(200).with_header("Content-Type", "application/json").with_body(body)) },
        )
    }
}

/// Starts a server on its own thread that responds to every request with the same body.
async fn serve(body: String) -> Result<std::net::SocketAddr, Failure> {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || -> Result<(), Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async move {
            let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
            let _ = sender.send(listener.local_addr()?);
            let body = Bytes::from(body);
            loop {
                let (stream, _) = listener.accept().await?;
                stream.set_nodelay(true)?;
                let body = body.clone();
                let service = hyper::service::service_fn(move |_| {
                    let response = hyper::Response::builder()
                        .header("Content-Type", "application/json")
                        .header("Twilio-Request-Id", "RQ00000000000000000000000000000000")
                        .body(Full::new(body.clone()));
                    async move { Ok::<_, Infallible>(response.unwrap_or_default()) }
                });
                tokio::spawn(
                    hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service),
                );
            }
        })
    });
    Ok(receiver.await?)
}

fn transcript() -> serde_json::Value {
    let url = format!("https://intelligence.twilio.com/v2/Transcripts/{}", sid("GT"));
    json!({
        "account_sid": sid("AC"), "service_sid": sid("GA"), "sid": sid("GT"),
        "date_created": "2026-01-31T12:00:00Z", "date_updated": "2026-01-31T12:05:00Z",
        "status": "completed", "channel": {"type": "voice", "media_properties": {"source_sid": sid("RE")}},
        "data_logging": false, "language_code": "en-US", "customer_key": "order-7", "media_start_time": null,
        "duration": 61, "url": url, "redaction": true, "encryption_credential_sid": null,
        "links": {"sentences": format!("{url}/Sentences"), "media": format!("{url}/Media")},
    })
}

fn page() -> serde_json::Value {
    let sentence = |index: usize| {
        json!({
            "media_channel": 1 + index % 2, "sentence_index": index, "start_time": "12.52", "end_time": "15.84",
            "transcript": "Thank you for calling, how may I help you with your order today?",
            "sid": format!("GX{index:032x}"), "confidence": "0.95", "words": null,
        })
    };
    json!({
        "sentences": (0..SENTENCES).map(sentence).collect::<Vec<_>>(),
        "meta": {
            "key": "sentences", "page": 0, "page_size": SENTENCES, "next_page_url": null, "previous_page_url": null,
            "url": "https://intelligence.twilio.com/v2/Transcripts/GT/Sentences?PageSize=1000&Page=0",
            "first_page_url": "https://intelligence.twilio.com/v2/Transcripts/GT/Sentences?PageSize=1000&Page=0",
        },
    })
}

/// What one would write by hand.
#[derive(Deserialize)]
#[allow(dead_code, reason = "only decoded")]
struct BareTranscript {
    account_sid: String,
    service_sid: String,
    sid: String,
    date_created: String,
    date_updated: String,
    status: String,
    channel: Option<serde_json::Value>,
    data_logging: Option<bool>,
    language_code: Option<String>,
    customer_key: Option<String>,
    media_start_time: Option<String>,
    duration: Option<i64>,
    url: String,
    redaction: Option<bool>,
    encryption_credential_sid: Option<String>,
    links: Option<std::collections::BTreeMap<String, String>>,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "only decoded")]
struct BarePage {
    sentences: Vec<BareSentence>,
    meta: BareMeta,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "only decoded")]
struct BareSentence {
    media_channel: Option<i64>,
    sentence_index: Option<i64>,
    start_time: Option<String>,
    end_time: Option<String>,
    transcript: Option<String>,
    sid: String,
    confidence: Option<String>,
    words: Option<Vec<serde_json::Value>>,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "only decoded")]
struct BareMeta {
    key: String,
    page: i64,
    page_size: i64,
    first_page_url: String,
    previous_page_url: Option<String>,
    next_page_url: Option<String>,
    url: String,
}
