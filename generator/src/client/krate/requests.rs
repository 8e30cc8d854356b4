//! Handles, requests, waiters, and what they resolve to.

use super::docs::Docs;
use super::ty::{Passing, Ty};

/// The struct whose methods are a resource's operations.
#[derive(Debug)]
pub(crate) struct Handle {
    pub(crate) name: String,
    pub(crate) docs: Docs,
    pub(crate) methods: Vec<HandleMethod>,
}

#[derive(Debug)]
pub(crate) struct HandleMethod {
    pub(crate) name: String,
    pub(crate) docs: Docs,
    pub(crate) deprecated: Option<String>,
    pub(crate) builder: String,
    /// The operation's static.
    pub(crate) constant: String,
    pub(crate) arguments: Vec<Input>,
    /// The method that looks for what it would create first.
    pub(crate) find: Option<FindMethod>,
}

#[derive(Debug)]
pub(crate) struct FindMethod {
    pub(crate) name: String,
    pub(crate) docs: Docs,
}

/// A request builder.
#[derive(Debug)]
pub(crate) struct Builder {
    pub(crate) name: String,
    pub(crate) docs: Docs,
    /// Warning of the compiler if it is dropped.
    pub(crate) must_use: &'static str,
    pub(crate) operation: OperationItem,
    pub(crate) setters: Vec<Setter>,
    pub(crate) output: Output,
}

/// Metadata of an operation.
#[derive(Debug)]
pub(crate) struct OperationItem {
    pub(crate) constant: String,
    pub(crate) id: String,
    /// Variant of the runtime's `Method`.
    pub(crate) method: &'static str,
    pub(crate) path: String,
    /// Variant of the runtime's `Idempotency`.
    pub(crate) idempotency: &'static str,
    pub(crate) permission: Option<String>,
    pub(crate) find: Option<FindItem>,
    /// Member of a page that holds the items.
    pub(crate) page_items: Option<String>,
    pub(crate) deprecated: Option<String>,
    /// Names on the wire of what is sent in the query and the form, and of headers.
    pub(crate) parameters: Vec<String>,
    pub(crate) headers: Vec<String>,
}

/// How to find out what became of an operation.
#[derive(Debug)]
pub(crate) struct FindItem {
    /// Static of the operation that finds, and the module that holds it where that is another one.
    pub(crate) constant: String,
    pub(crate) module: Option<String>,
    pub(crate) by: Vec<FindByItem>,
    pub(crate) unless: Option<InputPathItem>,
}

#[derive(Debug)]
pub(crate) struct FindByItem {
    pub(crate) parameter: String,
    pub(crate) input: InputPathItem,
}

/// A parameter, and members within it.
#[derive(Debug)]
pub(crate) struct InputPathItem {
    pub(crate) parameter: String,
    pub(crate) members: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct Setter {
    pub(crate) name: String,
    pub(crate) docs: Docs,
    pub(crate) deprecated: Option<String>,
    pub(crate) input: Input,
}

/// A value that a caller gives, and how it reaches the request.
#[derive(Debug)]
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) wire: String,
    pub(crate) ty: Ty,
    pub(crate) passing: Passing,
    /// Method of the runtime's `Inputs` that takes it.
    pub(crate) method: &'static str,
    pub(crate) encoding: Encoding,
}

/// What the method takes beside the wire name and the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// The type that the value converts into.
    Typed,
    /// A reference to the value.
    Json,
    /// An integer that must lie within these.
    Within(i64, i64),
}

/// What a request resolves to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    Nothing,
    One(Ty),
    /// What is created, or was found to exist.
    OneOrFound(Ty),
    List(Ty),
}

/// What waits for a goal: a method of the handle, a builder and an outcome.
#[derive(Debug)]
pub(crate) struct WaiterItem {
    pub(crate) method: String,
    pub(crate) docs: Docs,
    /// Method of the handle that is polled.
    pub(crate) fetch: String,
    pub(crate) fetch_is_deprecated: bool,
    pub(crate) arguments: Vec<Input>,
    pub(crate) builder: String,
    pub(crate) builder_docs: Docs,
    /// Warning of the compiler if the builder is dropped.
    pub(crate) must_use: &'static str,
    pub(crate) outcome: String,
    pub(crate) outcome_docs: Docs,
    /// Method of the outcome that returns what reached the goal.
    pub(crate) into: String,
    pub(crate) into_docs: Docs,
    /// Variant of the outcome for a wait that timed out.
    pub(crate) timed_out: &'static str,
    pub(crate) timed_out_docs: Docs,
    /// What is fetched.
    pub(crate) item: Ty,
    /// The field that holds its state.
    pub(crate) field: String,
    pub(crate) is_optional: bool,
    pub(crate) state: Ty,
    /// Those that end the wait.
    pub(crate) states: Vec<StateItem>,
    /// The field or one of the states is deprecated.
    pub(crate) is_deprecated: bool,
}

/// A state that ends a wait, and a variant of its outcome.
#[derive(Debug)]
pub(crate) struct StateItem {
    pub(crate) name: String,
    pub(crate) docs: Docs,
    pub(crate) is_success: bool,
}
