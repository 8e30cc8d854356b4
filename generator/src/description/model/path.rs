//! The syntax of an operation's path.

/// Names in braces, in order. Braces that do not match were reported by [`path_error`].
pub(super) fn placeholders(path: &str) -> Vec<&str> {
    path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}')).collect()
}

/// What is wrong with a path, if anything is, and what to do about it.
pub(super) fn path_error(path: &str) -> Option<(String, &'static str)> {
    if !path.starts_with('/') {
        let help = "write it like `GET /Parcels/{Sid}`: the path is relative to `base_url` and the version";
        return Some((format!("the path `{path}` does not begin with `/`"), help));
    }
    for segment in path[1..].split('/') {
        let name = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(segment);
        if name.is_empty() {
            let help = "remove the `/` that is too much, or name the placeholder";
            return Some((format!("the path `{path}` has an empty segment"), help));
        }
        if !name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~')) {
            const OTHERWISE: &str = "only whole segments can be placeholders; an operation with another path cannot be \
                                     described, so leave it out";
            let (message, help) = if segment.contains('?') {
                ("has a query", "declare its parameters under `query`")
            } else if segment.starts_with([':', '<']) {
                ("has no braces", "write a placeholder as `{Sid}`")
            } else if segment.contains(['{', '}']) {
                ("has braces, but is not one placeholder", OTHERWISE)
            } else {
                (
                    "has characters that would be escaped",
                    "write it as the API does, if it has none of them; otherwise \
                                                          leave the operation out, because it cannot be described",
                )
            };
            return Some((format!("the path segment `{segment}` {message}"), help));
        }
        if name.bytes().all(|b| b == b'.') {
            return Some((
                format!("the path segment `{segment}` would change the path"),
                "write the path that it leads to",
            ));
        }
    }
    None
}
