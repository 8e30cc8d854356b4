//! The keys of a resource's file: fields, types, operations, waiters.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Entries, Example, Flag, Required, Scalar};

/// `resources/<name>.yaml`: one resource.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Resource {
    /// Name of the resource and of its Rust struct; the file is named after it in snake case.
    pub(crate) resource: String,
    /// Method of the client that gives access to its operations.
    pub(crate) accessor: String,
    /// What the resource is. Markdown.
    pub(crate) docs: String,
    /// What can be done with it; one or two sentences.
    pub(crate) operations_docs: String,
    /// The vendor's page about it.
    pub(crate) link: String,
    /// Marks the resource as deprecated and says what to use instead. Markdown, one line.
    pub(crate) deprecated: Option<String>,
    /// Fields by wire name.
    pub(crate) fields: Entries<Field>,
    /// Enums and structs that belong to it, by Rust name.
    #[serde(default)]
    pub(crate) types: Entries<TypeDef>,
    /// Operations by Rust method name.
    pub(crate) operations: Entries<Operation>,
    /// What can be waited for, by the name of the goal: `completed` gives the method `wait_until_completed`.
    #[serde(default)]
    pub(crate) waiters: Entries<Waiter>,
}

/// States that a resource comes to by itself, so that one can wait for them.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Waiter {
    /// Id of the operation that fetches the resource.
    pub(crate) operation: String,
    /// Field of the resource that holds its state, an enum.
    pub(crate) field: String,
    /// Values of the field that are the goal.
    pub(crate) success: Vec<String>,
    /// Values of the field after which the goal cannot be reached any more.
    #[serde(default)]
    pub(crate) failure: Vec<String>,
    /// What is waited for. Markdown.
    pub(crate) docs: String,
}

/// An enum (`values`) or a struct (`fields`).
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct TypeDef {
    /// What it is. Markdown.
    pub(crate) docs: String,
    /// Makes it an enum: values by wire name.
    pub(crate) values: Option<Entries<Value>>,
    /// Makes it a struct: fields by wire name.
    pub(crate) fields: Option<Entries<Field>>,
    /// Keeps members that the description lacks, and documents them. Structs only.
    pub(crate) additional_fields: Option<String>,
}

/// A value of an enum: its documentation, or a map.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Value {
    /// What the value means.
    Docs(String),
    /// What the value means, and more.
    Full(FullValue),
}

/// A value of an enum with more than its documentation.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct FullValue {
    /// What the value means.
    pub(crate) docs: String,
    /// Rust name of the variant.
    pub(crate) rust_name: Option<String>,
    /// Marks the value as deprecated and says what to use instead. Markdown, one line.
    pub(crate) deprecated: Option<String>,
}

/// A member of a JSON object.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Field {
    /// Type expression: `string`, `list<OperatorSid>`, `TranscriptStatus`.
    #[serde(rename = "type")]
    pub(crate) ty: String,
    /// What it is. Markdown.
    pub(crate) docs: String,
    /// `true`: always present and never null. `request`: constructors take it, responses may lack it.
    pub(crate) required: Option<Required>,
    /// Personal data or a bearer link; redacted in `Debug`.
    #[serde(default)]
    pub(crate) sensitive: Flag,
    /// A number that may travel as text, or text that may travel as a number.
    #[serde(default)]
    pub(crate) number_or_string: Flag,
    /// Unit of a number.
    pub(crate) unit: Option<String>,
    /// Smallest value.
    pub(crate) minimum: Option<i64>,
    /// Largest value.
    pub(crate) maximum: Option<i64>,
    /// Longest text, in characters.
    pub(crate) max_length: Option<u32>,
    /// What the server assumes when it is absent.
    pub(crate) default: Option<Scalar>,
    /// Marks it as deprecated and says what to use instead. Markdown, one line.
    pub(crate) deprecated: Option<String>,
    /// Rust name where the derived one is a keyword or misleading.
    pub(crate) rust_name: Option<String>,
    /// Example value, used in documentation examples.
    pub(crate) example: Option<Example>,
}

