//! Builds the model from the raw structs: looks up every name and reports those that lead nowhere.
//!
//! First all types are declared, so that they may refer to one another in any order and across files; then operations are
//! resolved; last, what refers to operations and fields. What cannot be resolved is reported and left out, or becomes
//! [`Type::Unknown`], so that no later stage meets a dangling reference.

mod convert;
mod literals;
mod operations;
mod references;

use std::collections::BTreeMap;

use self::convert::plain;
use super::api::{
    Api, ErrorCode, Event, Field, Home, Operation, Resource, Sid, Struct, TypeDef, TypeKind, Value, Webhooks,
};
use super::ids::{ErrorId, FieldId, OperationId, ResourceId, SidId, TypeId};
use super::sites::Sites;
use super::ty::{self, BUILTINS, Type, TypeExpression};
use crate::description::code::Code;
use crate::description::diagnostics::{Problem, Sink};
use crate::description::parse::raw::{self, Entries};
use crate::description::parse::{Description, Places, ResourceFile, Site};
use crate::description::source::Span;

/// Builds the model and the table of where its nodes are written.
pub(crate) fn resolve(description: Description, sink: &mut Sink) -> (Api, Sites) {
    let Description { api, api_root, resources, places, lost } = description;
    let mut sites = Sites::of_api(places, api_root);
    let mut resolver = Resolver {
        sites: &mut sites,
        sink,
        names: BTreeMap::new(),
        errors: BTreeMap::new(),
        literals: Vec::new(),
        is_partial: lost.something,
    };
    let sids = resolver.sids(api.sids);
    let errors = resolver.errors(api.errors);
    let mut pending = Vec::new();
    let site = resolver.site(api_root, "types");
    resolver.declare(api.types, Home::Api, site, &mut pending);
    let mut parts = Vec::new();
    for (index, file) in resources.into_iter().enumerate() {
        parts.push(resolver.declare_resource(ResourceId(index), file, &mut pending));
    }
    let webhooks = api.webhooks.map(|raw| resolver.webhooks(raw, &mut pending));
    // A declaration that could not be read still exists: nobody is told that its name does not.
    for name in &lost.names {
        resolver.names.entry(name.clone()).or_insert((Named::Lost, api_root.span));
    }
    let types = pending.into_iter().map(|pending| resolver.type_def(pending)).collect();
    let mut resolved = Api {
        title: api.api,
        version: api.version,
        base_url: api.base_url,
        docs: api.docs,
        link: api.link,
        example: None,
        package: plain(api.package),
        api_key: plain(api.credentials.api_key),
        account: plain(api.credentials.account),
        location: api.location.map(plain),
        response_headers: api.response_headers.map(plain).unwrap_or_default(),
        pagination: api.pagination.map(plain),
        sids,
        types,
        resources: Vec::new(),
        operations: Vec::new(),
        errors,
        webhooks,
        is_partial: lost.something,
    };
    let mut references = Vec::new();
    for part in parts {
        references.push(resolver.resource(part, &mut resolved));
    }
    resolver.example(api.example, &mut resolved);
    let literals = std::mem::take(&mut resolver.literals);
    resolver.literals(literals, &mut resolved);
    for (index, of) in references.into_iter().enumerate() {
        resolver.references(ResourceId(index), of, &mut resolved);
    }
    (resolved, sites)
}

/// A type that is declared but whose fields are not resolved yet.
struct Pending {
    name: String,
    docs: String,
    home: Home,
    values: Option<Entries<raw::Value>>,
    fields: Option<Entries<raw::Field>>,
    additional: Option<String>,
    site: Site,
}

impl Pending {
    fn structure(name: &str, docs: String, home: Home, fields: Entries<raw::Field>, site: Site) -> Self {
        Self { name: name.to_owned(), docs, home, values: None, fields: Some(fields), additional: None, site }
    }
}

/// A resource whose types are declared but whose operations are not resolved yet.
struct PendingResource {
    path: String,
    site: Site,
    object: TypeId,
    name: String,
    accessor: String,
    operations_docs: String,
    link: String,
    deprecated: Option<String>,
    operations: Entries<raw::Operation>,
    waiters: Entries<raw::Waiter>,
}

/// What a resource says about operations and fields, to be resolved when all of them are known.
struct References {
    finds: Vec<(OperationId, raw::Find)>,
    waiters: Entries<raw::Waiter>,
}

/// What a type name stands for.
#[derive(Clone, Copy)]
enum Named {
    Sid(SidId),
    Type(TypeId),
    /// An event, which is not the type of anything.
    Event,
    /// Declared, but its declaration could not be read.
    Lost,
}

