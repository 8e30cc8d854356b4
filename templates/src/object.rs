//! Reads structures from objects, writes them and prints them, given the table of their members.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde_core::de::{Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_core::ser::{Error as _, Serialize, SerializeMap, Serializer};

/// Implements `Deserialize`, `Serialize` and `Debug` for a structure, given its fields:
/// `object!(Thing { sid, size as Number, kind = "type", text[redacted], ..rest })`.
///
/// `= "name"` is the member's name if the field has another one, `as` names a reader for values that plain serde would
/// refuse, `[redacted]` keeps a value out of `Debug`, and `..rest` is the map of members that have no field. Fields can
/// be deprecated.
///
/// It replaces serde's derive, which generates several times as much code and needs five more crates, which everybody
/// who depends on a client would have to compile.
#[allow(unused_macros, reason = "for generated code; only for APIs with structures")]
macro_rules! object {
    ($name:ident {
        $($field:ident $([$mark:ident])? $(= $wire:literal)? $(as $reader:ident)?),*
        $(, ..$rest:ident $([$rest_mark:ident])?)? $(,)?
    }) => {
        #[allow(deprecated, reason = "a field can be deprecated")]
        impl crate::runtime::object::FromMembers for $name {
            fn from_members<'de, A: serde_core::de::MapAccess<'de>>(mut members: A) -> Result<Self, A::Error> {
                use crate::runtime::object::{MemberName, finish, object, read};
                $(let mut $field = None;)*
                $(let mut $rest = std::collections::BTreeMap::new();)?
                while let Some(MemberName(name)) = members.next_key()? {
                    match &*name {
                        $(object!(@name $field $($wire)?) => {
                            let name = object!(@name $field $($wire)?);
                            read(&mut members, name, &mut $field, object!(@reader $($reader)?))?;
                        })*
                        _ => object!(@other members name $($rest)?),
                    }
                }
                Ok(Self {
                    $($field: finish::<_, A::Error>(object!(@name $field $($wire)?), $field)?,)*
                    $($rest,)?
                })
            }
        }

        impl<'de> serde_core::Deserialize<'de> for $name {
            fn deserialize<D: serde_core::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::runtime::object::deserialize(deserializer)
            }
        }

        #[allow(deprecated, reason = "a field can be deprecated")]
        impl crate::runtime::object::ToMembers for $name {
            fn to_members<M: serde_core::ser::SerializeMap>(&self, members: &mut M) -> Result<(), M::Error> {
                use crate::runtime::object::{object, write};
                $(write(members, object!(@name $field $($wire)?), &self.$field)?;)*
                object!(@write self members [$($field = object!(@name $field $($wire)?)),*] $($rest)?)
            }
        }

        impl serde_core::Serialize for $name {
            fn serialize<S: serde_core::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                crate::runtime::object::serialize(self, serializer)
            }
        }

        #[allow(deprecated, reason = "a field can be deprecated")]
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                use crate::runtime::object::object;
                f.debug_struct(stringify!($name))
                    $(.field(stringify!($field), object!(@debug self.$field $($mark)?)))*
                    $(.field(stringify!($rest), object!(@debug self.$rest $($rest_mark)?)))?
                    .finish()
            }
        }

        impl crate::runtime::object::Member for $name {}
    };
    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident $wire:literal) => { $wire };
    (@reader) => { std::marker::PhantomData };
    (@reader $reader:ident) => { crate::runtime::$reader::new() };
    (@other $members:ident $name:ident) => { crate::runtime::object::skip(&mut $members)? };
    (@other $members:ident $name:ident $rest:ident) => {{
        let value = $members.next_value()?;
        $rest.insert($name.into_owned(), value);
    }};
    (@write $this:ident $members:ident [$($field:ident = $name:expr),*]) => { Ok(()) };
    (@write $this:ident $members:ident [$($field:ident = $name:expr),*] $rest:ident) => {
        crate::runtime::object::write_others(
            $members,
            &[$(($name, crate::runtime::object::Member::presence(&$this.$field))),*],
            &$this.$rest,
        )
    };
    (@debug $this:ident.$field:ident) => { &$this.$field };
    (@debug $this:ident.$field:ident redacted) => { &crate::runtime::object::redacted(&$this.$field) };
}
#[allow(unused_imports, reason = "for generated code; only for APIs with structures")]
pub(crate) use object;

/// A structure that can be read from an object's members, in any order.
pub(crate) trait FromMembers: Sized {
    fn from_members<'de, A: MapAccess<'de>>(members: A) -> Result<Self, A::Error>;
}

/// A structure that can be written as members of an object.
pub(crate) trait ToMembers {
    fn to_members<M: SerializeMap>(&self, members: &mut M) -> Result<(), M::Error>;
}

/// A type that the fields of a structure can have.
pub(crate) trait Member: Sized {
    /// Returns the value for a missing member, if it is optional.
    fn missing() -> Option<Self> {
        None
    }

    /// Reports whether there is something to write.
    fn presence(&self) -> Presence {
        Presence::Always
    }
}

