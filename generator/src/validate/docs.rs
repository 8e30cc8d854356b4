//! Knows what Markdown may stand in `docs`: what rustdoc would refuse or turn into a test is reported here.

use super::Rules;
use crate::diagnostics::Problem;
use crate::docs::{Piece, pieces};
use crate::model::ty::Builtin;
use crate::model::{Home, Text, Type, TypeDef, TypeId, TypeKind};
use crate::parse::Site;

impl Rules<'_> {
    pub(super) fn docs(&mut self) {
        let api = self.api;
        self.line(&api.title, api.site, "api");
        self.markdown(&api.title, api.site, "api");
        self.line(&api.package.description, self.places.get(api.site, "package"), "description");
        self.markdown(&api.docs, api.site, "docs");
        for sid in &api.sids {
            self.markdown(&sid.docs, sid.site, "docs");
        }
        for error in &api.errors {
            self.markdown(&error.docs, error.site, "docs");
        }
        if let Some(webhooks) = &api.webhooks {
            self.markdown(&webhooks.docs, webhooks.site, "docs");
            for event in &webhooks.events {
                self.code(&event.wire, event.site, "event");
            }
        }
        for def in &api.types {
            self.markdown(&def.docs, def.site, "docs");
            match &def.kind {
                TypeKind::Enum(values) => {
                    values.iter().for_each(|value| self.markdown(&value.docs, value.site, "docs"))
                }
                TypeKind::Struct(structure) => {
                    if let Some(docs) = &structure.additional {
                        self.markdown(docs, def.site, "additional_fields");
                    }
                    structure.fields.iter().for_each(|field| self.texts(&field.text, field.site));
                }
            }
        }
        for resource in &api.resources {
            self.markdown(&resource.operations_docs, resource.site, "operations_docs");
            resource.waiters.iter().for_each(|waiter| self.markdown(&waiter.docs, waiter.site, "docs"));
            for operation in &resource.operations {
                self.markdown(&operation.docs, operation.site, "docs");
                if let Some((name, _)) = &operation.permission {
                    self.code(name, self.places.get(operation.site, "permission"), "name");
                }
                for parameter in &operation.parameters {
                    self.texts(&parameter.text, parameter.site);
                }
            }
        }
    }

    /// What fields and parameters say.
    fn texts(&mut self, text: &Text, site: Site) {
        self.markdown(&text.docs, site, "docs");
        if let Some(unit) = &text.unit {
            self.line(unit, site, "unit");
            self.markdown(unit, site, "unit");
        }
        if let Some(default) = &text.default {
            self.code(&default.to_string(), site, "default");
        }
    }

    /// What is optional shows its example, which tells nobody anything if the type has told it.
    pub(super) fn needless_example(&mut self, ty: &Type, text: &Text, site: Site) {
        let is_enum = |id: TypeId| matches!(self.api.ty(id).kind, TypeKind::Enum(_));
        let is_told = match ty {
            Type::Builtin(Builtin::Boolean) => true,
            Type::Named(id) => is_enum(*id),
            _ => false,
        };
        if text.example.is_some() && is_told {
            let span = self.places.get(site, "example").span;
            let problem = Problem::new("redundant-key", span, "the type says already which values there are");
            self.sink.push(problem.help("remove `example`; only what is required needs one of this type"));
        }
    }

    /// A text that becomes part of a line.
    fn line(&mut self, text: &str, site: Site, key: &str) {
        if text.contains('\n') {
            let span = self.places.get(site, key).span;
            let problem = Problem::new("docs-line", span, format!("`{key}` must be a single line"));
            self.sink.push(problem.help("write it behind the key, or fold it with `>-`"));
        }
    }

    /// A text that the documentation shows as code.
    fn code(&mut self, text: &str, site: Site, key: &str) {
        self.line(text, site, key);
        if text.contains('`') {
            let span = self.places.get(site, key).span;
            let problem = Problem::new("docs-line", span, format!("`{key}` has a backtick"));
            self.sink.push(problem.help("the documentation shows it as code; leave the backticks out"));
        }
    }

    fn markdown(&mut self, text: &str, site: Site, key: &str) {
        let (span, place) = (self.places.get(site, key).span, self.places.value(site, key));
        let is_code = |line: &&str| line.starts_with("    ") || line.trim_start_matches(' ').starts_with('\t');
        if let Some(line) = text.trim().lines().find(is_code) {
            let problem = Problem::new("docs-code", span, "the documentation has a line that is indented like code");
            let problem = problem.help("indent it by less than four spaces; rustdoc would compile it");
            self.sink.push(problem.at(place, line.trim()));
        }
        for piece in pieces(text) {
            let (problem, part) = match piece {
                Piece::Link(name) if !self.is_linkable(name) => {
                    let known = self.linkable().map(|def| def.name.as_str());
                    let known = known.chain(self.api.sids.iter().map(|sid| sid.name.as_str()));
                    let is_event = self.api.types.iter().any(|def| def.name == name);
                    let reason =
                        if is_event { "an event, which is there only with a feature" } else { "which does not exist" };
                    let message = format!("the documentation links to `{name}`, {reason}");
                    let problem = Problem::new("docs-link", span, message);
                    (problem.help("links name a type or a SID of the description").suggest(name, known), name)
                }
                Piece::Target(link) => {
                    let problem = Problem::new("docs-link", span, format!("the link `{link}` leads nowhere"));
                    let help =
                        "write ``[`Name`]`` for a type or a SID, `[text](https://…)` for a page, `\\[` for a bracket";
                    (problem.help(help), link)
                }
                Piece::Fence(fence) => {
                    let problem = Problem::new("docs-code", span, "the documentation has a code block");
                    (problem.help("code examples are generated; rustdoc would compile this one"), fence)
                }
                Piece::Html(tag) => {
                    let problem = Problem::new("docs-html", span, format!("the documentation has `{tag}`"));
                    (problem.help("rustdoc reads it as HTML; put it in backticks"), tag)
                }
                Piece::BareUrl(url) => {
                    let problem = Problem::new("docs-url", span, format!("the documentation has the bare URL {url}"));
                    (problem.help("write `<https://…>` or `[text](https://…)`"), url)
                }
                Piece::Unclosed(code) => {
                    let problem = Problem::new("docs-code", span, "a backtick in the documentation is never closed");
                    (problem.help("code ends with its paragraph; a backtick that is none is written `\\``"), code)
                }
                Piece::Link(_) | Piece::Text(_) => continue,
            };
            self.sink.push(problem.at(place, part));
        }
    }

    /// Events are left out: their module is there only with a feature.
    fn linkable(&self) -> impl Iterator<Item = &TypeDef> {
        self.api.types.iter().filter(|def| def.home != Home::Webhooks)
    }

    fn is_linkable(&self, name: &str) -> bool {
        self.linkable().any(|def| def.name == name) || self.api.sids.iter().any(|sid| sid.name == name)
    }
}
