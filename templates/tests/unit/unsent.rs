//! Whether a request was sent: said when it is certain that it was not, and never otherwise. And a client that is used from
//! several runtimes, whose connections belong to the runtime that opened them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::runtime::{Builder, Runtime};

use crate::http_server::{Reply, Server};
use crate::runtime::transport::{BoxFuture, HttpRequest, HttpResponse, Transport, TransportError, TransportErrorKind};
use crate::runtime::{Call, Client, Error, RetryPolicy};
use crate::support::{CREATE, builder, text};

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

async fn create(client: &Client) -> Result<(), Error> {
    Call::new(client, &CREATE).send::<serde_json::Value>().await.map(|_| ())
}

/// What a server does with a connection before it has read anything.
#[derive(Clone, Copy, Debug)]
enum Welcome {
    /// Closes both directions.
    Close,
    /// Closes its own direction.
    HalfClose,
    /// Responds that it is busy, and closes.
    Busy,
}

/// Starts a server that counts the bytes that it received of each connection, in their order.
async fn rude(welcome: Welcome) -> (String, tokio::sync::mpsc::UnboundedReceiver<usize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, receiver) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            if matches!(welcome, Welcome::Busy) {
                let _ = socket.write_all(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").await;
            }
            if matches!(welcome, Welcome::Close) {
                drop(socket);
                let _ = sender.send(0);
                continue;
            }
            let _ = socket.shutdown().await;
            let mut received = Vec::new();
            let _ = socket.read_to_end(&mut received).await;
            let _ = sender.send(received.len());
        }
    });
    (url, receiver)
}

/// The server has closed its direction before it was sent a byte. Whether the client notices in time is a race; but what
/// the client says is what the server saw.
#[tokio::test]
async fn what_the_server_did_not_receive_was_not_sent() {
    let mut unsent = 0;
    for welcome in [Welcome::HalfClose, Welcome::Busy] {
        let (url, mut received) = rude(welcome).await;
        let client = builder().base_url(url).retry(RetryPolicy::never()).build().unwrap();
        for _ in 0..50 {
            let error = create(&client).await.unwrap_err();
            let bytes = received.recv().await.unwrap();
            assert_eq!(error.may_have_been_applied(), bytes > 0, "{welcome:?}: {bytes} bytes, {error}");
            unsent += usize::from(bytes == 0);
        }
    }
    println!("{unsent} of 100 were not sent");
}

/// A connection that is closed on arrival is never taken for more than it is, and what is certain leads to another attempt.
#[tokio::test]
async fn a_creation_of_which_nothing_was_sent_is_retried() {
    let (url, mut received) = rude(Welcome::Close).await;
    let retry = RetryPolicy::new().initial_delay(Duration::ZERO).max_attempts(3);
    let client = builder().base_url(url).retry(retry).retry_budget(u32::MAX).build().unwrap();
    for _ in 0..50 {
        let error = create(&client).await.unwrap_err();
        assert!(error.may_have_been_applied() || error.attempts() == 3, "{error}");
        for _ in 0..error.attempts() {
            received.recv().await.unwrap();
        }
    }
}

/// A server that accepts no connection, because its backlog is full.
async fn full() -> (String, Vec<TcpStream>, TcpListener) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    while let Ok(Ok(stream)) = tokio::time::timeout(Duration::from_millis(50), TcpStream::connect(address)).await {
        waiting.push(stream);
    }
    (format!("http://{address}"), waiting, listener)
}

#[tokio::test]
async fn a_limit_that_expires_before_there_is_a_connection_leaves_no_doubt() {
    let (url, _waiting, _listener) = full().await;
    let client = builder().base_url(&url).timeout(Duration::from_millis(150)).build().unwrap();
    let error = create(&client).await.unwrap_err();
    assert!(error.is_timeout() && !error.may_have_been_applied() && error.is_transient(), "{error}");
    assert!(!text(&error).contains("may have been applied"));

    let builder = builder().base_url(url).attempt_timeout(Duration::from_millis(60));
    let client = builder.connect_timeout(Duration::from_secs(9)).timeout(Duration::from_secs(5));
    let client = client.retry(RetryPolicy::new().initial_delay(Duration::ZERO)).build().unwrap();
    let error = create(&client).await.unwrap_err();
    assert!(error.is_timeout() && !error.may_have_been_applied(), "{error}");
    assert_eq!(error.attempts(), 4, "{error}");
}

