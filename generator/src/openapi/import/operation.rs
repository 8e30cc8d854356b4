//! An operation: its parameters, its body, and its successful response.

use std::collections::HashSet;

use super::paths::Place;
use super::reader::Reader;
use super::values::Read;
use crate::description::surface::{
    BASIC, FORM, Idempotency, JSON, Operation, OperationFacts, Parameter, ParameterFacts, ParameterLocation, Response,
    Type,
};
use crate::openapi::document::Node;

/// Headers that are not parameters: OpenAPI says so itself, or HTTP does.
const NOT_PARAMETERS: [&str; 4] = ["accept", "content-type", "content-length", "authorization"];
/// Headers that tell browsers which origins may call; they are not part of an API.
const CROSS_ORIGIN: &str = "access-control-";

/// A successful response.
struct Success<'a> {
    status: u16,
    node: Node<'a>,
}

impl<'a> Reader<'a> {
    pub(super) fn operation(&mut self, place: Place<'a>, path: String) -> Operation {
        let Place { method, item, node } = place;
        let method = method.to_ascii_uppercase();
        let id =
            node.get("operationId").and_then(Node::as_str).map_or_else(|| format!("{method} {path}"), str::to_owned);
        let mut parameters = self.parameters(item, node, &id);
        let request_type = self.body(node, &id, &mut parameters);
        let success = self.success(node);
        let (mut headers, mut returns_etag) = (Vec::new(), false);
        for (name, _) in success.node.get("headers").into_iter().flat_map(Node::entries) {
            match name.to_ascii_lowercase() {
                lower if lower.starts_with(CROSS_ORIGIN) => {}
                lower if lower == "etag" => returns_etag = true,
                _ => headers.push(name.to_owned()),
            }
        }
        let (response_type, schema) = match self.content(success.node, JSON) {
            Some((media, schema)) => (Some(media), schema),
            None => (None, None),
        };
        let response = match (&response_type, schema) {
            (None, _) => Response::Nothing,
            (Some(_), None) => Response::One(Type::Json),
            (Some(_), Some(schema)) => self.response(schema, &id, &mut parameters),
        };
        Operation {
            resource: String::new(),
            authentication: self.authentication(node),
            method,
            path,
            parameters,
            response,
            request_type,
            response_type,
            headers,
            facts: OperationFacts {
                status: success.status,
                // The document does not say it.
                idempotency: Idempotency::Never,
                docs: node.get("description").and_then(Node::as_str).unwrap_or_default().to_owned(),
                returns_etag,
                permission: None,
                deprecated: (node.get("deprecated").and_then(Node::as_bool) == Some(true)).then(String::new),
                deviates: Vec::new(),
            },
            errors: Vec::new(),
            find: None,
            source: node.get("operationId").unwrap_or(node).location(),
            id,
        }
    }

    /// The parameters of the path item and of the operation, which precede.
    fn parameters(&mut self, item: Node<'a>, operation: Node<'a>, id: &str) -> Vec<Parameter> {
        let (mut found, mut seen): (Vec<Parameter>, _) = (Vec::new(), HashSet::new());
        for owner in [operation, item] {
            for node in owner.get("parameters").into_iter().flat_map(Node::items) {
                let Some(parameter) = self.parameter(node, id) else { continue };
                let name = match parameter.location {
                    ParameterLocation::Header => parameter.name.to_ascii_lowercase(),
                    _ => parameter.name.clone(),
                };
                if seen.insert((parameter.location, name)) {
                    found.push(parameter);
                }
            }
        }
        found.sort_by_key(|parameter| parameter.location);
        found
    }

    fn parameter(&mut self, reference: Node<'a>, id: &str) -> Option<Parameter> {
        let node = self.resolve(reference)?;
        let (Some(name), Some(place)) = (node.get("name"), node.get("in")) else {
            self.finding(node, "a parameter must have `name` and `in`");
            return None;
        };
        let Some(wire) = name.as_str() else {
            self.finding(name, "the name of a parameter must be text");
            return None;
        };
        let location = match place.as_str() {
            Some("path") => ParameterLocation::Path,
            Some("query") => ParameterLocation::Query,
            Some("header") if NOT_PARAMETERS.contains(&wire.to_ascii_lowercase().as_str()) => return None,
            Some("header") => ParameterLocation::Header,
            _ => {
                self.finding(place, format!("the parameter `{wire}` is in neither path, query nor header"));
                return None;
            }
        };
        self.check_style(node, wire, location);
        let schema = node.get("schema").or_else(|| self.content(node, JSON).and_then(|(_, schema)| schema));
        let mut read = match schema {
            Some(schema) => self.value(schema, &format!("{id}.{wire}")),
            None => {
                self.finding(node, format!("the parameter `{wire}` has no schema"));
                return None;
            }
        };
        if node.get("deprecated").and_then(Node::as_bool) == Some(true) {
            read.facts.value.deprecated = Some(String::new());
        }
        let required =
            location == ParameterLocation::Path || node.get("required").and_then(Node::as_bool) == Some(true);
        Some(input(location, wire, required, read, name))
    }

