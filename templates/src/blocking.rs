//! For programs without an async runtime: waits for the same futures on the calling thread. It knows how a runtime is
//! kept in the background, and nothing of what is waited for.
//!
//! Bring [`Wait`] and [`WaitEach`] into scope: then `….send().wait()` gives what `….send().await` would, and
//! `….items().wait_each()` is an iterator.
//!
//! A runtime with one thread of its own drives the connections, begun with the first call and shared by all clients.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::{Mutex, OnceLock, PoisonError};

use futures_core::Stream;
use tokio::runtime::{Builder, Handle, Runtime};

use super::error::Error;

/// The runtime in the background, once there is one. A failure is not kept: the next call may find threads again.
fn background() -> io::Result<&'static Runtime> {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    static STARTING: Mutex<()> = Mutex::new(());
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    let _only_one = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    // One thread keeps connections alive and runs timers; calls are driven by the threads that wait for them.
    let runtime = Builder::new_multi_thread().worker_threads(1).thread_name("api-client").enable_all().build()?;
    Ok(RUNTIME.get_or_init(|| runtime))
}

/// The runtime, unless the calling thread belongs to another, which would stand still.
fn runtime() -> Result<&'static Runtime, Error> {
    if Handle::try_current().is_ok() {
        return Err(Error::configuration(
            "a blocking call within an async runtime: use `.await`, or make the call on a thread of its own",
        ));
    }
    background().map_err(|error| Error::configuration(format!("no runtime for blocking calls: {error}")))
}

/// Waits for what would otherwise be awaited: whatever `send()`, `collect()` and the like return.
pub trait Wait<T>: Sized {
    /// Waits on the calling thread.
    ///
    /// # Errors
    ///
    /// As the operation itself; and within an async runtime, where waiting would stop others
    /// ([`Error::is_configuration`]). That includes `spawn_blocking`.
    fn wait(self) -> Result<T, Error>;
}

impl<T, F: Future<Output = Result<T, Error>>> Wait<T> for F {
    fn wait(self) -> Result<T, Error> {
        runtime()?.block_on(self)
    }
}

/// Waits for each item of a list.
pub trait WaitEach<T>: Sized {
    /// An iterator that waits on the calling thread. After an error it ends, as the stream does.
    fn wait_each(self) -> Each<Self>;
}

impl<T, S: Stream<Item = Result<T, Error>>> WaitEach<T> for S {
    fn wait_each(self) -> Each<Self> {
        Each { stream: Box::pin(self), refused: false }
    }
}

/// The items or pages of a list, one after the other; see [`WaitEach`].
#[derive(Debug)]
#[must_use = "an iterator does nothing until it is asked"]
pub struct Each<S> {
    stream: Pin<Box<S>>,
    /// It was asked where it must not be.
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
