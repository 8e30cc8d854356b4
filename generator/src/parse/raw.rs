//! Knows the shape of the description's files, key by key; `spec/schema.json` is derived from it. Knows nothing of what
//! the values mean to one another.
//!
//! Unknown keys are denied by the schema, not by serde: one typo must not hide every other problem of the file.

use schemars::JsonSchema;
use serde::Deserialize;

pub(crate) use super::values::{Entries, Example, Flag, Required, Scalar};

/// `api.yaml`: what holds for the whole API.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Api {
    /// Title of the API, as people call it.
    pub(crate) api: String,
    /// Version of the API, the first segment of its paths: `v2`.
    pub(crate) version: String,
    /// `https` URL that the version and every operation's path are appended to; no trailing slash.
    pub(crate) base_url: String,
    /// Opens the crate's documentation. Markdown.
    pub(crate) docs: String,
    /// The vendor's documentation of the API.
    pub(crate) link: String,
    /// Id of the operation that the crate's documentation opens with; the first list if absent.
    pub(crate) example: Option<String>,
    /// The generated crate.
    pub(crate) package: Package,
    /// How requests authenticate.
    pub(crate) credentials: Credentials,
    /// Edges and regions.
    pub(crate) location: Option<Location>,
    /// The page envelope of lists.
    pub(crate) pagination: Option<Pagination>,
    /// String identifiers, by Rust name.
    #[serde(default)]
    pub(crate) sids: Entries<Sid>,
    /// Enums and structs used by more than one resource, by Rust name.
    #[serde(default)]
    pub(crate) types: Entries<TypeDef>,
    /// Error codes, by constant name.
    #[serde(default)]
    pub(crate) errors: Entries<ErrorCode>,
    /// What the vendor sends by itself.
    pub(crate) webhooks: Option<Webhooks>,
}

/// The generated crate.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Package {
    /// Name of the package on the registry.
    pub(crate) name: String,
    /// Version of the package.
    pub(crate) version: String,
    /// One sentence for the registry.
    pub(crate) description: String,
    /// SPDX expression.
    pub(crate) license: String,
    /// Keywords on the registry, at most five.
    #[serde(default)]
    pub(crate) keywords: Vec<String>,
    /// Categories on the registry.
    #[serde(default)]
    pub(crate) categories: Vec<String>,
}

/// HTTP Basic authentication with one of two pairs.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Credentials {
    /// An API key and its secret.
    pub(crate) api_key: CredentialPair,
    /// An account SID and its auth token.
    pub(crate) account: CredentialPair,
}

/// A user name and a password.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct CredentialPair {
    /// Prefix of the user name.
    pub(crate) prefix: String,
    /// Environment variable that holds the user name.
    pub(crate) sid_variable: String,
    /// Environment variable that holds the password.
    pub(crate) secret_variable: String,
}

/// Edges and regions.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Location {
    /// Environment variable that names an edge.
    pub(crate) edge_variable: String,
    /// Environment variable that names a region.
    pub(crate) region_variable: String,
    /// Regions that serve the API; the first is the default.
    pub(crate) regions: Vec<String>,
}

/// The object that accompanies the items of every list, and the parameters that drive it.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Pagination {
    /// Response member that holds the paging data.
    pub(crate) envelope: String,
    /// Member of the envelope: URL of the next page, null on the last.
    pub(crate) next: String,
    /// Member of the envelope: URL of the previous page, null on the first.
    pub(crate) previous: String,
    /// Member of the envelope: URL of the first page.
    pub(crate) first: String,
    /// Member of the envelope: URL of this page.
    pub(crate) current: String,
    /// Member of the envelope: number of this page, from 0.
    pub(crate) index: String,
    /// Member of the envelope: most items that a page holds.
    pub(crate) size: String,
    /// Query parameter that sets the page size.
    pub(crate) size_parameter: String,
    /// Query parameters that only the server may choose.
    pub(crate) state_parameters: Vec<String>,
    /// Page size when none is asked for.
    pub(crate) default_size: i64,
    /// Largest page size; a list may override it.
    pub(crate) max_size: i64,
}

/// A string identifier.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Sid {
    /// Two capital letters each.
    pub(crate) prefixes: Vec<String>,
    /// Other two-letter prefixes are accepted as well.
    #[serde(default)]
    pub(crate) open: Flag,
    /// What it identifies.
    pub(crate) docs: String,
}

/// A documented error code.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct ErrorCode {
    /// The number.
    pub(crate) code: i64,
    /// What it means and what to do.
    pub(crate) docs: String,
    /// For what happens after the answer: the vendor records it as an event of this level, and refuses no request with it.
    pub(crate) event: Option<EventLevel>,
}

/// How bad an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EventLevel {
    /// Something failed.
    Error,
    /// Something did not go as it should.
    Warning,
}

/// Requests that the vendor sends by itself.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Webhooks {
    /// How they come about and what verifies them. Markdown.
    pub(crate) docs: String,
    /// The vendor's page about how they are signed.
    pub(crate) link: String,
    /// Header that carries the signature.
    pub(crate) signature_header: String,
    /// Member that says which event it is.
    pub(crate) event_member: String,
    /// Events by Rust name.
    pub(crate) events: Entries<Event>,
}

/// An event that a webhook reports.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Event {
    /// Value of the member that says which event it is.
    pub(crate) event: String,
    /// What happened. Markdown.
    pub(crate) docs: String,
    /// The vendor's page about it.
    pub(crate) link: String,
    /// Fields by wire name, without the one that says which event it is.
    pub(crate) fields: Entries<Field>,
}

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
    /// Values of the field after which the goal is no longer reached.
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
    /// What the value means, and its Rust name.
    Full(FullValue),
}

/// A value of an enum whose Rust name cannot be derived.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct FullValue {
    /// What the value means.
    pub(crate) docs: String,
    /// Rust name of the variant.
    pub(crate) rust_name: Option<String>,
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
}

/// How to find out what became of an operation.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Find {
    /// Id of an operation that tells: a list, or a fetch.
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
    /// Rust name where the derived one is a keyword or misleading.
    pub(crate) rust_name: Option<String>,
    /// Example value, used in documentation examples.
    pub(crate) example: Option<Example>,
}
