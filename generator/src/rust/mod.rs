//! Knows the generated crate as data: every decision is taken, nothing is text yet. Knows nothing of tokens.

mod docs;
mod examples;
mod lower;
mod operations;
mod requests;
mod types;
mod waiters;
mod webhooks;

pub(crate) use self::lower::lower;
pub(crate) use self::requests::*;

/// The generated part of the crate; the runtime is copied, not generated.
#[derive(Debug)]
pub(crate) struct Crate {
    pub(crate) package: Package,
    pub(crate) client: ClientFile,
    pub(crate) sids: Vec<SidItem>,
    pub(crate) errors: Vec<ErrorItem>,
    /// Types that belong to no resource.
    pub(crate) shared: Vec<TypeItem>,
    pub(crate) resources: Vec<ResourceFile>,
    pub(crate) webhooks: Option<WebhookFile>,
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
    /// The API in a few paragraphs, linked for rustdoc.
    pub(crate) docs: Vec<String>,
    /// The variables that a client may take its settings from.
    pub(crate) environment: Vec<String>,
    /// Code that shows a list, or the first operation of an API without lists.
    pub(crate) example: Vec<String>,
}

/// `client.rs`: the constants of the API and the accessors.
#[derive(Debug)]
pub(crate) struct ClientFile {
    pub(crate) title: String,
    pub(crate) package: String,
    pub(crate) package_version: String,
    pub(crate) base_url: String,
    pub(crate) api_key: Credential,
    pub(crate) account: Credential,
    pub(crate) location: Option<Location>,
    pub(crate) pages: Option<PageFormat>,
    pub(crate) from_env_docs: Vec<String>,
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

/// A method of the client that returns a handle.
#[derive(Debug)]
pub(crate) struct Accessor {
    pub(crate) name: String,
    pub(crate) handle: String,
    pub(crate) docs: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct SidItem {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) prefixes: Vec<String>,
    pub(crate) open: bool,
    pub(crate) docs: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct ErrorItem {
    pub(crate) name: String,
    pub(crate) code: i64,
    pub(crate) docs: Vec<String>,
}

/// One resource's file.
#[derive(Debug)]
pub(crate) struct ResourceFile {
    pub(crate) module: String,
    /// Path in the description, for the header.
    pub(crate) source: String,
    pub(crate) name: String,
    pub(crate) types: Vec<TypeItem>,
    pub(crate) handle: Handle,
    pub(crate) builders: Vec<Builder>,
    pub(crate) waiters: Vec<WaiterItem>,
}

/// `webhook.rs`: the events that webhooks report.
#[derive(Debug)]
pub(crate) struct WebhookFile {
    pub(crate) docs: Vec<String>,
    pub(crate) signature_header: String,
    /// Member that says which event it is.
    pub(crate) event_member: String,
    pub(crate) types: Vec<TypeItem>,
    /// Each is named after the struct that it holds.
    pub(crate) variants: Vec<Variant>,
}

#[derive(Debug)]
pub(crate) enum TypeItem {
    Struct(StructItem),
    Enum(EnumItem),
}

#[derive(Debug)]
pub(crate) struct StructItem {
    pub(crate) name: String,
    pub(crate) docs: Vec<String>,
    pub(crate) fields: Vec<FieldItem>,
    /// The map of unknown members.
    pub(crate) additional: Option<Additional>,
    pub(crate) default: bool,
    /// Something in it is checked before it is sent.
    pub(crate) checked: bool,
    /// Callers build it: `new` takes these fields, setters set the others.
    pub(crate) constructor: Option<Constructor>,
}

/// The map of members that have no field.
#[derive(Debug)]
pub(crate) struct Additional {
    pub(crate) docs: Vec<String>,
    pub(crate) sensitive: bool,
}

#[derive(Debug)]
pub(crate) struct Constructor {
    /// Indexes of the fields that `new` takes.
    pub(crate) arguments: Vec<usize>,
    pub(crate) docs: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct FieldItem {
    pub(crate) name: String,
    /// Wire name where it differs.
    pub(crate) rename: Option<String>,
    pub(crate) docs: Vec<String>,
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
    pub(crate) docs: Vec<String>,
    pub(crate) variants: Vec<Variant>,
}

#[derive(Debug)]
pub(crate) struct Variant {
    pub(crate) name: String,
    pub(crate) wire: String,
    pub(crate) docs: Vec<String>,
}

/// A Rust type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ty {
    String,
    Bool,
    I64,
    F64,
    Json,
    Vec(Box<Ty>),
    Map(Box<Ty>),
    /// `crate::…`
    Crate(&'static str),
    /// `crate::model::…`
    Model(String),
    /// `crate::SidOrName<crate::model::…>` of a SID's kind.
    SidOrName(String),
}

/// Where the answer of a list tells of other pages.
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
