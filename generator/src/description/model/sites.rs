//! Where the nodes of the model are written: the table beside the model that [`crate::description::validate`] points
//! with.

use std::collections::BTreeMap;

use super::ids::{ErrorId, EventId, FieldId, OperationId, ParameterId, ResourceId, SidId, TypeId, ValueId, WaiterId};
use crate::description::parse::{Site, Trees};
use crate::description::source::Span;

/// A node of the model, or a site that was already found.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Node {
    Api,
    Sid(SidId),
    Type(TypeId),
    Field(FieldId),
    Value(ValueId),
    Error(ErrorId),
    Resource(ResourceId),
    Operation(OperationId),
    Parameter(ParameterId),
    Waiter(WaiterId),
    Webhooks,
    Event(EventId),
    Site(Site),
}

/// The sites of all nodes, in the order of the model's lists.
#[derive(Debug)]
pub(crate) struct Sites {
    pub(super) trees: Trees,
    pub(super) api: Site,
    pub(super) sids: Vec<Site>,
    pub(super) types: Vec<Site>,
    /// Fields or values, by type.
    pub(super) members: Vec<Vec<Site>>,
    pub(super) errors: Vec<Site>,
    pub(super) resources: Vec<Site>,
    pub(super) operations: Vec<Site>,
    /// By operation.
    pub(super) parameters: Vec<Vec<Site>>,
    /// Where what an operation does not say itself of a parameter is written, the nearest first.
    pub(super) elsewhere: BTreeMap<ParameterId, Vec<Elsewhere>>,
    /// Of the error codes that each operation lists.
    pub(super) operation_errors: Vec<Vec<Span>>,
    /// By resource.
    pub(super) waiters: Vec<Vec<Site>>,
    pub(super) webhooks: Site,
    pub(super) events: Vec<Site>,
}

/// A place where something is said of a parameter, but not by its operation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Elsewhere {
    pub(crate) site: Site,
    /// The field that says it; otherwise, it is said under `parameters`.
    pub(crate) field: Option<FieldId>,
}

impl Sites {
    /// The table of a description in which nothing is resolved yet.
    pub(super) fn of_api(trees: Trees, api: Site) -> Self {
        Self {
            trees,
            api,
            sids: Vec::new(),
            types: Vec::new(),
            members: Vec::new(),
            errors: Vec::new(),
            resources: Vec::new(),
            operations: Vec::new(),
            parameters: Vec::new(),
            elsewhere: BTreeMap::new(),
            operation_errors: Vec::new(),
            waiters: Vec::new(),
            webhooks: api,
            events: Vec::new(),
        }
    }

    /// The site of a node.
    pub(crate) fn of(&self, node: impl Into<Node>) -> Site {
        match node.into() {
            Node::Api => self.api,
            Node::Sid(id) => self.sids[id.0],
            Node::Type(id) => self.types[id.0],
            Node::Field(FieldId { ty, index }) | Node::Value(ValueId { ty, index }) => self.members[ty.0][index],
            Node::Error(id) => self.errors[id.0],
            Node::Resource(id) => self.resources[id.0],
            Node::Operation(id) => self.operations[id.0],
            Node::Parameter(id) => self.parameters[id.operation.0][id.index],
            Node::Waiter(id) => self.waiters[id.resource.0][id.index],
            Node::Webhooks => self.webhooks,
            Node::Event(id) => self.events[id.0],
            Node::Site(site) => site,
        }
    }

    /// Where the node is named: the key that leads to it.
    pub(crate) fn span(&self, node: impl Into<Node>) -> Span {
        self.of(node).span
    }

    /// The site of the map that has a key of a node; that of the node itself if none has it.
    fn holder(&self, node: impl Into<Node>, key: &str) -> Site {
        let node = node.into();
        let own = self.of(node);
        let elsewhere = match node {
            Node::Parameter(id) => self.elsewhere(id),
            _ => &[],
        };
        // An entry that is no map is documentation.
        let has_key = |site: &Site| self.trees.has(*site, key) || (key == "docs" && !self.trees.is_map(*site));
        std::iter::once(own).chain(elsewhere.iter().map(|it| it.site)).find(has_key).unwrap_or(own)
    }

    /// The site of the value of a key. A missing key gives the site of the node itself, so that every problem has a place.
    pub(crate) fn get(&self, node: impl Into<Node>, key: &str) -> Site {
        self.trees.get(self.holder(node, key), key)
    }

    /// Span of a key.
    pub(crate) fn key(&self, node: impl Into<Node>, key: &str) -> Span {
        self.get(node, key).span
    }

    /// Span of the value of a key.
    pub(crate) fn value(&self, node: impl Into<Node>, key: &str) -> Span {
        self.trees.value(self.holder(node, key), key)
    }

    /// The site of an element of the list at a key.
    pub(crate) fn item(&self, node: impl Into<Node>, key: &str, index: usize) -> Site {
        self.trees.item(self.holder(node, key), key, index)
    }

    /// Span of an element of the list at a key.
    pub(crate) fn element(&self, node: impl Into<Node>, key: &str, index: usize) -> Span {
        self.trees.element(self.holder(node, key), key, index)
    }

    /// Whether something else than the node itself gives it a key.
    pub(crate) fn is_given_elsewhere(&self, node: Node, key: &str) -> bool {
        let Node::Parameter(id) = node else { return false };
        self.elsewhere(id).iter().any(|place| self.trees.has(place.site, key))
    }

    /// Where what an operation does not say itself of a parameter is written, the nearest first.
    pub(crate) fn elsewhere(&self, parameter: ParameterId) -> &[Elsewhere] {
        self.elsewhere.get(&parameter).map_or(&[], Vec::as_slice)
    }

    /// Whether a key of a parameter is not said by its operation.
    pub(crate) fn is_inherited(&self, parameter: ParameterId, key: &str) -> bool {
        self.has(parameter, key) && !self.trees.has(self.of(parameter), key)
    }

    /// Span of an error code that an operation lists.
    pub(crate) fn error(&self, operation: OperationId, index: usize) -> Span {
        self.operation_errors[operation.0][index]
    }

    /// The scalar at a key, as it was read.
    pub(crate) fn text(&self, node: impl Into<Node>, key: &str) -> Option<&str> {
        self.trees.text(self.holder(node, key), key)
    }

    /// Whether a key is present.
    pub(crate) fn has(&self, node: impl Into<Node>, key: &str) -> bool {
        self.trees.has(self.holder(node, key), key)
    }
}

/// Lets every id stand for its node.
macro_rules! nodes {
    ($($variant:ident($id:ty),)*) => {
        $(impl From<$id> for Node {
            fn from(id: $id) -> Self {
                Self::$variant(id)
            }
        })*
    };
}

nodes! {
    Sid(SidId),
    Type(TypeId),
    Field(FieldId),
    Value(ValueId),
    Error(ErrorId),
    Resource(ResourceId),
    Operation(OperationId),
    Parameter(ParameterId),
    Waiter(WaiterId),
    Event(EventId),
    Site(Site),
}
