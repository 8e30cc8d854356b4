//! The server of the soak, and the proxy before it: they delay, refuse and close connections, and the server delays, rejects,
//! truncates and garbles responses at random, and records the creates that it processed.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use fastrand::Rng;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::time::sleep;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::sample::sample;
use crate::server::read_request;
use crate::tls::{Certificate, Failure};

/// The host of the API, which no resolver knows: a client reaches it through the proxy only.
const HOST: &str = "soak.invalid";
/// The base URL of the API.
pub(super) const BASE_URL: &str = "https://soak.invalid/v2";
/// Number of items of a page; enough for its body to arrive in several pieces.
const ITEMS: usize = 40;

/// What happens to a request.
#[derive(Clone, Copy)]
enum Deed {
    Answer,
    AnswerInChunks,
    AnswerAndClose,
    /// After a random delay of up to this number of milliseconds.
    AnswerLate(u64),
    /// Responds with this status and `Retry-After`.
    Refuse(&'static str, Option<u32>),
    /// Sends this percentage of a response, then ends as given.
    Part(usize, End),
    /// Sends bytes that are not HTTP.
    Garbage,
}

#[derive(Clone, Copy)]
enum End {
    Close,
    Reset,
    Stall,
}

const TOO_MANY: &str = "429 Too Many Requests";
const UNAVAILABLE: &str = "503 Service Unavailable";

/// The frequency of each deed, in thousandths.
const DEEDS: [(u32, Deed); 21] = [
    (640, Deed::Answer),
    (60, Deed::AnswerInChunks),
    (20, Deed::AnswerAndClose),
    (60, Deed::AnswerLate(60)),
    // Longer than the timeout of an attempt.
    (10, Deed::AnswerLate(600)),
    (25, Deed::Refuse(TOO_MANY, None)),
    (20, Deed::Refuse(TOO_MANY, Some(0))),
    (3, Deed::Refuse(TOO_MANY, Some(1))),
    // Longer than the timeout of the call.
    (4, Deed::Refuse(TOO_MANY, Some(3))),
    (3, Deed::Refuse(TOO_MANY, Some(3600))),
    (20, Deed::Refuse("500 Internal Server Error", None)),
    (15, Deed::Refuse(UNAVAILABLE, None)),
    (5, Deed::Refuse(UNAVAILABLE, Some(0))),
    (20, Deed::Part(0, End::Close)),
    (20, Deed::Part(0, End::Reset)),
    (15, Deed::Part(0, End::Stall)),
    (15, Deed::Part(2, End::Close)),
    (15, Deed::Part(60, End::Close)),
    (15, Deed::Part(60, End::Reset)),
    (10, Deed::Part(60, End::Stall)),
    (5, Deed::Garbage),
];

/// What happens to a connection before there is a request on it.
#[derive(Clone, Copy)]
enum Opening {
    Well,
    /// It is closed right after it was accepted.
    CloseAtOnce,
    /// The proxy responds to `CONNECT` with this status.
    Refuse(&'static str),
    /// The tunnel opens only after this number of milliseconds.
    OpenLate(u64),
    /// The certificate is not trusted.
    Untrusted,
    /// It is closed after TLS, before a request was read.
    CloseAfterTls,
}

/// The frequency of each opening, in thousandths.
const OPENINGS: [(u32, Opening); 9] = [
    (770, Opening::Well),
    (40, Opening::CloseAtOnce),
    (20, Opening::Refuse("407 Proxy Authentication Required")),
    (20, Opening::Refuse("502 Bad Gateway")),
    (20, Opening::Refuse("403 Forbidden")),
    // Longer than an attempt, and longer than a call.
    (20, Opening::OpenLate(400)),
    (10, Opening::OpenLate(3000)),
    (20, Opening::Untrusted),
    (80, Opening::CloseAfterTls),
];

/// The server and a proxy before it, on one port. It stops when this value is dropped.
pub struct Server {
    address: SocketAddr,
    state: Arc<State>,
    /// The certificate that clients trust.
    certificate: tempfile::NamedTempFile,
    /// Dropping it stops the thread.
    _running: oneshot::Sender<()>,
}

struct State {
    random: Mutex<Rng>,
    trusted: TlsAcceptor,
    untrusted: TlsAcceptor,
    bodies: Bodies,
    requests: AtomicUsize,
    /// For each create by number: whether it was processed, or the client cannot exclude that it was.
    created: Mutex<Vec<bool>>,
    created_twice: AtomicUsize,
}

impl Server {
    /// Starts the server on a thread of its own.
    ///
    /// # Errors
    ///
    /// If there is no free port, or no certificate can be made or stored.
    pub fn start(seed: u64, creates: usize) -> Result<Self, Failure> {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (known, unknown) = (Certificate::of(HOST)?, Certificate::of(HOST)?);
        let mut certificate = tempfile::NamedTempFile::new()?;
        io::Write::write_all(&mut certificate, known.pem().as_bytes())?;
        let state = Arc::new(State {
            random: Mutex::new(Rng::with_seed(seed)),
            trusted: known.acceptor(&[])?,
            untrusted: unknown.acceptor(&[])?,
            bodies: Bodies::new(),
            requests: AtomicUsize::new(0),
            created: Mutex::new(vec![false; creates]),
            created_twice: AtomicUsize::new(0),
        });
        let (running, ended) = oneshot::channel();
        let shared = state.clone();
        std::thread::spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    _ = accept(listener, shared) => {}
                    _ = ended => {}
                }
            });
        });
        Ok(Self { address, state, certificate, _running: running })
    }

    /// Returns the environment in which a client reaches the server by its base URL, and trusts it.
    pub fn environment(&self) -> [(&'static str, String); 2] {
        let certificate = self.certificate.path().display().to_string();
        [("https_proxy", format!("http://{}", self.address)), ("SSL_CERT_FILE", certificate)]
    }

    /// Returns the number of requests so far.
    pub fn requests(&self) -> usize {
        self.state.requests.load(Ordering::Relaxed)
    }

    /// Returns how many times a create was processed again.
    pub fn created_twice(&self) -> usize {
        self.state.created_twice.load(Ordering::Relaxed)
    }
}

