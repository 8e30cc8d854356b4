//! Operations as path items: parameters, form bodies and responses.

use super::docs;
use super::examples::Examples;
use super::responses::{self, Headers};
use super::schemas::{self, Schemas};
use super::value::{Object, Value};
use crate::description::surface::{
    Evidence, Find, Idempotency, Operation, Pagination, Parameter, ParameterLocation, Response, Surface, Type,
};

/// Writes operations.
pub(super) struct Operations<'a> {
    pub(super) surface: &'a Surface,
    pub(super) schemas: &'a Schemas<'a>,
    pub(super) examples: &'a Examples<'a>,
    pub(super) headers: &'a Headers,
}

impl Operations<'_> {
    /// All operations by path and method.
    pub(super) fn paths(&self) -> Object {
        let mut paths = Object::new();
        for operation in &self.surface.operations {
            let path = format!("/{}{}", self.surface.version, operation.path);
            let method = operation.method.to_ascii_lowercase();
            paths.update(path, |item| item.with(method, self.operation(operation)));
        }
        paths
    }

    fn operation(&self, operation: &Operation) -> Object {
        let facts = &operation.facts;
        let resource = self.surface.resources.iter().find(|resource| resource.name == operation.resource);
        let deprecated = facts.deprecated.as_ref().or(resource.and_then(|resource| resource.deprecated.as_ref()));
        let permission = facts.permission.as_ref().map(|permission| {
            let evidence = match permission.evidence {
                Evidence::Observed => "observed",
                Evidence::Inferred => "inferred",
            };
            Object::new().with("name", &permission.name).with("evidence", evidence)
        });
        let idempotency = match facts.idempotency {
            Idempotency::Always => "always",
            Idempotency::WithIfMatch => "with_if_match",
            Idempotency::Never => "never",
        };
        Object::new()
            .with("tags", vec![Value::from(&operation.resource)])
            .with("summary", docs::summary(&facts.docs))
            .with("description", docs::describe(&facts.docs, [docs::deprecated(deprecated)]))
            .with("operationId", &operation.id)
            .with_items("parameters", self.parameters(operation))
            .with_some("requestBody", self.form(operation))
            .with("responses", self.responses(operation))
            .with_flag("deprecated", deprecated.is_some())
            .with("x-idempotency", idempotency)
            .with_some("x-permission", permission)
            .with_some("x-find", operation.find.as_ref().map(find))
    }

    fn parameters(&self, operation: &Operation) -> Vec<Value> {
        let declared = operation.parameters.iter().filter_map(|parameter| self.parameter(parameter));
        let mut parameters: Vec<Value> = declared.collect();
        if let (Response::Page { max_size, .. }, Some(pagination)) = (&operation.response, &self.surface.pagination) {
            parameters.extend(paging(pagination, *max_size));
        }
        parameters
    }

    /// A parameter that is not in a form.
    fn parameter(&self, parameter: &Parameter) -> Option<Value> {
        let location = match parameter.location {
            ParameterLocation::Path => "path",
            ParameterLocation::Query => "query",
            ParameterLocation::Header => "header",
            ParameterLocation::Form => return None,
        };
        let facts = &parameter.facts.value;
        let or_name = parameter.facts.or_name.then(|| "Accepts the SID or the unique name.".to_owned());
        let is_list = matches!(parameter.ty, Type::List(_));
        let mut object = Object::new()
            .with("name", &parameter.name)
            .with("in", location)
            .with("description", schemas::description(facts, or_name))
            .with_flag("required", parameter.required)
            .with_flag("deprecated", facts.deprecated.is_some());
        if is_list {
            object = object.with("style", "form").with("explode", true);
        }
        let object = object
            .with("schema", self.schemas.parameter_value(parameter))
            .with_some("example", parameter.example.as_ref())
            .with_some("x-unit", facts.unit.as_ref());
        Some(object.into())
    }

    /// The form in the body, if there is one.
    fn form(&self, operation: &Operation) -> Option<Object> {
        let members = operation.parameters.iter().filter(|parameter| parameter.location == ParameterLocation::Form);
        let (mut properties, mut required, mut encoding) = (Object::new(), Vec::new(), Object::new());
        for parameter in members {
            properties.set(parameter.name.clone(), self.schemas.form_member(parameter));
            if parameter.required {
                required.push(Value::from(&parameter.name));
            }
            if matches!(parameter.ty, Type::List(_)) {
                encoding.set(parameter.name.clone(), Object::new().with("style", "form").with("explode", true));
            }
        }
        if properties.is_empty() {
            return None;
        }
        let is_required = !required.is_empty();
        let schema =
            Object::new().with("type", "object").with("properties", properties).with_items("required", required);
        let form = Object::new().with("schema", schema).with_content("encoding", encoding);
        let content = Object::new().with("application/x-www-form-urlencoded", form);
        Some(Object::new().with_flag("required", is_required).with("content", content))
    }

    fn responses(&self, operation: &Operation) -> Object {
        let success = responses::success(operation, self.surface, self.schemas, self.examples, self.headers);
        Object::new()
            .with(operation.facts.status.to_string(), success)
            .with("default", responses::failure(operation, self.surface))
    }
}

/// The parameters of a list that its description does not declare.
fn paging(pagination: &Pagination, max_size: i64) -> impl Iterator<Item = Value> {
    let facts = &pagination.facts;
    let parameter = |name: &str, description: &str, schema: Object| {
        let parameter = Object::new().with("name", name).with("in", "query").with("description", description);
        Value::from(parameter.with("schema", schema))
    };
    let size = Object::new()
        .with("type", "integer")
        .with("format", "int64")
        .with("minimum", 1_i64)
        .with("maximum", max_size)
        .with("default", facts.default_size);
    let size = parameter(&facts.size_parameter, "How many items a page has at most.", size);
    let states = facts.state_parameters.iter().map(move |name| {
        parameter(
            name,
            "Part of the URLs of other pages. Only the server chooses it.",
            Object::new().with("type", "string"),
        )
    });
    std::iter::once(size).chain(states)
}

/// How to find out what became of an operation.
fn find(find: &Find) -> Object {
    let path = |steps: &[String]| steps.iter().map(Value::from).collect::<Vec<_>>();
    let mut by = Object::new();
    for found in &find.by {
        by.set(found.parameter.clone(), path(&found.input));
    }
    Object::new()
        .with("operation", &find.operation)
        .with_content("by", by)
        .with_some("unless", find.unless.as_ref().map(|steps| path(steps)))
}
