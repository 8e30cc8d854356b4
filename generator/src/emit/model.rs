//! Knows the tokens of structs and enums.

use proc_macro2::TokenStream;
use quote::quote;

use super::operations::range;
use super::{Ink, ident, ty};
use crate::names::{ADDITIONAL_FIELD, UNKNOWN_VARIANT};
use crate::rust::{Constructor, EnumItem, FieldCheck, FieldItem, Passing, Reader, StructItem};

pub(super) fn structure(ink: &Ink, item: &StructItem) -> TokenStream {
    let name = ident(&item.name);
    let docs_of_item = ink.item_docs(&item.docs);
    let default = item.default.then(|| quote! { Default, });
    let fields = item.fields.iter().map(|item| field(ink, item));
    let additional = item.additional.as_ref().map(|additional| {
        let lines = ink.docs(&additional.docs);
        let name = ident(ADDITIONAL_FIELD);
        quote! {
            #lines
            pub #name: std::collections::BTreeMap<String, serde_json::Value>,
        }
    });
    let constructor = item.constructor.as_ref().map(|constructor| constructor_impl(ink, item, constructor));
    let members = members(ink, item);
    let check = item.checked.then(|| check(ink, item));
    quote! {
        #docs_of_item
        #[derive(Clone, #default PartialEq)]
        #[non_exhaustive]
        pub struct #name { #(#fields)* #additional }
        #members
        #constructor
        #check
    }
}

fn field(ink: &Ink, item: &FieldItem) -> TokenStream {
    let (name, lines, declared) = (ident(&item.name), ink.docs(&item.docs), declared(item));
    quote! { #lines pub #name: #declared, }
}

/// The table that says how the fields are read, written and printed.
fn members(ink: &Ink, item: &StructItem) -> TokenStream {
    let name = ident(&item.name);
    let fields = item.fields.iter().map(|field| {
        let name = ident(&field.name);
        let redacted = field.sensitive.then(|| quote! { [redacted] });
        let rename = field.rename.as_ref().map(|wire| quote! { = #wire });
        let reader = field.reader.map(|reader| match reader {
            Reader::Number => quote! { as Number },
            Reader::Object => quote! { as Object },
        });
        quote! { #name #redacted #rename #reader }
    });
    let additional = item.additional.as_ref().map(|additional| {
        let name = ident(ADDITIONAL_FIELD);
        let redacted = additional.sensitive.then(|| quote! { [redacted] });
        quote! { , ..#name #redacted }
    });
    let blank = ink.blank();
    quote! {
        #blank
        crate::runtime::object::object! { #name { #(#fields),* #additional } }
    }
}

fn declared(item: &FieldItem) -> TokenStream {
    let inner = ty(&item.ty);
    if item.optional {
        quote! { Option<#inner> }
    } else {
        inner
    }
}

fn constructor_impl(ink: &Ink, item: &StructItem, constructor: &Constructor) -> TokenStream {
    let name = ident(&item.name);
    let lines = ink.docs(&constructor.docs);
    let arguments = constructor.arguments.iter().map(|&index| {
        let field = &item.fields[index];
        let (name, parameter) = (ident(&field.name), parameter(field));
        quote! { #name: #parameter }
    });
    let initial = item.fields.iter().enumerate().map(|(index, field)| {
        let name = ident(&field.name);
        if !constructor.arguments.contains(&index) {
            return quote! { #name: None };
        }
        let value = converted(&name, field);
        if field.optional {
            quote! { #name: Some(#value) }
        } else {
            quote! { #name: #value }
        }
    });
    let additional = item.additional.as_ref().map(|_| {
        let name = ident(ADDITIONAL_FIELD);
        quote! { #name: std::collections::BTreeMap::new(), }
    });
    let setters = item.fields.iter().enumerate().filter(|(index, _)| !constructor.arguments.contains(index));
    let setters = setters.map(|(_, field)| setter(ink, field));
    let blank = ink.blank();
    quote! {
        #blank
        impl #name {
            #lines
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#initial,)* #additional }
            }
            #(#setters)*
        }
    }
}

fn setter(ink: &Ink, field: &FieldItem) -> TokenStream {
    let name = ident(&field.name);
    let parameter = parameter(field);
    let value = converted(&name, field);
    let value = if field.optional {
        quote! { Some(#value) }
    } else {
        value
    };
    let lines = ink.item_docs(&[format!("Sets [`{0}`](Self#structfield.{0}).", field.name)]);
    quote! {
        #lines
        #[must_use]
        pub fn #name(mut self, #name: #parameter) -> Self {
            self.#name = #value;
            self
        }
    }
}

fn parameter(field: &FieldItem) -> TokenStream {
    let plain = ty(&field.ty);
    match field.passing {
        Passing::Into => quote! { impl Into<#plain> },
        Passing::Value | Passing::Iterator => plain,
    }
}

fn converted(name: &proc_macro2::Ident, field: &FieldItem) -> TokenStream {
    match field.passing {
        Passing::Into => quote! { #name.into() },
        Passing::Value | Passing::Iterator => quote! { #name },
    }
}

/// The check that a structure passes before it is sent.
fn check(ink: &Ink, item: &StructItem) -> TokenStream {
    let name = ident(&item.name);
    let members = item.fields.iter().filter_map(|field| {
        let (name, wire) = (ident(&field.name), field.rename.as_ref().unwrap_or(&field.name));
        Some(match field.check? {
            FieldCheck::Nested => quote! { crate::runtime::check::member(#wire, &self.#name)?; },
            FieldCheck::Within(least, most) => {
                let range = range(least, most);
                let value = if field.optional {
                    quote! { self.#name }
                } else {
                    quote! { Some(self.#name) }
                };
                quote! { crate::runtime::check::within(#wire, #value, &(#range))?; }
            }
        })
    });
    let blank = ink.blank();
    quote! {
        #blank
        impl crate::runtime::check::Check for #name {
            fn check(&self) -> Result<(), crate::runtime::wire::InvalidValue> {
                #(#members)*
                Ok(())
            }
        }
    }
}

pub(super) fn enumeration(ink: &Ink, item: &EnumItem) -> TokenStream {
    let name = ident(&item.name);
    let docs_of_item = ink.item_docs(&item.docs);
    let unknown = ident(UNKNOWN_VARIANT);
    let variants = item.variants.iter().map(|variant| {
        let (name, lines) = (ident(&variant.name), ink.docs(&variant.docs));
        quote! { #lines #name, }
    });
    let texts = item.variants.iter().map(|variant| {
        let (name, wire) = (ident(&variant.name), &variant.wire);
        quote! { #name = #wire }
    });
    let unknown_docs = ink.docs(&[
        "A value that this version of the crate does not know; it is kept and sent back unchanged.".to_owned(),
    ]);
    let blank = ink.blank();
    quote! {
        #docs_of_item
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            #unknown_docs
            #unknown(crate::UnknownValue),
        }
        #blank
        crate::runtime::open_enum::open_enum! { #name { #(#texts),* } }
    }
}
