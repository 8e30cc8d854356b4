//! Knows what Markdown may stand in `docs`: what rustdoc would refuse or turn into a test is reported here.

use super::Rules;
use crate::diagnostics::Problem;
use crate::docs::{Piece, pieces};
use crate::model::TypeKind;
use crate::parse::Site;

impl Rules<'_> {
    pub(super) fn docs(&mut self) {
        let api = self.api;
        self.markdown(&api.docs, api.site, "docs");
        for sid in &api.sids {
            self.markdown(&sid.docs, sid.site, "docs");
        }
        for error in &api.errors {
            self.markdown(&error.docs, error.site, "docs");
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
                    structure.fields.iter().for_each(|field| self.markdown(&field.text.docs, field.site, "docs"));
                }
            }
        }
        for resource in &api.resources {
            self.markdown(&resource.operations_docs, resource.site, "operations_docs");
            for operation in &resource.operations {
                self.markdown(&operation.docs, operation.site, "docs");
                for parameter in &operation.parameters {
                    self.markdown(&parameter.text.docs, parameter.site, "docs");
                }
            }
        }
    }

    fn markdown(&mut self, text: &str, site: Site, key: &str) {
        let span = self.places.get(site, key).span;
        if text.chars().any(|c| c.is_control() && c != '\n') {
            let problem = Problem::new("docs-control", span, "the documentation has a control character");
            self.sink.push(problem.help("rustc refuses some of them in comments; remove it"));
        }
        for piece in pieces(text) {
            let problem = match piece {
                Piece::Link(name) if !self.is_linkable(name) => {
                    let known = self.api.types.iter().map(|def| def.name.as_str());
                    let known = known.chain(self.api.sids.iter().map(|sid| sid.name.as_str()));
                    Problem::new(
                        "docs-link",
                        span,
                        format!("the documentation links to `{name}`, which does not exist"),
                    )
                    .help("links name a type or a SID of the description")
                    .suggest(name, known)
                }
                Piece::Fence => Problem::new("docs-code", span, "the documentation has a code block")
                    .help("code examples are generated; rustdoc would compile this one"),
                Piece::Html(tag) => Problem::new("docs-html", span, format!("the documentation has `{tag}`"))
                    .help("rustdoc reads it as HTML; put it in backticks"),
                Piece::BareUrl(url) => {
                    Problem::new("docs-url", span, format!("the documentation has the bare URL {url}"))
                        .help("write `<https://…>` or `[text](https://…)`")
                }
                Piece::Unclosed => Problem::new("docs-code", span, "a backtick in the documentation is never closed"),
                Piece::Link(_) | Piece::Text(_) => continue,
            };
            self.sink.push(problem);
        }
    }

    fn is_linkable(&self, name: &str) -> bool {
        self.api.types.iter().any(|def| def.name == name) || self.api.sids.iter().any(|sid| sid.name == name)
    }
}
