//! A loopback server that speaks just enough HTTP/1.1 to reply from a script, byte by byte.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The reply to one request.
#[derive(Clone, Debug)]
pub struct Bytes {
    text: String,
    then_close: bool,
}

impl Bytes {
    /// Returns a complete JSON response, after which the connection stays open.
    pub fn json(status: &str, body: &str) -> Self {
        let length = body.len();
        let head = format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n");
        Self { text: head + body, then_close: false }
    }

    /// Returns these bytes verbatim, after which the connection is closed.
    pub fn closing(text: &str) -> Self {
        Self { text: text.to_owned(), then_close: true }
    }
}

/// A server that runs until its runtime is dropped.
pub struct Server {
    address: SocketAddr,
    record: Arc<Mutex<Record>>,
}

#[derive(Default)]
struct Record {
    script: VecDeque<Bytes>,
    requests: Vec<String>,
    connections: usize,
}

impl Server {
    /// Starts the server. The script is set afterwards, because it may contain the server's address.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a loopback port is available");
        let address = listener.local_addr().expect("a listener has an address");
        let record = Arc::new(Mutex::new(Record::default()));
        let shared = record.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                with(&shared, |record| record.connections += 1);
                tokio::spawn(serve(stream, shared.clone()));
            }
        });
        Self { address, record }
    }

    /// Returns the base URL of an API on this server.
    pub fn base_url(&self) -> String {
        format!("http://{}/v2", self.address)
    }

    /// Appends replies to the script. The next requests get them in order, on whichever connection they arrive.
    pub fn answer(&self, script: impl IntoIterator<Item = Bytes>) {
        with(&self.record, |record| record.script.extend(script));
    }

    /// Returns the requests received so far, verbatim.
    pub fn requests(&self) -> Vec<String> {
        with(&self.record, |record| record.requests.clone())
    }

    /// Returns the number of connections accepted so far.
    pub fn connections(&self) -> usize {
        with(&self.record, |record| record.connections)
    }
}

fn with<T>(record: &Mutex<Record>, use_it: impl FnOnce(&mut Record) -> T) -> T {
    use_it(&mut record.lock().unwrap_or_else(PoisonError::into_inner))
}

async fn serve(mut stream: TcpStream, record: Arc<Mutex<Record>>) {
    while let Some(request) = read_request(&mut stream).await {
        let reply = with(&record, |record| {
            record.requests.push(request);
            record.script.pop_front()
        });
        let Some(reply) = reply else { return };
        if stream.write_all(reply.text.as_bytes()).await.is_err() || reply.then_close {
            return;
        }
    }
}

/// Reads the next request of a connection, or returns `None` if the connection was closed.
pub(crate) async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut read = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&read);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().filter_map(|line| line.split_once(':'));
            let length = length.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
            let length = length.filter_map(|(_, value)| value.trim().parse().ok()).next().unwrap_or(0);
            if body.len() >= length {
                return Some(text.into_owned());
            }
        }
        let mut buffer = [0; 4096];
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return None,
            Ok(count) => read.extend_from_slice(buffer.get(..count)?),
        }
    }
}
