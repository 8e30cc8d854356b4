//! Knows how raw structs become the model: type expressions, ids and paths are looked up, dangling ones reported.
//! Knows no rule that a resolved description could break.

use std::collections::BTreeMap;

use super::path::{path_error, placeholders};
use super::ty::{self, BUILTINS, TypeExpression};
use super::{
    Api, ErrorCode, ErrorId, Event, Field, Find, FindBy, Home, Method, Operation, Page, Parameter, Place, Presence,
    Resource, Sid, SidId, Struct, Text, Type, TypeDef, TypeId, TypeKind, Value, Waiter, Webhooks,
};
use crate::diagnostics::{Problem, Sink};
use crate::parse::raw::{self, Entries, Required};
use crate::parse::{Description, Places, Site};
use crate::source::Span;

/// Builds the model. What cannot be resolved is reported and left as [`Type::Unknown`] or out.
pub(crate) fn resolve(description: Description, sink: &mut Sink) -> (Api, Places) {
    let Description { api, api_root, resources, places, lost } = description;
    let mut resolver = Resolver { places: &places, sink, names: BTreeMap::new(), errors: BTreeMap::new() };

    let sids = resolver.sids(api.sids, places.get(api_root, "sids"));
    let errors = resolver.errors(api.errors, places.get(api_root, "errors"));
    let mut pending = Vec::new();
    resolver.declare(api.types, Home::Api, places.get(api_root, "types"), &mut pending);
    let mut parts = Vec::new();
    for (index, file) in resources.into_iter().enumerate() {
        let home = Home::Resource(index);
        let object = TypeId(pending.len());
        let site = places.named_by(file.root, "resource");
        resolver.claim(&file.raw.resource, Named::Type(object), site.span);
        pending.push(Pending::structure(&file.raw.resource, file.raw.docs, home, file.raw.fields, site));
        resolver.declare(file.raw.types, home, places.get(file.root, "types"), &mut pending);
        let link = file.raw.link;
        let texts = (file.raw.resource, file.raw.accessor, file.raw.operations_docs, link);
        parts.push((file.path, file.root, object, texts, file.raw.operations, file.raw.waiters));
    }
    let webhooks = api.webhooks.map(|raw| resolver.webhooks(raw, places.get(api_root, "webhooks"), &mut pending));
    // Nobody is told that a type does not exist whose declaration is merely wrong.
    for name in &lost.names {
        resolver.names.entry(name.clone()).or_insert((Named::Lost, api_root.span));
    }
    // Every name is declared by now, so types may refer to one another in any order and across files.
    let types = pending.into_iter().map(|pending| resolver.type_def(pending)).collect();
    let resources = parts
        .into_iter()
        .map(|(path, root, object, (name, accessor, operations_docs, link), operations, waiters)| {
            let site = places.get(root, "operations");
            let operations = operations.0.into_iter().map(|(name, raw)| {
                let site = places.get(site, &name);
                resolver.operation(name, raw, site)
            });
            let operations = operations.collect();
            let site = places.get(root, "waiters");
            let waiters = waiters.0.into_iter().map(|(name, raw)| waiter(places.get(site, &name), name, raw)).collect();
            Resource { name, path, accessor, operations_docs, link, object, operations, waiters, site: root }
        })
        .collect();

    let api = Api {
        title: api.api,
        version: api.version,
        base_url: api.base_url,
        docs: api.docs,
        link: api.link,
        example: api.example,
        package: api.package,
        api_key: api.credentials.api_key,
        account: api.credentials.account,
        location: api.location,
        pagination: api.pagination,
        sids,
        types,
        resources,
        errors,
        webhooks,
        is_partial: lost.something,
        site: api_root,
    };
    (api, places)
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

#[derive(Clone, Copy)]
enum Named {
    Sid(SidId),
    Type(TypeId),
    /// An event, which is no type of anything.
    Event,
    /// Declared, but its declaration could not be read.
    Lost,
}

struct Resolver<'a> {
    places: &'a Places,
    sink: &'a mut Sink,
    names: BTreeMap<String, (Named, Span)>,
    errors: BTreeMap<String, ErrorId>,
}