#[tokio::test]
async fn a_connection_that_was_used_before_is_judged_by_this_request() {
    let server = Server::start(&[Reply::Keep(OK), Reply::Silence]).await;
    let builder = builder().base_url(server.base_url()).timeout(Duration::from_millis(200));
    let client = builder.retry(RetryPolicy::never()).build().unwrap();
    create(&client).await.unwrap();
    let error = create(&client).await.unwrap_err();
    assert!(error.is_timeout() && error.may_have_been_applied(), "{error}");
    assert_eq!((server.connections(), server.requests().len()), (1, 2));
}

/// A transport that is told what to say.
#[derive(Debug)]
struct Told {
    /// Whether anything was sent; `None` if it does not say.
    sent: Option<bool>,
    /// The status of the response, or none.
    status: Option<u16>,
    requests: Arc<AtomicUsize>,
}

impl Transport for Told {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            self.requests.fetch_add(1, Ordering::Relaxed);
            if let Some(sent) = self.sent {
                request.ask_whether_sent(move || sent);
            }
            match self.status {
                Some(0) => std::future::pending().await,
                Some(status) => Ok(HttpResponse::new(status)),
                None => Err(TransportError::new(TransportErrorKind::Interrupted, "broken")),
            }
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_custom_transport_can_say_whether_it_sent_something() {
    for (sent, status, in_doubt) in [
        (None, None, true),
        (Some(true), None, true),
        (Some(false), None, false),
        (Some(false), Some(503), false),
        (Some(true), Some(503), true),
        // It never ends, so that the client drops it.
        (Some(false), Some(0), false),
        (Some(true), Some(0), true),
        (None, Some(0), true),
    ] {
        let requests = Arc::new(AtomicUsize::new(0));
        let transport = Told { sent, status, requests: requests.clone() };
        let client = builder().transport(transport).retry(RetryPolicy::new()).timeout(Duration::from_secs(200));
        let error = create(&client.build().unwrap()).await.unwrap_err();
        assert_eq!(error.may_have_been_applied(), in_doubt, "{sent:?} {status:?} {error}");
        assert_eq!(requests.load(Ordering::Relaxed), if in_doubt { 1 } else { 4 }, "{sent:?} {status:?}");
    }
}

/// Sends a request twice at the same time, through transports of which one sends it.
#[derive(Debug)]
struct Hedge([Told; 2]);

impl Transport for Hedge {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            let _ = self.0[0].send(request.clone()).await;
            self.0[1].send(request).await
        })
    }
}

#[tokio::test]
async fn a_request_that_was_cloned_is_unsent_if_all_of_them_are() {
    for (sent, in_doubt) in [([true, false], true), ([false, true], true), ([false, false], false)] {
        let told = |sent| Told { sent: Some(sent), status: None, requests: Arc::default() };
        let client = builder().transport(Hedge(sent.map(told))).retry(RetryPolicy::never()).build().unwrap();
        assert_eq!(create(&client).await.unwrap_err().may_have_been_applied(), in_doubt, "{sent:?}");
    }
}

/// The limit expires at about the moment at which the request is written, by a task on another thread. Whatever is said not
/// to have been sent never arrives.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_given_up_is_never_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let received: Arc<std::sync::Mutex<String>> = Arc::default();
    let log = received.clone();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let log = log.clone();
            tokio::spawn(async move {
                let mut buffer = [0; 4096];
                while let Ok(length @ 1..) = socket.read(&mut buffer).await {
                    log.lock().unwrap().push_str(&String::from_utf8_lossy(&buffer[..length]));
                }
            });
        }
    });
    let client = builder().base_url(url).retry(RetryPolicy::never()).build().unwrap();
    let mut unsent = Vec::new();
    for number in 0..400_u64 {
        let mut call = Call::new(&client, &CREATE);
        call.inputs.form::<String>("Name", format!("number-{number}-end"));
        call.with_attempt_timeout(Duration::from_micros(1 + number % 40 * 10));
        let error = call.send::<serde_json::Value>().await.unwrap_err();
        if !error.may_have_been_applied() {
            unsent.push(number);
        }
    }
    // What is on its way arrives before this does, or never.
    drop(client);
    tokio::time::sleep(Duration::from_millis(100)).await;
    let received = received.lock().unwrap().clone();
    let arrived: Vec<_> = unsent.iter().filter(|number| received.contains(&format!("number-{number}-end"))).collect();
    assert!(arrived.is_empty(), "{arrived:?} of {} arrived", unsent.len());
    println!("{} of 400 were not sent", unsent.len());
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// A server in a thread of its own, which no other runtime has to drive.
fn server() -> (String, Runtime, Server) {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = runtime.block_on(Server::start(&[Reply::Keep(OK), Reply::Keep(OK), Reply::Keep(OK)]));
    (server.base_url(), runtime, server)
}

