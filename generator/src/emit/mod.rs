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

/// Begins a mark; no other documentation is printed.
const MARK: &str = "@";
/// Ends a mark that asks for an empty line before the documentation.
const SPACED: &str = "+";

impl Ink {
    /// Documentation of an item, preceded by an empty line.
    fn item_docs(&self, lines: &[String]) -> TokenStream {
        let mark = format!("{}{SPACED}", self.mark(lines));
        quote! { #[doc = #mark] }
    }

    /// An empty line before an item that has no documentation.
    fn blank(&self) -> TokenStream {
        self.item_docs(&[])
    }

    fn docs(&self, lines: &[String]) -> TokenStream {
        let mark = self.mark(lines);
        quote! { #[doc = #mark] }
    }

    fn inner_docs(&self, lines: &[String]) -> TokenStream {
        let mark = self.mark(lines);
        quote! { #![doc = #mark] }
    }

    fn mark(&self, lines: &[String]) -> String {
        let mut texts = self.texts.borrow_mut();
        texts.push(lines.to_vec());
        format!("{MARK}{}", texts.len() - 1)
    }

    /// Replaces every mark in a printed text by its documentation, at the indentation that the mark has.
    pub(crate) fn write(&self, printed: &str) -> String {
        let texts = self.texts.borrow();
        let documentation: usize = texts.iter().flatten().map(|line| line.len() + 16).sum();
        let mut text = String::with_capacity(printed.len() + documentation);
        for line in printed.lines() {
            let comment = line.trim_start();
            let number = |mark: &str| mark.trim_end_matches(SPACED).parse::<usize>().ok();
            let mark = comment.get(3..).and_then(|content| content.strip_prefix(MARK));
            let Some((lines, mark)) = mark.and_then(|mark| Some((texts.get(number(mark)?)?, mark))) else {
                text.push_str(line);
                text.push('\n');
                continue;
            };
            // No empty line at the top of a file or of a block.
            if mark.ends_with(SPACED) && !text.is_empty() && !text.ends_with("{\n") && !text.ends_with("\n\n") {
                text.push('\n');
            }
            for line_of_docs in lines {
                text.push_str(&line[..line.len() - comment.len() + 3]);
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
