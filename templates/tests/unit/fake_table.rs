//! A parcel service, as a fake knows it.

use crate::fake_shapes::{
    CONTENTS, COURIER_SID, DELIVERED, DEPOT_SID, EVENT_SID, FREE, LIMITS_OF_DOORS, PARCEL_SID, REGION, SHAPES, TEXT,
    short,
};
use crate::runtime::fake::table::{
    Action, Announcement, Availability, Comparison, Demand, Each, ErrorCode, FieldValue, Json, Kind, Life, Paging,
    Parameter, Path, Resource, Role, Row, Rule, Served, SidShape, Source, Step, Table, Type, Unique,
};
use crate::runtime::{Idempotency, Method, Operation};
use crate::support::API;

const DEPOT: usize = 0;
const HIRED: usize = 1;
const STAFF: usize = 2;
const COURIER: usize = 3;
const ASSIGNMENT: usize = 4;
const PARCEL: usize = 5;
const EVENT: usize = 6;
const REPORT: usize = 7;
const LABEL: usize = 8;

/// The courier that is there from the start.
pub(crate) const EXPERT: &str = "CO00000000000000000000000000000001";
pub(crate) const NOVICE: &str = "CO00000000000000000000000000000002";

const fn value(field: Path, source: Source) -> FieldValue {
    FieldValue { field, source }
}

const fn parameter(name: &'static str, ty: Type, role: Role) -> Parameter {
    Parameter { name, ty, required: false, limits: FREE, default: None, role }
}

const fn required(name: &'static str, ty: Type, role: Role) -> Parameter {
    Parameter { required: true, ..parameter(name, ty, role) }
}

