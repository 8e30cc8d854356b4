//! The surface of an API: what travels on the wire, for other readers of the description than the Rust client.
//!
//! Names are those on the wire; shapes and SIDs, which have no name there, keep the description's. Nothing of Rust or
//! YAML is left, but every node says where it is written. A surface is self-contained: every name that a [`Type`] refers
//! to is listed in it.

mod build;

use serde::Serialize;

pub(crate) use self::build::of;

/// What an API sends and accepts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Surface {
    /// Title of the API, as people call it.
    pub title: String,
    /// Version of the API, the first segment of its paths.
    pub version: String,
    /// What the version and the paths of operations are appended to.
    pub base_url: String,
    /// What the API is for. Markdown.
    pub docs: String,
    /// The vendor's documentation.
    pub link: String,
    /// Headers that every response may have.
    pub response_headers: ResponseHeaders,
    /// How lists are paginated; `None` if the API has none.
    pub pagination: Option<Pagination>,
    /// Resources in the order of the description.
    pub resources: Vec<Resource>,
    /// Operations in the order of the resources.
    pub operations: Vec<Operation>,
    /// States that resources come to by themselves.
    pub waiters: Vec<Waiter>,
    /// Enums and structs; resources and events are among the structs.
    pub shapes: Vec<Shape>,
    /// String identifiers.
    pub sids: Vec<Sid>,
    /// Documented error codes.
    pub errors: Vec<ErrorCode>,
    /// Requests that the vendor sends by itself.
    pub webhooks: Option<Webhooks>,
}

/// Where a node is written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct SourceLocation {
    /// Path of the file, relative to the description.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// Headers that every response may have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ResponseHeaders {
    /// Identifies the request, for the vendor's support.
    pub request_id: Option<String>,
    /// The rate limit of the caller.
    pub rate_limit: Option<RateLimitHeaders>,
}

/// Headers that report the rate limit of the caller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RateLimitHeaders {
    /// How many requests are allowed.
    pub limit: String,
    /// What remains of the limit.
    pub remaining: String,
    /// The rule that applies.
    pub config: String,
}

/// Operations on one kind of thing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Resource {
    /// Its name, which is also that of its shape.
    pub name: String,
    /// What its operations are for. Markdown.
    pub docs: String,
    /// The vendor's documentation.
    pub link: String,
    /// What to use instead, if it is deprecated.
    pub deprecated: Option<String>,
    /// Where it is written.
    pub source: SourceLocation,
}

/// The object that accompanies the items of every list, and the parameters that drive it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pagination {
    /// Member of the response that holds the members below.
    pub envelope: String,
    /// URL of the next page.
    pub next: String,
    /// URL of the previous page.
    pub previous: String,
    /// URL of the first page.
    pub first: String,
    /// URL of this page.
    pub current: String,
    /// Number of this page, from 0.
    pub index: String,
    /// The largest number of items on a page.
    pub size: String,
    /// Query parameter that sets the page size; every list accepts it.
    pub size_parameter: String,
    /// Query parameters that only the server chooses, in page URLs.
    pub state_parameters: Vec<String>,
    /// Page size if none is asked for.
    pub default_size: i64,
    /// Largest page size, unless a list has its own.
    pub max_size: i64,
    /// Where it is written.
    pub source: SourceLocation,
}

/// An operation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Operation {
    /// The vendor's operation id.
    pub id: String,
    /// Name of the resource, which is also a shape.
    pub resource: String,
    /// HTTP method in capitals.
    pub method: String,
    /// Path relative to the base URL and the version, placeholders in braces.
    pub path: String,
    /// Parameters: path, query, header, form; within each in the order of the description. A list's page size is not among
    /// them, see [`Pagination`].
    pub parameters: Vec<Parameter>,
    /// Status of success.
    pub status: u16,
    /// The body of a successful response.
    pub response: Response,
    /// Whether a request can be sent twice.
    pub idempotency: Idempotency,
    /// The response carries an ETag.
    pub returns_etag: bool,
    /// Permission that a restricted API key needs.
    pub permission: Option<Permission>,
    /// Names of error codes that are typical of it.
    pub errors: Vec<String>,
    /// How to find out what became of it.
    pub find: Option<Find>,
    /// What it does. Markdown.
    pub docs: String,
    /// What to use instead, if it is deprecated.
    pub deprecated: Option<String>,
    /// Where it is written.
    pub source: SourceLocation,
}

