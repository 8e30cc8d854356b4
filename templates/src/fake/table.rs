//! What a fake knows of the API: its operations, what they return, and how the service behaves. Generated code fills it
//! in; nothing here depends on a particular API.

use super::super::api::{Api, Operation};

/// Members that lead to a value within a record, from the outside in: `["channel", "media_properties", "source_sid"]`.
///
/// A SID on the way stands for the record that it identifies, another text for the record that has it as its name, and a
/// list for all of its elements.
pub(crate) type Path = &'static [&'static str];

/// An API as its fake serves it. Generated code contains one `static` of this type.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) api: &'static Api,
    pub(crate) resources: &'static [Resource],
    pub(crate) operations: &'static [Served],
    pub(crate) shapes: &'static [Shape],
    pub(crate) sids: &'static [SidShape],
    pub(crate) errors: &'static [ErrorCode],
    /// `None` for an API without lists.
    pub(crate) paging: Option<Paging>,
    /// The member that says which event a webhook reports; `None` for an API without webhooks.
    pub(crate) event_member: Option<&'static str>,
}

/// The query parameters of lists; the members of the envelope are in [`Api`].
#[derive(Debug)]
pub(crate) struct Paging {
    pub(crate) size_parameter: &'static str,
    /// Parameters that only the URLs of pages contain.
    pub(crate) state_parameters: &'static [&'static str],
    pub(crate) default_size: i64,
}

/// The error code that goes with a status.
#[derive(Debug)]
pub(crate) struct ErrorCode {
    pub(crate) status: u16,
    pub(crate) code: i64,
    /// The code means that the API key lacks the permission of the operation.
    pub(crate) missing_permission: bool,
}

/// A kind of SID.
#[derive(Debug)]
pub(crate) struct SidShape {
    pub(crate) name: &'static str,
    pub(crate) prefixes: &'static [&'static str],
    /// Any two capital letters are a prefix.
    pub(crate) open: bool,
}

/// A named type.
#[derive(Debug)]
pub(crate) enum Shape {
    /// The values.
    Enum(&'static [&'static str]),
    Struct {
        fields: &'static [Field],
        /// Members that are not described are kept.
        open: bool,
    },
}

/// A member of an object.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) ty: Type,
    /// Requests must contain it.
    pub(crate) required: bool,
    pub(crate) limits: Limits,
}

/// The type of a field or a parameter.
#[derive(Debug)]
pub(crate) enum Type {
    Text,
    Timestamp,
    Boolean,
    Integer,
    Number,
    Json,
    ETag,
    /// Index in [`Table::sids`].
    Sid(usize),
    /// Index in [`Table::shapes`].
    Named(usize),
    List(&'static Type),
    Map(&'static Type),
}

/// What a value must keep to.
#[derive(Debug)]
pub(crate) struct Limits {
    pub(crate) minimum: Option<i64>,
    pub(crate) maximum: Option<i64>,
    /// In characters.
    pub(crate) max_length: Option<u32>,
}

impl Limits {
    #[allow(dead_code, reason = "for generated code")]
    pub(crate) const NONE: Self = Self { minimum: None, maximum: None, max_length: None };
}

/// An operation, and what it does to records.
#[derive(Debug)]
pub(crate) struct Served {
    pub(crate) operation: &'static Operation,
    /// Index in [`Table::resources`].
    pub(crate) resource: usize,
    pub(crate) action: Action,
    /// The status of success.
    pub(crate) status: u16,
    pub(crate) returns_etag: bool,
    /// The largest page; 0 for an operation that is no list.
    pub(crate) max_page_size: i64,
    pub(crate) parameters: &'static [Parameter],
}

/// What an operation does to records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Create,
    Fetch,
    List,
    Update,
    Delete,
}

/// A parameter of an operation.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) ty: Type,
    pub(crate) required: bool,
    pub(crate) limits: Limits,
    /// What the service assumes without it.
    pub(crate) default: Option<Json>,
    pub(crate) role: Role,
}

/// Where a parameter is sent, and what it does.
#[derive(Debug)]
pub(crate) enum Role {
    /// In the path: only records whose field has that value are meant. With `or_name`, the name of the record will do.
    Addresses { field: Path, or_name: bool },
    /// In the form: sets the field.
    Sets(Path),
    /// In the query: leaves only records whose field compares to the value.
    Filters { field: Path, by: Comparison },
    /// In the query: the fields are empty unless it is true.
    Shows(&'static [Path]),
    /// In the query or the form: is checked, and nothing that can be read shows it.
    Unseen { in_form: bool },
    /// In the query: chooses the redacted version, if the field is true, and then does so by default.
    Redacts(Path),
    /// The header with the version that an update is meant for.
    Version,
}

/// How the field of a record compares to a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    /// It is the value, or a list that contains it.
    Equal,
    /// It is a time before that one.
    Before,
    /// It is a time after that one.
    After,
}

/// A resource: what its records are made of and how they live.
#[derive(Debug)]
pub(crate) struct Resource {
    pub(crate) name: &'static str,
    /// Index in [`Table::shapes`].
    pub(crate) shape: usize,
    pub(crate) kind: Kind,
    /// Fields that get their values neither from a parameter nor from a row.
    pub(crate) values: &'static [FieldValue],
    /// The field that can be used instead of the SID.
    pub(crate) name_field: Option<Path>,
    pub(crate) unique: &'static [Unique],
    pub(crate) rules: &'static [Rule],
    /// When it can be read; at once if `None`.
    pub(crate) availability: Option<Availability>,
    pub(crate) life: Option<Life>,
}

