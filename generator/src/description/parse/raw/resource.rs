//! The keys of a resource's file: fields, types, operations, waiters.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Behaviour, Entries, Example, Required, Scalar};
use crate::description::facts::{Deviation, FieldFacts, Idempotency, Page, Permission, flag};

/// `resources/<name>.yaml`: one resource.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Resource {
    /// Name of the resource and of its Rust struct; the file is named after it in snake case.
    pub(crate) resource: String,
    /// Method of the client that gives access to the operations.
    pub(crate) accessor: String,
    /// What the resource is. Markdown.
    pub(crate) docs: String,
    /// What the operations do, in one or two sentences.
    pub(crate) operations_docs: String,
    /// URL of the vendor's page about the resource.
    pub(crate) link: String,
    /// Contradictions of the official OpenAPI document, by the resource as a whole, that are meant.
    #[serde(default)]
    pub(crate) deviates: Vec<Deviation>,
    /// What to use instead; marks the resource as deprecated. Markdown, one line.
    pub(crate) deprecated: Option<String>,
    /// Fields of the resource, by wire name.
    pub(crate) fields: Entries<Field>,
    /// Enums and structs that belong to the resource, by Rust name.
    #[serde(default)]
    pub(crate) types: Entries<TypeDef>,
    /// What several operations of the resource would say alike of their parameters, by wire name.
    #[serde(default)]
    pub(crate) parameters: Entries<ParameterEntry>,
    /// Operations, by Rust method name.
    pub(crate) operations: Entries<Operation>,
    /// Waiters, by the name of the goal: `completed` becomes the method `wait_until_completed`.
    #[serde(default)]
    pub(crate) waiters: Entries<Waiter>,
    /// How records come about, change and go: for a fake of the service.
    pub(crate) behaviour: Option<Behaviour>,
}

/// A method that waits for a state that the resource reaches on its own.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Waiter {
    /// Id of the operation of this resource that fetches it; its arguments become the arguments of the method.
    pub(crate) operation: String,
    /// Field of the resource that contains the state; its type is an enum.
    pub(crate) field: String,
    /// Values of the field that are the goal.
    pub(crate) success: Vec<String>,
    /// Values of the field from which the goal can no longer be reached. The waiter keeps polling on all other values.
    #[serde(default)]
    pub(crate) failure: Vec<String>,
    /// What the method waits for. Markdown.
    pub(crate) docs: String,
}

/// An enum (`values`) or a struct (`fields`).
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct TypeDef {
    /// What the type is. Markdown.
    pub(crate) docs: String,
    /// Makes the type an enum: values, by wire name.
    pub(crate) values: Option<Entries<Value>>,
    /// Makes the type a struct: fields, by wire name.
    pub(crate) fields: Option<Entries<Field>>,
    /// Documentation of a map with this name, which preserves members that are not in the description. Structs only.
    pub(crate) additional_fields: Option<String>,
    /// Contradictions of the official OpenAPI document that are meant.
    #[serde(default)]
    pub(crate) deviates: Vec<Deviation>,
}

/// A value of an enum: its documentation, or a map.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Value {
    /// What the value means. Markdown.
    Docs(String),
    /// What the value means, and other keys.
    Full(FullValue),
}

/// A value of an enum with keys other than its documentation.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct FullValue {
    /// What the value means.
    pub(crate) docs: String,
    /// Rust name of the variant.
    pub(crate) rust_name: Option<String>,
    /// What to use instead; marks the value as deprecated. Markdown, one line.
    pub(crate) deprecated: Option<String>,
    /// Contradictions of the official OpenAPI document that are meant.
    #[serde(default)]
    pub(crate) deviates: Vec<Deviation>,
}

/// A member of a JSON object.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Field {
    /// Type expression: `string`, `list<ParcelSid>`, `ParcelStatus`.
    #[serde(rename = "type")]
    pub(crate) ty: String,
    /// `true`: the field is always present and never null. `request`: constructors take it as an argument, and
    /// responses may lack it. Without this key, the field is optional, and null and absent mean the same.
    pub(crate) required: Option<Required>,
    #[serde(flatten)]
    pub(crate) facts: FieldFacts,
    /// Value that the server assumes if the field is absent; for the documentation.
    pub(crate) default: Option<Scalar>,
    /// Rust name, if the derived name is a keyword or misleading.
    pub(crate) rust_name: Option<String>,
    /// Example value: shown in the documentation of an optional value, used in code examples for a required one.
    pub(crate) example: Option<Example>,
}

