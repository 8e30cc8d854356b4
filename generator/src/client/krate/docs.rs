//! Documentation of an item, line by line.

/// A doc comment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Docs(pub(crate) Vec<DocLine>);

#[derive(Clone, Debug)]
pub(crate) enum DocLine {
    Text(String),
    /// A text that the runtime writes, because it knows the numbers in it: the path of a macro that expands to a literal.
    Shared(&'static str),
}

impl Docs {
    /// Documentation that consists of fixed lines.
    pub(crate) fn fixed(lines: &[&str]) -> Self {
        Self(lines.iter().map(|line| DocLine::Text((*line).to_owned())).collect())
    }

    /// A single line.
    pub(crate) fn line(text: impl Into<String>) -> Self {
        Self(vec![DocLine::Text(text.into())])
    }

    /// The lines that are texts.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|line| match line {
            DocLine::Text(text) => Some(text.as_str()),
            DocLine::Shared(_) => None,
        })
    }
}
