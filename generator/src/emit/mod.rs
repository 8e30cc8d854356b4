//! Knows how the crate's data becomes tokens, item by item. Holds no decision: what is to be written was decided by
//! [`crate::rust`].

mod client;
mod model;
mod operations;

pub(crate) use self::client::{client, error_codes, library, sids};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::rust::{ResourceFile, Ty, TypeItem};

/// Separates the lines of a doc comment, which travel through tokens as one attribute: a tenth of the attributes, and
/// half of the time. No description can hold it.
pub(crate) const LINE: char = '\u{1f}';
/// Opens a doc comment that an empty line precedes.
pub(crate) const BLANK: char = '\u{1e}';

/// Tokens of a resource's file.
pub(crate) fn resource(file: &ResourceFile) -> TokenStream {
    let docs = inner_docs(&[format!("The resource {}: its types and its operations.", file.name)]);
    let types = types(&file.types);
    let operations = operations::operations(file);
    quote! { #docs #types #operations }
}

/// Tokens of the file of types that belong to no resource.
pub(crate) fn shared(items: &[TypeItem]) -> TokenStream {
    let docs = inner_docs(&["Types that more than one resource uses.".to_owned()]);
    let types = types(items);
    quote! { #docs #types }
}

fn types(items: &[TypeItem]) -> TokenStream {
    let items = items.iter().map(|item| match item {
        TypeItem::Struct(item) => model::structure(item),
        TypeItem::Enum(item) => model::enumeration(item),
    });
    quote! { #(#items)* }
}

fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// Documentation of an item, preceded by an empty line.
fn item_docs(lines: &[String]) -> TokenStream {
    let text = format!("{BLANK}{}", joined(lines));
    quote! { #[doc = #text] }
}

/// An empty line before an item that has no documentation.
fn blank() -> TokenStream {
    let text = BLANK.to_string();
    quote! { #[doc = #text] }
}

fn docs(lines: &[String]) -> TokenStream {
    let text = joined(lines);
    quote! { #[doc = #text] }
}

fn inner_docs(lines: &[String]) -> TokenStream {
    let text = joined(lines);
    quote! { #![doc = #text] }
}

fn joined(lines: &[String]) -> String {
    let mut text = String::with_capacity(lines.iter().map(|line| line.len() + 1).sum());
    for line in lines {
        text.push_str(line);
        text.push(LINE);
    }
    text
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
