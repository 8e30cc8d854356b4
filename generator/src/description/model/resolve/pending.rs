//! What is declared but cannot be resolved before everything else is declared.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::description::facts::Deviation;
use crate::description::model::sites::Elsewhere;
use crate::description::model::{FieldId, Home, OperationId, ParameterId, TypeId};
use crate::description::parse::Site;
use crate::description::parse::raw::{self, Entries};

/// A type that is declared but whose fields are not resolved yet.
pub(super) struct Pending {
    pub(super) name: String,
    pub(super) docs: String,
    pub(super) home: Home,
    pub(super) values: Option<Entries<raw::Value>>,
    pub(super) fields: Option<Entries<raw::Field>>,
    pub(super) additional: Option<String>,
    pub(super) deviates: Vec<Deviation>,
    pub(super) site: Site,
}

impl Pending {
    pub(super) fn structure(name: &str, docs: String, home: Home, fields: Entries<raw::Field>, site: Site) -> Self {
        Self {
            name: name.to_owned(),
            docs,
            home,
            values: None,
            fields: Some(fields),
            additional: None,
            deviates: Vec::new(),
            site,
        }
    }
}

/// Parameters that several operations have, by wire name.
pub(super) type SharedParameters = BTreeMap<String, Shared>;

/// What fields say of parameters, by their names in snake case.
pub(super) type FieldParameters = BTreeMap<String, Vec<Shared>>;

/// Something said once for several operations.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) wire: String,
    pub(super) raw: raw::Parameter,
    pub(super) place: Elsewhere,
    pub(super) is_used: bool,
}

impl Shared {
    /// Whether a field says it.
    pub(super) fn is_field(&self) -> bool {
        self.place.field.is_some()
    }
}

/// A resource whose types are declared but whose operations are not resolved yet.
pub(super) struct PendingResource {
    pub(super) path: String,
    pub(super) site: Site,
    pub(super) object: TypeId,
    pub(super) name: String,
    pub(super) accessor: String,
    pub(super) operations_docs: String,
    pub(super) link: String,
    pub(super) deprecated: Option<String>,
    pub(super) parameters: Entries<raw::ParameterEntry>,
    pub(super) operations: Entries<raw::Operation>,
    pub(super) waiters: Entries<raw::Waiter>,
    pub(super) behaviour: Option<raw::Behaviour>,
}

/// What a resource says about operations and fields, to be resolved when all of them are known.
pub(super) struct References {
    pub(super) finds: Vec<(OperationId, raw::Find)>,
    pub(super) waiters: Entries<raw::Waiter>,
    pub(super) behaviour: Option<raw::Behaviour>,
}

/// A field or parameter.
#[derive(Clone, Copy)]
pub(super) enum Owner {
    Field(FieldId),
    Parameter(ParameterId),
}

/// An example and a default, whose types are not known yet.
pub(super) struct PendingLiterals {
    pub(super) owner: Owner,
    pub(super) default: Option<Json>,
    pub(super) example: Option<Json>,
}
