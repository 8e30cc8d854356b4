//! The server: listens, and ends when it is told to. Knows nothing of what is served.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::{JoinError, JoinSet};
use tokio::time::timeout;

use super::super::fake::FakeBuilder;
use super::connection::Impatient;
use super::service::serve;
use super::shared::{Settings, Shared, tell};
use super::snapshot;
use super::until::{First, first_of};
use super::webhooks;

const MAX_CONNECTIONS: usize = 1_024;
/// How long open requests may go on after the end.
const LAST_REQUESTS: Duration = Duration::from_secs(5);
/// After a connection could not be accepted: the next one may not be either.
const RECOVERY: Duration = Duration::from_millis(50);
const MAX_HEAD: usize = 64 << 10;

/// Serves fakes over TCP: HTTP/1.1, without TLS.
///
/// Each user name of Basic credentials has its own fake: any SID of an account or an API key, with any secret. The SID
/// of the account is the user name, or follows from it if that is the SID of an API key. There can be 1,000 of them;
/// more get status 429. All have the same clock and the same faults. Webhooks are signed with the secret of the last
/// request of their account, and wait until there has been one.
///
/// Below `/__admin/` is what tests need besides: a page for people, and routes with JSON. Only this machine may use it.
#[must_use = "a server does nothing until it runs"]
pub struct FakeServer {
    listener: TcpListener,
    settings: Settings,
    fakes: FakeBuilder,
    state: Option<PathBuf>,
    limits: Limits,
}

/// How long clients may take.
#[derive(Clone, Copy)]
struct Limits {
    head: Duration,
    request: Duration,
}

impl FakeServer {
    /// Listens on an address. The settings are those of each fake.
    ///
    /// # Errors
    ///
    /// If the address is not available.
    pub async fn bind(fakes: FakeBuilder, address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await.map_err(|error| about(&address, &error))?;
        let settings = Settings {
            address: listener.local_addr()?,
            public_url: None,
            signature_header: None,
            delivers_anywhere: false,
            is_logging: false,
        };
        let limits = Limits { head: Duration::from_secs(10), request: Duration::from_secs(30) };
        Ok(Self { listener, settings, fakes, state: None, limits })
    }

    /// Returns the address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.settings.address
    }

    /// Sets what URLs in answers begin with, such as `https://fake.example`. Default: as the request calls the server.
    pub fn with_public_url(mut self, origin: impl Into<String>) -> Self {
        self.settings.public_url = Some(origin.into());
        self
    }

    /// Sets the header with the signature of webhooks. Without one, they are not signed.
    pub fn with_signature_header(mut self, name: &'static str) -> Self {
        self.settings.signature_header = Some(name);
        self
    }

    /// Delivers webhooks to other machines as well, which need `https`.
    pub fn with_webhooks_to_anywhere(mut self) -> Self {
        self.settings.delivers_anywhere = true;
        self
    }

    /// Writes a line to standard error for each request: method, path template and status.
    pub fn with_log(mut self) -> Self {
        self.settings.is_logging = true;
        self
    }

    /// Keeps the state in a file: read at the start, if it exists, and written at the end.
    pub fn with_state_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.state = Some(path.into());
        self
    }

    /// Limits how long a client may take for the head of a request and for all of it. Default: 10 and 30 seconds.
    pub fn with_limits(mut self, head: Duration, request: Duration) -> Self {
        self.limits = Limits { head, request };
        self
    }

    /// Serves until the future is ready. Open requests then have 5 seconds.
    ///
    /// # Errors
    ///
    /// If the file with the state cannot be read or written.
    pub async fn run(self, shutdown: impl Future<Output = ()>) -> io::Result<()> {
        let Self { listener, settings, fakes, state, limits } = self;
        let shared = Arc::new(Shared::new(settings, fakes));
        if let Some(path) = &state {
            snapshot::read(&mut shared.accounts(), path).map_err(|error| about(&path.display(), &error))?;
        }
        let (stop, stopped) = watch::channel(false);
        let mut deliveries = JoinSet::new();
        deliveries.spawn(webhooks::deliver(Arc::clone(&shared)));
        let mut connections = JoinSet::new();
        let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
        let mut shutdown = pin!(shutdown);
        let accept = async || {
            let place = Arc::clone(&places).acquire_owned().await;
            listener.accept().await.map(|(socket, peer)| (socket, peer, place))
        };
        loop {
            match first_of(shutdown.as_mut(), accept()).await {
                First::One(()) => break,
                First::Other(Ok((socket, peer, place))) => {
                    while let Some(ended) = connections.try_join_next() {
                        told_of(ended);
                    }
                    let connection = converse(socket, peer, Arc::clone(&shared), limits, stopped.clone());
                    connections.spawn(async move {
                        connection.await;
                        drop(place);
                    });
                }
                First::Other(Err(_)) => tokio::time::sleep(RECOVERY).await,
            }
        }
        drop(listener);
        // Nobody listens if there are no connections.
        let _ = stop.send(true);
        let _ = timeout(LAST_REQUESTS, async {
            while let Some(ended) = connections.join_next().await {
                told_of(ended);
            }
        })
        .await;
        match state {
            Some(path) => {
                let written = snapshot::write(&path, &snapshot::dump(&shared.accounts(), None));
                written.map_err(|error| about(&path.display(), &error))
            }
            None => Ok(()),
        }
    }
}

/// An error that says what it is about.
fn about(subject: &dyn fmt::Display, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{subject}: {error}"))
}

/// A connection that ends with a panic is a mistake of the server, and takes no other one with it.
fn told_of(ended: Result<(), JoinError>) {
    if ended.is_err_and(|error| error.is_panic()) {
        tell("error: a request ended with a panic");
    }
}

/// Serves a connection.
async fn converse(
    socket: TcpStream,
    peer: SocketAddr,
    shared: Arc<Shared>,
    limits: Limits,
    mut stopped: watch::Receiver<bool>,
) {
    // Only answers come later without it.
    let _ = socket.set_nodelay(true);
    let service = service_fn(|request| serve(Arc::clone(&shared), peer.ip(), limits.request, request));
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(limits.head).max_buf_size(MAX_HEAD);
    let connection = server.serve_connection(TokioIo::new(Impatient::new(socket, limits.request)), service);
    let mut connection = pin!(connection);
    let stop = async { stopped.wait_for(|stopped| *stopped).await.is_ok() };
    if let First::Other(_) = first_of(connection.as_mut(), stop).await {
        connection.as_mut().graceful_shutdown();
        // What goes wrong with a connection concerns its client.
        let _ = connection.await;
    }
}

impl fmt::Debug for FakeServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeServer")
            .field("address", &self.settings.address)
            .field("fakes", &self.fakes)
            .finish_non_exhaustive()
    }
}
