//! Knows the rules for operations and their parameters.

use std::collections::BTreeMap;

use super::Rules;
use crate::diagnostics::Problem;
use crate::model::ty::Builtin;
use crate::model::{Find, FindBy, Idempotency, Method, Operation, Parameter, Place, Resource, Type, TypeKind};
use crate::source::Span;

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
            let version = format!("/{}", self.api.version);
            if operation.path.strip_prefix(&version).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
                let problem = Problem::new("http-line", span, "the path begins with the version of the API");
                self.sink.push(problem.help(format!("leave `{version}` out: every path comes after it")));
            }
            self.placeholders(operation);
            self.response(operation);
            self.idempotency(operation);
            self.events(operation);
            self.find(operation);
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

    fn idempotency(&mut self, operation: &Operation) {
        let span = self.places.value(operation.site, "idempotency");
        let takes_version = operation
            .parameters
            .iter()
            .any(|parameter| parameter.location == Place::Header && parameter.wire.eq_ignore_ascii_case("if-match"));
        if operation.method == Method::Get && operation.idempotency != Idempotency::Always {
            let problem = Problem::new("idempotency", span, "a GET changes nothing, however often it is sent");
            self.sink.push(problem.help("write `always`"));
        } else if operation.idempotency == Idempotency::WithIfMatch && !takes_version {
            let problem = Problem::new("idempotency", span, "the operation takes no `If-Match`");
            self.sink.push(problem.help("declare `If-Match` under `header`, or write `always` or `never`"));
        }
    }

    fn events(&mut self, operation: &Operation) {
        for (index, &id) in operation.errors.iter().enumerate() {
            let error = &self.api.errors[id.0];
            if error.event.is_some() {
                let span = self.places.element(operation.site, "errors", index);
                let message = format!("`{}` is an event, with which no request is refused", error.name);
                self.sink.push(Problem::new("event", span, message).help("remove it, or the key `event` of the code"));
            }
        }
    }

    fn find(&mut self, operation: &Operation) {
        let Some(find) = &operation.find else { return };
        if operation.idempotency == Idempotency::Always {
            let span = self.places.get(operation.site, "find").span;
            let problem = Problem::new("find", span, format!("`{}` can be sent again without looking", operation.id));
            self.sink.push(problem.help("`find` is not for operations with `idempotency: always`; remove it"));
            return;
        }
        let finds = |other: &&Operation| other.method == Method::Get && other.status != 204;
        // What is created can only be found by an operation that answers with the same type.
        let is_own = |resource: &&Resource| {
            find.by.is_none() || resource.operations.iter().any(|sibling| std::ptr::eq(sibling, operation))
        };
        let finders = self.api.resources.iter().filter(is_own).flat_map(|resource| &resource.operations).filter(finds);
        let Some(finder) = finders.clone().find(|finder| finder.id == find.operation) else {
            let span = self.places.value(find.site, "operation");
            let (whose, help) = match find.by {
                Some(_) => ("the resource", "write the id of one of its GET operations"),
                None => ("the API", "write the id of a GET operation"),
            };
            let message = format!("{whose} has no operation `{}` that finds something", find.operation);
            let problem = Problem::new("find", span, message).help(help);
            self.sink.push(problem.suggest(&find.operation, finders.map(|finder| finder.id.as_str())));
            return;
        };
        match &find.by {
            Some(by) => self.find_by(operation, find, by, finder),
            None if find.unless.is_some() => {
                let span = self.places.get(find.site, "unless").span;
                self.sink.push(Problem::new("find", span, "nothing is looked for without `by`").help("remove it"));
            }
            None => {}
        }
    }

    fn find_by(&mut self, operation: &Operation, find: &Find, by: &[FindBy], finder: &Operation) {
        let places = self.places.get(find.site, "by");
        if operation.idempotency == Idempotency::WithIfMatch || operation.status == 204 {
            let problem = Problem::new("find", places.span, format!("`{}` creates nothing", operation.id));
            self.sink.push(problem.help("`by` is for operations that answer with what they create; remove it"));
        }
        for needed in finder.parameters.iter().filter(|parameter| parameter.is_argument()) {
            if !by.iter().any(|by| by.parameter == needed.wire) {
                let problem = Problem::new("find", places.span, format!("`{}` needs `{}`", finder.id, needed.wire));
                self.sink.push(problem.help("name the input of this operation that it is"));
            }
        }
        if by.is_empty() {
            self.sink.push(Problem::new("find", places.span, "without a filter everything would be found"));
        }
        for by in by {
            if !finder.parameters.iter().any(|parameter| parameter.wire == by.parameter) {
                let key = self.places.get(places, &by.parameter).span;
                let problem = Problem::new("find", key, format!("`{}` has no parameter `{}`", finder.id, by.parameter));
                self.sink.push(problem.suggest(&by.parameter, finder.parameters.iter().map(|it| it.wire.as_str())));
            }
            self.input(operation, &by.input, self.places.value(places, &by.parameter));
        }
        if let Some(path) = &find.unless {
            let span = self.places.value(find.site, "unless");
            self.input(operation, path, span);
            let is_argument = |parameter: &Parameter| parameter.is_argument() && *path == [parameter.wire.as_str()];
            if by.iter().any(|by| by.input == *path) || operation.parameters.iter().any(is_argument) {
                let problem = Problem::new("find", span, format!("`{}` is always there", path.join(".")));
                self.sink.push(problem.help("nothing would ever be found; name an input that may be left out"));
            }
        }
    }

    /// A path that must lead to a text in an operation's input.
    fn input(&mut self, operation: &Operation, path: &[String], span: Span) {
        if let Some((name, known)) = self.unknown_step(operation, path) {
            let problem = Problem::new("find", span, format!("there is no `{name}` here"));
            let problem = problem.help("write a parameter of this operation, or a path to a text within one");
            self.sink.push(problem.suggest(&name, known.iter().map(String::as_str)));
        }
    }

    /// The first step of a path through an operation's input that leads nowhere, and what there is instead. A path ends at
    /// a text.
    fn unknown_step(&self, operation: &Operation, path: &[String]) -> Option<(String, Vec<String>)> {
        let mut known: Vec<(&String, &Type)> =
            operation.parameters.iter().map(|parameter| (&parameter.wire, &parameter.ty)).collect();
        for (index, step) in path.iter().enumerate() {
            let names = || known.iter().map(|(name, _)| (*name).clone()).collect();
            let Some((_, ty)) = known.iter().find(|(name, _)| *name == step) else {
                return Some((step.clone(), names()));
            };
            known = match ty {
                Type::Unknown => return None,
                Type::Named(id) if index + 1 < path.len() => {
                    self.api.ty(*id).fields().iter().map(|field| (&field.wire, &field.ty)).collect()
                }
                Type::Builtin(Builtin::String | Builtin::Url) | Type::Sid(_) if index + 1 == path.len() => return None,
                _ => Vec::new(),
            };
            if index + 1 == path.len() {
                return Some((path.join("."), Vec::new()));
            }
        }
        None
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
        if operation.method != Method::Get || operation.status == 204 {
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
        if !parameter.is_argument() {
            self.needless_example(ty, &parameter.text, *site);
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
        if *location == Place::Header && !is_header_name(wire) {
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

pub(super) fn is_header_name(name: &str) -> bool {
    let fits =
        |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~' | b'!' | b'#' | b'$' | b'&' | b'+');
    !name.is_empty() && name.bytes().all(fits)
}