pub(crate) enum Presence {
    Always,
    Present,
    Absent,
}

impl<T> Member for Option<T> {
    fn missing() -> Option<Self> {
        Some(None)
    }

    fn presence(&self) -> Presence {
        if self.is_some() { Presence::Present } else { Presence::Absent }
    }
}

impl Member for String {}
impl Member for bool {}
impl Member for i64 {}
impl Member for f64 {}
impl Member for serde_json::Value {}
impl<T> Member for Vec<T> {}
impl<T> Member for BTreeMap<String, T> {}

/// Reads a structure from an object.
#[allow(dead_code, reason = "for generated code; only for APIs with structures")]
pub(crate) fn deserialize<'de, T: FromMembers, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    struct ObjectVisitor<T>(PhantomData<T>);

    impl<'de, T: FromMembers> Visitor<'de> for ObjectVisitor<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<T, A::Error> {
            T::from_members(members)
        }
    }

    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

/// Writes the members that have no field. One that was already written as a field is an error; one that is not set may
/// come from the time before the field was known.
#[allow(dead_code, reason = "for generated code; only for APIs with structures that keep other members")]
pub(crate) fn write_others<M: SerializeMap>(
    members: &mut M,
    fields: &[(&str, Presence)],
    others: &BTreeMap<String, serde_json::Value>,
) -> Result<(), M::Error> {
    for (name, value) in others {
        if fields.iter().any(|(field, presence)| field == name && !matches!(presence, Presence::Absent)) {
            return Err(M::Error::custom(format_args!("`{name}` is both a field and an additional one")));
        }
        members.serialize_entry(name, value)?;
    }
    Ok(())
}

/// Writes a structure as an object.
#[allow(dead_code, reason = "for generated code; only for APIs with structures")]
pub(crate) fn serialize<T: ToMembers, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let mut members = serializer.serialize_map(None)?;
    value.to_members(&mut members)?;
    members.end()
}

/// The name of a member; copied only if the text contains escapes.
#[allow(dead_code, reason = "for generated code; only for APIs with structures")]
pub(crate) struct MemberName<'de>(pub(crate) Cow<'de, str>);

impl<'de> Deserialize<'de> for MemberName<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameVisitor;

        impl<'de> Visitor<'de> for NameVisitor {
            type Value = MemberName<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a member's name")
            }

            fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Self::Value, E> {
                Ok(MemberName(Cow::Borrowed(name)))
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
                Ok(MemberName(Cow::Owned(name.to_owned())))
            }

            fn visit_string<E: Error>(self, name: String) -> Result<Self::Value, E> {
                Ok(MemberName(Cow::Owned(name)))
            }
        }

        deserializer.deserialize_identifier(NameVisitor)
    }
}

/// Reads the value of a member; a duplicate member is an error.
#[allow(dead_code, reason = "for generated code; only for APIs with structures")]
pub(crate) fn read<'de, A, S>(
    members: &mut A,
    name: &'static str,
    slot: &mut Option<S::Value>,
    seed: S,
) -> Result<(), A::Error>
where
    A: MapAccess<'de>,
    S: DeserializeSeed<'de>,
{
    match slot.replace(members.next_value_seed(seed)?) {
        None => Ok(()),
        Some(_) => Err(A::Error::duplicate_field(name)),
    }
}

/// Skips a member that has no field.
#[allow(dead_code, reason = "for generated code; only for APIs with structures")]
pub(crate) fn skip<'de, A: MapAccess<'de>>(members: &mut A) -> Result<(), A::Error> {
    members.next_value::<IgnoredAny>().map(drop)
}

/// Returns the value of a field after all members were read.
#[allow(dead_code, reason = "for generated code; only for APIs with structures")]
pub(crate) fn finish<T: Member, E: Error>(name: &'static str, slot: Option<T>) -> Result<T, E> {
    slot.or_else(T::missing).ok_or_else(|| E::missing_field(name))
}

/// Writes a member, if there is one.
#[allow(dead_code, reason = "for generated code; only for APIs with structures")]
pub(crate) fn write<M: SerializeMap, T: Member + Serialize>(
    members: &mut M,
    name: &str,
    value: &T,
) -> Result<(), M::Error> {
    match value.presence() {
        Presence::Absent => Ok(()),
        Presence::Always | Presence::Present => members.serialize_entry(name, value),
    }
}

/// Prints whether there is a value, but never the value.
#[allow(dead_code, reason = "for generated code; only for APIs with sensitive fields")]
pub(crate) fn redacted<T: Member>(value: &T) -> impl fmt::Debug + use<T> {
    struct Redacted;

    impl fmt::Debug for Redacted {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("[redacted]")
        }
    }

    struct Hidden(Presence);

    impl fmt::Debug for Hidden {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            match self.0 {
                Presence::Always => Redacted.fmt(f),
                Presence::Present => Some(Redacted).fmt(f),
                Presence::Absent => None::<Redacted>.fmt(f),
            }
        }
    }

    Hidden(value.presence())
}
