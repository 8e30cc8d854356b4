//! The operations of the parcel service, and what each does to which resource.

use crate::fake_shapes::{CONTENTS, COURIER_SID, DEPOT_SID, FREE, LIMITS_OF_DOORS, PARCEL_SID, REGION, TEXT, short};
use crate::runtime::fake::table::{Action, Comparison, Json, Parameter, Path, Role, Served, Type};
use crate::runtime::{Idempotency, Method, Operation};

pub(crate) const DEPOT: usize = 0;
pub(crate) const HIRED: usize = 1;
pub(crate) const STAFF: usize = 2;
pub(crate) const COURIER: usize = 3;
pub(crate) const ASSIGNMENT: usize = 4;
pub(crate) const PARCEL: usize = 5;
pub(crate) const EVENT: usize = 6;
pub(crate) const REPORT: usize = 7;
pub(crate) const LABEL: usize = 8;

const fn parameter(name: &'static str, ty: Type, role: Role) -> Parameter {
    Parameter { name, ty, required: false, limits: FREE, default: None, role }
}

const fn required(name: &'static str, ty: Type, role: Role) -> Parameter {
    Parameter { required: true, ..parameter(name, ty, role) }
}

const fn at(name: &'static str, kind: usize, field: Path) -> Parameter {
    required(name, Type::Sid(kind), Role::Addresses { field, or_name: false })
}

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

pub(crate) static OPERATIONS: [Served; 19] = [
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