impl Resolver<'_> {
    /// Registers a type name; all of them share one namespace.
    fn claim(&mut self, name: &str, what: Named, span: Span) {
        if let Some((_, first)) = self.names.get(name) {
            let problem = Problem::new("name-collision", span, format!("the type name `{name}` is taken"));
            let problem = problem.label("second").also(*first, "first");
            self.sink
                .push(problem.help("SIDs, types, resources and events share one namespace; rename one of the two"));
        } else {
            self.names.insert(name.to_owned(), (what, span));
        }
    }

    fn sids(&mut self, sids: Entries<raw::Sid>, site: Site) -> Vec<Sid> {
        let sids = sids.0.into_iter().enumerate().map(|(index, (name, raw))| {
            let site = self.places.get(site, &name);
            self.claim(&name, Named::Sid(SidId(index)), site.span);
            Sid { name, prefixes: raw.prefixes, open: raw.open.0, docs: raw.docs, site }
        });
        sids.collect()
    }

    fn errors(&mut self, errors: Entries<raw::ErrorCode>, site: Site) -> Vec<ErrorCode> {
        let errors = errors.0.into_iter().enumerate().map(|(index, (name, raw))| {
            self.errors.insert(name.clone(), ErrorId(index));
            let site = self.places.get(site, &name);
            ErrorCode { name, code: raw.code, docs: raw.docs, event: raw.event, site }
        });
        errors.collect()
    }

    fn declare(&mut self, types: Entries<raw::TypeDef>, home: Home, site: Site, pending: &mut Vec<Pending>) {
        for (name, raw) in types.0 {
            let site = self.places.get(site, &name);
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

    fn webhooks(&mut self, raw: raw::Webhooks, site: Site, pending: &mut Vec<Pending>) -> Webhooks {
        let events = raw.events.0.into_iter().map(|(name, raw)| {
            let site = self.places.get(self.places.get(site, "events"), &name);
            self.claim(&name, Named::Event, site.span);
            let event = Event { wire: raw.event, link: raw.link, object: TypeId(pending.len()), site };
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
            site,
        }
    }

    fn type_def(&mut self, pending: Pending) -> TypeDef {
        let Pending { name, docs, home, values, fields, additional, site } = pending;
        if values.is_some() == fields.is_some() {
            let message = match values {
                Some(_) => format!("`{name}` has both `values` and `fields`"),
                None => format!("`{name}` has neither `values` nor `fields`"),
            };
            let problem = Problem::new("type-kind", site.span, message);
            self.sink.push(problem.help("`values` makes an enum, `fields` a struct"));
        }
        let kind = match (values, fields) {
            (Some(values), None) => {
                if additional.is_some() {
                    let span = self.places.get(site, "additional_fields").span;
                    let problem = Problem::new("redundant-key", span, "an enum has no fields");
                    self.sink.push(problem.help("remove `additional_fields`"));
                }
                let site = self.places.get(site, "values");
                TypeKind::Enum(values.0.into_iter().map(|(wire, raw)| self.value(wire, raw, site)).collect())
            }
            (_, fields) => {
                let site = self.places.get(site, "fields");
                let fields = fields.unwrap_or_default().0.into_iter();
                TypeKind::Struct(Struct {
                    fields: fields.map(|(wire, raw)| self.field(wire, raw, site)).collect(),
                    additional,
                })
            }
        };
        TypeDef { name, docs, home, kind, site }
    }

    fn value(&mut self, wire: String, raw: raw::Value, site: Site) -> Value {
        let site = self.places.get(site, &wire);
        match raw {
            raw::Value::Docs(docs) => Value { wire, docs, rust_name: None, site },
            raw::Value::Full(raw) => Value { wire, docs: raw.docs, rust_name: raw.rust_name, site },
        }
    }

    fn field(&mut self, wire: String, raw: raw::Field, site: Site) -> Field {
        let site = self.places.get(site, &wire);
        Field {
            ty: self.ty(&raw.ty, site),
            wire,
            presence: match raw.required {
                None => Presence::Optional,
                Some(Required::Always) => Presence::Always,
                Some(Required::Request) => Presence::Request,
            },
            sensitive: raw.sensitive.0,
            number_or_string: raw.number_or_string.0,
            text: Text {
                docs: raw.docs,
                unit: raw.unit,
                minimum: raw.minimum,
                maximum: raw.maximum,
                max_length: raw.max_length,
                default: raw.default,
                example: raw.example.map(|example| example.0),
            },
            rust_name: raw.rust_name,
            site,
        }
    }

    fn operation(&mut self, name: String, raw: raw::Operation, site: Site) -> Operation {
        let (method, path) = self.http(&raw.http, site);
        let mut parameters = Vec::new();
        let groups =
            [(Place::Path, raw.path), (Place::Query, raw.query), (Place::Header, raw.header), (Place::Form, raw.form)];
        for (location, group) in groups {
            let site = self.places.get(site, location.key());
            parameters.extend(group.0.into_iter().map(|(wire, raw)| self.parameter(location, wire, raw, site)));
        }
        let errors = raw.errors.iter().enumerate().filter_map(|(index, name)| {
            if raw.errors[..index].contains(name) {
                let span = self.places.element(site, "errors", index);
                let problem = Problem::new("listed-twice", span, format!("`{name}` is listed already"));
                self.sink.push(problem.help("remove it"));
            }
            let found = self.errors.get(name).copied();
            if found.is_none() && !self.names.contains_key(name) {
                let span = self.places.element(site, "errors", index);
                let problem = Problem::new("unknown-error", span, format!("there is no error code named `{name}`"));
                let problem = problem.help("error codes are named in `api.yaml` under `errors`");
                self.sink.push(problem.suggest(name, self.errors.keys().map(String::as_str)));
            }
            found
        });
        let errors = errors.collect();
        Operation {
            name,
            id: raw.id,
            method,
            placeholders: placeholders(&path),
            path,
            status: raw.status,
            idempotency: raw.idempotency,
            docs: raw.docs,
            parameters,
            page: raw.page.map(|page| Page {
                key: page.key,
                max_size: page.max_size,
                site: self.places.get(site, "page"),
            }),
            returns_etag: raw.returns_etag.0,
            permission: raw.permission.map(|permission| (permission.name, permission.evidence)),
            errors,
            find: raw.find.map(|find| Find {
                operation: find.operation,
                by: find.by.map(|by| by.0.into_iter().map(find_by).collect()),
                unless: find.unless.as_deref().map(steps),
                site: self.places.get(site, "find"),
            }),
            site,
        }
    }

    fn parameter(&mut self, location: Place, wire: String, raw: raw::Parameter, site: Site) -> Parameter {
        let site = self.places.get(site, &wire);
        Parameter {
            location,
            ty: self.ty(&raw.ty, site),
            wire,
            required: raw.required.0,
            or_name: raw.or_name.0,
            text: Text {
                docs: raw.docs,
                unit: raw.unit,
                minimum: raw.minimum,
                maximum: raw.maximum,
                max_length: raw.max_length,
                default: raw.default,
                example: raw.example.map(|example| example.0),
            },
            rust_name: raw.rust_name,
            site,
        }
    }

    /// `POST /Services/{Sid}`.
    fn http(&mut self, line: &str, site: Site) -> (Method, String) {
        let span = self.places.value(site, "http");
        let (word, path) = line.split_once(' ').unwrap_or((line, ""));
        let method = Method::ALL.iter().find(|(name, _)| *name == word).map(|(_, method)| *method);
        if method.is_none() {
            let problem = Problem::new("http-line", span, format!("`{word}` is no HTTP method"));
            let problem = problem.help("write `GET /Services/{Sid}`; methods: GET, POST, PUT, PATCH, DELETE");
            self.sink.push(problem.suggest(word, Method::ALL.iter().map(|(name, _)| *name)));
        } else if let Some(message) = path_error(path) {
            let problem = Problem::new("http-line", span, message);
            self.sink.push(problem.help("write `GET /Services/{Sid}`: the path is relative to `base_url`"));
        }
        (method.unwrap_or(Method::Get), path.to_owned())
    }

    fn ty(&mut self, text: &str, site: Site) -> Type {
        let span = self.places.value(site, "type");
        match ty::parse(text) {
            Ok(expression) => self.lookup(expression, span),
            Err(reason) => {
                self.sink.push(Problem::new("type-expression", span, format!("the type `{text}` {reason}")));
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
                    let problem = Problem::new("unknown-type", span, format!("`{name}` is an event, not a type"));
                    self.sink.push(problem.help("declare what both hold under `types`"));
                    Type::Unknown
                }
                None => {
                    let builtins = BUILTINS.iter().map(|(name, _)| *name);
                    let types = self.names.iter().filter(|(_, (named, _))| !matches!(named, Named::Event));
                    let candidates = builtins.chain(["list", "map"]).chain(types.map(|(name, _)| name.as_str()));
                    let problem = Problem::new("unknown-type", span, format!("there is no type named `{name}`"));
                    let problem = problem.help("types are declared under `types`, SIDs in `api.yaml` under `sids`");
                    self.sink.push(problem.suggest(&name, candidates));
                    Type::Unknown
                }
            },
        }
    }
}

fn waiter(site: Site, name: String, raw: raw::Waiter) -> Waiter {
    let raw::Waiter { operation, field, success, failure, docs } = raw;
    Waiter { name, operation, field, success, failure, docs, site }
}

/// `SourceSid` and `Channel.media_properties.source_sid`.
fn find_by((parameter, input): (String, String)) -> FindBy {
    FindBy { parameter, input: steps(&input) }
}

fn steps(path: &str) -> Vec<String> {
    path.split('.').map(str::to_owned).collect()
}
