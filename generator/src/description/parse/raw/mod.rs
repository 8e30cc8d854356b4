//! The keys of `api.yaml`, as structs that serde fills; `spec/schema.json` is derived from them.
//!
//! The schema rejects unknown keys, not serde: serde stops at the first problem, so a typo would hide all others.

mod resource;

use schemars::JsonSchema;
use serde::Deserialize;

pub(crate) use self::resource::*;
pub(crate) use super::values::{Entries, Example, Flag, Required, Scalar};

/// `api.yaml`: what applies to the whole API.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Api {
    /// Title of the API.
    pub(crate) api: String,
    /// Version of the API, which is the first segment of its paths: `v2`.
    pub(crate) version: String,
    /// `https` URL to which the version and the path of each operation are appended; no trailing slash.
    pub(crate) base_url: String,
    /// Introduction of the crate's documentation. Markdown.
    pub(crate) docs: String,
    /// URL of the vendor's documentation of the API.
    pub(crate) link: String,
    /// Id of the operation shown first in the crate's documentation; the first list if absent.
    pub(crate) example: Option<String>,
    /// The generated crate.
    pub(crate) package: Package,
    /// How requests authenticate.
    pub(crate) credentials: Credentials,
    /// Edges and regions.
    pub(crate) location: Option<Location>,
    /// Headers that every response may have.
    pub(crate) response_headers: Option<ResponseHeaders>,
    /// The page envelope of lists. Required if an operation has `page`.
    pub(crate) pagination: Option<Pagination>,
    /// String identifiers, by Rust name.
    #[serde(default)]
    pub(crate) sids: Entries<Sid>,
    /// Enums and structs that more than one resource uses, by Rust name.
    #[serde(default)]
    pub(crate) types: Entries<TypeDef>,
    /// Error codes, by constant name.
    #[serde(default)]
    pub(crate) errors: Entries<ErrorCode>,
    /// Requests that the vendor sends on its own initiative.
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
    /// Licence of the package: an SPDX expression.
    pub(crate) license: String,
    /// Keywords on the registry, at most five.
    #[serde(default)]
    pub(crate) keywords: Vec<String>,
    /// Categories on the registry.
    #[serde(default)]
    pub(crate) categories: Vec<String>,
}

/// HTTP Basic authentication with one of two pairs of credentials.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Credentials {
    /// The pair of an API key and its secret.
    pub(crate) api_key: CredentialPair,
    /// The pair of an account SID and its auth token.
    pub(crate) account: CredentialPair,
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
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct ResponseHeaders {
    /// Header that identifies the request to the vendor's support.
    pub(crate) request_id: Option<String>,
    /// Headers that report rate limits, all three of them.
    pub(crate) rate_limit: Option<RateLimitHeaders>,
}

/// Headers that report rate limits.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct RateLimitHeaders {
    /// Header with the limit.
    pub(crate) limit: String,
    /// Header with what remains of the limit.
    pub(crate) remaining: String,
    /// Header with the configuration of the limit.
    pub(crate) config: String,
}

/// The object that accompanies the items of each list, and the query parameters that control paging.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Pagination {
    /// Response member that contains the paging data.
    pub(crate) envelope: String,
    /// Member of the envelope that contains the URL of the next page; null on the last page.
    pub(crate) next: String,
    /// Member of the envelope that contains the URL of the previous page; null on the first page.
    pub(crate) previous: String,
    /// Member of the envelope that contains the URL of the first page.
    pub(crate) first: String,
    /// Member of the envelope that contains the URL of the current page.
    pub(crate) current: String,
    /// Member of the envelope that contains the page number, counted from 0.
    pub(crate) index: String,
    /// Member of the envelope that contains the page size: the maximum number of items of a page.
    pub(crate) size: String,
    /// Query parameter that sets the page size; each list has a setter for it.
    pub(crate) size_parameter: String,
    /// Query parameters that only the server may choose. Operations must not declare them.
    pub(crate) state_parameters: Vec<String>,
    /// Default page size of the API.
    pub(crate) default_size: i64,
    /// Maximum page size of the API; a list can override it.
    pub(crate) max_size: i64,
}

/// A string identifier.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Sid {
    /// Prefixes of two capital letters; in a SID, 32 hexadecimal digits follow the prefix.
    pub(crate) prefixes: Vec<String>,
    /// `true`: other two-letter prefixes are accepted as well.
    #[serde(default)]
    pub(crate) open: Flag,
    /// What the SID identifies. Markdown.
    pub(crate) docs: String,
}

/// A documented error code.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct ErrorCode {
    /// The numeric code.
    pub(crate) code: i64,
    /// What the code means, and what to do. Markdown.
    pub(crate) docs: String,
    /// The code is recorded later, as an event of this level; it is never returned to a request.
    pub(crate) event: Option<EventLevel>,
    /// `true`: a request fails with the code if the API key lacks the `permission` of the operation.
    #[serde(default)]
    pub(crate) missing_permission: Flag,
}

/// Severity of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EventLevel {
    /// Something failed.
    Error,
    /// Something did not go as expected.
    Warning,
}

/// Signed requests that the vendor sends on its own initiative.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Webhooks {
    /// When the vendor sends webhooks, and what verifies them. Markdown.
    pub(crate) docs: String,
    /// URL of the vendor's page about the signature.
    pub(crate) link: String,
    /// Header that contains the signature.
    pub(crate) signature_header: String,
    /// Member that identifies the event; events must not declare it as a field.
    pub(crate) event_member: String,
    /// Events, by Rust name.
    pub(crate) events: Entries<Event>,
}

/// An event that a webhook reports.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Event {
    /// Value of the member that identifies the event.
    pub(crate) event: String,
    /// What happened. Markdown.
    pub(crate) docs: String,
    /// URL of the vendor's page about the event.
    pub(crate) link: String,
    /// Fields of the event by wire name, without the member that identifies it.
    pub(crate) fields: Entries<Field>,
}
