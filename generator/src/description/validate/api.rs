//! Rules for `api.yaml`, and for what a resource's file says about the resource as a whole.

use std::collections::BTreeMap;

use heck::ToSnakeCase;

use super::context::Context;
use crate::description::code::Code;
use crate::description::diagnostics::Problem;
use crate::description::model::{ErrorId, Node};
use crate::description::source::Span;

/// Paths are appended to the base URL, and credentials are sent to it.
pub(super) fn base_url(cx: &mut Context<'_>) {
    let url = &cx.api.base_url;
    const FORM: &str = "write it like `https://api.example.com/path`; paths of operations are appended to it";
    let (reason, help) = match url.strip_prefix("https://") {
        None => ("does not begin with `https://`", FORM),
        Some(_) if url.ends_with('/') => {
            ("ends with `/`", "remove the `/` at the end; paths of operations begin with `/`")
        }
        Some(rest) if rest.contains(['?', '#', '@', '\\', ' ']) => ("has more than a host and a path", FORM),
        Some(rest) if rest.split('/').next().is_some_and(|host| host.contains(':')) => {
            ("has a port", "remove the port; requests go to the port of https")
        }
        Some(rest) if !is_host(rest.split('/').next().unwrap_or_default()) => ("does not have a valid host", FORM),
        Some(rest) if rest.contains("//") || !rest.bytes().all(|b| is_unreserved(b) || b == b'/') => {
            ("does not have a valid path", FORM)
        }
        Some(rest) if rest.rsplit('/').next() == Some(cx.api.version.as_str()) && rest.contains('/') => {
            ("ends with the version", "remove the version, which is put before the path of every operation")
        }
        Some(_) => return,
    };
    let span = cx.sites.value(Node::Api, "base_url");
    let problem = Problem::new(Code::BaseUrl, span, format!("the base URL `{url}` {reason}"));
    cx.report(problem.help(help));
}

/// The version is a segment of every path.
pub(super) fn version(cx: &mut Context<'_>) {
    let version = &cx.api.version;
    if !version.bytes().all(is_unreserved) || version.bytes().all(|b| b == b'.') {
        let span = cx.sites.value(Node::Api, "version");
        let problem = Problem::new(Code::ApiVersion, span, format!("`{version}` cannot be a path segment"));
        cx.report(problem.help(
            "write one segment as the URLs of the API spell it, such as `v1`; letters, digits, `-`, `_`, `.` and `~`",
        ));
    }
}

/// Links end up in Markdown reference definitions.
pub(super) fn link(cx: &mut Context<'_>) {
    let api = cx.api;
    check_link(cx, &api.link, Node::Api);
    for (id, resource) in api.resources() {
        check_link(cx, &resource.link, id.into());
    }
}

pub(super) fn check_link(cx: &mut Context<'_>, link: &str, node: Node) {
    check_url(cx, link, cx.sites.value(node, "link"));
}

/// A URL that Markdown, rustdoc and browsers read alike.
pub(super) fn check_url(cx: &mut Context<'_>, url: &str, span: Span) {
    let unfit = url.bytes().find(|byte| !byte.is_ascii_graphic() || b"<>()[]`\\\"".contains(byte));
    let help = match unfit {
        _ if !url.starts_with("https://") => "write the whole URL, which begins with `https://`".to_owned(),
        Some(sign) if sign.is_ascii() => format!("write `%{sign:02X}` for `{}`", char::from(sign)),
        Some(_) => "write characters that are not ASCII as URLs do, with `%`".to_owned(),
        None => return,
    };
    cx.report(Problem::new(Code::Link, span, format!("`{url}` is not a plain https URL")).help(help));
}

/// Prefixes and environment variables are compared and looked up verbatim. Each stands for one thing.
pub(super) fn variables(cx: &mut Context<'_>) {
    let api = cx.api;
    let site = cx.sites.get(Node::Api, "credentials");
    let (mut variables, mut prefixes) = (Vec::new(), BTreeMap::new());
    for (key, pair) in [("api_key", &api.api_key), ("account", &api.account)] {
        let site = cx.sites.get(site, key);
        let span = cx.sites.value(site, "prefix");
        if !is_prefix(&pair.prefix) {
            cx.report(bad_prefix(span, &pair.prefix));
        } else if let Some(first) = prefixes.insert(&pair.prefix, span) {
            let problem = Problem::new(Code::SidPrefix, span, format!("both pairs have the prefix `{}`", pair.prefix));
            cx.report(
                problem
                    .label("second")
                    .also(first, "first")
                    .help("the prefix tells an API key from an account; give each its own"),
            );
        }
        variables.push((&pair.sid_variable, site, "sid_variable"));
        variables.push((&pair.secret_variable, site, "secret_variable"));
    }
    if let Some(location) = &api.location {
        let site = cx.sites.get(Node::Api, "location");
        variables.push((&location.edge_variable, site, "edge_variable"));
        variables.push((&location.region_variable, site, "region_variable"));
    }
    let mut seen = BTreeMap::new();
    for (name, site, key) in variables {
        variable(cx, name, site.into(), key);
        let span = cx.sites.value(site, key);
        if let Some(first) = seen.insert(name, span) {
            let message = format!("the variable `{name}` would hold two different things");
            let problem = Problem::new(Code::VariableName, span, message);
            cx.report(problem.label("second").also(first, "first").help("give each a variable of its own"));
        }
    }
}

