//! Tokens of structs and enums.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::ink::Ink;
use super::tokens::{converted, deprecated, ident, like_a_trait, passed, range, ty, uses_deprecated};
use crate::client::krate::{
    Additional, Constructor, EnumItem, FieldCheck, FieldItem, Passing, Reader, StructItem, Ty, TypeItem,
};

/// Arguments of a function beyond which clippy warns.
const CLIPPY_ARGUMENTS: usize = 7;

pub(super) fn types<'a>(ink: &Ink<'a>, items: &'a [TypeItem]) -> TokenStream {
    let items = items.iter().map(|item| match item {
        TypeItem::Struct(item) => structure(ink, item),
        TypeItem::Enum(item) => enumeration(ink, item),
    });
    quote! { #(#items)* }
}

fn structure<'a>(ink: &Ink<'a>, item: &'a StructItem) -> TokenStream {
    let name = ident(&item.name);
    let docs_of_item = ink.item_docs(&item.docs);
    let default = item.default.then(|| quote! { Default, });
    let fields = item.fields.iter().map(|item| field(ink, item));
    let additional = item.additional.as_ref().map(|additional| {
        let (lines, name) = (ink.docs(&additional.docs), ident(additional.name));
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

fn field<'a>(ink: &Ink<'a>, item: &'a FieldItem) -> TokenStream {
    let (name, lines, declared) = (ident(&item.name), ink.docs(&item.docs), declared(item));
    let deprecated = deprecated(item.deprecated.as_ref());
    quote! { #lines #deprecated pub #name: #declared, }
}

/// The table of how the fields are read, written and printed.
fn members<'a>(ink: &Ink<'a>, item: &'a StructItem) -> TokenStream {
    let name = ident(&item.name);
    let fields = item.fields.iter().map(|field| {
        let name = ident(&field.name);
        let redacted = field.sensitive.then(|| quote! { [redacted] });
        let rename = field.rename.as_ref().map(|wire| quote! { = #wire });
        let reader = field.reader.map(|reader| match reader {
            Reader::Number => quote! { as Number },
            Reader::Object => quote! { as Object },
            Reader::Moment => quote! { as Moment },
        });
        quote! { #name #redacted #rename #reader }
    });
    let additional = item.additional.as_ref().map(|additional| {
        let name = ident(additional.name);
        let redacted = additional.sensitive.then(|| quote! { [redacted] });
        quote! { ..#name #redacted }
    });
    let table = ink.table(quote! { #name }, fields.chain(additional));
    let blank = ink.blank();
    quote! {
        #blank
        crate::runtime::object::object! { #table }
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

fn constructor_impl<'a>(ink: &Ink<'a>, item: &'a StructItem, constructor: &'a Constructor) -> TokenStream {
    let name = ident(&item.name);
    let lines = ink.docs(&constructor.docs);
    let arguments = constructor.arguments.iter().map(|&index| {
        let field = &item.fields[index];
        let (name, parameter) = (ident(&field.name), passed(&field.ty, field.passing));
        quote! { #name: #parameter }
    });
    let initial = item.fields.iter().enumerate().map(|(index, field)| {
        let name = ident(&field.name);
        if !constructor.arguments.contains(&index) {
            return quote! { #name: None };
        }
        let value = converted(&name, field.passing);
        match (field.optional, field.passing) {
            (true, _) => quote! { #name: Some(#value) },
            (false, Passing::Value) => quote! { #name },
            (false, _) => quote! { #name: #value },
        }
    });
    let additional = item.additional.as_ref().map(|additional| {
        let name = ident(additional.name);
        quote! { #name: std::collections::BTreeMap::new(), }
    });
    let setters = item.fields.iter().enumerate().filter(|(index, _)| !constructor.arguments.contains(index));
    let setters = setters.map(|(_, field)| setter(ink, field));
    let others = item.additional.as_ref().map(|additional| additional_setter(ink, additional));
    let allow = uses_deprecated(item.has_deprecated_fields());
    let many = (constructor.arguments.len() > CLIPPY_ARGUMENTS)
        .then(|| quote! { #[allow(clippy::too_many_arguments, reason = "the API needs all of them")] });
    let blank = ink.blank();
    quote! {
        #blank
        #allow
        impl #name {
            #lines
            #many
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#initial,)* #additional }
            }
            #(#setters)*
            #others
        }
    }
}

fn additional_setter<'a>(ink: &Ink<'a>, item: &'a Additional) -> TokenStream {
    let name = ident(item.name);
    let value = converted(&name, Passing::Entries);
    let parameter = passed(&Ty::Map(Box::new(Ty::Json)), Passing::Entries);
    setter_of(&name, &parameter, &value, &ink.item_docs(&item.setter_docs))
}

fn setter<'a>(ink: &Ink<'a>, field: &'a FieldItem) -> TokenStream {
    let name = ident(&field.name);
    let value = converted(&name, field.passing);
    let value = if field.optional {
        quote! { Some(#value) }
    } else {
        value
    };
    let (lines, deprecated) = (ink.item_docs(&field.setter_docs), deprecated(field.deprecated.as_ref()));
    setter_of(&name, &passed(&field.ty, field.passing), &value, &quote! { #lines #deprecated })
}

/// A setter, given what precedes it.
fn setter_of(name: &Ident, parameter: &TokenStream, value: &TokenStream, before: &TokenStream) -> TokenStream {
    let allow = like_a_trait(&name.to_string());
    quote! {
        #before
        #allow
        #[must_use]
        pub fn #name(mut self, #name: #parameter) -> Self {
            self.#name = #value;
            self
        }
    }
}

/// The check that a structure passes before it is sent.
fn check<'a>(ink: &Ink<'a>, item: &'a StructItem) -> TokenStream {
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
    let allow = uses_deprecated(item.has_deprecated_fields());
    let blank = ink.blank();
    quote! {
        #blank
        #allow
        impl crate::runtime::check::Check for #name {
            fn check(&self) -> Result<(), crate::runtime::wire::InvalidValue> {
                #(#members)*
                Ok(())
            }
        }
    }
}

fn enumeration<'a>(ink: &Ink<'a>, item: &'a EnumItem) -> TokenStream {
    let name = ident(&item.name);
    let docs_of_item = ink.item_docs(&item.docs);
    let unknown = ident(item.unknown);
    let variants = item.variants.iter().map(|variant| {
        let (name, lines) = (ident(&variant.name), ink.docs(&variant.docs));
        let deprecated = deprecated(variant.deprecated.as_ref());
        quote! { #lines #deprecated #name, }
    });
    let texts = item.variants.iter().map(|variant| {
        let (name, wire) = (ident(&variant.name), &variant.wire);
        quote! { #name = #wire }
    });
    let table = ink.table(quote! { #name }, texts);
    let unknown_docs = ink.docs(&item.unknown_docs);
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
        crate::runtime::open_enum::open_enum! { #table }
    }
}
