//! Knows how tokens become the text of a file. Holds no decision; can fail only by a bug of the emitters.

use proc_macro2::TokenStream;

use crate::emit::Ink;

/// Formats tokens and writes their documentation.
///
/// The error is a bug of the generator, never of a description; it names what syn could not read.
pub(crate) fn format(tokens: TokenStream, ink: &Ink) -> Result<String, String> {
    let file: syn::File = syn::parse2(tokens).map_err(|error| error.to_string())?;
    Ok(ink.write(&prettyplease::unparse(&file)))
}
