//! What nothing uses any more once something is removed: declarations that go with it.

use std::collections::BTreeSet;

use super::edit::Edit;
use crate::description::surface::{Response, SourceLocation, Surface, Type, steps};

/// A reference to a shape or a SID by its name, or to what operations say alike of a parameter.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Name<'a> {
    Shape(&'a str),
    Sid(&'a str),
    Parameter(&'a SourceLocation),
}

/// The edits that remove the declarations that only a node uses, which is removed with all that is below it.
pub(super) fn unused(description: &Surface, removed: &SourceLocation) -> Vec<Edit> {
    let (before, after) = (used(description, None), used(description, Some(removed)));
    let sources = before.difference(&after).filter_map(|name| match name {
        Name::Shape(name) => description.shape(name).map(|shape| &shape.source),
        Name::Sid(name) => description.sid(name).map(|sid| &sid.source),
        Name::Parameter(source) => Some(source),
    });
    let edits = sources.filter(|source| !is_within(source, removed)).filter_map(|source| {
        let steps: Vec<String> = steps(&source.pointer).collect();
        let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
        let (key, map) = steps.split_last()?;
        Some(Edit::remove(&source.file, map, key))
    });
    edits.collect()
}

fn is_within(source: &SourceLocation, outer: &SourceLocation) -> bool {
    let rest = source.pointer.strip_prefix(&outer.pointer);
    source.file == outer.file && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// What is used, leaving out a node and all that is below it.
fn used<'a>(description: &'a Surface, removed: Option<&SourceLocation>) -> BTreeSet<Name<'a>> {
    let stays = |source: &SourceLocation| removed.is_none_or(|removed| !is_within(source, removed));
    let mut pending: Vec<Name<'a>> = Vec::new();
    for resource in description.resources.iter().filter(|it| stays(&it.source)) {
        pending.push(Name::Shape(&resource.name));
    }
    for event in description.webhooks.iter().flat_map(|webhooks| &webhooks.events).filter(|it| stays(&it.source)) {
        pending.push(Name::Shape(&event.shape));
    }
    for operation in description.operations.iter().filter(|it| stays(&it.source)) {
        let parameters = || operation.parameters.iter().filter(|it| stays(&it.source));
        pending.extend(parameters().filter_map(|it| named(&it.ty)));
        let shared = parameters().flat_map(|it| &it.inherits).filter(|it| it.pointer.starts_with("/parameters/"));
        pending.extend(shared.map(Name::Parameter));
        match &operation.response {
            Response::Nothing => {}
            Response::One(ty) | Response::Page { item: ty, .. } => pending.extend(named(ty)),
        }
    }
    let mut found = BTreeSet::new();
    while let Some(name) = pending.pop() {
        if found.insert(name)
            && let Name::Shape(name) = name
        {
            let fields = description.shape(name).into_iter().flat_map(|shape| shape.fields());
            pending.extend(fields.filter(|field| stays(&field.source)).filter_map(|field| named(&field.ty)));
        }
    }
    found
}

fn named(ty: &Type) -> Option<Name<'_>> {
    match ty {
        Type::Shape(name) => Some(Name::Shape(name)),
        Type::Sid(name) => Some(Name::Sid(name)),
        Type::List(inner) | Type::Map(inner) => named(inner),
        _ => None,
    }
}
