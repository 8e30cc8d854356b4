//! Parameters: what an operation says of them, on top of what is said once for several operations, and of what the field
//! of the same name says.

use heck::ToSnakeCase;

use super::pending::{Owner, PendingLiterals, Shared, SharedParameters};
use super::resolver::Resolver;
use crate::description::code::Code;
use crate::description::diagnostics::Problem;
use crate::description::facts::{ParameterFacts, ParameterLocation, ValueFacts};
use crate::description::model::path::placeholders;
use crate::description::model::sites::Elsewhere;
use crate::description::model::ty::Type;
use crate::description::model::{OperationId, Parameter, ParameterId};
use crate::description::parse::Site;
use crate::description::parse::raw::{self, Entries};

/// What operations of a resource need not say of their parameters.
pub(super) struct Common {
    /// What the resource says under `parameters`.
    pub(super) shared: SharedParameters,
    /// What its fields say, by their names in snake case.
    fields: SharedParameters,
}

/// A parameter of an operation, before its type is known.
pub(super) struct Declared {
    location: ParameterLocation,
    pub(super) wire: String,
    raw: raw::Parameter,
    /// Where the operation names it; for one that only its path names, where that is declared.
    pub(super) site: Site,
    /// Where the rest is said, the nearest first; with the site itself, if the operation does not name it.
    elsewhere: Vec<Elsewhere>,
}

/// Does something with every optional key of a parameter: its field and its name.
macro_rules! with_keys {
    ($macro:ident) => {
        $macro! {
            ty "type", docs "docs", unit "unit", minimum "minimum", maximum "maximum", max_length "max_length",
            default "default", deprecated "deprecated", rust_name "rust_name", example "example"
        }
    };
}

