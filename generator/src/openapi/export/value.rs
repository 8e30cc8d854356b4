//! JSON whose objects keep the order of their members, so that documents read as people expect.

use std::borrow::Cow;

use serde::{Serialize, Serializer};

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// A scalar, or a value that the description quotes.
    Plain(serde_json::Value),
    List(Vec<Value>),
    Object(Object),
}

/// A JSON object in the order in which its members were set.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Object(Vec<(Cow<'static, str>, Value)>);

impl Object {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Sets a member. One of that name is replaced in its place.
    pub(super) fn set(&mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Value>) {
        let (name, value) = (name.into(), value.into());
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name, value)),
        }
    }

    /// The object with that member.
    pub(super) fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Value>) -> Self {
        self.set(name, value);
        self
    }

    /// The object with that member if there is a value.
    pub(super) fn with_some(self, name: &'static str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// The object with that member if it has content.
    pub(super) fn with_content(self, name: &'static str, value: Object) -> Self {
        if value.is_empty() { self } else { self.with(name, value) }
    }

    /// The object with that member if it has items.
    pub(super) fn with_items(self, name: &'static str, items: Vec<Value>) -> Self {
        if items.is_empty() { self } else { self.with(name, items) }
    }

    /// The object with that member as `true`, or without it.
    pub(super) fn with_flag(self, name: &'static str, flag: bool) -> Self {
        if flag { self.with(name, true) } else { self }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// Changes the member of that name. What is no object, or missing, counts as an empty object.
    pub(super) fn update(&mut self, name: impl Into<Cow<'static, str>>, change: impl FnOnce(Object) -> Object) {
        let name = name.into();
        let old = match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, Value::Object(object))) => std::mem::take(object),
            _ => Object::new(),
        };
        self.set(name, change(old));
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Plain(value) => value.serialize(serializer),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(object) => object.serialize(serializer),
        }
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Self::Object(object)
    }
}

impl From<Vec<Value>> for Value {
    fn from(items: Vec<Value>) -> Self {
        Self::List(items)
    }
}

/// Whatever serde_json takes for a scalar.
macro_rules! plain {
    ($($ty:ty),*) => {
        $(impl From<$ty> for Value {
            fn from(value: $ty) -> Self {
                Self::Plain(value.into())
            }
        })*
    };
}

plain!(&str, String, bool, i64, u32, serde_json::Value);

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl From<&serde_json::Value> for Value {
    fn from(value: &serde_json::Value) -> Self {
        Self::Plain(value.clone())
    }
}
