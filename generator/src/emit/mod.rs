//! Knows how the crate's data becomes tokens, item by item. Holds no decision: what is to be written was decided by
//! [`crate::rust`].

mod client;
mod model;
mod operations;

pub(crate) use self::client::{client, error_codes, library, sids};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::rust::{ResourceFile, Ty, TypeItem};

/// The doc line that stands where the formatted text gets an empty line.
pub(crate) const BLANK: &str = " @blank";

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

/// Doc attributes of an item, preceded by an empty line.
fn item_docs(lines: &[String]) -> TokenStream {
    let docs = docs(lines);
    quote! { #[doc = #BLANK] #docs }
}

/// An empty line before an item that has no documentation.
fn blank() -> TokenStream {
    quote! { #[doc = #BLANK] }
}

fn docs(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| doc_text(line));
    quote! { #(#[doc = #lines])* }
}

fn inner_docs(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| doc_text(line));
    quote! { #(#![doc = #lines])* }
}

fn doc_text(line: &str) -> String {
    if line.is_empty() { String::new() } else { format!(" {line}") }
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
