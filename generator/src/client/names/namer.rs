//! Takes names in scopes and reports those that are not identifiers, are reserved or collide.

use std::collections::BTreeMap;

use super::case::{Case, is_identifier};
use super::reserved::is_keyword;
use crate::description::code::Code;
use crate::description::diagnostics::{Problem, Sink};
use crate::description::model::{Node, Sites};
use crate::description::source::Span;

/// Names that must differ, with the place that each comes from.
pub(super) struct Scope {
    what: &'static str,
    reserved: Vec<&'static str>,
    /// Whether the description may override names of this scope.
    accepts_rust_names: bool,
    taken: BTreeMap<String, Span>,
}

impl Scope {
    pub(super) fn new(what: &'static str, reserved: &'static [&'static str]) -> Self {
        Self { what, reserved: reserved.to_vec(), accepts_rust_names: false, taken: BTreeMap::new() }
    }

    pub(super) fn accepting_rust_names(self) -> Self {
        Self { accepts_rust_names: true, ..self }
    }

    /// Keeps a name from being taken.
    pub(super) fn reserve(&mut self, name: &'static str) {
        self.reserved.push(name);
    }

    /// Takes a name without a check.
    pub(super) fn insert(&mut self, name: &str, span: Span) {
        self.taken.insert(name.to_owned(), span);
    }
}

pub(super) struct Namer<'a> {
    pub(super) sites: &'a Sites,
    pub(super) sink: &'a mut Sink,
}

impl Namer<'_> {
    /// Reports a setter that could one day be an option of the client.
    pub(super) fn option(&mut self, name: &str, span: Span) {
        if name.starts_with("with_") {
            let problem = Problem::new(Code::ReservedName, span, format!("`{name}` begins with `with_`"));
            self.sink.push(problem.help("`with_…` is reserved for options of the client; add a `rust_name`"));
        }
    }

    /// The Rust name of a wire name.
    pub(super) fn derived(&mut self, wire: &str, rust_name: Option<&str>, node: impl Into<Node>, case: Case) -> String {
        let node = node.into();
        let derived = case.apply(wire);
        let Some(name) = rust_name else {
            let span = self.sites.span(node);
            self.check(&derived, span, &format!("the Rust name of `{wire}`"), "give it a name with `rust_name`");
            return derived;
        };
        let span = self.sites.value(node, "rust_name");
        // It may undo one that is given elsewhere.
        if name == derived && !self.sites.is_given_elsewhere(node, "rust_name") {
            let problem = Problem::new(Code::RedundantKey, span, "`rust_name` equals the derived name");
            self.sink.push(problem.help("remove `rust_name`"));
        }
        self.declared(name, span, case);
        name.to_owned()
    }

    /// A Rust name that the description spells out.
    pub(super) fn declared(&mut self, name: &str, span: Span, case: Case) {
        let conventional = case.apply(name);
        if !is_identifier(name) || is_keyword(name) {
            self.check(name, span, "this name", "choose another name");
        } else if conventional != name {
            let problem = Problem::new(Code::NameCase, span, format!("`{name}` is not in {}", case.name()));
            self.sink.push(problem.help(format!("write `{conventional}`")));
        }
    }

    pub(super) fn check(&mut self, name: &str, span: Span, what: &str, help: &str) {
        if is_keyword(name) {
            let message = format!("{what} would be `{name}`, which is a Rust keyword");
            self.sink.push(Problem::new(Code::ReservedName, span, message).help(help));
        } else if !is_identifier(name) {
            let message = format!("{what} would be `{name}`, which is not an identifier");
            let problem = Problem::new(Code::Identifier, span, message);
            self.sink.push(problem.help(format!("{help}: ASCII letters, digits and `_`, beginning with a letter")));
        }
    }

    /// Takes a name in a scope; `false` if it collides.
    pub(super) fn claim(&mut self, scope: &mut Scope, name: &str, span: Span) -> bool {
        if scope.reserved.contains(&name) {
            let message = format!("the {} `{name}` is reserved", scope.what);
            let problem = Problem::new(Code::ReservedName, span, message);
            let way =
                if scope.accepts_rust_names { "give it another one with `rust_name`" } else { "choose another one" };
            self.sink.push(problem.help(format!("the generated crate or Rust's prelude uses this name; {way}")));
        }
        match scope.taken.get(name) {
            // Two types of one name were reported when they were declared.
            Some(first) if *first != span && !name.is_empty() => {
                let message = format!("the {} `{name}` is already used", scope.what);
                let problem = Problem::new(Code::NameCollision, span, message).label("second").also(*first, "first");
                let help = if scope.accepts_rust_names {
                    "rename one of the two with `rust_name`"
                } else {
                    "rename one of the two"
                };
                self.sink.push(problem.help(help));
                false
            }
            _ => {
                scope.insert(name, span);
                true
            }
        }
    }
}
