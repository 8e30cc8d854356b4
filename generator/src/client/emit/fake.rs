//! Tokens of the module of the fake.

use proc_macro2::TokenStream;
use quote::quote;

use super::data::data;
use super::ink::Ink;
use super::tokens::ident;
use crate::client::krate::FakeFile;

/// Tokens of `fake.rs`.
pub(super) fn fake<'a>(ink: &Ink<'a>, file: &'a FakeFile) -> TokenStream {
    let docs = ink.inner_docs(&file.docs);
    let (new_docs, builder_docs) = (ink.docs(&file.new_docs), ink.item_docs(&file.builder_docs));
    let records = file.records.iter().map(|name| {
        let ty = ident(name);
        quote! {
            impl crate::runtime::sealed::Sealed for crate::model::#ty {}
            impl FakeRecord for crate::model::#ty {
                const RESOURCE: &'static str = #name;
            }
        }
    });
    let imported = file.imported.iter().map(|name| ident(name));
    let table = data(&file.table);
    let (before_use, before_impl, before_default, before_records, before_table) =
        (ink.blank(), ink.blank(), ink.blank(), ink.blank(), ink.blank());
    quote! {
        #docs
        #before_use
        pub use crate::runtime::fake::*;
        use crate::runtime::fake::table::{#(#imported),*};
        #before_impl
        impl Fake {
            #new_docs
            pub fn new() -> Self {
                Self::of(&TABLE)
            }
            #builder_docs
            pub fn builder() -> FakeBuilder {
                Self::builder_of(&TABLE)
            }
        }
        #before_default
        impl Default for Fake {
            fn default() -> Self {
                Self::new()
            }
        }
        #before_records
        #(#records)*
        #before_table
        static TABLE: Table = #table;
    }
}