impl Resolver<'_> {
    /// What the operations of a resource have in common.
    pub(super) fn common(
        &mut self,
        parameters: Entries<raw::ParameterEntry>,
        fields: SharedParameters,
        resource: Site,
    ) -> Common {
        let group = self.site(resource, "parameters");
        Common { shared: self.share(parameters, group), fields }
    }

    /// What is said once, for the API or for a resource.
    pub(super) fn share(&mut self, parameters: Entries<raw::ParameterEntry>, group: Site) -> SharedParameters {
        let mut shared = SharedParameters::new();
        for (wire, entry) in parameters.0 {
            let site = self.site(group, &wire);
            if let Some(first) = self.shared.get(&wire) {
                let message = format!("all resources share the parameter `{wire}` already");
                let problem = Problem::new(Code::NameCollision, site.span, message).label("second");
                let problem = problem.also(first.place.site.span, "first");
                self.sink.push(problem.help("remove one of the two; operations can say in which way theirs differs"));
            }
            let place = Elsewhere { site, keys: ["parameters".to_owned(), wire.clone()] };
            shared.insert(wire, Shared { raw: entry.into_parameter(), place, is_used: false });
        }
        shared
    }

    /// Reports what no operation needs.
    pub(super) fn unshared(&mut self, shared: &SharedParameters) {
        for (wire, shared) in shared.iter().filter(|(_, shared)| !shared.is_used) {
            let message = format!("no operation has the parameter `{wire}`");
            let problem = Problem::new(Code::Unused, shared.place.site.span, message);
            self.missing(problem.help("remove it, or name it in an operation"));
        }
    }

    /// The parameters that an operation has in one place.
    pub(super) fn declared(
        &mut self,
        location: ParameterLocation,
        own: Entries<raw::ParameterEntry>,
        common: &mut Common,
        path: &str,
        operation: Site,
    ) -> Vec<Declared> {
        let group = self.site(operation, location.key());
        let mut declared = Vec::new();
        for (wire, entry) in own.0 {
            let site = self.site(group, &wire);
            let sources = self.sources(location, &wire, common);
            let raw = entry.into_parameter();
            if location == ParameterLocation::Path && !sources.is_empty() && says_nothing(&raw) {
                let problem = Problem::new(Code::RedundantKey, site.span, format!("the path names `{wire}` already"));
                self.sink.push(problem.help("remove the entry"));
            }
            let elsewhere = sources.iter().map(|source| source.place.clone()).collect();
            let raw = self.completed(location, raw, site, sources);
            declared.push(Declared { location, wire, raw, site, elsewhere });
        }
        if location == ParameterLocation::Path {
            self.add_named_by(path, common, &mut declared);
        }
        declared
    }

    /// Adds the parameters that only the path names, each before those that are behind it in the path.
    fn add_named_by(&mut self, path: &str, common: &mut Common, declared: &mut Vec<Declared>) {
        let location = ParameterLocation::Path;
        let names = placeholders(path);
        for (position, name) in names.iter().enumerate() {
            if names[..position].contains(name) || declared.iter().any(|it| it.wire == *name) {
                continue;
            }
            let sources = self.sources(location, name, common);
            let Some(site) = sources.first().map(|source| source.place.site) else { continue };
            let elsewhere = sources.iter().map(|source| source.place.clone()).collect();
            let raw = self.completed(location, raw::Parameter::default(), site, sources);
            let is_behind = |it: &Declared| names[position..].contains(&it.wire.as_str());
            let at = declared.iter().position(is_behind).unwrap_or(declared.len());
            let wire = (*name).to_owned();
            declared.insert(at, Declared { location, wire, raw, site, elsewhere });
        }
    }

    /// Everything that is said of a parameter but not by its operation, the nearest first.
    fn sources(&mut self, location: ParameterLocation, wire: &str, common: &mut Common) -> Vec<Shared> {
        let mut sources = Vec::new();
        for shared in [common.shared.get_mut(wire), self.shared.get_mut(wire)].into_iter().flatten() {
            shared.is_used = true;
            // Two of the same name were reported.
            if sources.is_empty() {
                sources.push(shared.clone());
            }
        }
        // Headers are about requests, not about what they are for.
        if location != ParameterLocation::Header {
            sources.extend(common.fields.get(&wire.to_snake_case()).cloned());
        }
        sources
    }

    /// Adds to what an operation says what is said elsewhere. What is said nowhere is reported, and so is what is said
    /// twice.
    fn completed(
        &mut self,
        location: ParameterLocation,
        own: raw::Parameter,
        site: Site,
        mut sources: Vec<Shared>,
    ) -> raw::Parameter {
        let mut whole = raw::Parameter::default();
        let mut whole_site = site;
        while let Some(Shared { raw, place: Elsewhere { site, .. }, .. }) = sources.pop() {
            whole = self.overlaid(location, (raw, site), (whole, whole_site));
            whole_site = site;
        }
        let mut whole = self.overlaid(location, (own, site), (whole, whole_site));
        let unsaid = "say it here, or under `parameters` if several operations have the parameter";
        if whole.ty.is_none() && !self.sites.has(site, "type") {
            self.sink.push(Problem::new(Code::MissingKey, site.span, "missing key `type`").help(unsaid));
        }
        if whole.docs.is_none() && !self.sites.has(site, "docs") {
            self.sink.push(Problem::new(Code::MissingDocs, site.span, "missing key `docs`").help(unsaid));
        }
        whole.docs.get_or_insert_default();
        whole
    }

    /// One declaration on top of another.
    fn overlaid(
        &mut self,
        location: ParameterLocation,
        (over, site): (raw::Parameter, Site),
        (below, below_site): (raw::Parameter, Site),
    ) -> raw::Parameter {
        let mut repeated: Vec<&str> = Vec::new();
        macro_rules! overlay {
            ($($field:ident $key:literal),*) => {{
                $(if over.$field.is_some() && over.$field == below.$field {
                    repeated.push($key);
                })*
                repeated.extend((over.required && below.required).then_some("required"));
                repeated.extend((over.or_name && below.or_name).then_some("or_name"));
                raw::Parameter {
                    $($field: over.$field.or(below.$field),)*
                    required: over.required || below.required,
                    or_name: over.or_name || below.or_name,
                    deviates: [over.deviates, below.deviates].concat(),
                }
            }};
        }
        let whole = with_keys!(overlay);
        for key in repeated {
            let message = format!("`{key}` says what is said already");
            let (span, first) = (self.sites.key(site, key), self.sites.key(below_site, key));
            let problem = Problem::new(Code::RedundantKey, span, message).also(first, "said here");
            self.sink.push(match (self.sites.trees.is_map(site), location) {
                (true, _) => problem.help(format!("remove `{key}`; `{{}}` says that nothing differs")),
                (false, ParameterLocation::Path) => problem.help("remove the entry, because the path names it"),
                (false, _) => problem.help("write `{}`, which says that nothing differs"),
            });
        }
        whole
    }

    /// The parameter with its type looked up; what is written out is read later.
    pub(super) fn parameter(&mut self, declared: Declared) -> Parameter {
        let Declared { location, wire, raw, site, elsewhere } = declared;
        let operation = OperationId(self.sites.parameters.len() - 1);
        let sites = &mut self.sites.parameters[operation.0];
        let id = ParameterId { operation, index: sites.len() };
        sites.push(site);
        if !elsewhere.is_empty() {
            self.sites.elsewhere.insert(id, elsewhere);
        }
        self.literals.push(PendingLiterals {
            owner: Owner::Parameter(id),
            default: raw.default.map(|default| default.0),
            example: raw.example.map(|example| example.0),
        });
        let value = ValueFacts {
            docs: raw.docs.unwrap_or_default(),
            unit: raw.unit,
            minimum: raw.minimum,
            maximum: raw.maximum,
            max_length: raw.max_length,
            deprecated: raw.deprecated,
            deviates: raw.deviates,
        };
        Parameter {
            location,
            ty: raw.ty.map_or(Type::Unknown, |ty| self.ty(&ty, id)),
            wire,
            required: raw.required,
            facts: ParameterFacts { value, or_name: raw.or_name },
            default: None,
            example: None,
            rust_name: raw.rust_name,
        }
    }
}

/// What the fields of a resource say of the parameters that set them or look for them. The limits of a number are not among
/// it: the client checks those of a parameter, and those of a response it does not.
pub(super) fn of_fields(fields: &Entries<raw::Field>, site_of: impl Fn(&str) -> Site) -> SharedParameters {
    let of_field = |(wire, field): &(String, raw::Field)| {
        let value = &field.facts.value;
        let raw = raw::Parameter {
            ty: Some(field.ty.clone()),
            docs: Some(value.docs.clone()),
            unit: value.unit.clone(),
            max_length: value.max_length,
            rust_name: field.rust_name.clone(),
            ..raw::Parameter::default()
        };
        let place = Elsewhere { site: site_of(wire), keys: ["fields".to_owned(), wire.clone()] };
        (wire.to_snake_case(), Shared { raw, place, is_used: true })
    };
    fields.0.iter().map(of_field).collect()
}

/// Whether a declaration has no key.
fn says_nothing(parameter: &raw::Parameter) -> bool {
    macro_rules! is_empty {
        ($($field:ident $key:literal),*) => { true $(&& parameter.$field.is_none())* };
    }
    with_keys!(is_empty) && !parameter.required && !parameter.or_name && parameter.deviates.is_empty()
}
