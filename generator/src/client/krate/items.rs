//! Files, types and constants of the generated crate.

use super::data::Data;
use super::docs::Docs;
use super::document::Block;
use super::requests::{Builder, Handle, WaiterItem};
use super::ty::{Passing, Ty};

/// The generated part of the crate; the runtime is copied, not generated.
#[derive(Debug)]
pub(crate) struct Crate {
    pub(crate) package: Package,
    pub(crate) library: Library,
    pub(crate) client: ClientFile,
    /// Absent if the API has no SIDs; the same holds for the other files.
    pub(crate) sids: Option<SidFile>,
    pub(crate) errors: Option<ErrorFile>,
    /// Types that belong to no resource.
    pub(crate) shared: Option<SharedFile>,
    pub(crate) resources: Vec<ResourceFile>,
    pub(crate) webhooks: Option<WebhookFile>,
    pub(crate) fake: Option<FakeFile>,
    /// `API.md`, but for what it says of each resource.
    pub(crate) reference: Vec<Block>,
}

/// What fills the text templates.
#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) title: String,
    pub(crate) api_version: String,
    pub(crate) name: String,
    /// Name of the library: the package's with underscores.
    pub(crate) library: String,
    pub(crate) version: String,
    pub(crate) description: String,
    pub(crate) license: String,
    pub(crate) keywords: Vec<String>,
    pub(crate) categories: Vec<String>,
    pub(crate) link: String,
    /// The variables that a client may take its settings from.
    pub(crate) environment: Vec<String>,
    /// Code that shows a list, or the first operation of an API without lists.
    pub(crate) example: Vec<String>,
    pub(crate) features: Features,
}

/// What the API has, so that the package does not speak of what it has not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Features {
    pub(crate) lists: bool,
    pub(crate) etags: bool,
    pub(crate) waiters: bool,
    pub(crate) webhooks: bool,
    /// Webhooks can be signed with a shared key.
    pub(crate) shared_keys: bool,
    /// The description says how the service behaves.
    pub(crate) fake: bool,
}

/// `lib.rs`.
#[derive(Debug)]
pub(crate) struct Library {
    pub(crate) docs: Docs,
    pub(crate) model_docs: Docs,
    pub(crate) operations_docs: Docs,
}

/// `client.rs`: the constants of the API and the accessors.
#[derive(Debug)]
pub(crate) struct ClientFile {
    pub(crate) docs: Docs,
    pub(crate) title: String,
    pub(crate) package: String,
    pub(crate) package_version: String,
    pub(crate) base_url: String,
    pub(crate) api_key: Credential,
    pub(crate) account: Credential,
    pub(crate) location: Option<Location>,
    pub(crate) pages: Option<PageFormat>,
    pub(crate) responses: ResponseFormat,
    pub(crate) builder_docs: Docs,
    pub(crate) builder_with_source_docs: Docs,
    pub(crate) from_env_docs: Docs,
    pub(crate) builder_from_env_docs: Docs,
    pub(crate) operations_docs: Docs,
    pub(crate) accessors: Vec<Accessor>,
    /// Every operation's static, with the module that holds it.
    pub(crate) operations: Vec<(String, String)>,
}

#[derive(Debug)]
pub(crate) struct Credential {
    pub(crate) prefix: String,
    pub(crate) sid_variable: String,
    pub(crate) secret_variable: String,
}

#[derive(Debug)]
pub(crate) struct Location {
    pub(crate) edge_variable: String,
    pub(crate) region_variable: String,
    pub(crate) regions: Vec<String>,
}

/// Where the response to a list holds the URLs of other pages.
#[derive(Debug)]
pub(crate) struct PageFormat {
    pub(crate) envelope: String,
    pub(crate) next: String,
    pub(crate) previous: String,
    pub(crate) first: String,
    pub(crate) current: String,
    pub(crate) index: String,
    pub(crate) size: String,
}

/// What responses of the API have in common.
#[derive(Debug)]
pub(crate) struct ResponseFormat {
    pub(crate) request_id: Option<String>,
    pub(crate) rate_limit: Option<RateLimitFormat>,
    /// Codes of errors that mean that the API key lacks a permission.
    pub(crate) missing_permission: Vec<i64>,
}

#[derive(Debug)]
pub(crate) struct RateLimitFormat {
    pub(crate) limit: String,
    pub(crate) remaining: String,
    pub(crate) config: String,
}

/// A method of the client that returns a handle.
#[derive(Debug)]
pub(crate) struct Accessor {
    pub(crate) name: String,
    pub(crate) handle: String,
    pub(crate) docs: Docs,
    pub(crate) deprecated: Option<String>,
}

/// `fake.rs`.
#[derive(Debug)]
pub(crate) struct FakeFile {
    pub(crate) docs: Docs,
    pub(crate) new_docs: Docs,
    pub(crate) builder_docs: Docs,
    /// The structs of resources.
    pub(crate) records: Vec<String>,
    /// The types of the runtime that the table is made of.
    pub(crate) imported: Vec<&'static str>,
    pub(crate) table: Data,
    /// `FAKE.md`.
    pub(crate) page: Vec<Block>,
}

