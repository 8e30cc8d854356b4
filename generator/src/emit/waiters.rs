//! Knows the tokens of what waits: the method of the handle, its builder and its outcome.

use proc_macro2::TokenStream;
use quote::quote;

use super::operations::parameter;
use super::{Ink, ident, ty};
use crate::rust::{StateItem, WaiterItem};

pub(super) fn method(ink: &Ink, item: &WaiterItem) -> TokenStream {
    let (name, builder, fetch) = (ident(&item.method), ident(&item.builder), ident(&item.fetch));
    let docs_of_item = ink.item_docs(&item.docs);
    let parameters = item.arguments.iter().map(parameter);
    let arguments = item.arguments.iter().map(|input| ident(&input.name));
    quote! {
        #docs_of_item
        pub fn #name(&self, #(#parameters),*) -> #builder {
            #builder { waiter: crate::runtime::Waiter::new(self.#fetch(#(#arguments),*).call) }
        }
    }
}

pub(super) fn waiter(ink: &Ink, item: &WaiterItem) -> TokenStream {
    let (builder, outcome) = (builder(ink, item), outcome(ink, item));
    quote! { #builder #outcome }
}

fn builder(ink: &Ink, item: &WaiterItem) -> TokenStream {
    let (name, outcome, timed_out) = (ident(&item.builder), ident(&item.outcome), ident(item.timed_out));
    let docs = |lines: &[&str]| ink.item_docs(&lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>());
    let docs_of_item = ink.item_docs(&item.builder_docs);
    let timeout_docs = docs(&[
        "How long to wait in all: no request goes on for longer, and shortly before the end there is one more. 10 minutes",
        "unless set. Zero is refused when the wait is sent.",
    ]);
    let min_docs = docs(&[
        "The shortest pause between two requests, and the first one. 2 seconds unless set, or `max_delay` if that is less.",
        "Zero is refused when the wait is sent, and so is more than `max_delay`.",
    ]);
    let max_docs = docs(&[
        "The longest pause between two requests. 30 seconds unless set. Zero is refused when the wait is sent.",
    ]);
    let notification_docs = ink.item_docs(&item.notification_docs);
    let send_docs = docs(&["Waits.", "", "# Errors", "", "As the method says that began it."]);
    let blank = ink.blank();
    quote! {
        #docs_of_item
        #[derive(Clone, Debug)]
        #[must_use = "a wait does nothing until it is sent"]
        pub struct #name { waiter: crate::runtime::Waiter }
        #blank
        impl #name {
            #timeout_docs
            pub fn timeout(mut self, timeout: std::time::Duration) -> Self {
                self.waiter.timeout(timeout);
                self
            }
            #min_docs
            pub fn min_delay(mut self, delay: std::time::Duration) -> Self {
                self.waiter.min_delay(delay);
                self
            }
            #max_docs
            pub fn max_delay(mut self, delay: std::time::Duration) -> Self {
                self.waiter.max_delay(delay);
                self
            }
            #notification_docs
            pub fn notification(mut self, notification: &crate::WaitNotification) -> Self {
                self.waiter.notification(notification);
                self
            }
            #send_docs
            pub async fn send(self) -> Result<#outcome, crate::Error> {
                self.waiter.send(#outcome::of, #outcome::#timed_out).await
            }
        }
    }
}

fn outcome(ink: &Ink, item: &WaiterItem) -> TokenStream {
    let (name, timed_out, into) = (ident(&item.outcome), ident(item.timed_out), ident(&item.into));
    let (resource, state, field) = (ty(&item.item), ty(&item.state), ident(&item.field));
    let docs_of_item = ink.item_docs(&item.outcome_docs);
    let variants = item.states.iter().map(|StateItem { name, docs, .. }| {
        let (name, docs) = (ident(name), ink.docs(docs));
        quote! { #docs #name(crate::Response<#resource>), }
    });
    let timed_out_docs = ink.docs(&["The time is over. Holds what was seen last.".to_owned()]);
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
            fn of(seen: crate::Response<#resource>) -> std::ops::ControlFlow<Self, crate::Response<#resource>> {
                match seen.#field {
                    #(#arms)*
                    _ => std::ops::ControlFlow::Continue(seen),
                }
            }
        }
    }
}
