//! Tokens of a resource's file: its types, its handle, its request builders and the metadata of its operations.

use proc_macro2::TokenStream;
use quote::quote;

use super::ink::Ink;
use super::model::types;
use super::tokens::{converted, deprecated, ident, like_a_trait, optional, parameter, range, ty, uses_deprecated};
use super::waiters;
use crate::client::krate::{
    Builder, Encoding, FindByItem, FindItem, HandleMethod, Input, InputPathItem, OperationItem, Output, Passing,
    ResourceFile, Setter,
};

pub(super) fn resource<'a>(ink: &Ink<'a>, file: &'a ResourceFile) -> TokenStream {
    let docs = ink.inner_docs(&file.docs);
    let types = types(ink, &file.types);
    let handle = handle(ink, file);
    let builders = file.builders.iter().map(|item| builder(ink, item));
    let waiters = file.waiters.iter().map(|item| waiters::waiter(ink, item));
    quote! { #docs #types #handle #(#builders)* #(#waiters)* }
}

fn handle<'a>(ink: &Ink<'a>, file: &'a ResourceFile) -> TokenStream {
    let item = &file.handle;
    let name = ident(&item.name);
    let docs_of_item = ink.item_docs(&item.docs);
    let methods = item.methods.iter().map(|item| method(ink, item));
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

fn method<'a>(ink: &Ink<'a>, item: &'a HandleMethod) -> TokenStream {
    let (name, builder, constant) = (ident(&item.name), ident(&item.builder), ident(&item.constant));
    let docs_of_item = ink.item_docs(&item.docs);
    let deprecated = deprecated(item.deprecated.as_ref());
    let parameters: Vec<_> = item.arguments.iter().map(parameter).collect();
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
    let or_find = item.find.as_ref().map(|method| {
        let (docs, method) = (ink.item_docs(&method.docs), ident(&method.name));
        let arguments = item.arguments.iter().map(|input| ident(&input.name));
        let allow = uses_deprecated(item.deprecated.is_some());
        quote! {
            #docs
            #deprecated
            #allow
            pub fn #method(&self, #(#parameters),*) -> #builder {
                let mut request = self.#name(#(#arguments),*);
                request.call.or_find();
                request
            }
        }
    });
    let allow = like_a_trait(&item.name);
    quote! {
        #docs_of_item
        #deprecated
        #allow
        pub fn #name(&self, #(#parameters),*) -> #builder { #body }
        #or_find
    }
}

fn builder<'a>(ink: &Ink<'a>, item: &'a Builder) -> TokenStream {
    let name = ident(&item.name);
    let docs_of_item = ink.item_docs(&item.docs);
    let output = match &item.output {
        Output::Nothing => quote! { nothing },
        Output::One(one) => {
            let one = ty(one);
            quote! { one #one }
        }
        Output::OneOrFound(one) => {
            let one = ty(one);
            quote! { one_or_found #one }
        }
        Output::List(of) => {
            let of = ty(of);
            quote! { list #of }
        }
    };
    let setters = (!item.setters.is_empty()).then(|| {
        let setters = item.setters.iter().map(|item| setter(ink, item));
        let blank = ink.blank();
        quote! { #blank impl #name { #(#setters)* } }
    });
    let (metadata, must_use) = (metadata(ink, &item.operation), item.must_use);
    let blank = ink.blank();
    quote! {
        #metadata
        #docs_of_item
        #[derive(Clone, Debug)]
        #[must_use = #must_use]
        pub struct #name { call: crate::runtime::Call }
        #setters
        #blank
        crate::runtime::request::request!(#name => #output);
    }
}

fn setter<'a>(ink: &Ink<'a>, item: &'a Setter) -> TokenStream {
    let name = ident(&item.name);
    let docs_of_item = ink.item_docs(&item.docs);
    let deprecated = deprecated(item.deprecated.as_ref());
    let parameter = parameter(&item.input);
    let step = step(&quote! { self.call }, &item.input);
    let allow = like_a_trait(&item.name);
    quote! {
        #docs_of_item
        #deprecated
        #allow
        pub fn #name(mut self, #parameter) -> Self {
            #step
            self
        }
    }
}

/// The statement that puts an input into the request.
fn step(call: &TokenStream, input: &Input) -> TokenStream {
    let (name, wire, method) = (ident(&input.name), &input.wire, ident(input.method));
    match input.encoding {
        Encoding::Typed => {
            let ty = ty(input.ty.element());
            quote! { #call.inputs.#method::<#ty>(#wire, #name); }
        }
        Encoding::Json if input.passing == Passing::Value => quote! { #call.inputs.#method(#wire, &#name); },
        Encoding::Json => {
            let (ty, value) = (ty(&input.ty), converted(&name, input.passing));
            quote! {
                let #name: #ty = #value;
                #call.inputs.#method(#wire, &#name);
            }
        }
        Encoding::Within(least, most) => {
            let range = range(least, most);
            quote! { #call.inputs.#method(#wire, #name, #range); }
        }
    }
}

fn metadata<'a>(ink: &Ink<'a>, item: &'a OperationItem) -> TokenStream {
    let constant = ident(&item.constant);
    let (id, path, method) = (&item.id, &item.path, ident(item.method));
    let page = item.page_items.as_ref().map(|key| quote! { .paged(#key) });
    let idempotency = ident(item.idempotency);
    let permission = item.permission.as_ref().map(|permission| quote! { .permitted_by(#permission) });
    let deprecated = item.deprecated.as_ref().map(|note| quote! { .obsolete(#note) });
    let (names, headers) = (&item.parameters, &item.headers);
    let has_some = !names.is_empty() || !headers.is_empty();
    let parameters = has_some.then(|| quote! { .taking(&[#(#names),*], &[#(#headers),*]) });
    let find = item.find.as_ref().map(find);
    let blank = ink.blank();
    quote! {
        #blank
        pub(crate) static #constant: crate::Operation =
            crate::Operation::new(#id, crate::Method::#method, #path, crate::Idempotency::#idempotency)
                #parameters #permission #find #page #deprecated;
    }
}

fn find(item: &FindItem) -> TokenStream {
    let constant = ident(&item.constant);
    let operation = match item.module.as_deref().map(ident) {
        Some(module) => quote! { crate::resources::#module::#constant },
        None => quote! { #constant },
    };
    let by = item.by.iter().map(|FindByItem { parameter, input }| {
        let input = input_path(input);
        quote! { crate::runtime::FindBy { parameter: #parameter, input: #input } }
    });
    let unless = match &item.unless {
        Some(path) => {
            let path = input_path(path);
            quote! { Some(#path) }
        }
        None => optional(None),
    };
    quote! { .found_by(&crate::runtime::Find { operation: &#operation, by: &[#(#by),*], unless: #unless }) }
}

fn input_path(InputPathItem { parameter, members }: &InputPathItem) -> TokenStream {
    quote! { crate::runtime::InputPath { parameter: #parameter, members: &[#(#members),*] } }
}
