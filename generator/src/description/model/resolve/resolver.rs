//! What every part of the resolution shares: names, sites, and how problems are reported.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToUpperCamelCase;

use super::pending::{PendingLiterals, SharedParameters};
use crate::description::code::Code;
use crate::description::diagnostics::{Problem, Sink};
use crate::description::facts::ParameterLocation;
use crate::description::model::ty::{self, BUILTINS, Type, TypeExpression};
use crate::description::model::{ErrorId, Node, SidId, Sites, TypeId};
use crate::description::parse::{Site, Trees};
use crate::description::source::Span;

/// What a type name stands for.
#[derive(Clone, Copy)]
pub(super) enum Named {
    Sid(SidId),
    Type(TypeId),
    /// An event, which is not the type of anything.
    Event,
    /// Declared, but its declaration could not be read.
    Unreadable,
}

/// Query parameters that no operation declares.
pub(super) struct PagingParameters {
    pub(super) size: String,
    pub(super) state: Vec<String>,
}

pub(super) struct Resolver<'a> {
    pub(super) sites: &'a mut Sites,
    pub(super) sink: &'a mut Sink,
    pub(super) names: BTreeMap<String, (Named, Span)>,
    pub(super) errors: BTreeMap<String, ErrorId>,
    /// The operations that each error code is typical of, by their parameters.
    pub(super) typical: Vec<Option<ParameterLocation>>,
    pub(super) paging: Option<PagingParameters>,
    /// Parameters that operations of all resources share.
    pub(super) shared: SharedParameters,
    /// The keys that operations take from what is said once, by the place of its entry.
    pub(super) needed: BTreeSet<(Span, &'static str)>,
    /// Names under `parameters` of the API that a resource has as well, which was reported.
    pub(super) collided: BTreeSet<String>,
    /// How often a name was to be suggested.
    pub(super) suggested: usize,
    /// The parameters that operations name.
    pub(super) named: Vec<String>,
    /// Numbers in responses may be text.
    pub(super) numbers_as_text: bool,
    /// What is written out and cannot be read before its type is known.
    pub(super) literals: Vec<PendingLiterals>,
    /// Part of the description could not be read: what seems to be missing may be in that part.
    pub(super) is_partial: bool,
    /// A file, or a group of declarations, could not be read: any name may be declared there.
    pub(super) lacks_declarations: bool,
    pub(super) unreadable_errors: BTreeSet<String>,
}

impl Resolver<'_> {
    pub(super) fn site(&self, site: Site, key: &str) -> Site {
        self.sites.get(site, key)
    }

    pub(super) fn trees(&self) -> &Trees {
        &self.sites.trees
    }

    /// Reports that something does not exist, unless it may be in the part that could not be read.
    pub(super) fn missing(&mut self, problem: Problem) {
        if !self.is_partial {
            self.sink.push(problem);
        }
    }

    /// Reports that a name is not declared, unless it may be declared in what could not be read.
    pub(super) fn undeclared(&mut self, problem: Problem) {
        if !self.lacks_declarations {
            self.sink.push(problem);
        }
    }

    /// Registers a type name; all of them share one namespace.
    pub(super) fn claim(&mut self, name: &str, what: Named, span: Span) {
        if let Some((_, first)) = self.names.get(name) {
            let problem = Problem::new(Code::NameCollision, span, format!("the type name `{name}` is already used"));
            let problem = problem.label("second").also(*first, "first");
            self.sink
                .push(problem.help("SIDs, types, resources and events share one namespace; rename one of the two"));
        } else {
            self.names.insert(name.to_owned(), (what, span));
        }
    }

    pub(super) fn ty(&mut self, text: &str, node: impl Into<Node>) -> Type {
        let span = self.sites.value(node, "type");
        match ty::parse(text) {
            Ok(expression) => self.lookup(expression, span),
            Err(reason) => {
                let problem = Problem::new(Code::TypeExpression, span, format!("the type `{text}` {reason}"));
                let inner = text.split(['<', '>', '[', ']', ',', ' ']).rfind(|part| !part.is_empty()).unwrap_or("T");
                let help = format!("write `list<{inner}>` or `map<{inner}>`; the keys of a map are always text");
                self.sink.push(if text.contains(['<', '[', ',']) { problem.help(help) } else { problem });
                Type::Unknown
            }
        }
    }

    pub(super) fn lookup(&mut self, expression: TypeExpression, span: Span) -> Type {
        match expression {
            TypeExpression::Builtin(builtin) => Type::Builtin(builtin),
            TypeExpression::List(inner) => Type::List(Box::new(self.lookup(*inner, span))),
            TypeExpression::Map(inner) => Type::Map(Box::new(self.lookup(*inner, span))),
            TypeExpression::Named(name) => match self.names.get(&name) {
                Some((Named::Sid(id), _)) => Type::Sid(*id),
                Some((Named::Type(id), _)) => Type::Named(*id),
                Some((Named::Unreadable, _)) => Type::Unknown,
                Some((Named::Event, _)) => {
                    let problem = Problem::new(Code::UnknownType, span, format!("`{name}` is an event, not a type"));
                    self.sink.push(problem.help("declare the members that both have under `types`"));
                    Type::Unknown
                }
                // Its declaration is in the wrong case, which is reported.
                None if let Some((_, (named, _))) =
                    self.names.iter().find(|(known, _)| **known != name && known.to_upper_camel_case() == name) =>
                {
                    match *named {
                        Named::Sid(id) => Type::Sid(id),
                        Named::Type(id) => Type::Named(id),
                        Named::Event | Named::Unreadable => Type::Unknown,
                    }
                }
                None => {
                    let problem = self.unknown_type(&name, span);
                    self.undeclared(problem);
                    Type::Unknown
                }
            },
        }
    }

    fn unknown_type(&self, name: &str, span: Span) -> Problem {
        let builtins = BUILTINS.iter().map(|(name, _)| *name);
        let types = self.names.iter().filter(|(_, (named, _))| !matches!(named, Named::Event));
        let candidates = builtins.clone().chain(["list", "map"]).chain(types.map(|(name, _)| name.as_str()));
        let problem = Problem::new(Code::UnknownType, span, format!("there is no type named `{name}`"));
        let problem = problem.help(format!(
            "built-in types: {}, `list<…>`, `map<…>`; others are declared under `types`, SIDs in `api.yaml` \
             under `sids`",
            builtins.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
        ));
        let sids = self.names.iter().filter(|(_, (named, _))| matches!(named, Named::Sid(_)));
        let problem = match name.ends_with("Sid") {
            true => {
                let problem = problem.help("SIDs are declared in `api.yaml` under `sids`");
                problem.suggest(name, sids.map(|(name, _)| name.as_str()))
            }
            false => problem.suggest(name, candidates),
        };
        match elsewhere(name) {
            Some(ours) => problem.help(format!("write `{ours}`")),
            None => problem,
        }
    }
}

/// What a type of other languages is called here.
fn elsewhere(name: &str) -> Option<&'static str> {
    Some(match &*name.to_ascii_lowercase() {
        "int" | "int32" | "int64" | "i32" | "i64" | "u32" | "u64" | "long" | "short" => "integer",
        "float" | "double" | "decimal" | "f32" | "f64" => "number",
        "bool" => "boolean",
        "str" | "string" | "text" | "char" | "uuid" | "date" | "email" => "string",
        "datetime" | "date-time" | "date_time" | "time" | "instant" => "timestamp",
        "uri" => "url",
        "object" | "dict" => "map<json>",
        "any" | "value" => "json",
        "array" | "vec" | "set" => "list<…>",
        _ => return None,
    })
}
