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

/// How an argument is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Passing {
    Value,
    Into,
    /// `impl IntoIterator<Item = impl Into<T>>`
    Iterator,
}
