//! Rules for parameters of operations.

use std::collections::BTreeMap;

use super::api::check_header_name;
use super::context::Context;
use super::fields::{check_literals, check_values, needless_default, needless_example};
use crate::description::code::Code;
use crate::description::diagnostics::Problem;
use crate::description::facts::ParameterLocation;
use crate::description::model::{Api, Builtin, Operation, Parameter, ParameterId, Type};

/// Headers that belong to the client or the connection, in lower case.
const CLIENT_HEADERS: [&str; 19] = [
    "accept",
    "accept-encoding",
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "cookie",
    "expect",
    "host",
    "http2-settings",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
];

/// Every parameter with its operation.
fn all<'a>(cx: &Context<'a>) -> impl Iterator<Item = (&'a Operation, ParameterId, &'a Parameter)> + use<'a> {
    let api: &'a Api = cx.api;
    api.operations()
        .flat_map(move |(id, operation)| api.parameters(id).map(move |(id, parameter)| (operation, id, parameter)))
}

/// A form is a body.
pub(super) fn bodies(cx: &mut Context<'_>) {
    for (id, operation) in cx.api.operations() {
        if operation.has_form() && !operation.method.has_body() {
            let message = format!("a {} has no body, so it cannot send a form", operation.method.as_str());
            let problem = Problem::new(Code::Body, cx.sites.value(id, "http"), message);
            let problem = problem.also(cx.sites.key(id, "form"), "the form");
            cx.report(
                problem.help("correct the method; or move the form to `query`, if the API reads it from the URL"),
            );
        }
    }
}

/// Path parameters are always required and headers never.
pub(super) fn required(cx: &mut Context<'_>) {
    for (_, id, parameter) in all(cx).filter(|(.., parameter)| parameter.required) {
        match parameter.location {
            ParameterLocation::Path => cx.redundant(id, "required", "a path parameter is always required"),
            ParameterLocation::Header => {
                let span = cx.sites.key(id, "required");
                let problem = Problem::new(Code::RequiredHeader, span, "a header cannot be required");
                cx.report(problem.help("remove `required`"));
            }
            ParameterLocation::Query | ParameterLocation::Form => {}
        }
    }
}

/// A unique name can stand in only for the SID in a path.
pub(super) fn names_for_sids(cx: &mut Context<'_>) {
    for (_, id, parameter) in all(cx) {
        let is_sid_in_path =
            parameter.location == ParameterLocation::Path && matches!(parameter.ty, Type::Sid(_) | Type::Unknown);
        if parameter.facts.or_name && !is_sid_in_path {
            cx.redundant(id, "or_name", "only a SID in the path can be replaced by a name");
        }
    }
}

/// A header must be one that can be sent, once, and not one that the client sets.
pub(super) fn headers(cx: &mut Context<'_>) {
    let mut seen = BTreeMap::new();
    for (_, id, Parameter { wire, .. }) in
        all(cx).filter(|(.., parameter)| parameter.location == ParameterLocation::Header)
    {
        let span = cx.sites.span(id);
        check_header_name(cx, wire, span);
        if CLIENT_HEADERS.contains(&wire.to_ascii_lowercase().as_str()) {
            let problem = Problem::new(Code::HeaderName, span, format!("the client sets the header `{wire}`"));
            cx.report(problem.help("remove the parameter, and `header` if nothing is left in it"));
        }
        if let Some(first) = seen.insert((id.operation, wire.to_ascii_lowercase()), span) {
            cx.taken(span, first, format!("the header `{wire}` is named twice; its case makes no difference"));
        }
    }
}

/// The version of an update is an ETag or a number, which only `etag` accepts.
pub(super) fn versions(cx: &mut Context<'_>) {
    for id in cx.api.operations.iter().filter_map(|operation| operation.version) {
        if !matches!(cx.api.parameter(id).ty, Type::Builtin(Builtin::ETag) | Type::Unknown) {
            let problem = Problem::new(Code::TypePlace, cx.sites.value(id, "type"), "the type of `If-Match` is `etag`");
            cx.report(problem.help("write `type: etag`"));
        }
    }
}

/// Not every type can travel in every place.
pub(super) fn places_of_types(cx: &mut Context<'_>) {
    for (_, id, parameter) in all(cx) {
        if let Some(reason) = unfit(cx.api, parameter.location, &parameter.ty) {
            let span = cx.sites.value(id, "type");
            cx.report(if cx.sites.is_inherited(id, "type") {
                let problem =
                    Problem::new(Code::TypePlace, cx.sites.span(id), reason).also(span, "its type is from here");
                problem.help("give the parameter a `type` of its own: the one that it has in requests")
            } else {
                Problem::new(Code::TypePlace, span, reason).help("write the type that it has in requests")
            });
        }
    }
}

/// Why values of the type cannot travel there.
fn unfit(api: &Api, location: ParameterLocation, ty: &Type) -> Option<String> {
    const ETAG: &str = "`etag` is a type of header parameters only";
    let is_struct = |ty: &Type| matches!(ty, Type::Named(id) if api.is_struct(*id));
    let key = location.key();
    match ty {
        Type::Builtin(Builtin::ETag) if location != ParameterLocation::Header => Some(ETAG.to_owned()),
        Type::Builtin(Builtin::Json) | Type::Map(_) if location != ParameterLocation::Form => {
            Some(format!("only a form can hold JSON, not a {key} parameter"))
        }
        ty if is_struct(ty) && location != ParameterLocation::Form => {
            Some(format!("only a form can hold a struct, not a {key} parameter"))
        }
        Type::List(_) if matches!(location, ParameterLocation::Path | ParameterLocation::Header) => {
            Some(format!("a {key} parameter holds one value, not a list"))
        }
        Type::List(inner) => {
            let is_plain = match &**inner {
                Type::List(_) | Type::Map(_) | Type::Builtin(Builtin::Json | Builtin::ETag) => false,
                inner => !is_struct(inner),
            };
            (!is_plain).then(|| "a repeated parameter holds plain values".to_owned())
        }
        ty if location != ParameterLocation::Header && ty.holds_etag() => Some(ETAG.to_owned()),
        _ => None,
    }
}

/// Limits and units have to fit the type.
pub(super) fn values(cx: &mut Context<'_>) {
    for (_, id, parameter) in all(cx) {
        check_values(cx, &parameter.ty, &parameter.facts.value, id.into());
        let literals = [parameter.default.as_ref(), parameter.example.as_ref()];
        check_literals(cx, &parameter.facts.value, literals, id.into());
        needless_default(cx, parameter.is_argument(), parameter.default.as_ref(), id.into());
        if !parameter.is_argument() {
            needless_example(cx, &parameter.ty, parameter.example.as_ref(), id.into());
        }
    }
}

/// Callers cannot leave out an argument, deprecated or not.
pub(super) fn deprecated(cx: &mut Context<'_>) {
    for (_, id, parameter) in all(cx) {
        if parameter.facts.value.deprecated.is_some() && parameter.is_argument() {
            let message = format!("`{}` is required, so callers cannot avoid it", parameter.wire);
            let problem = Problem::new(Code::Deprecated, cx.sites.key(id, "deprecated"), message);
            cx.report(problem.help("remove `deprecated`, or deprecate the operation"));
        }
    }
}