/// Where the records of a resource come from.
#[derive(Debug)]
pub(crate) enum Kind {
    /// Requests create them; these are there from the start.
    Kept(&'static [Row]),
    /// A part of the record that its address names: comes into being with it.
    Part {
        /// Which records are made: for each record of that resource that has the same value in that field as the whole
        /// when the whole is created, one that takes all fields of the same name from it.
        each: Option<Each>,
        rows: &'static [Row],
    },
    /// Nothing is kept: the record is made of its address and `values`.
    Computed,
    /// The records of other resources, shown with this one's `values`.
    View(&'static [usize]),
}

/// What a record is made for each of.
#[derive(Debug)]
pub(crate) struct Each {
    /// Index in [`Table::resources`].
    pub(crate) resource: usize,
    pub(crate) sharing: &'static str,
}

/// An example of a record.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) fields: &'static [(&'static str, Json)],
    /// What is different in the redacted version.
    pub(crate) redacted: &'static [(&'static str, Json)],
    /// The row is for records in which that field has that value; for all others if `None`.
    pub(crate) given: Option<(Path, Json)>,
}

/// Where a field gets its value from.
#[derive(Debug)]
pub(crate) struct FieldValue {
    pub(crate) field: Path,
    pub(crate) source: Source,
}

/// Where a value comes from.
#[derive(Debug)]
pub(crate) enum Source {
    /// The SID of the account.
    Account,
    /// A new SID: index in [`Table::sids`].
    NewSid(usize),
    /// The time of creation.
    Created,
    /// The time of the last change.
    Updated,
    /// 1 for a new record, one more for each update.
    Version,
    /// The position among the records that were made at the same time, from 0.
    Index,
    /// The URL of an operation on the record: index in [`Table::operations`].
    Url(usize),
    /// That value, unless something else sets it.
    Initial(Json),
    /// The value of another field, as it is when the record is created.
    Copied(Path),
    /// The value of another field, as it is when the record is read.
    Current(Path),
    /// That field of all records of a resource that contain this record's SID, in the order of their creation.
    Collected { resource: usize, field: &'static str },
}

/// What the fields of a record must agree on, after it is created or updated.
#[derive(Debug)]
pub(crate) struct Rule {
    /// The condition: this field is set to something other than `false`, or, with `when_value`, has that value.
    pub(crate) when: Path,
    pub(crate) when_value: Option<Json>,
    /// Whether the rule is about records of which the condition holds, or about all others.
    pub(crate) holds: bool,
    pub(crate) demand: Demand,
    /// Why a request is refused.
    pub(crate) message: &'static str,
}

/// A field whose value only one record of an account can have. Absent values do not count.
#[derive(Debug)]
pub(crate) struct Unique {
    pub(crate) field: Path,
    /// Why a request is refused.
    pub(crate) message: &'static str,
}

/// What a rule demands.
#[derive(Debug)]
pub(crate) enum Demand {
    /// The field is set to something other than `false`, or, with a value, has that value.
    Needs(Path, Option<Json>),
    /// The field is not set.
    Excludes(Path),
}

/// When a part, or what is computed of a record, can be read. Before that a list is empty and a fetch finds nothing.
#[derive(Debug)]
pub(crate) struct Availability {
    /// The field that refers to the whole.
    pub(crate) whole: &'static str,
    /// The states of the whole in which it can be read; in all if empty.
    pub(crate) states: &'static [&'static str],
    /// Seconds since the whole entered the state.
    pub(crate) after: u64,
    /// A field that must be set to something other than `false`.
    pub(crate) given: Option<Path>,
    /// A field that must not be.
    pub(crate) unless: Option<Path>,
}

/// The states of a record.
#[derive(Debug)]
pub(crate) struct Life {
    pub(crate) field: &'static str,
    pub(crate) initial: &'static str,
    pub(crate) steps: &'static [Step],
    pub(crate) announcements: &'static [Announcement],
}

/// From one state to another.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
    /// Seconds in the first state; `None` if the step is taken only on demand.
    pub(crate) after: Option<u64>,
    /// Fields that have these values from then on.
    pub(crate) sets: &'static [(&'static str, Json)],
}

/// An event that a webhook reports.
#[derive(Debug)]
pub(crate) struct Announcement {
    /// The value of [`Table::event_member`].
    pub(crate) event: &'static str,
    /// The fields of the event: index in [`Table::shapes`]. Each is taken from the record's field of the same name; a SID of
    /// the record's own kind is that of the record.
    pub(crate) shape: usize,
    pub(crate) state: &'static str,
    /// Seconds since the record entered the state.
    pub(crate) after: u64,
    /// The field with the URL of the webhook. Nothing is sent if it is not set.
    pub(crate) url: Path,
    /// The field with the method; POST if it is neither `GET` nor `POST`.
    pub(crate) method: Option<Path>,
}

/// A JSON value.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Json {
    Null,
    Boolean(bool),
    Integer(i64),
    Number(f64),
    Text(&'static str),
    List(&'static [Json]),
    Object(&'static [(&'static str, Json)]),
}

impl Json {
    /// Whether it has members.
    pub(crate) fn is_large(&self) -> bool {
        matches!(self, Self::List(_) | Self::Object(_))
    }
}
