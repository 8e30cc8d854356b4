//! Which types of an API are used, and on which side of the wire.

use super::api::Api;
use super::ids::TypeId;
use super::ty::Type;

/// Reachability of every SID and type, in the order of the model's lists.
#[derive(Debug)]
pub(crate) struct Usage {
    pub(crate) sids: Vec<bool>,
    /// Part of a request: the caller builds it.
    pub(crate) requests: Vec<bool>,
    /// Part of a response: the server builds it.
    pub(crate) responses: Vec<bool>,
}

impl Usage {
    pub(crate) fn of(api: &Api) -> Self {
        let mut usage = Self {
            sids: vec![false; api.sids.len()],
            requests: vec![false; api.types.len()],
            responses: vec![false; api.types.len()],
        };
        for resource in &api.resources {
            usage.reach(api, &Type::Named(resource.object), Side::Response);
        }
        for parameter in api.operations.iter().flat_map(|operation| &operation.parameters) {
            usage.reach(api, &parameter.ty, Side::Request);
        }
        for event in api.webhooks.iter().flat_map(|webhooks| &webhooks.events) {
            usage.reach(api, &Type::Named(event.object), Side::Response);
        }
        usage
    }

    pub(crate) fn is_used(&self, id: TypeId) -> bool {
        self.requests[id.0] || self.responses[id.0]
    }

    fn reach(&mut self, api: &Api, ty: &Type, side: Side) {
        match ty {
            Type::Sid(id) => self.sids[id.0] = true,
            Type::List(inner) | Type::Map(inner) => self.reach(api, inner, side),
            Type::Named(id) => {
                let reached = match side {
                    Side::Request => &mut self.requests,
                    Side::Response => &mut self.responses,
                };
                if !std::mem::replace(&mut reached[id.0], true) {
                    api.ty(*id).fields().iter().for_each(|field| self.reach(api, &field.ty, side));
                }
            }
            Type::Builtin(_) | Type::Unknown => {}
        }
    }
}

#[derive(Clone, Copy)]
enum Side {
    Request,
    Response,
}
