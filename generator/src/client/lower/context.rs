//! What every part of the lowering reads, and the questions that more than one part asks.

use crate::client::krate::{Passing, Ty};
use crate::client::names::Names;
use crate::description::model::{Api, Builtin, Type, Usage};

/// The API, its Rust names, and which types are used on which side.
pub(super) struct Lowering<'a> {
    pub(super) api: &'a Api,
    pub(super) names: &'a Names,
    pub(super) usage: Usage,
}

impl Lowering<'_> {
    /// The Rust type of a resolved type.
    pub(super) fn ty(&self, ty: &Type) -> Ty {
        match ty {
            Type::Builtin(builtin) => match builtin {
                Builtin::String | Builtin::Url => Ty::String,
                Builtin::Boolean => Ty::Bool,
                Builtin::Integer => Ty::I64,
                Builtin::Number => Ty::F64,
                Builtin::Timestamp => Ty::Crate("Timestamp"),
                Builtin::ETag => Ty::Crate("IfMatch"),
                Builtin::Json => Ty::Json,
            },
            Type::List(inner) => Ty::Vec(Box::new(self.ty(inner))),
            Type::Map(inner) => Ty::Map(Box::new(self.ty(inner))),
            Type::Sid(id) => Ty::Model(self.api.sid(*id).name.clone()),
            Type::Named(id) => Ty::Model(self.api.ty(*id).name.clone()),
            // Only descriptions without problems are lowered.
            Type::Unknown => Ty::Json,
        }
    }

    /// Types that others convert into are taken as `impl Into`, lists and maps as anything that yields what they contain;
    /// the rest by value.
    pub(super) fn passing(&self, ty: &Type) -> Passing {
        match ty {
            Type::Builtin(Builtin::String | Builtin::Url | Builtin::ETag | Builtin::Timestamp) | Type::Sid(_) => {
                Passing::Into
            }
            Type::Named(id) if !self.api.is_struct(*id) => Passing::Into,
            Type::List(_) => Passing::Iterator,
            Type::Map(_) => Passing::Entries,
            _ => Passing::Value,
        }
    }

    /// Whether a type holds SIDs or limited numbers, which are checked before they are sent.
    pub(super) fn is_checked(&self, ty: &Type) -> bool {
        let mut seen = vec![false; self.api.types.len()];
        let mut pending = vec![ty];
        while let Some(ty) = pending.pop() {
            match ty {
                Type::Sid(_) => return true,
                Type::List(inner) | Type::Map(inner) => pending.push(inner),
                Type::Named(id) if !std::mem::replace(&mut seen[id.0], true) => {
                    for field in self.api.ty(*id).fields() {
                        if field.facts.value.range().is_some() && field.ty == Type::Builtin(Builtin::Integer) {
                            return true;
                        }
                        pending.push(&field.ty);
                    }
                }
                Type::Named(_) | Type::Builtin(_) | Type::Unknown => {}
            }
        }
        false
    }
}
