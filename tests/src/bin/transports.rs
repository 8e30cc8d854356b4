//! Measures what the features `gzip` and `http2` are for: requests per second over TLS with 64 in flight, and the size of a
//! large page. `cargo xtask measure` runs it as a release build.
//!
//! Only the environment makes a client trust the certificate of a test server, so the client is a process of its own.

use std::convert::Infallible;
use std::io::Write as _;
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use http_body_util::Full;
use hyper::Request;
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use serde_json::{Value, json};
use tests::sample::sample;
use tests::tls::{Certificate, Failure};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use twilio_intelligence_v2::Client;

/// Set for the process with the client: the addresses of the two servers.
const CLIENT: &str = "TRANSPORTS_CLIENT";
const IN_FLIGHT: usize = 64;
const FETCHES: usize = 20_000;
const PAGES: u32 = 50;
const SENTENCES: usize = 5000;
const SID: &str = "GT00000000000000000000000000000001";

fn main() -> Result<ExitCode, Failure> {
    if let Ok(addresses) = std::env::var(CLIENT) {
        let (http1, http2) = addresses.split_once(' ').ok_or("two addresses")?;
        return client(http1, http2).map(|()| ExitCode::SUCCESS);
    }
    let certificate = Certificate::of("127.0.0.1")?;
    let mut trusted = tempfile::NamedTempFile::new()?;
    trusted.write_all(certificate.pem().as_bytes())?;
    let bodies = Arc::new(Bodies::new()?);
    println!("page_bytes {}\npage_bytes_gzip {}", bodies.page.len(), bodies.compressed.len());
    let connections = [Arc::<AtomicUsize>::default(), Arc::default()];
    let http1 = serve(certificate.acceptor(&[b"http/1.1"])?, &bodies, &connections[0])?;
    let http2 = serve(certificate.acceptor(&[b"h2"])?, &bodies, &connections[1])?;
    let mut client = Command::new(std::env::current_exe()?);
    client.env(CLIENT, format!("{http1} {http2}")).env("SSL_CERT_FILE", trusted.path());
    let succeeded = client.status()?.success();
    let [http1, http2] = connections.map(|count| count.load(Ordering::Relaxed));
    println!("connections_http1 {http1}\nconnections_http2 {http2}");
    Ok(if succeeded { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What the servers respond with.
struct Bodies {
    transcript: Bytes,
    page: Bytes,
    compressed: Bytes,
}

impl Bodies {
    fn new() -> Result<Self, Failure> {
        let mut page = sample("ListSentence");
        let sentences: Vec<Value> = (0..SENTENCES).map(sentence).collect();
        page["sentences"] = sentences.into();
        page["meta"]["next_page_url"] = Value::Null;
        let page = page.to_string();
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(page.as_bytes())?;
        Ok(Self {
            transcript: sample("FetchTranscript").to_string().into(),
            page: page.into(),
            compressed: encoder.finish()?.into(),
        })
    }

    fn of(&self, request: &Request<Incoming>) -> hyper::Response<Full<Bytes>> {
        let is_page = request.uri().path().ends_with("/Sentences");
        let takes_gzip = request.headers().get("accept-encoding").is_some_and(|coding| coding == "gzip");
        let (body, coding) = match (is_page, takes_gzip && request.uri().query().is_some()) {
            (false, _) => (&self.transcript, "identity"),
            (true, false) => (&self.page, "identity"),
            (true, true) => (&self.compressed, "gzip"),
        };
        let response = hyper::Response::builder()
            .header("Content-Type", "application/json")
            .header("Content-Encoding", coding)
            .body(Full::new(body.clone()));
        response.unwrap_or_default()
    }
}

/// A sentence of a conversation, with its words, of which no two are alike.
fn sentence(index: usize) -> Value {
    const WORDS: [&str; 24] = [
        "hello", "thank", "you", "for", "calling", "the", "order", "number", "is", "not", "here", "would", "like",
        "to", "change", "my", "address", "please", "wait", "a", "moment", "while", "look", "up",
    ];
    let words: Vec<_> =
        (0..8 + index % 7).map(|word| WORDS[(index * 7 + word * word * 5 + word) % WORDS.len()]).collect();
    let at = |word: usize| (index * 41 + word * 3) as f64 / 10.0;
    let timed = words
        .iter()
        .enumerate()
        .map(|(word, text)| json!({"word": text, "start_time": at(word), "end_time": at(word) + 0.3}));
    json!({
        "media_channel": index % 2 + 1, "sentence_index": index, "start_time": at(0), "end_time": at(words.len()),
        "transcript": words.join(" "), "sid": format!("GX{index:032x}"), "confidence": 0.7 + (index % 29) as f64 / 100.0,
        "words": timed.collect::<Vec<_>>(),
    })
}

/// Starts a server on its own thread.
fn serve(
    tls: TlsAcceptor,
    bodies: &Arc<Bodies>,
    connections: &Arc<AtomicUsize>,
) -> Result<std::net::SocketAddr, Failure> {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0))?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let (bodies, connections) = (bodies.clone(), connections.clone());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::thread::spawn(move || {
        runtime.block_on(async move {
            let listener = TcpListener::from_std(listener)?;
            loop {
                let (stream, _) = listener.accept().await?;
                stream.set_nodelay(true)?;
                connections.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(respond(tls.clone(), stream, bodies.clone()));
            }
            #[expect(unreachable_code, reason = "it gives the block its type")]
            std::io::Result::Ok(())
        })
    });
    Ok(address)
}

async fn respond(tls: TlsAcceptor, stream: TcpStream, bodies: Arc<Bodies>) -> Result<(), Failure> {
    let stream = tls.accept(stream).await?;
    let is_http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
    let service = service_fn(move |request| {
        let response = bodies.of(&request);
        async move { Ok::<_, Infallible>(response) }
    });
    if is_http2 {
        let mut server = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
        server.timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service).await?;
    } else {
        hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await?;
    }
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn client(http1: &str, http2: &str) -> Result<(), Failure> {
    let at = |address: &str| Client::builder(tests::credentials()).base_url(format!("https://{address}/v2")).build();
    let (http1, http2) = (at(http1)?, at(http2)?);
    let mut rates = [Vec::new(), Vec::new()];
    for _ in 0..5 {
        rates[0].push(fetches_per_second(&http1).await?);
        rates[1].push(fetches_per_second(&http2).await?);
    }
    let [http1_rate, http2_rate] = rates.map(median);
    println!("fetches_http1 {http1_rate:.0}\nfetches_http2 {http2_rate:.0}");
    println!("page_ms {:.2}\npage_ms_gzip {:.2}", page(&http1, false).await?, page(&http1, true).await?);
    Ok(())
}

async fn fetches_per_second(client: &Client) -> Result<f64, Failure> {
    let started = Instant::now();
    let workers: Vec<_> = (0..IN_FLIGHT)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move {
                for _ in 0..FETCHES / IN_FLIGHT {
                    client.transcripts().fetch(SID).send().await?;
                }
                Ok::<_, twilio_intelligence_v2::Error>(())
            })
        })
        .collect();
    for worker in workers {
        worker.await??;
    }
    Ok(FETCHES as f64 / started.elapsed().as_secs_f64())
}

/// Returns how long a page takes, compressed or not, in milliseconds.
async fn page(client: &Client, compressed: bool) -> Result<f64, Failure> {
    let started = Instant::now();
    for _ in 0..PAGES {
        let list = client.sentences().list(SID);
        let list = if compressed { list.word_timestamps(true) } else { list };
        assert_eq!(list.send().await?.items().len(), SENTENCES);
    }
    Ok(started.elapsed().as_secs_f64() * 1000.0 / f64::from(PAGES))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
