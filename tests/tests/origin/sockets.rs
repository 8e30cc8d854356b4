//! The same over real connections: the client must not connect to a second listener.

use std::net::{SocketAddr, TcpListener, TcpStream};

use tests::credentials;
use tests::server::{Bytes, Server};
use twilio_intelligence_v2::transport::ReqwestTransport;
use twilio_intelligence_v2::{Client, RetryPolicy};

use super::page;

/// A listener to which no client must connect.
struct Evil {
    listener: TcpListener,
    address: SocketAddr,
}

impl Evil {
    fn listen() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a loopback port is free");
        let address = listener.local_addr().expect("a listener has an address");
        Self { listener, address }
    }

    /// Reports whether there were no connections so far. Connections are accepted in order, so this method's own
    /// connection is the first then.
    fn has_no_connections(&self) -> bool {
        let own = TcpStream::connect(self.address).expect("the listener is there");
        let (_, first) = self.listener.accept().expect("there is at least one connection");
        own.local_addr().is_ok_and(|own| own == first)
    }

    /// Returns URLs of the listener that a server at `good` might use.
    fn urls(&self, good: SocketAddr) -> Vec<String> {
        let port = self.address.port();
        vec![
            format!("http://127.0.0.1:{port}/v2/Services?Page=1"),
            format!("http://{good}@127.0.0.1:{port}/v2/Services"),
            format!("http://{good}\\@127.0.0.1:{port}/v2/Services"),
            format!("http://127.0.0.1:{port}\\@{good}/v2/Services"),
            format!("http://127.0.0.1:{port}#@{good}/v2/Services"),
            format!("//127.0.0.1:{port}/v2/Services"),
            format!("http:/127.0.0.1:{port}/v2/Services"),
            format!("http:\\\\127.0.0.1:{port}\\v2\\Services"),
            format!("http://localhost:{port}/v2/Services"),
            format!("http://2130706433:{port}/v2/Services"),
            format!("http://0x7f.1:{port}/v2/Services"),
            format!("http://127.0.0.1:{port}\t/v2/Services"),
            format!("https://intelligence.twilio.com@127.0.0.1:{port}/v2/Services"),
        ]
    }
}

/// Returns a client with the default transport and one with reqwest.
fn clients(base_url: &str) -> [Client; 2] {
    let builder = || Client::builder(credentials()).base_url(base_url).retry(RetryPolicy::never());
    let reqwest = ReqwestTransport::new(reqwest::Client::builder().no_proxy()).expect("it can be built");
    [builder(), builder().transport(reqwest)].map(|it| it.build().expect("the settings are valid"))
}

fn address_of(server: &Server) -> SocketAddr {
    let url = server.base_url();
    let address = url.strip_prefix("http://").and_then(|rest| rest.strip_suffix("/v2"));
    address.and_then(|address| address.parse().ok()).expect("the server's URL is made of its address")
}

#[tokio::test]
async fn no_connection_is_made_to_a_next_page_elsewhere() {
    let (server, evil) = (Server::start().await, Evil::listen());
    let urls = evil.urls(address_of(&server));
    for client in clients(&server.base_url()) {
        for url in &urls {
            server.answer([Bytes::json("200 OK", &page(Some(url)).to_string())]);
            let error = client.services().list().items().collect().await.expect_err("the list cannot be continued");
            assert!(error.is_pagination(), "{url:?}: {error}");
            let error =
                client.services().list().with_page_url(url).send().await.expect_err("the URL has another origin");
            assert!(error.is_pagination(), "{url:?}: {error}");
        }
    }
    assert_eq!(server.requests().len(), 2 * urls.len());
    assert!(evil.has_no_connections());
}

#[tokio::test]
async fn no_connection_is_made_to_a_redirect_target() {
    let (server, evil) = (Server::start().await, Evil::listen());
    let urls = evil.urls(address_of(&server));
    let urls: Vec<_> = urls.iter().filter(|url| !url.contains('\t')).collect();
    let statuses = super::REDIRECTS;
    for client in clients(&server.base_url()) {
        for (url, status) in urls.iter().flat_map(|url| statuses.map(|status| (url, status))) {
            let head = format!("HTTP/1.1 {status} Elsewhere\r\nLocation: {url}\r\nContent-Length: 2\r\n\r\n{{}}");
            server.answer([Bytes::closing(&head)]);
            let error = client.services().create("support-calls").send().await.expect_err("it is not a service");
            assert!(error.is_redirect() && error.status() == Some(status), "{url:?}: {error:?}");
        }
    }
    assert_eq!(server.requests().len(), 2 * urls.len() * statuses.len());
    assert!(evil.has_no_connections());
}

#[tokio::test]
async fn the_listener_detects_connections() {
    let evil = Evil::listen();
    let [client, _] = clients(&format!("http://{}", evil.address));
    let sending = client.services().list().send();
    // The operating system establishes the connection before it is accepted.
    assert!(tokio::time::timeout(std::time::Duration::from_millis(200), sending).await.is_err());
    assert!(!evil.has_no_connections());
}
