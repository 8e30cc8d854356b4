//! The operations of a surface, with their parameters, and what can be waited for.

use serde::Serialize;

use super::location::SourceLocation;
use super::shapes::Type;
use crate::description::facts::{OperationFacts, ParameterFacts, ParameterLocation};

/// An operation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Operation {
    /// The vendor's operation id.
    pub id: String,
    /// Name of the resource, which is also a shape.
    pub resource: String,
    /// HTTP method in capitals.
    pub method: String,
    /// Path relative to the base URL and the version, placeholders in braces.
    pub path: String,
    /// Parameters: path, query, header, form; within each in the order of the description. A list's page size is not among
    /// them, see [`Pagination`](super::Pagination).
    pub parameters: Vec<Parameter>,
    /// The body of a successful response.
    pub response: Response,
    /// Media type of the request's body, if it has one.
    pub request_type: Option<String>,
    /// Media type of a successful response's body, if it has one.
    pub response_type: Option<String>,
    /// Headers that the response may have besides an ETag.
    pub headers: Vec<String>,
    /// The ways to authenticate, any of which will do: `basic`.
    pub authentication: Vec<String>,
    /// Names of error codes that are typical of it.
    pub errors: Vec<String>,
    /// How to find out what became of it.
    pub find: Option<Find>,
    /// What is known of it besides.
    #[serde(flatten)]
    pub facts: OperationFacts,
    /// Where it is written.
    pub source: SourceLocation,
}

/// The body of a successful response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Response {
    /// No body.
    Nothing,
    /// One value.
    One(Type),
    /// A page of a list.
    Page {
        /// Member that holds the items.
        key: String,
        /// Type of an item.
        item: Type,
        /// Largest page size.
        max_size: i64,
    },
}

/// How to find out what became of an operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Find {
    /// Id of the operation that finds.
    pub operation: String,
    /// Parameters of that operation, each with the input that provides its value; empty if only the caller knows how.
    pub by: Vec<FindBy>,
    /// An input with which what is created cannot be found: a parameter and members within it.
    pub unless: Option<Vec<String>>,
}

/// A parameter of the operation that finds, and what provides its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FindBy {
    /// Name of the parameter.
    pub parameter: String,
    /// A parameter of the operation that creates, and members within it.
    pub input: Vec<String>,
}

/// A parameter of an operation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Parameter {
    /// Where it goes.
    pub location: ParameterLocation,
    /// Its name on the wire.
    pub name: String,
    /// Its type. In a form, structs, maps and `json` travel as JSON text.
    #[serde(rename = "type")]
    pub ty: Type,
    /// The API insists on it.
    pub required: bool,
    /// What is known of it besides.
    #[serde(flatten)]
    pub facts: ParameterFacts,
    /// What the server assumes if it is absent.
    pub default: Option<serde_json::Value>,
    /// An example value.
    pub example: Option<serde_json::Value>,
    /// Where it is written. A parameter that only the path of its operation names is written there; the pointer leads to
    /// where it would have an entry.
    pub source: SourceLocation,
    /// What says the rest of it, the nearest first: what operations say alike, and the field of the same name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inherits: Vec<SourceLocation>,
}

/// States that a resource comes to by itself, so that clients can wait for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Waiter {
    /// Name of the goal.
    pub name: String,
    /// Name of the resource, which is also a shape.
    pub resource: String,
    /// Id of the operation that fetches the resource.
    pub operation: String,
    /// The field of the resource that holds its state.
    pub field: String,
    /// Values of the field that are the goal.
    pub success: Vec<String>,
    /// Values of the field from which the goal can no longer be reached.
    pub failure: Vec<String>,
    /// What is waited for. Markdown.
    pub docs: String,
    /// Where it is written.
    pub source: SourceLocation,
}
