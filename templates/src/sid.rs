//! Identifiers: SIDs, whose type contains the kind of resource, and SIDs or unique names. Prefixes belong to the kinds.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

use super::object::Member;
use super::sealed::Sealed;
use super::wire::{InvalidValue, ToWire};

/// How many hexadecimal digits follow a prefix.
const DIGITS: usize = 32;

/// A kind of SID: its name and its prefixes. Only the crate's own kinds implement it.
pub trait SidKind: Sealed {
    /// The name of the SID type, for messages.
    const NAME: &'static str;
    /// The prefixes of such a SID, two capital letters each.
    const PREFIXES: &'static [&'static str];
    /// Whether any two capital letters are accepted: for references to resources of several kinds.
    const OPEN: bool;
}

/// Makes a type a kind of SID, given its name, its prefixes and whether others are accepted too:
/// `sid_kind!(ThingSidKind, "ThingSid", ["TH"], false)`.
#[allow(unused_macros, reason = "for generated code; only for APIs with SIDs")]
macro_rules! sid_kind {
    ($kind:ident, $name:literal, [$($prefix:literal),*], $open:literal) => {
        impl crate::runtime::sealed::Sealed for $kind {}

        impl crate::runtime::SidKind for $kind {
            const NAME: &'static str = $name;
            const PREFIXES: &'static [&'static str] = &[$($prefix),*];
            const OPEN: bool = $open;
        }
    };
}
#[allow(unused_imports, reason = "for generated code; only for APIs with SIDs")]
pub(crate) use sid_kind;

/// Implements what follows from the text. Not derived, because a derive would require the same traits of the kind.
macro_rules! text {
    ($name:ident) => {
        impl<K> $name<K> {
            /// Returns the text, verbatim.
            pub fn as_str(&self) -> &str {
                &self.text
            }
        }

        impl<K> From<String> for $name<K> {
            fn from(text: String) -> Self {
                Self { text, kind: PhantomData }
            }
        }

        impl<K> From<&str> for $name<K> {
            fn from(text: &str) -> Self {
                Self::from(text.to_owned())
            }
        }

        impl<K> From<&String> for $name<K> {
            fn from(text: &String) -> Self {
                Self::from(text.clone())
            }
        }

        impl<K> From<&$name<K>> for $name<K> {
            fn from(other: &$name<K>) -> Self {
                other.clone()
            }
        }

        impl<K> Clone for $name<K> {
            fn clone(&self) -> Self {
                Self::from(self.text.clone())
            }
        }

        impl<K> fmt::Debug for $name<K> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.text, f)
            }
        }

        impl<K> fmt::Display for $name<K> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.text)
            }
        }

        impl<K> PartialEq for $name<K> {
            fn eq(&self, other: &Self) -> bool {
                self.text == other.text
            }
        }

        impl<K> Eq for $name<K> {}

        // The same as that of the text, as `Borrow<str>` requires.
        impl<K> Hash for $name<K> {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.text.hash(state);
            }
        }

        impl<K> Serialize for $name<K> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.text)
            }
        }

        impl<'de, K> Deserialize<'de> for $name<K> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(Self::from)
            }
        }
    };
}

/// The identifier of one kind of resource: two letters and 32 hexadecimal digits.
///
/// It can contain any text. Neither `From` nor deserialization checks it, so that a value from the server is never
/// refused; an operation checks its SIDs before it sends anything, and [`str::parse`] checks at once.
///
/// Libraries that choose a conversion by themselves may use `From`: make clap check the text with
/// `#[arg(value_parser = str::parse::<…Sid>)]`.
pub struct Sid<K> {
    text: String,
    // A function pointer: a SID is `Send` and `Sync` whatever its kind is.
    kind: PhantomData<fn() -> K>,
}

text!(Sid);

impl<K> Member for Sid<K> {}

impl<K> Sid<K> {
    /// Returns the text without copying it.
    pub fn into_string(self) -> String {
        self.text
    }
}

impl<K: SidKind> Sid<K> {
    /// Reports whether the text is a prefix of this kind and 32 hexadecimal digits.
    pub fn is_valid(&self) -> bool {
        is_valid::<K>(&self.text)
    }

    /// Checks the text.
    ///
    /// # Errors
    ///
    /// If [`is_valid`](Self::is_valid) is false.
    pub fn check(&self) -> Result<(), InvalidSid> {
        if self.is_valid() { Ok(()) } else { Err(InvalidSid::of::<K>(&self.text)) }
    }
}

