//! How the records of a resource come about, change and go, resolved: what a fake of the service serves.

use serde_json::Value as Json;

use super::ids::{EventId, FieldId, OperationId, ParameterId, ResourceId, SidId, TypeId, ValueId};
use crate::description::facts::Basis;

/// Fields from the outside in. Behind a SID, or the name of a record, follow the fields of what it identifies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldPath {
    /// The first field is one of the whole that the resource is part of.
    pub(crate) from_whole: bool,
    pub(crate) fields: Vec<FieldId>,
}

/// The behaviour of a resource.
#[derive(Debug)]
pub(crate) struct Behaviour {
    pub(crate) values: Vec<(FieldPath, Source)>,
    /// What the parameters of its operations do, but for those in paths and headers.
    pub(crate) effects: Vec<(ParameterId, Effect)>,
    /// The field that can be used instead of the SID.
    pub(crate) name: Option<FieldId>,
    pub(crate) origin: Origin,
    /// When it can be read.
    pub(crate) part: Option<Part>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) states: Option<States>,
}

/// Where records come from.
#[derive(Debug)]
pub(crate) enum Origin {
    /// Requests create them, and these are there from the start.
    Kept(Vec<Row>),
    /// They come into being with the whole.
    Part { each: Option<Each>, rows: Vec<Row> },
    /// A record is made of what its address says and of `values`.
    Computed,
    /// The records of other resources.
    View(Vec<ResourceId>),
}

/// Where a field gets its value from.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    Account,
    New(SidId),
    Created,
    Updated,
    Version,
    Index,
    Initial(Json),
    Copied(FieldPath),
    Current(FieldPath),
    Url(OperationId),
    Collected(ResourceId, FieldId),
}

/// What a parameter does.
#[derive(Clone, Debug)]
pub(crate) enum Effect {
    Sets(FieldPath),
    Equals(FieldPath),
    Before(FieldPath),
    After(FieldPath),
    Shows(Vec<FieldPath>),
    Redacts(FieldPath),
    Unseen,
}

/// How a resource is part of another one.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) whole: ResourceId,
    /// The name, in snake case, of the parameter in paths that identifies the whole.
    pub(crate) reference: String,
    pub(crate) states: Vec<ValueId>,
    pub(crate) after: u32,
    pub(crate) given: Option<FieldPath>,
    pub(crate) unless: Option<FieldPath>,
    pub(crate) evidence: Basis,
}

/// What a record is made for each of.
#[derive(Debug)]
pub(crate) struct Each {
    pub(crate) resource: ResourceId,
    /// The field of that resource; the whole has one of the same name.
    pub(crate) sharing: FieldId,
}

/// A record.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) fields: Vec<(FieldId, Json)>,
    pub(crate) redacted: Vec<(FieldId, Json)>,
    pub(crate) given: Option<(FieldPath, Json)>,
}

/// What a request is refused for.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) demand: Demand,
    pub(crate) message: String,
    pub(crate) evidence: Basis,
}

#[derive(Debug)]
pub(crate) enum Demand {
    /// On the occasion, the condition has to hold.
    Needs(Occasion, Condition),
    /// On the occasion, the field must not be set.
    Excludes(Occasion, FieldPath),
    /// No two records have the same value in the field.
    Unique(FieldPath),
}

/// When a rule is looked at.
#[derive(Debug)]
pub(crate) enum Occasion {
    When(Condition),
    Unless(Condition),
}

/// A field that is set, or has a value.
#[derive(Debug)]
pub(crate) struct Condition {
    pub(crate) field: FieldPath,
    pub(crate) value: Option<Json>,
}

/// The states of a record.
#[derive(Debug)]
pub(crate) struct States {
    pub(crate) field: FieldId,
    pub(crate) states: TypeId,
    pub(crate) initial: ValueId,
    pub(crate) steps: Vec<Step>,
    pub(crate) events: Vec<Announcement>,
    pub(crate) evidence: Basis,
}

/// A step from one state to another.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) from: ValueId,
    pub(crate) to: ValueId,
    /// In seconds.
    pub(crate) after: Option<u32>,
    pub(crate) sets: Vec<(FieldId, Json)>,
}

/// An event that is sent when a record has entered a state.
#[derive(Debug)]
pub(crate) struct Announcement {
    pub(crate) event: EventId,
    pub(crate) state: ValueId,
    pub(crate) after: u32,
    pub(crate) url: FieldPath,
    pub(crate) method: Option<FieldPath>,
}

impl States {
    /// Whether a record stays in a state for good.
    pub(crate) fn is_final(&self, state: ValueId) -> bool {
        !self.steps.iter().any(|step| step.from == state)
    }

    /// Whether a record ever comes to a state.
    pub(crate) fn is_reached(&self, state: ValueId) -> bool {
        let mut reached = vec![self.initial];
        let mut next = 0;
        while let Some(&from) = reached.get(next) {
            next += 1;
            let steps = self.steps.iter().filter(|step| step.from == from).map(|step| step.to);
            let new: Vec<ValueId> = steps.filter(|to| !reached.contains(to)).collect();
            reached.extend(new);
        }
        reached.contains(&state)
    }
}
