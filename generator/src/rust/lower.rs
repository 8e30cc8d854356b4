//! Knows how the model becomes the crate: one pass, total, no errors. Knows nothing of tokens.

use super::docs::{Docs, lines};
use super::{
    Accessor, ClientFile, Crate, Credential, ErrorItem, Location, Package, PageFormat, ResourceFile, SidItem, TypeItem,
};
use crate::model::ty::Builtin;
use crate::model::{Api, CredentialPair, ErrorCode, EventLevel, Home, Type, TypeId, TypeKind};
use crate::names::{Names, operation_static, sid_kind};
use crate::rust::Ty;
use crate::usage::Usage;

/// Takes every decision about the generated crate.
pub(crate) fn lower(api: &Api, names: &Names) -> Crate {
    let lowering = Lowering { api, names, usage: Usage::of(api) };
    Crate {
        package: lowering.package(),
        client: lowering.client(),
        sids: lowering.sids(),
        errors: lowering.errors(),
        shared: lowering.types_of(Home::Api),
        resources: (0..api.resources.len()).map(|index| lowering.resource(index)).collect(),
        webhooks: api.webhooks.as_ref().map(|webhooks| lowering.webhooks(webhooks)),
    }
}

/// What every part of the lowering reads.
pub(super) struct Lowering<'a> {
    pub(super) api: &'a Api,
    pub(super) names: &'a Names,
    pub(super) usage: Usage,
}

