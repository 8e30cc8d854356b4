//! Knows how wire names become Rust names and which names may not stand beside each other. Knows nothing of tokens.

mod reserved;
mod waiters;

use std::collections::BTreeMap;

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

use self::reserved::{BUILDER_NAMES, CLIENT_METHODS, HANDLE_METHODS, KEYWORDS, PRELUDE, STRUCT_METHODS, WEBHOOK_NAMES};
pub(crate) use self::waiters::{TIMED_OUT, WaiterNames};
use crate::diagnostics::{Problem, Sink};
use crate::model::{Api, Home, Operation, Pagination, TypeKind};
use crate::parse::{Places, Site};
use crate::source::Span;

/// Every Rust name, in the order of the model's lists.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// Variants of an enum or fields of a struct, by type.
    pub(crate) members: Vec<Vec<String>>,
    /// By resource.
    pub(crate) resources: Vec<ResourceNames>,
    /// Setter for the page size, if the API has lists.
    pub(crate) page_size: Option<String>,
}

#[derive(Debug, Default)]
pub(crate) struct ResourceNames {
    pub(crate) module: String,
    pub(crate) handle: String,
    /// By operation, then by parameter.
    pub(crate) parameters: Vec<Vec<String>>,
    /// By waiter.
    pub(crate) waiters: Vec<WaiterNames>,
}

/// Variant that holds values which the description lacks.
pub(crate) const UNKNOWN_VARIANT: &str = "UnknownValue";
/// Field that holds members which the description lacks.
pub(crate) const ADDITIONAL_FIELD: &str = "additional_fields";

/// Which convention a name follows.
#[derive(Clone, Copy)]
enum Case {
    Snake,
    UpperCamel,
    ShoutySnake,
}

/// Derives every name and reports those that are no identifiers, are reserved or collide.
pub(crate) fn names(api: &Api, places: &Places, sink: &mut Sink) -> Names {
    let mut namer = Namer { places, sink };
    let mut global = Scope::new("type name", &PRELUDE);
    for sid in &api.sids {
        namer.declared(&sid.name, sid.site.span, Case::UpperCamel);
        namer.claim(&mut global, &sid.name, sid.site.span);
        namer.claim(&mut global, &sid_kind(&sid.name), sid.site.span);
    }
    let members = api.types.iter().map(|def| {
        namer.declared(&def.name, def.site.span, Case::UpperCamel);
        namer.claim(&mut global, &def.name, def.site.span);
        namer.members(def)
    });
    let members: Vec<Vec<String>> = members.collect();

    let mut events = Scope::new("event", &WEBHOOK_NAMES);
    for def in api.types.iter().filter(|def| def.home == Home::Webhooks) {
        namer.claim(&mut events, &def.name, def.site.span);
    }

    let mut codes = Scope::new("constant", &[]);
    for error in &api.errors {
        namer.declared(&error.name, error.site.span, Case::ShoutySnake);
        namer.claim(&mut codes, &error.name, error.site.span);
    }

    let page_size = api.pagination.as_ref().map(|pagination| {
        let span = places.value(places.get(api.site, "pagination"), "size_parameter");
        let name = pagination.size_parameter.to_snake_case();
        namer.check(&name, span, "the setter of the page size", "lists need a setter for it");
        namer.option(&name, span);
        namer.claim(&mut Scope::new("setter of the page size", &BUILDER_NAMES), &name, span);
        name
    });
    let mut modules = Scope::new("module", &[]);
    let mut accessors = Scope::new("method of the client", &CLIENT_METHODS);
    let mut statics = Scope::new("static", &["API", "OPERATIONS"]);
    let resources = api.resources.iter().map(|resource| {
        let span = places.value(resource.site, "accessor");
        namer.declared(&resource.accessor, span, Case::Snake);
        namer.claim(&mut accessors, &resource.accessor, span);
        let name_span = places.value(resource.site, "resource");
        let module = resource.name.to_snake_case();
        namer.check(&module, name_span, "the module", "choose another name");
        namer.claim(&mut modules, &module, name_span);
        let handle = format!("{}Operations", resource.name);
        namer.claim(&mut global, &handle, name_span);
        let mut methods = Scope::new("method of the resource", &HANDLE_METHODS);
        let parameters = resource.operations.iter().map(|operation| {
            namer.declared(&operation.name, operation.site.span, Case::Snake);
            namer.claim(&mut methods, &operation.name, operation.site.span);
            if let Some(find) = operation.find.as_ref().filter(|find| find.by.is_some()) {
                namer.claim(&mut methods, &find_method(&operation.name), find.site.span);
            }
            let span = places.value(operation.site, "id");
            namer.declared(&operation.id, span, Case::UpperCamel);
            if namer.claim(&mut global, &operation.id, span) {
                namer.claim(&mut statics, &operation_static(&operation.id), span);
            }
            namer.parameters(operation, api.pagination.as_ref().zip(page_size.as_deref()))
        });
        let parameters = parameters.collect();
        let waiters = namer.waiters(api, resource, &members, &mut methods, &mut global);
        ResourceNames { module, handle, parameters, waiters }
    });
    let resources = resources.collect();
    Names { members, resources, page_size }
}

