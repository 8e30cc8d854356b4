//! Rust types, and how arguments take them.

/// A Rust type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ty {
    String,
    Bool,
    I64,
    F64,
    Json,
    Vec(Box<Ty>),
    Map(Box<Ty>),
    /// `crate::…`
    Crate(&'static str),
    /// `crate::model::…`
    Model(String),
    /// `crate::SidOrName<crate::model::…>` of a SID's kind.
    SidOrName(String),
}

impl Ty {
    /// The type of what a list or a map contains; of anything else, the type itself.
    pub(crate) fn element(&self) -> &Self {
        match self {
            Self::Vec(inner) | Self::Map(inner) => inner,
            other => other,
        }
    }
}

/// How an argument is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Passing {
    Value,
    Into,
    /// A list: `impl IntoIterator<Item = impl Into<T>>`
    Iterator,
    /// A map: `impl IntoIterator<Item = (impl Into<String>, impl Into<T>)>`
    Entries,
}
