//! The keys of `api.yaml`, as structs that serde fills; `spec/schema.json` is derived from them.
//!
//! Unknown keys are denied by the schema, not by serde: one typo must not hide every other problem of the file.

mod resource;

use schemars::JsonSchema;
use serde::Deserialize;

pub(crate) use self::resource::*;
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
    /// Headers that every response may carry.
    pub(crate) response_headers: Option<ResponseHeaders>,
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

/// Headers that every response may carry.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct ResponseHeaders {
    /// Header that identifies the request to the vendor's support.
    pub(crate) request_id: Option<String>,
    /// Headers that report rate limits.
    pub(crate) rate_limit: Option<RateLimitHeaders>,
}

/// Headers that report rate limits.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct RateLimitHeaders {
    /// Header with the limit.
    pub(crate) limit: String,
    /// Header with what remains of it.
    pub(crate) remaining: String,
    /// Header with the configuration of the limit.
    pub(crate) config: String,
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
    /// A request is refused with it because the API key lacks the permission of the operation.
    #[serde(default)]
    pub(crate) missing_permission: Flag,
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
