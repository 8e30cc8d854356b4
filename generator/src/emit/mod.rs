//! Knows how the crate's data becomes tokens, item by item. Holds no decision: what is to be written was decided by
//! [`crate::rust`].

mod client;
mod model;
mod operations;
mod waiters;
mod webhooks;

pub(crate) use self::client::{client, error_codes, library, sids};
pub(crate) use self::webhooks::webhooks;
use std::cell::RefCell;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::rust::{ResourceFile, Ty, TypeItem};

/// The documentation of a file. Only a mark with its number travels through tokens, syn and prettyplease: half of the
/// output is documentation, and none of them has anything to do with it. [`Ink::write`] puts the text where the mark was
/// printed.
#[derive(Default)]
pub(crate) struct Ink {
    texts: RefCell<Vec<Vec<String>>>,
}

/// Begins the name of a mark, an attribute without a value: nothing is cheaper to parse and print.
const MARK: &str = "d";
/// Begins the name of a mark that asks for an empty line before the documentation.
const SPACED_MARK: &str = "s";

impl Ink {
    /// Documentation of an item, preceded by an empty line.
    fn item_docs(&self, lines: &[String]) -> TokenStream {
        let mark = self.mark(SPACED_MARK, lines);
        quote! { #[#mark] }
    }

    /// An empty line before an item that has no documentation.
    fn blank(&self) -> TokenStream {
        self.item_docs(&[])
    }

    fn docs(&self, lines: &[String]) -> TokenStream {
        let mark = self.mark(MARK, lines);
        quote! { #[#mark] }
    }

    fn inner_docs(&self, lines: &[String]) -> TokenStream {
        let mark = self.mark(MARK, lines);
        quote! { #![#mark] }
    }

    fn mark(&self, kind: &str, lines: &[String]) -> Ident {
        let mut texts = self.texts.borrow_mut();
        texts.push(lines.to_vec());
        ident(&format!("{kind}{}", texts.len() - 1))
    }

    /// Replaces every mark in a printed text by its documentation, at the indentation that the mark has.
    pub(crate) fn write(&self, printed: &str) -> String {
        let texts = self.texts.borrow();
        let documentation: usize = texts.iter().flatten().map(|line| line.len() + 16).sum();
        let mut text = String::with_capacity(printed.len() + documentation);
        for line in printed.lines() {
            let content = line.trim_start();
            let Some(mark) = PrintedMark::read(content).filter(|mark| mark.number < texts.len()) else {
                text.push_str(line);
                text.push('\n');
                continue;
            };
            // No empty line at the top of a file or of a block.
            if mark.is_spaced && !text.is_empty() && !text.ends_with("{\n") && !text.ends_with("\n\n") {
                text.push('\n');
            }
            for line_of_docs in &texts[mark.number] {
                text.push_str(&line[..line.len() - content.len()]);
                text.push_str(mark.comment);
                if !line_of_docs.is_empty() {
                    text.push(' ');
                    text.push_str(line_of_docs);
                }
                text.push('\n');
            }
        }
        text
    }
}

/// A mark as prettyplease prints it, on a line of its own.
struct PrintedMark {
    comment: &'static str,
    is_spaced: bool,
    number: usize,
}

impl PrintedMark {
    fn read(line: &str) -> Option<Self> {
        let (comment, name) = match line.strip_prefix("#[") {
            Some(name) => ("///", name),
            None => ("//!", line.strip_prefix("#![")?),
        };
        let name = name.strip_suffix(']')?;
        let (is_spaced, number) = match name.strip_prefix(SPACED_MARK) {
            Some(number) => (true, number),
            None => (false, name.strip_prefix(MARK)?),
        };
        Some(Self { comment, is_spaced, number: number.parse().ok()? })
    }
}

/// Tokens of a resource's file.
pub(crate) fn resource(ink: &Ink, file: &ResourceFile) -> TokenStream {
    let docs = ink.inner_docs(&[format!("The resource {}: its types and its operations.", file.name)]);
    let types = types(ink, &file.types);
    let operations = operations::operations(ink, file);
    quote! { #docs #types #operations }
}

/// Tokens of the file of types that belong to no resource.
pub(crate) fn shared(ink: &Ink, items: &[TypeItem]) -> TokenStream {
    let docs = ink.inner_docs(&["Types that more than one resource uses.".to_owned()]);
    let types = types(ink, items);
    quote! { #docs #types }
}

fn types(ink: &Ink, items: &[TypeItem]) -> TokenStream {
    let items = items.iter().map(|item| match item {
        TypeItem::Struct(item) => model::structure(ink, item),
        TypeItem::Enum(item) => model::enumeration(ink, item),
    });
    quote! { #(#items)* }
}

fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

fn ty(ty: &Ty) -> TokenStream {
    match ty {
        Ty::String => quote! { String },
        Ty::Bool => quote! { bool },
        Ty::I64 => quote! { i64 },
        Ty::F64 => quote! { f64 },
        Ty::Json => quote! { serde_json::Value },
        Ty::Vec(inner) => {
            let inner = self::ty(inner);
            quote! { Vec<#inner> }
        }
        Ty::Map(inner) => {
            let inner = self::ty(inner);
            quote! { std::collections::BTreeMap<String, #inner> }
        }
        Ty::Crate(name) => {
            let name = ident(name);
            quote! { crate::#name }
        }
        Ty::Model(name) => {
            let name = ident(name);
            quote! { crate::model::#name }
        }
        Ty::SidOrName(kind) => {
            let kind = ident(kind);
            quote! { crate::SidOrName<crate::model::#kind> }
        }
    }
}
