//! Parameters that the API has and its description does not know yet. Must not let them replace what is described, nor
//! what the client says of itself.

use super::api::Operation;
use super::call::Call;
use super::inputs::{Place, header_problem};

/// Headers that say who sends a request and how it travels; the client and its transport set them.
const OWN_HEADERS: [&str; 18] = [
    "accept",
    "accept-encoding",
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "cookie",
    "expect",
    "host",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
];

#[allow(dead_code, reason = "for generated code")]
impl Call {
    /// Adds a parameter of the query that is not described.
    pub(crate) fn add_query(&mut self, name: String, value: String) {
        self.add_extra(Place::Query, name, value);
    }

    /// Adds a field of the form that is not described.
    pub(crate) fn add_form(&mut self, name: String, value: String) {
        self.add_extra(Place::Form, name, value);
    }

    /// Adds a header that is not described.
    pub(crate) fn add_header(&mut self, name: String, value: String) {
        self.add_extra(Place::Header, name, value);
    }

    fn add_extra(&mut self, place: Place, name: String, value: String) {
        if place == Place::Header && http::HeaderName::from_bytes(name.as_bytes()).is_err() {
            // What cannot be a name may be a secret, by a mistake: it is not shown.
            let problem = "was given something else than the name of a header".to_owned();
            return self.inputs.add_extra(place, "with_header".to_owned(), Err(problem));
        }
        let problem = problem(self.operation(), place, &name, &value);
        self.inputs.add_extra(place, name, problem.map_or(Ok(value), |problem| Err(problem.to_owned())));
    }
}

/// Returns why an operation does not take such a parameter.
fn problem(operation: &Operation, place: Place, name: &str, value: &str) -> Option<&'static str> {
    const DESCRIBED: &str = "is described: set it with the methods that the request has for it";
    match place {
        Place::Header if OWN_HEADERS.iter().any(|own| own.eq_ignore_ascii_case(name)) => {
            Some("is a header that only the client sets")
        }
        Place::Header if operation.describes_header(name) => Some(DESCRIBED),
        Place::Header => header_problem(value),
        _ if name.is_empty() => Some("is not a name"),
        _ if operation.describes(name) => Some(DESCRIBED),
        Place::Form if !operation.method().has_body() => Some("is a field of a form, and the operation has none"),
        _ => None,
    }
}
