//! Responses: those of success, the one of every failure, and the headers that they have.

use super::docs;
use super::examples::Examples;
use super::schemas::{self, Schemas, Way};
use super::value::{Object, Value};
use crate::description::surface::{Operation, Pagination, Response, Surface};

/// Name of the response that reports a failure.
const FAILURE: &str = "Error";
const ETAG: &str = "ETag";

/// The headers of responses: each with the name of its component and its definition.
pub(super) struct Headers {
    /// Those that every response may have.
    common: Vec<(String, Object)>,
    etag: Option<Object>,
}

impl Headers {
    pub(super) fn of(surface: &Surface) -> Self {
        let header = |description: &str, example: Option<&str>| {
            Object::new()
                .with("description", description)
                .with("schema", Object::new().with("type", "string"))
                .with_some("example", example)
        };
        let mut common = Vec::new();
        if let Some(name) = &surface.response_headers.request_id {
            common.push((name.clone(), header("Identifies the request to the support.", None)));
        }
        if let Some(names) = &surface.response_headers.rate_limit {
            common.push((names.limit.clone(), header("The rate limit.", Some("100"))));
            common.push((names.remaining.clone(), header("What remains of the rate limit.", Some("99"))));
            common.push((names.config.clone(), header("The configuration of the rate limit.", None)));
        }
        let has_etag = surface.operations.iter().any(|operation| operation.facts.returns_etag);
        let etag = has_etag.then(|| header("Version of the resource; goes into `If-Match`.", Some("\"1\"")));
        Self { common, etag }
    }

    /// The definitions, by name.
    pub(super) fn components(&self) -> Object {
        let mut components = Object::new();
        for (name, header) in self.etag.iter().map(|header| (ETAG, header)).chain(self.common()) {
            components.set(component(name), header.clone());
        }
        components
    }

    fn common(&self) -> impl Iterator<Item = (&str, &Object)> {
        self.common.iter().map(|(name, header)| (name.as_str(), header))
    }

    /// References to the headers of a response.
    fn references(&self, has_etag: bool) -> Object {
        let names = has_etag.then_some(ETAG).into_iter().chain(self.common().map(|(name, _)| name));
        let mut references = Object::new();
        for name in names {
            let target = format!("#/components/headers/{}", component(name));
            references.set(name.to_owned(), Object::new().with("$ref", target));
        }
        references
    }
}

/// The name of a component. Names of headers may have characters that those of components may not.
fn component(header: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    header.chars().map(|c| if fits(c) { c } else { '_' }).collect()
}

/// The response of an operation that succeeded.
pub(super) fn success(
    operation: &Operation,
    surface: &Surface,
    schemas: &Schemas<'_>,
    examples: &Examples<'_>,
    headers: &Headers,
) -> Object {
    let (description, schema) = match &operation.response {
        Response::Nothing => ("Done.", None),
        Response::One(ty) => ("The resource.", Some(schemas.ty(ty, Way::Out))),
        Response::Page { key, item, .. } => {
            let items = Object::new().with("type", "array").with("items", schemas.ty(item, Way::Out));
            let mut properties = Object::new().with(key.clone(), items);
            let mut required = vec![Value::from(key)];
            if let Some(pagination) = &surface.pagination {
                properties.set(pagination.facts.envelope.clone(), schemas::reference(&schemas.envelope));
                required.push(Value::from(&pagination.facts.envelope));
            }
            let page = Object::new().with("type", "object").with("properties", properties).with("required", required);
            ("A page of the list.", Some(page))
        }
    };
    let content = schema.map(|schema| {
        let example = examples.response(operation).map(|value| Object::new().with("value", value));
        let examples = example.map(|example| Object::new().with("example", example));
        json(Object::new().with("schema", schema).with_some("examples", examples))
    });
    Object::new()
        .with("description", description)
        .with_content("headers", headers.references(operation.facts.returns_etag))
        .with_some("content", content)
}

/// The response of an operation that failed, with the codes that are typical of it.
pub(super) fn failure(operation: &Operation, surface: &Surface) -> Object {
    let has_permission = operation.facts.permission.is_some();
    let codes = surface
        .errors
        .iter()
        .filter(|error| operation.errors.contains(&error.name) || (error.facts.missing_permission && has_permission));
    let codes: Vec<String> =
        codes.map(|error| docs::item(&format!("{} (`{}`)", error.facts.code, error.name), &error.facts.docs)).collect();
    let reference = Object::new().with("$ref", format!("#/components/responses/{FAILURE}"));
    if codes.is_empty() {
        return reference;
    }
    reference.with("description", format!("The request failed. Typical codes:\n\n{}", codes.join("\n")))
}

/// The response that all operations share, by name.
pub(super) fn components(schemas: &Schemas<'_>, headers: &Headers) -> Object {
    let failure = Object::new()
        .with("description", "The request failed.")
        .with_content("headers", headers.references(false))
        .with("content", json(Object::new().with("schema", schemas::reference(&schemas.error))));
    Object::new().with(FAILURE, failure)
}

/// The schema of errors. Servers leave out what they do not know.
pub(super) fn error() -> Object {
    let member = |ty: &str, description: &str| Object::new().with("type", ty).with("description", description);
    let properties = Object::new()
        .with("code", member("integer", "Code of the error, as documented.").with("format", "int64"))
        .with("message", member("string", "What went wrong. It may quote what was sent."))
        .with("more_info", member("string", "URL of the documentation of the code.").with("format", "uri"))
        .with("status", member("integer", "The HTTP status."))
        .with("details", Object::new().with("description", "Whatever else is known."));
    Object::new().with("type", "object").with("description", "Why a request failed.").with("properties", properties)
}

/// The schema of what accompanies the items of a list.
pub(super) fn envelope(pagination: &Pagination) -> Object {
    let facts = &pagination.facts;
    let number = |description: &str| {
        Object::new().with("type", "integer").with("format", "int64").with("description", description)
    };
    let url =
        |description: &str| Object::new().with("type", "string").with("format", "uri").with("description", description);
    let other = |description: &str| url(description).with("type", vec![Value::from("string"), Value::from("null")]);
    let properties = Object::new()
        .with(facts.index.clone(), number("Number of the page, from 0."))
        .with(facts.size.clone(), number("How many items a page has at most."))
        .with(facts.first.clone(), url("URL of the first page."))
        .with(facts.previous.clone(), other("URL of the previous page; null on the first page."))
        .with(facts.current.clone(), url("URL of this page."))
        .with(facts.next.clone(), other("URL of the next page; null on the last page. To be used unchanged."));
    Object::new()
        .with("type", "object")
        .with("description", "The place of a page in its list.")
        .with("properties", properties)
}

/// Content that is JSON.
pub(super) fn json(media: Object) -> Object {
    Object::new().with("application/json", media)
}
