//! Shapes: the fields of structs and the values of enums.

use super::compare::{About, Comparer, Says};
use super::difference::{Refinement, Side, Subject, Verdict};
use super::matching::{Matched, matched};
use super::one_sided::{Container, Sole};
use super::parameters::{ValueRules, ValueSide};
use super::types::{Known, name};
use crate::description::surface::{Field, Presence, Rule, Shape, ShapeKind, Value};

const RULES: ValueRules =
    ValueRules { limits: Rule::FieldLimits, default: Rule::FieldDefault, deprecated: Rule::FieldDeprecated };

impl<'a> Comparer<'a> {
    /// Compares all shapes that stand for one another, those of operations and those that are found on the way.
    pub(super) fn shapes(&mut self) {
        while let Some((old, new)) = self.pending.pop_front() {
            self.current = Some((&old.name, &new.name));
            match (&old.kind, &new.kind) {
                (ShapeKind::Enum(before), ShapeKind::Enum(after)) => self.enums(old, new, before, after),
                _ => self.structs(old, new),
            }
        }
        self.current = None;
    }

    fn structs(&mut self, old: &'a Shape, new: &'a Shape) {
        let side = side(old, new);
        let (before, after) = (old.fields(), new.fields());
        let Matched { pairs, went, came } = matched(before.iter(), after.iter(), |it| &it.name);
        let of = Container { side, old: &old.source, new: &new.source, rules: [Rule::FieldRemoved, Rule::FieldAdded] };
        let sole = |it: &'a Field| Sole {
            name: &it.name,
            subject: Subject::of([&old.name, &it.name]),
            source: &it.source,
            says: name(&it.ty),
            // Constructors take what requests need.
            is_needed: it.presence != Presence::Optional && side != Side::Output,
            is_telling: true,
        };
        self.one_sided(&of, went.into_iter().map(sole).collect(), came.into_iter().map(sole).collect());
        for (before, after) in pairs {
            self.field(old, before, after, side);
        }
        self.openness(old, new, side);
    }

    fn field(&mut self, shape: &'a Shape, old: &'a Field, new: &'a Field, side: Side) {
        let about = || About {
            subject: Subject::of([&shape.name, &old.name]),
            side,
            old: Some(&old.source),
            new: Some(&new.source),
            anchor: (&old.source, None),
        };
        let known = |it: &'a Field| Known { ty: &it.ty, number_or_string: it.facts.number_or_string, or_name: false };
        let change = self.types(&known(old), &known(new), &about().subject);
        let is_retyped = change.is_some();
        if let Some(change) = change {
            self.differ(change.rule.unwrap_or(Rule::FieldType), change.verdict, about(), change.says);
        }
        if old.presence != new.presence {
            if self.may_refine() && is_finer(old.presence, new.presence, side) {
                self.refine(Refinement::Required, &about().subject);
            } else {
                let says = Says::both(presence(old.presence), presence(new.presence));
                self.differ(Rule::FieldPresence, Verdict::Major, about(), says);
            }
        }
        if old.facts.sensitive != new.facts.sensitive {
            if self.may_refine() && old.facts.sensitive {
                self.refine(Refinement::Sensitive, &about().subject);
            } else {
                let word = "personal data".to_owned();
                let says = if old.facts.sensitive { Says(Some(word), None) } else { Says(None, Some(word)) };
                self.differ(Rule::FieldSensitive, Verdict::Patch, about(), says);
            }
        }
        let value = |it: &'a Field| ValueSide { ty: &it.ty, facts: &it.facts.value, default: it.default.as_ref() };
        self.values(&RULES, value(old), value(new), is_retyped, about);
    }

    fn openness(&mut self, old: &'a Shape, new: &'a Shape, side: Side) {
        let is_open = |shape: &Shape| matches!(shape.kind, ShapeKind::Struct { open: true, .. });
        if is_open(old) == is_open(new) {
            return;
        }
        let subject = Subject::of([&old.name]);
        if self.may_refine() && is_open(old) {
            self.refine(Refinement::OpenStruct, &subject);
            return;
        }
        let word = "other members have a meaning".to_owned();
        let (verdict, says) = if is_open(old) {
            (Verdict::Major, Says(Some(word), None))
        } else {
            (Verdict::Minor, Says(None, Some(word)))
        };
        let (old_source, new_source) = (Some(&old.source), Some(&new.source));
        let about = About { subject, side, old: old_source, new: new_source, anchor: (&old.source, None) };
        self.differ(Rule::StructOpen, verdict, about, says);
    }

    fn enums(&mut self, old: &'a Shape, new: &'a Shape, before: &'a [Value], after: &'a [Value]) {
        let side = side(old, new);
        let Matched { went, came, .. } = matched(before.iter(), after.iter(), |it| &it.value);
        let of = Container { side, old: &old.source, new: &new.source, rules: [Rule::ValueRemoved, Rule::ValueAdded] };
        let sole = |it: &'a Value| Sole {
            name: &it.value,
            subject: Subject::of([&old.name, &it.value]),
            source: &it.source,
            says: it.value.clone(),
            is_needed: false,
            is_telling: false,
        };
        self.one_sided(&of, went.into_iter().map(sole).collect(), came.into_iter().map(sole).collect());
    }
}

/// Which way the members of shapes that stand for one another travel.
fn side(old: &Shape, new: &Shape) -> Side {
    Side::of(old.in_requests || new.in_requests, old.in_responses || new.in_responses)
}

/// Whether a description may say that of something of which the document says the other.
///
/// Documents that never require anything say nothing. What only constructors require is a decision of the description.
fn is_finer(old: Presence, new: Presence, side: Side) -> bool {
    match (old, new) {
        (Presence::Always, Presence::Optional) => side != Side::Input,
        (Presence::Request, _) => true,
        _ => false,
    }
}

fn presence(presence: Presence) -> &'static str {
    match presence {
        Presence::Always => "always present",
        Presence::Request => "required in requests",
        Presence::Optional => "may be absent or null",
    }
}
