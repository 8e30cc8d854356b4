//! The default transport with HTTP/2: sharing a connection, and what its errors mean for a request.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use h2::{Reason, server};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::server::TlsStream;

use crate::runtime::transport::HyperTransport;
use crate::runtime::transport_proxy::Proxies;
use crate::runtime::{Call, Client, Error, Response, RetryPolicy};
use crate::support::{CREATE, LIST, builder, text};
use crate::tls::certificate;

type Io = TlsStream<TcpStream>;

/// A server that speaks TLS and these protocols.
struct Server {
    address: SocketAddr,
    trust: Arc<tokio_rustls::rustls::ClientConfig>,
    connections: Arc<AtomicUsize>,
}

impl Server {
    /// Handles each connection in this way, given its number from 0.
    async fn start<F>(protocols: &[&[u8]], serve: fn(Io, usize) -> F) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let certificate = certificate(protocols);
        let (accept, connections) = (certificate.accept, Arc::<AtomicUsize>::default());
        let server = Self {
            address: listener.local_addr().unwrap(),
            trust: certificate.trust,
            connections: Arc::clone(&connections),
        };
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let accept = accept.clone();
                let number = connections.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(async move {
                    if let Ok(io) = accept.accept(socket).await {
                        serve(io, number).await;
                    }
                });
            }
        });
        server
    }

    fn client(&self) -> Client {
        let transport = HyperTransport::with(Some(self.trust.clone()), Proxies::default());
        let retry = RetryPolicy::new().initial_delay(Duration::from_millis(1));
        builder().base_url(format!("https://{}/v2", self.address)).transport(transport).retry(retry).build().unwrap()
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }
}

async fn send(
    client: &Client,
    operation: &'static crate::runtime::Operation,
) -> Result<Response<serde_json::Value>, Error> {
    Call::new(client, operation).send().await
}

/// Responds to each request after a moment, so that many are in flight.
async fn respond(io: Io, _: usize) {
    let mut connection = server::handshake(io).await.unwrap();
    while let Some(Ok((request, respond))) = connection.accept().await {
        assert_eq!(request.version(), http::Version::HTTP_2);
        tokio::spawn(answer(respond));
    }
}

async fn answer(mut respond: server::SendResponse<Bytes>) {
    tokio::time::sleep(Duration::from_millis(20)).await;
    let head = http::Response::builder().status(200).body(()).unwrap();
    if let Ok(mut body) = respond.send_response(head, false) {
        drop(body.send_data(Bytes::from_static(b"{}"), true));
    }
}

#[tokio::test]
async fn many_requests_share_a_connection() {
    let server = Server::start(&[b"h2"], respond).await;
    let client = server.client();
    for _ in 0..3 {
        // The first time, there is no connection yet.
        at_once(&client, 64).await;
        assert_eq!(server.connections(), 1);
    }
}

/// Sends that many requests at the same time, which all have to succeed at once.
async fn at_once(client: &Client, requests: usize) {
    let send = |_| {
        let client = client.clone();
        tokio::spawn(async move { send(&client, &CREATE).await.unwrap().attempts() })
    };
    for task in (0..requests).map(send).collect::<Vec<_>>() {
        assert_eq!(task.await.unwrap(), 1);
    }
}

/// Serves the first requests of a connection, and says that no more will be.
async fn serve_eight(io: Io, _: usize) {
    let mut connection = server::handshake(io).await.unwrap();
    for _ in 0..8 {
        let Some(Ok((_, respond))) = connection.accept().await else { return };
        tokio::spawn(answer(respond));
    }
    connection.graceful_shutdown();
    while connection.accept().await.is_some() {}
}

