//! Knows the tokens of handles, request builders and operation metadata.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Ink, ident, ty, waiters};
use crate::rust::{
    Builder, Encoding, FindByItem, HandleMethod, Input, InputPath, OperationItem, Output, Passing, Place, ResourceFile,
    Setter,
};

pub(super) fn operations(ink: &Ink, file: &ResourceFile) -> TokenStream {
    let handle = handle(ink, file);
    let builders = file.builders.iter().map(|item| builder(ink, item));
    let waiters = file.waiters.iter().map(|item| waiters::waiter(ink, item));
    quote! { #handle #(#builders)* #(#waiters)* }
}

fn handle(ink: &Ink, file: &ResourceFile) -> TokenStream {
    let ResourceFile { handle: item, builders, .. } = file;
    let name = ident(&item.name);
    let docs_of_item = ink.item_docs(&item.docs);
    let methods = item.methods.iter().zip(builders).map(|(item, builder)| method(ink, item, &builder.operation));
    let waiters = file.waiters.iter().map(|item| waiters::method(ink, item));
    let blank = ink.blank();
    quote! {
        #docs_of_item
        #[derive(Clone, Debug)]
        pub struct #name { client: crate::Client }
        #blank
        impl #name {
            pub(crate) fn new(client: &crate::Client) -> Self {
                Self { client: client.clone() }
            }
            #(#methods)*
            #(#waiters)*
        }
    }
}

fn method(ink: &Ink, item: &HandleMethod, operation: &OperationItem) -> TokenStream {
    let (name, builder, constant) = (ident(&item.name), ident(&item.builder), ident(&operation.constant));
    let docs_of_item = ink.item_docs(&item.docs);
    let parameters = item.arguments.iter().map(parameter);
    let call = quote! { crate::runtime::Call::new(&self.client, &#constant) };
    let body = if item.arguments.is_empty() {
        quote! { #builder { call: #call } }
    } else {
        let steps = item.arguments.iter().map(|input| step(&quote! { call }, input));
        quote! {
            let mut call = #call;
            #(#steps)*
            #builder { call }
        }
    };
    let or_find = operation.find.as_ref().and_then(|find| find.method.as_ref()).map(|method| {
        let (docs, method) = (ink.item_docs(&method.docs), ident(&method.name));
        let parameters = item.arguments.iter().map(parameter);
        let arguments = item.arguments.iter().map(|input| ident(&input.name));
        quote! {
            #docs
            pub fn #method(&self, #(#parameters),*) -> #builder {
                let mut request = self.#name(#(#arguments),*);
                request.call.or_find();
                request
            }
        }
    });
    quote! {
        #docs_of_item
        pub fn #name(&self, #(#parameters),*) -> #builder { #body }
        #or_find
    }
}

fn builder(ink: &Ink, item: &Builder) -> TokenStream {
    let name = ident(&item.name);
    let docs_of_item = ink.item_docs(&item.docs);
    let setters = item.setters.iter().map(|item| setter(ink, item));
    let sending = match &item.output {
        Output::Nothing => send(ink, &quote! { () }, &quote! { send_empty }, "Sends the request."),
        Output::One(one) => send(ink, &ty(one), &quote! { send }, "Sends the request."),
        Output::OneOrFound(one) => send(ink, &ty(one), &quote! { send_or_find }, "Sends the request."),
        Output::Page(of) => list(ink, &ty(of)),
    };
    let metadata = metadata(ink, &item.operation);
    let (blank, options_blank) = (ink.blank(), ink.blank());
    quote! {
        #metadata
        #docs_of_item
        #[derive(Clone, Debug)]
        #[must_use = "a request does nothing until it is sent"]
        pub struct #name { call: crate::runtime::Call }
        #blank
        impl #name {
            #(#setters)*
            #sending
        }
        #options_blank
        crate::runtime::options::options!(#name);
    }
}

fn setter(ink: &Ink, item: &Setter) -> TokenStream {
    let name = ident(&item.name);
    let docs_of_item = ink.item_docs(&item.docs);
    let parameter = parameter(&item.input);
    let step = step(&quote! { self.call }, &item.input);
    quote! {
        #docs_of_item
        pub fn #name(mut self, #parameter) -> Self {
            #step
            self
        }
    }
}

fn send(ink: &Ink, output: &TokenStream, function: &TokenStream, what: &str) -> TokenStream {
    let lines = ink.item_docs(&owned(&[
        what,
        "",
        "# Errors",
        "",
        "Input that is not valid, before anything is sent; no answer in time; an answer that reports an error, or that",
        "cannot be decoded.",
    ]));
    quote! {
        #lines
        pub async fn send(self) -> Result<crate::Response<#output>, crate::Error> {
            self.call.#function().await
        }
    }
}