/// Marker type that carries a SID's prefixes.
pub(crate) fn sid_kind(sid: &str) -> String {
    format!("{sid}Kind")
}

/// Static that holds an operation's metadata.
pub(crate) fn operation_static(id: &str) -> String {
    id.to_shouty_snake_case()
}

/// Method that looks before it creates.
pub(crate) fn find_method(create: &str) -> String {
    format!("{create}_or_find")
}

/// Whether Rust keeps a name for itself.
pub(crate) fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}

/// File name that belongs to a resource.
pub(crate) fn resource_file(resource: &str) -> String {
    format!("{}.yaml", resource.to_snake_case())
}

/// Names that must differ, with the place that each comes from.
struct Scope {
    what: &'static str,
    reserved: &'static [&'static str],
    /// Whether the description may override names of this scope.
    renamed: bool,
    taken: BTreeMap<String, Span>,
}

impl Scope {
    fn new(what: &'static str, reserved: &'static [&'static str]) -> Self {
        Self { what, reserved, renamed: false, taken: BTreeMap::new() }
    }

    fn renamed(self) -> Self {
        Self { renamed: true, ..self }
    }
}

struct Namer<'a> {
    places: &'a Places,
    sink: &'a mut Sink,
}

impl Namer<'_> {
    fn members(&mut self, def: &crate::model::TypeDef) -> Vec<String> {
        match &def.kind {
            TypeKind::Enum(values) => {
                let mut scope = Scope::new("variant", &[UNKNOWN_VARIANT]).renamed();
                let names = values.iter().map(|value| {
                    let name = self.derived(&value.wire, value.rust_name.as_deref(), value.site, Case::UpperCamel);
                    self.claim(&mut scope, &name, value.site.span);
                    name
                });
                names.collect()
            }
            TypeKind::Struct(structure) => {
                let reserved = if structure.additional.is_some() {
                    &["clone", "default", "eq", "fmt", "new", ADDITIONAL_FIELD]
                } else {
                    &STRUCT_METHODS[..]
                };
                let mut scope = Scope::new("field", reserved).renamed();
                let names = structure.fields.iter().map(|field| {
                    let name = self.derived(&field.wire, field.rust_name.as_deref(), field.site, Case::Snake);
                    self.claim(&mut scope, &name, field.site.span);
                    name
                });
                names.collect()
            }
        }
    }

    fn parameters(&mut self, operation: &Operation, page_size: Option<(&Pagination, &str)>) -> Vec<String> {
        let mut scope = Scope::new("parameter", &BUILDER_NAMES).renamed();
        // Declaring the page size is an error of its own.
        let declares = |wire: &str| operation.parameters.iter().any(|parameter| parameter.wire == wire);
        if let (Some((pagination, name)), Some(page)) = (page_size, &operation.page)
            && !declares(&pagination.size_parameter)
        {
            scope.taken.insert(name.to_owned(), page.site.span);
        }
        let names = operation.parameters.iter().map(|parameter| {
            let rust_name = parameter.rust_name.as_deref();
            let name = self.derived(&parameter.wire, rust_name, parameter.site, Case::Snake);
            self.option(&name, parameter.site.span);
            self.claim(&mut scope, &name, parameter.site.span);
            name
        });
        names.collect()
    }

    /// Reports a setter that could one day be an option of the client.
    fn option(&mut self, name: &str, span: Span) {
        if name.starts_with("with_") {
            let problem = Problem::new("reserved-name", span, format!("`{name}` begins with `with_`"));
            self.sink.push(problem.help("`with_…` is reserved for options of the client; add a `rust_name`"));
        }
    }

    /// The Rust name of a wire name.
    fn derived(&mut self, wire: &str, rust_name: Option<&str>, site: Site, case: Case) -> String {
        let derived = case.apply(wire);
        let Some(name) = rust_name else {
            self.check(&derived, site.span, &format!("the Rust name of `{wire}`"), "give it a name with `rust_name`");
            return derived;
        };
        let span = self.places.value(site, "rust_name");
        if name == derived {
            let problem = Problem::new("redundant-key", span, format!("`{name}` is the name without this key"));
            self.sink.push(problem.help("remove `rust_name`"));
        }
        self.declared(name, span, case);
        name.to_owned()
    }

    /// A Rust name that the description spells out.
    fn declared(&mut self, name: &str, span: Span, case: Case) {
        let conventional = case.apply(name);
        if !is_identifier(name) || KEYWORDS.contains(&name) {
            self.check(name, span, "this name", "choose another name");
        } else if conventional != name {
            let problem = Problem::new("name-case", span, format!("`{name}` is not in {}", case.name()));
            self.sink.push(problem.help(format!("write `{conventional}`")));
        }
    }

    fn check(&mut self, name: &str, span: Span, what: &str, help: &str) {
        if KEYWORDS.contains(&name) {
            let problem = Problem::new("reserved-name", span, format!("{what} would be `{name}`, a keyword of Rust"));
            self.sink.push(problem.help(help));
        } else if !is_identifier(name) {
            let problem = Problem::new("identifier", span, format!("{what} would be `{name}`, which is no identifier"));
            self.sink.push(problem.help(format!("{help}: ASCII letters, digits and `_`, beginning with a letter")));
        }
    }

    /// Takes a name in a scope; `false` if it collides.
    fn claim(&mut self, scope: &mut Scope, name: &str, span: Span) -> bool {
        if scope.reserved.contains(&name) {
            let message = format!("the {} `{name}` is reserved", scope.what);
            let problem = Problem::new("reserved-name", span, message);
            let way = if scope.renamed { "give it another one with `rust_name`" } else { "choose another one" };
            self.sink.push(problem.help(format!("the generated crate or Rust's prelude uses this name; {way}")));
        }
        match scope.taken.get(name) {
            // Two types of one name were reported when they were declared.
            Some(first) if *first != span && !name.is_empty() => {
                let message = format!("the {} `{name}` is taken", scope.what);
                let problem = Problem::new("name-collision", span, message).label("second").also(*first, "first");
                let help =
                    if scope.renamed { "rename one of the two with `rust_name`" } else { "rename one of the two" };
                self.sink.push(problem.help(help));
                false
            }
            _ => {
                scope.taken.insert(name.to_owned(), span);
                true
            }
        }
    }
}

impl Case {
    fn apply(self, text: &str) -> String {
        match self {
            Self::Snake => text.to_snake_case(),
            Self::UpperCamel => text.to_upper_camel_case(),
            Self::ShoutySnake => text.to_shouty_snake_case(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Snake => "snake_case",
            Self::UpperCamel => "UpperCamelCase",
            Self::ShoutySnake => "SHOUTY_SNAKE_CASE",
        }
    }
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}
