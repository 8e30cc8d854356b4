//! Extracts the parameters of a recorded request.

use std::collections::BTreeSet;

use generator::surface::ParameterLocation;
use twilio_intelligence_v2::transport::HttpRequest;

use crate::surface::parameter_name;

/// Headers that are not parameters.
const STANDING_HEADERS: [&str; 4] = ["accept", "user-agent", "authorization", "content-type"];

/// Returns the path of the URL, and its query decoded and in order.
pub fn path_and_query(request: &HttpRequest) -> (String, Vec<(String, String)>) {
    let (_, after_scheme) = request.url().split_once("://").expect("the URL is absolute");
    let start = after_scheme.find('/').expect("the URL has a path");
    let (path, query) = after_scheme[start..].split_once('?').unwrap_or((&after_scheme[start..], ""));
    (path.to_owned(), pairs(query.as_bytes()))
}

/// Returns the fields of the form, decoded and in order.
pub fn form(request: &HttpRequest) -> Vec<(String, String)> {
    pairs(request.body())
}

/// Returns the parameters of a request, given its path with placeholders `{Name}`. Names of headers are in lower case.
pub fn parameters(request: &HttpRequest, path_template: &str) -> BTreeSet<(ParameterLocation, String)> {
    let (path, query) = path_and_query(request);
    let values = path.rsplit('/');
    let filled = path_template.rsplit('/').zip(values).filter(|(_, value)| !value.is_empty());
    let names = filled.filter_map(|(name, _)| name.strip_prefix('{')?.strip_suffix('}'));
    let mut parameters: BTreeSet<_> = names.map(|name| (ParameterLocation::Path, name.to_owned())).collect();
    parameters.extend(query.into_iter().map(|(name, _)| (ParameterLocation::Query, name)));
    parameters.extend(form(request).into_iter().map(|(name, _)| (ParameterLocation::Form, name)));
    let headers = request.headers().map(|header| parameter_name(ParameterLocation::Header, header.name()));
    let headers = headers.filter(|name| !STANDING_HEADERS.contains(&name.as_str()));
    parameters.extend(headers.map(|name| (ParameterLocation::Header, name)));
    parameters
}

fn pairs(encoded: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(encoded).into_owned().collect()
}
