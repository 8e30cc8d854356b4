//! The base URL of the API, and the check that another URL has the same origin.

use http::Uri;

use super::api::Location;

/// A valid base URL. Credentials are sent only to URLs below it or to those that [`BaseUrl::admit`] accepts.
#[derive(Debug)]
pub(crate) struct BaseUrl {
    /// Without a trailing slash.
    text: String,
    origin: Origin,
}

#[derive(Debug, PartialEq, Eq)]
struct Origin {
    https: bool,
    /// In lower case; an IPv6 address is in brackets.
    host: String,
    port: u16,
}

impl BaseUrl {
    /// Parses a base URL. One without a path gets the path of the API's default URL, `own`.
    pub(crate) fn parse(text: &str, own: &str) -> Result<Self, String> {
        if text.contains(['?', '#']) {
            return Err("the base URL must not have a query or a fragment".to_owned());
        }
        let (uri, origin) = parse_origin(text).map_err(|problem| format!("the base URL {problem}"))?;
        if !origin.https && !is_loopback(&origin.host) {
            return Err(
                "the base URL must begin with https: plain http is allowed for loopback addresses only".to_owned()
            );
        }
        let mut path = uri.path().trim_end_matches('/').to_owned();
        if path.is_empty() {
            let own: Option<Uri> = own.parse().ok();
            path = own.map(|own| own.path().trim_end_matches('/').to_owned()).unwrap_or_default();
        }
        let authority = uri.authority().map_or("", |authority| authority.as_str());
        let scheme = if origin.https { "https" } else { "http" };
        Ok(Self { text: format!("{scheme}://{authority}{path}"), origin })
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the host and the port.
    pub(crate) fn server_address(&self) -> (&str, u16) {
        (&self.origin.host, self.origin.port)
    }

    #[cfg(feature = "hyper")]
    pub(crate) fn is_https(&self) -> bool {
        self.origin.https
    }

    /// Returns the URL to request for one that a server supplied: the same one, if it has this scheme, host and port. A
    /// server behind an edge or a gateway may name the host of the API's default URL, `own`; the result is then the
    /// same path below this base URL. Anything else is refused. All URLs from a server must pass this check.
    pub(crate) fn admit(&self, url: &str, own: &str) -> Result<String, String> {
        let (uri, origin) = parse_origin(url).map_err(|problem| format!("the URL {problem}"))?;
        if origin == self.origin {
            return Ok(url.to_owned());
        }
        // By what they mean, not by how they are written: `:443` and capitals in the host make no difference.
        let below_own = Self::parse(own, own).ok().filter(|own| own.origin == origin).and_then(|own| {
            let rest = uri.path_and_query().map_or("", |it| it.as_str()).strip_prefix(own.path())?;
            rest.starts_with(['/', '?']).then(|| format!("{}{rest}", self.text))
        });
        below_own.ok_or_else(|| "the URL points to another server than the configured one".to_owned())
    }

    /// The path, without a trailing slash.
    fn path(&self) -> &str {
        let rest = self.text.split_once("://").map_or("", |(_, rest)| rest);
        rest.find('/').map_or("", |at| &rest[at..])
    }
}

fn parse_origin(url: &str) -> Result<(Uri, Origin), &'static str> {
    // Transports parse the text again, perhaps by other rules: what may be read differently is refused.
    if url.bytes().any(|byte| byte <= b' ' || byte == b'\\' || byte == 0x7f) {
        return Err("contains a character that no URL may contain");
    }
    let uri: Uri = url.parse().map_err(|_| "is not valid")?;
    let https = match uri.scheme_str() {
        Some(scheme) if scheme.eq_ignore_ascii_case("https") => true,
        Some(scheme) if scheme.eq_ignore_ascii_case("http") => false,
        _ => return Err("does not begin with https:// or http://"),
    };
    let authority = uri.authority().ok_or("has no host")?;
    if authority.as_str().contains('@') {
        return Err("must not contain a user name or password");
    }
    let host = authority.host().to_ascii_lowercase();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'[' | b']' | b':');
    if host.is_empty() || !host.bytes().all(plain) {
        return Err("does not have a valid host");
    }
    // Not `Uri::port`, which accepts several ports and a sign before the number; other parsers accept neither.
    let port = match authority.as_str().get(host.len()..).unwrap_or_default() {
        "" if https => 443,
        "" => 80,
        rest => {
            let digits = rest.strip_prefix(':').filter(|port| port.bytes().all(|byte| byte.is_ascii_digit()));
            digits.and_then(|digits| digits.parse().ok()).ok_or("does not have a valid port")?
        }
    };
    Ok((uri, Origin { https, host, port }))
}

/// Reports whether a host, as written in a URL, is the local machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    let address = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    host.eq_ignore_ascii_case("localhost")
        || address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Adds an edge and a region to the host name of the API's default URL: `product[.edge][.region].rest`.
pub(crate) fn locate(
    own: &str,
    location: &Location,
    edge: Option<&str>,
    region: Option<&str>,
) -> Result<String, String> {
    if edge.is_some_and(|edge| !is_label(edge)) {
        return Err("the edge must be a host name label: letters, digits and hyphens".to_owned());
    }
    if region.is_some_and(|region| !location.regions.contains(&region)) {
        return Err(format!("the API is not available in that region; known regions: {}", location.regions.join(", ")));
    }
    // An edge is always followed by a region in the host name.
    let region = region.or_else(|| edge.and_then(|_| location.regions.first().copied()));
    let mut url = String::with_capacity(own.len() + 32);
    let (product, rest) = own.split_once('.').unwrap_or((own, ""));
    url.push_str(product);
    for label in [edge, region].into_iter().flatten() {
        url.push('.');
        url.push_str(label);
    }
    url.push('.');
    url.push_str(rest);
    Ok(url)
}

fn is_label(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}