async fn accept(listener: std::net::TcpListener, state: Arc<State>) -> io::Result<()> {
    let listener = TcpListener::from_std(listener)?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let state = state.clone();
        // Errors mean that the client closed the connection.
        tokio::spawn(async move { drop(open(stream, &state).await) });
    }
}

async fn open(mut stream: TcpStream, state: &State) -> io::Result<()> {
    let opening = state.random(|random| draw(random, &OPENINGS));
    if matches!(opening, Opening::CloseAtOnce) || read_request(&mut stream).await.is_none() {
        return Ok(());
    }
    match opening {
        Opening::Refuse(status) => return stream.write_all(format!("HTTP/1.1 {status}\r\n\r\n").as_bytes()).await,
        Opening::OpenLate(after) => sleep(Duration::from_millis(after)).await,
        _ => {}
    }
    stream.write_all(b"HTTP/1.1 200 Connection Established\r\n\r\n").await?;
    let tls = if matches!(opening, Opening::Untrusted) { &state.untrusted } else { &state.trusted };
    let stream = tls.accept(stream).await?;
    if matches!(opening, Opening::CloseAfterTls) {
        return Ok(());
    }
    serve(stream, state).await
}

async fn serve(mut stream: TlsStream<TcpStream>, state: &State) -> io::Result<()> {
    while let Some(request) = read_request(&mut stream).await {
        state.requests.fetch_add(1, Ordering::Relaxed);
        let deed = state.next_deed();
        if !matches!(deed, Deed::Refuse(TOO_MANY, _)) {
            state.process(&request);
        }
        let (status, body) = state.bodies.answer(&request);
        match deed {
            Deed::Answer => stream.write_all(&whole(status, "", &body)).await?,
            Deed::AnswerLate(most) => {
                sleep(Duration::from_millis(state.random(|random| random.u64(1..=most)))).await;
                stream.write_all(&whole(status, "", &body)).await?;
            }
            Deed::AnswerInChunks if !body.is_empty() => {
                let head = format!("HTTP/1.1 {status}\r\nTransfer-Encoding: chunked\r\n\r\n");
                stream.write_all(head.as_bytes()).await?;
                for piece in body.as_bytes().chunks(body.len() / 3 + 1) {
                    stream.write_all(format!("{:x}\r\n", piece.len()).as_bytes()).await?;
                    stream.write_all(piece).await?;
                    stream.write_all(b"\r\n").await?;
                }
                stream.write_all(b"0\r\n\r\n").await?;
            }
            Deed::AnswerInChunks | Deed::AnswerAndClose => {
                return stream.write_all(&whole(status, "Connection: close\r\n", &body)).await;
            }
            Deed::Refuse(status, after) => {
                let after = after.map_or(String::new(), |seconds| format!("Retry-After: {seconds}\r\n"));
                stream.write_all(&whole(status, &after, "{\"code\": 20000, \"message\": \"no\"}")).await?;
            }
            Deed::Garbage => return stream.write_all(b"\x16\x03\x01 this is not HTTP\r\n\r\n").await,
            Deed::Part(hundredths, end) => {
                let whole = whole(status, "", &body);
                // Without a body, nothing is sent rather than a part.
                let length = if body.is_empty() { 0 } else { whole.len() * hundredths / 100 };
                stream.write_all(whole.get(..length).unwrap_or_default()).await?;
                match end {
                    End::Close => {}
                    End::Reset => stream.get_ref().0.set_zero_linger()?,
                    // Until the client closes the connection.
                    End::Stall => drop(stream.read(&mut [0]).await?),
                }
                return Ok(());
            }
        }
    }
    Ok(())
}