const fn at(name: &'static str, kind: usize, field: Path) -> Parameter {
    required(name, Type::Sid(kind), Role::Addresses { field, or_name: false })
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
                demand: Demand::Needs(&["label"], None),
                message: "a guarded depot needs a label",
            },
            Rule {
                when: &["region"],
                when_value: Some(Json::Text("south")),
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

const fn operation(id: &'static str, method: Method, path: &'static str) -> Operation {
    Operation::new(id, method, path, Idempotency::NotIdempotent)
}

macro_rules! operations {
    ($($name:ident = $operation:expr;)*) => {
        $(pub(crate) static $name: Operation = $operation;)*
    };
}

operations! {
    CREATE_DEPOT = operation("CreateDepot", Method::Post, "/Depots").permitted_by("/depots/create");
    LIST_DEPOT = operation("ListDepot", Method::Get, "/Depots").permitted_by("/depots/list").paged("depots");
    FETCH_DEPOT = operation("FetchDepot", Method::Get, "/Depots/{Sid}").permitted_by("/depots/read");
    UPDATE_DEPOT = operation("UpdateDepot", Method::Post, "/Depots/{Sid}").permitted_by("/depots/update");
    DELETE_DEPOT = operation("DeleteDepot", Method::Delete, "/Depots/{Sid}").permitted_by("/depots/delete");
    ASSIGN = operation("CreateAssignment", Method::Post, "/Depots/{DepotSid}/Couriers/{CourierSid}");
    RELEASE = operation("DeleteAssignment", Method::Delete, "/Depots/{DepotSid}/Couriers/{CourierSid}");
    CREATE_PARCEL = operation("CreateParcel", Method::Post, "/Parcels").permitted_by("/parcels/create");
    LIST_PARCEL = operation("ListParcel", Method::Get, "/Parcels").paged("parcels");
    FETCH_PARCEL = operation("FetchParcel", Method::Get, "/Parcels/{Sid}");
    DELETE_PARCEL = operation("DeleteParcel", Method::Delete, "/Parcels/{Sid}");
    LIST_EVENT = operation("ListEvent", Method::Get, "/Parcels/{ParcelSid}/Events").paged("events");
    LIST_REPORT = operation("ListReport", Method::Get, "/Parcels/{ParcelSid}/Reports").paged("reports");
    FETCH_REPORT = operation("FetchReport", Method::Get, "/Parcels/{ParcelSid}/Reports/{CourierSid}");
    FETCH_LABEL = operation("FetchLabel", Method::Get, "/Parcels/{Sid}/Label");
    FETCH_HIRED = operation("FetchHiredCourier", Method::Get, "/Couriers/Hired/{Sid}");
    HIRE = operation("CreateHiredCourier", Method::Post, "/Couriers/Hired");
    FETCH_COURIER = operation("FetchCourier", Method::Get, "/Couriers/{Sid}");
    LIST_COURIER = operation("ListCourier", Method::Get, "/Couriers").paged("couriers");
}

const fn served(operation: &'static Operation, resource: usize, action: Action, status: u16) -> Served {
    Served { operation, resource, action, status, returns_etag: false, max_page_size: 0, parameters: &[] }
}

const fn listed(operation: &'static Operation, resource: usize, parameters: &'static [Parameter]) -> Served {
    Served { max_page_size: 5, parameters, ..served(operation, resource, Action::List, 200) }
}

const DEPOT_AT: Parameter = required("Sid", Type::Sid(DEPOT_SID), Role::Addresses { field: &["sid"], or_name: true });
const ASSIGNMENT_AT: &[Parameter] =
    &[at("DepotSid", DEPOT_SID, &["depot_sid"]), at("CourierSid", COURIER_SID, &["courier_sid"])];

const LABELLED: Parameter = Parameter { limits: short(5), ..parameter("Label", Type::Text, Role::Sets(&["label"])) };
const REGIONAL: Parameter = Parameter {
    default: Some(Json::Text("north")),
    ..parameter("Region", Type::Named(REGION), Role::Sets(&["region"]))
};
const GUARDED: Parameter = parameter("Guarded", Type::Boolean, Role::Sets(&["guarded"]));
const TAGS: Parameter = parameter("Tags", Type::List(&TEXT), Role::Sets(&["tags"]));
const HOOK_URL: Parameter = parameter("HookUrl", Type::Text, Role::Sets(&["hook_url"]));
const HOOK_METHOD: Parameter = parameter("HookMethod", Type::Text, Role::Sets(&["hook_method"]));

static OPERATIONS: [Served; 19] = [
    Served {
        returns_etag: true,
        parameters: &[
            required("UniqueName", Type::Text, Role::Sets(&["unique_name"])),
            LABELLED,
            REGIONAL,
            GUARDED,
            Parameter { limits: LIMITS_OF_DOORS, ..parameter("Doors", Type::Integer, Role::Sets(&["doors"])) },
            parameter("Rate", Type::Number, Role::Sets(&["rate"])),
            TAGS,
            parameter("Extra", Type::Map(&TEXT), Role::Sets(&["extra"])),
            HOOK_URL,
            HOOK_METHOD,
            parameter("MainCourierSid", Type::Sid(COURIER_SID), Role::Sets(&["main_courier_sid"])),
        ],
        ..served(&CREATE_DEPOT, DEPOT, Action::Create, 201)
    },
    listed(
        &LIST_DEPOT,
        DEPOT,
        &[parameter("Tag", Type::Text, Role::Filters { field: &["tags"], by: Comparison::Equal })],
    ),
    Served { returns_etag: true, parameters: &[DEPOT_AT], ..served(&FETCH_DEPOT, DEPOT, Action::Fetch, 200) },
    Served {
        returns_etag: true,
        parameters: &[
            DEPOT_AT,
            parameter("If-Match", Type::ETag, Role::Version),
            parameter("UniqueName", Type::Text, Role::Sets(&["unique_name"])),
            REGIONAL,
            LABELLED,
            GUARDED,
            TAGS,
            HOOK_URL,
            HOOK_METHOD,
        ],
        ..served(&UPDATE_DEPOT, DEPOT, Action::Update, 200)
    },
    Served { parameters: &[DEPOT_AT], ..served(&DELETE_DEPOT, DEPOT, Action::Delete, 204) },
    Served { parameters: ASSIGNMENT_AT, ..served(&ASSIGN, ASSIGNMENT, Action::Create, 202) },
    Served { parameters: ASSIGNMENT_AT, ..served(&RELEASE, ASSIGNMENT, Action::Delete, 204) },
    Served {
        parameters: &[
            required("DepotSid", Type::Sid(DEPOT_SID), Role::Sets(&["depot_sid"])),
            required("Contents", Type::Named(CONTENTS), Role::Sets(&["contents"])),
            parameter("Reference", Type::Text, Role::Sets(&["reference"])),
            parameter("Arrives", Type::Timestamp, Role::Sets(&["arrives"])),
        ],
        ..served(&CREATE_PARCEL, PARCEL, Action::Create, 202)
    },
    listed(
        &LIST_PARCEL,
        PARCEL,
        &[
            parameter("State", Type::Text, Role::Filters { field: &["state"], by: Comparison::Equal }),
            parameter(
                "DepotLabel",
                Type::Text,
                Role::Filters { field: &["depot_sid", "label"], by: Comparison::Equal },
            ),
            parameter(
                "Origin",
                Type::Text,
                Role::Filters { field: &["contents", "origin_sid"], by: Comparison::Equal },
            ),
            parameter("Before", Type::Timestamp, Role::Filters { field: &["arrives"], by: Comparison::Before }),
            parameter("After", Type::Timestamp, Role::Filters { field: &["arrives"], by: Comparison::After }),
        ],
    ),
    Served { parameters: &[at("Sid", PARCEL_SID, &["sid"])], ..served(&FETCH_PARCEL, PARCEL, Action::Fetch, 200) },
    Served { parameters: &[at("Sid", PARCEL_SID, &["sid"])], ..served(&DELETE_PARCEL, PARCEL, Action::Delete, 204) },
    listed(
        &LIST_EVENT,
        EVENT,
        &[
            at("ParcelSid", PARCEL_SID, &["parcel_sid"]),
            parameter("Redacted", Type::Boolean, Role::Redacts(&["parcel_sid", "guarded"])),
            parameter("Marks", Type::Boolean, Role::Shows(&[&["marks"]])),
        ],
    ),
    listed(&LIST_REPORT, REPORT, &[at("ParcelSid", PARCEL_SID, &["parcel_sid"])]),
    Served {
        parameters: &[at("ParcelSid", PARCEL_SID, &["parcel_sid"]), at("CourierSid", COURIER_SID, &["courier_sid"])],
        ..served(&FETCH_REPORT, REPORT, Action::Fetch, 200)
    },
    Served { parameters: &[at("Sid", PARCEL_SID, &["sid"])], ..served(&FETCH_LABEL, LABEL, Action::Fetch, 200) },
    Served { parameters: &[at("Sid", COURIER_SID, &["sid"])], ..served(&FETCH_HIRED, HIRED, Action::Fetch, 200) },
    Served {
        parameters: &[required("Name", Type::Text, Role::Sets(&["name"]))],
        ..served(&HIRE, HIRED, Action::Create, 201)
    },
    Served {
        parameters: &[required("Sid", Type::Text, Role::Addresses { field: &["sid"], or_name: true })],
        ..served(&FETCH_COURIER, COURIER, Action::Fetch, 200)
    },
    listed(
        &LIST_COURIER,
        COURIER,
        &[parameter("Language", Type::Text, Role::Filters { field: &["languages"], by: Comparison::Equal })],
    ),
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
