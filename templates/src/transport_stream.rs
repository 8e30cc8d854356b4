//! A connection of any kind, what was written to it, and why there is none. Knows no way to open one.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
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
    /// How many bytes were written to it.
    written: Arc<AtomicU64>,
}

impl Stream {
    pub(crate) fn new(io: impl Read + Write + Send + Unpin + 'static) -> Self {
        Self { io: Box::new(io), written: Arc::default() }
    }

    fn count(&self, result: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if let Poll::Ready(Ok(bytes)) = result {
            self.written.fetch_add(bytes as u64, Ordering::AcqRel);
        }
        result
    }
}

impl Connection for Stream {
    fn connected(&self) -> Connected {
        Connected::new().extra(Use { written: self.written.clone(), before: None })
    }
}

/// The use of a connection by one request: whether anything was written since the request got the connection.
///
/// The pool keeps one of these for each connection and clones it for each request, at the moment at which the request
/// gets the connection and before it is written. That is why cloning notes how much was written before; the clone of a
/// clone is about the same request.
pub(crate) struct Use {
    written: Arc<AtomicU64>,
    before: Option<u64>,
}

impl Use {
    pub(crate) fn is_written(&self) -> bool {
        self.before != Some(self.written.load(Ordering::Acquire))
    }
}

impl Clone for Use {
    fn clone(&self) -> Self {
        let before = self.before.unwrap_or_else(|| self.written.load(Ordering::Acquire));
        Self { written: self.written.clone(), before: Some(before) }
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
        let result = Pin::new(&mut self.io).poll_write(context, bytes);
        self.count(result)
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
        let result = Pin::new(&mut self.io).poll_write_vectored(context, buffers);
        self.count(result)
    }
}
