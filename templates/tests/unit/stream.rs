//! A connection's gate: what was written since a request got it, and that nothing is once the request is given up.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::Connection as _;

use crate::runtime::transport_stream::{Stream, Use};

/// Records what is asked of it.
#[derive(Clone, Default)]
struct Io {
    calls: Arc<Mutex<Vec<&'static str>>>,
    is_vectored: bool,
}

impl Io {
    fn note(&self, call: &'static str) {
        self.calls.lock().unwrap().push(call);
    }
}

impl Read for Io {
    fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, _: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

impl Write for Io {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.note("write");
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.note("flush");
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.note("shutdown");
        Poll::Ready(Ok(()))
    }

    fn is_write_vectored(&self) -> bool {
        self.is_vectored
    }

    fn poll_write_vectored(self: Pin<&mut Self>, _: &mut Context<'_>, _: &[IoSlice<'_>]) -> Poll<io::Result<usize>> {
        self.note("write vectored");
        Poll::Ready(Ok(1))
    }
}

/// What a pool does: it keeps what the connection says of itself, and gives each request a clone.
fn pooled(stream: &Stream) -> impl Fn() -> Option<Use> + use<> {
    let connected = stream.connected();
    move || {
        let mut extras = http::Extensions::new();
        connected.get_extras(&mut extras);
        extras.get::<Use>().cloned()
    }
}

fn write(stream: &mut Stream) -> io::Result<usize> {
    let context = &mut Context::from_waker(Waker::noop());
    match Pin::new(stream).poll_write(context, b"abc") {
        Poll::Ready(result) => result,
        Poll::Pending => panic!("it is ready"),
    }
}

fn write_vectored(stream: &mut Stream) -> io::Result<usize> {
    let context = &mut Context::from_waker(Waker::noop());
    match Pin::new(stream).poll_write_vectored(context, &[IoSlice::new(b"abc")]) {
        Poll::Ready(result) => result,
        Poll::Pending => panic!("it is ready"),
    }
}

#[test]
fn a_request_is_unsent_until_something_is_written() {
    for write in [write, write_vectored] {
        let io = Io::default();
        let mut stream = Stream::new(io.clone());
        let pooled = pooled(&stream);
        let first = pooled().unwrap();
        write(&mut stream).unwrap();
        assert!(!first.give_up(), "it may have been sent");
        // The next request on the same connection.
        let second = pooled().unwrap();
        write(&mut stream).unwrap();
        write(&mut stream).unwrap();
        assert!(!second.give_up() && !first.give_up());
        // And one that is given up before its first byte.
        let third = pooled().unwrap();
        assert!(third.clone().give_up());
        assert_eq!(write(&mut stream).unwrap_err().kind(), io::ErrorKind::BrokenPipe);
        assert!(third.give_up() && !second.give_up(), "the answer stays");
        assert_eq!(io.calls.lock().unwrap().len(), 3, "nothing reached the connection");
    }
}

#[test]
fn everything_else_is_passed_on() {
    let context = &mut Context::from_waker(Waker::noop());
    for is_vectored in [false, true] {
        let io = Io { is_vectored, ..Io::default() };
        let mut stream = Stream::new(io.clone());
        assert_eq!(stream.is_write_vectored(), is_vectored);
        assert!(Pin::new(&mut stream).poll_flush(context).is_ready());
        assert!(Pin::new(&mut stream).poll_shutdown(context).is_ready());
        assert_eq!(*io.calls.lock().unwrap(), ["flush", "shutdown"]);
    }
}

/// What is written to it may belong to another request.
#[cfg(feature = "http2")]
#[test]
fn a_shared_connection_has_no_gate() {
    let stream = Stream::new(Io::default()).shared();
    assert!(pooled(&stream)().is_none() && stream.connected().is_negotiated_h2());
}