#[tokio::test]
async fn a_connection_that_has_ended_is_replaced_by_one() {
    let server = Server::start(&[b"h2"], serve_eight).await;
    let client = server.client();
    for expected in 1..=3 {
        at_once(&client, 8).await;
        assert_eq!(server.connections(), expected);
        // Until the client has noticed that it is closed.
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Closes the first connection before TLS, and serves the others.
#[tokio::test]
async fn what_fails_for_the_first_does_not_hold_up_the_others() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let certificate = certificate(&[b"h2"]);
    let accept = certificate.accept;
    tokio::spawn(async move {
        drop(listener.accept().await.unwrap());
        while let Ok((socket, _)) = listener.accept().await {
            let accept = accept.clone();
            tokio::spawn(async move { respond(accept.accept(socket).await.unwrap(), 1).await });
        }
    });
    let transport = HyperTransport::with(Some(certificate.trust), Proxies::default());
    let retry = RetryPolicy::new().initial_delay(Duration::from_millis(1));
    let builder = builder().base_url(format!("https://{address}/v2")).transport(transport).retry(retry);
    let client = builder.timeout(Duration::from_secs(5)).build().unwrap();
    let sending = |_| {
        let client = client.clone();
        tokio::spawn(async move { send(&client, &CREATE).await.unwrap().attempts() })
    };
    let mut attempts = 0;
    for task in (0..8).map(sending).collect::<Vec<_>>() {
        attempts += task.await.unwrap();
    }
    assert_eq!(attempts, 9, "only the first was sent again");
}

/// Responds to a request with HTTP/1.1.
async fn speak_http_1(mut io: Io, _: usize) {
    while crate::http_server::read_request(&mut io).await.is_some_and(|request| request.contains(" HTTP/1.1\r\n")) {
        io.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").await.unwrap();
    }
}

#[tokio::test]
async fn a_server_may_not_know_it() {
    for protocols in [&[][..], &[&b"http/1.1"[..]]] {
        let server = Server::start(protocols, speak_http_1).await;
        let client = server.client();
        for _ in 0..3 {
            send(&client, &CREATE).await.unwrap();
        }
        assert_eq!(server.connections(), 1);
    }
}

/// Refuses the first request of the first connection.
async fn refuse_first<const REASON: u32>(io: Io, number: usize) {
    let mut connection = server::handshake(io).await.unwrap();
    let mut is_first = number == 0;
    while let Some(Ok((_, mut respond))) = connection.accept().await {
        if std::mem::take(&mut is_first) {
            respond.send_reset(Reason::from(REASON));
        } else {
            tokio::spawn(answer(respond));
        }
    }
}

#[tokio::test]
async fn a_refused_stream_is_not_processed() {
    const REFUSED: u32 = 7;
    let server = Server::start(&[b"h2"], refuse_first::<REFUSED>).await;
    let created = send(&server.client(), &CREATE).await.unwrap();
    assert_eq!((created.attempts(), server.connections()), (2, 1));
}

#[tokio::test]
async fn another_reset_leaves_doubt() {
    const INTERNAL: u32 = 2;
    const CANCEL: u32 = 8;
    let internal = Server::start(&[b"h2"], refuse_first::<INTERNAL>).await;
    let cancel = Server::start(&[b"h2"], refuse_first::<CANCEL>).await;
    for server in [internal, cancel] {
        let error = send(&server.client(), &CREATE).await.unwrap_err();
        assert!(error.may_have_been_applied() && error.attempts() == 1, "{error}");
    }
}

/// Reads the beginning of a connection and the first request, and closes with a `GOAWAY` that names the last stream which
/// was processed.
async fn go_away<const LAST: u8, const REASON: u8>(mut io: Io, number: usize) {
    if number > 0 {
        return respond(io, number).await;
    }
    io.write_all(&[0, 0, 0, 4, 0, 0, 0, 0, 0]).await.unwrap();
    let mut preface = [0; 24];
    io.read_exact(&mut preface).await.unwrap();
    loop {
        let mut head = [0; 9];
        io.read_exact(&mut head).await.unwrap();
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        io.read_exact(&mut vec![0; length as usize]).await.unwrap();
        const HEADERS: u8 = 1;
        if head[3] == HEADERS {
            break;
        }
    }
    io.write_all(&[0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, LAST, 0, 0, 0, REASON]).await.unwrap();
    io.shutdown().await.unwrap();
    // Until the client has read it.
    drop(io.read_to_end(&mut Vec::new()).await);
}

#[tokio::test]
async fn a_connection_that_goes_away_did_not_process_later_streams() {
    let graceful = Server::start(&[b"h2"], go_away::<0, 0>).await;
    let calm_down = Server::start(&[b"h2"], go_away::<0, 11>).await;
    for server in [graceful, calm_down] {
        let client = server.client();
        let mut create = Call::new(&client, &CREATE);
        create.inputs.form::<String>("Owner", "me");
        let created = create.send::<serde_json::Value>().await.unwrap();
        assert_eq!((created.attempts(), server.connections()), (2, 2));
    }
}

/// What consists of its head alone may be sent even so.
#[tokio::test]
async fn a_request_without_a_body_may_be_on_its_way() {
    let server = Server::start(&[b"h2"], go_away::<0, 0>).await;
    let error = send(&server.client(), &CREATE).await.unwrap_err();
    assert!(error.may_have_been_applied() && error.attempts() == 1, "{error}");
    let server = Server::start(&[b"h2"], go_away::<0, 0>).await;
    assert_eq!(send(&server.client(), &LIST).await.unwrap().attempts(), 2, "a read is repeated in any case");
}

#[tokio::test]
async fn but_perhaps_earlier_ones() {
    let graceful = Server::start(&[b"h2"], go_away::<1, 0>).await;
    let failed = Server::start(&[b"h2"], go_away::<1, 2>).await;
    for server in [graceful, failed] {
        let error = send(&server.client(), &CREATE).await.unwrap_err();
        assert!(error.may_have_been_applied() && error.attempts() == 1, "{error}");
    }
}

/// Goes away and says something that nobody asked for.
async fn quote(io: Io, _: usize) {
    let mut connection = server::handshake(io).await.unwrap();
    drop(connection.accept().await);
    connection.abrupt_shutdown(Reason::ENHANCE_YOUR_CALM);
    drop(connection.accept().await);
}

#[tokio::test]
async fn an_error_says_the_reason_and_nothing_else() {
    let server = Server::start(&[b"h2"], quote).await;
    let mut call = Call::new(&server.client(), &LIST);
    call.with_retry(RetryPolicy::never());
    let error = call.send::<serde_json::Value>().await.unwrap_err();
    assert!(text(&error).starts_with("list_things: the connection was interrupted before the response"), "{error}");
    let server = Server::start(&[b"h2"], refuse_first::<7>).await;
    let mut call = Call::new(&server.client(), &LIST);
    call.with_retry(RetryPolicy::never());
    let error = call.send::<serde_json::Value>().await.unwrap_err();
    let expected =
        "list_things: the server did not process the request: refused stream before processing any application logic";
    assert_eq!(text(&error), expected);
}

/// Responds to all requests but creations.
async fn ignore_creations(io: Io, _: usize) {
    let mut connection = server::handshake(io).await.unwrap();
    let mut ignored = Vec::new();
    while let Some(Ok((request, respond))) = connection.accept().await {
        if request.method() == http::Method::POST {
            ignored.push(respond);
        } else {
            tokio::spawn(answer(respond));
        }
    }
}

/// Giving up a request must not close the connection for the others.
#[tokio::test]
async fn a_request_that_times_out_takes_no_other_with_it() {
    let server = Server::start(&[b"h2"], ignore_creations).await;
    let client = server.client();
    send(&client, &LIST).await.unwrap();
    for _ in 0..20 {
        let mut hurried = Call::new(&client, &CREATE);
        hurried.with_attempt_timeout(Duration::from_millis(5));
        hurried.with_retry(RetryPolicy::never());
        let (ignored, listed) = tokio::join!(hurried.send::<serde_json::Value>(), send(&client, &LIST));
        let error = ignored.unwrap_err();
        assert!(error.is_timeout() && error.may_have_been_applied(), "{error}");
        assert_eq!(listed.unwrap().attempts(), 1);
    }
    assert_eq!(server.connections(), 1);
}

#[test]
fn each_runtime_has_its_own_connection() {
    let serving = tokio::runtime::Runtime::new().unwrap();
    let server = serving.block_on(Server::start(&[b"h2"], respond));
    let client = server.client();
    for expected in 1..=3 {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        assert_eq!(runtime.block_on(send(&client, &CREATE)).unwrap().attempts(), 1);
        assert_eq!(server.connections(), expected);
    }
}
