//! Which characters do not show. Knows nothing of YAML and of descriptions.

/// Whether a character has no place in any text: controls, what turns the direction of text, and line breaks that only
/// one version of YAML knows.
pub(crate) fn is_invisible(c: char) -> bool {
    let turns = matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    turns || matches!(c, '\u{2028}' | '\u{2029}') || (c.is_control() && !matches!(c, '\n' | '\t'))
}

/// The offset of the first character of a name that does not show, if there is one: names are compared character by
/// character, so what nobody sees makes another name. Prose is no name, and may have a space that does not break.
pub(crate) fn unseen(name: &str) -> Option<usize> {
    let at_an_end = |at: usize| at == 0 || at + 1 == name.len();
    name.char_indices().find(|&(at, c)| if c == ' ' { at_an_end(at) } else { is_unseen(c) }).map(|(at, _)| at)
}

fn is_unseen(c: char) -> bool {
    is_invisible(c) || c.is_whitespace() || is_ignorable(c) || matches!(c, '\u{2800}' | '\u{1D159}')
}

/// `Default_Ignorable_Code_Point` of Unicode, which is stable: a character that becomes one was reserved as one.
fn is_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}'
            | '\u{034F}'
            | '\u{061C}'
            | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFF8}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}
