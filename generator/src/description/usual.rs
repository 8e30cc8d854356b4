//! What goes without saying of an operation, because its names or its method say it. Reading a description and writing one
//! have to agree on it.

use heck::ToUpperCamelCase;

use super::facts::Idempotency;

/// The id of an operation of a resource: `FetchParcel`.
pub(crate) fn id(operation: &str, resource: &str) -> String {
    format!("{}{resource}", operation.to_upper_camel_case())
}

/// The status of success. What other methods return depends on what they do.
pub(crate) fn status(method: &str) -> Option<u16> {
    match method {
        "GET" => Some(200),
        "DELETE" => Some(204),
        _ => None,
    }
}

/// Whether requests can be sent again: HTTP defines these methods as idempotent.
pub(crate) fn idempotency(method: &str) -> Option<Idempotency> {
    matches!(method, "GET" | "PUT" | "DELETE").then_some(Idempotency::Always)
}
