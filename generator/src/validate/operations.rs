//! Knows the rules for operations and their parameters.

use std::collections::BTreeMap;

use super::Rules;
use crate::diagnostics::Problem;
use crate::model::ty::Builtin;
use crate::model::{Operation, Parameter, Place, Type, TypeKind};

/// Arguments of a method beyond which nobody remembers their order.
const MAX_ARGUMENTS: usize = 3;

/// Headers that are the client's or the connection's, in lower case.
const CLIENT_HEADERS: [&str; 9] = [
    "accept",
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "host",
    "te",
    "transfer-encoding",
    "user-agent",
];

impl Rules<'_> {
    pub(super) fn operations(&mut self) {
        let mut lines = BTreeMap::new();
        for operation in self.api.resources.iter().flat_map(|resource| &resource.operations) {
            let span = self.places.value(operation.site, "http");
            // Two templates that differ in names only match the same URLs.
            let line = (operation.method.as_str(), shape_of(&operation.path));
            if let Some(first) = lines.insert(line, span) {
                let problem = Problem::new("http-line", span, "two operations have the same method and path");
                self.sink.push(problem.label("second").also(first, "first"));
            }
            self.placeholders(operation);
            self.response(operation);
            self.arguments(operation);
            for parameter in &operation.parameters {
                self.parameter(operation, parameter);
                self.text(&parameter.ty, &parameter.text, parameter.site);
            }
        }
    }

    fn placeholders(&mut self, operation: &Operation) {
        let span = self.places.value(operation.site, "http");
        let declared = || operation.parameters.iter().filter(|parameter| parameter.location == Place::Path);
        for (index, name) in operation.placeholders.iter().enumerate() {
            if operation.placeholders[..index].contains(name) {
                let problem = Problem::new("placeholder", span, format!("the placeholder `{{{name}}}` stands twice"));
                self.sink.push(problem);
            } else if !declared().any(|parameter| parameter.wire == *name) {
                let problem = Problem::new("placeholder", span, format!("nothing fills the placeholder `{{{name}}}`"));
                let problem = problem.help(format!("declare `{name}` under `path`"));
                self.sink.push(problem.suggest(name, declared().map(|parameter| parameter.wire.as_str())));
            }
        }
        for parameter in declared() {
            if !operation.placeholders.contains(&parameter.wire) {
                let message = format!("the path has no placeholder `{{{}}}`", parameter.wire);
                let problem = Problem::new("placeholder", parameter.site.span, message);
                let problem = problem.help("remove the parameter, or put it into the path");
                self.sink.push(problem.suggest(&parameter.wire, operation.placeholders.iter().map(String::as_str)));
            }
        }
        let order: Vec<&String> = declared().map(|parameter| &parameter.wire).collect();
        let placeholders: Vec<&String> = operation.placeholders.iter().collect();
        let same_names = order.len() == placeholders.len() && order.iter().all(|name| placeholders.contains(name));
        if order != placeholders && same_names {
            let span = self.places.get(operation.site, "path").span;
            let problem = Problem::new("placeholder", span, "the path parameters are not in the order of the path");
            self.sink.push(problem.help("they become arguments in this order; put them in the order of the path"));
        }
    }

    fn response(&mut self, operation: &Operation) {
        if !(200..300).contains(&operation.status) {
            let span = self.places.value(operation.site, "status");
            let message = format!("{} is no success status", operation.status);
            self.sink.push(Problem::new("status", span, message).help("errors are handled for every operation alike"));
        }
        if operation.page.is_none() {
            if operation.name == "list" {
                let message = format!("the list `{}` does not say where its items are", operation.id);
                let problem = Problem::new("list-without-page", operation.site.span, message);
                self.sink
                    .push(problem.help("add `page: {key: <response member>}`; what is not paginated is a `fetch`"));
            }
            return;
        }
        let span = self.places.get(operation.site, "page").span;
        if self.api.pagination.is_none() {
            let problem = Problem::new("page", span, "`api.yaml` has no `pagination`");
            self.sink.push(problem.help("describe the page envelope there"));
        }
        if operation.method != crate::model::Method::Get || operation.status == 204 {
            self.sink.push(Problem::new("page", span, "only a GET that returns something can be a list"));
        }
        if let (Some(page), Some(pagination)) = (&operation.page, &self.api.pagination) {
            let span = self.places.value(page.site, "max_size");
            match page.max_size {
                Some(size) if size == pagination.max_size => {
                    let problem = Problem::new("redundant-key", span, format!("{size} is the limit without this key"));
                    self.sink.push(problem.help("remove `max_size`"));
                }
                Some(size) if size < pagination.default_size => {
                    let message = format!("the limit {size} is below the default {}", pagination.default_size);
                    self.sink.push(Problem::new("page-size", span, message));
                }
                _ => {}
            }
            if page.key == pagination.envelope {
                let span = self.places.value(page.site, "key");
                let message = format!("`{}` holds the paging data, not the items", page.key);
                self.sink.push(Problem::new("page", span, message));
            }
        }
    }

    fn arguments(&mut self, operation: &Operation) {
        let count = operation.parameters.iter().filter(|parameter| parameter.is_argument()).count();
        if count > MAX_ARGUMENTS {
            let message = format!("`{}` would take {count} arguments; {MAX_ARGUMENTS} is the limit", operation.id);
            let problem = Problem::new("too-many-arguments", operation.site.span, message);
            self.sink.push(problem.help("group inputs in a struct, or make some of them optional"));
        }
    }

    fn parameter(&mut self, operation: &Operation, parameter: &Parameter) {
        let Parameter { location, wire, ty, site, .. } = parameter;
        if *location == Place::Form && !operation.method.has_body() {
            let message = format!("a {} has no body", operation.method.as_str());
            let problem = Problem::new("body", site.span, message);
            self.sink.push(problem.help("move the parameter to `query`, or change the method"));
        }
        if parameter.required && matches!(location, Place::Path | Place::Header) {
            let span = self.places.get(*site, "required").span;
            let problem = match location {
                Place::Path => Problem::new("redundant-key", span, "a path parameter is always required"),
                _ => Problem::new("required-header", span, "a header cannot be required"),
            };
            self.sink.push(problem.help("remove `required`"));
        }
        if parameter.or_name && !(*location == Place::Path && matches!(ty, Type::Sid(_) | Type::Unknown)) {
            let span = self.places.get(*site, "or_name").span;
            let problem = Problem::new("redundant-key", span, "only a SID in the path can be replaced by a name");
            self.sink.push(problem.help("remove `or_name`"));
        }
        if let Some(pagination) = &self.api.pagination {
            let is_state = pagination.state_parameters.contains(wire);
            if *location == Place::Query && (is_state || *wire == pagination.size_parameter) {
                let problem = if is_state {
                    let message = format!("only the server may choose `{wire}`");
                    Problem::new("page-parameter", site.span, message)
                        .help("remove it; lists follow the server's pages")
                } else {
                    let message = format!("`{wire}` is declared for every list");
                    Problem::new("page-parameter", site.span, message).help("remove it; lists get it from `pagination`")
                };
                self.sink.push(problem);
            }
        }
        let token = |b: u8| {
            b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~' | b'!' | b'#' | b'$' | b'&' | b'+')
        };
        if *location == Place::Header && (wire.is_empty() || !wire.bytes().all(token)) {
            self.sink.push(Problem::new("header-name", site.span, format!("`{wire}` is no name of a header")));
        } else if *location == Place::Header && CLIENT_HEADERS.contains(&wire.to_ascii_lowercase().as_str()) {
            let problem = Problem::new("header-name", site.span, format!("the client sets the header `{wire}`"));
            self.sink.push(problem.help("remove the parameter"));
        }
        if let Some(reason) = self.unfit(*location, ty) {
            let span = self.places.value(*site, "type");
            self.sink.push(Problem::new("type-place", span, reason));
        }
    }

    /// Why values of the type cannot travel there.
    fn unfit(&self, location: Place, ty: &Type) -> Option<String> {
        let place = location.key();
        match ty {
            Type::Builtin(Builtin::ETag) if location != Place::Header => {
                Some("`etag` is a type of header parameters only".to_owned())
            }
            Type::Builtin(Builtin::Json) | Type::Map(_) if location != Place::Form => {
                Some(format!("only a form can hold JSON, not a {place} parameter"))
            }
            Type::Named(id) if matches!(self.api.ty(*id).kind, TypeKind::Struct(_)) && location != Place::Form => {
                Some(format!("only a form can hold a struct, not a {place} parameter"))
            }
            Type::List(_) if matches!(location, Place::Path | Place::Header) => {
                Some(format!("a {place} parameter holds one value, not a list"))
            }
            Type::List(inner) => match **inner {
                Type::List(_) | Type::Map(_) | Type::Builtin(Builtin::Json | Builtin::ETag) => {
                    Some("a repeated parameter holds plain values".to_owned())
                }
                Type::Named(id) if matches!(self.api.ty(id).kind, TypeKind::Struct(_)) => {
                    Some("a repeated parameter holds plain values".to_owned())
                }
                _ => None,
            },
            Type::Map(inner) => matches!(**inner, Type::Builtin(Builtin::ETag))
                .then(|| "`etag` is a type of header parameters only".to_owned()),
            _ => None,
        }
    }
}

/// A path with its placeholders made equal.
fn shape_of(path: &str) -> String {
    let segments = path.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}
