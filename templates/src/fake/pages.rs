//! The pages of lists, and the tokens in their URLs. A page begins at a record and not at a number, so that a deletion
//! elsewhere does not make it skip one.

use std::collections::{HashMap, VecDeque};

use serde_json::{Value, json};

use super::ids::Ids;
use super::inputs::{PageInputs, index_parameter, token_parameter};
use super::json::Fields;
use super::refusal::Refusal;
use super::store::{Bound, Key, Place};
use super::table::{Paging, Served, Table};

/// The newest tokens that were given out.
pub(super) struct Tokens {
    ids: Ids,
    /// With the list that each belongs to.
    minted: HashMap<String, (String, Bound)>,
    known: HashMap<(String, Bound), String>,
    /// From the oldest on.
    order: VecDeque<String>,
}

/// How many tokens are known at the same time. Others are as wrong as those of the service are after a while.
const MAX_TOKENS: usize = 10_000;

/// The records of a list from a place on, in the direction of the bound.
pub(super) type Records<'a> = dyn Fn(Bound) -> Box<dyn Iterator<Item = (Place, Key)> + 'a> + 'a;

/// A list, and the page of it that is asked for.
pub(super) struct Listed<'a> {
    pub(super) served: &'static Served,
    /// The URL without the query.
    pub(super) url: &'a str,
    pub(super) inputs: &'a PageInputs,
    pub(super) records: &'a Records<'a>,
}

/// A page: its records in order, and the envelope.
pub(super) struct Cut {
    pub(super) keys: Vec<Key>,
    pub(super) envelope: Option<(&'static str, Value)>,
}

/// The records of a page, and whether there are others on either side.
struct Found {
    records: Vec<(Place, Key)>,
    previous: Option<Bound>,
    next: Option<Bound>,
}

/// Looks no further than at the page and at one record on either side.
fn find(records: &Records<'_>, from: Bound, length: usize) -> Found {
    let mut page: Vec<(Place, Key)> = records(from).take(length.saturating_add(1)).collect();
    let goes_on = page.len() > length;
    page.truncate(length);
    let is_there = |bound: Bound| records(bound).next().map(|_| bound);
    if let Bound::Before(_) = from {
        page.reverse();
        let previous = page.first().filter(|_| goes_on).map(|(first, _)| Bound::Before(*first));
        let next = page.last().and_then(|(last, _)| is_there(Bound::After(*last)));
        return Found { records: page, previous, next };
    }
    let next = page.last().filter(|_| goes_on).map(|(last, _)| Bound::After(*last));
    let previous = match (from, page.first()) {
        (Bound::After(_), Some((first, _))) => is_there(Bound::Before(*first)),
        // Behind the last record, the page before ends with it.
        (Bound::After((resource, number)), None) => is_there(Bound::Before((resource, number.saturating_add(1)))),
        _ => None,
    };
    Found { records: page, previous, next }
}

impl Tokens {
    pub(super) fn new(ids: Ids) -> Self {
        Self { ids, minted: HashMap::new(), known: HashMap::new(), order: VecDeque::new() }
    }

    fn token(&mut self, list: &str, bound: Bound) -> String {
        let key = (list.to_owned(), bound);
        if let Some(token) = self.known.get(&key) {
            return token.clone();
        }
        if self.order.len() >= MAX_TOKENS {
            let oldest = self.order.pop_front().and_then(|oldest| self.minted.remove(&oldest));
            oldest.and_then(|oldest| self.known.remove(&oldest));
        }
        let token = self.ids.prefixed("PT");
        self.order.push_back(token.clone());
        self.minted.insert(token.clone(), key.clone());
        self.known.insert(key, token.clone());
        token
    }

    pub(super) fn cut(&mut self, table: &Table, listed: &Listed<'_>) -> Result<Cut, Refusal> {
        let Listed { served, inputs, records, .. } = listed;
        let Some(paging) = &table.paging else {
            let keys = records(Bound::Start).map(|(_, key)| key).collect();
            return Ok(Cut { keys, envelope: None });
        };
        let mut filters = inputs.filters.clone();
        filters.sort();
        // The path without the host, which may be written in more than one way.
        let path = listed.url.split_once("://").map_or(listed.url, |(_, rest)| rest);
        let path = path.find('/').map_or("", |at| &path[at..]);
        let list = format!("{} {path} {filters:?}", served.operation.id());
        let size = inputs.size.unwrap_or(paging.default_size).clamp(1, served.max_page_size.max(1));
        let length = usize::try_from(size).unwrap_or(usize::MAX);
        let from = match &inputs.token {
            None => Bound::Start,
            Some(token) => {
                let name = token_parameter(paging).unwrap_or_default();
                match self.minted.get(token) {
                    None => return Err(Refusal::parameter(name, "is not the token of a page")),
                    Some((of, _)) if *of != list => return Err(Refusal::parameter(name, "belongs to another list")),
                    Some((_, bound)) => *bound,
                }
            }
        };
        let found = find(records, from, length);
        let next = found.next.map(|bound| self.token(&list, bound));
        let previous = found.previous.map(|bound| self.token(&list, bound));
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
        Ok(Cut { keys: found.records.into_iter().map(|(_, key)| key).collect(), envelope })
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
