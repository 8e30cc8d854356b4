//! A transport that answers from a script and keeps what it was asked. Knows the public transport trait; must not know
//! any operation.

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

/// Between two bytes of a body that drips.
const DRIP: Duration = Duration::from_secs(1);

/// What happens to one request.
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
    /// The body stops where it is and no more comes.
    Stalls,
    /// The connection breaks after the body so far.
    Breaks,
    /// The body comes a byte a second.
    Drips,
    /// The body comes again and again.
    Repeats,
    /// There is no answer at all.
    Fails(TransportErrorKind),
    /// Nothing ever happens.
    Hangs,
}

impl Reply {
    fn new(status: u16, body: impl Into<Vec<u8>>, end: End) -> Self {
        Self { end, status, headers: Vec::new(), body: body.into() }
    }

    /// An answer in JSON.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::new(status, body.to_string(), End::Complete).with_header("Content-Type", "application/json")
    }

    /// An answer that is whatever its body is.
    pub fn text(status: u16, body: &str) -> Self {
        Self::new(status, body, End::Complete)
    }

    /// An answer that is no text.
    pub fn bytes(status: u16, body: Vec<u8>) -> Self {
        Self::new(status, body, End::Complete)
    }

    /// An answer whose body stops and never ends.
    pub fn stalling(status: u16, body: &str) -> Self {
        Self::new(status, body, End::Stalls)
    }

    /// An answer whose body breaks off.
    pub fn breaking(status: u16, body: &str) -> Self {
        Self::new(status, body, End::Breaks)
    }

    /// An answer whose body comes a byte a second.
    pub fn dripping(status: u16, body: &str) -> Self {
        Self::new(status, body, End::Drips)
    }

    /// An answer whose body never ends, though it never stops.
    pub fn endless(status: u16, body: &str) -> Self {
        Self::new(status, body, End::Repeats)
    }

    /// No answer but a failure of that kind.
    pub fn failure(kind: TransportErrorKind) -> Self {
        Self::new(0, "", End::Fails(kind))
    }

    /// No answer, ever.
    pub fn hanging() -> Self {
        Self::new(0, "", End::Hangs)
    }

    /// Adds a header to the answer.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    async fn happen(self) -> Result<HttpResponse, TransportError> {
        let whole = match self.end {
            End::Hangs => pending().await,
            End::Fails(kind) => return Err(TransportError::new(kind, "the script says that it fails")),
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
    /// How much of it has been given.
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
                let broken = TransportError::new(TransportErrorKind::Interrupted, "the script says that it breaks");
                Poll::Ready(Some(Err(broken)))
            }
            _ => Poll::Pending,
        }
    }
}

/// The transport. Clones share the script and the record.
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
    /// Answers each request with the next reply; after the last, requests fail.
    pub fn with(script: impl IntoIterator<Item = Reply>) -> Self {
        let state = State { script: script.into_iter().collect(), requests: Vec::new() };
        Self { state: Arc::new(Mutex::new(state)) }
    }

    /// The requests so far.
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
                None => Err(TransportError::new(TransportErrorKind::Other, "the script is over")),
            }
        })
    }
}
