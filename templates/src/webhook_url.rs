//! The public URL of a webhook, verbatim, and the spellings of it that may have been signed. Knows no key.

use super::webhook_error::WebhookError;

/// What may stand in a value of a query with or without an escape.
const OPTIONAL: &str = "!$'()*,/:;?@";
/// Of these, what `encodeURIComponent` escapes.
const KEPT_BY_BROWSERS: &str = "$,/:;?@";

/// Returns a query without the escapes of characters that need none.
fn unescaped(query: &str) -> String {
    let mut result = String::with_capacity(query.len());
    let mut rest = query;
    while let Some(at) = rest.find('%') {
        result.push_str(&rest[..at]);
        let code = rest.get(at + 1..at + 3).and_then(|digits| u8::from_str_radix(digits, 16).ok()).map(char::from);
        let (text, length) = match code.filter(|code| OPTIONAL.contains(*code)) {
            Some(code) => (code, 3),
            None => ('%', 1),
        };
        result.push(text);
        rest = &rest[at + length..];
    }
    result + rest
}

/// Returns a character of a query, with an escape if it is one of those.
fn escape(character: char, escaped: &str) -> String {
    if escaped.contains(character) { format!("%{:02X}", u32::from(character)) } else { character.to_string() }
}

/// Returns the query of a URL, without the question mark.
pub(crate) fn query(url: &str) -> &str {
    let url = url.split('#').next().unwrap_or_default();
    url.split_once('?').map_or("", |(_, query)| query)
}

/// The parts of a URL, verbatim.
#[derive(Clone, Copy)]
pub(crate) struct Url<'a> {
    scheme: &'a str,
    /// User, password and host.
    host: &'a str,
    port: Option<&'a str>,
    path: &'a str,
    /// Including the question mark.
    query: &'a str,
}

impl<'a> Url<'a> {
    pub(crate) fn split(url: &'a str) -> Result<Self, WebhookError> {
        let parts = url.split_once("://").filter(|(scheme, rest)| {
            !scheme.is_empty()
                && scheme.bytes().all(|b| b.is_ascii_alphanumeric())
                && !rest.starts_with(['/', '?', '#'])
        });
        let Some((scheme, rest)) = parts.filter(|(_, rest)| !rest.is_empty()) else {
            return Err(WebhookError::configuration("the URL of the webhook is not absolute"));
        };
        let (authority, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let (path, query) = rest.split_at(rest.find('?').unwrap_or(rest.len()));
        // There is also a colon within an IPv6 address, which has brackets, and before a password.
        let port = authority.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()));
        let port = port.filter(|_| authority.rsplit('@').next().is_some_and(|host| host.contains(':')));
        let (host, port) = port.map_or((authority, None), |(host, port)| (host, Some(port)));
        Ok(Self { scheme, host, port, path, query })
    }

    #[cfg(feature = "axum")]
    pub(crate) fn has_query(&self) -> bool {
        !self.query.is_empty()
    }

    #[cfg(feature = "axum")]
    pub(crate) fn has_fragment(&self) -> bool {
        self.path.contains('#') || self.query.contains('#')
    }

    /// Returns the URLs that may have been signed: with and without a port, and with the query in each of the ways in which
    /// libraries escape what may stand in it with and without an escape. All of them mean the same.
    pub(crate) fn candidates(&self) -> Vec<String> {
        let standard = match self.scheme.to_ascii_lowercase().as_str() {
            "https" | "wss" => Some("443"),
            "http" | "ws" => Some("80"),
            _ => None,
        };
        let other = if self.port.is_some() { None } else { standard };
        let mut queries = vec![self.query.to_owned()];
        // Its first character separates it from the path.
        let (mark, rest) = self.query.split_at(self.query.len().min(1));
        let plain = unescaped(rest);
        for escaped in ["", "'", OPTIONAL, KEPT_BY_BROWSERS] {
            let query: String = plain.chars().map(|it| escape(it, escaped)).collect();
            let spellings = [query.replace('+', "%20"), query.replace("%20", "+"), query];
            queries.extend(spellings.map(|query| format!("{mark}{query}")));
        }
        queries.sort_unstable();
        queries.dedup();
        queries.iter().flat_map(|query| [self.with(self.port, query), self.with(other, query)]).collect()
    }

    fn with(&self, port: Option<&str>, query: &str) -> String {
        let Self { scheme, host, path, .. } = self;
        match port {
            Some(port) => format!("{scheme}://{host}:{port}{path}{query}"),
            None => format!("{scheme}://{host}{path}{query}"),
        }
    }
}
