//! Facts that every reader of the description gets as they are written: they refer to nothing, so nothing is resolved.
//!
//! A key that belongs here is declared once; the parser fills it, the model keeps it and the surface publishes it. The
//! documentation of a key is also that in the JSON Schema of the language.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rule::Rule;

/// A fact that contradicts the official OpenAPI document on purpose.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Deviation {
    /// The rule of `cargo xtask drift` that reports the difference.
    pub rule: Rule,
    /// What the difference is about, if only the document has it: the name of a value, a field, a parameter, an operation or
    /// a header.
    pub of: Option<String>,
    /// Why the description is right and the document is not. Markdown.
    pub reason: String,
    /// URL of a report about the document.
    pub reported: Option<String>,
}

/// The official OpenAPI document that the description is compared with.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct OfficialDocument {
    /// URL of the document.
    pub url: String,
    /// How a schema of the document marks personal data.
    pub sensitive: Option<SensitiveMark>,
}

/// An extension of schemas that marks personal data.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SensitiveMark {
    /// JSON pointer from a schema to the mark: `/x-privacy/class`.
    pub pointer: String,
    /// Value that marks personal data.
    pub value: String,
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
    /// Licence of the package: an SPDX expression.
    pub(crate) license: String,
    /// Keywords on the registry, at most five.
    #[serde(default)]
    pub(crate) keywords: Vec<String>,
    /// Categories on the registry.
    #[serde(default)]
    pub(crate) categories: Vec<String>,
}

/// A user name and a password.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct CredentialPair {
    /// Prefix of the user name: two capital letters.
    pub(crate) prefix: String,
    /// Environment variable from which `Client::from_env` reads the user name.
    pub(crate) sid_variable: String,
    /// Environment variable from which `Client::from_env` reads the password.
    pub(crate) secret_variable: String,
}

/// Edges and regions.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Location {
    /// Environment variable from which `Client::from_env` reads the edge.
    pub(crate) edge_variable: String,
    /// Environment variable from which `Client::from_env` reads the region.
    pub(crate) region_variable: String,
    /// Regions that serve the API; the first is the default, and any other region is rejected.
    pub(crate) regions: Vec<String>,
}

/// Headers that every response may have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ResponseHeaders {
    /// Header that identifies the request to the vendor's support.
    pub request_id: Option<String>,
    /// Headers that report rate limits, all three of them.
    pub rate_limit: Option<RateLimitHeaders>,
}

/// Headers that report rate limits.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RateLimitHeaders {
    /// Header with the limit.
    pub limit: String,
    /// Header with what remains of the limit.
    pub remaining: String,
    /// Header with the configuration of the limit.
    pub config: String,
}

/// The object that accompanies the items of each list, and the query parameters that control paging.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Pagination {
    /// Response member that contains the paging data.
    pub envelope: String,
    /// Member of the envelope that contains the URL of the next page; null on the last page.
    pub next: String,
    /// Member of the envelope that contains the URL of the previous page; null on the first page.
    pub previous: String,
    /// Member of the envelope that contains the URL of the first page.
    pub first: String,
    /// Member of the envelope that contains the URL of the current page.
    pub current: String,
    /// Member of the envelope that contains the page number, counted from 0.
    pub index: String,
    /// Member of the envelope that contains the page size: the maximum number of items of a page.
    pub size: String,
    /// Query parameter that sets the page size; each list has a setter for it.
    pub size_parameter: String,
    /// Query parameters that only the server may choose. Operations must not declare them.
    pub state_parameters: Vec<String>,
    /// Default page size of the API.
    pub default_size: i64,
    /// Maximum page size of the API; a list can override it.
    pub max_size: i64,
    /// Contradictions of the official OpenAPI document that are meant.
    #[serde(default)]
    pub deviates: Vec<Deviation>,
}

impl Pagination {
    /// The members of the envelope, by their keys.
    pub(crate) fn members(&self) -> [(&'static str, &str); 6] {
        [
            ("next", &self.next),
            ("previous", &self.previous),
            ("first", &self.first),
            ("current", &self.current),
            ("index", &self.index),
            ("size", &self.size),
        ]
    }
}

/// How a list is paginated.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Page {
    /// Response member that contains the items.
    pub(crate) key: String,
    /// Maximum page size of this list; overrides the limit of the API.
    pub(crate) max_size: Option<i64>,
}

/// Severity of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventLevel {
    /// Something failed.
    Error,
    /// Something did not go as expected.
    Warning,
}

/// A string identifier.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Sid")]
pub struct SidFacts {
    /// Prefixes of two capital letters; in a SID, 32 hexadecimal digits follow the prefix.
    pub prefixes: Vec<String>,
    /// `true`: other two-letter prefixes are accepted as well.
    #[serde(default)]
    #[schemars(schema_with = "flag")]
    pub open: bool,
    /// What the SID identifies. Markdown.
    pub docs: String,
}