    /// Other than the usual ways to write a list into a URL cannot be described.
    fn check_style(&mut self, node: Node<'a>, wire: &str, location: ParameterLocation) {
        let usual = match location {
            ParameterLocation::Query => ("form", true),
            _ => ("simple", false),
        };
        if let Some(style) = node.get("style")
            && style.as_str() != Some(usual.0)
        {
            self.finding(style, format!("the parameter `{wire}` is written in an unusual style"));
        }
        if let Some(explode) = node.get("explode")
            && explode.as_bool() != Some(usual.1)
        {
            self.finding(explode, format!("the parameter `{wire}` is written in an unusual style"));
        }
    }

    /// Reads the members of a form into parameters; returns the media type of the body.
    fn body(&mut self, operation: Node<'a>, id: &str, parameters: &mut Vec<Parameter>) -> Option<String> {
        let body = self.resolve(operation.get("requestBody")?)?;
        let (media, schema) = self.content(body, FORM)?;
        let schema = schema?;
        let form = self.schema(schema);
        let members: Vec<_> = form.parts().filter_map(|part| part.get("properties")).flat_map(Node::entries).collect();
        if members.is_empty() && form.parts().next().is_some() {
            self.finding(schema, "the body of a request has no members");
        }
        let required = form.parts().filter_map(|part| part.get("required")).flat_map(Node::items);
        let required: HashSet<&str> = required.filter_map(Node::as_str).collect();
        let mut seen = HashSet::new();
        for (wire, node) in members {
            if !seen.insert(wire) {
                continue;
            }
            let read = self.value(node, &format!("{id}.{wire}"));
            let is_required = required.contains(wire);
            parameters.push(input(ParameterLocation::Form, wire, is_required, read, node));
        }
        Some(media)
    }

    /// The media type and the schema of some content: of the preferred type if there is one, else the first.
    fn content(&mut self, node: Node<'a>, preferred: &str) -> Option<(String, Option<Node<'a>>)> {
        let content = node.get("content")?;
        let is_preferred = |(media, _): &(&'a str, Node<'a>)| {
            let essence = media.split(';').next().unwrap_or_default().trim();
            essence.eq_ignore_ascii_case(preferred)
        };
        let (media, found) = content.entries().find(is_preferred).or_else(|| content.entries().next())?;
        let media = if is_preferred(&(media, found)) { preferred } else { media };
        Some((media.to_owned(), found.get("schema")))
    }

    /// The successful response; of several, the one with the lowest status.
    fn success(&mut self, operation: Node<'a>) -> Success<'a> {
        let responses = operation.get("responses").unwrap_or(operation);
        let mut found: Vec<Success<'a>> = Vec::new();
        for (status, node) in responses.entries() {
            let status = match status.to_ascii_uppercase().as_str() {
                "2XX" => Some(200),
                other => other.parse().ok().filter(|status| (200..300).contains(status)),
            };
            if let Some(status) = status
                && let Some(node) = self.resolve(node)
            {
                found.push(Success { status, node });
            }
        }
        found.sort_by_key(|success| success.status);
        let mut found = found.into_iter();
        let first = found.next();
        if let Some(other) = found.next() {
            self.finding(other.node, "a second successful response cannot be described");
        }
        first.unwrap_or_else(|| {
            self.finding(responses, "the operation has no successful response");
            Success { status: 200, node: responses }
        })
    }

    /// The ways to authenticate; those of the operation replace those of the document.
    fn authentication(&mut self, operation: Node<'a>) -> Vec<String> {
        let Some(security) = operation.get("security").or_else(|| self.root.get("security")) else { return Vec::new() };
        let schemes = self.root.get("components").and_then(|components| components.get("securitySchemes"));
        let mut ways = Vec::new();
        for requirement in security.items() {
            let names: Vec<&str> = requirement.entries().map(|(name, _)| name).collect();
            let words = names.iter().map(|name| {
                let scheme = schemes.and_then(|schemes| schemes.get(name)).and_then(|scheme| self.resolve(scheme));
                scheme.map_or_else(|| format!("unknown scheme `{name}`"), way)
            });
            ways.push(words.collect::<Vec<_>>().join(" and "));
        }
        ways.sort_unstable();
        ways.dedup();
        ways
    }
}

/// What a security scheme asks for.
fn way(scheme: Node<'_>) -> String {
    let text = |key: &str| scheme.get(key).and_then(Node::as_str).unwrap_or_default();
    match text("type") {
        "http" if text("scheme").eq_ignore_ascii_case("basic") => BASIC.to_owned(),
        "http" => format!("HTTP {}", text("scheme")),
        "apiKey" => format!("{} `{}`", text("in"), text("name")),
        other => other.to_owned(),
    }
}

fn input(location: ParameterLocation, wire: &str, required: bool, read: Read, source: Node<'_>) -> Parameter {
    Parameter {
        location,
        name: wire.to_owned(),
        ty: read.ty,
        required,
        facts: ParameterFacts { value: read.facts.value, or_name: false },
        default: read.default,
        example: None,
        source: source.location(),
        inherits: Vec::new(),
    }
}
