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
pub(crate) use self::location::{escaped, pointer, steps};
pub use self::operations::{Find, FindBy, Operation, Parameter, Response, Waiter};
pub use self::shapes::{Field, Presence, Shape, ShapeKind, Sid, Type, Value};
use crate::description::diagnostics::nearest;
pub use crate::description::facts::{
    Deviation, ErrorFacts, EventLevel, Evidence, FieldFacts, Idempotency, OfficialDocument, OperationFacts,
    Pagination as PaginationFacts, ParameterFacts, ParameterLocation, Permission, RateLimitHeaders, ResponseHeaders,
    SensitiveMark, SidFacts, ValueFacts,
};
pub use crate::description::rule::Rule;

/// Media type of a form.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";
/// Media type of JSON.
pub(crate) const JSON: &str = "application/json";
/// HTTP Basic authentication.
pub(crate) const BASIC: &str = "basic";

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
    /// The official OpenAPI document.
    pub document: Option<OfficialDocument>,
    /// What contradicts that document on purpose, by the API as a whole.
    pub deviates: Vec<Deviation>,
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
    /// Where it is written.
    pub source: SourceLocation,
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
    /// How they work.
    #[serde(flatten)]
    pub facts: PaginationFacts,
    /// Where it is written.
    pub source: SourceLocation,
}

/// A documented error code.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ErrorCode {
    /// Its name in the description.
    pub name: String,
    /// What is known of it.
    #[serde(flatten)]
    pub facts: ErrorFacts,
    /// Where it is written.
    pub source: SourceLocation,
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
    /// Header that says that a shared key signed instead of an auth token, and with which algorithm.
    pub signature_settings_header: Option<String>,
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

    /// The id of an operation that is spelled much like this one.
    pub fn nearest_operation(&self, id: &str) -> Option<&str> {
        nearest(id, self.operations.iter().map(|operation| operation.id.as_str()))
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