#[test]
fn each_runtime_has_its_own_connections() {
    let (url, _driver, server) = server();
    let client = builder().base_url(url).timeout(Duration::from_secs(5)).retry(RetryPolicy::never()).build().unwrap();
    let (one, other) = (runtime(), runtime());
    one.block_on(create(&client)).unwrap();
    // Nobody drives the first runtime, whose connection is idle.
    other.block_on(create(&client)).unwrap();
    assert_eq!(server.connections(), 2);
    // Each keeps its own.
    one.block_on(create(&client)).unwrap();
    other.block_on(create(&client)).unwrap();
    assert_eq!((server.connections(), server.requests().len()), (2, 4));
    // A runtime that has ended took its connections along.
    drop(one);
    other.block_on(create(&client)).unwrap();
    let third = runtime();
    third.block_on(create(&client)).unwrap();
    assert_eq!((server.connections(), server.requests().len()), (3, 6));
}

#[test]
fn a_client_serves_one_runtime_after_another() {
    let (url, _driver, server) = server();
    let client = builder().base_url(url).timeout(Duration::from_secs(5)).retry(RetryPolicy::never()).build().unwrap();
    for _ in 0..40 {
        runtime().block_on(create(&client)).unwrap();
    }
    assert_eq!(server.requests().len(), 40);
}

/// As many as programs have, and not as many as they might make.
#[test]
fn connections_are_kept_for_sixteen_runtimes() {
    const REPLIES: &[Reply] = &[Reply::Keep(OK), Reply::Keep(OK), Reply::Keep(OK), Reply::Keep(OK)];
    let driver = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = driver.block_on(Server::start(REPLIES));
    let client = builder().base_url(server.base_url()).retry(RetryPolicy::never()).build().unwrap();
    let mut runtimes: Vec<_> = (0..16).map(|_| runtime()).collect();
    for _ in 0..2 {
        runtimes.iter().for_each(|runtime| runtime.block_on(create(&client)).unwrap());
    }
    assert_eq!(server.connections(), 16);
    runtimes.push(runtime());
    runtimes[16].block_on(create(&client)).unwrap();
    let (oldest, latest) = (0, 16);
    runtimes[latest].block_on(create(&client)).unwrap();
    assert_eq!(server.connections(), 17);
    runtimes[oldest].block_on(create(&client)).unwrap();
    assert_eq!(server.connections(), 18, "its connections had to make room");
}

#[cfg(feature = "blocking")]
#[test]
fn blocking_beside_async() {
    use crate::runtime::blocking::Wait;
    use crate::support::LIST;
    let (url, _driver, server) = server();
    let client = builder().base_url(url).timeout(Duration::from_secs(5)).retry(RetryPolicy::never()).build().unwrap();
    let own = runtime();
    for _ in 0..3 {
        own.block_on(create(&client)).unwrap();
        let call = Call::new(&client, &LIST);
        Box::pin(call.send::<serde_json::Value>()).wait().unwrap();
    }
    assert_eq!(server.requests().len(), 6);
}

#[test]
fn without_a_runtime_there_is_an_error() {
    let client = builder().base_url("http://127.0.0.1:1").build().unwrap();
    let mut future = std::pin::pin!(create(&client));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(result) = future.as_mut().poll(&mut context) else { panic!("it waits for something") };
    let error = result.unwrap_err();
    assert!(error.is_configuration() && text(&error).contains("there is no Tokio runtime"), "{error}");
}
