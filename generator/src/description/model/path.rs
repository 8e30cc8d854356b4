//! The syntax of an operation's path.

/// Names in braces, in order. Braces that do not match were reported by [`path_error`].
pub(super) fn placeholders(path: &str) -> Vec<&str> {
    path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}')).collect()
}

/// What is wrong with a path, if anything is.
pub(super) fn path_error(path: &str) -> Option<String> {
    if !path.starts_with('/') {
        return Some(format!("the path `{path}` does not begin with `/`"));
    }
    for segment in path[1..].split('/') {
        let name = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(segment);
        if name.is_empty() {
            return Some(format!("the path `{path}` has an empty segment"));
        }
        if !name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~')) {
            return Some(format!("the path segment `{segment}` is neither plain text nor a `{{Placeholder}}`"));
        }
        if name.bytes().all(|b| b == b'.') {
            return Some(format!("the path segment `{segment}` would change the path"));
        }
    }
    None
}
