//! Knows the generated crate as data: every decision is taken, nothing is text yet. Knows nothing of tokens.

mod docs;
mod examples;
mod lower;
mod operations;
mod types;
mod waiters;
mod webhooks;

pub(crate) use self::lower::lower;

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

/// The struct whose methods are a resource's operations.
#[derive(Debug)]
pub(crate) struct Handle {
    pub(crate) name: String,
    pub(crate) docs: Vec<String>,
    pub(crate) methods: Vec<HandleMethod>,
}

#[derive(Debug)]
pub(crate) struct HandleMethod {
    pub(crate) name: String,
    pub(crate) docs: Vec<String>,
    pub(crate) builder: String,
    pub(crate) arguments: Vec<Input>,
}

/// A request builder.
#[derive(Debug)]
pub(crate) struct Builder {
    pub(crate) name: String,
    pub(crate) docs: Vec<String>,
    pub(crate) operation: OperationItem,
    pub(crate) setters: Vec<Setter>,
    pub(crate) output: Output,
}

/// What waits for a goal: a method of the handle, a builder and an outcome.
#[derive(Debug)]
pub(crate) struct WaiterItem {
    pub(crate) method: String,
    pub(crate) docs: Vec<String>,
    /// Method of the handle that is repeated.
    pub(crate) fetch: String,
    pub(crate) arguments: Vec<Input>,
    pub(crate) builder: String,
    pub(crate) builder_docs: Vec<String>,
    pub(crate) notification_docs: Vec<String>,
    pub(crate) outcome: String,
    pub(crate) outcome_docs: Vec<String>,
    /// Method of the outcome that gives what reached the goal.
    pub(crate) into: String,
    pub(crate) into_docs: Vec<String>,
    /// Variant of the outcome for a wait whose time is over.
    pub(crate) timed_out: &'static str,
    /// What is fetched.
    pub(crate) item: Ty,
    /// Where its state is.
    pub(crate) field: String,
    pub(crate) is_optional: bool,
    pub(crate) state: Ty,
    /// Those that end it.
    pub(crate) states: Vec<StateItem>,
}

/// A state that ends a wait, and a variant of its outcome.
#[derive(Debug)]
pub(crate) struct StateItem {
    pub(crate) name: String,
    pub(crate) docs: Vec<String>,
    pub(crate) is_success: bool,
}

/// Metadata of an operation.
#[derive(Debug)]
pub(crate) struct OperationItem {
    pub(crate) constant: String,
    pub(crate) id: String,
    pub(crate) method: &'static str,
    pub(crate) path: String,
    /// Variant of the runtime's `Idempotency`.
    pub(crate) idempotency: &'static str,
    pub(crate) permission: Option<String>,
    pub(crate) find: Option<FindItem>,
    /// Member of a page that holds the items.
    pub(crate) page_items: Option<String>,
}

/// How to find out what became of an operation.
#[derive(Debug)]
pub(crate) struct FindItem {
    /// Static of the operation that finds, and the module that it is in where that is another one.
    pub(crate) constant: String,
    pub(crate) module: Option<String>,
    pub(crate) by: Vec<FindByItem>,
    pub(crate) unless: Option<InputPath>,
    /// Where what is created can be looked for.
    pub(crate) method: Option<FindMethod>,
}

/// The method that looks before it creates.
#[derive(Debug)]
pub(crate) struct FindMethod {
    pub(crate) name: String,
    pub(crate) docs: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct FindByItem {
    pub(crate) parameter: String,
    pub(crate) input: InputPath,
}

/// A parameter, and members within it.
#[derive(Debug)]
pub(crate) struct InputPath {
    pub(crate) parameter: String,
    pub(crate) members: Vec<String>,
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

#[derive(Debug)]
pub(crate) struct Setter {
    pub(crate) name: String,
    pub(crate) docs: Vec<String>,
    pub(crate) input: Input,
}

/// A value that a caller gives, and how it reaches the request.
#[derive(Debug)]
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) wire: String,
    pub(crate) ty: Ty,
    pub(crate) passing: Passing,
    pub(crate) place: Place,
    pub(crate) encoding: Encoding,
}

/// How an argument is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Passing {
    Value,
    Into,
    /// `impl IntoIterator<Item = impl Into<T>>`
    Iterator,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    Query,
    Header,
    Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Plain,
    Json,
    /// JSON that holds SIDs or limited numbers.
    CheckedJson,
    Repeated,
    /// An integer that must lie within these.
    Within(i64, i64),
}

/// What a request resolves to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    Nothing,
    One(Ty),
    /// What is created, or was found to be there.
    OneOrFound(Ty),
    Page(Ty),
}
