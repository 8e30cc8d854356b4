//! The types of the resolved API.

use super::http::{Idempotency, Method, ParameterLocation};
use super::ids::{ErrorId, FieldId, OperationId, ParameterId, ResourceId, TypeId, ValueId};
use super::literal::Literal;
use super::ty::Type;

/// The whole description.
#[derive(Debug)]
pub(crate) struct Api {
    pub(crate) title: String,
    pub(crate) version: String,
    /// Without the version and without a slash at the end.
    pub(crate) base_url: String,
    pub(crate) docs: String,
    pub(crate) link: String,
    /// The operation that the crate's documentation opens with.
    pub(crate) example: Option<OperationId>,
    pub(crate) package: Package,
    pub(crate) api_key: CredentialPair,
    pub(crate) account: CredentialPair,
    pub(crate) location: Option<Location>,
    pub(crate) response_headers: ResponseHeaders,
    pub(crate) pagination: Option<Pagination>,
    pub(crate) sids: Vec<Sid>,
    /// Shared types first, then per resource its own struct and its types, then the structs of events.
    pub(crate) types: Vec<TypeDef>,
    pub(crate) resources: Vec<Resource>,
    /// In the order of the resources.
    pub(crate) operations: Vec<Operation>,
    pub(crate) errors: Vec<ErrorCode>,
    pub(crate) webhooks: Option<Webhooks>,
    /// Part of the description could not be read and is missing here.
    pub(crate) is_partial: bool,
}

/// The generated crate.
#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) description: String,
    /// SPDX expression.
    pub(crate) license: String,
    pub(crate) keywords: Vec<String>,
    pub(crate) categories: Vec<String>,
}

/// A user name and a password.
#[derive(Debug)]
pub(crate) struct CredentialPair {
    pub(crate) prefix: String,
    pub(crate) sid_variable: String,
    pub(crate) secret_variable: String,
}

/// Edges and regions.
#[derive(Debug)]
pub(crate) struct Location {
    pub(crate) edge_variable: String,
    pub(crate) region_variable: String,
    pub(crate) regions: Vec<String>,
}

/// Headers that every response may carry.
#[derive(Debug, Default)]
pub(crate) struct ResponseHeaders {
    pub(crate) request_id: Option<String>,
    pub(crate) rate_limit: Option<RateLimitHeaders>,
}

#[derive(Debug)]
pub(crate) struct RateLimitHeaders {
    pub(crate) limit: String,
    pub(crate) remaining: String,
    pub(crate) config: String,
}

/// The page envelope of lists, and the parameters that drive it.
#[derive(Debug)]
pub(crate) struct Pagination {
    pub(crate) envelope: String,
    pub(crate) next: String,
    pub(crate) previous: String,
    pub(crate) first: String,
    pub(crate) current: String,
    pub(crate) index: String,
    pub(crate) size: String,
    pub(crate) size_parameter: String,
    pub(crate) state_parameters: Vec<String>,
    pub(crate) default_size: i64,
    pub(crate) max_size: i64,
}

/// A string identifier.
#[derive(Debug)]
pub(crate) struct Sid {
    pub(crate) name: String,
    pub(crate) prefixes: Vec<String>,
    pub(crate) open: bool,
    pub(crate) docs: String,
}

/// A documented error code.
#[derive(Debug)]
pub(crate) struct ErrorCode {
    pub(crate) name: String,
    pub(crate) code: i64,
    pub(crate) docs: String,
    /// Recorded as an event after the response; no request is refused with it.
    pub(crate) event: Option<EventLevel>,
    /// A request is refused with it because the API key lacks the operation's permission.
    pub(crate) missing_permission: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EventLevel {
    Error,
    Warning,
}

/// A resource and its operations.
#[derive(Debug)]
pub(crate) struct Resource {
    pub(crate) name: String,
    /// Path of the file, relative to the description.
    pub(crate) path: String,
    pub(crate) accessor: String,
    pub(crate) operations_docs: String,
    pub(crate) link: String,
    /// The resource's own struct.
    pub(crate) object: TypeId,
    pub(crate) operations: Vec<OperationId>,
    pub(crate) waiters: Vec<Waiter>,
    pub(crate) deprecated: Option<String>,
}

/// Requests that the vendor sends by itself.
#[derive(Debug)]
pub(crate) struct Webhooks {
    pub(crate) docs: String,
    pub(crate) link: String,
    pub(crate) signature_header: String,
    /// Member that says which event it is.
    pub(crate) event_member: String,
    pub(crate) events: Vec<Event>,
}

/// An event that a webhook reports.
#[derive(Debug)]
pub(crate) struct Event {
    /// Value of the member that says which event it is.
    pub(crate) wire: String,
    pub(crate) link: String,
    /// The event's own struct.
    pub(crate) object: TypeId,
}

/// A named type.
#[derive(Debug)]
pub(crate) struct TypeDef {
    pub(crate) name: String,
    pub(crate) docs: String,
    pub(crate) home: Home,
    pub(crate) kind: TypeKind,
}

/// The file that a type belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Home {
    Api,
    Resource(ResourceId),
    /// Structs of events. No field has such a type, and no text links to it.
    Webhooks,
}

#[derive(Debug)]
pub(crate) enum TypeKind {
    Enum(Vec<Value>),
    Struct(Struct),
}

/// A value of an enum.
#[derive(Debug)]
pub(crate) struct Value {
    pub(crate) wire: String,
    pub(crate) docs: String,
    pub(crate) rust_name: Option<String>,
    pub(crate) deprecated: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Struct {
    pub(crate) fields: Vec<Field>,
    /// Documentation of the map that keeps unknown members, if they are kept.
    pub(crate) additional: Option<String>,
}

/// When a member is present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    Always,
    /// In requests; responses may lack it.
    Request,
    Optional,
}

