//! What quote and prettyplease cannot carry: documentation, empty lines and line breaks within tables.
//!
//! Half of the output is documentation, and none of it has anything to do with tokens. So only a numbered mark travels
//! through quote, syn and prettyplease; [`Ink::write`] replaces it with the text.

use std::cell::RefCell;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote;

use crate::client::krate::{DocLine, Docs};

/// The documentation of a file under construction.
#[derive(Default)]
pub(super) struct Ink<'a> {
    texts: RefCell<Vec<&'a Docs>>,
    tables: RefCell<Vec<Vec<String>>>,
}

/// Begins the name of a mark, an attribute without a value: nothing is cheaper to parse and print.
const MARK: &str = "d";
/// Begins the name of a mark that asks for an empty line before the documentation.
const SPACED_MARK: &str = "s";
/// Begins the name of a table, which stands for its entries.
const TABLE: &str = "t";

/// Begins the invocation of a macro with paths in its input, and no strings.
const REQUEST: &str = "crate::runtime::request::request!(";

/// No documentation.
static NONE: Docs = Docs(Vec::new());

impl<'a> Ink<'a> {
    /// Documentation of an item, preceded by an empty line.
    pub(super) fn item_docs(&self, docs: &'a Docs) -> TokenStream {
        let mark = self.mark(SPACED_MARK, docs);
        quote! { #[#mark] }
    }

    /// An empty line before an item that has no documentation.
    pub(super) fn blank(&self) -> TokenStream {
        self.item_docs(&NONE)
    }

    pub(super) fn docs(&self, docs: &'a Docs) -> TokenStream {
        let mark = self.mark(MARK, docs);
        quote! { #[#mark] }
    }

    pub(super) fn inner_docs(&self, docs: &'a Docs) -> TokenStream {
        let mark = self.mark(MARK, docs);
        quote! { #![#mark] }
    }

    fn mark(&self, kind: &str, docs: &'a Docs) -> Ident {
        let mut texts = self.texts.borrow_mut();
        texts.push(docs);
        Ident::new(&format!("{kind}{}", texts.len() - 1), Span::call_site())
    }

    /// The input of a macro: a head and a table with an entry a line. prettyplease would print all of it on one line.
    pub(super) fn table(&self, head: TokenStream, entries: impl IntoIterator<Item = TokenStream>) -> TokenStream {
        let mut tables = self.tables.borrow_mut();
        tables.push(entries.into_iter().map(|entry| spaced(&entry)).collect());
        let mark = Ident::new(&format!("{TABLE}{}", tables.len() - 1), Span::call_site());
        quote! { #head { #mark } }
    }

    /// Replaces every mark in a printed text, at the indentation that the mark has.
    pub(super) fn write(&self, printed: &str) -> String {
        let texts = self.texts.borrow();
        let documentation: usize = texts.iter().flat_map(|docs| docs.texts()).map(|line| line.len() + 16).sum();
        let mut text = String::with_capacity(printed.len() + documentation);
        let tables = self.tables.borrow();
        let mut is_request = false;
        for line in printed.lines() {
            let content = line.trim_start();
            let indentation = &line[..line.len() - content.len()];
            if let Some((docs, mark)) =
                PrintedMark::read(content).and_then(|mark| Some((texts.get(mark.number)?, mark)))
            {
                write_docs(&mut text, indentation, docs, &mark);
            } else if let Some((head, table)) =
                printed_table(content).and_then(|(head, at)| Some((head, tables.get(at)?)))
            {
                write_table(&mut text, indentation, head, table);
            } else {
                is_request = content.starts_with(REQUEST) || is_request && !content.starts_with(')');
                if is_request {
                    // How prettyplease prints a path in the input of a macro.
                    text.push_str(&line.replace("crate ::", "crate::"));
                } else {
                    text.push_str(line);
                }
                text.push('\n');
            }
        }
        text
    }
}

fn write_docs(text: &mut String, indentation: &str, docs: &Docs, mark: &PrintedMark) {
    // No empty line at the top of a file or of a block.
    if mark.is_spaced && !text.is_empty() && !text.ends_with("{\n") && !text.ends_with("\n\n") {
        text.push('\n');
    }
    for line in &docs.0 {
        text.push_str(indentation);
        match line {
            DocLine::Text(line) if line.is_empty() => text.push_str(mark.comment),
            DocLine::Text(line) => {
                text.push_str(mark.comment);
                text.push(' ');
                text.push_str(line);
            }
            DocLine::Shared(path) => {
                text.push_str(mark.attribute);
                text.push_str(path);
                text.push_str("!()]");
            }
        }
        text.push('\n');
    }
}

/// A table as prettyplease prints it, at the end of a line: `Name { t3 }`.
fn printed_table(line: &str) -> Option<(&str, usize)> {
    let (head, mark) = line.strip_suffix(" }")?.rsplit_once(" { ")?;
    Some((head, mark.strip_prefix(TABLE)?.parse().ok()?))
}

fn write_table(text: &mut String, indentation: &str, head: &str, entries: &[String]) {
    text.push_str(&format!("{indentation}{head} {{\n"));
    for entry in entries {
        text.push_str(&format!("{indentation}    {entry},\n"));
    }
    text.push_str(&format!("{indentation}}}\n"));
}

/// Tokens as people would write them: a space between two, but not around brackets and dots.
fn spaced(tokens: &TokenStream) -> String {
    let mut text = String::new();
    for token in tokens.clone() {
        let glued = match &token {
            TokenTree::Group(_) => true,
            _ => text.is_empty() || text.ends_with('.'),
        };
        if !glued {
            text.push(' ');
        }
        match token {
            TokenTree::Group(group) => text.push_str(&format!("[{}]", group.stream())),
            token => text.push_str(&token.to_string()),
        }
    }
    text
}

/// A mark as prettyplease prints it, on a line of its own.
struct PrintedMark {
    comment: &'static str,
    attribute: &'static str,
    is_spaced: bool,
    number: usize,
}

impl PrintedMark {
    fn read(line: &str) -> Option<Self> {
        let (comment, attribute, name) = match line.strip_prefix("#[") {
            Some(name) => ("///", "#[doc = ", name),
            None => ("//!", "#![doc = ", line.strip_prefix("#![")?),
        };
        let name = name.strip_suffix(']')?;
        let (is_spaced, number) = match name.strip_prefix(SPACED_MARK) {
            Some(number) => (true, number),
            None => (false, name.strip_prefix(MARK)?),
        };
        Some(Self { comment, attribute, is_spaced, number: number.parse().ok()? })
    }
}
