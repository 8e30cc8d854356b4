//! Parameters: what an operation says of them, what its path names, and where the rest is said.

use heck::{ToSnakeCase, ToUpperCamelCase};

use super::overlay::says_nothing;
use super::pending::{FieldParameters, Owner, PendingLiterals, Shared, SharedParameters};
use super::resolver::Resolver;
use crate::description::code::Code;
use crate::description::diagnostics::Problem;
use crate::description::facts::{ParameterFacts, ParameterLocation, ValueFacts};
use crate::description::model::path::placeholders;
use crate::description::model::sites::Elsewhere;
use crate::description::model::ty::{BUILTINS, Type};
use crate::description::model::{Api, OperationId, Parameter, ParameterId, TypeId};
use crate::description::parse::Site;
use crate::description::parse::raw::{self, Entries, ParameterEntry};

/// What operations of a resource need not say of their parameters.
pub(super) struct Common {
    /// Name of the resource.
    resource: String,
    /// What the resource says under `parameters`.
    pub(super) shared: SharedParameters,
    /// What its fields say, by their names in snake case.
    fields: FieldParameters,
    /// Every name that an operation gives.
    pub(super) named: Vec<String>,
}

/// How many suggestions are looked for.
const MAX_SUGGESTIONS: usize = 100;

/// Where an operation has parameters.
#[derive(Clone, Copy)]
pub(super) struct Group<'a> {
    pub(super) location: ParameterLocation,
    /// The path of the operation; empty if it could not be read.
    pub(super) path: &'a str,
    /// Placeholders of the path that have no entry under `path`.
    pub(super) unnamed: &'a [String],
    /// The operation.
    pub(super) site: Site,
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

