//! Knows the resolved API: every name is an id, wire names are verbatim. Knows nothing of YAML or of Rust.

mod path;
mod resolve;
pub(crate) mod ty;

pub(crate) use self::resolve::resolve;
use crate::parse::Site;
pub(crate) use crate::parse::raw::{
    CredentialPair, EventLevel, Evidence, Idempotency, Location, Package, Pagination, Scalar,
};

/// Index into [`Api::sids`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SidId(pub(crate) usize);

/// Index into [`Api::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TypeId(pub(crate) usize);

/// Index into [`Api::errors`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ErrorId(pub(crate) usize);

/// The whole description.
#[derive(Debug)]
pub(crate) struct Api {
    pub(crate) title: String,
    pub(crate) version: String,
    /// Without the version and without a slash at the end.
    pub(crate) base_url: String,
    pub(crate) docs: String,
    pub(crate) link: String,
    /// Id of the operation that the crate's documentation opens with.
    pub(crate) example: Option<String>,
    pub(crate) package: Package,
    pub(crate) api_key: CredentialPair,
    pub(crate) account: CredentialPair,
    pub(crate) location: Option<Location>,
    pub(crate) pagination: Option<Pagination>,
    pub(crate) sids: Vec<Sid>,
    /// Shared types first, then per resource its own struct and its types, then the structs of events.
    pub(crate) types: Vec<TypeDef>,
    pub(crate) resources: Vec<Resource>,
    pub(crate) errors: Vec<ErrorCode>,
    pub(crate) webhooks: Option<Webhooks>,
    /// Part of the description could not be read and is missing here.
    pub(crate) is_partial: bool,
    pub(crate) site: Site,
}

/// A string identifier.
#[derive(Debug)]
pub(crate) struct Sid {
    pub(crate) name: String,
    pub(crate) prefixes: Vec<String>,
    pub(crate) open: bool,
    pub(crate) docs: String,
    pub(crate) site: Site,
}

/// A documented error code.
#[derive(Debug)]
pub(crate) struct ErrorCode {
    pub(crate) name: String,
    pub(crate) code: i64,
    pub(crate) docs: String,
    /// It is recorded, and not what a request is refused with.
    pub(crate) event: Option<EventLevel>,
    pub(crate) site: Site,
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
    pub(crate) operations: Vec<Operation>,
    pub(crate) waiters: Vec<Waiter>,
    pub(crate) site: Site,
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
    pub(crate) site: Site,
}

/// An event that a webhook reports.
#[derive(Debug)]
pub(crate) struct Event {
    /// Value of the member that says which event it is.
    pub(crate) wire: String,
    pub(crate) link: String,
    /// The event's own struct.
    pub(crate) object: TypeId,
    pub(crate) site: Site,
}

/// A named type.
#[derive(Debug)]
pub(crate) struct TypeDef {
    pub(crate) name: String,
    pub(crate) docs: String,
    pub(crate) home: Home,
    pub(crate) kind: TypeKind,
    pub(crate) site: Site,
}

/// The file that a type belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Home {
    Api,
    /// Index into [`Api::resources`].
    Resource(usize),
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
    pub(crate) site: Site,
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
    pub(crate) text: Text,
    pub(crate) rust_name: Option<String>,
    pub(crate) site: Site,
}

/// What fields and parameters say to people, and an example.
#[derive(Debug)]
pub(crate) struct Text {
    pub(crate) docs: String,
    pub(crate) unit: Option<String>,
    pub(crate) minimum: Option<i64>,
    pub(crate) maximum: Option<i64>,
    pub(crate) max_length: Option<u32>,
    pub(crate) default: Option<Scalar>,
    pub(crate) example: Option<serde_json::Value>,
}

/// A type with its names looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Builtin(ty::Builtin),
    List(Box<Type>),
    Map(Box<Type>),
    Sid(SidId),
    Named(TypeId),
    /// The expression was wrong; that has been reported, so rules pass over it.
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

