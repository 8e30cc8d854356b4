//! A server in this process, and connections that send it any bytes. Knows as little HTTP as it needs to find the end of an
//! answer.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use twilio_intelligence_v2::fake::{Fake, FakeServer};

/// Longer than anything here takes.
pub(crate) const LONG: Duration = Duration::from_secs(15);

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<std::io::Result<()>>,
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::with(|server| server).await
    }

    pub(crate) async fn with(change: impl FnOnce(FakeServer) -> FakeServer) -> Self {
        let server = FakeServer::bind(Fake::builder().seed(1).frozen(), ([127, 0, 0, 1], 0).into()).await;
        let server = change(server.expect("there is a free port"));
        let address = server.address();
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(server.run(async { drop(stopped.await) }));
        Self { address, stop, task }
    }

    /// Fails unless the server is well and ends when it is told to.
    pub(crate) async fn stop(self) {
        let health = Connection::new(self.address).get("/__admin/health").await;
        assert_eq!(health.status, 200, "{}", health.text);
        self.stop.send(()).expect("the server runs");
        let ended = timeout(LONG, self.task).await.expect("the server ends in time");
        ended.expect("the server does not panic").expect("the server ends well");
    }

    /// Sends bytes on a connection of their own and returns all that comes back.
    pub(crate) async fn raw(&self, bytes: &[u8]) -> String {
        let mut socket = self.connect().await;
        // The server may have closed it by then.
        let _ = timeout(LONG, socket.write_all(bytes)).await.expect("the server reads, or closes the connection");
        let _ = socket.shutdown().await;
        rest(&mut socket).await
    }

    pub(crate) async fn connect(&self) -> TcpStream {
        let connecting = timeout(LONG, TcpStream::connect(self.address)).await;
        connecting.expect("the server accepts connections in time").expect("the server accepts connections")
    }
}

/// Returns what comes until the server closes the connection, in whichever way.
pub(crate) async fn rest(socket: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let _ = timeout(LONG, socket.read_to_end(&mut answer)).await.expect("the server does not hang");
    String::from_utf8_lossy(&answer).into_owned()
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Head and body.
    pub(crate) text: String,
}

/// A connection that is used for many requests, and opened anew when the server has closed it.
pub(crate) struct Connection {
    address: SocketAddr,
    socket: Option<TcpStream>,
    buffer: Vec<u8>,
}

impl Connection {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { address, socket: None, buffer: Vec::new() }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        let host = self.address;
        self.exchange(&format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n")).await
    }

    /// Sends a sound request and returns its answer.
    pub(crate) async fn exchange(&mut self, request: &str) -> Answer {
        // The server may close a connection that has just been used.
        for _ in 0..2 {
            let answered = timeout(LONG, self.attempt(request)).await;
            if let Some(answer) = answered.unwrap_or_else(|_| panic!("no answer to {request}")) {
                return answer;
            }
            self.socket = None;
        }
        panic!("the server ended the connection after {request}")
    }

    async fn attempt(&mut self, request: &str) -> Option<Answer> {
        if self.socket.is_none() {
            self.socket = TcpStream::connect(self.address).await.ok();
        }
        let socket = self.socket.as_mut()?;
        socket.write_all(request.as_bytes()).await.ok()?;
        self.buffer.clear();
        let (mut searched, mut end) = (0, None);
        while end.is_none_or(|end| self.buffer.len() < end) {
            if socket.read_buf(&mut self.buffer).await.ok()? == 0 {
                return None;
            }
            if end.is_none() {
                end = end_of_answer(&self.buffer, searched, request);
                searched = self.buffer.len().saturating_sub(3);
            }
        }
        let text = String::from_utf8(self.buffer.clone()).expect("answers are text");
        if text.contains("\r\nconnection: close\r\n") {
            self.socket = None;
        }
        let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("an answer has a status");
        Some(Answer { status, text })
    }
}

/// Where an answer ends, if all of its head is there.
fn end_of_answer(bytes: &[u8], searched: usize, request: &str) -> Option<usize> {
    let head = searched + bytes.get(searched..)?.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&bytes[..head]).expect("heads are text");
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap_or("0");
    let length: usize = length.parse().expect("the length is a number");
    Some(if request.starts_with("HEAD ") { head } else { head + length })
}
