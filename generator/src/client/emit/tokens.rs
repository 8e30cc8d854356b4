//! Tokens that several emitters write: identifiers, types, parameters, ranges, attributes.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use crate::client::krate::{Input, Passing, Ty};

pub(super) fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

pub(super) fn ty(ty: &Ty) -> TokenStream {
    match ty {
        Ty::String => quote! { String },
        Ty::Bool => quote! { bool },
        Ty::I64 => quote! { i64 },
        Ty::F64 => quote! { f64 },
        Ty::Json => quote! { serde_json::Value },
        Ty::Vec(inner) => {
            let inner = self::ty(inner);
            quote! { Vec<#inner> }
        }
        Ty::Map(inner) => {
            let inner = self::ty(inner);
            quote! { std::collections::BTreeMap<String, #inner> }
        }
        Ty::Crate(name) => {
            let name = ident(name);
            quote! { crate::#name }
        }
        Ty::Model(name) => {
            let name = ident(name);
            quote! { crate::model::#name }
        }
        Ty::SidOrName(kind) => {
            let kind = ident(kind);
            quote! { crate::SidOrName<crate::model::#kind> }
        }
    }
}

/// How an input is declared as a parameter.
pub(super) fn parameter(input: &Input) -> TokenStream {
    let (name, declared) = (ident(&input.name), passed(&input.ty, input.passing));
    quote! { #name: #declared }
}

/// The type that an argument is declared with.
pub(super) fn passed(whole: &Ty, passing: Passing) -> TokenStream {
    let (plain, element) = (ty(whole), ty(whole.element()));
    match passing {
        Passing::Value => plain,
        Passing::Into => quote! { impl Into<#plain> },
        Passing::Iterator => quote! { impl IntoIterator<Item = impl Into<#element>> },
        Passing::Entries => quote! { impl IntoIterator<Item = (impl Into<String>, impl Into<#element>)> },
    }
}

/// The expression that makes its own type of an argument.
pub(super) fn converted(name: &Ident, passing: Passing) -> TokenStream {
    match passing {
        Passing::Value => quote! { #name },
        Passing::Into => quote! { #name.into() },
        Passing::Iterator => quote! { #name.into_iter().map(Into::into).collect() },
        Passing::Entries => quote! { #name.into_iter().map(|(name, value)| (name.into(), value.into())).collect() },
    }
}

pub(super) fn range(least: i64, most: i64) -> TokenStream {
    let bound = |value: i64| match value {
        i64::MIN => quote! { i64::MIN },
        i64::MAX => quote! { i64::MAX },
        _ => {
            let literal = Literal::i64_unsuffixed(value.saturating_abs());
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

/// `Some("text")` or `None`.
pub(super) fn optional(text: Option<&String>) -> TokenStream {
    match text {
        Some(text) => quote! { Some(#text) },
        None => quote! { None },
    }
}

/// The attribute of something deprecated.
pub(super) fn deprecated(note: Option<&String>) -> Option<TokenStream> {
    note.map(|note| quote! { #[deprecated(note = #note)] })
}

/// Methods of the standard library's operators, which take `self` and one more value, and of its other traits.
const OF_TRAITS: [&str; 24] = [
    "add",
    "as_mut",
    "as_ref",
    "bitand",
    "bitor",
    "bitxor",
    "borrow",
    "borrow_mut",
    "clone",
    "cmp",
    "default",
    "deref",
    "div",
    "eq",
    "hash",
    "index",
    "mul",
    "neg",
    "next",
    "not",
    "rem",
    "shl",
    "shr",
    "sub",
];

/// The attribute of a method that is called as one of a trait of the standard library.
pub(super) fn like_a_trait(name: &str) -> Option<TokenStream> {
    let allow = || quote! { #[allow(clippy::should_implement_trait, reason = "the name is the API's")] };
    OF_TRAITS.contains(&name).then(allow)
}

/// The attribute of an item of the crate that uses something deprecated.
pub(super) fn uses_deprecated(uses: bool) -> Option<TokenStream> {
    uses.then(|| quote! { #[allow(deprecated, reason = "it remains until the API drops it")] })
}