/// Reports whether a text is that prefix and 32 hexadecimal digits.
pub(crate) fn has_format(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix)
        .is_some_and(|digits| digits.len() == DIGITS && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Returns the prefix of a text that has the format of a SID of any kind.
fn any_prefix(text: &str) -> Option<&str> {
    let prefix = text.get(..2)?;
    (prefix.bytes().all(|b| b.is_ascii_uppercase()) && has_format(text, prefix)).then_some(prefix)
}

fn is_valid<K: SidKind>(text: &str) -> bool {
    K::PREFIXES.iter().any(|prefix| has_format(text, prefix)) || (K::OPEN && any_prefix(text).is_some())
}

/// A text that is not a valid SID of the expected kind. The message does not contain the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidSid(String);

impl InvalidSid {
    fn of<K: SidKind>(text: &str) -> Self {
        let expected = if K::OPEN || K::PREFIXES.is_empty() {
            "two capital letters".to_owned()
        } else {
            K::PREFIXES.iter().map(|prefix| format!("`{prefix}`")).collect::<Vec<_>>().join(" or ")
        };
        // The text may be a secret that was passed in the wrong place.
        let found = match any_prefix(text) {
            Some(prefix) => format!("found a SID that begins with `{prefix}`"),
            None if text.is_empty() => "found an empty text".to_owned(),
            None => format!("found a text of {} characters that is not a SID", text.chars().count()),
        };
        Self(format!("not a valid {}: expected {expected} and {DIGITS} hexadecimal digits, {found}", K::NAME))
    }
}

impl fmt::Display for InvalidSid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for InvalidSid {}

impl<K: SidKind> FromStr for Sid<K> {
    type Err = InvalidSid;

    fn from_str(text: &str) -> Result<Self, InvalidSid> {
        let sid = Self::from(text);
        sid.check().map(|()| sid)
    }
}

impl<K> From<Sid<K>> for String {
    fn from(sid: Sid<K>) -> Self {
        sid.text
    }
}

impl<K> PartialOrd for Sid<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K> Ord for Sid<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl<K> Borrow<str> for Sid<K> {
    fn borrow(&self) -> &str {
        &self.text
    }
}

impl<K> AsRef<str> for Sid<K> {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl<K> PartialEq<str> for Sid<K> {
    fn eq(&self, other: &str) -> bool {
        self.text == other
    }
}

impl<K> PartialEq<&str> for Sid<K> {
    fn eq(&self, other: &&str) -> bool {
        self.text == *other
    }
}

impl<K> PartialEq<String> for Sid<K> {
    fn eq(&self, other: &String) -> bool {
        self.text == *other
    }
}

impl<K> PartialEq<Sid<K>> for str {
    fn eq(&self, other: &Sid<K>) -> bool {
        self == other.text
    }
}

impl<K> PartialEq<Sid<K>> for &str {
    fn eq(&self, other: &Sid<K>) -> bool {
        *self == other.text
    }
}

impl<K: SidKind> ToWire for Sid<K> {
    fn to_wire(&self) -> Result<String, InvalidValue> {
        match self.check() {
            Ok(()) => Ok(self.text.clone()),
            Err(invalid) => Err(InvalidValue::new(format!("is {invalid}"))),
        }
    }
}

/// A SID, or the unique name that its owner gave to the resource.
///
/// Any text except the empty one, `.`, `..` and the SID of another kind of resource; an operation refuses these before
/// it sends anything.
pub struct SidOrName<K> {
    text: String,
    kind: PhantomData<fn() -> K>,
}

text!(SidOrName);

impl<K> From<Sid<K>> for SidOrName<K> {
    fn from(sid: Sid<K>) -> Self {
        Self::from(sid.text)
    }
}

impl<K> From<&Sid<K>> for SidOrName<K> {
    fn from(sid: &Sid<K>) -> Self {
        Self::from(sid.text.clone())
    }
}

impl<K: SidKind> ToWire for SidOrName<K> {
    fn to_wire(&self) -> Result<String, InvalidValue> {
        if self.text.is_empty() {
            return Err(InvalidValue::new("is empty: expected a SID or a unique name"));
        }
        // A name that looks like the SID of another kind of resource is a mistake, such as the wrong variable.
        if any_prefix(&self.text).is_some() && !is_valid::<K>(&self.text) {
            return Err(InvalidValue::new(format!("is {}", InvalidSid::of::<K>(&self.text))));
        }
        Ok(self.text.clone())
    }
}