/// A documented error code.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "ErrorCode")]
pub struct ErrorFacts {
    /// The numeric code.
    pub code: i64,
    /// What the code means, and what to do. Markdown.
    pub docs: String,
    /// The code is recorded later, as an event of this level; it is never returned to a request.
    pub event: Option<EventLevel>,
    /// The status that responses with this code have; of the codes that share a status, the one that is not about
    /// anything in particular.
    pub status: Option<u16>,
    /// The code is typical of every operation with parameters in this place.
    pub typical_of: Option<ParameterLocation>,
    /// `true`: a request fails with the code if the API key lacks the `permission` of the operation.
    #[serde(default)]
    #[schemars(schema_with = "flag")]
    pub missing_permission: bool,
}

/// Whether the operation can be retried when the outcome of the previous attempt is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Idempotency {
    /// Sending the request twice has the same effect as sending it once.
    Always,
    /// A retry is safe with an `If-Match` header, because the server rejects the second request. Without the header,
    /// the client retries only if the caller allows it.
    WithIfMatch,
    /// Sending the request twice can have its effect twice.
    Never,
}

/// Permission of a restricted API key.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Permission {
    /// The permission string.
    pub name: String,
    /// Whether the permission string was seen or derived.
    pub evidence: Evidence,
}

/// Whether a permission string was seen or derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Evidence {
    /// The exact string was seen on a key.
    Observed,
    /// Derived from other strings.
    Inferred,
}

/// How something about the behaviour of the service is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Basis {
    /// The vendor documents it.
    Documented,
    /// It was seen.
    Observed,
    /// It follows from other facts, or is a guess.
    Inferred,
}

/// What is known of an operation, but for what it refers to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OperationFacts {
    /// Success status; 204 means that the response is empty.
    pub status: u16,
    /// Whether the operation can be retried when the outcome of the previous attempt is unknown.
    pub idempotency: Idempotency,
    /// What the operation does. Markdown.
    pub docs: String,
    /// The response has an ETag.
    pub returns_etag: bool,
    /// Permission that a restricted API key needs.
    pub permission: Option<Permission>,
    /// What to use instead; marks the operation as deprecated. Markdown, one line.
    pub deprecated: Option<String>,
    /// Contradictions of the official OpenAPI document that are meant.
    pub deviates: Vec<Deviation>,
}

/// What is known of a value, be it a field or a parameter.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub struct ValueFacts {
    /// What the field or parameter means. Markdown.
    pub docs: String,
    /// Unit of a number.
    pub unit: Option<String>,
    /// Smallest value of a number. The client checks it before it sends an integer in a query, in a form, or in a struct
    /// of a request.
    pub minimum: Option<i64>,
    /// Largest value of a number; checked like `minimum`.
    pub maximum: Option<i64>,
    /// Maximum length of a text, in characters; for the documentation.
    pub max_length: Option<u32>,
    /// What to use instead; marks it as deprecated. Markdown, one line.
    pub deprecated: Option<String>,
    /// Contradictions of the official OpenAPI document that are meant.
    #[serde(default)]
    pub deviates: Vec<Deviation>,
}

/// What is known of a member of a JSON object.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub struct FieldFacts {
    /// What holds for parameters as well.
    #[serde(flatten)]
    pub value: ValueFacts,
    /// `true`: the field contains personal data, a bearer link, or a URL that may contain a password; redacted in
    /// `Debug`.
    #[serde(default)]
    #[schemars(schema_with = "flag")]
    pub sensitive: bool,
    /// `true`: a number that may be sent as text, or text that may be sent as a number; both are decoded.
    #[serde(default)]
    #[schemars(schema_with = "flag")]
    pub number_or_string: bool,
}

/// What is known of a parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ParameterFacts {
    /// What holds for fields as well.
    #[serde(flatten)]
    pub value: ValueFacts,
    /// The unique name of the resource can be used instead of the SID.
    pub or_name: bool,
}

/// Where in a request a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ParameterLocation {
    /// A placeholder of the path.
    Path,
    /// The query.
    Query,
    /// A header; names are compared without regard to case.
    Header,
    /// The form in the body.
    Form,
}

/// A key that is either absent or `true`: the schema rejects the default written out.
pub(crate) fn flag(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({"const": true})
}

impl ValueFacts {
    /// The smallest and the largest number, if there is a limit.
    pub(crate) fn range(&self) -> Option<(i64, i64)> {
        let is_limited = self.minimum.is_some() || self.maximum.is_some();
        is_limited.then(|| (self.minimum.unwrap_or(i64::MIN), self.maximum.unwrap_or(i64::MAX)))
    }
}

impl ParameterLocation {
    pub(crate) const ALL: [Self; 4] = [Self::Path, Self::Query, Self::Header, Self::Form];

    /// Key of the description under which such parameters are declared.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Form => "form",
        }
    }
}