/// The body of a successful response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Response {
    /// No body.
    Nothing,
    /// One value.
    One(Type),
    /// A page of a list.
    Page {
        /// Member that holds the items.
        key: String,
        /// Type of an item.
        item: Type,
        /// Largest page size.
        max_size: i64,
    },
}

/// Whether a request can be sent twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Idempotency {
    /// Twice is the same as once.
    Always,
    /// Twice is the same as once if the request names a version with `If-Match`.
    WithIfMatch,
    /// Twice may do it twice.
    Never,
}

/// A permission of a restricted API key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Permission {
    /// The permission string.
    pub name: String,
    /// The string was seen on a key, and not inferred from others.
    pub observed: bool,
}

/// How to find out what became of an operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Find {
    /// Id of the operation that finds.
    pub operation: String,
    /// Parameters of that operation, each with the input that provides its value; empty if only the caller knows how.
    pub by: Vec<FindBy>,
    /// An input with which what is created cannot be found: a parameter and members within it.
    pub unless: Option<Vec<String>>,
}

/// A parameter of the operation that finds, and what provides its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FindBy {
    /// Name of the parameter.
    pub parameter: String,
    /// A parameter of the operation that creates, and members within it.
    pub input: Vec<String>,
}

/// Where in a request a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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

/// A parameter of an operation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Parameter {
    /// Where it goes.
    pub location: ParameterLocation,
    /// Its name on the wire.
    pub name: String,
    /// Its type. In a form, structs, maps and `json` travel as JSON text.
    #[serde(rename = "type")]
    pub ty: Type,
    /// The API insists on it.
    pub required: bool,
    /// A unique name may stand in for the SID.
    pub or_name: bool,
    /// What the API enforces.
    pub limits: Limits,
    /// What the server assumes if it is absent.
    pub default: Option<serde_json::Value>,
    /// Unit of a number.
    pub unit: Option<String>,
    /// An example value.
    pub example: Option<serde_json::Value>,
    /// What it does. Markdown.
    pub docs: String,
    /// What to use instead, if it is deprecated.
    pub deprecated: Option<String>,
    /// Where it is written.
    pub source: SourceLocation,
}

/// What the API enforces on a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Limits {
    /// Smallest number.
    pub minimum: Option<i64>,
    /// Largest number.
    pub maximum: Option<i64>,
    /// Longest text, in characters.
    pub max_length: Option<u32>,
}

/// States that a resource comes to by itself, so that clients can wait for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Waiter {
    /// Name of the goal.
    pub name: String,
    /// Name of the resource, which is also a shape.
    pub resource: String,
    /// Id of the operation that fetches the resource.
    pub operation: String,
    /// The field of the resource that holds its state.
    pub field: String,
    /// Values of the field that are the goal.
    pub success: Vec<String>,
    /// Values of the field from which the goal can no longer be reached.
    pub failure: Vec<String>,
    /// What is waited for. Markdown.
    pub docs: String,
    /// Where it is written.
    pub source: SourceLocation,
}

/// An enum or a struct.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shape {
    /// Its name in the description.
    pub name: String,
    /// Its values or fields.
    pub kind: ShapeKind,
    /// Part of a request: clients write it.
    pub in_requests: bool,
    /// Part of a response or an event: clients read it.
    pub in_responses: bool,
    /// What it is. Markdown.
    pub docs: String,
    /// What to use instead, if it is a deprecated resource.
    pub deprecated: Option<String>,
    /// Where it is written.
    pub source: SourceLocation,
}

/// What a shape consists of.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ShapeKind {
    /// Known values; others may be added at any time.
    Enum(Vec<Value>),
    /// Members of an object.
    Struct {
        /// The known members.
        fields: Vec<Field>,
        /// Other members have a meaning.
        open: bool,
    },
}

/// A value of an enum.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Value {
    /// The value on the wire.
    pub value: String,
    /// What it means. Markdown.
    pub docs: String,
    /// What to use instead, if it is deprecated.
    pub deprecated: Option<String>,
    /// Where it is written.
    pub source: SourceLocation,
}