fn whole(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = match status {
        "204 No Content" => String::new(),
        _ => format!("Content-Length: {}\r\n", body.len()),
    };
    format!("HTTP/1.1 {status}\r\n{headers}{length}\r\n{body}").into_bytes()
}

impl State {
    fn random<T>(&self, draw: impl FnOnce(&mut Rng) -> T) -> T {
        draw(&mut self.random.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn next_deed(&self) -> Deed {
        self.random(|random| draw(random, &DEEDS))
    }

    fn process(&self, request: &str) {
        let number = request.split_once("UniqueName=soak-").and_then(|(_, rest)| rest.split('&').next()?.parse().ok());
        let mut created = self.created.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(was) = number.and_then(|number: usize| created.get_mut(number))
            && std::mem::replace(was, true)
        {
            self.created_twice.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Draws one of several, given their weights.
fn draw<T: Copy>(random: &mut Rng, choices: &[(u32, T)]) -> T {
    let mut left = random.u32(0..choices.iter().map(|(weight, _)| weight).sum());
    let drawn = choices.iter().find(|(weight, _)| match left.checked_sub(*weight) {
        Some(rest) => {
            left = rest;
            false
        }
        None => true,
    });
    drawn.unwrap_or(&choices[0]).1
}

/// Response bodies. They repeat parts of the request, so that a response to another request is detected.
struct Bodies {
    service: String,
    services: String,
    transcript: String,
}

impl Bodies {
    fn new() -> Self {
        let named = |mut body: Value| {
            body["sid"] = json!("@SID@");
            body["unique_name"] = json!("@NAME@");
            body
        };
        let mut services = sample("ListService");
        services["meta"]["page_size"] = json!("@SIZE@");
        services["services"] = json!(vec![services["services"][0].clone(); ITEMS]);
        Self {
            service: named(sample("FetchService")).to_string(),
            services: services.to_string(),
            transcript: named(sample("FetchTranscript")).to_string(),
        }
    }

    fn answer(&self, request: &str) -> (&'static str, String) {
        let path = request.split(' ').nth(1).unwrap_or_default();
        let last = path.rsplit(['/', '=']).next().unwrap_or_default();
        let name = request.rsplit_once("UniqueName=").map_or("", |(_, name)| name);
        match request.split(' ').next() {
            Some("DELETE") => ("204 No Content", String::new()),
            Some("POST") => ("201 Created", self.service.replace("@NAME@", name)),
            _ if path.contains("PageSize=") => ("200 OK", self.services.replace("@SIZE@", last)),
            _ if path.contains("/Transcripts/") => ("200 OK", self.transcript.replace("@SID@", last)),
            _ => ("200 OK", self.service.replace("@SID@", last)),
        }
    }
}
