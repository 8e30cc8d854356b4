//! Builds the surface from the model.

use super::{
    BASIC, ErrorCode, Event, FORM, Field, Find, FindBy, JSON, Operation, Pagination, PaginationFacts, Parameter,
    Presence, Resource, Response, ResponseHeaders, Shape, ShapeKind, Sid, SourceLocation, Surface, Type, Value, Waiter,
    Webhooks, pointer,
};
use crate::description::model::{
    self, Api, Builtin, Elsewhere, EventId, Home, Node, OperationId, ResourceId, Sites, TypeId, Usage,
};
use crate::description::source::{Lines, SourceFile, Span};

/// The surface of a valid description; `files` are those that its sites point into.
pub(crate) fn of(api: &Api, sites: &Sites, files: &[SourceFile]) -> Surface {
    let lines = files.iter().map(|file| Lines::of(&file.text)).collect();
    let builder = Builder { api, sites, files, lines, usage: Usage::of(api) };
    Surface {
        title: api.title.clone(),
        version: api.version.clone(),
        base_url: api.base_url.clone(),
        docs: api.docs.clone(),
        link: api.link.clone(),
        document: api.document.clone(),
        deviates: api.deviates.clone(),
        response_headers: api.response_headers.clone(),
        pagination: api.pagination.as_ref().map(|pagination| builder.pagination(pagination)),
        resources: api.resources().map(|(id, resource)| builder.resource(id, resource)).collect(),
        operations: api.operations().map(|(id, operation)| builder.operation(id, operation)).collect(),
        waiters: api.waiters().map(|(id, waiter)| builder.waiter(id, waiter)).collect(),
        shapes: api.types().map(|(id, def)| builder.shape(id, def)).collect(),
        sids: api.sids().map(|(id, sid)| builder.sid(id, sid)).collect(),
        errors: api.errors().map(|(id, error)| builder.error(id, error)).collect(),
        webhooks: api.webhooks.as_ref().map(|webhooks| builder.webhooks(webhooks)),
        source: builder.source(Node::Api, &[]),
    }
}

struct Builder<'a> {
    api: &'a Api,
    sites: &'a Sites,
    files: &'a [SourceFile],
    lines: Vec<Lines>,
    usage: Usage,
}