/// When a member is present.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Always, and never null.
    Always,
    /// Always in requests; responses may lack it.
    Request,
    /// It may be absent or null.
    Optional,
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Field {
    /// Its name on the wire.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: Type,
    /// When it is present.
    pub presence: Presence,
    /// Personal data, a bearer link, or a URL that may hold a password.
    pub sensitive: bool,
    /// A number that may travel as text, or text that may travel as a number.
    pub number_or_string: bool,
    /// What the API enforces in requests.
    pub limits: Limits,
    /// What the server assumes if it is absent.
    pub default: Option<serde_json::Value>,
    /// Unit of a number.
    pub unit: Option<String>,
    /// An example value.
    pub example: Option<serde_json::Value>,
    /// What it is. Markdown.
    pub docs: String,
    /// What to use instead, if it is deprecated.
    pub deprecated: Option<String>,
    /// Where it is written.
    pub source: SourceLocation,
}

/// A type.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Type {
    /// Text.
    String,
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// A point in time, ISO 8601.
    Timestamp,
    /// A URL.
    Url,
    /// A value of unknown shape.
    Json,
    /// An ETag or a version number, in a header.
    Etag,
    /// A list.
    List(Box<Type>),
    /// An object with any members of one type.
    Map(Box<Type>),
    /// The SID of that name.
    Sid(String),
    /// The shape of that name.
    Shape(String),
}

/// A string identifier.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sid {
    /// Its name in the description.
    pub name: String,
    /// Two capital letters each, followed by 32 hexadecimal digits in the value.
    pub prefixes: Vec<String>,
    /// Other prefixes occur as well.
    pub open: bool,
    /// What it identifies. Markdown.
    pub docs: String,
    /// Where it is written.
    pub source: SourceLocation,
}

/// A documented error code.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ErrorCode {
    /// Its name in the description.
    pub name: String,
    /// The number.
    pub code: i64,
    /// How severe the event is, if the code is recorded as one after the response instead of being returned.
    pub event: Option<EventLevel>,
    /// It means that the API key lacks the permission of the operation.
    pub missing_permission: bool,
    /// What it means. Markdown.
    pub docs: String,
    /// Where it is written.
    pub source: SourceLocation,
}

/// How severe an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EventLevel {
    /// Something failed.
    Error,
    /// Something may be wrong.
    Warning,
}

/// Requests that the vendor sends by itself.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Webhooks {
    /// What they report. Markdown.
    pub docs: String,
    /// The vendor's documentation.
    pub link: String,
    /// Header that carries the signature.
    pub signature_header: String,
    /// Member that identifies the event.
    pub event_member: String,
    /// The events.
    pub events: Vec<Event>,
    /// Where it is written.
    pub source: SourceLocation,
}

/// An event that a webhook reports.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Event {
    /// Value of the member that identifies it.
    pub event: String,
    /// Name of the shape of its other members.
    pub shape: String,
    /// The vendor's documentation.
    pub link: String,
    /// Where it is written.
    pub source: SourceLocation,
}

impl Surface {
    /// The operation of that id.
    pub fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.id == id)
    }

    /// The shape of that name.
    pub fn shape(&self, name: &str) -> Option<&Shape> {
        self.shapes.iter().find(|shape| shape.name == name)
    }

    /// The SID of that name.
    pub fn sid(&self, name: &str) -> Option<&Sid> {
        self.sids.iter().find(|sid| sid.name == name)
    }
}

impl Shape {
    /// The fields of a struct; an enum has none.
    pub fn fields(&self) -> &[Field] {
        match &self.kind {
            ShapeKind::Struct { fields, .. } => fields,
            ShapeKind::Enum(_) => &[],
        }
    }

    /// The values of an enum; a struct has none.
    pub fn values(&self) -> &[Value] {
        match &self.kind {
            ShapeKind::Enum(values) => values,
            ShapeKind::Struct { .. } => &[],
        }
    }

    /// Whether it is a struct.
    pub fn is_struct(&self) -> bool {
        matches!(self.kind, ShapeKind::Struct { .. })
    }
}
