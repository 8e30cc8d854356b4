//! Rules for documentation: what rustdoc would refuse, drop or turn into a test is reported at its place.

use rayon::prelude::*;

use std::sync::Arc;

use super::context::Context;
use crate::description::code::Code;
use crate::description::diagnostics::Problem;
use crate::description::facts::ValueFacts;
use crate::description::markdown::{Finding, findings, is_paragraph};
use crate::description::model::{Home, Node, TypeDef, TypeKind};

/// How documentation begins that is still to be written.
const DRAFT: &str = "TODO";

/// A text of the description, and its key.
struct Text<'a> {
    text: &'a str,
    node: Node,
    key: &'static str,
}

impl<'a> Text<'a> {
    fn new(text: &'a str, node: impl Into<Node>, key: &'static str) -> Self {
        Self { text, node: node.into(), key }
    }
}

/// What becomes part of a line of documentation cannot hold a line break.
pub(super) fn lines(cx: &mut Context<'_>) {
    let package = cx.sites.get(Node::Api, "package");
    let mut texts = vec![
        Text::new(&cx.api.title, Node::Api, "api"),
        Text::new(&cx.api.package.description, package, "description"),
    ];
    each_value(cx, |value, node| texts.extend(value.unit.as_ref().map(|unit| Text::new(unit, node, "unit"))));
    texts.extend(notes(cx));
    for text in texts {
        check_line(cx, &text);
    }
}

fn check_line(cx: &mut Context<'_>, Text { text, node, key }: &Text<'_>) {
    if text.contains('\n') {
        let problem = Problem::new(Code::DocsLine, cx.sites.key(*node, key), format!("`{key}` must be a single line"));
        cx.report(problem.help("write it on the same line as the key, or fold it with `>-`"));
    } else if text.trim() != *text {
        let message = format!("`{key}` begins or ends with a blank");
        cx.report(Problem::new(Code::DocsLine, cx.sites.key(*node, key), message).help("remove it"));
    }
}

/// What the documentation shows as code cannot hold a backtick.
pub(super) fn code(cx: &mut Context<'_>) {
    let mut shown: Vec<(String, Node, &str)> = Vec::new();
    for (id, operation) in cx.api.operations() {
        if let Some(permission) = &operation.facts.permission {
            shown.push((permission.name.clone(), cx.sites.get(id, "permission").into(), "name"));
        }
        for (id, parameter) in cx.api.parameters(id) {
            shown.extend(parameter.default.as_ref().map(|default| (plain(&default.json), id.into(), "default")));
        }
    }
    for (id, _) in cx.api.types() {
        for (id, field) in cx.api.fields(id) {
            shown.extend(field.default.as_ref().map(|default| (plain(&default.json), id.into(), "default")));
        }
    }
    for (index, event) in cx.api.webhooks.iter().flat_map(|webhooks| webhooks.events.iter().enumerate()) {
        let id = crate::description::model::EventId(index);
        shown.push((event.wire.clone(), id.into(), "event"));
    }
    for (text, node, key) in shown {
        check_line(cx, &Text { text: &text, node, key });
        if text.contains('`') {
            let problem = Problem::new(Code::DocsLine, cx.sites.key(node, key), format!("`{key}` has a backtick"));
            cx.report(problem.help("the documentation shows it as code; remove the backticks"));
        }
    }
}

