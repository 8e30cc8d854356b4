//! Data that generated code passes to the runtime, as an expression that is a constant.

/// A constant expression.
#[derive(Debug)]
pub(crate) enum Data {
    Text(String),
    Integer(i64),
    Number(f64),
    Boolean(bool),
    /// `&[…]`
    List(Vec<Data>),
    Tuple(Vec<Data>),
    /// `Some(…)` or `None`
    Optional(Option<Box<Data>>),
    /// A struct of the runtime.
    Struct(&'static str, Vec<(&'static str, Data)>),
    /// A variant of an enum of the runtime, or a constant of a type, without values, with some by position, or with some by name.
    Variant(&'static str, &'static str),
    VariantOf(&'static str, &'static str, Vec<Data>),
    VariantWith(&'static str, &'static str, Vec<(&'static str, Data)>),
    /// `&…`
    Reference(Box<Data>),
    /// A reference to a static of the crate: the names that lead to it.
    Static(Vec<String>),
}

impl Data {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(crate) fn list(items: impl IntoIterator<Item = Self>) -> Self {
        Self::List(items.into_iter().collect())
    }

    pub(crate) fn texts(items: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::List(items.into_iter().map(Self::text).collect())
    }

    pub(crate) fn optional(value: Option<Self>) -> Self {
        Self::Optional(value.map(Box::new))
    }

    /// An index, or another number that is never large.
    pub(crate) fn index(index: usize) -> Self {
        Self::Integer(i64::try_from(index).unwrap_or(i64::MAX))
    }
}
