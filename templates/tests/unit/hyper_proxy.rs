//! The default transport's connections beyond the local machine: TLS, proxies, and the time limit for both. The names
//! do not resolve; only a proxy on a loopback socket leads to the server behind them.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::{TlsAcceptor, rustls};

use crate::http_server::read_request;
use crate::runtime::transport::HyperTransport;
use crate::runtime::transport_proxy::Proxies;
use crate::runtime::{Call, Client, Error, RetryPolicy};
use crate::support::{CREATE, LIST, builder, text};
use crate::tls::{ADDRESS, HOST, certificate, client_config};

/// The requests to a proxy and to the server behind it.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    fn add(&self, request: String) {
        self.0.lock().unwrap().push(request);
    }

    fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

/// Responds to one request over TLS.
async fn answer<S>(io: S, accept: &TlsAcceptor, seen: &Seen) -> Option<()>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    let mut tls = accept.accept(io).await.ok()?;
    seen.add(read_request(&mut tls).await?);
    tls.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").await.ok()?;
    tls.shutdown().await.ok()
}

/// Starts a proxy that responds to `CONNECT` with that head and is itself the server behind it.
async fn proxy(head: &'static str, accept: TlsAcceptor, over_tls: bool) -> (String, Seen) {
    proxy_and_server(head, over_tls.then(|| accept.clone()), accept).await
}

/// As [`proxy`], with TLS of its own for the proxy.
async fn proxy_and_server(head: &'static str, outer: Option<TlsAcceptor>, accept: TlsAcceptor) -> (String, Seen) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let seen = Seen::default();
    let log = seen.clone();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let (outer, accept, log) = (outer.clone(), accept.clone(), log.clone());
            tokio::spawn(async move {
                if let Some(outer) = outer {
                    let mut outer = outer.accept(socket).await.ok()?;
                    log.add(read_request(&mut outer).await?);
                    outer.write_all(head.as_bytes()).await.ok()?;
                    answer(outer, &accept, &log).await
                } else {
                    log.add(read_request(&mut socket).await?);
                    socket.write_all(head.as_bytes()).await.ok()?;
                    answer(socket, &accept, &log).await
                }
            });
        }
    });
    (address, seen)
}

const ESTABLISHED: &str = "HTTP/1.1 200 Connection established\r\n\r\n";

fn client(proxy: &str, trust: Arc<rustls::ClientConfig>) -> Client {
    client_of(HOST, proxy, trust)
}

fn client_of(host: &str, proxy: &str, trust: Arc<rustls::ClientConfig>) -> Client {
    let transport = HyperTransport::with(Some(trust), proxies(&[("https_proxy", proxy)]).unwrap());
    builder().base_url(format!("https://{host}")).transport(transport).build().unwrap()
}

async fn create(client: &Client) -> Result<(), Error> {
    Call::new(client, &CREATE).send::<serde_json::Value>().await.map(|_| ())
}

#[tokio::test]
async fn https_goes_through_a_tunnel_that_sees_no_credentials_of_the_api() {
    let certificate = certificate(&[]);
    let (address, seen) = proxy(ESTABLISHED, certificate.accept, false).await;
    let client = client(&format!("http://user:p%40ss@{address}"), certificate.trust);
    create(&client).await.unwrap();
    let seen = seen.all();
    assert!(seen[0].starts_with(&format!("CONNECT {HOST}:443 HTTP/1.1\r\n")), "{seen:?}");
    // "user:p@ss" in base64.
    assert!(seen[0].contains("Proxy-Authorization: Basic dXNlcjpwQHNz\r\n"), "{seen:?}");
    assert_eq!(seen[0].to_lowercase().matches("authorization").count(), 1);
    assert!(seen[1].starts_with("POST /v2/Things HTTP/1.1\r\n"), "{seen:?}");
    assert!(seen[1].contains("\r\nauthorization: Basic ") && !seen[1].contains("dXNlcjpwQHNz"), "{seen:?}");
    let shown = format!("{client:?}");
    assert!(!shown.contains("p@ss") && !shown.contains("p%40ss") && !shown.contains("dXNlcjpwQHNz"), "{shown}");
}