fn variable(cx: &mut Context<'_>, name: &str, node: Node, key: &str) {
    let fits = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_';
    if !name.starts_with(|c: char| c.is_ascii_uppercase()) || !name.bytes().all(fits) {
        let span = cx.sites.value(node, key);
        let message = format!("`{name}` is not a valid name of an environment variable");
        cx.report(Problem::new(Code::VariableName, span, message).help("upper-case ASCII letters, digits and `_`"));
    }
}

/// Regions become parts of the host name; the first is the default.
pub(super) fn regions(cx: &mut Context<'_>) {
    let Some(location) = &cx.api.location else { return };
    let site = cx.sites.get(Node::Api, "location");
    if location.regions.is_empty() {
        let span = cx.sites.key(site, "regions");
        cx.report(Problem::new(Code::Regions, span, "`regions` is empty").help("name at least one region"));
    }
    for (index, region) in location.regions.iter().enumerate() {
        if !is_label(region) {
            let span = cx.sites.element(site, "regions", index);
            let message = format!("`{region}` cannot be part of a host name");
            let problem = Problem::new(Code::Regions, span, message);
            cx.report(problem.help("a region has lower-case letters, digits and `-`, as in host names of the API"));
        }
    }
}

/// Header names that could not be sent would never be found.
pub(super) fn response_headers(cx: &mut Context<'_>) {
    let headers = &cx.api.response_headers;
    let site = cx.sites.get(Node::Api, "response_headers");
    // An empty text was reported already.
    if let Some(name) = headers.request_id.as_ref().filter(|name| !name.is_empty()) {
        check_header_name(cx, name, cx.sites.value(site, "request_id"));
    }
    if let Some(rate_limit) = &headers.rate_limit {
        let site = cx.sites.get(site, "rate_limit");
        let names =
            [("limit", &rate_limit.limit), ("remaining", &rate_limit.remaining), ("config", &rate_limit.config)];
        for (key, name) in names.into_iter().filter(|(_, name)| !name.is_empty()) {
            check_header_name(cx, name, cx.sites.value(site, key));
        }
    }
}

pub(super) fn check_header_name(cx: &mut Context<'_>, name: &str, span: Span) {
    let fits =
        |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~' | b'!' | b'#' | b'$' | b'&' | b'+');
    if name.is_empty() || !name.bytes().all(fits) {
        let problem = Problem::new(Code::HeaderName, span, format!("`{name}` is not a valid header name"));
        cx.report(match name.strip_suffix(':') {
            Some(name) => problem.help(format!("write `{name}`, without the colon")),
            None => problem.help("use ASCII letters and digits and `-`, as in `X-Request-Id`"),
        });
    }
}

/// Page sizes are checked before they are sent, and members of the envelope are told apart by name.
pub(super) fn pagination(cx: &mut Context<'_>) {
    let Some(pagination) = &cx.api.pagination else { return };
    let site = cx.sites.get(Node::Api, "pagination");
    if cx.api.operations.iter().all(|operation| operation.page.is_none()) {
        let problem = Problem::new(Code::Unused, site.span, "no operation has `page`, so nothing is paginated");
        cx.report(problem.help("remove `pagination`, or add `page` to the lists"));
    }
    if pagination.default_size < 1 || pagination.default_size > pagination.max_size {
        let span = cx.sites.value(site, "default_size");
        let message = format!("the default {} is not between 1 and {}", pagination.default_size, pagination.max_size);
        cx.report(Problem::new(Code::PageSize, span, message));
    }
    if let Some(index) = pagination.state_parameters.iter().position(|name| *name == pagination.size_parameter) {
        let span = cx.sites.element(site, "state_parameters", index);
        let message = format!("`{}` sets the page size, which callers may choose", pagination.size_parameter);
        cx.report(Problem::new(Code::PageParameter, span, message).help("remove it from this list"));
    }
    let mut seen = BTreeMap::new();
    for (key, member) in pagination.members() {
        let span = cx.sites.value(site, key);
        if let Some(first) = seen.insert(member, span) {
            cx.taken(span, first, format!("the member `{member}` is named twice"));
        }
    }
}

/// A prefix tells kinds of SIDs apart.
pub(super) fn sids(cx: &mut Context<'_>) {
    let mut owners = BTreeMap::new();
    for (id, sid) in cx.api.sids() {
        if sid.facts.prefixes.is_empty() {
            let span = cx.sites.key(id, "prefixes");
            cx.report(Problem::new(Code::SidPrefix, span, format!("`{}` has no prefix", sid.name)));
        }
        for (index, prefix) in sid.facts.prefixes.iter().enumerate() {
            let span = cx.sites.element(id, "prefixes", index);
            if !is_prefix(prefix) {
                cx.report(bad_prefix(span, prefix));
            }
            // An open SID is a union that may name the prefixes of others.
            let owner = if sid.facts.open { sid.name.as_str() } else { "" };
            if let Some(first) = owners.insert((owner, prefix), span) {
                let problem = Problem::new(Code::SidPrefix, span, format!("the prefix `{prefix}` is already used"));
                let problem = problem.label("second").also(first, "first");
                cx.report(
                    problem.help("a prefix tells kinds of SIDs apart: declare one SID, or `open: true` for a union"),
                );
            }
        }
    }
}

