//! Every Rust name of the generated crate, from the names of the description.

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

use super::case::{Case, is_identifier};
use super::namer::{Namer, Scope};
use super::reserved::{BUILDER_NAMES, CLIENT_METHODS, HANDLE_METHODS, PRELUDE, STRUCT_METHODS, WEBHOOK_NAMES};
use crate::description::code::Code;
use crate::description::diagnostics::{Problem, Sink};
use crate::description::model::{
    Api, FieldId, Home, Node, Operation, OperationId, ParameterId, Resource, ResourceId, SidId, Sites, TypeDef, TypeId,
    TypeKind, ValueId, WaiterId,
};

/// Every Rust name, in the order of the model's lists.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// Variants of an enum or fields of a struct, by type.
    members: Vec<Vec<String>>,
    resources: Vec<ResourceNames>,
    operations: Vec<OperationNames>,
    /// Marker types of SIDs.
    sid_kinds: Vec<String>,
    /// Setter for the page size, if the API has lists.
    pub(crate) page_size: Option<String>,
    /// The library: the package's name with underscores.
    pub(crate) library: String,
}

#[derive(Debug, Default)]
pub(crate) struct OperationNames {
    /// Static that holds the operation's metadata.
    pub(crate) constant: String,
    /// Method that looks for what it would create first.
    pub(crate) find: String,
    parameters: Vec<String>,
}

#[derive(Debug, Default)]
pub(crate) struct ResourceNames {
    pub(crate) module: String,
    pub(crate) handle: String,
    waiters: Vec<WaiterNames>,
}

#[derive(Debug, Default)]
pub(crate) struct WaiterNames {
    /// Method of the handle.
    pub(crate) method: String,
    pub(crate) builder: String,
    pub(crate) outcome: String,
    /// Method of the outcome that returns what reached the goal.
    pub(crate) into: String,
}

/// Variant that holds values which the description lacks.
pub(crate) const UNKNOWN_VARIANT: &str = "UnknownValue";
/// Field that holds members which the description lacks.
pub(crate) const ADDITIONAL_FIELD: &str = "additional_fields";
/// Variant of an outcome for a wait that timed out.
pub(crate) const TIMED_OUT: &str = "TimedOut";

impl Names {
    pub(crate) fn field(&self, id: FieldId) -> &str {
        &self.members[id.ty.0][id.index]
    }

    pub(crate) fn value(&self, id: ValueId) -> &str {
        &self.members[id.ty.0][id.index]
    }

    pub(crate) fn parameter(&self, id: ParameterId) -> &str {
        &self.operations[id.operation.0].parameters[id.index]
    }

    pub(crate) fn operation(&self, id: OperationId) -> &OperationNames {
        &self.operations[id.0]
    }

    pub(crate) fn sid_kind(&self, id: SidId) -> &str {
        &self.sid_kinds[id.0]
    }

    pub(crate) fn resource(&self, id: ResourceId) -> &ResourceNames {
        &self.resources[id.0]
    }

    pub(crate) fn waiter(&self, id: WaiterId) -> &WaiterNames {
        &self.resources[id.resource.0].waiters[id.index]
    }
}

/// Derives every name and reports those that are not identifiers, are reserved or collide.
pub(crate) fn names(api: &Api, sites: &Sites, sink: &mut Sink) -> Names {
    let mut namer = Namer { sites, sink };
    let mut types = Scope::new("type name", &PRELUDE);
    let sid_kinds = api.sids().map(|(id, sid)| {
        let (span, kind) = (sites.span(id), format!("{}Kind", sid.name));
        namer.declared(&sid.name, span, Case::UpperCamel);
        namer.claim(&mut types, &sid.name, span);
        namer.claim(&mut types, &kind, span);
        kind
    });
    let sid_kinds = sid_kinds.collect();
    let members = api.types().map(|(id, def)| {
        let span = sites.span(id);
        namer.declared(&def.name, span, Case::UpperCamel);
        namer.claim(&mut types, &def.name, span);
        namer.members(api, id, def)
    });
    let members = members.collect();

    let mut events = Scope::new("event", &WEBHOOK_NAMES);
    for (id, def) in api.types().filter(|(_, def)| def.home == Home::Webhooks) {
        namer.claim(&mut events, &def.name, sites.span(id));
    }

    let mut codes = Scope::new("constant", &[]);
    for (id, error) in api.errors() {
        namer.declared(&error.name, sites.span(id), Case::ShoutySnake);
        namer.claim(&mut codes, &error.name, sites.span(id));
    }

    let page_size = api.pagination.as_ref().map(|pagination| {
        let span = sites.value(sites.get(Node::Api, "pagination"), "size_parameter");
        let name = pagination.size_parameter.to_snake_case();
        namer.check(&name, span, "the setter of the page size", "lists need a setter for it");
        namer.option(&name, span);
        namer.claim(&mut Scope::new("setter of the page size", &BUILDER_NAMES), &name, span);
        name
    });
    let library = api.package.name.replace('-', "_");
    let mut names = Names { members, sid_kinds, page_size, library, ..Names::default() };
    let mut scopes = Scopes {
        types,
        modules: Scope::new("module", &[]),
        accessors: Scope::new("method of the client", &CLIENT_METHODS),
        statics: Scope::new("static", &["API", "OPERATIONS"]),
    };
    for (id, resource) in api.resources() {
        namer.resource(api, id, resource, &mut scopes, &mut names);
    }
    names
}

/// Scopes that all resources share.
struct Scopes {
    types: Scope,
    modules: Scope,
    accessors: Scope,
    statics: Scope,
}