#[tokio::test]
async fn the_proxy_itself_may_speak_tls() {
    // It may know HTTP/2; a tunnel is asked for without. So may the server behind it, but not this one.
    for protocols in [&[][..], &[&b"h2"[..], b"http/1.1"], &[b"http/1.1"]] {
        let outer = certificate(protocols);
        let inner = outer.with(&[]);
        let (address, seen) = proxy_and_server(ESTABLISHED, Some(outer.accept), inner).await;
        create(&client(&format!("https://{address}"), outer.trust)).await.unwrap();
        let seen = seen.all();
        assert!(seen[0].starts_with("CONNECT ") && seen[1].starts_with("POST "), "{seen:?}");
    }
}

#[tokio::test]
async fn an_address_of_ipv6_is_found_in_the_certificate() {
    let certificate = certificate(&[]);
    let (proxy, seen) = proxy(ESTABLISHED, certificate.accept, false).await;
    create(&client_of(&format!("[{ADDRESS}]"), &format!("http://{proxy}"), certificate.trust)).await.unwrap();
    assert!(seen.all()[0].starts_with(&format!("CONNECT [{ADDRESS}]:443 ")), "{seen:?}", seen = seen.all());
}

/// Whoever speaks before the client does is not the server behind the proxy.
#[tokio::test]
async fn nothing_may_come_before_tls() {
    let certificate = certificate(&[]);
    let (address, _) = proxy("HTTP/1.1 200 OK\r\n\r\nmore", certificate.accept, false).await;
    let error = create(&client(&format!("http://{address}"), certificate.trust)).await.unwrap_err();
    assert!(error.is_connect() && !error.is_transient(), "{error}");
    assert!(text(&error).contains("the proxy sent something else than the server's data"), "{error}");
}

#[tokio::test]
async fn a_proxy_that_refuses_means_that_nothing_was_sent() {
    for (head, status, attempts) in [
        ("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n", "407", 1),
        ("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", "403", 1),
        ("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", "502", 4),
        ("HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n", "429", 4),
        ("HTTP/1.1 301 Moved\r\nLocation: http://elsewhere\r\nContent-Length: 0\r\n\r\n", "301", 4),
    ] {
        let certificate = certificate(&[]);
        let (address, seen) = proxy(head, certificate.accept, false).await;
        let client = impatient(&format!("http://user:canary@{address}"), certificate.trust);
        let error = create(&client).await.unwrap_err();
        assert!(error.is_connect() && !error.may_have_been_applied(), "{error}");
        assert!(text(&error).contains(&format!("the proxy responded to CONNECT with {status}")), "{error}");
        assert!(!format!("{error:?}").contains("canary"), "{error}");
        assert_eq!((error.attempts(), error.is_transient()), (attempts, attempts > 1), "{error}");
        assert_eq!(seen.all().len(), attempts as usize);
    }
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_means_that_nothing_was_sent() {
    let certificate = certificate(&[]);
    let (address, seen) = proxy(ESTABLISHED, certificate.accept, false).await;
    let other = client_config(rustls::RootCertStore::empty());
    let error = create(&impatient(&format!("http://{address}"), other)).await.unwrap_err();
    assert!(error.is_connect() && text(&error).contains("certificate"), "{error}");
    assert!(!error.may_have_been_applied() && !error.is_transient(), "{error}");
    assert_eq!((error.attempts(), seen.all().len()), (1, 1), "only CONNECT, and only once");
}

/// A client that retries without delay.
fn impatient(proxy: &str, trust: Arc<rustls::ClientConfig>) -> Client {
    let transport = HyperTransport::with(Some(trust), proxies(&[("https_proxy", proxy)]).unwrap());
    let retry = RetryPolicy::new().initial_delay(Duration::ZERO);
    builder().base_url(format!("https://{HOST}")).transport(transport).retry(retry).build().unwrap()
}

/// The proxies that these variables set.
fn proxies(variables: &[(&str, &str)]) -> Result<Proxies, String> {
    let find = |name: &str| variables.iter().find(|(it, _)| *it == name).map(|(_, value)| (*value).to_owned());
    Proxies::from_variables(|name| Ok(find(name)))
}

#[tokio::test]
async fn the_connection_has_a_limit_of_its_own_that_covers_tls() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let silent = tokio::spawn(async move {
        let mut sockets: Vec<TcpStream> = Vec::new();
        while let Ok((socket, _)) = listener.accept().await {
            sockets.push(socket);
        }
    });
    let transport = HyperTransport::with(Some(certificate(&[]).trust), Proxies::default());
    let transport = transport.with_connect_timeout(Duration::from_millis(100));
    let client = builder().base_url(url).transport(transport).build().unwrap();
    let error = create(&client).await.unwrap_err();
    assert!(error.is_connect() && error.is_timeout() && !error.may_have_been_applied(), "{error}");
    assert_eq!(text(&error), "create_thing: connection timed out: the limit is 100ms");
    silent.abort();
}