/// A scalar as people read it.
fn plain(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// All Markdown of the description.
pub(super) fn markdown(cx: &mut Context<'_>) {
    let texts = markdown_texts(cx);
    // Most of the time of all checks together, and independent.
    let found: Vec<_> = texts.par_iter().map(|text| findings(text.text)).collect();
    for (text, found) in texts.iter().zip(found) {
        report(cx, text, found);
    }
}

fn markdown_texts<'a>(cx: &Context<'a>) -> Vec<Text<'a>> {
    let api = cx.api;
    let mut texts = vec![Text::new(&api.docs, Node::Api, "docs")];
    texts.extend(api.sids().map(|(id, sid)| Text::new(&sid.facts.docs, id, "docs")));
    texts.extend(api.errors().map(|(id, error)| Text::new(&error.facts.docs, id, "docs")));
    texts.extend(api.webhooks.iter().map(|webhooks| Text::new(&webhooks.docs, Node::Webhooks, "docs")));
    for (id, def) in api.types() {
        texts.push(Text::new(&def.docs, id, "docs"));
        texts.extend(api.values(id).map(|(id, value)| Text::new(&value.docs, id, "docs")));
        if let TypeKind::Struct(structure) = &def.kind {
            texts.extend(structure.additional.as_ref().map(|docs| Text::new(docs, id, "additional_fields")));
        }
    }
    for (id, resource) in api.resources() {
        texts.push(Text::new(&resource.operations_docs, id, "operations_docs"));
    }
    texts.extend(api.waiters().map(|(id, waiter)| Text::new(&waiter.docs, id, "docs")));
    texts.extend(api.operations().map(|(id, operation)| Text::new(&operation.facts.docs, id, "docs")));
    each_value(cx, |value, node| texts.push(Text::new(&value.docs, node, "docs")));
    texts
}

/// What fields and parameters say.
fn each_value<'a>(cx: &Context<'a>, mut each: impl FnMut(&'a ValueFacts, Node)) {
    for (id, _) in cx.api.types() {
        cx.api.fields(id).for_each(|(id, field)| each(&field.facts.value, id.into()));
    }
    for (id, _) in cx.api.operations() {
        cx.api.parameters(id).for_each(|(id, parameter)| each(&parameter.facts.value, id.into()));
    }
}

/// What only a person can write is still to be written.
pub(super) fn drafts(cx: &mut Context<'_>) {
    let texts: Vec<Text<'_>> = markdown_texts(cx).into_iter().chain(notes(cx)).collect();
    for text in texts {
        if text.text.trim_start().starts_with(DRAFT) {
            let span = cx.sites.value(text.node, text.key);
            let problem = Problem::new(Code::Draft, span, "the documentation is a draft");
            cx.report(problem.help("write what it means, in your own words"));
        }
    }
}

/// Markdown that is shown where no link to an item is resolved: the title, units, and notes of deprecated things.
pub(super) fn unlinked(cx: &mut Context<'_>) {
    let mut texts = vec![Text::new(&cx.api.title, Node::Api, "api")];
    each_value(cx, |value, node| texts.extend(value.unit.as_ref().map(|unit| Text::new(unit, node, "unit"))));
    texts.extend(notes(cx));
    for text in texts {
        let found = findings(text.text);
        if found.iter().any(|finding| matches!(finding, Finding::Link(_))) {
            let message = format!("`{}` cannot link to a type", text.key);
            let problem = Problem::new(Code::DocsLink, cx.sites.key(text.node, text.key), message);
            cx.report(problem.help("write the name as code, without brackets"));
        } else if found.is_empty() && !text.text.trim().is_empty() && !is_paragraph(text.text) {
            let message = format!("`{}` begins like a heading, a list or another block", text.key);
            let problem = Problem::new(Code::DocsLine, cx.sites.key(text.node, text.key), message);
            cx.report(problem.help("put `\\` before its first sign, or begin with a word"));
        } else {
            report(cx, &text, found);
        }
    }
}

fn notes<'a>(cx: &Context<'a>) -> Vec<Text<'a>> {
    fn note<'a>(note: Option<&'a String>, node: impl Into<Node>) -> Option<Text<'a>> {
        note.map(|note| Text::new(note, node, "deprecated"))
    }
    let api = cx.api;
    let mut notes = Vec::new();
    for (id, _) in api.types() {
        notes.extend(api.fields(id).filter_map(|(id, field)| note(field.facts.value.deprecated.as_ref(), id)));
        notes.extend(api.values(id).filter_map(|(id, value)| note(value.deprecated.as_ref(), id)));
    }
    notes.extend(api.resources().filter_map(|(id, resource)| note(resource.deprecated.as_ref(), id)));
    for (id, operation) in api.operations() {
        notes.extend(note(operation.facts.deprecated.as_ref(), id));
        notes.extend(
            api.parameters(id).filter_map(|(id, parameter)| note(parameter.facts.value.deprecated.as_ref(), id)),
        );
    }
    notes
}