/// An operation.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Operation {
    /// The vendor's operation id; names the request builder. Only where it is not made of the names of the operation and
    /// the resource: `FetchParcel`.
    pub(crate) id: Option<String>,
    /// Method and path, relative to `base_url` and `version`; placeholders are in braces: `GET /Parcels/{Sid}`.
    pub(crate) http: String,
    /// Success status; 204 means that the response is empty. Only where it is not 200 for a GET or 204 for a DELETE.
    pub(crate) status: Option<u16>,
    /// Whether the operation can be retried when the outcome of the previous attempt is unknown. Never for a GET; for a PUT or
    /// DELETE, only where it is not `always`.
    pub(crate) idempotency: Option<Idempotency>,
    /// What the operation does. Markdown.
    pub(crate) docs: String,
    /// `true`: the response has an ETag.
    #[serde(default)]
    #[schemars(schema_with = "flag")]
    pub(crate) returns_etag: bool,
    /// Permission that a restricted API key needs.
    pub(crate) permission: Option<Permission>,
    /// What to use instead; marks the operation as deprecated. Markdown, one line.
    pub(crate) deprecated: Option<String>,
    /// Contradictions of the official OpenAPI document that are meant.
    #[serde(default)]
    pub(crate) deviates: Vec<Deviation>,
    /// Path parameters, by wire name; one of which all is said elsewhere needs no entry.
    #[serde(default)]
    pub(crate) path: Entries<ParameterEntry>,
    /// Query parameters, by wire name.
    #[serde(default)]
    pub(crate) query: Entries<ParameterEntry>,
    /// Header parameters, by wire name.
    #[serde(default)]
    pub(crate) header: Entries<ParameterEntry>,
    /// Parameters in a form-encoded body, by wire name; only for POST, PUT and PATCH.
    #[serde(default)]
    pub(crate) form: Entries<ParameterEntry>,
    /// Makes the operation a list.
    pub(crate) page: Option<Page>,
    /// Names of error codes that are typical of the operation.
    #[serde(default)]
    pub(crate) errors: Vec<String>,
    /// How to determine the outcome if the response is lost; not allowed with `idempotency: always`.
    pub(crate) find: Option<Find>,
}

/// How to determine the outcome of an operation if its response is lost.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Find {
    /// Id of a list or fetch that shows the outcome.
    pub(crate) operation: String,
    /// Maps parameters of `operation` to inputs of this operation: `ParcelSid: Contents.first.sid`. `operation` must
    /// then belong to the same resource. Generates a second method next to this one: `create_or_find` next to `create`.
    pub(crate) by: Option<Entries<String>>,
    /// An input of this operation that makes the lookup impossible. Only with `by`.
    pub(crate) unless: Option<String>,
}

/// A parameter: its documentation, or a map.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum ParameterEntry {
    /// What the parameter means; the rest is said elsewhere. Markdown.
    Docs(String),
    /// What the parameter means, and other keys.
    Full(Box<Parameter>),
}

/// A parameter. What is said under `parameters`, or by the field of the same name, need not be said again.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Parameter {
    /// Type expression: `string`, `list<ParcelSid>`, `ParcelStatus`.
    #[serde(rename = "type")]
    pub(crate) ty: Option<String>,
    /// What the parameter means. Markdown.
    pub(crate) docs: Option<String>,
    /// `true`: the parameter is an argument of the method instead of a setter. Not for parameters in a path, which are
    /// always arguments, or in a header, which are always optional.
    #[serde(default)]
    #[schemars(schema_with = "flag")]
    pub(crate) required: bool,
    /// `true`: the unique name of the resource can be used instead of the SID; only for a SID in a path.
    #[serde(default)]
    #[schemars(schema_with = "flag")]
    pub(crate) or_name: bool,
    /// Unit of a number.
    pub(crate) unit: Option<String>,
    /// Smallest value of a number. The client checks it before it sends an integer in a query or a form.
    pub(crate) minimum: Option<i64>,
    /// Largest value of a number; checked like `minimum`.
    pub(crate) maximum: Option<i64>,
    /// Maximum length of a text, in characters; for the documentation.
    pub(crate) max_length: Option<u32>,
    /// Value that the server assumes if the parameter is absent; for the documentation.
    pub(crate) default: Option<Scalar>,
    /// What to use instead; marks the parameter as deprecated. Markdown, one line.
    pub(crate) deprecated: Option<String>,
    /// Contradictions of the official OpenAPI document that are meant.
    #[serde(default)]
    pub(crate) deviates: Vec<Deviation>,
    /// Rust name, if the derived name is a keyword or misleading.
    pub(crate) rust_name: Option<String>,
    /// Example value: shown in the documentation of an optional value, used in code examples for a required one.
    pub(crate) example: Option<Example>,
}