impl Resolver<'_> {
    /// What the operations of a resource have in common.
    pub(super) fn common(
        &mut self,
        resource: &str,
        parameters: Entries<ParameterEntry>,
        object: TypeId,
        site: Site,
        api: &Api,
    ) -> Common {
        let fields = self.of_fields(object, api);
        let group = self.site(site, "parameters");
        Common { resource: resource.to_owned(), shared: self.share(parameters, group), fields, named: Vec::new() }
    }

    /// What the fields of a resource say of the parameters that set them or look for them. The limits of a number are not
    /// among it: the client checks those of a parameter, and those of a response it does not.
    fn of_fields(&self, object: TypeId, api: &Api) -> FieldParameters {
        let mut said = FieldParameters::new();
        for (id, field) in api.fields(object) {
            let value = &field.facts.value;
            let raw = raw::Parameter {
                ty: self.sites.text(id, "type").map(str::to_owned),
                docs: Some(value.docs.clone()),
                unit: value.unit.clone(),
                max_length: value.max_length,
                rust_name: field.rust_name.clone(),
                ..raw::Parameter::default()
            };
            let place = Elsewhere { site: self.sites.of(id), field: Some(id) };
            let shared = Shared { wire: field.wire.clone(), raw, place, is_used: true };
            said.entry(field.wire.to_snake_case()).or_default().push(shared);
        }
        said
    }

    /// What is said once, for the API or for a resource.
    pub(super) fn share(&mut self, parameters: Entries<ParameterEntry>, group: Site) -> SharedParameters {
        let mut shared = SharedParameters::new();
        for (wire, entry) in parameters.0 {
            let site = self.site(group, &wire);
            if let Some(first) = self.shared.get(&wire) {
                let message = format!("all resources share the parameter `{wire}` already");
                let problem = Problem::new(Code::NameCollision, site.span, message).label("second");
                let problem = problem.also(first.place.site.span, "first");
                self.sink.push(problem.help("remove one of the two; operations can say in which way theirs differs"));
                self.collided.insert(wire.clone());
            }
            let place = Elsewhere { site, field: None };
            let raw = self.said(entry, site);
            if !raw.deviates.is_empty() {
                let span = self.sites.key(site, "deviates");
                let problem = Problem::new(Code::Deviation, span, "what deviates is a parameter of an operation");
                self.sink.push(problem.help("move `deviates` to the operations that differ from the document"));
            }
            shared.insert(wire.clone(), Shared { wire, raw, place, is_used: false });
        }
        shared
    }

    /// The parameters that an operation has in one place.
    pub(super) fn declared(
        &mut self,
        of: Group<'_>,
        own: Entries<ParameterEntry>,
        common: &mut Common,
    ) -> Vec<Declared> {
        let group = self.site(of.site, of.location.key());
        let names: Vec<String> = own.0.iter().map(|(wire, _)| wire.clone()).collect();
        let mut declared = Vec::new();
        for (wire, entry) in own.0 {
            let site = self.site(group, &wire);
            if of.location != ParameterLocation::Path && of.unnamed.contains(&wire) {
                let message = format!("the path has the placeholder `{{{wire}}}`");
                let problem = Problem::new(Code::Placeholder, site.span, message);
                let problem = problem.also(self.sites.value(of.site, "http"), "here");
                self.sink.push(problem.help("move the entry to `path`, or remove it"));
                continue;
            }
            let wire = self.meant(of, wire, site, &names, common);
            let raw = self.said(entry, site);
            let sources = self.sources(of.location, &wire, common);
            if of.location == ParameterLocation::Path && !sources.is_empty() && says_nothing(&raw) {
                let problem = Problem::new(Code::RedundantKey, site.span, format!("the path names `{wire}` already"));
                self.sink.push(problem.help("remove the entry"));
            }
            let elsewhere: Vec<Elsewhere> = sources.iter().map(|source| source.place).collect();
            let raw = self.completed(of.location, raw, site, &sources);
            self.check_whole(&raw, (of.location, &wire), site, elsewhere.is_empty(), common);
            common.named.push(wire.clone());
            declared.push(Declared { location: of.location, wire, raw, site, elsewhere });
        }
        if of.location == ParameterLocation::Path {
            self.add_named_by(of.path, common, &mut declared);
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
            let elsewhere = sources.iter().map(|source| source.place).collect();
            let raw = self.completed(location, raw::Parameter::default(), site, &sources);
            self.check_whole(&raw, (location, name), site, false, common);
            let is_behind = |it: &Declared| names[position..].contains(&it.wire.as_str());
            let at = declared.iter().position(is_behind).unwrap_or(declared.len());
            declared.insert(at, Declared { location, wire: (*name).to_owned(), raw, site, elsewhere });
        }
    }

    /// The name that an entry under `path` is meant to have: one that is spelled otherwise in the path is reported.
    fn meant(&mut self, of: Group<'_>, wire: String, site: Site, names: &[String], common: &Common) -> String {
        let placeholders = placeholders(of.path);
        if of.location != ParameterLocation::Path || placeholders.contains(&wire.as_str()) {
            return wire;
        }
        let is_known = |name: &str| {
            common.fields.contains_key(&name.to_snake_case())
                || common.shared.contains_key(name)
                || self.shared.contains_key(name)
        };
        let missing = placeholders.iter().filter(|name| !names.iter().any(|known| known == *name));
        let alike = missing.clone().find(|name| name.to_snake_case() == wire.to_snake_case());
        // Nothing else is missing, and nothing else is left over.
        let unknown: Vec<&&str> = missing.filter(|name| !is_known(name)).collect();
        let is_left = |name: &&String| !placeholders.contains(&name.as_str());
        let only = (names.iter().filter(is_left).count() == 1 && unknown.len() == 1).then(|| unknown[0]);
        let Some(meant) = alike.or(only).map(|name| (*name).to_owned()) else { return wire };
        let message = format!("the path says `{{{meant}}}`, and `path` says `{wire}`");
        let problem = Problem::new(Code::Placeholder, site.span, message);
        let problem = problem.also(self.sites.value(of.site, "http"), "the path");
        self.sink.push(problem.help("write both as the API does"));
        meant
    }

    /// What an entry says. A text that can only be a key or a type is reported, and taken for it.
    fn said(&mut self, entry: ParameterEntry, site: Site) -> raw::Parameter {
        let parameter = match entry {
            ParameterEntry::Full(parameter) => return *parameter,
            ParameterEntry::Docs(docs) => raw::Parameter { docs: Some(docs), ..raw::Parameter::default() },
        };
        let text = parameter.docs.as_deref().unwrap_or_default();
        let is_type = BUILTINS.iter().any(|(name, _)| *name == text)
            || self.names.contains_key(text)
            || ((text.starts_with("list<") || text.starts_with("map<")) && text.ends_with('>'));
        let (what, written, meant) = match text {
            "required" => ("key", "required: true", raw::Parameter { required: true, ..raw::Parameter::default() }),
            "or_name" => ("key", "or_name: true", raw::Parameter { or_name: true, ..raw::Parameter::default() }),
            ty if is_type => {
                let meant = raw::Parameter { ty: Some(ty.to_owned()), ..raw::Parameter::default() };
                ("type", &*format!("type: {ty}"), meant)
            }
            _ => return parameter,
        };
        let span = self.sites.value(site, "docs");
        let message = format!("a text is documentation, but `{text}` is a {what}");
        self.sink.push(Problem::new(Code::WrongType, span, message).help(format!("write `{{{written}}}`")));
        meant
    }

    /// Everything that is said of a parameter but not by its operation, the nearest first.
    fn sources(&mut self, location: ParameterLocation, wire: &str, common: &mut Common) -> Vec<Shared> {
        let mut sources = Vec::new();
        for shared in [common.shared.get_mut(wire), self.shared.get_mut(wire)].into_iter().flatten() {
            shared.is_used = true;
            sources.push(shared.clone());
        }
        // Headers are about requests, not about what they are for.
        if location != ParameterLocation::Header {
            let alike = common.fields.get(&wire.to_snake_case()).map_or(&[][..], Vec::as_slice);
            // Of several with the same words, only one that is spelled alike is meant.
            let field = alike.iter().find(|field| field.wire == wire);
            sources.extend(field.or(if alike.len() == 1 { alike.first() } else { None }).cloned());
        }
        sources
    }

    /// Reports what is said nowhere of a parameter. `is_new`: nothing at all is said of it elsewhere.
    fn check_whole(
        &mut self,
        raw: &raw::Parameter,
        (location, wire): (ParameterLocation, &str),
        site: Site,
        is_new: bool,
        common: &Common,
    ) {
        let lacks_type = raw.ty.is_none() && !self.sites.has(site, "type");
        let lacks_docs = raw.docs.is_none() && !self.sites.has(site, "docs");
        let (code, what) = match (lacks_type, lacks_docs) {
            (true, true) => (Code::MissingKey, "`type` and `docs`"),
            (true, false) => (Code::MissingKey, "`type`"),
            (false, true) => (Code::MissingDocs, "`docs`"),
            (false, false) => return,
        };
        let is_header = location == ParameterLocation::Header;
        let message = match is_new {
            true if is_header => format!("the header `{wire}` is not shared, so it needs {what}"),
            true => format!("`{wire}` is neither a field of `{}` nor shared, so it needs {what}", common.resource),
            false => format!("what is said elsewhere of `{wire}` lacks {what}"),
        };
        let problem = Problem::new(code, site.span, message);
        let problem = problem.help("say it here, or under `parameters` if several operations have the parameter");
        self.suggested += 1;
        // To compare names takes time, and after so many nobody needs it.
        let is_suggested = is_new && self.suggested <= MAX_SUGGESTIONS;
        let problem = match is_suggested {
            true => problem.suggest(wire, self.known(wire, is_header, common).iter().map(String::as_str)),
            false => problem,
        };
        self.missing(problem);
    }

    /// The names of parameters of which something is said elsewhere, in the case of `like`.
    fn known(&self, like: &str, is_header: bool, common: &Common) -> Vec<String> {
        let is_upper = like.starts_with(|c: char| c.is_ascii_uppercase());
        let fields = common.fields.values().flatten().filter(|_| !is_header).map(|field| match is_upper {
            true => field.wire.to_upper_camel_case(),
            false => field.wire.clone(),
        });
        fields.chain(common.shared.keys().cloned()).chain(self.shared.keys().cloned()).collect()
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
