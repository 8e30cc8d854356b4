//! Knows how tokens become the text of a file. Holds no decision; can fail only by a bug of the emitters.

use proc_macro2::TokenStream;

use crate::emit::BLANK;

/// Formats tokens and puts empty lines where the emitters asked for them.
///
/// The error is a bug of the generator, never of a description; it names what syn could not read.
pub(crate) fn format(tokens: TokenStream) -> Result<String, String> {
    let file: syn::File = syn::parse2(tokens).map_err(|error| error.to_string())?;
    let printed = prettyplease::unparse(&file);
    let marker = format!("///{BLANK}");
    let mut text = String::with_capacity(printed.len());
    let mut after_opening = true;
    for line in printed.lines() {
        if line.trim_start() == marker {
            // No empty line behind an opening brace, at the top or behind another one.
            if !after_opening {
                text.push('\n');
            }
            after_opening = true;
            continue;
        }
        text.push_str(line);
        text.push('\n');
        after_opening = line.ends_with('{');
    }
    Ok(text)
}
