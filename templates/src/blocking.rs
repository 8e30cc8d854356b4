//! Blocking calls, for programs without an async runtime: waits for the same futures on the calling thread.
//!
//! Import [`Wait`] and [`WaitEach`]: then `….send().wait()` returns what `….send().await` would, and
//! `….items().wait_each()` is an iterator.
//!
//! The first call starts a runtime with one background thread, which drives the connections of all clients.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::{Mutex, OnceLock, PoisonError};

use futures_core::Stream;
use tokio::runtime::{Builder, Handle, Runtime};

use super::error::Error;

/// Returns the background runtime, and starts it first if necessary. A failure is not kept: the next call tries again.
fn background() -> io::Result<&'static Runtime> {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    static STARTING: Mutex<()> = Mutex::new(());
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    let _guard = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    // One thread keeps connections alive and runs timers; the threads that wait drive their calls.
    let runtime = Builder::new_multi_thread().worker_threads(1).thread_name("api-client").enable_all().build()?;
    Ok(RUNTIME.get_or_init(|| runtime))
}

/// Returns the runtime, unless the calling thread belongs to another one, which would be blocked.
fn runtime() -> Result<&'static Runtime, Error> {
    if Handle::try_current().is_ok() {
        return Err(Error::configuration(
            "blocking call within an async runtime: use `.await`, or make the call on a separate thread",
        ));
    }
    background().map_err(|error| Error::configuration(format!("cannot start the runtime for blocking calls: {error}")))
}

/// Waits for a future, such as those that `send()` and `collect()` return.
pub trait Wait<T>: Sized {
    /// Blocks the calling thread until the result is there.
    ///
    /// # Errors
    ///
    /// As the operation itself; also within an async runtime, including `spawn_blocking`, where waiting would block
    /// other tasks ([`Error::is_configuration`]).
    fn wait(self) -> Result<T, Error>;
}

impl<T, F: Future<Output = Result<T, Error>>> Wait<T> for F {
    fn wait(self) -> Result<T, Error> {
        runtime()?.block_on(self)
    }
}

/// Waits for each item of a list.
pub trait WaitEach<T>: Sized {
    /// Returns an iterator that blocks the calling thread. After an error it ends, as the stream does.
    fn wait_each(self) -> Each<Self>;
}

impl<T, S: Stream<Item = Result<T, Error>>> WaitEach<T> for S {
    fn wait_each(self) -> Each<Self> {
        Each { stream: Box::pin(self), refused: false }
    }
}

/// An iterator over the items or pages of a list; see [`WaitEach`].
#[derive(Debug)]
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Each<S> {
    stream: Pin<Box<S>>,
    /// It was used within an async runtime.
    refused: bool,
}

impl<T, S: Stream<Item = Result<T, Error>>> Iterator for Each<S> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.refused {
            return None;
        }
        match runtime() {
            Ok(runtime) => runtime.block_on(poll_fn(|context| self.stream.as_mut().poll_next(context))),
            Err(error) => {
                self.refused = true;
                Some(Err(error))
            }
        }
    }
}