#[tokio::test]
async fn the_clients_setting_is_the_default_transports_limit() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let builder = builder().base_url(url).connect_timeout(Duration::from_millis(50));
    let Ok(client) = builder.build() else {
        // The only reason: this system has no root certificates.
        return;
    };
    let error = Call::new(&client, &LIST).send::<serde_json::Value>().await.unwrap_err();
    assert!(error.is_connect() && error.is_timeout() && text(&error).contains("50ms"), "{error}");
}

#[tokio::test]
async fn a_connection_has_no_more_than_half_of_an_attempt() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let Ok(client) = builder().base_url(url).attempt_timeout(Duration::from_millis(80)).build() else {
        // The only reason: this system has no root certificates.
        return;
    };
    let error = create(&client).await.unwrap_err();
    assert!(error.is_connect() && !error.may_have_been_applied() && text(&error).contains("40ms"), "{error}");
}

#[tokio::test]
async fn a_loopback_address_is_never_asked_for_through_a_proxy() {
    let certificate = certificate(&[]);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let seen = Seen::default();
    let (log, accept) = (seen.clone(), certificate.accept.clone());
    tokio::spawn(async move {
        let (socket, _) = listener.accept().await.unwrap();
        answer(socket, &accept, &log).await
    });
    let proxies = proxies(&[("all_proxy", "http://127.0.0.1:1")]).unwrap();
    let transport = HyperTransport::with(Some(certificate.trust), proxies);
    let client = builder().base_url(format!("https://{address}")).transport(transport).build().unwrap();
    create(&client).await.unwrap();
    assert!(seen.all()[0].starts_with("POST /v2/Things"));
}

