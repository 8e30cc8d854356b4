//! A transport that replies from a script and records the requests.

use std::collections::VecDeque;
use std::fmt;
use std::future::pending;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use serde_json::Value;
use tokio::time::{Sleep, sleep};
use twilio_intelligence_v2::transport::{
    BoxFuture, Chunk, HttpRequest, HttpResponse, Transport, TransportError, TransportErrorKind,
};

/// The delay before each byte of a dripping body.
const DRIP: Duration = Duration::from_secs(1);

/// The reply to one request.
#[derive(Clone, Debug)]
pub struct Reply {
    end: End,
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

#[derive(Clone, Debug)]
enum End {
    Complete,
    /// The body stops after its last byte but does not end.
    Stalls,
    /// The connection is interrupted after the body's last byte.
    Breaks,
    /// The body is sent at one byte per second.
    Drips,
    /// The body is repeated without end.
    Repeats,
    /// The transport returns an error instead of a response.
    Fails(TransportErrorKind),
    /// The transport never returns.
    Hangs,
}

impl Reply {
    fn new(status: u16, body: impl Into<Vec<u8>>, end: End) -> Self {
        Self { end, status, headers: Vec::new(), body: body.into() }
    }

    /// Returns a response with a JSON body.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::new(status, body.to_string(), End::Complete).with_header("Content-Type", "application/json")
    }

    /// Returns a response with this text as its body and no content type.
    pub fn text(status: u16, body: &str) -> Self {
        Self::new(status, body, End::Complete)
    }

    /// Returns a response with these bytes as its body.
    pub fn bytes(status: u16, body: Vec<u8>) -> Self {
        Self::new(status, body, End::Complete)
    }

    /// Returns a response whose body stops but does not end.
    pub fn stalling(status: u16, body: &str) -> Self {
        Self::new(status, body, End::Stalls)
    }

    /// Returns a response that is interrupted after this part of its body.
    pub fn breaking(status: u16, body: &str) -> Self {
        Self::new(status, body, End::Breaks)
    }

    /// Returns a response whose body is sent at one byte per second.
    pub fn dripping(status: u16, body: &str) -> Self {
        Self::new(status, body, End::Drips)
    }

    /// Returns a response whose body is repeated without end.
    pub fn endless(status: u16, body: &str) -> Self {
        Self::new(status, body, End::Repeats)
    }

    /// Returns a transport error of this kind.
    pub fn failure(kind: TransportErrorKind) -> Self {
        Self::new(0, "", End::Fails(kind))
    }

    /// Returns a reply that never arrives.
    pub fn hanging() -> Self {
        Self::new(0, "", End::Hangs)
    }

    /// Adds a response header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    async fn happen(self) -> Result<HttpResponse, TransportError> {
        let whole = match self.end {
            End::Hangs => pending().await,
            End::Fails(kind) => return Err(TransportError::new(kind, "the script contains a failure")),
            End::Complete => true,
            End::Stalls | End::Breaks | End::Drips | End::Repeats => false,
        };
        let mut response = HttpResponse::new(self.status);
        for (name, value) in self.headers {
            response = response.with_header(name, value);
        }
        if whole {
            return Ok(response.with_body(self.body));
        }
        Ok(response.with_body_stream(PartialBody { body: self.body, at: 0, end: self.end, wait: None }))
    }
}

struct PartialBody {
    body: Vec<u8>,
    /// The number of bytes already sent.
    at: usize,
    end: End,
    wait: Option<Pin<Box<Sleep>>>,
}

impl Stream for PartialBody {
    type Item = Result<Chunk, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let left = self.at < self.body.len();
        match self.end {
            End::Drips => {
                ready!(self.wait.get_or_insert_with(|| Box::pin(sleep(DRIP))).as_mut().poll(context));
                self.wait = None;
                let byte = self.body.get(self.at).copied();
                self.at += 1;
                Poll::Ready(byte.map(|byte| Ok(vec![byte].into())))
            }
            End::Repeats => Poll::Ready(Some(Ok(self.body.as_slice().into()))),
            _ if left => {
                self.at = self.body.len();
                Poll::Ready(Some(Ok(self.body.as_slice().into())))
            }
            End::Breaks => {
                let broken =
                    TransportError::new(TransportErrorKind::Interrupted, "the script contains an interruption");
                Poll::Ready(Some(Err(broken)))
            }
            _ => Poll::Pending,
        }
    }
}

/// The transport. Clones share the script and the recorded requests.
#[derive(Clone, Default)]
pub struct Recorder {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    script: VecDeque<Reply>,
    requests: Vec<HttpRequest>,
}

impl Recorder {
    /// Returns a recorder that replies to each request with the next reply. Requests after the last reply fail.
    pub fn with(script: impl IntoIterator<Item = Reply>) -> Self {
        let state = State { script: script.into_iter().collect(), requests: Vec::new() };
        Self { state: Arc::new(Mutex::new(state)) }
    }

    /// Returns the requests sent so far.
    pub fn requests(&self) -> Vec<HttpRequest> {
        self.state().requests.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder").field("requests", &self.state().requests).finish_non_exhaustive()
    }
}

impl Transport for Recorder {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let mut state = self.state();
        state.requests.push(request);
        let reply = state.script.pop_front();
        Box::pin(async move {
            match reply {
                Some(reply) => reply.happen().await,
                None => Err(TransportError::new(TransportErrorKind::Other, "the script contains no more replies")),
            }
        })
    }
}
