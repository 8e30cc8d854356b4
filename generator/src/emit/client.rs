//! Knows the tokens of the files that speak of the whole API: the library root, the client, SIDs and error codes.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Ink, ident};
use crate::rust::{ClientFile, Crate, Credential, ErrorItem, PageFormat, SidItem, TypeItem};

/// Tokens of `lib.rs`.
pub(crate) fn library(ink: &Ink, krate: &Crate) -> TokenStream {
    let mut crate_docs = vec![format!("{} {}.", krate.package.title, krate.package.api_version), String::new()];
    crate_docs.extend(krate.package.docs.iter().cloned());
    crate_docs.push(String::new());
    let docs_of_crate = ink.inner_docs(&crate_docs);
    let modules = krate.resources.iter().map(|file| {
        let module = ident(&file.module);
        quote! { pub(crate) mod #module; }
    });
    let types = krate.resources.iter().map(|file| {
        let module = ident(&file.module);
        let names = file.types.iter().map(|item| ident(type_name(item)));
        quote! { pub use crate::resources::#module::{#(#names),*}; }
    });
    let shared_names: Vec<_> = krate.shared.iter().map(|item| ident(type_name(item))).collect();
    let shared = (!shared_names.is_empty()).then(|| quote! { pub use crate::shared::{#(#shared_names),*}; });
    let shared_module = (!shared_names.is_empty()).then(|| quote! { mod shared; });
    let sids = krate.sids.iter().flat_map(|sid| [ident(&sid.name), ident(&sid.kind)]);
    let sids: Vec<_> = sids.collect();
    let sid_names = (!sids.is_empty()).then(|| quote! { pub use crate::sid::{#(#sids),*}; });
    let sid_module = (!sids.is_empty()).then(|| quote! { mod sid; });
    let errors = (!krate.errors.is_empty()).then(|| {
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
    let operations = krate.resources.iter().map(|file| {
        let module = ident(&file.module);
        let waiters = file.waiters.iter().flat_map(|waiter| [&waiter.builder, &waiter.outcome]);
        let names = file.builders.iter().map(|builder| &builder.name).chain(waiters).map(|name| ident(name));
        let handle = ident(&file.handle.name);
        quote! { pub use crate::resources::#module::{#handle, #(#names),*}; }
    });
    let model_docs =
        ink.item_docs(&["What requests and responses hold: resources, their parts, enums and SIDs.".to_owned()]);
    let operations_docs = ink.item_docs(&[
        "What can be asked of the API: a struct of operations per resource, and their requests.".to_owned(),
    ]);
    let blank = ink.blank();
    quote! {
        #docs_of_crate
        #![doc = include_str!("../README.md")]
        #![cfg_attr(docsrs, feature(doc_cfg))]
        #![forbid(unsafe_code)]
        #![warn(missing_docs)]
        #blank
        mod client;
        #errors
        mod runtime;
        #shared_module
        #sid_module
        #webhooks
        #blank
        mod resources { #(#modules)* }
        #blank
        pub use runtime::*;
        #model_docs
        pub mod model { #(#types)* #shared #sid_names }
        #operations_docs
        pub mod operations { #(#operations)* }
    }
}

fn type_name(item: &TypeItem) -> &str {
    match item {
        TypeItem::Struct(item) => &item.name,
        TypeItem::Enum(item) => &item.name,
    }
}

/// Tokens of `client.rs`.
pub(crate) fn client(ink: &Ink, file: &ClientFile) -> TokenStream {
    let docs_of_file = ink.inner_docs(&["The API's constants, and the client's way to its resources.".to_owned()]);
    let ClientFile { title, package, package_version, base_url, .. } = file;
    let (api_key, account) = (credential(&file.api_key), credential(&file.account));
    let location = match &file.location {
        None => quote! { None },
        Some(location) => {
            let (edge, region, regions) = (&location.edge_variable, &location.region_variable, &location.regions);
            quote! {
                Some(crate::runtime::Location {
                    edge_variable: #edge,
                    region_variable: #region,
                    regions: &[#(#regions),*],
                })
            }
        }
    };
    let pages = match &file.pages {
        None => quote! { None },
        Some(PageFormat { envelope, next, previous, first, current, index, size }) => quote! {
            Some(crate::runtime::PageFormat {
                envelope: #envelope,
                next: #next,
                previous: #previous,
                first: #first,
                current: #current,
                index: #index,
                size: #size,
            })
        },
    };
    let accessors = file.accessors.iter().map(|accessor| {
        let (name, handle, lines) = (ident(&accessor.name), ident(&accessor.handle), ink.item_docs(&accessor.docs));
        quote! {
            #lines
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
    let builder_docs = ink.docs(&["Configures a client that signs in with the given credentials.".to_owned()]);
    let from_env_docs = ink.item_docs(&file.from_env_docs);
    let builder_from_env_docs = ink.item_docs(&[
        "As [`from_env`](Self::from_env), for a client that needs other settings as well.".to_owned(),
        String::new(),
        "# Errors".to_owned(),
        String::new(),
        "As [`from_env`](Self::from_env).".to_owned(),
    ]);
    let operations_docs = ink.docs(&["Every operation of the API, for tools that list or label them.".to_owned()]);
    quote! {
        #docs_of_file
        #blank
        static API: crate::runtime::Api = crate::runtime::Api {
            title: #title,
            package: #package,
            package_version: #package_version,
            base_url: #base_url,
            api_key: #api_key,
            account: #account,
            location: #location,
            pages: #pages,
        };
        #blank
        static OPERATIONS: [&crate::Operation; #count] = [#(#operations),*];
        #blank
        impl crate::Client {
            #builder_docs
            pub fn builder(credentials: crate::Credentials) -> crate::ClientBuilder {
                crate::ClientBuilder::new(&API, credentials)
            }
            #from_env_docs
            pub fn from_env() -> Result<Self, crate::Error> {
                Self::builder_from_env()?.build()
            }
            #builder_from_env_docs
            pub fn builder_from_env() -> Result<crate::ClientBuilder, crate::Error> {
                crate::ClientBuilder::from_environment(&API)
            }
            #blank
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

/// Tokens of `sid.rs`.
pub(crate) fn sids(ink: &Ink, sids: &[SidItem]) -> TokenStream {
    let docs_of_file = ink.inner_docs(&["The API's string identifiers.".to_owned()]);
    let items = sids.iter().map(|sid| {
        let (name, kind, text) = (ident(&sid.name), ident(&sid.kind), &sid.name);
        let (prefixes, open) = (&sid.prefixes, sid.open);
        let lines = ink.item_docs(&sid.docs);
        let kind_docs = ink.item_docs(&[format!("Marks the SID type [`{text}`].")]);
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
    quote! { #docs_of_file #(#items)* }
}

/// Tokens of `error_code.rs`.
pub(crate) fn error_codes(ink: &Ink, errors: &[ErrorItem]) -> TokenStream {
    let docs_of_file = ink.inner_docs(&[
        "Codes of the API. [`Error::code`](crate::Error::code) gives those of refused requests; the others are recorded".to_owned(),
        "elsewhere, and say so.".to_owned(),
    ]);
    let items = errors.iter().map(|error| {
        let (name, lines) = (ident(&error.name), ink.item_docs(&error.docs));
        let code = proc_macro2::Literal::i64_unsuffixed(error.code);
        quote! { #lines pub const #name: i64 = #code; }
    });
    quote! { #docs_of_file #(#items)* }
}
