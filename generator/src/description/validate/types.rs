//! Rules for SIDs, enums and structs as a whole.

use super::context::Context;
use crate::description::code::Code;
use crate::description::diagnostics::Problem;
use crate::description::model::{Home, Node, Type, TypeId, TypeKind, Usage};

/// What nothing uses misleads its readers.
pub(super) fn unused(cx: &mut Context<'_>) {
    let usage = Usage::of(cx.api);
    let help = "remove it, or use it as the type of a field or parameter";
    for (id, sid) in cx.api.sids() {
        if !usage.sids[id.0] && is_unique(cx, &sid.name) {
            let message = format!("the SID `{}` is not used", sid.name);
            cx.report(Problem::new(Code::Unused, cx.sites.span(id), message).help(help));
        }
    }
    for (id, def) in cx.api.types() {
        if !usage.is_used(id) && is_unique(cx, &def.name) {
            let message = format!("the type `{}` is not used", def.name);
            cx.report(Problem::new(Code::Unused, cx.sites.span(id), message).help(help));
        }
    }
}

/// Whether a name stands for one type or SID only; otherwise the collision was reported, and what uses it is unclear.
fn is_unique(cx: &Context<'_>, name: &str) -> bool {
    let types = cx.api.types.iter().map(|def| &def.name);
    types.chain(cx.api.sids.iter().map(|sid| &sid.name)).filter(|other| *other == name).count() == 1
}

/// What more than one file uses is declared in `api.yaml`.
pub(super) fn homes(cx: &mut Context<'_>) {
    let api = cx.api;
    let mut uses: Vec<(Home, &Type, Node)> = Vec::new();
    for (id, def) in api.types() {
        uses.extend(api.fields(id).map(|(id, field)| (def.home, &field.ty, id.into())));
    }
    for (id, operation) in api.operations() {
        let home = Home::Resource(operation.resource);
        uses.extend(api.parameters(id).map(|(id, parameter)| (home, &parameter.ty, id.into())));
    }
    for (home, ty, node) in uses {
        let Some(id) = innermost(ty) else { continue };
        let Home::Resource(owner) = api.ty(id).home else { continue };
        let owner_resource = api.resource(owner);
        if home != Home::Resource(owner) && owner_resource.object != id && is_unique(cx, &api.ty(id).name) {
            let message = format!("`{}` is a type of `{}`", api.ty(id).name, owner_resource.name);
            let problem = Problem::new(Code::TypePlace, cx.sites.value(node, "type"), message);
            let problem = problem.also(cx.sites.span(id), "declared here");
            cx.report(problem.help("move it to `types` of `api.yaml`, where types that other files use belong"));
        }
    }
}

fn innermost(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::List(inner) | Type::Map(inner) => innermost(inner),
        Type::Named(id) => Some(*id),
        _ => None,
    }
}

/// A type without members holds nothing.
pub(super) fn empty(cx: &mut Context<'_>) {
    for (id, def) in cx.api.types() {
        match &def.kind {
            TypeKind::Enum(values) if values.is_empty() => {
                let message = format!("`{}` has no values", def.name);
                cx.report(Problem::new(Code::EmptyType, cx.sites.span(id), message));
            }
            TypeKind::Struct(structure) if structure.fields.is_empty() && cx.sites.has(id, "fields") => {
                let message = format!("`{}` has no fields", def.name);
                let problem = Problem::new(Code::EmptyType, cx.sites.span(id), message);
                cx.report(problem.help(match def.home {
                    Home::Resource(resource) if cx.api.resource(resource).name == def.name => {
                        "describe at least one field that its operations return"
                    }
                    Home::Webhooks => "describe at least one field of the event",
                    _ => "for a value of unknown structure use `json`, for an object `map<json>`",
                }));
            }
            _ => {}
        }
    }
}

/// A struct that contains itself other than through a list or map would have infinite size.
pub(super) fn recursion(cx: &mut Context<'_>) {
    for (id, def) in cx.api.types() {
        let mut stack = contained(cx, id);
        let mut seen = vec![false; cx.api.types.len()];
        while let Some(next) = stack.pop() {
            if next == id {
                let message = format!("`{}` contains itself", def.name);
                let problem = Problem::new(Code::RecursiveType, cx.sites.span(id), message);
                cx.report(problem.help("a value cannot hold one of its own type: make a field of the cycle `json`"));
                break;
            }
            if !std::mem::replace(&mut seen[next.0], true) {
                stack.extend(contained(cx, next));
            }
        }
    }
}

fn contained(cx: &Context<'_>, id: TypeId) -> Vec<TypeId> {
    let fields = cx.api.ty(id).fields().iter().filter_map(|field| match field.ty {
        Type::Named(id) => Some(id),
        _ => None,
    });
    fields.collect()
}