impl Builder<'_> {
    /// Where a node is written: the keys that lead to it in its file.
    fn source(&self, node: impl Into<Node>, keys: &[&str]) -> SourceLocation {
        self.location(self.sites.span(node), keys)
    }

    fn location(&self, span: Span, keys: &[&str]) -> SourceLocation {
        let file = span.file.0 as usize;
        SourceLocation::of(&self.files[file], &self.lines[file], span.start, pointer(keys.iter().copied()))
    }

    /// The keys that lead to a type in its file; a resource's own struct is the whole file.
    fn keys_of(&self, id: TypeId) -> Vec<&str> {
        let def = self.api.ty(id);
        match def.home {
            Home::Webhooks => vec!["webhooks", "events", &def.name],
            Home::Resource(resource) if self.api.resource(resource).object == id => Vec::new(),
            Home::Api | Home::Resource(_) => vec!["types", &def.name],
        }
    }

    /// Where a member of a type is written, below a key of the type.
    fn member(&self, node: impl Into<Node>, ty: TypeId, group: &str, wire: &str) -> SourceLocation {
        let mut keys = self.keys_of(ty);
        keys.extend([group, wire]);
        self.source(node, &keys)
    }

    fn resource(&self, id: ResourceId, resource: &model::Resource) -> Resource {
        Resource {
            name: resource.name.clone(),
            docs: resource.operations_docs.clone(),
            link: resource.link.clone(),
            deprecated: resource.deprecated.clone(),
            source: self.source(id, &[]),
        }
    }

    fn pagination(&self, pagination: &PaginationFacts) -> Pagination {
        Pagination {
            facts: pagination.clone(),
            source: self.source(self.sites.get(Node::Api, "pagination"), &["pagination"]),
        }
    }

    fn operation(&self, id: OperationId, operation: &model::Operation) -> Operation {
        let resource = self.api.resource(operation.resource);
        let item = Type::Shape(resource.name.clone());
        let default_limit = self.api.pagination.as_ref().map_or(0, |pagination| pagination.max_size);
        Operation {
            id: operation.id.clone(),
            resource: resource.name.clone(),
            method: operation.method.as_str().to_owned(),
            path: operation.path.clone(),
            parameters: self.api.parameters(id).map(|(id, parameter)| self.parameter(id, parameter)).collect(),
            response: match &operation.page {
                _ if operation.returns_nothing() => Response::Nothing,
                Some(page) => {
                    Response::Page { key: page.key.clone(), item, max_size: page.max_size.unwrap_or(default_limit) }
                }
                None => Response::One(item),
            },
            request_type: operation.has_form().then(|| FORM.to_owned()),
            response_type: (!operation.returns_nothing()).then(|| JSON.to_owned()),
            headers: self.headers(),
            authentication: vec![BASIC.to_owned()],
            errors: operation.errors.iter().map(|&error| self.api.error(error).name.clone()).collect(),
            find: operation.find.as_ref().map(|find| self.find(find)),
            facts: operation.facts.clone(),
            source: self.source(id, &["operations", &operation.name]),
        }
    }

    /// The headers that every response may have.
    fn headers(&self) -> Vec<String> {
        let ResponseHeaders { request_id, rate_limit } = &self.api.response_headers;
        let rate_limit = rate_limit.iter().flat_map(|headers| [&headers.limit, &headers.remaining, &headers.config]);
        request_id.iter().chain(rate_limit).cloned().collect()
    }

    fn find(&self, find: &model::Find) -> Find {
        let by = find.by.iter().flatten().map(|by| FindBy {
            parameter: self.api.parameter(by.parameter).wire.clone(),
            input: self.steps(&by.input),
        });
        Find {
            operation: self.api.operation(find.operation).id.clone(),
            by: by.collect(),
            unless: find.unless.as_ref().map(|path| self.steps(path)),
        }
    }

    fn steps(&self, path: &model::InputPath) -> Vec<String> {
        let members = path.members.iter().map(|&member| self.api.field(member).wire.clone());
        std::iter::once(self.api.parameter(path.parameter).wire.clone()).chain(members).collect()
    }

    fn waiter(&self, id: model::WaiterId, waiter: &model::Waiter) -> Waiter {
        let values = |ids: &[model::ValueId]| ids.iter().map(|&id| self.api.value(id).wire.clone()).collect();
        Waiter {
            name: waiter.name.clone(),
            resource: self.api.resource(id.resource).name.clone(),
            operation: self.api.operation(waiter.operation).id.clone(),
            field: self.api.field(waiter.field).wire.clone(),
            success: values(&waiter.success),
            failure: values(&waiter.failure),
            docs: waiter.docs.clone(),
            source: self.source(id, &["waiters", &waiter.name]),
        }
    }

    fn parameter(&self, id: model::ParameterId, parameter: &model::Parameter) -> Parameter {
        let elsewhere = self.sites.elsewhere(id);
        Parameter {
            location: parameter.location,
            name: parameter.wire.clone(),
            ty: self.ty(&parameter.ty),
            required: parameter.is_argument(),
            facts: parameter.facts.clone(),
            default: parameter.default.as_ref().map(|default| default.json.clone()),
            example: parameter.example.as_ref().map(|example| example.json.clone()),
            source: {
                let is_named = elsewhere.first().is_none_or(|place| place.site != self.sites.of(id));
                let operation = &self.api.operation(id.operation).name;
                let keys = ["operations", operation, parameter.location.key(), &parameter.wire];
                match is_named {
                    true => self.source(id, &keys),
                    false => self.location(self.sites.value(id.operation, "http"), &keys),
                }
            },
            inherits: elsewhere.iter().map(|place| self.elsewhere(place, parameter)).collect(),
        }
    }

    fn elsewhere(&self, Elsewhere { site, field }: &Elsewhere, parameter: &model::Parameter) -> SourceLocation {
        match field {
            Some(field) => self.source(*site, &["fields", &self.api.field(*field).wire]),
            None => self.source(*site, &["parameters", &parameter.wire]),
        }
    }

    fn shape(&self, id: TypeId, def: &model::TypeDef) -> Shape {
        let kind = match &def.kind {
            model::TypeKind::Enum(_) => {
                let values = self.api.values(id).map(|(id, value)| Value {
                    value: value.wire.clone(),
                    docs: value.docs.clone(),
                    deprecated: value.deprecated.clone(),
                    deviates: value.deviates.clone(),
                    source: self.member(id, id.ty, "values", &value.wire),
                });
                ShapeKind::Enum(values.collect())
            }
            model::TypeKind::Struct(structure) => ShapeKind::Struct {
                fields: self.api.fields(id).map(|(id, field)| self.field(id, field)).collect(),
                open: structure.additional.is_some(),
            },
        };
        let resource = self.api.resources.iter().find(|resource| resource.object == id);
        Shape {
            name: def.name.clone(),
            kind,
            in_requests: self.usage.requests[id.0],
            in_responses: self.usage.responses[id.0],
            docs: def.docs.clone(),
            deprecated: resource.and_then(|resource| resource.deprecated.clone()),
            deviates: def.deviates.clone(),
            source: self.source(id, &self.keys_of(id)),
        }
    }

    fn field(&self, id: model::FieldId, field: &model::Field) -> Field {
        Field {
            name: field.wire.clone(),
            ty: self.ty(&field.ty),
            presence: match field.presence {
                model::Presence::Always => Presence::Always,
                model::Presence::Request => Presence::Request,
                model::Presence::Optional => Presence::Optional,
            },
            facts: field.facts.clone(),
            default: field.default.as_ref().map(|default| default.json.clone()),
            example: field.example.as_ref().map(|example| example.json.clone()),
            source: self.member(id, id.ty, "fields", &field.wire),
        }
    }

    fn ty(&self, ty: &model::Type) -> Type {
        match ty {
            model::Type::Builtin(builtin) => match builtin {
                Builtin::String => Type::String,
                Builtin::Boolean => Type::Boolean,
                Builtin::Integer => Type::Integer,
                Builtin::Number => Type::Number,
                Builtin::Timestamp => Type::Timestamp,
                Builtin::Url => Type::Url,
                Builtin::Json => Type::Json,
                Builtin::ETag => Type::Etag,
            },
            model::Type::List(inner) => Type::List(Box::new(self.ty(inner))),
            model::Type::Map(inner) => Type::Map(Box::new(self.ty(inner))),
            model::Type::Sid(id) => Type::Sid(self.api.sid(*id).name.clone()),
            model::Type::Named(id) => Type::Shape(self.api.ty(*id).name.clone()),
            // Only descriptions without problems have a surface.
            model::Type::Unknown => Type::Json,
        }
    }

    fn sid(&self, id: model::SidId, sid: &model::Sid) -> Sid {
        Sid { name: sid.name.clone(), facts: sid.facts.clone(), source: self.source(id, &["sids", &sid.name]) }
    }

    fn error(&self, id: model::ErrorId, error: &model::ErrorCode) -> ErrorCode {
        ErrorCode {
            name: error.name.clone(),
            facts: error.facts.clone(),
            source: self.source(id, &["errors", &error.name]),
        }
    }

    fn webhooks(&self, webhooks: &model::Webhooks) -> Webhooks {
        let events = webhooks.events.iter().enumerate().map(|(index, event)| Event {
            event: event.wire.clone(),
            shape: self.api.ty(event.object).name.clone(),
            link: event.link.clone(),
            source: self.source(EventId(index), &self.keys_of(event.object)),
        });
        Webhooks {
            docs: webhooks.docs.clone(),
            link: webhooks.link.clone(),
            signature_header: webhooks.signature_header.clone(),
            signature_settings_header: webhooks.signature_settings_header.clone(),
            event_member: webhooks.event_member.clone(),
            events: events.collect(),
            source: self.source(Node::Webhooks, &["webhooks"]),
        }
    }
}
