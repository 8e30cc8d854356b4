//! The paths of a document: base URL and version in front, and the operations below.

use std::collections::BTreeMap;

use super::reader::Reader;
use crate::description::surface::Operation;
use crate::openapi::document::{Kind, Node};

/// The methods of HTTP that OpenAPI knows.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// An operation and the path item that it is in.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) method: &'static str,
    pub(super) item: Node<'a>,
    pub(super) node: Node<'a>,
}

impl<'a> Reader<'a> {
    /// The base URL, the version, and all operations in the order of the document.
    pub(super) fn paths(&mut self, paths: Node<'a>) -> (String, String, Vec<Operation>) {
        let mut places = Vec::new();
        for (path, item) in paths.entries().filter(|(path, _)| !path.starts_with("x-")) {
            let Some(item) = self.resolve(item) else { continue };
            if item.kind() != Kind::Map {
                self.finding(item, format!("the path `{path}` must be an object"));
                continue;
            }
            for method in METHODS {
                let Some(node) = item.get(method) else { continue };
                if node.kind() != Kind::Map {
                    self.finding(node, "an operation must be an object");
                    continue;
                }
                let place = Place { method, item, node };
                let server = self.server(place);
                places.push((server, path, place));
            }
        }
        let base_url = most_common(places.iter().map(|(server, ..)| server.as_str()));
        let version = most_common(places.iter().map(|(_, path, _)| version_of(path).unwrap_or_default()));
        let operations = places.iter().map(|(server, path, place)| {
            let relative = match version_of(path) {
                Some(own) if own == version => &path[own.len() + 1..],
                _ => path,
            };
            // What lies elsewhere is told by its path: it cannot be put together from base URL and version.
            let path = if *server == base_url { relative.to_owned() } else { format!("{server}{path}") };
            self.operation(*place, path)
        });
        let operations = operations.collect();
        (base_url, version, operations)
    }

    /// The first server of an operation, without a slash at the end.
    fn server(&mut self, place: Place<'a>) -> String {
        let servers = [place.node, place.item, self.root].into_iter().filter_map(|node| node.get("servers"));
        let Some(server) = servers.flat_map(Node::items).next() else { return String::new() };
        let Some(url) = server.get("url").and_then(Node::as_str) else {
            self.finding(server, "a server must have a URL");
            return String::new();
        };
        let variables = server.get("variables").into_iter().flat_map(Node::entries);
        let url = variables.fold(url.to_owned(), |url, (name, variable)| {
            let default = variable.get("default").and_then(Node::as_str).unwrap_or_default();
            url.replace(&format!("{{{name}}}"), default)
        });
        url.trim_end_matches('/').to_owned()
    }
}

/// The first segment of a path, if it looks like a version: `v2`, `v2beta1`, `2010-04-01`.
fn version_of(path: &str) -> Option<&str> {
    let segment = path.strip_prefix('/')?.split('/').next()?;
    let digits = segment.strip_prefix('v').unwrap_or(segment);
    digits.starts_with(|c: char| c.is_ascii_digit()).then_some(segment)
}

/// What occurs most often; of equally many, the first in alphabetical order.
fn most_common<'a>(items: impl Iterator<Item = &'a str>) -> String {
    let mut counts = BTreeMap::<&str, usize>::new();
    for item in items {
        *counts.entry(item).or_default() += 1;
    }
    let most = counts.into_iter().rev().max_by_key(|(_, count)| *count);
    most.map(|(item, _)| item.to_owned()).unwrap_or_default()
}
