//! Builds the HTTP request of a call: URL, headers and form.

use form_urlencoded::Serializer;
use percent_encoding::utf8_percent_encode;

use super::api::{Method, Operation};
use super::client::Client;
use super::error::Error;
use super::inputs::{Inputs, Place, SEGMENT};
use super::transport::HttpRequest;

/// Builds a request. `page_url` is the address of a page, which replaces path and query.
pub(crate) fn build(
    client: &Client,
    operation: &'static Operation,
    inputs: &Inputs,
    page_url: Option<&str>,
) -> Result<HttpRequest, Error> {
    let (method, url) = match page_url {
        Some(url) => {
            let admitted = client.admit(url);
            (Method::Get, admitted.map_err(|problem| Error::pagination(operation, problem))?)
        }
        None => (operation.method(), url(client.base_url(), operation, inputs)?),
    };
    let mut request = HttpRequest::with_headers(method, url, client.headers().clone());
    for (name, value, sensitive) in inputs.headers() {
        request = request.with_text(name, value.to_owned(), sensitive);
    }
    // Only lists are large. Some servers change the version of what they compress, which `If-Match` then does not match.
    #[cfg(feature = "gzip")]
    if operation.items().is_some() {
        request = request.with_header("Accept-Encoding", "gzip");
    }
    if request.method().has_body() && inputs.values(Place::Form).next().is_some() {
        let form = Serializer::new(String::new()).extend_pairs(inputs.values(Place::Form)).finish();
        request = request.with_header("Content-Type", "application/x-www-form-urlencoded").with_body(form);
    }
    Ok(request)
}

fn url(base_url: &str, operation: &'static Operation, inputs: &Inputs) -> Result<String, Error> {
    let mut rest = operation.path_template();
    let values: usize = inputs.values(Place::Path).map(|(_, value)| value.len()).sum();
    let mut url = String::with_capacity(base_url.len() + rest.len() + values);
    url.push_str(base_url);
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        let value = inputs.values(Place::Path).find(|(key, _)| *key == name);
        let Some((_, value)) = value else {
            return Err(Error::invalid_input(operation, "path", "is missing a value".to_owned()));
        };
        url.push_str(before);
        url.extend(utf8_percent_encode(value, SEGMENT));
        rest = after;
    }
    url.push_str(rest);
    if inputs.values(Place::Query).next().is_some() {
        url.push('?');
        let start = url.len();
        url = Serializer::for_suffix(url, start).extend_pairs(inputs.values(Place::Query)).finish();
    }
    Ok(url)
}
