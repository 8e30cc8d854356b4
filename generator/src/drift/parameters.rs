//! Parameters of operations.

use std::borrow::Cow;

use super::compare::{About, Comparer, Says};
use super::difference::{Refinement, Side, Subject, Verdict};
use super::matching::{Matched, matched};
use super::one_sided::{Container, Sole};
use super::operations::{deprecation, placeholders as names_of};
use super::types::{Known, name};
use crate::description::surface::{
    Operation, PaginationFacts, Parameter, ParameterLocation, Response, Rule, Type, ValueFacts,
};

/// The rules about what holds for fields as well as for parameters.
pub(super) struct ValueRules {
    pub(super) limits: Rule,
    pub(super) default: Rule,
    pub(super) deprecated: Rule,
}

const RULES: ValueRules = ValueRules {
    limits: Rule::ParameterLimits,
    default: Rule::ParameterDefault,
    deprecated: Rule::ParameterDeprecated,
};

/// What is compared of a value besides its type.
pub(super) struct ValueSide<'a> {
    pub(super) ty: &'a Type,
    pub(super) facts: &'a ValueFacts,
    pub(super) default: Option<&'a serde_json::Value>,
}

impl<'a> Comparer<'a> {
    /// Compares the parameters of an operation.
    pub(super) fn parameters(&mut self, old: &'a Operation, new: &'a Operation) {
        // A response that becomes a page, or is none any more, brings the parameters of lists along.
        let is_page = |it: &Operation| matches!(it.response, Response::Page { .. });
        let facts = [self.old.surface, self.new.surface].map(|it| it.pagination.as_ref().map(|it| &it.facts));
        let is_for_paging = |it: &Parameter| {
            let is_known =
                |facts: &&PaginationFacts| facts.size_parameter == it.name || facts.state_parameters.contains(&it.name);
            is_page(old) != is_page(new)
                && it.location == ParameterLocation::Query
                && facts.iter().flatten().any(is_known)
        };
        // Those of the path stand for one another by position. If their number differs, that is told with the path.
        let (old_path, new_path) = (placeholders(old), placeholders(new));
        if old_path.len() == new_path.len() {
            for (before, after) in old_path.into_iter().zip(new_path) {
                self.parameter(old, before, after);
            }
        }
        let others = |it: &&'a Parameter| it.location != ParameterLocation::Path;
        let key = |it: &'a Parameter| match it.location {
            ParameterLocation::Header => (it.location, Cow::Owned(it.name.to_ascii_lowercase())),
            _ => (it.location, Cow::Borrowed(it.name.as_str())),
        };
        let Matched { pairs, went, came } =
            matched(old.parameters.iter().filter(others), new.parameters.iter().filter(others), key);
        let of = Container {
            side: Side::Input,
            old: &old.source,
            new: &new.source,
            rules: [Rule::ParameterRemoved, Rule::ParameterAdded],
        };
        let sole = |it: &'a Parameter| Sole {
            name: &it.name,
            subject: subject(old, it),
            source: &it.source,
            says: name(&it.ty),
            is_needed: it.required,
            is_telling: true,
        };
        let soles = |list: Vec<&'a Parameter>| list.into_iter().filter(|it| !is_for_paging(it)).map(sole).collect();
        self.one_sided(&of, soles(went), soles(came));
        for (before, after) in pairs {
            self.parameter(old, before, after);
        }
    }

    fn parameter(&mut self, operation: &'a Operation, old: &'a Parameter, new: &'a Parameter) {
        let about = || About {
            subject: subject(operation, old),
            side: Side::Input,
            old: Some(&old.source),
            new: Some(&new.source),
            anchor: (&old.source, None),
        };
        let known = |it: &'a Parameter| Known { ty: &it.ty, number_or_string: false, or_name: it.facts.or_name };
        let change = self.types(&known(old), &known(new), &about().subject);
        let is_retyped = change.is_some();
        if let Some(change) = change {
            self.differ(change.rule.unwrap_or(Rule::ParameterType), change.verdict, about(), change.says);
        }
        if old.required != new.required {
            let says = |required: bool| if required { "required" } else { "optional" };
            let says = Says::both(says(old.required), says(new.required));
            self.differ(Rule::ParameterRequired, Verdict::Major, about(), says);
        }
        let side = |it: &'a Parameter| ValueSide { ty: &it.ty, facts: &it.facts.value, default: it.default.as_ref() };
        self.values(&RULES, side(old), side(new), is_retyped, about);
    }

    /// Compares limits, defaults and deprecation.
    pub(super) fn values(
        &mut self,
        rules: &ValueRules,
        old: ValueSide<'a>,
        new: ValueSide<'a>,
        is_retyped: bool,
        about: impl Fn() -> About<'a>,
    ) {
        let before = limits(old.facts);
        let mut after = limits(new.facts);
        if self.may_refine() {
            // A SID or a timestamp has the length that it has.
            let stated = [is_number(old.ty), is_number(old.ty), is_text(old.ty)];
            after.iter_mut().zip(stated).filter(|(_, is_stated)| !is_stated).for_each(|(limit, _)| *limit = None);
        }
        // What fits another type changes with it.
        if before != after && !is_retyped {
            // The description may know limits that the document does not state, but not other ones.
            let is_finer = before.iter().zip(&after).all(|(old, new)| old == new || new.is_none());
            if self.may_refine() && is_finer {
                self.refine(Refinement::Limit, &about().subject);
            } else {
                self.differ(rules.limits, Verdict::Patch, about(), Says::both(words(before), words(after)));
            }
        }
        let side = about().side;
        // What is assumed for an absent member matters where callers may leave it out.
        if old.default != new.default && side != Side::Output && !is_retyped {
            if self.may_refine() && new.default.is_none() {
                self.refine(Refinement::Limit, &about().subject);
            } else {
                let says = |default: Option<&serde_json::Value>| {
                    default.map_or_else(|| "no default".to_owned(), |default| format!("default `{default}`"))
                };
                self.differ(rules.default, Verdict::Patch, about(), Says::both(says(old.default), says(new.default)));
            }
        }
        if old.facts.deprecated.is_some() != new.facts.deprecated.is_some() {
            let (verdict, says) = deprecation(old.facts.deprecated.is_some());
            self.differ(rules.deprecated, verdict, about(), says);
        }
    }
}

/// The parameters that fill the placeholders of the path, in their order.
fn placeholders(operation: &Operation) -> Vec<&Parameter> {
    let names = names_of(&operation.path).into_iter();
    let find =
        |name: &str| operation.parameters.iter().find(|it| it.location == ParameterLocation::Path && it.name == name);
    names.filter_map(find).collect()
}

fn subject(operation: &Operation, parameter: &Parameter) -> Subject {
    Subject::of([&operation.id, parameter.location.key(), &parameter.name])
}

fn is_number(ty: &Type) -> bool {
    matches!(ty, Type::Integer | Type::Number)
}

fn is_text(ty: &Type) -> bool {
    matches!(ty, Type::String | Type::Url)
}

/// Smallest and largest number, and largest length.
fn limits(facts: &ValueFacts) -> [Option<i64>; 3] {
    [facts.minimum, facts.maximum, facts.max_length.map(i64::from)]
}

fn words(limits: [Option<i64>; 3]) -> String {
    let names = ["at least", "at most", "at most this many characters:"];
    let words: Vec<String> =
        names.iter().zip(limits).filter_map(|(name, limit)| Some(format!("{name} {}", limit?))).collect();
    if words.is_empty() { "no limit".to_owned() } else { words.join(", ") }
}
