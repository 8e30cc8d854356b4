//! Parameters of operations.

use super::compare::{About, Comparer, Says, quoted};
use super::difference::{Refinement, Side, Subject, Verdict};
use super::operations::deprecation;
use super::similar::Candidate;
use super::types::{Known, name};
use crate::description::surface::{
    Operation, PaginationFacts, Parameter, ParameterLocation, Response, Rule, ValueFacts,
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
    pub(super) facts: &'a ValueFacts,
    pub(super) default: Option<&'a serde_json::Value>,
}

impl<'a> Comparer<'a> {
    /// Compares the parameters of an operation.
    pub(super) fn parameters(&mut self, old: &'a Operation, new: &'a Operation) {
        let pairs = matched(old, new);
        let is_matched = |it: &Parameter| pairs.iter().any(|(a, b)| std::ptr::eq(*a, it) || std::ptr::eq(*b, it));
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
        // Placeholders that differ in number are told with the path.
        let counts = |it: &&Parameter| it.location != ParameterLocation::Path && !is_matched(it) && !is_for_paging(it);
        let went: Vec<&Parameter> = old.parameters.iter().filter(counts).collect();
        let came: Vec<&Parameter> = new.parameters.iter().filter(counts).collect();
        let candidate = |it: &&'a Parameter| Candidate { name: it.name.as_str(), kept: name(&it.ty) };
        let hints = Self::renames(
            &went.iter().map(candidate).collect::<Vec<_>>(),
            &came.iter().map(candidate).collect::<Vec<_>>(),
        );
        for parameter in went {
            let about = About {
                subject: subject(old, parameter),
                side: Side::Input,
                old: Some(&parameter.source),
                new: Some(&new.source),
                anchor: (&parameter.source, None),
            };
            let says = Says(Some(quoted(&name(&parameter.ty))), None);
            self.differ(Rule::ParameterRemoved, Verdict::Major, about, says).hint =
                hints.get(&format!("-{}", parameter.name)).cloned();
        }
        for parameter in came {
            let about = About {
                subject: subject(old, parameter),
                side: Side::Input,
                old: Some(&old.source),
                new: Some(&parameter.source),
                anchor: (&old.source, Some(&parameter.name)),
            };
            let (verdict, word) = if parameter.required { (Verdict::Major, "required ") } else { (Verdict::Minor, "") };
            let says = Says(None, Some(format!("{word}{}", quoted(&name(&parameter.ty)))));
            self.differ(Rule::ParameterAdded, verdict, about, says).hint =
                hints.get(&format!("+{}", parameter.name)).cloned();
        }
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
        let side = |it: &'a Parameter| ValueSide { facts: &it.facts.value, default: it.default.as_ref() };
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
        let (before, after) = (limits(old.facts), limits(new.facts));
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

/// Parameters that stand for one another: those of the path by their position, the others by place and name.
fn matched<'a>(old: &'a Operation, new: &'a Operation) -> Vec<(&'a Parameter, &'a Parameter)> {
    let (old_path, new_path) = (placeholders(old), placeholders(new));
    let by_position = old_path.iter().zip(&new_path).filter(|_| old_path.len() == new_path.len());
    let mut pairs: Vec<_> = by_position.map(|(old, new)| (*old, *new)).collect();
    for parameter in old.parameters.iter().filter(|it| it.location != ParameterLocation::Path) {
        let is_same = |other: &&Parameter| {
            let is_same_name = match parameter.location {
                ParameterLocation::Header => other.name.eq_ignore_ascii_case(&parameter.name),
                _ => other.name == parameter.name,
            };
            other.location == parameter.location && is_same_name
        };
        pairs.extend(new.parameters.iter().find(is_same).map(|other| (parameter, other)));
    }
    pairs
}

/// The parameters that fill the placeholders of the path, in their order.
fn placeholders(operation: &Operation) -> Vec<&Parameter> {
    let names = operation.path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
    let find =
        |name: &str| operation.parameters.iter().find(|it| it.location == ParameterLocation::Path && it.name == name);
    names.filter_map(find).collect()
}

fn subject(operation: &Operation, parameter: &Parameter) -> Subject {
    Subject::of([&operation.id, parameter.location.key(), &parameter.name])
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
