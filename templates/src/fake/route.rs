//! Finds the operation of a request. Knows nothing of what operations do.

use percent_encoding::percent_decode_str;

use super::inputs::Pairs;
use super::table::{Served, Table};

/// Where a request leads.
pub(super) enum Route {
    Found(&'static Served, Pairs),
    /// The path exists; with the methods that it has.
    OtherMethod(String),
    Unknown,
}

/// A URL in the parts that matter here.
pub(super) struct Target<'a> {
    /// Scheme and host, if the URL has them.
    pub(super) origin: &'a str,
    pub(super) path: &'a str,
    pub(super) query: &'a str,
}

impl<'a> Target<'a> {
    pub(super) fn of(url: &'a str) -> Self {
        let url = url.split('#').next().unwrap_or_default();
        let (rest, query) = url.split_once('?').unwrap_or((url, ""));
        let host = rest.find("://").map_or(0, |at| at + 3);
        let path = if host == 0 { 0 } else { rest[host..].find('/').map_or(rest.len(), |at| host + at) };
        Self { origin: &rest[..path], path: &rest[path..], query }
    }
}

pub(super) fn route(table: &Table, method: &str, path: &str) -> Route {
    let base = Target::of(table.api.base_url).path;
    let Some(path) = path.strip_prefix(base).and_then(|path| path.strip_prefix('/')) else { return Route::Unknown };
    let decode = |part: &str| percent_decode_str(part).decode_utf8().map(String::from);
    let Ok(segments) = path.split('/').map(decode).collect::<Result<Vec<_>, _>>() else { return Route::Unknown };
    let mut matching: Vec<_> = table.operations.iter().filter_map(|served| matched(served, &segments)).collect();
    // A path without placeholders is meant before one with them.
    let Some(best) = matching.iter().map(|(_, _, placeholders)| placeholders.clone()).min() else {
        return Route::Unknown;
    };
    matching.retain(|(_, _, placeholders)| *placeholders == best);
    let methods: Vec<_> = matching.iter().map(|(served, ..)| served.operation.method().as_str()).collect();
    let allowed = methods.join(", ");
    match matching.into_iter().find(|(served, ..)| served.operation.method().as_str() == method) {
        Some((served, values, _)) => Route::Found(served, values),
        None => Route::OtherMethod(allowed),
    }
}

/// Returns the values of placeholders, and which segments are some.
fn matched(served: &'static Served, segments: &[String]) -> Option<(&'static Served, Pairs, Vec<bool>)> {
    let template = served.operation.path_template().trim_start_matches('/');
    if template.split('/').count() != segments.len() {
        return None;
    }
    let (mut values, mut placeholders) = (Pairs::new(), Vec::new());
    for (part, segment) in template.split('/').zip(segments) {
        let name = part.strip_prefix('{').and_then(|part| part.strip_suffix('}'));
        match name {
            Some(name) if !segment.is_empty() => values.push((name.to_owned(), segment.clone())),
            None if part == segment => {}
            _ => return None,
        }
        placeholders.push(name.is_some());
    }
    Some((served, values, placeholders))
}