/// Codes identify errors; the one for missing permissions must be able to occur.
pub(super) fn errors(cx: &mut Context<'_>) {
    let mut seen = BTreeMap::new();
    for (id, error) in cx.api.errors() {
        let span = cx.sites.value(id, "code");
        if let Some(first) = seen.insert(error.facts.code, span) {
            cx.taken(span, first, format!("the code {} is named twice", error.facts.code));
        }
        if error.facts.event.is_some() && error.facts.typical_of.is_some() {
            cx.redundant(id, "typical_of", "an event is never returned to a request");
        } else if let Some(place) = error.facts.typical_of {
            let mut parameters = cx.api.operations.iter().flat_map(|operation| &operation.parameters);
            if parameters.all(|parameter| parameter.location != place) && !cx.api.is_partial {
                cx.redundant(id, "typical_of", format!("no operation has parameters in the {}", place.key()));
            }
        }
        if !error.facts.missing_permission {
            continue;
        }
        let span = cx.sites.key(id, "missing_permission");
        if error.facts.event.is_some() {
            let problem = Problem::new(Code::MissingPermission, span, "an event refuses no request");
            cx.report(problem.help("remove `missing_permission` or `event`"));
        } else if cx.api.operations.iter().all(|operation| operation.facts.permission.is_none()) && !cx.api.is_partial {
            let problem = Problem::new(Code::MissingPermission, span, "no operation names a permission");
            cx.report(problem.help("remove the key, or name the `permission` of operations"));
        }
    }
}

/// Files are found by listing the folder, so that the name has to lead to the resource.
pub(super) fn resources(cx: &mut Context<'_>) {
    if cx.api.resources.is_empty() {
        let problem = Problem::new(Code::NoResources, cx.sites.span(Node::Api), "the description has no resources");
        cx.report(problem.help("describe one in `resources/<name>.yaml`"));
    }
    for (id, resource) in cx.api.resources() {
        let expected = format!("{}.yaml", resource.name.to_snake_case());
        if !resource.path.ends_with(&format!("/{expected}")) {
            let span = cx.sites.value(id, "resource");
            let message = format!("the resource `{}` is not described in `{expected}`", resource.name);
            cx.report(Problem::new(Code::FileName, span, message).help("rename the file or the resource"));
        }
        if resource.operations.is_empty() {
            let span = cx.sites.key(id, "operations");
            let message = format!("the resource `{}` has no operations", resource.name);
            cx.report(Problem::new(Code::NoOperations, span, message));
        }
    }
}

fn bad_prefix(span: Span, prefix: &str) -> Problem {
    let problem = Problem::new(Code::SidPrefix, span, format!("`{prefix}` is not a valid prefix"));
    let upper = prefix.to_ascii_uppercase();
    match is_prefix(&upper) {
        true => problem.help(format!("write `{upper}`")),
        false => problem.help("a prefix has two capital ASCII letters, as the SIDs of the API begin"),
    }
}

/// Whether a byte stands for itself in a path.
fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte)
}

fn is_prefix(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase())
}

fn is_label(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !text.is_empty() && text.len() < 64 && text.bytes().all(fits) && !text.starts_with('-') && !text.ends_with('-')
}

fn is_host(text: &str) -> bool {
    text.contains('.') && text.split('.').all(is_label)
}

/// A status stands for one error code; one for a missing permission may share it.
pub(super) fn statuses(cx: &mut Context<'_>) {
    let mut seen: Vec<(u16, bool, ErrorId)> = Vec::new();
    for (id, error) in cx.api.errors() {
        let Some(status) = error.facts.status else { continue };
        if error.facts.event.is_some() {
            cx.redundant(id, "status", "no response has the code of an event");
        }
        if !(400..600).contains(&status) {
            let problem = Problem::new(
                Code::Status,
                cx.sites.key(id, "status"),
                format!("{status} is not the status of an error"),
            );
            cx.report(problem.help("write a status from 400 to 599"));
        }
        match seen.iter().find(|(of, permission, _)| (*of, *permission) == (status, error.facts.missing_permission)) {
            Some(&(_, _, first)) => {
                let problem = Problem::new(
                    Code::Status,
                    cx.sites.key(id, "status"),
                    format!("two codes stand for the status {status}"),
                );
                let problem = problem.label("second").also(cx.sites.key(first, "status"), "first");
                cx.report(problem.help("say it only of the code that is not about anything in particular"));
            }
            None => seen.push((status, error.facts.missing_permission, id)),
        }
    }
}
