//! The keys of `api.yaml`, as structs that serde fills; `spec/schema.json` is derived from them.
//!
//! The schema rejects unknown keys, not serde: serde stops at the first problem, so a typo would hide all others.

mod behaviour;
mod resource;

use schemars::JsonSchema;
use serde::Deserialize;

pub(crate) use self::behaviour::*;
pub(crate) use self::resource::*;
pub(crate) use super::values::{Entries, Example, Required, Scalar};
use crate::description::facts::{
    CredentialPair, Deviation, ErrorFacts, Location, OfficialDocument, Package, Pagination, ResponseHeaders, SidFacts,
    flag,
};

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
    /// The official OpenAPI document.
    pub(crate) document: Option<OfficialDocument>,
    /// Contradictions of the official OpenAPI document, by the API as a whole, that are meant.
    #[serde(default)]
    pub(crate) deviates: Vec<Deviation>,
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
    /// `true`: a number in a response may be sent as text; both are decoded.
    #[serde(default)]
    #[schemars(schema_with = "flag")]
    pub(crate) numbers_as_text: bool,
    /// String identifiers, by Rust name.
    #[serde(default)]
    pub(crate) sids: Entries<SidFacts>,
    /// Enums and structs that more than one resource uses, by Rust name.
    #[serde(default)]
    pub(crate) types: Entries<TypeDef>,
    /// What operations of several resources would say alike of their parameters, by wire name.
    #[serde(default)]
    pub(crate) parameters: Entries<ParameterEntry>,
    /// Error codes, by constant name.
    #[serde(default)]
    pub(crate) errors: Entries<ErrorFacts>,
    /// Requests that the vendor sends on its own initiative.
    pub(crate) webhooks: Option<Webhooks>,
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
    /// Header that says that a shared key signed, and with which algorithm.
    pub(crate) signature_settings_header: Option<String>,
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