impl Lowering<'_> {
    fn package(&self) -> Package {
        let package = &self.api.package;
        Package {
            title: self.api.title.clone(),
            api_version: self.api.version.clone(),
            name: package.name.clone(),
            library: self.library(),
            version: package.version.clone(),
            description: package.description.trim().to_owned(),
            license: package.license.clone(),
            keywords: package.keywords.clone(),
            categories: package.categories.clone(),
            link: self.api.link.clone(),
            docs: lines(&self.api.docs),
            environment: self.environment(),
            example: self.crate_example(),
        }
    }

    pub(super) fn library(&self) -> String {
        self.api.package.name.replace('-', "_")
    }

    fn client(&self) -> ClientFile {
        let api = self.api;
        let credential = |pair: &CredentialPair| Credential {
            prefix: pair.prefix.clone(),
            sid_variable: pair.sid_variable.clone(),
            secret_variable: pair.secret_variable.clone(),
        };
        let accessors = api.resources.iter().zip(&self.names.resources).map(|(resource, names)| Accessor {
            name: resource.accessor.clone(),
            handle: names.handle.clone(),
            docs: lines(&resource.operations_docs),
        });
        let operations = api.resources.iter().zip(&self.names.resources).flat_map(|(resource, names)| {
            let of_resource = resource.operations.iter();
            of_resource.map(|operation| (names.module.clone(), operation_static(&operation.id)))
        });
        ClientFile {
            title: api.title.clone(),
            package: api.package.name.clone(),
            package_version: api.package.version.clone(),
            base_url: api.root_url(),
            api_key: credential(&api.api_key),
            account: credential(&api.account),
            location: api.location.as_ref().map(|location| Location {
                edge_variable: location.edge_variable.clone(),
                region_variable: location.region_variable.clone(),
                regions: location.regions.clone(),
            }),
            pages: api.pagination.as_ref().map(|pagination| PageFormat {
                envelope: pagination.envelope.clone(),
                next: pagination.next.clone(),
                previous: pagination.previous.clone(),
                first: pagination.first.clone(),
                current: pagination.current.clone(),
                index: pagination.index.clone(),
                size: pagination.size.clone(),
            }),
            from_env_docs: self.environment_docs(),
            accessors: accessors.collect(),
            operations: operations.collect(),
        }
    }

    /// The variables that a client may take its settings from.
    fn environment(&self) -> Vec<String> {
        let (key, account) = (&self.api.api_key, &self.api.account);
        let mut docs = Docs::new();
        docs.line("| variables | credentials |");
        docs.line("| --- | --- |");
        docs.line(format!(
            "| `{}`, `{}` | an API key and its secret; preferred |",
            key.sid_variable, key.secret_variable
        ));
        docs.line(format!("| `{}`, `{}` | the account and its token |", account.sid_variable, account.secret_variable));
        if let Some(location) = &self.api.location {
            docs.blank();
            docs.line(format!("`{}` and `{}` are honoured as well.", location.edge_variable, location.region_variable));
        }
        docs.finish()
    }

    fn environment_docs(&self) -> Vec<String> {
        let mut docs = Docs::new();
        docs.line("Creates a client whose credentials come from the environment.");
        docs.blank();
        for line in self.environment() {
            docs.line(line);
        }
        docs.blank();
        docs.line("# Errors");
        docs.blank();
        docs.line(
            "A pair that is missing, incomplete or malformed, or a location that does not serve the API. The error",
        );
        docs.line("names the variables, never their values.");
        docs.finish()
    }

    fn sids(&self) -> Vec<SidItem> {
        let sids = self.api.sids.iter().map(|sid| {
            let mut docs = Docs::new();
            docs.markdown(&sid.docs);
            docs.blank();
            let prefixes: Vec<String> = sid.prefixes.iter().map(|prefix| format!("`{prefix}`")).collect();
            let others = if sid.open { ", or two other capital letters," } else { "" };
            let prefixes = match prefixes.split_last() {
                Some((last, [])) => last.clone(),
                Some((last, before)) => format!("{} or {last}", before.join(", ")),
                None => String::new(),
            };
            docs.line(format!("{prefixes}{others} followed by 32 hexadecimal digits."));
            SidItem {
                name: sid.name.clone(),
                kind: sid_kind(&sid.name),
                prefixes: sid.prefixes.clone(),
                open: sid.open,
                docs: docs.finish(),
            }
        });
        sids.collect()
    }

    fn errors(&self) -> Vec<ErrorItem> {
        let errors = self.api.errors.iter().map(|error| ErrorItem {
            name: error.name.clone(),
            code: error.code,
            docs: error_docs(error),
        });
        errors.collect()
    }

    fn resource(&self, index: usize) -> ResourceFile {
        let resource = &self.api.resources[index];
        let (handle, builders) = self.operations(index);
        ResourceFile {
            module: self.names.resources[index].module.clone(),
            source: resource.path.clone(),
            name: resource.name.clone(),
            types: self.types_of(Home::Resource(index)),
            handle,
            builders,
            waiters: self.waiters(index),
        }
    }

    pub(super) fn types_of(&self, home: Home) -> Vec<TypeItem> {
        let types = self.api.types.iter().enumerate().filter(|(_, def)| def.home == home);
        let items = types.map(|(index, def)| match &def.kind {
            TypeKind::Enum(values) => TypeItem::Enum(self.enumeration(TypeId(index), def, values)),
            TypeKind::Struct(structure) => TypeItem::Struct(self.structure(TypeId(index), def, structure)),
        });
        items.collect()
    }

    /// The Rust type of a resolved type.
    pub(super) fn ty(&self, ty: &Type) -> Ty {
        match ty {
            Type::Builtin(builtin) => match builtin {
                Builtin::String | Builtin::Url => Ty::String,
                Builtin::Boolean => Ty::Bool,
                Builtin::Integer => Ty::I64,
                Builtin::Number => Ty::F64,
                Builtin::Timestamp => Ty::Crate("Timestamp"),
                Builtin::ETag => Ty::Crate("IfMatch"),
                Builtin::Json => Ty::Json,
            },
            Type::List(inner) => Ty::Vec(Box::new(self.ty(inner))),
            Type::Map(inner) => Ty::Map(Box::new(self.ty(inner))),
            Type::Sid(id) => Ty::Model(self.api.sid(*id).name.clone()),
            Type::Named(id) => Ty::Model(self.api.ty(*id).name.clone()),
            // Lowering runs on valid descriptions only.
            Type::Unknown => Ty::Json,
        }
    }

    /// Path of the URL that operations' paths are appended to, for HTTP lines.
    pub(super) fn base_path(&self) -> String {
        let url = self.api.root_url();
        let rest = url.trim_start_matches("https://");
        rest.find('/').map_or_else(String::new, |at| rest[at..].to_owned())
    }
}

fn error_docs(error: &ErrorCode) -> Vec<String> {
    let mut docs = Docs::new();
    docs.markdown(&error.docs);
    if let Some(level) = error.event {
        let kind = match level {
            EventLevel::Error => "an error",
            EventLevel::Warning => "a warning",
        };
        docs.blank();
        docs.markdown(&format!(
            "Recorded as {kind} by the vendor when it happens; presumably never the answer to a request, and so no \
             [`Error::code`](crate::Error::code)."
        ));
    }
    docs.finish()
}
