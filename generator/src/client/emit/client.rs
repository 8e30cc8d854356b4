//! Tokens of the files that concern the whole API: the library root, the client, SIDs, error codes, shared types.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::ink::Ink;
use super::model::types;
use super::tokens::{deprecated, ident, optional};
use crate::client::krate::{
    ClientFile, Crate, Credential, ErrorFile, Location, PageFormat, RateLimitFormat, ResponseFormat, SharedFile,
    SidFile, TypeItem,
};

/// Tokens of `lib.rs`.
pub(super) fn library<'a>(ink: &Ink<'a>, krate: &'a Crate) -> TokenStream {
    let docs = ink.inner_docs(&krate.library.docs);
    let modules = krate.resources.iter().map(|file| {
        let module = ident(&file.module);
        quote! { pub(crate) mod #module; }
    });
    let types = krate.resources.iter().map(|file| {
        let module = ident(&file.module);
        let names = file.types.iter().map(|item| ident(item.name()));
        quote! { pub use crate::resources::#module::{#(#names),*}; }
    });
    let shared = krate.shared.as_ref().map(|file| {
        let names = file.types.iter().map(TypeItem::name).map(ident);
        quote! { pub use crate::shared::{#(#names),*}; }
    });
    let shared_module = krate.shared.as_ref().map(|_| quote! { mod shared; });
    let sid_names = krate.sids.as_ref().map(|file| {
        let names = file.items.iter().flat_map(|sid| [ident(&sid.name), ident(&sid.kind)]);
        quote! { pub use crate::sid::{#(#names),*}; }
    });
    let sid_module = krate.sids.as_ref().map(|_| quote! { mod sid; });
    let errors = krate.errors.as_ref().map(|_| {
        let blank = ink.blank();
        quote! { #blank pub mod error_code; }
    });
    let webhooks = krate.webhooks.as_ref().map(|_| {
        let blank = ink.blank();
        quote! {
            #blank
            #[cfg(feature = "webhook")]
            pub mod webhook;
        }
    });
    let fake = krate.fake.as_ref().map(|_| {
        let blank = ink.blank();
        quote! {
            #blank
            #[cfg(feature = "fake")]
            pub mod fake;
        }
    });
    let operations = krate.resources.iter().map(|file| {
        let module = ident(&file.module);
        let waiters = file.waiters.iter().flat_map(|waiter| [&waiter.builder, &waiter.outcome]);
        let names = file.builders.iter().map(|builder| &builder.name).chain(waiters).map(|name| ident(name));
        let handle = ident(&file.handle.name);
        quote! { pub use crate::resources::#module::{#handle, #(#names),*}; }
    });
    let is_like_outer = krate.resources.iter().any(|file| file.module == "resources");
    let inner = is_like_outer
        .then(|| quote! { #![allow(clippy::module_inception, reason = "it is named after its resource")] });
    let model_docs = ink.item_docs(&krate.library.model_docs);
    let operations_docs = ink.item_docs(&krate.library.operations_docs);
    let blank = ink.blank();
    quote! {
        #docs
        #![doc = include_str!("../README.md")]
        #![cfg_attr(docsrs, feature(doc_cfg))]
        #![forbid(unsafe_code)]
        #![warn(missing_docs)]
        #blank
        mod client;
        #errors
        #fake
        mod runtime;
        #shared_module
        #sid_module
        #webhooks
        #blank
        mod resources { #inner #(#modules)* }
        #blank
        pub use runtime::*;
        #model_docs
        pub mod model { #(#types)* #shared #sid_names }
        #operations_docs
        pub mod operations { #(#operations)* }
    }
}

/// Tokens of `client.rs`.
pub(super) fn client<'a>(ink: &Ink<'a>, file: &'a ClientFile) -> TokenStream {
    let docs = ink.inner_docs(&file.docs);
    let ClientFile { title, package, package_version, base_url, .. } = file;
    let (api_key, account) = (credential(&file.api_key), credential(&file.account));
    let location = location(file.location.as_ref());
    let pages = pages(file.pages.as_ref());
    let responses = responses(&file.responses);
    let accessors = file.accessors.iter().map(|accessor| {
        let (name, handle, lines) = (ident(&accessor.name), ident(&accessor.handle), ink.item_docs(&accessor.docs));
        let deprecated = deprecated(accessor.deprecated.as_ref());
        quote! {
            #lines
            #deprecated
            pub fn #name(&self) -> crate::operations::#handle {
                crate::operations::#handle::new(self)
            }
        }
    });
    let operations = file.operations.iter().map(|(module, constant)| {
        let (module, constant) = (ident(module), ident(constant));
        quote! { &crate::resources::#module::#constant }
    });
    let count = file.operations.len();
    let blank = ink.blank();
    let builder_docs = ink.docs(&file.builder_docs);
    let builder_with_source_docs = ink.item_docs(&file.builder_with_source_docs);
    let from_env_docs = ink.item_docs(&file.from_env_docs);
    let builder_from_env_docs = ink.item_docs(&file.builder_from_env_docs);
    let operations_docs = ink.item_docs(&file.operations_docs);
    quote! {
        #docs
        #blank
        pub(crate) static API: crate::runtime::Api = crate::runtime::Api {
            title: #title,
            package: #package,
            package_version: #package_version,
            base_url: #base_url,
            api_key: #api_key,
            account: #account,
            location: #location,
            pages: #pages,
            responses: #responses,
        };
        #blank
        static OPERATIONS: [&crate::Operation; #count] = [#(#operations),*];
        #blank
        impl crate::Client {
            #builder_docs
            pub fn builder(credentials: crate::Credentials) -> crate::ClientBuilder {
                crate::ClientBuilder::new(&API, credentials)
            }
            #builder_with_source_docs
            pub fn builder_with_source(source: impl crate::CredentialsSource) -> crate::ClientBuilder {
                crate::ClientBuilder::with_source(&API, source)
            }
            #from_env_docs
            pub fn from_env() -> Result<Self, crate::Error> {
                Self::builder_from_env()?.build()
            }
            #builder_from_env_docs
            pub fn builder_from_env() -> Result<crate::ClientBuilder, crate::Error> {
                crate::ClientBuilder::from_environment(&API)
            }
            #operations_docs
            pub fn operations() -> &'static [&'static crate::Operation] {
                &OPERATIONS
            }
            #(#accessors)*
        }
    }
}

fn credential(item: &Credential) -> TokenStream {
    let Credential { prefix, sid_variable, secret_variable } = item;
    quote! {
        crate::runtime::CredentialSpec {
            prefix: #prefix,
            sid_variable: #sid_variable,
            secret_variable: #secret_variable,
        }
    }
}

fn location(item: Option<&Location>) -> TokenStream {
    let Some(Location { edge_variable, region_variable, regions }) = item else { return quote! { None } };
    quote! {
        Some(crate::runtime::Location {
            edge_variable: #edge_variable,
            region_variable: #region_variable,
            regions: &[#(#regions),*],
        })
    }
}

fn pages(item: Option<&PageFormat>) -> TokenStream {
    let Some(PageFormat { envelope, next, previous, first, current, index, size }) = item else {
        return quote! { None };
    };
    quote! {
        Some(crate::runtime::PageFormat {
            envelope: #envelope,
            next: #next,
            previous: #previous,
            first: #first,
            current: #current,
            index: #index,
            size: #size,
        })
    }
}

fn responses(item: &ResponseFormat) -> TokenStream {
    let request_id = optional(item.request_id.as_ref());
    let rate_limit = match &item.rate_limit {
        Some(RateLimitFormat { limit, remaining, config }) => quote! {
            Some(crate::runtime::RateLimitFormat { limit: #limit, remaining: #remaining, config: #config })
        },
        None => quote! { None },
    };
    let codes = item.missing_permission.iter().map(|code| Literal::i64_unsuffixed(*code));
    quote! {
        crate::runtime::ResponseFormat {
            request_id: #request_id,
            rate_limit: #rate_limit,
            missing_permission: &[#(#codes),*],
        }
    }
}

/// Tokens of `sid.rs`.
pub(super) fn sids<'a>(ink: &Ink<'a>, file: &'a SidFile) -> TokenStream {
    let docs = ink.inner_docs(&file.docs);
    let items = file.items.iter().map(|sid| {
        let (name, kind, text) = (ident(&sid.name), ident(&sid.kind), &sid.name);
        let (prefixes, open) = (&sid.prefixes, sid.open);
        let (lines, kind_docs) = (ink.item_docs(&sid.docs), ink.item_docs(&sid.kind_docs));
        let blank = ink.blank();
        quote! {
            #lines
            pub type #name = crate::Sid<#kind>;
            #kind_docs
            #[derive(Debug)]
            pub enum #kind {}
            #blank
            crate::runtime::sid::sid_kind!(#kind, #text, [#(#prefixes),*], #open);
        }
    });
    quote! { #docs #(#items)* }
}

/// Tokens of `error_code.rs`.
pub(super) fn error_codes<'a>(ink: &Ink<'a>, file: &'a ErrorFile) -> TokenStream {
    let docs = ink.inner_docs(&file.docs);
    let items = file.items.iter().map(|error| {
        let (name, lines) = (ident(&error.name), ink.item_docs(&error.docs));
        let code = Literal::i64_unsuffixed(error.code);
        quote! { #lines pub const #name: i64 = #code; }
    });
    quote! { #docs #(#items)* }
}

/// Tokens of `shared.rs`.
pub(super) fn shared<'a>(ink: &Ink<'a>, file: &'a SharedFile) -> TokenStream {
    let docs = ink.inner_docs(&file.docs);
    let types = types(ink, &file.types);
    quote! { #docs #types }
}