/// `sid.rs`.
#[derive(Debug)]
pub(crate) struct SidFile {
    pub(crate) docs: Docs,
    pub(crate) items: Vec<SidItem>,
}

#[derive(Debug)]
pub(crate) struct SidItem {
    pub(crate) name: String,
    pub(crate) docs: Docs,
    pub(crate) kind: String,
    pub(crate) kind_docs: Docs,
    pub(crate) prefixes: Vec<String>,
    pub(crate) open: bool,
}

/// `error_code.rs`.
#[derive(Debug)]
pub(crate) struct ErrorFile {
    pub(crate) docs: Docs,
    pub(crate) items: Vec<ErrorItem>,
}

#[derive(Debug)]
pub(crate) struct ErrorItem {
    pub(crate) name: String,
    pub(crate) code: i64,
    pub(crate) docs: Docs,
}

/// `shared.rs`: types that belong to no resource.
#[derive(Debug)]
pub(crate) struct SharedFile {
    pub(crate) docs: Docs,
    pub(crate) types: Vec<TypeItem>,
}

/// One resource's file.
#[derive(Debug)]
pub(crate) struct ResourceFile {
    pub(crate) docs: Docs,
    pub(crate) module: String,
    /// Path in the description, for the header.
    pub(crate) source: String,
    pub(crate) types: Vec<TypeItem>,
    pub(crate) handle: Handle,
    pub(crate) builders: Vec<Builder>,
    pub(crate) waiters: Vec<WaiterItem>,
    /// What `API.md` says of it.
    pub(crate) reference: Vec<Block>,
}

/// A constant with the name of a header.
#[derive(Debug)]
pub(crate) struct Header {
    pub(crate) name: &'static str,
    pub(crate) wire: String,
    pub(crate) docs: Docs,
}

/// `webhook.rs`: the events that webhooks report.
#[derive(Debug)]
pub(crate) struct WebhookFile {
    pub(crate) docs: Docs,
    /// Constants with the names of headers.
    pub(crate) headers: Vec<Header>,
    /// Member that identifies the event.
    pub(crate) event_member: String,
    pub(crate) types: Vec<TypeItem>,
    pub(crate) enum_docs: Docs,
    /// Each is named after the struct that it holds.
    pub(crate) variants: Vec<Variant>,
    pub(crate) unknown_docs: Docs,
}

#[derive(Debug)]
pub(crate) enum TypeItem {
    Struct(StructItem),
    Enum(EnumItem),
}

impl TypeItem {
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Struct(item) => &item.name,
            Self::Enum(item) => &item.name,
        }
    }
}

#[derive(Debug)]
pub(crate) struct StructItem {
    pub(crate) name: String,
    pub(crate) docs: Docs,
    pub(crate) fields: Vec<FieldItem>,
    /// The map of unknown members.
    pub(crate) additional: Option<Additional>,
    pub(crate) default: bool,
    /// Something in it is checked before it is sent.
    pub(crate) checked: bool,
    /// Callers build it: `new` takes these fields, setters set the others.
    pub(crate) constructor: Option<Constructor>,
}

impl StructItem {
    pub(crate) fn has_deprecated_fields(&self) -> bool {
        self.fields.iter().any(|field| field.deprecated.is_some())
    }
}

/// The map of members that have no field.
#[derive(Debug)]
pub(crate) struct Additional {
    pub(crate) name: &'static str,
    pub(crate) docs: Docs,
    pub(crate) setter_docs: Docs,
    pub(crate) sensitive: bool,
}

#[derive(Debug)]
pub(crate) struct Constructor {
    /// Indexes of the fields that `new` takes.
    pub(crate) arguments: Vec<usize>,
    pub(crate) docs: Docs,
}

#[derive(Debug)]
pub(crate) struct FieldItem {
    pub(crate) name: String,
    /// Wire name where it differs.
    pub(crate) rename: Option<String>,
    pub(crate) docs: Docs,
    pub(crate) setter_docs: Docs,
    pub(crate) deprecated: Option<String>,
    /// Without the `Option`.
    pub(crate) ty: Ty,
    pub(crate) optional: bool,
    pub(crate) reader: Option<Reader>,
    pub(crate) sensitive: bool,
    /// How `new` and the setter take it.
    pub(crate) passing: Passing,
    /// What is checked before it is sent.
    pub(crate) check: Option<FieldCheck>,
}

/// What reads a field from the wire in place of its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    /// A number that may be text, or text that may be a number.
    Number,
    /// An object that may be an empty list or text, which is none.
    Object,
    /// A time that may be an empty text, which is none.
    Moment,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldCheck {
    /// It is a SID, or holds something that is checked.
    Nested,
    /// An integer that must lie within these.
    Within(i64, i64),
}

#[derive(Debug)]
pub(crate) struct EnumItem {
    pub(crate) name: String,
    pub(crate) docs: Docs,
    pub(crate) variants: Vec<Variant>,
    /// Name and documentation of the variant for values that the description lacks.
    pub(crate) unknown: &'static str,
    pub(crate) unknown_docs: Docs,
}

#[derive(Debug)]
pub(crate) struct Variant {
    pub(crate) name: String,
    pub(crate) wire: String,
    pub(crate) docs: Docs,
    pub(crate) deprecated: Option<String>,
}
