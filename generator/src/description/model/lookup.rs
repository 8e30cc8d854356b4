//! Access to the parts of an API by their ids.

use super::api::{
    Api, ErrorCode, Field, InputPath, Operation, Parameter, Resource, Sid, TypeDef, TypeKind, Value, Waiter,
};
use super::behaviour::FieldPath;
use super::ids::{ErrorId, FieldId, OperationId, ParameterId, ResourceId, SidId, TypeId, ValueId, WaiterId};

impl Api {
    /// What the paths of operations are appended to.
    pub(crate) fn root_url(&self) -> String {
        format!("{}/{}", self.base_url, self.version)
    }

    pub(crate) fn sid(&self, id: SidId) -> &Sid {
        &self.sids[id.0]
    }

    pub(crate) fn ty(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0]
    }

    pub(crate) fn error(&self, id: ErrorId) -> &ErrorCode {
        &self.errors[id.0]
    }

    pub(crate) fn resource(&self, id: ResourceId) -> &Resource {
        &self.resources[id.0]
    }

    pub(crate) fn operation(&self, id: OperationId) -> &Operation {
        &self.operations[id.0]
    }

    pub(crate) fn parameter(&self, id: ParameterId) -> &Parameter {
        &self.operation(id.operation).parameters[id.index]
    }

    /// A field; ids of fields are those of structs.
    pub(crate) fn field(&self, id: FieldId) -> &Field {
        &self.ty(id.ty).fields()[id.index]
    }

    /// As [`Self::field`], to be completed.
    pub(super) fn field_mut(&mut self, id: FieldId) -> Option<&mut Field> {
        match &mut self.types[id.ty.0].kind {
            TypeKind::Struct(structure) => structure.fields.get_mut(id.index),
            TypeKind::Enum(_) => None,
        }
    }

    /// A value; ids of values are those of enums.
    pub(crate) fn value(&self, id: ValueId) -> &Value {
        &self.ty(id.ty).values()[id.index]
    }

    pub(crate) fn sids(&self) -> impl Iterator<Item = (SidId, &Sid)> {
        self.sids.iter().enumerate().map(|(index, sid)| (SidId(index), sid))
    }

    pub(crate) fn types(&self) -> impl Iterator<Item = (TypeId, &TypeDef)> {
        self.types.iter().enumerate().map(|(index, def)| (TypeId(index), def))
    }

    pub(crate) fn errors(&self) -> impl Iterator<Item = (ErrorId, &ErrorCode)> {
        self.errors.iter().enumerate().map(|(index, error)| (ErrorId(index), error))
    }

    pub(crate) fn resources(&self) -> impl Iterator<Item = (ResourceId, &Resource)> {
        self.resources.iter().enumerate().map(|(index, resource)| (ResourceId(index), resource))
    }

    pub(crate) fn operations(&self) -> impl Iterator<Item = (OperationId, &Operation)> {
        self.operations.iter().enumerate().map(|(index, operation)| (OperationId(index), operation))
    }

    pub(crate) fn parameters(&self, operation: OperationId) -> impl Iterator<Item = (ParameterId, &Parameter)> {
        let parameters = self.operation(operation).parameters.iter().enumerate();
        parameters.map(move |(index, parameter)| (ParameterId { operation, index }, parameter))
    }

    /// The fields of a struct; an enum has none.
    pub(crate) fn fields(&self, ty: TypeId) -> impl Iterator<Item = (FieldId, &Field)> {
        self.ty(ty).fields().iter().enumerate().map(move |(index, field)| (FieldId { ty, index }, field))
    }

    /// The values of an enum; a struct has none.
    pub(crate) fn values(&self, ty: TypeId) -> impl Iterator<Item = (ValueId, &Value)> {
        self.ty(ty).values().iter().enumerate().map(move |(index, value)| (ValueId { ty, index }, value))
    }

    pub(crate) fn waiters(&self) -> impl Iterator<Item = (WaiterId, &Waiter)> {
        self.resources().flat_map(|(resource, of)| {
            of.waiters.iter().enumerate().map(move |(index, waiter)| (WaiterId { resource, index }, waiter))
        })
    }

    /// Whether a type is a struct.
    pub(crate) fn is_struct(&self, id: TypeId) -> bool {
        matches!(self.ty(id).kind, TypeKind::Struct(_))
    }

    /// The names of the fields of a path, without that of the whole.
    pub(crate) fn path_of(&self, path: &FieldPath) -> Vec<&str> {
        path.fields.iter().map(|&field| self.field(field).wire.as_str()).collect()
    }

    /// How a path through an operation's input is written: `Contents.first.sid`.
    pub(crate) fn dotted(&self, path: &InputPath) -> String {
        let members = path.members.iter().map(|&member| self.field(member).wire.as_str());
        std::iter::once(self.parameter(path.parameter).wire.as_str()).chain(members).collect::<Vec<_>>().join(".")
    }
}

impl TypeDef {
    pub(crate) fn fields(&self) -> &[Field] {
        match &self.kind {
            TypeKind::Struct(structure) => &structure.fields,
            TypeKind::Enum(_) => &[],
        }
    }

    pub(crate) fn values(&self) -> &[Value] {
        match &self.kind {
            TypeKind::Enum(values) => values,
            TypeKind::Struct(_) => &[],
        }
    }
}
