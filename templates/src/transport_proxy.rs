//! Proxies for the default transport: which one the environment sets, and how a connection is made through it.

use std::env::VarError;
use std::fmt;
use std::future::poll_fn;
use std::pin::pin;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{HOST, PROXY_AUTHORIZATION};
use http::{HeaderValue, Request, Uri};
use http_body_util::Full;
use hyper::client::conn::http1::{Builder, Parts};
use hyper_util::client::proxy::matcher::Matcher;
use percent_encoding::percent_decode_str;

use super::transport_stream::{BoxError, ConnectError, Stream};

/// The proxy for requests over HTTPS, as the environment sets it.
#[derive(Clone, Default)]
pub(crate) struct Proxy {
    uri: Uri,
    authorization: Option<HeaderValue>,
}

/// The proxy, and which hosts are reached without it.
#[derive(Default)]
pub(crate) struct Proxies {
    proxy: Option<Proxy>,
    /// Knows the hosts that are reached without a proxy.
    rules: Option<Matcher>,
}

impl Proxies {
    /// Reads the environment like curl: the name in lower case goes first, and an empty variable is one that is not set.
    /// The error names the variable, and not its value, which may contain a password.
    pub(crate) fn from_env() -> Result<Self, String> {
        Self::from_variables(|name| match std::env::var(name) {
            Ok(value) => Ok(Some(value)),
            Err(VarError::NotPresent) => Ok(None),
            Err(VarError::NotUnicode(_)) => Err("is not UTF-8"),
        })
    }

    pub(crate) fn from_variables(
        variable: impl Fn(&str) -> Result<Option<String>, &'static str>,
    ) -> Result<Self, String> {
        let first = |names: [&'static str; 2]| {
            for name in names {
                let value = variable(name).map_err(|problem| format!("the environment variable {name} {problem}"))?;
                if let Some(value) = value.filter(|value| !value.is_empty()) {
                    return Ok(Some((name, value)));
                }
            }
            Ok::<_, String>(None)
        };
        let setting = match first(["https_proxy", "HTTPS_PROXY"])? {
            None => first(["all_proxy", "ALL_PROXY"])?,
            found => found,
        };
        let Some((name, value)) = setting else { return Ok(Self::default()) };
        let exceptions = first(["no_proxy", "NO_PROXY"])?.map(|(_, list)| list).unwrap_or_default();
        if exceptions.trim() == "*" {
            return Ok(Self::default());
        }
        let proxy = Proxy::parse(&value).map_err(|problem| format!("the environment variable {name} {problem}"))?;
        Ok(Self { proxy: Some(proxy), rules: Some(rules(&exceptions)) })
    }

    /// The proxy to use for a host.
    pub(crate) fn of(&self, host: &str) -> Option<&Proxy> {
        let host = host.trim_end_matches('.');
        let target = Uri::builder().scheme("https").authority(host).path_and_query("/").build().ok()?;
        let is_excepted = self.rules.as_ref().is_some_and(|rules| rules.intercept(&target).is_none());
        self.proxy.as_ref().filter(|_| !is_excepted)
    }
}

/// Like in curl, names are separated by commas or blanks, and a dot at either end of a name has no meaning. A `*` stands for
/// all hosts only on its own.
fn rules(exceptions: &str) -> Matcher {
    let names = exceptions.split(|it: char| it == ',' || it.is_whitespace());
    let names: Vec<&str> = names.map(|name| name.trim_matches('.')).filter(|name| !matches!(*name, "" | "*")).collect();
    // Which proxy it is does not matter here.
    Matcher::builder().https("http://proxy.invalid").no(names.join(",")).build()
}

impl Proxy {
    /// Reads the setting of a proxy: `[http[s]://][user[:password]@]host[:port][/]`.
    fn parse(text: &str) -> Result<Self, &'static str> {
        // Parsers differ in what they do with these, from cutting off the password to connecting directly.
        if text.chars().any(|it| it.is_whitespace() || it.is_control() || "\"<>\\^`{|}#?".contains(it)) {
            return Err("contains a character that must be percent-encoded");
        }
        let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
        let scheme = scheme.to_ascii_lowercase();
        if !matches!(&*scheme, "http" | "https") {
            return Err("sets a kind of proxy that is not supported: use http or https");
        }
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (user, authority) = match rest.rsplit_once('@') {
            Some((user, authority)) => (Some(user), authority),
            None => (None, rest),
        };
        let uri = Uri::builder().scheme(&*scheme).authority(authority).path_and_query("/").build();
        let uri = uri.ok().filter(|uri| uri.host().is_some_and(|host| !host.is_empty()));
        let uri = uri.filter(|uri| uri.port().is_none_or(|port| port.as_u16() > 0) && has_valid_port(authority));
        let uri = uri.ok_or("is not the URL of a proxy")?;
        let authorization = user.map(authorization).transpose()?;
        Ok(Self { uri, authorization })
    }

    pub(crate) fn uri(&self) -> &Uri {
        &self.uri
    }

    /// Asks the proxy, over a connection to it, for a connection to a server.
    pub(crate) async fn tunnel(&self, io: Stream, host: &str, port: u16) -> Result<Stream, BoxError> {
        let mut connection = Builder::new();
        // Not all proxies read names of headers without regard to their case.
        let (mut proxy, mut connection) = connection.title_case_headers(true).handshake(io).await?;
        let target = format!("{host}:{port}");
        let mut request = Request::connect(&target).header(HOST, &target);
        if let Some(authorization) = &self.authorization {
            request = request.header(PROXY_AUTHORIZATION, authorization);
        }
        // A body as those of requests, so that hyper's connection is compiled once.
        let mut response = pin!(proxy.send_request(request.body(Full::<Bytes>::default())?));
        let response = poll_fn(|context| {
            // Drives the exchange. What ends it, the response tells as well.
            let _ = connection.poll_without_shutdown(context);
            response.as_mut().poll(context)
        })
        .await?;
        if !response.status().is_success() {
            return Err(ConnectError::Proxy(response.status()).into());
        }
        // From here on, the connection is that to the server. It is the client that speaks first.
        match connection.into_parts() {
            Parts { io, read_buf, .. } if read_buf.is_empty() => Ok(io),
            _ => Err(ConnectError::Refused("the proxy sent something else than the server's data").into()),
        }
    }
}

/// Omits the user name and the password.
impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy").field("uri", &self.uri).finish_non_exhaustive()
    }
}

/// What follows the host is a port, and not a second one or a path.
fn has_valid_port(authority: &str) -> bool {
    let behind = authority.rsplit_once(']').map_or(authority, |(_, rest)| rest);
    let port = behind.split_once(':').map(|(_, port)| port);
    !authority.contains('/') && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

/// The value of the header for `user[:password]`, percent-encoded.
fn authorization(user: &str) -> Result<HeaderValue, &'static str> {
    let (name, password) = user.split_once(':').unwrap_or((user, ""));
    let decoded = |text: &str| -> Result<Vec<u8>, &'static str> {
        let is_escape = |rest: &str| rest.get(..2).is_some_and(|it| it.bytes().all(|it| it.is_ascii_hexdigit()));
        match text.split('%').skip(1).all(is_escape) {
            true => Ok(percent_decode_str(text).collect()),
            false => Err("contains a percent sign that is not part of an escape"),
        }
    };
    let text = [decoded(name)?, b":".to_vec(), decoded(password)?].concat();
    let mut value = HeaderValue::try_from(format!("Basic {}", STANDARD.encode(text)))
        .map_err(|_| "contains credentials that are not valid")?;
    value.set_sensitive(true);
    Ok(value)
}
