//! Which of the things that went may be which of those that came, under another name.

/// A thing that only one side has.
pub(super) struct Candidate<'a> {
    pub(super) name: &'a str,
    /// What a renamed thing keeps, such as its type.
    pub(super) kept: String,
}

/// For each thing that went, the name it may have now: alike and of the same kind, or the only one of its kind.
pub(super) fn renamed<'a>(went: &[Candidate<'a>], came: &[Candidate<'a>]) -> Vec<Option<&'a str>> {
    went.iter()
        .map(|old| {
            let same: Vec<&Candidate<'a>> = came.iter().filter(|new| new.kept == old.kept).collect();
            let alike = |new: &&&Candidate<'a>| is_alike(old.name, new.name);
            let only = match (went.len(), same.as_slice()) {
                (1, [only]) => Some(*only),
                _ => None,
            };
            same.iter().find(alike).copied().or(only).map(|new| new.name)
        })
        .collect()
}

/// Whether two names differ in case and separators only, or in few letters.
fn is_alike(old: &str, new: &str) -> bool {
    let letters =
        |name: &str| name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let (old, new) = (letters(old), letters(new));
    old == new || strsim::jaro_winkler(&old, &new) > 0.9
}
