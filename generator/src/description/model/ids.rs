//! Ids: how the parts of the model refer to one another. Each is an index that only [`super::resolve`] hands out, so
//! that a reference cannot dangle.

/// Index into [`super::Api::sids`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SidId(pub(crate) usize);

/// Index into [`super::Api::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TypeId(pub(crate) usize);

/// Index into [`super::Api::errors`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ErrorId(pub(crate) usize);

/// Index into [`super::Api::resources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ResourceId(pub(crate) usize);

/// Index into [`super::Api::operations`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct OperationId(pub(crate) usize);

/// Index into [`super::Webhooks::events`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct EventId(pub(crate) usize);

/// A field of a struct.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FieldId {
    pub(crate) ty: TypeId,
    pub(crate) index: usize,
}

/// A value of an enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ValueId {
    pub(crate) ty: TypeId,
    pub(crate) index: usize,
}

/// A parameter of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ParameterId {
    pub(crate) operation: OperationId,
    pub(crate) index: usize,
}

/// A waiter of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct WaiterId {
    pub(crate) resource: ResourceId,
    pub(crate) index: usize,
}
