//! Handles, requests and what they resolve to, as data: the larger half of the generated crate. Knows nothing of tokens.

use super::Ty;

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