/// A member of a JSON object.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) wire: String,
    pub(crate) ty: Type,
    pub(crate) presence: Presence,
    pub(crate) sensitive: bool,
    pub(crate) number_or_string: bool,
    pub(crate) limits: Limits,
    /// What the server assumes when it is absent.
    pub(crate) default: Option<Literal>,
    pub(crate) prose: Prose,
    pub(crate) deprecated: Option<String>,
    pub(crate) rust_name: Option<String>,
}

/// What the API enforces on a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Limits {
    pub(crate) minimum: Option<i64>,
    pub(crate) maximum: Option<i64>,
    /// In characters.
    pub(crate) max_length: Option<u32>,
}

impl Limits {
    /// The smallest and the largest number, if there is a limit.
    pub(crate) fn range(self) -> Option<(i64, i64)> {
        let is_limited = self.minimum.is_some() || self.maximum.is_some();
        is_limited.then(|| (self.minimum.unwrap_or(i64::MIN), self.maximum.unwrap_or(i64::MAX)))
    }
}

/// What fields and parameters say to people.
#[derive(Debug)]
pub(crate) struct Prose {
    pub(crate) docs: String,
    pub(crate) unit: Option<String>,
    pub(crate) example: Option<Literal>,
}

/// An operation.
#[derive(Debug)]
pub(crate) struct Operation {
    /// Name of the method of the resource's handle.
    pub(crate) name: String,
    /// The vendor's operation id.
    pub(crate) id: String,
    pub(crate) resource: ResourceId,
    pub(crate) method: Method,
    /// Relative to the base URL and the version, placeholders in braces.
    pub(crate) path: String,
    /// What fills the placeholders, in their order.
    pub(crate) placeholders: Vec<ParameterId>,
    pub(crate) status: u16,
    pub(crate) idempotency: Idempotency,
    pub(crate) docs: String,
    /// Path, query, header, form; within each the order of the file.
    pub(crate) parameters: Vec<Parameter>,
    /// The header `If-Match`, which names the version that an update is meant for.
    pub(crate) version: Option<ParameterId>,
    pub(crate) page: Option<Page>,
    pub(crate) returns_etag: bool,
    pub(crate) permission: Option<Permission>,
    pub(crate) errors: Vec<ErrorId>,
    pub(crate) find: Option<Find>,
    pub(crate) deprecated: Option<String>,
}

/// Permission of a restricted API key.
#[derive(Debug)]
pub(crate) struct Permission {
    pub(crate) name: String,
    pub(crate) evidence: Evidence,
}

/// How far a fact is to be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// The exact value was seen in use.
    Observed,
    /// Concluded from related values.
    Inferred,
}

/// How to find out what became of an operation.
#[derive(Debug)]
pub(crate) struct Find {
    pub(crate) operation: OperationId,
    /// How what it creates is found; `None` where that is up to the caller.
    pub(crate) by: Option<Vec<FindBy>>,
    /// An input with which what it creates cannot be found.
    pub(crate) unless: Option<InputPath>,
}

#[derive(Debug)]
pub(crate) struct FindBy {
    /// A parameter of the operation that finds.
    pub(crate) parameter: ParameterId,
    pub(crate) input: InputPath,
}

/// A parameter of the operation that creates, and members within it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InputPath {
    pub(crate) parameter: ParameterId,
    pub(crate) members: Vec<FieldId>,
}

/// States that a resource comes to by itself.
#[derive(Debug)]
pub(crate) struct Waiter {
    /// Name of the goal.
    pub(crate) name: String,
    /// Fetches the resource.
    pub(crate) operation: OperationId,
    /// The field of the resource that holds its state, and the enum of the states.
    pub(crate) field: FieldId,
    pub(crate) states: TypeId,
    pub(crate) success: Vec<ValueId>,
    pub(crate) failure: Vec<ValueId>,
    pub(crate) docs: String,
}

/// Where the items of a list are found.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) key: String,
    /// Overrides the API's limit.
    pub(crate) max_size: Option<i64>,
}

/// A parameter of an operation.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) location: ParameterLocation,
    pub(crate) wire: String,
    pub(crate) ty: Type,
    pub(crate) required: bool,
    pub(crate) or_name: bool,
    pub(crate) limits: Limits,
    /// What the server assumes when it is absent.
    pub(crate) default: Option<Literal>,
    pub(crate) prose: Prose,
    pub(crate) deprecated: Option<String>,
    pub(crate) rust_name: Option<String>,
}

impl Waiter {
    /// Every state that ends the wait.
    pub(crate) fn ends(&self) -> impl Iterator<Item = ValueId> {
        self.success.iter().chain(&self.failure).copied()
    }
}

impl Operation {
    /// The response has no body.
    pub(crate) fn returns_nothing(&self) -> bool {
        self.status == 204
    }

    /// It fetches its resource, and does nothing else.
    pub(crate) fn is_fetch(&self) -> bool {
        self.method == Method::Get && self.page.is_none() && !self.returns_nothing()
    }

    /// What it creates can be looked for.
    pub(crate) fn finds_what_it_creates(&self) -> bool {
        self.find.as_ref().is_some_and(|find| find.by.is_some())
    }
}

impl Parameter {
    /// Whether it is an argument of the method and not a setter.
    pub(crate) fn is_argument(&self) -> bool {
        self.location == ParameterLocation::Path || self.required
    }
}
