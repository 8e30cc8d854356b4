//! Resources and their behaviour as data of the fake.

use serde_json::Value as Json;

use super::values::json;
use crate::client::krate::Data;
use crate::description::model::behaviour::{
    Behaviour, Condition, Demand, FieldPath, Occasion, Origin, Row, Rule, Source, States,
};
use crate::description::model::{Api, FieldId, Resource, ValueId};

/// What paths of fields are read within.
pub(super) struct Within<'a> {
    pub(super) api: &'a Api,
    pub(super) behaviour: &'a Behaviour,
}

impl Within<'_> {
    fn field(&self, id: FieldId) -> Data {
        Data::text(&self.api.field(id).wire)
    }

    fn state(&self, id: ValueId) -> Data {
        Data::text(&self.api.value(id).wire)
    }

    /// The members on the way. A path that begins with the whole begins with what refers to it.
    pub(super) fn path(&self, path: &FieldPath) -> Data {
        let reference = self.behaviour.part.as_ref().filter(|_| path.from_whole).map(|part| part.reference.as_str());
        Data::texts(reference.into_iter().chain(self.api.path_of(path)))
    }

    fn optional_path(&self, path: Option<&FieldPath>) -> Data {
        Data::optional(path.map(|path| self.path(path)))
    }

    fn members(&self, fields: &[(FieldId, Json)]) -> Data {
        Data::list(fields.iter().map(|(id, value)| Data::Tuple(vec![self.field(*id), json(value)])))
    }

    fn row(&self, row: &Row) -> Data {
        let given = row.given.as_ref().map(|(path, value)| Data::Tuple(vec![self.path(path), json(value)]));
        let fields = vec![
            ("fields", self.members(&row.fields)),
            ("redacted", self.members(&row.redacted)),
            ("given", Data::optional(given)),
        ];
        Data::Struct("Row", fields)
    }

    fn kind(&self) -> Data {
        let rows = |rows: &[Row]| Data::list(rows.iter().map(|row| self.row(row)));
        match &self.behaviour.origin {
            Origin::Kept(initial) => Data::VariantOf("Kind", "Kept", vec![rows(initial)]),
            Origin::Part { each, rows: made } => {
                let each = each.as_ref().map(|each| {
                    let fields =
                        vec![("resource", Data::index(each.resource.0)), ("sharing", self.field(each.sharing))];
                    Data::Struct("Each", fields)
                });
                Data::VariantWith("Kind", "Part", vec![("each", Data::optional(each)), ("rows", rows(made))])
            }
            Origin::Computed => Data::Variant("Kind", "Computed"),
            Origin::View(of) => {
                Data::VariantOf("Kind", "View", vec![Data::list(of.iter().map(|resource| Data::index(resource.0)))])
            }
        }
    }

    fn value(&self, (path, source): &(FieldPath, Source)) -> Data {
        let plain = |name| Data::Variant("Source", name);
        let of = |name, value| Data::VariantOf("Source", name, vec![value]);
        let source = match source {
            Source::Account => plain("Account"),
            Source::New(sid) => of("NewSid", Data::index(sid.0)),
            Source::Created => plain("Created"),
            Source::Updated => plain("Updated"),
            Source::Version => plain("Version"),
            Source::Index => plain("Index"),
            Source::Initial(value) => of("Initial", json(value)),
            Source::Copied(path) => of("Copied", self.path(path)),
            Source::Current(path) => of("Current", self.path(path)),
            Source::Url(operation) => of("Url", Data::index(operation.0)),
            Source::Collected(resource, field) => {
                let fields = vec![("resource", Data::index(resource.0)), ("field", self.field(*field))];
                Data::VariantWith("Source", "Collected", fields)
            }
        };
        Data::Struct("FieldValue", vec![("field", self.path(path)), ("source", source)])
    }

    /// `None` for what is no rule of a single record.
    fn rule(&self, rule: &Rule) -> Option<Data> {
        let value = |condition: &Condition| Data::optional(condition.value.as_ref().map(json));
        let (occasion, demand) = match &rule.demand {
            Demand::Needs(on, needed) => {
                (on, Data::VariantOf("Demand", "Needs", vec![self.path(&needed.field), value(needed)]))
            }
            Demand::Excludes(on, path) => (on, Data::VariantOf("Demand", "Excludes", vec![self.path(path)])),
            Demand::Unique(_) => return None,
        };
        let (when, holds) = match occasion {
            Occasion::When(condition) => (condition, true),
            Occasion::Unless(condition) => (condition, false),
        };
        let fields = vec![
            ("when", self.path(&when.field)),
            ("when_value", value(when)),
            ("holds", Data::Boolean(holds)),
            ("demand", demand),
            ("message", Data::text(&rule.message)),
        ];
        Some(Data::Struct("Rule", fields))
    }

    fn life(&self, states: &States) -> Data {
        let seconds = |after: Option<u32>| Data::optional(after.map(|after| Data::Integer(after.into())));
        let steps = states.steps.iter().map(|step| {
            let fields = vec![
                ("from", self.state(step.from)),
                ("to", self.state(step.to)),
                ("after", seconds(step.after)),
                ("sets", self.members(&step.sets)),
            ];
            Data::Struct("Step", fields)
        });
        let announcements = states.events.iter().map(|event| {
            let of = self.api.webhooks.as_ref().and_then(|webhooks| webhooks.events.get(event.event.0));
            let fields = vec![
                ("event", Data::text(of.map_or("", |of| &of.wire))),
                ("shape", Data::index(of.map_or(0, |of| of.object.0))),
                ("state", self.state(event.state)),
                ("after", Data::Integer(event.after.into())),
                ("url", self.path(&event.url)),
                ("method", self.optional_path(event.method.as_ref())),
            ];
            Data::Struct("Announcement", fields)
        });
        let fields = vec![
            ("field", self.field(states.field)),
            ("initial", self.state(states.initial)),
            ("steps", Data::list(steps)),
            ("announcements", Data::list(announcements)),
        ];
        Data::Struct("Life", fields)
    }
}

pub(super) fn resource_data(api: &Api, resource: &Resource, behaviour: &Behaviour) -> Data {
    let of = Within { api, behaviour };
    let unique = behaviour.rules.iter().filter_map(|rule| match &rule.demand {
        Demand::Unique(path) => {
            let fields = vec![("field", of.path(path)), ("message", Data::text(&rule.message))];
            Some(Data::Struct("Unique", fields))
        }
        Demand::Needs(..) | Demand::Excludes(..) => None,
    });
    let rules = behaviour.rules.iter().filter_map(|rule| of.rule(rule));
    let availability = behaviour.part.as_ref().map(|part| {
        let fields = vec![
            ("whole", Data::text(&part.reference)),
            ("states", Data::list(part.states.iter().map(|&state| of.state(state)))),
            ("after", Data::Integer(part.after.into())),
            ("given", of.optional_path(part.given.as_ref())),
            ("unless", of.optional_path(part.unless.as_ref())),
        ];
        Data::Struct("Availability", fields)
    });
    let fields = vec![
        ("name", Data::text(&resource.name)),
        ("shape", Data::index(resource.object.0)),
        ("kind", of.kind()),
        ("values", Data::list(behaviour.values.iter().map(|value| of.value(value)))),
        ("name_field", Data::optional(behaviour.name.map(|name| Data::list([of.field(name)])))),
        ("unique", Data::list(unique)),
        ("rules", Data::list(rules)),
        ("availability", Data::optional(availability)),
        ("life", Data::optional(behaviour.states.as_ref().map(|states| of.life(states)))),
    ];
    Data::Struct("Resource", fields)
}
