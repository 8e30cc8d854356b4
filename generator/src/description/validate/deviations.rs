//! The official document, and what deviates from it.

use super::api::check_url;
use super::context::Context;
use crate::description::code::Code;
use crate::description::diagnostics::Problem;
use crate::description::facts::Deviation;
use crate::description::model::Node;

/// The document is fetched over HTTPS, and pointers are those of JSON.
pub(super) fn document(cx: &mut Context<'_>) {
    let Some(document) = &cx.api.document else { return };
    let site = cx.sites.get(Node::Api, "document");
    check_url(cx, &document.url, cx.sites.value(site, "url"));
    if let Some(mark) = &document.sensitive
        && !mark.pointer.starts_with('/')
    {
        let span = cx.sites.value(cx.sites.get(site, "sensitive"), "pointer");
        let problem = Problem::new(Code::Value, span, format!("`{}` is not a JSON pointer", mark.pointer));
        cx.report(problem.help("write `/x-privacy/class`: the keys that lead to the mark, each after a slash"));
    }
}

/// A deviation that nothing can answer to has no effect.
pub(super) fn deviations(cx: &mut Context<'_>) {
    for (node, deviations) in all(cx) {
        if cx.api.document.is_none() && !deviations.is_empty() {
            cx.redundant(node, "deviates", "there is no official document to deviate from");
            continue;
        }
        for (index, deviation) in deviations.iter().enumerate() {
            let site = cx.sites.item(node, "deviates", index);
            let span = site.span;
            let rule = deviation.rule;
            let is_same = |other: &Deviation| other.rule == rule && other.of == deviation.of;
            if deviations[..index].iter().any(is_same) {
                let problem = Problem::new(Code::Deviation, span, format!("the deviation `{rule}` is listed twice"));
                cx.report(problem.help("remove it"));
            }
            if rule.needs_name() && deviation.of.is_none() {
                let problem = Problem::new(Code::Deviation, span, format!("`{rule}` needs the name of what differs"));
                cx.report(problem.help("add `of`"));
            }
            if !rule.needs_name() && deviation.of.is_some() {
                let message = format!("`{rule}` is about the node itself, so `of` has no meaning");
                cx.report(Problem::new(Code::Deviation, cx.sites.key(site, "of"), message).help("remove `of`"));
            }
            if let Some(url) = &deviation.reported {
                check_url(cx, url, cx.sites.value(site, "reported"));
            }
        }
    }
}

/// The deviations of every node.
fn all<'a>(cx: &Context<'a>) -> Vec<(Node, &'a [Deviation])> {
    let api = cx.api;
    let mut all: Vec<(Node, &[Deviation])> = vec![(Node::Api, &api.deviates)];
    if let Some(pagination) = &api.pagination {
        all.push((cx.sites.get(Node::Api, "pagination").into(), &pagination.deviates));
    }
    for (id, def) in api.types() {
        // Those of a resource's own struct stand at the top of its file.
        let own = api.resources().find(|(_, resource)| resource.object == id);
        all.push((own.map_or(id.into(), |(resource, _)| resource.into()), &def.deviates));
        all.extend(api.fields(id).map(|(id, field)| (id.into(), field.facts.value.deviates.as_slice())));
        all.extend(api.values(id).map(|(id, value)| (id.into(), value.deviates.as_slice())));
    }
    for (id, operation) in api.operations() {
        all.push((id.into(), &operation.facts.deviates));
        let parameters = api.parameters(id);
        all.extend(parameters.map(|(id, parameter)| (id.into(), parameter.facts.value.deviates.as_slice())));
    }
    all
}
