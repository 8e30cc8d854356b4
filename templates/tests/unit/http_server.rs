//! A server on a loopback socket that responds with canned bytes and records requests.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;

/// What a server does with each request of a connection.
#[derive(Clone, Copy)]
pub(crate) enum Reply {
    /// Writes the bytes and waits for the next request.
    Keep(&'static str),
    /// Writes the bytes and closes the connection.
    Close(&'static str),
    /// Never responds.
    Silence,
}

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    connections: usize,
    requests: Vec<String>,
}

impl Server {
    /// Starts a server. Each connection gets the replies from the first one on.
    pub(crate) async fn start(replies: &'static [Reply]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self { address: listener.local_addr().unwrap(), seen: Arc::default() };
        let seen = Arc::clone(&server.seen);
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                seen.lock().unwrap().connections += 1;
                tokio::spawn(serve(socket, replies, Arc::clone(&seen)));
            }
        });
        server
    }

    pub(crate) fn base_url(&self) -> String {
        format!("http://{}/v2", self.address)
    }

    pub(crate) fn requests(&self) -> Vec<String> {
        self.seen.lock().unwrap().requests.clone()
    }

    pub(crate) fn connections(&self) -> usize {
        self.seen.lock().unwrap().connections
    }
}

async fn serve(mut io: impl AsyncRead + AsyncWrite + Unpin, replies: &[Reply], seen: Arc<Mutex<Seen>>) {
    for reply in replies {
        let Some(request) = read_request(&mut io).await else { return };
        seen.lock().unwrap().requests.push(request);
        match reply {
            Reply::Keep(bytes) => io.write_all(bytes.as_bytes()).await.unwrap(),
            Reply::Close(bytes) => {
                io.write_all(bytes.as_bytes()).await.unwrap();
                return;
            }
            Reply::Silence => std::future::pending().await,
        }
    }
}

/// Reads one request as text: its head and the body that the head announces.
pub(crate) async fn read_request(io: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut text = String::new();
    while !text.ends_with("\r\n\r\n") {
        text.push(char::from(io.read_u8().await.ok()?));
    }
    let length = text.to_lowercase().lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    io.read_exact(&mut body).await.ok()?;
    text.push_str(&String::from_utf8(body).unwrap());
    Some(text)
}
