//! The keys under `behaviour`: what a stateful fake of the service has to know beyond what travels.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Entries, Example, Scalar};
use crate::description::facts::{Basis, flag};

/// How the records of a resource come about, change and go.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Behaviour {
    /// Where fields get their values from, by name or path (`links.events`). A field that a parameter of the same name
    /// sets needs no entry.
    pub(crate) values: Entries<ValueSource>,
    /// What query and form parameters do, where it is not to compare or set the field of the same name.
    #[serde(default)]
    pub(crate) parameters: Entries<Effect>,
    /// The field that can be used instead of the SID.
    pub(crate) name: Option<String>,
    /// Resources whose records this one shows; it keeps none of its own.
    #[serde(default)]
    pub(crate) view: Vec<String>,
    /// Makes the resource a part of another one, whose record its address names.
    pub(crate) part: Option<Part>,
    /// Records that are there from the start; of a part, those that come into being with the whole.
    #[serde(default)]
    pub(crate) rows: Vec<Row>,
    /// What requests are refused for.
    #[serde(default)]
    pub(crate) rules: Vec<Refusal>,
    /// The states of a record.
    pub(crate) states: Option<States>,
}

/// Where a field gets its value from: a word, or a map with one key.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum ValueSource {
    /// What the service makes itself.
    Word(MadeValue),
    /// What comes from elsewhere.
    From(Box<FromElsewhere>),
}

/// What the service makes itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MadeValue {
    /// The SID of the account.
    Account,
    /// A new SID, which identifies the record.
    New,
    /// The time of creation.
    Created,
    /// The time of the last change.
    Updated,
    /// 1 for a new record, and one more with each update.
    Version,
    /// The position among the records that come into being together, from 0.
    Index,
}

/// A value that comes from elsewhere. Exactly one key.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct FromElsewhere {
    /// This value, unless a parameter sets another one.
    pub(crate) initial: Option<Example>,
    /// The value that another field has when the record is created. A path leads through SIDs: `depot_sid.region`.
    pub(crate) copied: Option<String>,
    /// The value that another field has when the record is read.
    pub(crate) current: Option<String>,
    /// The URL of the operation with this id.
    pub(crate) url: Option<String>,
    /// `Resource.field`: that field of all records of the resource that refer to this record.
    pub(crate) collected: Option<String>,
}

/// What a parameter does. Exactly one key.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Effect {
    /// Sets this field.
    pub(crate) sets: Option<String>,
    /// Leaves records whose field has this value, or contains it.
    pub(crate) equals: Option<String>,
    /// Leaves records whose field is a time before this one.
    pub(crate) before: Option<String>,
    /// Leaves records whose field is a time after this one.
    pub(crate) after: Option<String>,
    /// Fills these fields, which are empty otherwise.
    #[serde(default)]
    pub(crate) shows: Vec<String>,
    /// `true`: is checked, and nothing that can be read shows it.
    #[serde(default)]
    #[schemars(schema_with = "flag")]
    pub(crate) unseen: bool,
    /// Chooses the redacted version where this field is true, and does so by default.
    pub(crate) redacts: Option<String>,
}

/// How a resource is part of another one.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Part {
    /// The resource that is the whole. Paths can begin with its name: `Parcel.contents`.
    pub(crate) of: String,
    /// States of the whole in which the part can be read; all states if absent.
    #[serde(default)]
    pub(crate) states: Vec<String>,
    /// How many seconds after the whole has entered such a state.
    pub(crate) after: Option<u32>,
    /// A field that must be set for the part to be there.
    pub(crate) given: Option<String>,
    /// A field that must not be set.
    pub(crate) unless: Option<String>,
    /// Makes a record for each record of another resource.
    pub(crate) each: Option<Each>,
    /// How this is known.
    pub(crate) evidence: Basis,
}

/// What a record is made for each of.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Each {
    /// The other resource.
    pub(crate) resource: String,
    /// Field that both that resource and the whole have: records with the same value in it count.
    pub(crate) sharing: String,
}

/// A record.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Row {
    /// Values of fields, by name.
    pub(crate) fields: Entries<Example>,
    /// Other values that the redacted version has.
    #[serde(default)]
    pub(crate) redacted: Entries<Example>,
    /// The row is for records in which a field has this value: `depot_sid.region: north`.
    #[serde(default)]
    pub(crate) given: Entries<Scalar>,
}

/// What a request is refused for. Exactly one of `needs`, `excludes` and `unique`.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Refusal {
    /// The rule holds only if this field is set, and not `false`, or has this value. Not with `unique`.
    pub(crate) when: Option<Condition>,
    /// The rule holds only if this field is not set, or `false`, or has not this value. Not with `unique` nor `when`.
    pub(crate) unless: Option<Condition>,
    /// This field must be set, and not `false`, or have this value.
    pub(crate) needs: Option<Condition>,
    /// This field must not be set.
    pub(crate) excludes: Option<String>,
    /// No two records have the same value in this field.
    pub(crate) unique: Option<String>,
    /// What the service answers.
    pub(crate) message: String,
    /// How this is known.
    pub(crate) evidence: Basis,
}

/// A field that must be set, or a map of the field to the value that it must have.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Condition {
    /// The field.
    Set(String),
    /// The field and its value.
    Is(Entries<Scalar>),
}

/// The states of a record.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct States {
    /// The field that contains the state; its type is an enum.
    pub(crate) field: String,
    /// The state of a new record.
    pub(crate) initial: String,
    /// From which state a record comes to which. A state without steps is final.
    pub(crate) steps: Vec<Step>,
    /// Events that are sent when a record has entered a state.
    #[serde(default)]
    pub(crate) events: Vec<Announcement>,
    /// How this is known.
    pub(crate) evidence: Basis,
}

/// A step from one state to another.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Step {
    /// The state before.
    pub(crate) from: String,
    /// The state after.
    pub(crate) to: String,
    /// How many seconds a record usually stays in the first state. Without it, the step is an exception.
    pub(crate) after: Option<u32>,
    /// Values that fields of the record have from then on.
    #[serde(default)]
    pub(crate) sets: Entries<Example>,
}

/// An event that is sent when a record has entered a state.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Announcement {
    /// Name of the event under `webhooks`.
    pub(crate) event: String,
    /// The state.
    pub(crate) state: String,
    /// How many seconds after the record has entered it.
    pub(crate) after: Option<u32>,
    /// The field with the URL that the event is sent to.
    pub(crate) url: String,
    /// The field with the HTTP method. Without it, events are sent with POST.
    pub(crate) method: Option<String>,
}
