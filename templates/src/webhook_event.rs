//! Reads events from webhooks in JSON, forms and queries, given the table of events.

use std::collections::BTreeMap;
use std::collections::btree_map::{self, Entry};
use std::fmt;
use std::marker::PhantomData;

use serde_core::de::value::{MapAccessDeserializer, MapDeserializer};
use serde_core::de::{Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde_core::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::Value;

use super::decode_failure::{DecodeFailure, data_problem};
use super::object::{MemberName, ToMembers, finish, read};
use super::repair::repaired;
use super::sealed::Sealed;
use super::webhook_error::WebhookError;
use super::webhook_form::{Form, FormError};

/// A type that webhooks can be read as: the events of this crate.
pub trait WebhookPayload: Sealed + Sized {
    /// The header that carries the signature.
    const SIGNATURE_HEADER: &'static str;

    /// The header that says that a shared key signed, if the vendor has such keys.
    const SIGNATURE_SETTINGS_HEADER: Option<&'static str>;

    /// Reads a body that is JSON.
    ///
    /// # Errors
    ///
    /// [`WebhookError::is_body`].
    fn from_json(body: &[u8]) -> Result<Self, WebhookError>;

    /// Reads a body that is a form.
    ///
    /// # Errors
    ///
    /// [`WebhookError::is_body`].
    fn from_form(body: &[u8]) -> Result<Self, WebhookError>;

    /// Reads the query of a URL, given without the question mark.
    ///
    /// # Errors
    ///
    /// [`WebhookError::is_body`].
    fn from_query(query: &str) -> Result<Self, WebhookError> {
        Self::from_form(query.as_bytes())
    }
}

/// The events of an API, by type.
#[allow(dead_code, reason = "for generated code; only for APIs with webhooks")]
pub(crate) trait Events: Sized {
    /// The member with the type of the event.
    const TYPE_MEMBER: &'static str;

    /// Reads the event of that type; an unknown one becomes an [`UnknownEvent`].
    fn from_event<'de, A: MapAccess<'de>>(event_type: &str, members: A) -> Result<Self, A::Error>;
}

/// Makes an enum readable from webhooks, given the types of its events: `events!(WebhookEvent by "event_type",
/// SIGNATURE_HEADER { Done = "thing_done" })`. Each variant contains the structure of the same name; the enum's last
/// variant is `Unknown(UnknownEvent)`. A second header is the one that says that a shared key signed. Once per crate.
///
/// With serde, an event is an object as it is sent as JSON, so that it can be stored and read back.
#[allow(unused_macros, reason = "for generated code; only for APIs with webhooks")]
macro_rules! events {
    ($name:ident by $member:literal, $header:path $(, $settings:path)? { $($event:ident = $wire:literal),* $(,)? }) => {
        impl $name {
            /// Returns the type of the event, as written on the wire.
            pub fn event_type(&self) -> &str {
                match self {
                    $(Self::$event(_) => $wire,)*
                    Self::Unknown(event) => event.event_type(),
                }
            }

            /// Reads a body that is JSON. Verify it first.
            ///
            /// # Errors
            ///
            /// [`WebhookError::is_body`](crate::runtime::webhook::WebhookError::is_body): the body is not an object,
            /// has no event type, or a member of a known event is invalid, which the error then names.
            pub fn from_json(body: &[u8]) -> Result<Self, crate::runtime::webhook_error::WebhookError> {
                crate::runtime::webhook_event::from_json(body)
            }

            /// Reads a body that is a form. Verify it first. There is no null in a form: an empty value is treated as
            /// absent.
            ///
            /// # Errors
            ///
            /// As [`from_json`](Self::from_json).
            pub fn from_form(body: &[u8]) -> Result<Self, crate::runtime::webhook_error::WebhookError> {
                crate::runtime::webhook_event::from_form(body)
            }

            /// Reads the query of a URL, given without the question mark. Verify the URL first.
            ///
            /// # Errors
            ///
            /// As [`from_json`](Self::from_json).
            pub fn from_query(query: &str) -> Result<Self, crate::runtime::webhook_error::WebhookError> {
                crate::runtime::webhook_event::from_form(query.as_bytes())
            }
        }

        impl crate::runtime::sealed::Sealed for $name {}

        impl crate::runtime::webhook_event::WebhookPayload for $name {
            const SIGNATURE_HEADER: &'static str = $header;
            const SIGNATURE_SETTINGS_HEADER: Option<&'static str> =
                crate::runtime::webhook_event::events!(@settings $($settings)?);

            fn from_json(body: &[u8]) -> Result<Self, crate::runtime::webhook_error::WebhookError> {
                Self::from_json(body)
            }

            fn from_form(body: &[u8]) -> Result<Self, crate::runtime::webhook_error::WebhookError> {
                Self::from_form(body)
            }
        }

        impl crate::runtime::webhook_event::Events for $name {
            const TYPE_MEMBER: &'static str = $member;

            fn from_event<'de, A>(event_type: &str, members: A) -> Result<Self, A::Error>
            where
                A: serde_core::de::MapAccess<'de>,
            {
                match event_type {
                    $($wire => crate::runtime::object::FromMembers::from_members(members).map(Self::$event),)*
                    _ => {
                        use crate::runtime::webhook_event::UnknownEvent;
                        UnknownEvent::from_members(event_type, members).map(Self::Unknown)
                    }
                }
            }
        }

        impl serde_core::Serialize for $name {
            fn serialize<S: serde_core::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$event(event) => {
                        crate::runtime::webhook_event::serialize($member, $wire, event, serializer)
                    })*
                    Self::Unknown(event) => event.serialize(serializer),
                }
            }
        }

        impl<'de> serde_core::Deserialize<'de> for $name {
            fn deserialize<D: serde_core::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::runtime::webhook_event::deserialize($member, deserializer, |event_type, members| {
                    <Self as crate::runtime::webhook_event::Events>::from_event(event_type, members)
                })
            }
        }

        impl<'de> serde_core::Deserialize<'de> for crate::runtime::webhook_event::UnknownEvent {
            fn deserialize<D: serde_core::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::runtime::webhook_event::deserialize($member, deserializer, |event_type, members| {
                    Self::from_members(event_type, members)
                })
            }
        }
    };
    (@settings) => { None };
    (@settings $settings:path) => { Some($settings) };
}
#[allow(unused_imports, reason = "for generated code; only for APIs with webhooks")]
pub(crate) use events;