fn list(ink: &Ink, item: &TokenStream) -> TokenStream {
    let items_docs = ink.item_docs(&owned(&[
        "All items, page after page; a page is fetched when its first item is asked for, and errors come up there.",
    ]));
    let pages_docs = ink.item_docs(&owned(&[
        "All pages, one request each; a page is fetched when it is asked for, and errors come up there.",
    ]));
    let url_docs = ink.item_docs(&owned(&[
        "Starts at a page whose URL an earlier list reported, in place of the first one. The URL holds the filters of",
        "that list; those of this request are not sent. It must lead to the configured server.",
    ]));
    let what = "Fetches one page: the first, or that of `with_page_url`. `items` and `pages` go on from there.";
    let send = send(ink, &quote! { crate::Page<#item> }, &quote! { send_page }, what);
    quote! {
        #url_docs
        pub fn with_page_url(mut self, url: impl Into<String>) -> Self {
            self.call.with_page_url(url);
            self
        }
        #items_docs
        pub fn items(self) -> crate::Items<#item> {
            self.call.items()
        }
        #pages_docs
        pub fn pages(self) -> crate::Pages<#item> {
            self.call.pages()
        }
        #send
    }
}

fn owned(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

fn metadata(ink: &Ink, item: &OperationItem) -> TokenStream {
    let constant = ident(&item.constant);
    let (id, path, method) = (&item.id, &item.path, ident(item.method));
    let page = item.page_items.as_ref().map(|key| quote! { .paged(#key) });
    let idempotency = ident(item.idempotency);
    let permission = item.permission.as_ref().map(|permission| quote! { .permitted_by(#permission) });
    let find = item.find.as_ref().map(|find| {
        let constant = ident(&find.constant);
        let operation = match find.module.as_deref().map(ident) {
            Some(module) => quote! { crate::resources::#module::#constant },
            None => quote! { #constant },
        };
        let by = find.by.iter().map(|FindByItem { parameter, input }| {
            let input = input_path(input);
            quote! { crate::runtime::FindBy { parameter: #parameter, input: #input } }
        });
        let unless = match &find.unless {
            Some(path) => {
                let path = input_path(path);
                quote! { Some(#path) }
            }
            None => quote! { None },
        };
        quote! { .found_by(&crate::runtime::Find { operation: &#operation, by: &[#(#by),*], unless: #unless }) }
    });
    let blank = ink.blank();
    quote! {
        #blank
        pub(crate) static #constant: crate::Operation =
            crate::Operation::new(#id, crate::Method::#method, #path, crate::Idempotency::#idempotency)
                #permission #find #page;
    }
}

fn input_path(path: &InputPath) -> TokenStream {
    let InputPath { parameter, members } = path;
    quote! { crate::runtime::InputPath { parameter: #parameter, members: &[#(#members),*] } }
}

pub(super) fn parameter(input: &Input) -> TokenStream {
    let name = ident(&input.name);
    let plain = ty(&input.ty);
    match input.passing {
        Passing::Value => quote! { #name: #plain },
        Passing::Into => quote! { #name: impl Into<#plain> },
        Passing::Iterator => quote! { #name: impl IntoIterator<Item = impl Into<#plain>> },
    }
}

/// The statement that puts an input into the request.
fn step(call: &TokenStream, input: &Input) -> TokenStream {
    let (name, wire, plain) = (ident(&input.name), &input.wire, ty(&input.ty));
    let place = match input.place {
        Place::Path => "path",
        Place::Query => "query",
        Place::Header => "header",
        Place::Form => "form",
    };
    match input.encoding {
        Encoding::Plain => {
            let function = ident(place);
            quote! { #call.#function::<#plain>(#wire, #name); }
        }
        Encoding::Json => {
            let function = ident(&format!("{place}_json"));
            quote! { #call.#function(#wire, &#name); }
        }
        Encoding::CheckedJson => {
            let function = ident(&format!("{place}_checked_json"));
            quote! { #call.#function(#wire, &#name); }
        }
        Encoding::Within(least, most) => {
            let function = ident(&format!("{place}_in"));
            let range = range(least, most);
            quote! { #call.#function(#wire, #name, #range); }
        }
        Encoding::Repeated => {
            let function = ident(&format!("{place}_list"));
            quote! { #call.#function::<#plain>(#wire, #name); }
        }
    }
}

pub(super) fn range(least: i64, most: i64) -> TokenStream {
    let bound = |value: i64| match value {
        i64::MIN => quote! { i64::MIN },
        i64::MAX => quote! { i64::MAX },
        _ => {
            let literal = proc_macro2::Literal::i64_unsuffixed(value.saturating_abs());
            if value < 0 {
                quote! { -#literal }
            } else {
                quote! { #literal }
            }
        }
    };
    let (least, most) = (bound(least), bound(most));
    quote! { #least..=#most }
}
