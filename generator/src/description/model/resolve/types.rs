//! SIDs, error codes, enums, structs and events.

use super::pending::{Owner, Pending, PendingLiterals, PendingResource};
use super::resolver::{Named, Resolver};
use crate::description::code::Code;
use crate::description::diagnostics::Problem;
use crate::description::facts::{ErrorFacts, SidFacts};
use crate::description::model::api::{Event, Value};
use crate::description::model::{
    ErrorCode, ErrorId, Field, FieldId, Home, Presence, ResourceId, Sid, SidId, Struct, TypeDef, TypeId, TypeKind,
    Webhooks,
};
use crate::description::parse::raw::{self, Entries};
use crate::description::parse::{ResourceFile, Site};

impl Resolver<'_> {
    pub(super) fn sids(&mut self, sids: Entries<SidFacts>) -> Vec<Sid> {
        let group = self.site(self.sites.api, "sids");
        let sids = sids.0.into_iter().enumerate().map(|(index, (name, facts))| {
            let site = self.site(group, &name);
            self.claim(&name, Named::Sid(SidId(index)), site.span);
            self.sites.sids.push(site);
            Sid { name, facts }
        });
        sids.collect()
    }

    pub(super) fn errors(&mut self, errors: Entries<ErrorFacts>) -> Vec<ErrorCode> {
        let group = self.site(self.sites.api, "errors");
        let errors = errors.0.into_iter().enumerate().map(|(index, (name, facts))| {
            self.errors.insert(name.clone(), ErrorId(index));
            let site = self.site(group, &name);
            self.sites.errors.push(site);
            self.typical.push(facts.typical_of);
            ErrorCode { name, facts }
        });
        errors.collect()
    }

    pub(super) fn declare(
        &mut self,
        types: Entries<raw::TypeDef>,
        home: Home,
        group: Site,
        pending: &mut Vec<Pending>,
    ) {
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
                deviates: raw.deviates,
                site,
            });
        }
    }

    pub(super) fn declare_resource(
        &mut self,
        id: ResourceId,
        file: ResourceFile,
        pending: &mut Vec<Pending>,
    ) -> PendingResource {
        let ResourceFile { path, root, raw } = file;
        let object = TypeId(pending.len());
        let site = self.trees().named_by(root, "resource");
        self.claim(&raw.resource, Named::Type(object), site.span);
        let home = Home::Resource(id);
        pending.push(Pending {
            deviates: raw.deviates,
            ..Pending::structure(&raw.resource, raw.docs, home, raw.fields, site)
        });
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
            parameters: raw.parameters,
            operations: raw.operations,
            waiters: raw.waiters,
            behaviour: raw.behaviour,
        }
    }

    pub(super) fn webhooks(&mut self, raw: raw::Webhooks, pending: &mut Vec<Pending>) -> Webhooks {
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
            signature_settings_header: raw.signature_settings_header,
            event_member: raw.event_member,
            events,
        }
    }

    pub(super) fn type_def(&mut self, pending: Pending) -> TypeDef {
        let Pending { name, docs, home, values, fields, additional, deviates, site } = pending;
        self.sites.types.push(site);
        self.sites.members.push(Vec::new());
        let is_there = |key: &str| self.sites.has(site, key);
        // One that could not be read was reported.
        if values.is_some() == fields.is_some() && (values.is_some() || !(is_there("values") || is_there("fields"))) {
            let message = match values {
                Some(_) => format!("`{name}` has both `values` and `fields`"),
                None => format!("`{name}` has neither `values` nor `fields`"),
            };
            let problem = Problem::new(Code::TypeKind, site.span, message);
            self.missing(problem.help("`values` makes an enum, `fields` a struct"));
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
        TypeDef { name, docs, home, kind, deviates }
    }

    /// Notes the site of a member of the type that is being resolved; returns its position.
    pub(super) fn member(&mut self, site: Site) -> FieldId {
        let ty = TypeId(self.sites.members.len() - 1);
        let members = &mut self.sites.members[ty.0];
        members.push(site);
        FieldId { ty, index: members.len() - 1 }
    }

    pub(super) fn value(&mut self, wire: String, raw: raw::Value, group: Site) -> Value {
        let site = self.site(group, &wire);
        self.member(site);
        match raw {
            raw::Value::Docs(docs) => Value { wire, docs, rust_name: None, deprecated: None, deviates: Vec::new() },
            raw::Value::Full(raw) => Value {
                wire,
                docs: raw.docs,
                rust_name: raw.rust_name,
                deprecated: raw.deprecated,
                deviates: raw.deviates,
            },
        }
    }

    pub(super) fn field(&mut self, wire: String, raw: raw::Field, group: Site) -> Field {
        let site = self.site(group, &wire);
        let owner = Owner::Field(self.member(site));
        self.literals.push(PendingLiterals {
            owner,
            default: raw.default.map(|default| default.0),
            example: raw.example.map(|example| example.0),
        });
        let ty = self.ty(&raw.ty, site);
        let presence = match raw.required {
            None => Presence::Optional,
            Some(raw::Required::Always) => Presence::Always,
            Some(raw::Required::Request) => Presence::Request,
        };
        let mut facts = raw.facts;
        if self.numbers_as_text && ty.holds_numbers(presence != Presence::Always) {
            if facts.number_or_string {
                self.redundant(site, "number_or_string", "every number may be text, as `api.yaml` says".to_owned());
            }
            facts.number_or_string = true;
        }
        Field { ty, wire, presence, facts, default: None, example: None, rust_name: raw.rust_name }
    }
}
