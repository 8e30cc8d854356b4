//! Conversions of raw values that refer to nothing.

use crate::description::model::{
    CredentialPair, EventLevel, Evidence, Idempotency, Limits, Location, Package, Page, Pagination, Permission,
    Presence, Prose, RateLimitHeaders, ResponseHeaders,
};
use crate::description::parse::raw;

/// A raw value whose counterpart in the model holds the same facts.
pub(super) trait Plain {
    type Model;

    fn plain(self) -> Self::Model;
}

/// The counterpart of a raw value in the model.
pub(super) fn plain<T: Plain>(raw: T) -> T::Model {
    raw.plain()
}

/// Implements [`Plain`] for structs with the same fields and enums with the same variants on both sides.
macro_rules! same {
    ($($name:ident { $($field:ident),* $(,)? })*) => {
        $(impl Plain for raw::$name {
            type Model = $name;

            fn plain(self) -> $name {
                let Self { $($field),* } = self;
                $name { $($field),* }
            }
        })*
    };
    ($($name:ident [ $($variant:ident),* $(,)? ])*) => {
        $(impl Plain for raw::$name {
            type Model = $name;

            fn plain(self) -> $name {
                match self {
                    $(Self::$variant => $name::$variant,)*
                }
            }
        })*
    };
}

same! {
    Package { name, version, description, license, keywords, categories }
    CredentialPair { prefix, sid_variable, secret_variable }
    Location { edge_variable, region_variable, regions }
    RateLimitHeaders { limit, remaining, config }
    Pagination {
        envelope, next, previous, first, current, index, size, size_parameter, state_parameters, default_size, max_size,
    }
    Page { key, max_size }
}

same! {
    EventLevel [Error, Warning]
    Evidence [Observed, Inferred]
    Idempotency [Always, WithIfMatch, Never]
}

impl Plain for raw::ResponseHeaders {
    type Model = ResponseHeaders;

    fn plain(self) -> ResponseHeaders {
        ResponseHeaders { request_id: self.request_id, rate_limit: self.rate_limit.map(plain) }
    }
}

impl Plain for raw::Permission {
    type Model = Permission;

    fn plain(self) -> Permission {
        Permission { name: self.name, evidence: self.evidence.plain() }
    }
}

impl Plain for Option<raw::Required> {
    type Model = Presence;

    fn plain(self) -> Presence {
        match self {
            None => Presence::Optional,
            Some(raw::Required::Always) => Presence::Always,
            Some(raw::Required::Request) => Presence::Request,
        }
    }
}

pub(super) fn limits(minimum: Option<i64>, maximum: Option<i64>, max_length: Option<u32>) -> Limits {
    Limits { minimum, maximum, max_length }
}

/// Without an example: those are read when all types are known.
pub(super) fn prose(docs: String, unit: Option<String>) -> Prose {
    Prose { docs, unit, example: None }
}