struct Resolver<'a> {
    sites: &'a mut Sites,
    sink: &'a mut Sink,
    names: BTreeMap<String, (Named, Span)>,
    errors: BTreeMap<String, ErrorId>,
    /// What is written out and cannot be read before its type is known.
    literals: Vec<literals::Pending>,
    /// Part of the description could not be read: what seems to be missing may be in that part.
    is_partial: bool,
}

impl Resolver<'_> {
    fn site(&self, site: Site, key: &str) -> Site {
        self.sites.get(site, key)
    }

    fn places(&self) -> &Places {
        &self.sites.places
    }

    /// Reports that something does not exist, unless it may be in the part that could not be read.
    fn absent(&mut self, problem: Problem) {
        if !self.is_partial {
            self.sink.push(problem);
        }
    }

    /// Registers a type name; all of them share one namespace.
    fn claim(&mut self, name: &str, what: Named, span: Span) {
        if let Some((_, first)) = self.names.get(name) {
            let problem = Problem::new(Code::NameCollision, span, format!("the type name `{name}` is already used"));
            let problem = problem.label("second").also(*first, "first");
            self.sink
                .push(problem.help("SIDs, types, resources and events share one namespace; rename one of the two"));
        } else {
            self.names.insert(name.to_owned(), (what, span));
        }
    }

    fn sids(&mut self, sids: Entries<raw::Sid>) -> Vec<Sid> {
        let group = self.site(self.sites.api, "sids");
        let sids = sids.0.into_iter().enumerate().map(|(index, (name, raw))| {
            let site = self.site(group, &name);
            self.claim(&name, Named::Sid(SidId(index)), site.span);
            self.sites.sids.push(site);
            Sid { name, prefixes: raw.prefixes, open: raw.open.0, docs: raw.docs }
        });
        sids.collect()
    }

    fn errors(&mut self, errors: Entries<raw::ErrorCode>) -> Vec<ErrorCode> {
        let group = self.site(self.sites.api, "errors");
        let errors = errors.0.into_iter().enumerate().map(|(index, (name, raw))| {
            self.errors.insert(name.clone(), ErrorId(index));
            let site = self.site(group, &name);
            self.sites.errors.push(site);
            ErrorCode {
                name,
                code: raw.code,
                docs: raw.docs,
                event: raw.event.map(plain),
                missing_permission: raw.missing_permission.0,
            }
        });
        errors.collect()
    }

    fn declare(&mut self, types: Entries<raw::TypeDef>, home: Home, group: Site, pending: &mut Vec<Pending>) {
        for (name, raw) in types.0 {
            let site = self.site(group, &name);
            self.claim(&name, Named::Type(TypeId(pending.len())), site.span);
            pending.push(Pending {
                name,
                docs: raw.docs,
                home,
                values: raw.values,
                fields: raw.fields,
                additional: raw.additional_fields,
                site,
            });
        }
    }

    fn declare_resource(&mut self, id: ResourceId, file: ResourceFile, pending: &mut Vec<Pending>) -> PendingResource {
        let ResourceFile { path, root, raw } = file;
        let object = TypeId(pending.len());
        let site = self.places().named_by(root, "resource");
        self.claim(&raw.resource, Named::Type(object), site.span);
        let home = Home::Resource(id);
        pending.push(Pending::structure(&raw.resource, raw.docs, home, raw.fields, site));
        let group = self.site(root, "types");
        self.declare(raw.types, home, group, pending);
        PendingResource {
            path,
            site: root,
            object,
            name: raw.resource,
            accessor: raw.accessor,
            operations_docs: raw.operations_docs,
            link: raw.link,
            deprecated: raw.deprecated,
            operations: raw.operations,
            waiters: raw.waiters,
        }
    }

    fn webhooks(&mut self, raw: raw::Webhooks, pending: &mut Vec<Pending>) -> Webhooks {
        self.sites.webhooks = self.site(self.sites.api, "webhooks");
        let group = self.site(self.sites.webhooks, "events");
        let events = raw.events.0.into_iter().map(|(name, raw)| {
            let site = self.site(group, &name);
            self.claim(&name, Named::Event, site.span);
            self.sites.events.push(site);
            let event = Event { wire: raw.event, link: raw.link, object: TypeId(pending.len()) };
            pending.push(Pending::structure(&name, raw.docs, Home::Webhooks, raw.fields, site));
            event
        });
        let events = events.collect();
        Webhooks {
            docs: raw.docs,
            link: raw.link,
            signature_header: raw.signature_header,
            event_member: raw.event_member,
            events,
        }
    }

    fn type_def(&mut self, pending: Pending) -> TypeDef {
        let Pending { name, docs, home, values, fields, additional, site } = pending;
        self.sites.types.push(site);
        self.sites.members.push(Vec::new());
        if values.is_some() == fields.is_some() {
            let message = match values {
                Some(_) => format!("`{name}` has both `values` and `fields`"),
                None => format!("`{name}` has neither `values` nor `fields`"),
            };
            let problem = Problem::new(Code::TypeKind, site.span, message);
            self.sink.push(problem.help("`values` makes an enum, `fields` a struct"));
        }
        let kind = match (values, fields) {
            (Some(values), None) => {
                if additional.is_some() {
                    let span = self.sites.key(site, "additional_fields");
                    let problem = Problem::new(Code::RedundantKey, span, "an enum has no fields");
                    self.sink.push(problem.help("remove `additional_fields`"));
                }
                let group = self.site(site, "values");
                TypeKind::Enum(values.0.into_iter().map(|(wire, raw)| self.value(wire, raw, group)).collect())
            }
            (_, fields) => {
                let group = self.site(site, "fields");
                let fields = fields.unwrap_or_default().0.into_iter();
                TypeKind::Struct(Struct {
                    fields: fields.map(|(wire, raw)| self.field(wire, raw, group)).collect(),
                    additional,
                })
            }
        };
        TypeDef { name, docs, home, kind }
    }

    /// Notes the site of a member of the type that is being resolved; returns its position.
    fn member(&mut self, site: Site) -> FieldId {
        let ty = TypeId(self.sites.members.len() - 1);
        let members = &mut self.sites.members[ty.0];
        members.push(site);
        FieldId { ty, index: members.len() - 1 }
    }

    fn value(&mut self, wire: String, raw: raw::Value, group: Site) -> Value {
        let site = self.site(group, &wire);
        self.member(site);
        match raw {
            raw::Value::Docs(docs) => Value { wire, docs, rust_name: None, deprecated: None },
            raw::Value::Full(raw) => {
                Value { wire, docs: raw.docs, rust_name: raw.rust_name, deprecated: raw.deprecated }
            }
        }
    }

    fn field(&mut self, wire: String, raw: raw::Field, group: Site) -> Field {
        let site = self.site(group, &wire);
        let owner = literals::Owner::Field(self.member(site));
        self.literals.push(literals::Pending {
            owner,
            default: raw.default.map(|default| default.0),
            example: raw.example.map(|example| example.0),
        });
        Field {
            ty: self.ty(&raw.ty, site),
            wire,
            presence: plain(raw.required),
            sensitive: raw.sensitive.0,
            number_or_string: raw.number_or_string.0,
            limits: convert::limits(raw.minimum, raw.maximum, raw.max_length),
            default: None,
            prose: convert::prose(raw.docs, raw.unit),
            deprecated: raw.deprecated,
            rust_name: raw.rust_name,
        }
    }

    /// Resolves a resource but for what refers to operations.
    fn resource(&mut self, pending: PendingResource, api: &mut Api) -> References {
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

    fn ty(&mut self, text: &str, site: Site) -> Type {
        let span = self.sites.value(site, "type");
        match ty::parse(text) {
            Ok(expression) => self.lookup(expression, span),
            Err(reason) => {
                self.sink.push(Problem::new(Code::TypeExpression, span, format!("the type `{text}` {reason}")));
                Type::Unknown
            }
        }
    }

    fn lookup(&mut self, expression: TypeExpression, span: Span) -> Type {
        match expression {
            TypeExpression::Builtin(builtin) => Type::Builtin(builtin),
            TypeExpression::List(inner) => Type::List(Box::new(self.lookup(*inner, span))),
            TypeExpression::Map(inner) => Type::Map(Box::new(self.lookup(*inner, span))),
            TypeExpression::Named(name) => match self.names.get(&name) {
                Some((Named::Sid(id), _)) => Type::Sid(*id),
                Some((Named::Type(id), _)) => Type::Named(*id),
                Some((Named::Lost, _)) => Type::Unknown,
                Some((Named::Event, _)) => {
                    let problem = Problem::new(Code::UnknownType, span, format!("`{name}` is an event, not a type"));
                    self.sink.push(problem.help("declare the members that both have under `types`"));
                    Type::Unknown
                }
                None => {
                    let builtins = BUILTINS.iter().map(|(name, _)| *name);
                    let types = self.names.iter().filter(|(_, (named, _))| !matches!(named, Named::Event));
                    let candidates = builtins.chain(["list", "map"]).chain(types.map(|(name, _)| name.as_str()));
                    let problem = Problem::new(Code::UnknownType, span, format!("there is no type named `{name}`"));
                    let problem = problem.help("types are declared under `types`, SIDs in `api.yaml` under `sids`");
                    self.sink.push(problem.suggest(&name, candidates));
                    Type::Unknown
                }
            },
        }
    }
}
