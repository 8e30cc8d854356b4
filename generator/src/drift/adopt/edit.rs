//! Edits of the files of a description.

use super::value::Value;

/// An edit of the description. Paths of files are relative to it.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// An entry of a file is set or goes.
    Entry {
        /// Path of the file.
        file: String,
        /// The keys that lead to the map that is edited; those that are missing are added.
        at: Vec<String>,
        /// What happens to it.
        change: Change,
    },
    /// There is a new file.
    Create {
        /// Its path.
        file: String,
        /// Its text.
        text: String,
    },
    /// A file goes.
    Delete {
        /// Its path.
        file: String,
    },
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
        Self::Entry { file: file.into(), at, change: Change::Set { key: key.to_owned(), value } }
    }

    pub(super) fn create(file: impl Into<String>, text: String) -> Self {
        Self::Create { file: file.into(), text }
    }

    pub(super) fn delete(file: impl Into<String>) -> Self {
        Self::Delete { file: file.into() }
    }

    pub(super) fn remove(file: impl Into<String>, at: &[&str], key: &str) -> Self {
        let at = at.iter().map(|key| (*key).to_owned()).collect();
        Self::Entry { file: file.into(), at, change: Change::Remove { key: key.to_owned() } }
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
