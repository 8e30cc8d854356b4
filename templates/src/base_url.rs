//! Where the API is, and whether another URL is at the same place. Knows URLs only; must not know what is
//! requested there.

use http::Uri;

use super::api::Location;

/// A checked base URL. Every URL that credentials are sent to comes from here or passes
/// [`BaseUrl::admit`].
#[derive(Debug)]
pub(crate) struct BaseUrl {
    /// Without a slash at the end.
    text: String,
    origin: Origin,
}

#[derive(Debug, PartialEq, Eq)]
struct Origin {
    https: bool,
    /// In lower case; an IPv6 address has its brackets.
    host: String,
    port: u16,
}

impl BaseUrl {
    /// Checks a base URL. One without a path gets the path of the API's own.
    pub(crate) fn parse(text: &str, own: &str) -> Result<Self, String> {
        if text.contains(['?', '#']) {
            return Err("the base URL must have no query and no fragment".to_owned());
        }
        let (uri, origin) = parse_origin(text).map_err(|problem| format!("the base URL {problem}"))?;
        if !origin.https && !is_loopback(&origin.host) {
            return Err("the base URL must begin with https: plain http is for loopback addresses only".to_owned());
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

    #[cfg(feature = "tracing")]
    pub(crate) fn host(&self) -> &str {
        &self.origin.host
    }

    #[cfg(feature = "tracing")]
    pub(crate) fn port(&self) -> u16 {
        self.origin.port
    }

    #[cfg(feature = "hyper")]
    pub(crate) fn is_https(&self) -> bool {
        self.origin.https
    }

    /// The URL that is asked for when a server supplies one: the same, if it has this scheme, host and port. A server
    /// behind an edge or a gateway may name the API's own host, which is `own`; then it is the same path at this place.
    /// Anything else is refused. The only gate for URLs that a server supplied.
    pub(crate) fn admit(&self, url: &str, own: &str) -> Result<String, String> {
        let refused = match self.check_origin(url) {
            Ok(()) => return Ok(url.to_owned()),
            Err(refused) => refused,
        };
        let below_own = Self::parse(own, own).ok().filter(|own| own.check_origin(url).is_ok());
        match below_own.and_then(|own| url.strip_prefix(own.as_str()).map(str::to_owned)) {
            Some(rest) if rest.starts_with(['/', '?']) => Ok(format!("{}{rest}", self.text)),
            _ => Err(refused),
        }
    }

    fn check_origin(&self, url: &str) -> Result<(), String> {
        let (_, origin) = parse_origin(url).map_err(|problem| format!("the URL {problem}"))?;
        if origin != self.origin {
            return Err("the URL leads to another server than the configured one".to_owned());
        }
        Ok(())
    }
}

fn parse_origin(url: &str) -> Result<(Uri, Origin), &'static str> {
    // Transports parse the text again, perhaps by other rules: what these rules read differently is refused.
    if url.bytes().any(|byte| byte <= b' ' || byte == b'\\' || byte == 0x7f) {
        return Err("holds a character that no URL may hold");
    }
    let uri: Uri = url.parse().map_err(|_| "is not valid")?;
    let https = match uri.scheme_str() {
        Some(scheme) if scheme.eq_ignore_ascii_case("https") => true,
        Some(scheme) if scheme.eq_ignore_ascii_case("http") => false,
        _ => return Err("does not begin with https:// or http://"),
    };
    let authority = uri.authority().ok_or("has no host")?;
    if authority.as_str().contains('@') {
        return Err("must hold no user name or password");
    }
    let host = authority.host().to_ascii_lowercase();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'[' | b']' | b':');
    if host.is_empty() || !host.bytes().all(plain) {
        return Err("has no valid host");
    }
    // Not `Uri::port`, which takes the last of several ports and reads a sign before it; other parsers do neither.
    let port = match authority.as_str().get(host.len()..).unwrap_or_default() {
        "" if https => 443,
        "" => 80,
        rest => {
            let digits = rest.strip_prefix(':').filter(|port| port.bytes().all(|byte| byte.is_ascii_digit()));
            digits.and_then(|digits| digits.parse().ok()).ok_or("has no valid port")?
        }
    };
    Ok((uri, Origin { https, host, port }))
}

/// Whether a host, in the form that it has in a URL, is this machine itself.
pub(crate) fn is_loopback(host: &str) -> bool {
    let address = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    host.eq_ignore_ascii_case("localhost")
        || address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Puts an edge and a region into the host name of the API's own URL: `product[.edge][.region].rest`.
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
        return Err(format!("the API is not available in that region; known: {}", location.regions.join(", ")));
    }
    // An edge is always followed by a region.
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