/// An operation.
#[derive(Debug)]
pub(crate) struct Operation {
    /// Name of the method of the resource's handle.
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) method: Method,
    /// Relative to the base URL, placeholders in braces.
    pub(crate) path: String,
    /// Names in the placeholders, in order.
    pub(crate) placeholders: Vec<String>,
    pub(crate) status: u16,
    pub(crate) idempotency: Idempotency,
    pub(crate) docs: String,
    /// Path, query, header, form; within each the order of the file.
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) page: Option<Page>,
    pub(crate) returns_etag: bool,
    pub(crate) permission: Option<(String, Evidence)>,
    pub(crate) errors: Vec<ErrorId>,
    pub(crate) find: Option<Find>,
    pub(crate) site: Site,
}

/// How to find out what became of an operation.
#[derive(Debug)]
pub(crate) struct Find {
    /// Id of an operation.
    pub(crate) operation: String,
    /// How what it creates is found; `None` where that is up to the caller.
    pub(crate) by: Option<Vec<FindBy>>,
    /// An input, and members within it, that excludes to find it.
    pub(crate) unless: Option<Vec<String>>,
    pub(crate) site: Site,
}

/// A parameter of the operation that finds.
#[derive(Debug)]
pub(crate) struct FindBy {
    pub(crate) parameter: String,
    /// A parameter of the operation that creates, and members within it.
    pub(crate) input: Vec<String>,
}

/// States that a resource comes to by itself.
#[derive(Debug)]
pub(crate) struct Waiter {
    /// Name of the goal.
    pub(crate) name: String,
    /// Id of an operation.
    pub(crate) operation: String,
    /// Wire name of a field of the resource.
    pub(crate) field: String,
    /// Wire names of values.
    pub(crate) success: Vec<String>,
    pub(crate) failure: Vec<String>,
    pub(crate) docs: String,
    pub(crate) site: Site,
}

/// Where the items of a list are found.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) key: String,
    pub(crate) max_size: Option<i64>,
    pub(crate) site: Site,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    Path,
    Query,
    Header,
    Form,
}

/// A parameter of an operation.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) location: Place,
    pub(crate) wire: String,
    pub(crate) ty: Type,
    pub(crate) required: bool,
    pub(crate) or_name: bool,
    pub(crate) text: Text,
    pub(crate) rust_name: Option<String>,
    pub(crate) site: Site,
}

impl Api {
    /// What the paths of operations are appended to.
    pub(crate) fn root_url(&self) -> String {
        format!("{}/{}", self.base_url, self.version)
    }

    pub(crate) fn ty(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0]
    }

    pub(crate) fn sid(&self, id: SidId) -> &Sid {
        &self.sids[id.0]
    }

    /// The position and the values of the field that holds a state; `None` if it is no such field.
    pub(crate) fn states(&self, resource: &Resource, field: &str) -> Option<(usize, TypeId, &[Value])> {
        let fields = self.ty(resource.object).fields();
        let index = fields.iter().position(|candidate| candidate.wire == field)?;
        let Type::Named(id) = fields[index].ty else { return None };
        match &self.ty(id).kind {
            TypeKind::Enum(values) => Some((index, id, values)),
            TypeKind::Struct(_) => None,
        }
    }
}

impl Waiter {
    /// Every state with the key of the list that it stands in and its position there.
    pub(crate) fn states(&self) -> impl Iterator<Item = (&'static str, usize, &String)> {
        let lists = [("success", &self.success), ("failure", &self.failure)].into_iter();
        lists.flat_map(|(list, states)| states.iter().enumerate().map(move |(index, state)| (list, index, state)))
    }
}

impl TypeDef {
    pub(crate) fn fields(&self) -> &[Field] {
        match &self.kind {
            TypeKind::Struct(structure) => &structure.fields,
            TypeKind::Enum(_) => &[],
        }
    }
}

impl Method {
    pub(crate) const ALL: [(&'static str, Self); 5] = [
        ("GET", Self::Get),
        ("POST", Self::Post),
        ("PUT", Self::Put),
        ("PATCH", Self::Patch),
        ("DELETE", Self::Delete),
    ];

    pub(crate) fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, method)| *method == self).map_or("", |(name, _)| name)
    }

    pub(crate) fn has_body(self) -> bool {
        matches!(self, Self::Post | Self::Put | Self::Patch)
    }
}

impl Parameter {
    /// Whether it is an argument of the method and not a setter.
    pub(crate) fn is_argument(&self) -> bool {
        self.location == Place::Path || self.required
    }
}

impl Place {
    /// Key of the description under which such parameters stand.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Form => "form",
        }
    }
}