impl Namer<'_> {
    fn members(&mut self, api: &Api, id: TypeId, def: &TypeDef) -> Vec<String> {
        match &def.kind {
            TypeKind::Enum(_) => {
                let mut scope = Scope::new("variant", &[UNKNOWN_VARIANT]).accepting_rust_names();
                let names = api.values(id).map(|(id, value)| {
                    let name = self.derived(&value.wire, value.rust_name.as_deref(), id, Case::UpperCamel);
                    self.claim(&mut scope, &name, self.sites.span(id));
                    name
                });
                names.collect()
            }
            TypeKind::Struct(structure) => {
                let mut scope = Scope::new("field", &STRUCT_METHODS).accepting_rust_names();
                if structure.additional.is_some() {
                    scope.reserve(ADDITIONAL_FIELD);
                }
                let names = api.fields(id).map(|(id, field)| {
                    let name = self.derived(&field.wire, field.rust_name.as_deref(), id, Case::Snake);
                    self.claim(&mut scope, &name, self.sites.span(id));
                    name
                });
                names.collect()
            }
        }
    }

    fn resource(&mut self, api: &Api, id: ResourceId, resource: &Resource, scopes: &mut Scopes, names: &mut Names) {
        let span = self.sites.value(id, "accessor");
        self.declared(&resource.accessor, span, Case::Snake);
        self.claim(&mut scopes.accessors, &resource.accessor, span);
        let name_span = self.sites.value(id, "resource");
        let module = resource.name.to_snake_case();
        let handle = format!("{}Operations", resource.name);
        // What is made of a name that is wrong itself is no news.
        if is_identifier(&resource.name) && Case::UpperCamel.apply(&resource.name) == resource.name {
            self.check(&module, name_span, "the module", "choose another name");
            self.claim(&mut scopes.modules, &module, name_span);
            self.claim(&mut scopes.types, &handle, name_span);
        }
        let mut methods = Scope::new("method of the resource", &HANDLE_METHODS);
        for &operation in &resource.operations {
            let of_operation = self.operation(api, operation, &mut methods, scopes, names.page_size.as_deref());
            names.operations.push(of_operation);
        }
        let waiters = (0..resource.waiters.len()).map(|index| {
            let waiter = WaiterId { resource: id, index };
            self.waiter(api, waiter, &names.members, &mut methods, &mut scopes.types)
        });
        let waiters = waiters.collect();
        names.resources.push(ResourceNames { module, handle, waiters });
    }

    fn operation(
        &mut self,
        api: &Api,
        id: OperationId,
        methods: &mut Scope,
        scopes: &mut Scopes,
        page_size: Option<&str>,
    ) -> OperationNames {
        let operation = api.operation(id);
        let (constant, find) = (operation.id.to_shouty_snake_case(), format!("{}_or_find", operation.name));
        self.declared(&operation.name, self.sites.span(id), Case::Snake);
        self.claim(methods, &operation.name, self.sites.span(id));
        if operation.finds_what_it_creates() {
            self.claim(methods, &find, self.sites.key(id, "find"));
        }
        let span = self.sites.value(id, "id");
        // One that is made of other names is as good as they are.
        if self.sites.has(id, "id") {
            self.declared(&operation.id, span, Case::UpperCamel);
        }
        if self.claim(&mut scopes.types, &operation.id, span) {
            self.claim(&mut scopes.statics, &constant, span);
        }
        OperationNames { constant, find, parameters: self.parameters(api, id, operation, page_size) }
    }

    fn parameters(
        &mut self,
        api: &Api,
        id: OperationId,
        operation: &Operation,
        page_size: Option<&str>,
    ) -> Vec<String> {
        let mut scope = Scope::new("parameter", &BUILDER_NAMES).accepting_rust_names();
        if let (Some(name), Some(_)) = (page_size, &operation.page) {
            scope.insert(name, self.sites.key(id, "page"));
        }
        let names = api.parameters(id).map(|(id, parameter)| {
            let name = self.derived(&parameter.wire, parameter.rust_name.as_deref(), id, Case::Snake);
            let span = self.sites.span(id);
            self.option(&name, span);
            self.claim(&mut scope, &name, span);
            name
        });
        names.collect()
    }

    /// The names of a waiter. `members` holds the variants of each enum.
    fn waiter(
        &mut self,
        api: &Api,
        id: WaiterId,
        members: &[Vec<String>],
        methods: &mut Scope,
        types: &mut Scope,
    ) -> WaiterNames {
        let (resource, span) = (api.resource(id.resource), self.sites.span(id));
        let waiter = &resource.waiters[id.index];
        self.declared(&waiter.name, span, Case::Snake);
        if let Some(goal) = waiter.name.strip_prefix("wait_until_") {
            let message = format!("the method would be `wait_until_{}`", waiter.name);
            self.sink.push(Problem::new(Code::ReservedName, span, message).help(format!("write `{goal}`")));
        }
        let camel = waiter.name.to_upper_camel_case();
        let names = WaiterNames {
            method: format!("wait_until_{}", waiter.name),
            builder: format!("WaitUntil{}{camel}", resource.name),
            outcome: format!("{}{camel}Outcome", resource.name),
            into: format!("into_{}", waiter.name),
        };
        self.claim(methods, &names.method, span);
        self.claim(types, &names.builder, span);
        self.claim(types, &names.outcome, span);
        let mut variants = Scope::new("variant of the outcome", &[TIMED_OUT]).accepting_rust_names();
        for state in waiter.ends() {
            let name = &members[state.ty.0][state.index];
            // Two variants of one name were reported with the enum.
            if name == TIMED_OUT {
                self.claim(&mut variants, name, self.sites.span(state));
            }
        }
        names
    }
}
