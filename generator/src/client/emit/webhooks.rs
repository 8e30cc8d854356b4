//! Tokens of the module of webhooks.

use proc_macro2::TokenStream;
use quote::quote;

use super::ink::Ink;
use super::model::types;
use super::tokens::ident;
use crate::client::krate::WebhookFile;

/// Tokens of `webhook.rs`.
pub(super) fn webhooks<'a>(ink: &Ink<'a>, file: &'a WebhookFile) -> TokenStream {
    let docs = ink.inner_docs(&file.docs);
    let member = &file.event_member;
    let headers = file.headers.iter().map(|header| {
        let (docs, name, wire) = (ink.item_docs(&header.docs), ident(header.name), &header.wire);
        quote! { #docs pub const #name: &str = #wire; }
    });
    let names = file.headers.iter().map(|header| ident(header.name));
    let types = types(ink, &file.types);
    let enum_docs = ink.item_docs(&file.enum_docs);
    let variants = file.variants.iter().map(|variant| {
        let (name, lines) = (ident(&variant.name), ink.docs(&variant.docs));
        quote! { #lines #name(#name), }
    });
    let unknown_docs = ink.docs(&file.unknown_docs);
    let texts = file.variants.iter().map(|variant| {
        let (name, wire) = (ident(&variant.name), &variant.wire);
        quote! { #name = #wire }
    });
    let table = ink.table(quote! { WebhookEvent by #member #(, #names)* }, texts);
    let (before_use, blank) = (ink.blank(), ink.blank());
    quote! {
        #docs
        #before_use
        pub use crate::runtime::webhook::*;
        #(#headers)*
        #types
        #enum_docs
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        #[allow(clippy::large_enum_variant, reason = "taken apart at once")]
        pub enum WebhookEvent {
            #(#variants)*
            #unknown_docs
            Unknown(UnknownEvent),
        }
        #blank
        crate::runtime::webhook_event::events! { #table }
    }
}
