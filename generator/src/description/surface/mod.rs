//! The surface of an API: what travels on the wire, for other readers of the description than the Rust client.
//!
//! Names are those on the wire; shapes and SIDs, which have no name there, keep the description's. Nothing of Rust or
//! YAML is left, but every node says where it is written. A surface is self-contained: every name that a [`Type`] refers
//! to is listed in it.

mod build;
mod location;
mod operations;
mod shapes;

use serde::Serialize;

pub(crate) use self::build::of;
pub use self::location::SourceLocation;
pub use self::operations::{
    Find, FindBy, Idempotency, Operation, Parameter, ParameterLocation, Permission, Response, Waiter,
};
pub use self::shapes::{Field, Limits, Presence, Shape, ShapeKind, Sid, Type, Value};

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
