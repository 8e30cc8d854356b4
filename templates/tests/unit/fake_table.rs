//! A parcel service, as a fake knows it.

pub(crate) use crate::fake_operations::*;
use crate::fake_shapes::{COURIER_SID, DELIVERED, DEPOT_SID, EVENT_SID, PARCEL_SID, SHAPES};
use crate::runtime::fake::table::{
    Announcement, Availability, Demand, Each, ErrorCode, FieldValue, Json, Kind, Life, Paging, Path, Resource, Row,
    Rule, SidShape, Source, Step, Table, Unique,
};
use crate::support::API;

/// The courier that is there from the start.
pub(crate) const EXPERT: &str = "CO00000000000000000000000000000001";
pub(crate) const NOVICE: &str = "CO00000000000000000000000000000002";

const fn value(field: Path, source: Source) -> FieldValue {
    FieldValue { field, source }
}

const fn row(fields: &'static [(&'static str, Json)]) -> Row {
    Row { fields, redacted: &[], given: None }
}

const NO_BEHAVIOUR: Resource = Resource {
    name: "",
    shape: 0,
    kind: Kind::Computed,
    values: &[],
    name_field: None,
    unique: &[],
    rules: &[],
    availability: None,
    life: None,
};

static RESOURCES: [Resource; 9] = [
    Resource {
        name: "Depot",
        shape: DEPOT,
        kind: Kind::Kept(&[]),
        values: &[
            value(&["sid"], Source::NewSid(DEPOT_SID)),
            value(&["account_sid"], Source::Account),
            value(&["guarded"], Source::Initial(Json::Boolean(false))),
            value(&["version"], Source::Version),
            value(&["date_created"], Source::Created),
            value(&["date_updated"], Source::Updated),
            value(&["courier_sids"], Source::Collected { resource: ASSIGNMENT, field: "courier_sid" }),
            value(&["url"], Source::Url(2)),
        ],
        name_field: Some(&["unique_name"]),
        unique: &[Unique { field: &["unique_name"], message: "There is one with this name." }],
        rules: &[
            Rule {
                when: &["guarded"],
                when_value: None,
                holds: true,
                demand: Demand::Needs(&["label"], None),
                message: "a guarded depot needs a label",
            },
            Rule {
                when: &["region"],
                when_value: Some(Json::Text("south")),
                holds: true,
                demand: Demand::Needs(&["hook_method"], Some(Json::Text("GET"))),
                message: "depots in the south are called with GET",
            },
        ],
        ..NO_BEHAVIOUR
    },
    Resource {
        name: "HiredCourier",
        shape: HIRED,
        kind: Kind::Kept(&[]),
        values: &[value(&["sid"], Source::NewSid(COURIER_SID)), value(&["url"], Source::Url(15))],
        ..NO_BEHAVIOUR
    },
    Resource {
        name: "StaffCourier",
        shape: STAFF,
        kind: Kind::Kept(&[
            row(&[
                ("sid", Json::Text(EXPERT)),
                ("name", Json::Text("Ada")),
                ("grade", Json::Text("expert")),
                ("languages", Json::List(&[Json::Text("en"), Json::Text("de")])),
            ]),
            row(&[("sid", Json::Text(NOVICE)), ("name", Json::Text("Ben")), ("grade", Json::Text("novice"))]),
        ]),
        values: &[value(&["sid"], Source::NewSid(COURIER_SID))],
        ..NO_BEHAVIOUR
    },
    Resource {
        name: "Courier",
        shape: COURIER,
        kind: Kind::View(&[STAFF, HIRED]),
        values: &[value(&["url"], Source::Url(17))],
        name_field: Some(&["name"]),
        ..NO_BEHAVIOUR
    },
    Resource {
        name: "Assignment",
        shape: ASSIGNMENT,
        kind: Kind::Kept(&[]),
        values: &[value(&["url"], Source::Url(5))],
        ..NO_BEHAVIOUR
    },
    Resource {
        name: "Parcel",
        shape: PARCEL,
        kind: Kind::Kept(&[]),
        values: &[
            value(&["sid"], Source::NewSid(PARCEL_SID)),
            value(&["guarded"], Source::Copied(&["depot_sid", "guarded"])),
            value(&["depot_label"], Source::Current(&["depot_sid", "label"])),
            value(&["date_created"], Source::Created),
            value(&["date_updated"], Source::Updated),
            value(&["url"], Source::Url(9)),
            value(&["links", "events"], Source::Url(11)),
            value(&["links", "label"], Source::Url(14)),
        ],
        rules: &[Rule {
            when: &["contents", "origin_url"],
            when_value: None,
            holds: true,
            demand: Demand::Excludes(&["contents", "origin_sid"]),
            message: "a parcel has one origin",
        }],
        life: Some(Life {
            field: "state",
            initial: "queued",
            steps: &[
                Step { from: "queued", to: "moving", after: Some(5), sets: &[] },
                Step { from: "moving", to: "delivered", after: Some(10), sets: &[] },
                Step { from: "moving", to: "lost", after: None, sets: &[] },
            ],
            announcements: &[Announcement {
                event: "parcel_delivered",
                shape: DELIVERED,
                state: "delivered",
                after: 3,
                url: &["depot_sid", "hook_url"],
                method: Some(&["depot_sid", "hook_method"]),
            }],
        }),
        ..NO_BEHAVIOUR
    },
    Resource {
        name: "Event",
        shape: EVENT,
        kind: Kind::Part {
            each: None,
            rows: &[
                Row {
                    fields: &[
                        ("note", Json::Text("signed by Ada")),
                        ("weight", Json::Text("0.50")),
                        ("marks", Json::List(&[Json::Text("a"), Json::Text("b")])),
                    ],
                    redacted: &[("note", Json::Text("signed by [X]"))],
                    given: None,
                },
                row(&[("note", Json::Text("handed over")), ("weight", Json::Number(1.5))]),
            ],
        },
        values: &[value(&["sid"], Source::NewSid(EVENT_SID)), value(&["index"], Source::Index)],
        availability: Some(Availability {
            whole: "parcel_sid",
            states: &["delivered"],
            after: 0,
            given: None,
            unless: None,
        }),
        ..NO_BEHAVIOUR
    },
    Resource {
        name: "Report",
        shape: REPORT,
        kind: Kind::Part {
            each: Some(Each { resource: ASSIGNMENT, sharing: "depot_sid" }),
            rows: &[
                Row {
                    fields: &[("verdict", Json::Text("perfect"))],
                    redacted: &[],
                    given: Some((&["courier_sid", "grade"], Json::Text("expert"))),
                },
                row(&[("verdict", Json::Text("fine"))]),
            ],
        },
        values: &[value(&["name"], Source::Copied(&["courier_sid", "name"])), value(&["url"], Source::Url(13))],
        availability: Some(Availability {
            whole: "parcel_sid",
            states: &["delivered"],
            after: 3,
            given: None,
            unless: None,
        }),
        ..NO_BEHAVIOUR
    },
    Resource {
        name: "Label",
        shape: LABEL,
        kind: Kind::Computed,
        values: &[value(&["depot_sid"], Source::Current(&["sid", "depot_sid"])), value(&["url"], Source::Url(14))],
        availability: Some(Availability {
            whole: "sid",
            states: &["moving", "delivered"],
            after: 1,
            given: Some(&["sid", "depot_sid", "label"]),
            unless: Some(&["sid", "guarded"]),
        }),
        ..NO_BEHAVIOUR
    },
];

const fn code(status: u16, code: i64, missing_permission: bool) -> ErrorCode {
    ErrorCode { status, code, missing_permission }
}

const fn sid(name: &'static str, prefixes: &'static [&'static str]) -> SidShape {
    SidShape { name, prefixes, open: false }
}

pub(crate) static PARCELS: Table = Table {
    api: &API,
    resources: &RESOURCES,
    operations: &OPERATIONS,
    shapes: &SHAPES,
    sids: &[
        sid("DepotSid", &["DP"]),
        sid("CourierSid", &["CO"]),
        sid("ParcelSid", &["PA"]),
        sid("EventSid", &["EV"]),
        SidShape { name: "OriginSid", prefixes: &["OR"], open: true },
    ],
    errors: &[
        code(400, 4000, false),
        code(401, 70051, true),
        code(401, 4001, false),
        code(404, 4004, false),
        code(409, 4009, false),
        code(412, 4012, false),
        code(429, 4029, false),
    ],
    paging: Some(Paging { size_parameter: "PageSize", state_parameters: &["Page", "PageToken"], default_size: 3 }),
    event_member: Some("event_type"),
};
