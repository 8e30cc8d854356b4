//! Tokens of waiters: the method of the handle, the builder and the outcome.

use proc_macro2::TokenStream;
use quote::quote;

use super::ink::Ink;
use super::tokens::{ident, parameter, ty, uses_deprecated};
use crate::client::krate::{StateItem, WaiterItem};

pub(super) fn method<'a>(ink: &Ink<'a>, item: &'a WaiterItem) -> TokenStream {
    let (name, builder, fetch) = (ident(&item.method), ident(&item.builder), ident(&item.fetch));
    let docs_of_item = ink.item_docs(&item.docs);
    let allow = uses_deprecated(item.fetch_is_deprecated);
    let parameters = item.arguments.iter().map(parameter);
    let arguments = item.arguments.iter().map(|input| ident(&input.name));
    quote! {
        #docs_of_item
        #allow
        pub fn #name(&self, #(#parameters),*) -> #builder {
            #builder { waiter: crate::runtime::Waiter::new(self.#fetch(#(#arguments),*).call) }
        }
    }
}

pub(super) fn waiter<'a>(ink: &Ink<'a>, item: &'a WaiterItem) -> TokenStream {
    let (builder, outcome) = (builder(ink, item), outcome(ink, item));
    quote! { #builder #outcome }
}

fn builder<'a>(ink: &Ink<'a>, item: &'a WaiterItem) -> TokenStream {
    let (name, outcome) = (ident(&item.builder), ident(&item.outcome));
    let (docs_of_item, must_use) = (ink.item_docs(&item.builder_docs), item.must_use);
    let blank = ink.blank();
    quote! {
        #docs_of_item
        #[derive(Clone, Debug)]
        #[must_use = #must_use]
        pub struct #name { waiter: crate::runtime::Waiter }
        #blank
        crate::runtime::wait::waiter!(#name => #outcome);
    }
}

fn outcome<'a>(ink: &Ink<'a>, item: &'a WaiterItem) -> TokenStream {
    let (name, timed_out, into) = (ident(&item.outcome), ident(item.timed_out), ident(&item.into));
    let (resource, state, field) = (ty(&item.item), ty(&item.state), ident(&item.field));
    let docs_of_item = ink.item_docs(&item.outcome_docs);
    let variants = item.states.iter().map(|StateItem { name, docs, .. }| {
        let (name, docs) = (ident(name), ink.docs(docs));
        quote! { #docs #name(crate::Response<#resource>), }
    });
    let timed_out_docs = ink.docs(&item.timed_out_docs);
    let arms = item.states.iter().map(|StateItem { name: variant, .. }| {
        let variant = ident(variant);
        let pattern = quote! { #state::#variant };
        let pattern = if item.is_optional {
            quote! { Some(#pattern) }
        } else {
            pattern
        };
        quote! { #pattern => std::ops::ControlFlow::Break(Self::#variant(seen)), }
    });
    let goals = item.states.iter().filter(|state| state.is_success).map(|state| ident(&state.name));
    let into_docs = ink.item_docs(&item.into_docs);
    let allow = uses_deprecated(item.is_deprecated);
    let blank = ink.blank();
    quote! {
        #docs_of_item
        #[derive(Clone, Debug)]
        #[must_use]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            #timed_out_docs
            #timed_out(crate::Response<#resource>),
        }
        #blank
        impl #name {
            #into_docs
            #[allow(clippy::result_large_err, reason = "it is one of two results, and no error")]
            pub fn #into(self) -> Result<crate::Response<#resource>, Self> {
                match self {
                    #(Self::#goals(seen))|* => Ok(seen),
                    other => Err(other),
                }
            }
            #blank
            #allow
            fn of(seen: crate::Response<#resource>) -> std::ops::ControlFlow<Self, crate::Response<#resource>> {
                match seen.#field {
                    #(#arms)*
                    _ => std::ops::ControlFlow::Continue(seen),
                }
            }
        }
    }
}
