//! Knows how tokens become the text of a file. Holds no decision; can fail only by a bug of the emitters.

use proc_macro2::TokenStream;

use crate::emit::{BLANK, LINE};

/// Formats tokens, unfolds their documentation and puts empty lines where the emitters asked for them.
///
/// The error is a bug of the generator, never of a description; it names what syn could not read.
pub(crate) fn format(tokens: TokenStream) -> Result<String, String> {
    let file: syn::File = syn::parse2(tokens).map_err(|error| error.to_string())?;
    Ok(unfold(&prettyplease::unparse(&file)))
}

/// Every folded doc comment is one line of the printed text: unfolds it at the indentation that it has there.
fn unfold(printed: &str) -> String {
    let mut text = String::with_capacity(printed.len() + printed.len() / 4);
    for line in printed.lines() {
        match folded(line) {
            Some((indentation, sign, content)) => {
                // No empty line at the top of a file or of a block.
                let content = content
                    .strip_prefix(BLANK)
                    .inspect(|_| {
                        if !text.is_empty() && !text.ends_with("{\n") && !text.ends_with("\n\n") {
                            text.push('\n');
                        }
                    })
                    .unwrap_or(content);
                for line in content.split_terminator(LINE) {
                    text.push_str(indentation);
                    text.push_str(sign);
                    if !line.is_empty() {
                        text.push(' ');
                        text.push_str(line);
                    }
                    text.push('\n');
                }
            }
            None => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    text
}

/// Indentation, comment sign and content of a line that is a folded doc comment.
fn folded(line: &str) -> Option<(&str, &str, &str)> {
    let comment = line.trim_start();
    let content = comment.strip_prefix("///").or_else(|| comment.strip_prefix("//!"))?;
    Some((&line[..line.len() - comment.len()], &comment[..3], content))
}
