//! A connection of any kind, what was written to it, and why there is none. Knows no way to open one.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::task::{Context, Poll};
use std::time::Duration;

use http::StatusCode;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::{Connected, Connection};

pub(crate) type BoxError = Box<dyn StdError + Send + Sync>;

/// Why there is no connection, where no library says it.
#[derive(Debug)]
pub(crate) enum ConnectError {
    /// The time limit for the connection expired.
    TimedOut(Duration),
    /// The proxy did not open a tunnel.
    Proxy(StatusCode),
    /// The transport does not connect to such a target.
    Refused(&'static str),
}

impl ConnectError {
    /// Whether another attempt would end in the same way.
    pub(crate) fn is_final(&self) -> bool {
        match self {
            Self::TimedOut(_) => false,
            // A proxy that is busy may do it later.
            Self::Proxy(StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS) => false,
            Self::Proxy(status) => status.is_client_error(),
            Self::Refused(_) => true,
        }
    }
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimedOut(limit) => write!(f, "the limit is {limit:?}"),
            Self::Proxy(status) => write!(f, "the proxy responded to CONNECT with {status}"),
            Self::Refused(reason) => f.write_str(reason),
        }
    }
}

impl StdError for ConnectError {}

/// What every kind of connection can do.
trait Io: Read + Write + Send + Unpin {}

impl<T: Read + Write + Send + Unpin> Io for T {}

/// A connection of any kind. A single type, so that the generic code of hyper and rustls is compiled once.
pub(crate) struct Stream {
    io: Box<dyn Io>,
    gate: Arc<Gate>,
    /// Set if the requests of several calls are on the connection at the same time; it lives as long as the connection.
    shared: Option<Arc<()>>,
}

impl Stream {
    pub(crate) fn new(io: impl Read + Write + Send + Unpin + 'static) -> Self {
        Self { io: Box::new(io), gate: Arc::default(), shared: None }
    }

    /// Marks a connection that speaks HTTP/2.
    #[cfg(feature = "http2")]
    pub(crate) fn shared(mut self) -> Self {
        self.shared = Some(Arc::default());
        self
    }
}

impl Connection for Stream {
    fn connected(&self) -> Connected {
        let connected = Connected::new();
        if let Some(life) = &self.shared {
            // Without a `Use`: what is written may belong to another request, and none may close the gate for others.
            return connected.negotiated_h2().extra(Life(Arc::downgrade(life)));
        }
        connected.extra(Use { gate: self.gate.clone(), before: None })
    }
}

/// Tells for how long there is a connection that requests share.
#[derive(Clone)]
#[allow(dead_code, reason = "only read if the feature `http2` is enabled")]
pub(crate) struct Life(pub(crate) Weak<()>);

/// What every write passes: it counts them, and can be closed if there was none.
#[derive(Default)]
struct Gate(AtomicU64);

impl Gate {
    const CLOSED: u64 = 1 << 63;

    fn count(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }

    /// Counts a write before it happens, so that whoever finds none can be sure that there is none.
    fn pass(&self) -> io::Result<()> {
        let next = |count| (count & Self::CLOSED == 0).then_some(count + 1);
        match self.0.fetch_update(Ordering::AcqRel, Ordering::Acquire, next) {
            Ok(_) => Ok(()),
            Err(_) => Err(io::Error::new(io::ErrorKind::BrokenPipe, "the request was given up before it was sent")),
        }
    }

    /// Closes the gate unless there were more writes than that; whether it is closed.
    fn close(&self, count: u64) -> bool {
        let closed = count | Self::CLOSED;
        match self.0.compare_exchange(count, closed, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => true,
            Err(found) => found == closed,
        }
    }
}

/// The use of a connection by one request: whether anything was written since the request got the connection.
///
/// The pool keeps one of these for each connection and clones it for each request, at the moment at which the request
/// gets the connection and before it is written. That is why cloning notes how much was written before; the clone of a
/// clone is about the same request.
pub(crate) struct Use {
    gate: Arc<Gate>,
    before: Option<u64>,
}

impl Use {
    /// Makes sure that nothing of the request will be written; whether nothing was. The request may still be on its way
    /// to the connection, whose task runs in parallel: so it is not enough to look.
    pub(crate) fn give_up(&self) -> bool {
        self.before.is_some_and(|before| self.gate.close(before))
    }
}

impl Clone for Use {
    fn clone(&self) -> Self {
        let before = self.before.unwrap_or_else(|| self.gate.count());
        Self { gate: self.gate.clone(), before: Some(before) }
    }
}

impl Read for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_read(context, buffer)
    }
}

impl Write for Stream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.gate.pass()?;
        Pin::new(&mut self.io).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.gate.pass()?;
        Pin::new(&mut self.io).poll_write_vectored(context, buffers)
    }
}
