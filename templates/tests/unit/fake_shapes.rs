//! What the records of the parcel service are made of.

use crate::runtime::fake::table::{Field, Limits, Shape, Type};

pub(crate) const DEPOT_SID: usize = 0;
pub(crate) const COURIER_SID: usize = 1;
pub(crate) const PARCEL_SID: usize = 2;
pub(crate) const EVENT_SID: usize = 3;
pub(crate) const ORIGIN_SID: usize = 4;

pub(crate) const FREE: Limits = Limits { minimum: None, maximum: None, max_length: None };

pub(crate) const fn limits(minimum: i64, maximum: i64) -> Limits {
    Limits { minimum: Some(minimum), maximum: Some(maximum), max_length: None }
}

pub(crate) const fn short(max_length: u32) -> Limits {
    Limits { minimum: None, maximum: None, max_length: Some(max_length) }
}

pub(crate) const fn field(name: &'static str, ty: Type) -> Field {
    Field { name, ty, required: false, limits: FREE }
}

pub(crate) const fn with(name: &'static str, ty: Type, required: bool, limits: Limits) -> Field {
    Field { name, ty, required, limits }
}

pub(crate) const LIMITS_OF_DOORS: Limits = limits(1, 9);

pub(crate) static TEXT: Type = Type::Text;
pub(crate) static COURIER_TYPE: Type = Type::Sid(COURIER_SID);

pub(crate) const REGION: usize = 9;
pub(crate) const GRADE: usize = 10;
pub(crate) const STATE: usize = 11;
pub(crate) const CONTENTS: usize = 12;
pub(crate) const LINKS: usize = 13;
pub(crate) const DELIVERED: usize = 14;

pub(crate) static SHAPES: [Shape; 15] = [
    Shape::Struct {
        open: true,
        fields: &[
            with("sid", Type::Sid(DEPOT_SID), true, FREE),
            field("account_sid", Type::Text),
            field("unique_name", Type::Text),
            field("label", Type::Text),
            field("region", Type::Named(REGION)),
            field("guarded", Type::Boolean),
            with("doors", Type::Integer, false, limits(1, 9)),
            field("rate", Type::Number),
            field("tags", Type::List(&TEXT)),
            field("extra", Type::Map(&TEXT)),
            field("hook_url", Type::Text),
            field("hook_method", Type::Text),
            field("courier_sids", Type::List(&COURIER_TYPE)),
            field("main_courier_sid", Type::Sid(COURIER_SID)),
            field("version", Type::Integer),
            field("date_created", Type::Timestamp),
            field("date_updated", Type::Timestamp),
            field("url", Type::Text),
        ],
    },
    COURIER_SHAPE,
    COURIER_SHAPE,
    COURIER_SHAPE,
    Shape::Struct {
        open: false,
        fields: &[
            field("depot_sid", Type::Sid(DEPOT_SID)),
            field("courier_sid", Type::Sid(COURIER_SID)),
            field("url", Type::Text),
        ],
    },
    Shape::Struct {
        open: false,
        fields: &[
            field("sid", Type::Sid(PARCEL_SID)),
            field("depot_sid", Type::Sid(DEPOT_SID)),
            field("state", Type::Named(STATE)),
            field("guarded", Type::Boolean),
            field("depot_label", Type::Text),
            field("contents", Type::Named(CONTENTS)),
            field("reference", Type::Text),
            field("arrives", Type::Timestamp),
            field("date_created", Type::Timestamp),
            field("date_updated", Type::Timestamp),
            field("url", Type::Text),
            field("links", Type::Named(LINKS)),
        ],
    },
    Shape::Struct {
        open: true,
        fields: &[
            field("sid", Type::Sid(EVENT_SID)),
            field("index", Type::Integer),
            field("note", Type::Text),
            field("weight", Type::Number),
            field("marks", Type::List(&TEXT)),
        ],
    },
    Shape::Struct {
        open: false,
        fields: &[
            field("parcel_sid", Type::Sid(PARCEL_SID)),
            field("courier_sid", Type::Sid(COURIER_SID)),
            field("name", Type::Text),
            field("verdict", Type::Text),
            field("url", Type::Text),
        ],
    },
    Shape::Struct {
        open: false,
        fields: &[
            field("sid", Type::Sid(PARCEL_SID)),
            field("depot_sid", Type::Sid(DEPOT_SID)),
            field("url", Type::Text),
        ],
    },
    Shape::Enum(&["north", "south"]),
    Shape::Enum(&["novice", "expert"]),
    Shape::Enum(&["queued", "moving", "delivered", "lost"]),
    Shape::Struct {
        open: false,
        fields: &[
            with("weight", Type::Integer, true, limits(1, 1000)),
            with("note", Type::Text, false, short(4)),
            field("origin_sid", Type::Sid(ORIGIN_SID)),
            field("origin_url", Type::Text),
            field("stops", Type::List(&Type::Named(CONTENTS))),
        ],
    },
    Shape::Struct { open: false, fields: &[field("events", Type::Text), field("label", Type::Text)] },
    Shape::Struct {
        open: false,
        fields: &[
            field("event_type", Type::Text),
            field("account_sid", Type::Text),
            field("parcel_sid", Type::Sid(PARCEL_SID)),
            field("depot_sid", Type::Sid(DEPOT_SID)),
            field("reference", Type::Text),
        ],
    },
];

pub(crate) const COURIER_SHAPE: Shape = Shape::Struct {
    open: false,
    fields: &[
        field("sid", Type::Sid(COURIER_SID)),
        field("name", Type::Text),
        field("grade", Type::Named(GRADE)),
        field("languages", Type::List(&TEXT)),
        field("url", Type::Text),
    ],
};