/// An event that this version of the crate does not know.
///
/// `Debug` shows its type, but no member.
#[derive(Clone, PartialEq)]
pub struct UnknownEvent {
    event_type: Box<str>,
    members: BTreeMap<String, Value>,
}

impl UnknownEvent {
    #[allow(dead_code, reason = "for generated code; only for APIs with webhooks")]
    pub(crate) fn from_members<'de, A: MapAccess<'de>>(event_type: &str, members: A) -> Result<Self, A::Error> {
        let members = BTreeMap::deserialize(MapAccessDeserializer::new(members))?;
        Ok(Self { event_type: event_type.into(), members })
    }

    /// Returns the type of the event, as written on the wire.
    pub fn event_type(&self) -> &str {
        &self.event_type
    }

    /// Returns all members, including the one with the type. In a form or query, every value is a string.
    pub fn members(&self) -> &BTreeMap<String, Value> {
        &self.members
    }
}

/// As all members, including the one with the type.
impl Serialize for UnknownEvent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.members.serialize(serializer)
    }
}

impl fmt::Debug for UnknownEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { event_type, .. } = self;
        f.debug_struct("UnknownEvent").field("event_type", event_type).finish_non_exhaustive()
    }
}

#[allow(dead_code, reason = "for generated code; only for APIs with webhooks")]
pub(crate) fn from_json<E: Events>(body: &[u8]) -> Result<E, WebhookError> {
    // What was signed is the body as it came; what is read of it need not be.
    let body = repaired(body);
    let read = || {
        let mut text = serde_json::Deserializer::from_str(&body);
        let event_type = text.deserialize_map(EventType { member: E::TYPE_MEMBER })?;
        text.end()?;
        serde_json::Deserializer::from_str(&body).deserialize_map(Event { event_type, events: PhantomData })
    };
    read().map_err(|error| WebhookError::body(DecodeFailure::of(body.as_bytes(), &error, true)))
}

#[allow(dead_code, reason = "for generated code; only for APIs with webhooks")]
pub(crate) fn from_form<E: Events>(body: &[u8]) -> Result<E, WebhookError> {
    let read = || {
        let event_type = EventType { member: E::TYPE_MEMBER }.visit_map(Form::of(body))?;
        E::from_event(&event_type, Form::of(body))
    };
    read().map_err(|FormError { member, problem }| WebhookError::body(DecodeFailure::at(member, problem)))
}

/// Writes an event, with its type before the other members.
#[allow(dead_code, reason = "for generated code; only for APIs with webhooks")]
pub(crate) fn serialize<T: ToMembers, S: Serializer>(
    type_member: &str,
    event_type: &str,
    event: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut members = serializer.serialize_map(None)?;
    members.serialize_entry(type_member, event_type)?;
    event.to_members(&mut members)?;
    members.end()
}

/// The members of an event, whose type may be the last of them.
type Members = MapDeserializer<'static, btree_map::IntoIter<String, Value>, serde_json::Error>;

/// Reads an event from whatever serde reads.
#[allow(dead_code, reason = "for generated code; only for APIs with webhooks")]
pub(crate) fn deserialize<'de, E, D: Deserializer<'de>>(
    type_member: &'static str,
    deserializer: D,
    read: impl FnOnce(&str, Members) -> Result<E, serde_json::Error>,
) -> Result<E, D::Error> {
    let members = deserializer.deserialize_map(AllMembers)?;
    let event_type = members.get(type_member).ok_or_else(|| D::Error::missing_field(type_member))?;
    let Some(event_type) = event_type.as_str().map(str::to_owned) else {
        return Err(D::Error::custom(format_args!("`{type_member}` is not a string")));
    };
    let event = read(&event_type, MapDeserializer::new(members.into_iter()));
    event.map_err(|error| D::Error::custom(data_problem(&error.to_string())))
}

/// Reads all members; a duplicate one is an error.
struct AllMembers;

impl<'de> Visitor<'de> for AllMembers {
    type Value = BTreeMap<String, Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut all = BTreeMap::new();
        while let Some((name, value)) = members.next_entry::<String, Value>()? {
            match all.entry(name) {
                Entry::Vacant(free) => _ = free.insert(value),
                Entry::Occupied(taken) => {
                    return Err(A::Error::custom(format_args!("duplicate field `{}`", taken.key().escape_debug())));
                }
            }
        }
        Ok(all)
    }
}

/// Finds the type of an event among its members, in any order.
struct EventType {
    member: &'static str,
}

impl<'de> Visitor<'de> for EventType {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<String, A::Error> {
        let mut event_type = None;
        while let Some(MemberName(name)) = members.next_key()? {
            if name == self.member {
                read(&mut members, self.member, &mut event_type, PhantomData)?;
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        finish(self.member, event_type)
    }
}

/// Reads an event whose type is known.
struct Event<E> {
    event_type: String,
    events: PhantomData<E>,
}

impl<'de, E: Events> Visitor<'de> for Event<E> {
    type Value = E;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<E, A::Error> {
        E::from_event(&self.event_type, members)
    }
}
