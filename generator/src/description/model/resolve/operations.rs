//! Operations: their HTTP line, their parameters and what fills the placeholders of the path.

use heck::ToSnakeCase;

use super::parameters::{Common, Group};
use super::pending::{PendingResource, References};
use super::resolver::{PagingParameters, Resolver};
use crate::description::code::Code;
use crate::description::diagnostics::Problem;
use crate::description::facts::{OperationFacts, ParameterLocation};
use crate::description::model::path::{path_error, placeholders};
use crate::description::model::{Api, Method, Operation, OperationId, Parameter, ParameterId, Resource, ResourceId};
use crate::description::parse::Site;
use crate::description::parse::raw;
use crate::description::source::Span;

impl Resolver<'_> {
    /// Resolves a resource but for what refers to operations.
    pub(super) fn resource(&mut self, pending: PendingResource, api: &mut Api) -> References {
        let resource = ResourceId(api.resources.len());
        self.sites.resources.push(pending.site);
        self.sites.waiters.push(Vec::new());
        let mut common = self.common(&pending.name, pending.parameters, pending.object, pending.site, api);
        let group = self.site(pending.site, "operations");
        let mut operations = Vec::new();
        let mut finds = Vec::new();
        for (name, mut raw) in pending.operations.0 {
            let operation = OperationId(api.operations.len());
            let site = self.site(group, &name);
            self.sites.operations.push(site);
            finds.extend(raw.find.take().map(|find| (operation, find)));
            raw.id = Some(self.id(raw.id.take(), &name, &pending.name, site));
            let resolved = self.operation(operation, resource, name, raw, &mut common, site);
            api.operations.push(resolved);
            operations.push(operation);
        }
        self.unneeded(&common.shared, &common.named);
        self.named.append(&mut common.named);
        api.resources.push(Resource {
            name: pending.name,
            path: pending.path,
            accessor: pending.accessor,
            operations_docs: pending.operations_docs,
            link: pending.link,
            object: pending.object,
            operations,
            waiters: Vec::new(),
            deprecated: pending.deprecated,
            behaviour: None,
        });
        References { finds, waiters: pending.waiters, behaviour: pending.behaviour }
    }

    /// Resolves an operation but for what refers to other operations.
    pub(super) fn operation(
        &mut self,
        id: OperationId,
        resource: ResourceId,
        name: String,
        raw: raw::Operation,
        common: &mut Common,
        site: Site,
    ) -> Operation {
        let (method, path) = self.http(&raw.http, site);
        self.sites.parameters.push(Vec::new());
        let mut parameters = Vec::new();
        let is_named = |name: &&str| raw.path.0.iter().any(|(wire, _)| wire == name);
        let unnamed: Vec<String> =
            placeholders(&path).into_iter().filter(|name| !is_named(name)).map(str::to_owned).collect();
        let groups = ParameterLocation::ALL.into_iter().zip([raw.path, raw.query, raw.header, raw.form]);
        for (location, group) in groups {
            for declared in self.declared(Group { location, path: &path, unnamed: &unnamed, site }, group, common) {
                if !self.is_for_paging(location, &declared.wire, raw.page.is_some(), declared.site.span) {
                    parameters.push(self.parameter(declared));
                }
            }
        }
        let facts = OperationFacts {
            status: self.status(raw.status, method, site),
            idempotency: self.idempotency(raw.idempotency, method, site),
            docs: raw.docs,
            returns_etag: raw.returns_etag,
            permission: raw.permission,
            deprecated: raw.deprecated,
            deviates: raw.deviates,
        };
        Operation {
            name,
            id: raw.id.unwrap_or_default(),
            resource,
            method,
            placeholders: self.placeholders(id, &path, &parameters, site),
            version: version(id, &parameters),
            path,
            facts,
            errors: self.errors_of(&raw.errors, &parameters, site),
            parameters,
            page: raw.page,
            find: None,
        }
    }

    /// Reports a parameter that lists get from `pagination`, or that only the server chooses. It becomes no parameter of
    /// the operation.
    fn is_for_paging(&mut self, location: ParameterLocation, wire: &str, is_list: bool, span: Span) -> bool {
        let Some(PagingParameters { size, state }) = &self.paging else { return false };
        if location != ParameterLocation::Query {
            return false;
        }
        let problem = if state.iter().any(|name| name == wire) {
            let problem = Problem::new(Code::PageParameter, span, format!("only the server may choose `{wire}`"));
            problem.help("remove it; lists follow the server's page URLs")
        } else if size == wire || (is_list && size.to_snake_case() == wire.to_snake_case()) {
            let problem = Problem::new(Code::PageParameter, span, format!("lists get `{size}` from `pagination`"));
            problem.help("remove it")
        } else {
            return false;
        };
        self.sink.push(problem);
        true
    }

    /// `POST /Parcels/{Sid}`. A line that is wrong gives no method and no path.
    fn http(&mut self, line: &str, site: Site) -> (Method, String) {
        let span = self.sites.value(site, "http");
        let (word, path) = line.split_once(' ').unwrap_or((line, ""));
        let method = Method::ALL.iter().find(|(name, _)| *name == word).map(|(_, method)| *method);
        let Some(method) = method else {
            let problem = Problem::new(Code::HttpLine, span, format!("`{word}` is not an HTTP method"));
            let problem = problem.help("write `GET /Parcels/{Sid}`; methods: GET, POST, PUT, PATCH, DELETE");
            self.sink.push(problem.suggest(word, Method::ALL.iter().map(|(name, _)| *name)));
            return (Method::Unknown, String::new());
        };
        if let Some((message, help)) = path_error(path) {
            self.sink.push(Problem::new(Code::HttpLine, span, message).help(help));
            return (method, String::new());
        }
        (method, path.to_owned())
    }

    /// The parameters that fill a path's placeholders, in the order of the path.
    fn placeholders(
        &mut self,
        operation: OperationId,
        path: &str,
        parameters: &[Parameter],
        site: Site,
    ) -> Vec<ParameterId> {
        // The line was wrong, which was reported.
        if path.is_empty() {
            return Vec::new();
        }
        let span = self.sites.value(site, "http");
        let names = placeholders(path);
        let declared =
            || parameters.iter().enumerate().filter(|(_, parameter)| parameter.location == ParameterLocation::Path);
        let mut found = Vec::new();
        for (position, name) in names.iter().enumerate() {
            if names[..position].contains(name) {
                let message = format!("the placeholder `{{{name}}}` occurs twice");
                self.sink.push(Problem::new(Code::Placeholder, span, message));
            } else if let Some((index, _)) = declared().find(|(_, parameter)| parameter.wire == *name) {
                found.push(ParameterId { operation, index });
            } else {
                let message = format!("the placeholder `{{{name}}}` has no parameter");
                let problem = Problem::new(Code::Placeholder, span, message);
                let problem = problem
                    .help(format!("declare `{name}` under `path`, or under `parameters` if operations share it"));
                self.missing(problem.suggest(name, declared().map(|(_, parameter)| parameter.wire.as_str())));
            }
        }
        for (index, parameter) in declared() {
            if !names.contains(&parameter.wire.as_str()) {
                let span = self.sites.span(ParameterId { operation, index });
                let message = format!("the path has no placeholder `{{{}}}`", parameter.wire);
                let problem = Problem::new(Code::Placeholder, span, message);
                let problem = problem.help("remove the parameter, or add the placeholder to the path");
                self.missing(problem.suggest(&parameter.wire, names.iter().copied()));
            }
        }
        found
    }
}

/// The header that names the version which an update is meant for.
fn version(operation: OperationId, parameters: &[Parameter]) -> Option<ParameterId> {
    let is_version = |parameter: &Parameter| {
        parameter.location == ParameterLocation::Header && parameter.wire.eq_ignore_ascii_case("if-match")
    };
    parameters.iter().position(is_version).map(|index| ParameterId { operation, index })
}
