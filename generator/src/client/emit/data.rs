//! Tokens of constant expressions.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::tokens::ident;
use crate::client::krate::Data;

/// Tokens of a constant. Types of the runtime are named as they are imported.
pub(super) fn data(value: &Data) -> TokenStream {
    match value {
        Data::Text(text) => quote! { #text },
        Data::Integer(value) => number(*value < 0, Literal::i128_unsuffixed(i128::from(*value).abs())),
        Data::Number(value) => number(value.is_sign_negative(), Literal::f64_unsuffixed(value.abs())),
        Data::Boolean(value) => quote! { #value },
        Data::List(items) => {
            let items = items.iter().map(data);
            quote! { &[#(#items),*] }
        }
        Data::Tuple(items) => {
            let items = items.iter().map(data);
            quote! { (#(#items),*) }
        }
        Data::Optional(Some(value)) => {
            let value = data(value);
            quote! { Some(#value) }
        }
        Data::Optional(None) => quote! { None },
        Data::Struct(name, fields) => {
            let (name, fields) = (ident(name), named(fields));
            quote! { #name { #fields } }
        }
        Data::Variant(of, name) => {
            let (of, name) = (ident(of), ident(name));
            quote! { #of::#name }
        }
        Data::VariantOf(of, name, values) => {
            let (of, name, values) = (ident(of), ident(name), values.iter().map(data));
            quote! { #of::#name(#(#values),*) }
        }
        Data::VariantWith(of, name, fields) => {
            let (of, name, fields) = (ident(of), ident(name), named(fields));
            quote! { #of::#name { #fields } }
        }
        Data::Reference(value) => {
            let value = data(value);
            quote! { &#value }
        }
        Data::Static(path) => {
            let path = path.iter().map(|name| ident(name));
            quote! { &crate #(::#path)* }
        }
    }
}

fn named(fields: &[(&'static str, Data)]) -> TokenStream {
    let fields = fields.iter().map(|(name, value)| {
        let (name, value) = (ident(name), data(value));
        quote! { #name: #value }
    });
    quote! { #(#fields),* }
}

fn number(is_negative: bool, literal: Literal) -> TokenStream {
    if is_negative {
        quote! { -#literal }
    } else {
        quote! { #literal }
    }
}
