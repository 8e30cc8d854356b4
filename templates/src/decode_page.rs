//! Decodes a page of a list, so that an item that cannot be decoded costs that item and not the page.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_core::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::answer::Answer;
use super::api::PageFormat;
use super::decode::decode_seed;
use super::decode_failure::DecodeFailure;
use super::error::Error;
use super::page::{Failure, Page, PageSeed};
use super::repair::repaired;
use super::response::Response;

/// Decodes a page whose items are the member of that name.
pub(crate) fn decode_page<T: DeserializeOwned>(
    answer: Answer,
    items: &'static str,
    format: &'static PageFormat,
) -> Result<Response<Page<T>>, Error> {
    let body = answer.body.clone();
    let page = match decode_seed(answer, PageSeed::<T>::new(items, format)) {
        Ok(page) => page,
        Err(error) if error.is_about_a_value() => one_by_one(error, items, format)?,
        Err(error) => return Err(error),
    };
    Ok(match page.next_page_url() {
        // Only what is followed by more can be endless.
        Some(_) => {
            let raw = std::str::from_utf8(&body).ok().and_then(|text| serde_json::from_str(text).ok());
            let fingerprint = raw.and_then(|raw| fingerprint(raw, items));
            page.map(|page| page.with_fingerprint(fingerprint))
        }
        None => page,
    })
}

/// Decodes the page whose items could not be decoded all at once. A page that is wrong in another way keeps its error.
#[cold]
fn one_by_one<T: DeserializeOwned>(
    error: Error,
    name: &'static str,
    format: &'static PageFormat,
) -> Result<Response<Page<T>>, Error> {
    let answer = error.into_answer()?;
    let raw = decode_seed(answer, PageSeed::<Box<RawValue>>::new(name, format))?;
    Ok(raw.map(|page| {
        page.decoded(|index, text| {
            // Escapes of half a character are no fault of the raw text.
            let text = repaired(text.get().as_bytes());
            serde_json::from_str(&text).map_err(|error| Failure {
                index,
                failure: DecodeFailure::of(text.as_bytes(), &error, true).within(&format!("{name}[{index}]")),
                text: text.into(),
            })
        })
    }))
}

/// Returns what tells the items of a page from others.
fn fingerprint(page: BTreeMap<&str, &RawValue>, items: &str) -> Option<u64> {
    let mut hasher = DefaultHasher::new();
    page.get(items)?.get().hash(&mut hasher);
    Some(hasher.finish())
}
