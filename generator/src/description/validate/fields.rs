//! Rules for fields, and for what fields and parameters say about their values.

use super::context::Context;
use crate::description::code::Code;
use crate::description::diagnostics::Problem;
use crate::description::facts::ValueFacts;
use crate::description::model::{Builtin, Field, Literal, Node, Presence, Type, Usage};

/// Only a header can hold an ETag.
pub(super) fn places_of_types(cx: &mut Context<'_>) {
    for (id, _) in cx.api.types() {
        for (field, def) in cx.api.fields(id) {
            if def.ty.holds_etag() {
                let span = cx.sites.value(field, "type");
                cx.report(Problem::new(Code::TypePlace, span, "`etag` is a type of header parameters only"));
            }
        }
    }
}

/// `number_or_string` only concerns types that could be either.
pub(super) fn numbers_or_strings(cx: &mut Context<'_>) {
    for (id, _) in cx.api.types() {
        for (field, def) in cx.api.fields(id) {
            if def.facts.number_or_string && !is_number_or_string(def) {
                let reason = "only numbers, strings and optional maps of numbers can travel as the other";
                cx.redundant(field, "number_or_string", reason);
            }
        }
    }
}

fn is_number_or_string(field: &Field) -> bool {
    matches!(field.ty, Type::Builtin(Builtin::String) | Type::Unknown)
        || field.ty.holds_numbers(field.presence != Presence::Always)
}

/// `required: request` only concerns what callers build.
pub(super) fn required_in_requests(cx: &mut Context<'_>) {
    let usage = Usage::of(cx.api);
    for (id, def) in cx.api.types() {
        for (field, of) in cx.api.fields(id) {
            if of.presence == Presence::Request && !usage.requests[id.0] && !cx.api.is_partial {
                let message = format!("`{}` is never part of a request", def.name);
                let problem = Problem::new(Code::RedundantKey, cx.sites.value(field, "required"), message);
                cx.report(problem.help("remove the key; `required: true` is for what is always there and never null"));
            }
        }
    }
}

/// Limits and units have to fit the type.
pub(super) fn values(cx: &mut Context<'_>) {
    for (id, _) in cx.api.types() {
        for (field, of) in cx.api.fields(id) {
            check_values(cx, &of.ty, &of.facts.value, field.into());
            check_literals(cx, &of.facts.value, [of.default.as_ref(), of.example.as_ref()], field.into());
            needless_default(cx, of.presence == Presence::Always, of.default.as_ref(), field.into());
            if of.presence == Presence::Optional {
                needless_example(cx, &of.ty, of.example.as_ref(), field.into());
            }
        }
    }
}

pub(super) fn check_values(cx: &mut Context<'_>, ty: &Type, value: &ValueFacts, node: Node) {
    let numeric = matches!(ty, Type::Builtin(Builtin::Integer | Builtin::Number) | Type::Unknown);
    let textual = matches!(ty, Type::Builtin(Builtin::String | Builtin::Url) | Type::Unknown);
    let keys = [
        ("unit", value.unit.is_some(), numeric, "a number"),
        ("minimum", value.minimum.is_some(), numeric, "a number"),
        ("maximum", value.maximum.is_some(), numeric, "a number"),
        ("max_length", value.max_length.is_some(), textual, "text"),
    ];
    for (key, present, fits, expected) in keys {
        if present && !fits {
            cx.redundant(node, key, format!("`{key}` has no meaning for a type that is not {expected}"));
        }
    }
    if let (Some(minimum), Some(maximum)) = (value.minimum, value.maximum)
        && minimum > maximum
    {
        let message = format!("the minimum {minimum} is above the maximum {maximum}");
        cx.report(Problem::new(Code::Limits, cx.sites.value(node, "minimum"), message).help("correct one of the two"));
    }
}

/// What is always there needs nothing to be assumed.
pub(super) fn needless_default(cx: &mut Context<'_>, is_required: bool, default: Option<&Literal>, node: Node) {
    if is_required && default.is_some() {
        cx.redundant(node, "default", "what is required is never absent, so nothing is assumed");
    }
}

/// What is written out keeps the limits that are written beside it.
pub(super) fn check_literals(cx: &mut Context<'_>, value: &ValueFacts, literals: [Option<&Literal>; 2], node: Node) {
    for (literal, (key, code)) in literals.into_iter().zip([("default", Code::Default), ("example", Code::Example)]) {
        let Some(Literal { json, .. }) = literal else { continue };
        let number = json.as_f64();
        // Limits are far below what a number of this type cannot hold.
        let below = value.minimum.filter(|minimum| number.is_some_and(|number| number < *minimum as f64));
        let above = value.maximum.filter(|maximum| number.is_some_and(|number| number > *maximum as f64));
        let length = json.as_str().map(|text| text.chars().count());
        let longer = value.max_length.filter(|most| length.is_some_and(|length| length as u64 > *most as u64));
        let reason = match (below, above, longer) {
            (Some(minimum), ..) => format!("is below the minimum {minimum}"),
            (_, Some(maximum), _) => format!("is above the maximum {maximum}"),
            (_, _, Some(most)) => format!("is longer than {most} characters"),
            _ => continue,
        };
        let problem = Problem::new(code, cx.sites.value(node, key), format!("the {key} `{json}` {reason}"));
        cx.report(problem.help("correct the value, or the limit"));
    }
}

/// An example of an optional value is shown to people, who learn nothing from it where the type lists the values.
pub(super) fn needless_example(cx: &mut Context<'_>, ty: &Type, example: Option<&Literal>, node: Node) {
    let is_obvious = match ty {
        Type::Builtin(Builtin::Boolean) => true,
        Type::Named(id) => !cx.api.is_struct(*id),
        _ => false,
    };
    if example.is_some() && is_obvious {
        let problem =
            Problem::new(Code::RedundantKey, cx.sites.key(node, "example"), "the type already lists its values");
        cx.report(problem.help("remove `example`; only required inputs need one of this type"));
    }
}
