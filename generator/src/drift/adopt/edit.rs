//! Edits of the files of a description.

use super::value::Value;

/// An edit of a file of the description.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// Path of the file, relative to the description.
    pub file: String,
    /// The keys that lead to the map that is edited; those that are missing are added.
    pub at: Vec<String>,
    /// What happens to it.
    pub change: Change,
}

/// What happens to a map.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A key gets a value.
    Set {
        /// The key.
        key: String,
        /// Its value.
        value: Value,
    },
    /// A key goes.
    Remove {
        /// The key.
        key: String,
    },
}

impl Edit {
    pub(super) fn set(file: impl Into<String>, at: &[&str], key: &str, value: Value) -> Self {
        let at = at.iter().map(|key| (*key).to_owned()).collect();
        Self { file: file.into(), at, change: Change::Set { key: key.to_owned(), value } }
    }

    pub(super) fn remove(file: impl Into<String>, at: &[&str], key: &str) -> Self {
        let at = at.iter().map(|key| (*key).to_owned()).collect();
        Self { file: file.into(), at, change: Change::Remove { key: key.to_owned() } }
    }
}

impl Change {
    /// The key that it is about.
    pub(super) fn key(&self) -> &str {
        match self {
            Self::Set { key, .. } | Self::Remove { key } => key,
        }
    }
}