/// An operation.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Operation {
    /// The vendor's operation id; names the request builder.
    pub(crate) id: String,
    /// Method and path, relative to the base URL and the version; placeholders in braces.
    pub(crate) http: String,
    /// Success status; 204 means that nothing is returned.
    pub(crate) status: u16,
    /// Whether it can be sent again when nobody knows what became of the first time.
    pub(crate) idempotency: Idempotency,
    /// What it does. Markdown.
    pub(crate) docs: String,
    /// Path parameters by wire name.
    #[serde(default)]
    pub(crate) path: Entries<Parameter>,
    /// Query parameters by wire name.
    #[serde(default)]
    pub(crate) query: Entries<Parameter>,
    /// Header parameters by wire name.
    #[serde(default)]
    pub(crate) header: Entries<Parameter>,
    /// Fields of the form-encoded body by wire name.
    #[serde(default)]
    pub(crate) form: Entries<Parameter>,
    /// Makes it a list.
    pub(crate) page: Option<Page>,
    /// The response carries an ETag.
    #[serde(default)]
    pub(crate) returns_etag: Flag,
    /// Permission that a restricted API key needs.
    pub(crate) permission: Option<Permission>,
    /// Names of error codes that are typical of this operation.
    #[serde(default)]
    pub(crate) errors: Vec<String>,
    /// How to find out what became of this operation.
    pub(crate) find: Option<Find>,
    /// Marks the operation as deprecated and says what to use instead. Markdown, one line.
    pub(crate) deprecated: Option<String>,
}

/// How to find out what became of an operation.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Find {
    /// Id of the operation that finds it: a list, or a fetch.
    pub(crate) operation: String,
    /// For an operation that creates, so that nothing need be created twice: parameters of that operation, which is one of
    /// the same resource, each with the input of this one that it is: `Channel.media_properties.source_sid`.
    pub(crate) by: Option<Entries<String>>,
    /// An input of this operation without which alone what it creates can be found.
    pub(crate) unless: Option<String>,
}

/// Whether a request can be sent twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Idempotency {
    /// Twice is the same as once.
    Always,
    /// With the version header, because the server refuses the second; without it, only if the caller agrees.
    WithIfMatch,
    /// Twice may do it twice.
    Never,
}

/// Where the items of a list are found.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Page {
    /// Response member that holds the items.
    pub(crate) key: String,
    /// Overrides the API's largest page size.
    pub(crate) max_size: Option<i64>,
}

/// Permission of a restricted API key.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Permission {
    /// The permission string.
    pub(crate) name: String,
    /// How far it is to be trusted.
    pub(crate) evidence: Evidence,
}

/// How far a fact is to be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Evidence {
    /// The exact value was seen in use.
    Observed,
    /// Concluded from related values.
    Inferred,
}

/// A parameter of an operation.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Parameter {
    /// Type expression.
    #[serde(rename = "type")]
    pub(crate) ty: String,
    /// What it does. Markdown.
    pub(crate) docs: String,
    /// An argument of the method instead of a setter.
    #[serde(default)]
    pub(crate) required: Flag,
    /// The resource's unique name may stand in for the SID. Path parameters only.
    #[serde(default)]
    pub(crate) or_name: Flag,
    /// Unit of a number.
    pub(crate) unit: Option<String>,
    /// Smallest value; of an integer in a query or form it is checked before the request is sent.
    pub(crate) minimum: Option<i64>,
    /// Largest value; of an integer in a query or form it is checked before the request is sent.
    pub(crate) maximum: Option<i64>,
    /// Longest text, in characters.
    pub(crate) max_length: Option<u32>,
    /// What the server assumes when it is absent.
    pub(crate) default: Option<Scalar>,
    /// Marks it as deprecated and says what to use instead. Markdown, one line.
    pub(crate) deprecated: Option<String>,
    /// Rust name where the derived one is a keyword or misleading.
    pub(crate) rust_name: Option<String>,
    /// Example value, used in documentation examples.
    pub(crate) example: Option<Example>,
}
