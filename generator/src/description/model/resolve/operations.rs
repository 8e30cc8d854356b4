//! Operations: their HTTP line, their parameters and what fills the placeholders of the path.

use super::convert::{self, plain};
use super::pending::{Owner, PendingLiterals, PendingResource, References};
use super::resolver::Resolver;
use crate::description::code::Code;
use crate::description::diagnostics::Problem;
use crate::description::model::path::{path_error, placeholders};
use crate::description::model::{
    Api, ErrorId, Method, Operation, OperationId, Parameter, ParameterId, ParameterLocation, Resource, ResourceId,
};
use crate::description::parse::Site;
use crate::description::parse::raw;

impl Resolver<'_> {
    /// Resolves a resource but for what refers to operations.
    pub(super) fn resource(&mut self, pending: PendingResource, api: &mut Api) -> References {
        let id = ResourceId(api.resources.len());
        self.sites.resources.push(pending.site);
        self.sites.waiters.push(Vec::new());
        let group = self.site(pending.site, "operations");
        let mut operations = Vec::new();
        let mut finds = Vec::new();
        for (name, mut raw) in pending.operations.0 {
            let operation = OperationId(api.operations.len());
            let site = self.site(group, &name);
            self.sites.operations.push(site);
            finds.extend(raw.find.take().map(|find| (operation, find)));
            let resolved: Operation = self.operation(operation, id, name, raw, site);
            api.operations.push(resolved);
            operations.push(operation);
        }
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
        });
        References { finds, waiters: pending.waiters }
    }

    /// Resolves an operation but for what refers to other operations.
    pub(super) fn operation(
        &mut self,
        id: OperationId,
        resource: ResourceId,
        name: String,
        raw: raw::Operation,
        site: Site,
    ) -> Operation {
        let (method, path) = self.http(&raw.http, site);
        self.sites.parameters.push(Vec::new());
        let mut parameters = Vec::new();
        let groups = ParameterLocation::ALL.into_iter().zip([raw.path, raw.query, raw.header, raw.form]);
        for (location, group) in groups {
            let site = self.site(site, location.key());
            parameters.extend(group.0.into_iter().map(|(wire, raw)| self.parameter(location, wire, raw, site)));
        }
        Operation {
            name,
            id: raw.id,
            resource,
            method,
            placeholders: self.placeholders(id, &path, &parameters, site),
            path,
            status: raw.status,
            idempotency: plain(raw.idempotency),
            docs: raw.docs,
            parameters,
            page: raw.page.map(plain),
            returns_etag: raw.returns_etag.0,
            permission: raw.permission.map(plain),
            errors: self.errors_of(&raw.errors, site),
            find: None,
            deprecated: raw.deprecated,
        }
    }

    fn parameter(&mut self, location: ParameterLocation, wire: String, raw: raw::Parameter, group: Site) -> Parameter {
        let site = self.site(group, &wire);
        let operation = OperationId(self.sites.parameters.len() - 1);
        let sites = &mut self.sites.parameters[operation.0];
        sites.push(site);
        self.literals.push(PendingLiterals {
            owner: Owner::Parameter(ParameterId { operation, index: sites.len() - 1 }),
            default: raw.default.map(|default| default.0),
            example: raw.example.map(|example| example.0),
        });
        Parameter {
            location,
            ty: self.ty(&raw.ty, site),
            wire,
            required: raw.required.0,
            or_name: raw.or_name.0,
            limits: convert::limits(raw.minimum, raw.maximum, raw.max_length),
            default: None,
            prose: convert::prose(raw.docs, raw.unit),
            deprecated: raw.deprecated,
            rust_name: raw.rust_name,
        }
    }

    /// `POST /Services/{Sid}`.
    fn http(&mut self, line: &str, site: Site) -> (Method, String) {
        let span = self.sites.value(site, "http");
        let (word, path) = line.split_once(' ').unwrap_or((line, ""));
        let method = Method::ALL.iter().find(|(name, _)| *name == word).map(|(_, method)| *method);
        if method.is_none() {
            let problem = Problem::new(Code::HttpLine, span, format!("`{word}` is not an HTTP method"));
            let problem = problem.help("write `GET /Services/{Sid}`; methods: GET, POST, PUT, PATCH, DELETE");
            self.sink.push(problem.suggest(word, Method::ALL.iter().map(|(name, _)| *name)));
        } else if let Some(message) = path_error(path) {
            let problem = Problem::new(Code::HttpLine, span, message);
            self.sink.push(problem.help("write `GET /Services/{Sid}`: the path is relative to `base_url`"));
        }
        (method.unwrap_or(Method::Get), path.to_owned())
    }

    /// The parameters that fill a path's placeholders, in the order of the path.
    fn placeholders(
        &mut self,
        operation: OperationId,
        path: &str,
        parameters: &[Parameter],
        site: Site,
    ) -> Vec<ParameterId> {
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
                let message = format!("nothing fills the placeholder `{{{name}}}`");
                let problem = Problem::new(Code::Placeholder, span, message);
                let problem = problem.help(format!("declare `{name}` under `path`"));
                self.absent(problem.suggest(name, declared().map(|(_, parameter)| parameter.wire.as_str())));
            }
        }
        for (index, parameter) in declared() {
            if !names.contains(&parameter.wire.as_str()) {
                let span = self.sites.span(ParameterId { operation, index });
                let message = format!("the path has no placeholder `{{{}}}`", parameter.wire);
                let problem = Problem::new(Code::Placeholder, span, message);
                let problem = problem.help("remove the parameter, or add the placeholder to the path");
                self.absent(problem.suggest(&parameter.wire, names.iter().copied()));
            }
        }
        found
    }

    fn errors_of(&mut self, names: &[String], site: Site) -> Vec<ErrorId> {
        let mut found = Vec::new();
        for (index, name) in names.iter().enumerate() {
            let span = self.sites.element(site, "errors", index);
            if names[..index].contains(name) {
                let problem = Problem::new(Code::ListedTwice, span, format!("`{name}` is already listed"));
                self.sink.push(problem.help("remove it"));
            }
            match self.errors.get(name) {
                Some(id) => found.push(*id),
                None if self.names.contains_key(name) => {}
                None => {
                    let message = format!("there is no error code named `{name}`");
                    let problem = Problem::new(Code::UnknownError, span, message);
                    let problem = problem.help("error codes are declared in `api.yaml` under `errors`");
                    self.sink.push(problem.suggest(name, self.errors.keys().map(String::as_str)));
                }
            }
        }
        found
    }
}
