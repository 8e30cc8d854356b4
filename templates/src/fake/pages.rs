//! The pages of lists, and the tokens in their URLs. A page begins at a record and not at a number, so that a deletion
//! elsewhere does not make it skip one.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::ids::Ids;
use super::inputs::{PageInputs, index_parameter, token_parameter};
use super::json::Fields;
use super::refusal::Refusal;
use super::table::{Paging, Served, Table};

/// The place of a record in a list: the place of its resource, and its number.
pub(super) type Place = (usize, u64);

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Bound {
    After(Place),
    Before(Place),
}

/// The tokens that were given out.
pub(super) struct Tokens {
    ids: Ids,
    /// With the list that each belongs to.
    minted: HashMap<String, (String, Bound)>,
    known: HashMap<(String, Bound), String>,
}

/// A list, and the page of it that is asked for.
pub(super) struct Listed<'a> {
    pub(super) served: &'static Served,
    /// The URL without the query.
    pub(super) url: &'a str,
    pub(super) inputs: &'a PageInputs,
    /// All records, in order.
    pub(super) places: Vec<Place>,
}

/// A page: which of the records, and the envelope.
pub(super) struct Cut {
    pub(super) range: std::ops::Range<usize>,
    pub(super) envelope: Option<(&'static str, Value)>,
}

impl Tokens {
    pub(super) fn new(ids: Ids) -> Self {
        Self { ids, minted: HashMap::new(), known: HashMap::new() }
    }

    fn token(&mut self, list: &str, bound: Bound) -> String {
        let key = (list.to_owned(), bound);
        if let Some(token) = self.known.get(&key) {
            return token.clone();
        }
        let token = self.ids.prefixed("PT");
        self.minted.insert(token.clone(), key.clone());
        self.known.insert(key, token.clone());
        token
    }

    pub(super) fn cut(&mut self, table: &Table, listed: &Listed<'_>) -> Result<Cut, Refusal> {
        let Listed { served, inputs, places, .. } = listed;
        let Some(paging) = &table.paging else { return Ok(Cut { range: 0..places.len(), envelope: None }) };
        let mut filters = inputs.filters.clone();
        filters.sort();
        // The path without the host, which may be written in more than one way.
        let path = listed.url.split_once("://").map_or(listed.url, |(_, rest)| rest);
        let path = path.find('/').map_or("", |at| &path[at..]);
        let list = format!("{} {path} {filters:?}", served.operation.id());
        let size = inputs.size.unwrap_or(paging.default_size).clamp(1, served.max_page_size.max(1));
        let length = usize::try_from(size).unwrap_or(usize::MAX);
        let range = match &inputs.token {
            None => 0..places.len().min(length),
            Some(token) => {
                let name = token_parameter(paging).unwrap_or_default();
                match self.minted.get(token) {
                    None => return Err(Refusal::parameter(name, "is not the token of a page")),
                    Some((of, _)) if *of != list => return Err(Refusal::parameter(name, "belongs to another list")),
                    Some((_, Bound::After(place))) => {
                        let start = places.partition_point(|it| it <= place);
                        start..start.saturating_add(length).min(places.len())
                    }
                    Some((_, Bound::Before(place))) => {
                        let end = places.partition_point(|it| it < place);
                        end.saturating_sub(length)..end
                    }
                }
            }
        };
        let next = places.get(range.end).and(range.clone().last()).and_then(|last| places.get(last));
        let next = next.map(|last| self.token(&list, Bound::After(*last)));
        let previous = places.get(range.start).or(inputs.token.as_ref().and(places.last()));
        let previous = previous.filter(|_| range.start > 0).map(|first| {
            // Behind the last record, the page before ends with it.
            let bound = if range.start < places.len() { *first } else { (first.0, first.1.saturating_add(1)) };
            self.token(&list, Bound::Before(bound))
        });
        let url = |index: i64, token: Option<&str>| page_url(listed, paging, size, index, token);
        let envelope = table.api.pages.as_ref().map(|format| {
            let index = inputs.index;
            let mut envelope = Fields::new();
            envelope.insert("key".to_owned(), json!(served.operation.items()));
            envelope.insert(format.index.to_owned(), index.into());
            envelope.insert(format.size.to_owned(), size.into());
            envelope.insert(format.first.to_owned(), url(0, None).into());
            envelope.insert(format.current.to_owned(), url(index, inputs.token.as_deref()).into());
            let next = next.map(|token| url(index.saturating_add(1), Some(&token)));
            envelope.insert(format.next.to_owned(), next.into());
            let previous = previous.map(|token| url((index - 1).max(0), Some(&token)));
            envelope.insert(format.previous.to_owned(), previous.into());
            (format.envelope, Value::Object(envelope))
        });
        Ok(Cut { range, envelope })
    }
}

fn page_url(listed: &Listed<'_>, paging: &Paging, size: i64, index: i64, token: Option<&str>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(&listed.inputs.filters);
    query.append_pair(paging.size_parameter, &size.to_string());
    if let Some(name) = index_parameter(paging) {
        query.append_pair(name, &index.to_string());
    }
    if let (Some(name), Some(token)) = (token_parameter(paging), token) {
        query.append_pair(name, token);
    }
    format!("{}?{}", listed.url, query.finish())
}