/// The setting that goes first, and for which hosts it is used.
#[test]
fn the_environment_is_read_like_curl_reads_it() {
    let used = |variables: &[(&str, &str)], host: &str| {
        proxies(variables).unwrap().of(host).map(|proxy| proxy.uri().to_string().trim_end_matches('/').to_owned())
    };
    for (variables, expected) in [
        (&[][..], None),
        (&[("HTTPS_PROXY", "http://a:1")], Some("http://a:1")),
        (&[("HTTPS_PROXY", "http://a:1"), ("https_proxy", "http://b:1")], Some("http://b:1")),
        (&[("HTTPS_PROXY", "http://a:1"), ("https_proxy", "")], Some("http://a:1")),
        (&[("HTTPS_PROXY", ""), ("https_proxy", "http://b:1")], Some("http://b:1")),
        (&[("HTTPS_PROXY", ""), ("ALL_PROXY", "http://c:1")], Some("http://c:1")),
        (&[("https_proxy", "http://a:1"), ("all_proxy", "http://c:1")], Some("http://a:1")),
        (&[("ALL_PROXY", "http://c:1"), ("all_proxy", "http://d:1")], Some("http://d:1")),
        // Not for HTTPS.
        (&[("HTTP_PROXY", "http://a:1"), ("http_proxy", "http://a:1")], None),
        (&[("https_proxy", "a:1")], Some("http://a:1")),
        (&[("https_proxy", "HTTPS://a")], Some("https://a")),
        (&[("https_proxy", "http://[::1]:3128/")], Some("http://[::1]:3128")),
    ] {
        assert_eq!(used(variables, "api.example.com").as_deref(), expected, "{variables:?}");
    }
    let proxy = ("https_proxy", "http://a:1");
    for (exceptions, is_used) in [
        ("", true),
        ("example.com", false),
        (".example.com", false),
        ("example.com.", false),
        ("other.com, example.com", false),
        ("other.com example.com", false),
        (" example.com ", false),
        ("*", false),
        // Like in curl, not a pattern.
        ("*, other.com", true),
        ("*.example.com", true),
        ("ample.com", true),
        ("api.example.com.evil.com", true),
        (",,", true),
    ] {
        for host in ["api.example.com", "API.example.com", "api.example.com."] {
            let variables = [proxy, ("NO_PROXY", exceptions)];
            assert_eq!(used(&variables, host).is_some(), is_used, "{exceptions:?} {host}");
        }
    }
    let variables = [proxy, ("no_proxy", "example.com"), ("NO_PROXY", "other.com")];
    assert_eq!(used(&variables, "api.example.com"), None);
    assert_eq!(used(&[proxy, ("no_proxy", "10.0.0.0/8")], "10.1.2.3"), None);
}

#[test]
fn a_setting_that_cannot_be_honored_is_an_error_that_names_the_variable_only() {
    for value in [
        "http://127.0.0.1:3128 ",
        " http://127.0.0.1:3128",
        "socks://canary",
        "socks5h://canary:1080",
        "ftp://canary",
        "//canary",
        "http://",
        "http:///canary",
        "http://canary:port",
        "http://canary:99999",
        "http://canary:1:2",
        "http://canary:0",
        "http://user:can|ary@host",
        "http://user:can^ary@host",
        "http://user:can#ary@host",
        "http://user:can?ary@host",
        "http://user:canary%@host",
        "http://user:canary%zz@host",
        "http://user:can{ary}@host",
        "http://user:can ary@host",
        "http://user:can\u{a0}ary@host",
        "http://user:can\u{7f}ary@host",
        "http://canary/path",
        "http://canary?query",
        "http://can\nary",
        "://canary",
    ] {
        for name in ["https_proxy", "ALL_PROXY"] {
            let Err(problem) = proxies(&[(name, value)]) else { panic!("{value:?} is accepted") };
            assert!(problem.contains(name) && !problem.contains("ary"), "{value:?}: {problem}");
        }
    }
    // What is not used is not read.
    assert!(proxies(&[("https_proxy", "http://a:1"), ("all_proxy", "socks://a")]).is_ok());
    assert!(proxies(&[("https_proxy", "socks://a"), ("no_proxy", "*")]).is_ok());
    let unreadable = |name: &str| if name == "HTTPS_PROXY" { Err("is not UTF-8") } else { Ok(None) };
    let Err(problem) = Proxies::from_variables(unreadable) else { panic!("it is accepted") };
    assert_eq!(problem, "the environment variable HTTPS_PROXY is not UTF-8");
}

#[tokio::test]
async fn any_success_of_connect_is_one() {
    for head in ["HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.0 200 OK\r\nX-Anything: yes\r\n\r\n"] {
        let certificate = certificate(&[]);
        let (address, seen) = proxy(head, certificate.accept, false).await;
        create(&client(&format!("http://{address}"), certificate.trust)).await.unwrap();
        assert_eq!(seen.all().len(), 2, "{head}");
    }
}

#[test]
fn the_provider_does_not_depend_on_a_process_wide_default() {
    assert!(rustls::crypto::CryptoProvider::get_default().is_none());
    assert!(HyperTransport::new().is_ok(), "this system has no root certificates");
}
