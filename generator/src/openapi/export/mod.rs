//! Writes a surface as an OpenAPI 3.1 document.
//!
//! ```text
//! value ◄── docs, examples ◄── schemas ◄── responses, webhooks
//!                                             ▲
//!                                         operations
//! ```

mod docs;
mod examples;
mod operations;
mod responses;
mod schemas;
mod value;
mod webhooks;

use self::examples::Examples;
use self::operations::Operations;
use self::responses::Headers;
use self::schemas::Schemas;
pub use self::schemas::sid_pattern;
use self::value::{Object, Value};
use crate::description::surface::Surface;

/// The version of the specification that documents follow.
const OPENAPI: &str = "3.1.0";
/// Extension of `info` that tells an export from the official document, which deviations are about.
pub(super) const EXPORTED: &str = "x-exported";
/// Name of the only security scheme.
const BASIC: &str = "basic";

/// An API as an OpenAPI 3.1 document in JSON. Ends with a line break.
///
/// What OpenAPI has no words for is in extensions: `x-idempotency`, `x-permission` and `x-find` of operations, `x-unit`
/// and `x-sensitive` of values.
pub fn export(surface: &Surface) -> String {
    let mut text = serde_json::to_string_pretty(&document(surface)).expect("a JSON value is JSON");
    text.push('\n');
    text
}

fn document(surface: &Surface) -> Object {
    let (schemas, examples, headers) = (Schemas::of(surface), Examples::of(surface), Headers::of(surface));
    let operations = Operations { surface, schemas: &schemas, examples: &examples, headers: &headers };
    let paths = operations.paths();
    let server = Object::new().with("url", &surface.base_url);
    let info = Object::new()
        .with("title", &surface.title)
        .with("version", &surface.version)
        .with("description", docs::markdown(&surface.docs))
        .with(EXPORTED, true);
    let security = Object::new().with(BASIC, Vec::<Value>::new());
    Object::new()
        .with("openapi", OPENAPI)
        .with("info", info)
        .with("externalDocs", docs::external(&surface.link))
        .with("servers", vec![server.into()])
        .with("security", vec![security.into()])
        .with("tags", tags(surface))
        .with("paths", paths)
        .with_content("webhooks", webhooks::webhooks(surface, &examples))
        .with("components", components(surface, &schemas, &headers))
}

/// A tag for each resource.
fn tags(surface: &Surface) -> Vec<Value> {
    let tags = surface.resources.iter().map(|resource| {
        let text = docs::describe(&resource.docs, [docs::deprecated(resource.deprecated.as_ref())]);
        let tag = Object::new().with("name", &resource.name).with("description", text);
        tag.with("externalDocs", docs::external(&resource.link)).into()
    });
    tags.collect()
}

fn components(surface: &Surface, schemas: &Schemas<'_>, headers: &Headers) -> Object {
    let mut shapes = schemas.components();
    shapes.set(schemas.error.clone(), responses::error());
    if let Some(pagination) = &surface.pagination {
        shapes.set(schemas.envelope.clone(), responses::envelope(pagination));
    }
    let basic = Object::new()
        .with("type", "http")
        .with("scheme", "basic")
        .with("description", "An API key and its secret, or the SID of an account and its token.");
    Object::new()
        .with("schemas", shapes)
        .with("responses", responses::components(schemas, headers))
        .with_content("headers", headers.components())
        .with("securitySchemes", Object::new().with(BASIC, basic))
}
