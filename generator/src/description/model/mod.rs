//! The resolved API: what the description says, with every reference an id and every wire name verbatim.
//!
//! Holds neither YAML nor Rust. Where a node is written in the files is in [`Sites`], beside the model.

mod api;
pub(crate) mod behaviour;
mod http;
mod ids;
mod literal;
mod lookup;
mod path;
mod resolve;
mod sites;
mod ty;
mod usage;

pub(crate) use self::api::{
    Api, ErrorCode, Field, Find, FindBy, Home, InputPath, Operation, Parameter, Presence, Resource, Sid, Struct,
    TypeDef, TypeKind, Value, Waiter, Webhooks,
};
pub(crate) use self::http::Method;
pub(crate) use self::ids::{
    ErrorId, EventId, FieldId, OperationId, ParameterId, ResourceId, SidId, TypeId, ValueId, WaiterId,
};
pub(crate) use self::literal::{Literal, Typed};
pub(crate) use self::resolve::resolve;
pub(crate) use self::sites::{Elsewhere, Node, Sites};
pub(crate) use self::ty::{Builtin, Type};
pub(crate) use self::usage::Usage;
