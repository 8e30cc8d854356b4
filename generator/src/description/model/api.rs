//! The types of the resolved API.

use super::behaviour::Behaviour;
use super::http::Method;
use super::ids::{ErrorId, FieldId, OperationId, ParameterId, ResourceId, TypeId, ValueId};
use super::literal::Literal;
use super::ty::Type;
use crate::description::facts::{
    CredentialPair, Deviation, ErrorFacts, FieldFacts, Location, OfficialDocument, OperationFacts, Package, Page,
    Pagination, ParameterFacts, ParameterLocation, ResponseHeaders, SidFacts,
};

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
    pub(crate) document: Option<OfficialDocument>,
    pub(crate) deviates: Vec<Deviation>,
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

/// A string identifier.
#[derive(Debug)]
pub(crate) struct Sid {
    pub(crate) name: String,
    pub(crate) facts: SidFacts,
}

/// A documented error code.
#[derive(Debug)]
pub(crate) struct ErrorCode {
    pub(crate) name: String,
    pub(crate) facts: ErrorFacts,
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
    /// `None` if the description does not say how its records live.
    pub(crate) behaviour: Option<Behaviour>,
}

/// Requests that the vendor sends by itself.
#[derive(Debug)]
pub(crate) struct Webhooks {
    pub(crate) docs: String,
    pub(crate) link: String,
    pub(crate) signature_header: String,
    /// Header that says that a shared key signed.
    pub(crate) signature_settings_header: Option<String>,
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
    pub(crate) deviates: Vec<Deviation>,
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
    pub(crate) deviates: Vec<Deviation>,
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
    pub(crate) facts: FieldFacts,
    /// What the server assumes when it is absent.
    pub(crate) default: Option<Literal>,
    pub(crate) example: Option<Literal>,
    pub(crate) rust_name: Option<String>,
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
    pub(crate) facts: OperationFacts,
    /// Path, query, header, form; within each the order of the file.
    pub(crate) parameters: Vec<Parameter>,
    /// The header `If-Match`, which names the version that an update is meant for.
    pub(crate) version: Option<ParameterId>,
    pub(crate) page: Option<Page>,
    pub(crate) errors: Vec<ErrorId>,
    pub(crate) find: Option<Find>,
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

/// A parameter of an operation.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) location: ParameterLocation,
    pub(crate) wire: String,
    pub(crate) ty: Type,
    pub(crate) required: bool,
    pub(crate) facts: ParameterFacts,
    /// What the server assumes when it is absent.
    pub(crate) default: Option<Literal>,
    pub(crate) example: Option<Literal>,
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
        self.facts.status == 204
    }

    /// The request has a body.
    pub(crate) fn has_form(&self) -> bool {
        self.parameters.iter().any(|parameter| parameter.location == ParameterLocation::Form)
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
