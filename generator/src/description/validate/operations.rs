//! Rules for operations as a whole.

use std::collections::BTreeMap;

use super::context::Context;
use crate::description::code::Code;
use crate::description::diagnostics::Problem;
use crate::description::facts::{Idempotency, ParameterLocation};
use crate::description::model::{Method, ParameterId};

/// Arguments of a method that clippy accepts, without `self`.
const MAX_ARGUMENTS: usize = 6;

/// A request identifies its operation, and its path is relative to the version.
pub(super) fn http_lines(cx: &mut Context<'_>) {
    let mut lines = BTreeMap::new();
    let version = format!("/{}", cx.api.version);
    // A line that is wrong was reported.
    for (id, operation) in cx.api.operations().filter(|(_, operation)| !operation.path.is_empty()) {
        let span = cx.sites.value(id, "http");
        // Two templates that differ in names only match the same URLs.
        let line = (operation.method.as_str(), shape_of(&operation.path));
        if let Some(first) = lines.insert(line, span) {
            let problem = Problem::new(Code::HttpLine, span, "two operations have the same method and path");
            cx.report(problem.label("second").also(first, "first"));
        }
        if operation.path.strip_prefix(&version).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
            let problem = Problem::new(Code::HttpLine, span, "the path begins with the version of the API");
            cx.report(problem.help(format!("omit `{version}`, which every path begins with")));
        }
    }
}

/// A path with its placeholders made equal.
fn shape_of(path: &str) -> String {
    let segments = path.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}

/// Path parameters become arguments in the order of their declaration, which readers expect to be that of the path.
pub(super) fn order_of_placeholders(cx: &mut Context<'_>) {
    for (id, operation) in cx.api.operations() {
        let declared = cx.api.parameters(id).filter(|(_, parameter)| parameter.location == ParameterLocation::Path);
        let declared: Vec<ParameterId> = declared.map(|(id, _)| id).collect();
        let mut sorted = operation.placeholders.clone();
        sorted.sort();
        if declared != operation.placeholders && declared == sorted {
            let span = cx.sites.key(id, "path");
            let message = "the path parameters are not in the order of the path";
            let problem = Problem::new(Code::Placeholder, span, message);
            cx.report(problem.help("they become arguments in this order; put them in the order of the path"));
        }
    }
}

/// What is retried depends on it.
pub(super) fn idempotency(cx: &mut Context<'_>) {
    for (id, operation) in cx.api.operations() {
        if operation.facts.idempotency == Idempotency::WithIfMatch && operation.version.is_none() {
            let span = cx.sites.value(id, "idempotency");
            let problem = Problem::new(Code::Idempotency, span, "the operation does not take `If-Match`");
            cx.report(
                problem.help("add `If-Match: {type: etag, docs: …}` under `header`, or write `always` or `never`"),
            );
        }
    }
}

/// Events are recorded after the response, so no request fails with one.
pub(super) fn errors(cx: &mut Context<'_>) {
    for (id, operation) in cx.api.operations() {
        for (index, &error) in operation.errors.iter().enumerate() {
            let error = cx.api.error(error);
            if error.facts.event.is_some() && error.facts.typical_of.is_none() {
                let span = cx.sites.error(id, index);
                let message = format!("`{}` is recorded as an event and never returned to a request", error.name);
                let problem = Problem::new(Code::Event, span, message);
                cx.report(problem.help("remove it, or the key `event` of the code"));
            }
        }
    }
}

/// Only success has a result.
pub(super) fn status(cx: &mut Context<'_>) {
    for (id, operation) in cx.api.operations() {
        if !(200..300).contains(&operation.facts.status) {
            let message = format!("{} is not a success status", operation.facts.status);
            let problem = Problem::new(Code::Status, cx.sites.value(id, "status"), message);
            cx.report(problem.help(match operation.facts.status {
                300..400 => "leave out an operation that answers with a redirect: the client follows none",
                400..600 => "write the status that means success; errors need no entry, every operation has them",
                _ => "write the status of the response that means success, from 200 to 299",
            }));
        }
    }
}

/// A list is a GET whose items and envelope are known.
pub(super) fn pages(cx: &mut Context<'_>) {
    for (id, operation) in cx.api.operations() {
        let Some(page) = &operation.page else {
            if operation.name == "list" {
                let message = format!("the list `{}` does not say which member holds its items", operation.id);
                let problem = Problem::new(Code::ListWithoutPage, cx.sites.span(id), message);
                cx.report(problem.help(
                    "add `page: {key: <member of the response>}`; what is not paginated has another name than `list`",
                ));
            }
            continue;
        };
        let span = cx.sites.key(id, "page");
        if !matches!(operation.method, Method::Get | Method::Unknown) || operation.returns_nothing() {
            let problem = Problem::new(Code::Page, span, "only a GET that returns something can be a list");
            cx.report(problem.help("remove `page`, or correct the method or the status"));
        }
        let Some(pagination) = &cx.api.pagination else {
            let problem = Problem::new(Code::Page, span, "`api.yaml` has no `pagination`");
            cx.report(problem.help("describe the page envelope there"));
            continue;
        };
        let site = cx.sites.get(id, "page");
        let span = cx.sites.value(site, "max_size");
        match page.max_size {
            Some(size) if size == pagination.max_size => {
                let problem = Problem::new(Code::RedundantKey, span, "`max_size` equals the limit of the API");
                cx.report(problem.help("remove `max_size`"));
            }
            Some(size) if size < pagination.default_size => {
                let message = format!("the limit {size} is below the default {}", pagination.default_size);
                cx.report(Problem::new(Code::PageSize, span, message).help("correct one of the two"));
            }
            _ => {}
        }
        if page.key == pagination.envelope {
            let message = format!("`{}` holds the paging data, not the items", page.key);
            let problem = Problem::new(Code::Page, cx.sites.value(site, "key"), message);
            cx.report(problem.help("write the member of the response that holds the items"));
        }
    }
}

/// Required inputs are positional.
pub(super) fn arguments(cx: &mut Context<'_>) {
    for (id, operation) in cx.api.operations() {
        let count = operation.parameters.iter().filter(|parameter| parameter.is_argument()).count();
        if count > MAX_ARGUMENTS {
            let message = format!("`{}` would take {count} arguments; the limit is {MAX_ARGUMENTS}", operation.id);
            let problem = Problem::new(Code::TooManyArguments, cx.sites.span(id), message);
            cx.report(problem.help("the generator cannot take more; leave the operation out until it can"));
        }
    }
}
