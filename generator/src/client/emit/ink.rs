//! What quote and prettyplease cannot carry: documentation, empty lines and line breaks within tables.
//!
//! Half of the output is documentation, and none of it has anything to do with tokens. So only a numbered mark travels
//! through quote, syn and prettyplease; [`Ink::write`] replaces it with the text.

use std::cell::RefCell;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::client::krate::{DocLine, Docs};

/// The documentation of a file under construction.
#[derive(Default)]
pub(super) struct Ink {
    texts: RefCell<Vec<Docs>>,
}

/// Begins the name of a mark, an attribute without a value: nothing is cheaper to parse and print.
const MARK: &str = "d";
/// Begins the name of a mark that asks for an empty line before the documentation.
const SPACED_MARK: &str = "s";
/// Begins a line within a table: prettyplease prints the tokens of a macro on one line.
const ENTRY: &str = "__entry";
/// Ends the last line of a table.
const END: &str = "__end";

impl Ink {
    /// Documentation of an item, preceded by an empty line.
    pub(super) fn item_docs(&self, docs: &Docs) -> TokenStream {
        let mark = self.mark(SPACED_MARK, docs);
        quote! { #[#mark] }
    }

    /// An empty line before an item that has no documentation.
    pub(super) fn blank(&self) -> TokenStream {
        self.item_docs(&Docs::default())
    }

    pub(super) fn docs(&self, docs: &Docs) -> TokenStream {
        let mark = self.mark(MARK, docs);
        quote! { #[#mark] }
    }

    pub(super) fn inner_docs(&self, docs: &Docs) -> TokenStream {
        let mark = self.mark(MARK, docs);
        quote! { #![#mark] }
    }

    fn mark(&self, kind: &str, docs: &Docs) -> Ident {
        let mut texts = self.texts.borrow_mut();
        texts.push(docs.clone());
        Ident::new(&format!("{kind}{}", texts.len() - 1), Span::call_site())
    }

    /// Entries of a macro's table, one a line.
    pub(super) fn table(entries: impl IntoIterator<Item = TokenStream>) -> TokenStream {
        let (entry, end) = (Ident::new(ENTRY, Span::call_site()), Ident::new(END, Span::call_site()));
        let entries = entries.into_iter().map(|tokens| quote! { #entry #tokens, });
        quote! { #(#entries)* #end }
    }

    /// Replaces every mark in a printed text, at the indentation that the mark has.
    pub(super) fn write(&self, printed: &str) -> String {
        let texts = self.texts.borrow();
        let documentation: usize = texts.iter().flat_map(Docs::texts).map(|line| line.len() + 16).sum();
        let mut text = String::with_capacity(printed.len() + documentation);
        let mut lines = printed.lines();
        while let Some(line) = lines.next() {
            let content = line.trim_start();
            let indentation = &line[..line.len() - content.len()];
            match PrintedMark::read(content).and_then(|mark| Some((texts.get(mark.number)?, mark))) {
                Some((docs, mark)) => write_docs(&mut text, indentation, docs, &mark),
                None if content.contains(ENTRY) => {
                    // prettyplease breaks long tables somewhere.
                    let mut table = content.to_owned();
                    while !table.contains(END) {
                        let Some(line) = lines.next() else { break };
                        table.push(' ');
                        table.push_str(line.trim_start());
                    }
                    write_table(&mut text, indentation, &table);
                }
                None if line.contains("crate ::") => {
                    // How prettyplease prints a path in the input of a macro.
                    text.push_str(&line.replace("crate ::", "crate::"));
                    text.push('\n');
                }
                None => {
                    text.push_str(line);
                    text.push('\n');
                }
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

/// `Name { __entry a, __entry b, __end }` becomes a line per entry.
fn write_table(text: &mut String, indentation: &str, content: &str) {
    let mut entries = content.split(ENTRY);
    let first = entries.next().unwrap_or_default();
    text.push_str(indentation);
    text.push_str(first.trim_end());
    text.push('\n');
    for entry in entries {
        let (entry, rest) = match entry.split_once(END) {
            Some((entry, rest)) => (entry, Some(rest)),
            None => (entry, None),
        };
        text.push_str(indentation);
        text.push_str("    ");
        text.push_str(entry.trim());
        text.push('\n');
        if let Some(rest) = rest {
            text.push_str(indentation);
            text.push_str(rest.trim());
            text.push('\n');
        }
    }
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