fn report(cx: &mut Context<'_>, Text { text, node, key }: &Text<'_>, found: Vec<Finding<'_>>) {
    let (span, place) = (cx.sites.key(*node, key), cx.sites.value(*node, key));
    let shared: Arc<str> = if found.is_empty() { Arc::default() } else { Arc::from(*text) };
    for finding in found {
        let (problem, part) = match finding {
            Finding::Link(name) if is_linkable(cx, name) => continue,
            Finding::Link(name) => {
                let known = linkable(cx).map(|def| def.name.as_str());
                let known = known.chain(cx.api.sids.iter().map(|sid| sid.name.as_str()));
                let is_event = cx.api.types.iter().any(|def| def.name == name);
                let reason =
                    if is_event { "an event, which exists only with a feature" } else { "which does not exist" };
                let message = format!("the documentation links to `{name}`, {reason}");
                let problem = Problem::new(Code::DocsLink, span, message);
                let problem = problem
                    .help("links name a type or a SID of the description; write others as code, without brackets");
                (if is_event { problem } else { problem.suggest(name, known) }, name)
            }
            Finding::Target(link) => {
                let problem = Problem::new(Code::DocsLink, span, format!("the link `{link}` has no valid target"));
                let help =
                    "write ``[`Name`]`` for a type or a SID, `[text](https://…)` for a page, `\\[` for a bracket";
                (problem.help(help), link)
            }
            Finding::CodeBlock(line) => {
                let problem = Problem::new(Code::DocsCode, span, "the documentation contains a code block");
                let help = "code examples are generated; indent text by less than four spaces, and use no fences";
                (problem.help(help), line)
            }
            Finding::Definition(line) => {
                let message = format!("`{line}` is for a whole page, but this text is a part of one");
                let problem = Problem::new(Code::DocsLink, span, message);
                let help = "write the target beside the link: `[text](https://…)`; and a note in parentheses";
                (problem.help(help), line)
            }
            Finding::Tab(tab) => {
                let problem = Problem::new(Code::DocsLine, span, "the documentation contains a tab");
                (problem.help("write spaces: how wide a tab is depends on who reads it"), tab)
            }
            Finding::Lazy(line) => {
                let message = "this line is part of the item or the quote above it";
                let problem = Problem::new(Code::DocsLazy, span, message);
                (problem.help("indent it like the text of the item, or begin it with the `>` of the quote; or leave a line empty before it"), line)
            }
            Finding::Html(tag) => {
                let problem =
                    Problem::new(Code::DocsHtml, span, format!("the documentation contains the HTML tag `{tag}`"));
                let help = "write Markdown, such as `**bold**`, or `\\` at the end of a line for a break; put code in backticks, as a \
                            whole: `` `Vec<Parcel>` ``; remove a comment";
                (problem.help(help), tag)
            }
            Finding::BareUrl(url) => {
                let problem =
                    Problem::new(Code::DocsUrl, span, format!("the documentation contains the bare URL {url}"));
                (problem.help("write `<https://…>` or `[text](https://…)`"), url)
            }
            Finding::Backtick(code) => {
                let problem = Problem::new(Code::DocsCode, span, "a backtick in the documentation is never closed");
                (problem.help("code ends with its paragraph or its cell; write `\\`` for a plain backtick, and `\\|` for a bar in a table"), code)
            }
        };
        let start = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        cx.report(problem.within(place, &shared, start..start + part.len()));
    }
}

/// Events are left out: their module exists only with a feature.
fn linkable<'a>(cx: &Context<'a>) -> impl Iterator<Item = &'a TypeDef> + use<'a> {
    cx.api.types.iter().filter(|def| def.home != Home::Webhooks)
}

fn is_linkable(cx: &Context<'_>, name: &str) -> bool {
    linkable(cx).any(|def| def.name == name) || cx.api.sids.iter().any(|sid| sid.name == name)
}
