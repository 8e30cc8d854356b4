//! One page of a list, and how it is decoded.

use std::fmt;
use std::marker::PhantomData;

use serde_core::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_core::{Deserialize, Serialize, Serializer};

use super::api::PageFormat;
use super::decode_failure::DecodeFailure;
use super::error::Error;
use super::number::Number;
use super::response::Response;
use super::transport::Chunk;

/// One page of a list: its items and the URLs of other pages.
///
/// The URLs are absolute and contain the filters of the list. Keep [`next_page_url`](Self::next_page_url) to continue
/// later; it must be used unchanged.
#[derive(Clone)]
pub struct Page<T> {
    items: Vec<T>,
    /// Empty once callers get the page.
    failures: Vec<Failure>,
    /// What tells the items from those of other pages, if it is known.
    fingerprint: Option<u64>,
    /// Whether the response has the object with the links, as the API describes it.
    has_links: bool,
    links: Links,
}

/// An item that cannot be decoded.
#[derive(Clone)]
pub(crate) struct Failure {
    /// Its position in the page, from 0.
    pub(crate) index: usize,
    pub(crate) failure: DecodeFailure,
    pub(crate) text: Chunk,
}

#[derive(Clone, Debug, Default)]
struct Links {
    next: Option<String>,
    previous: Option<String>,
    first: Option<String>,
    current: Option<String>,
    index: Option<i64>,
    size: Option<i64>,
}

impl<T> Page<T> {
    /// Returns the items. A page without items can be followed by one that has some.
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// Returns the items without copying them.
    pub fn into_items(self) -> Vec<T> {
        self.items
    }

    /// Returns the URL of the next page, or `None` on the last.
    pub fn next_page_url(&self) -> Option<&str> {
        self.links.next.as_deref()
    }

    /// Returns the URL of the previous page, or `None` on the first.
    pub fn previous_page_url(&self) -> Option<&str> {
        self.links.previous.as_deref()
    }

    /// Returns the URL of the first page.
    pub fn first_page_url(&self) -> Option<&str> {
        self.links.first.as_deref()
    }

    /// Returns the URL of this page.
    pub fn url(&self) -> Option<&str> {
        self.links.current.as_deref()
    }

    /// Returns the number of this page, from 0.
    pub fn index(&self) -> Option<i64> {
        self.links.index
    }

    /// Returns how many items a full page has.
    pub fn size(&self) -> Option<i64> {
        self.links.size
    }

    /// Whether it brings nothing, not even what cannot be decoded.
    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty() && self.failures.is_empty()
    }

    pub(crate) fn has_links(&self) -> bool {
        self.has_links
    }

    pub(crate) fn fingerprint(&self) -> Option<u64> {
        self.fingerprint
    }

    pub(crate) fn with_fingerprint(mut self, fingerprint: Option<u64>) -> Self {
        self.fingerprint = fingerprint;
        self
    }

    /// Returns the same page with its items decoded further, one by one.
    pub(crate) fn decoded<U>(self, mut decode: impl FnMut(usize, T) -> Result<U, Failure>) -> Page<U> {
        let Self { items, mut failures, fingerprint, has_links, links } = self;
        let mut decoded = Vec::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            match decode(index, item) {
                Ok(item) => decoded.push(item),
                Err(failure) => failures.push(failure),
            }
        }
        Page { items: decoded, failures, fingerprint, has_links, links }
    }

    pub(crate) fn into_parts(self) -> (Vec<T>, Vec<Failure>) {
        (self.items, self.failures)
    }
}

impl<T: fmt::Debug> fmt::Debug for Page<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without the URLs: filters may be personal data.
        f.debug_struct("Page")
            .field("index", &self.links.index)
            .field("items", &self.items)
            .field("has_next", &self.links.next.is_some())
            .finish()
    }
}

/// As the list of its items.
impl<T: Serialize> Serialize for Page<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.items.serialize(serializer)
    }
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Page<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

impl<T> Response<Page<T>> {
    /// Returns the page, unless it has items that cannot be decoded.
    pub(crate) fn complete(self) -> Result<Self, Error> {
        let Some(Failure { failure, text, .. }) = self.failures.first().cloned() else { return Ok(self) };
        Err(Error::decode(self.into_parts().1, text, failure))
    }
}

/// Reads a page whose format is known only at run time, in one pass and with its members in any order.
pub(crate) struct PageSeed<T> {
    items: &'static str,
    format: &'static PageFormat,
    item: PhantomData<fn() -> T>,
}

impl<T> PageSeed<T> {
    pub(crate) fn new(items: &'static str, format: &'static PageFormat) -> Self {
        Self { items, format, item: PhantomData }
    }
}

impl<T> Clone for PageSeed<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for PageSeed<T> {}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for PageSeed<T> {
    type Value = Page<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Page<T>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for PageSeed<T> {
    type Value = Page<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a page")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Page<T>, A::Error> {
        let names = [self.items, self.format.envelope];
        let mut items = None;
        let mut links = None;
        while let Some(member) = map.next_key_seed(NameSeed(&names))? {
            match member {
                Some(0) => items = Some(map.next_value::<Option<Vec<T>>>()?.unwrap_or_default()),
                Some(_) => links = map.next_value_seed(LinksSeed(self.format))?,
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        let items = items.ok_or_else(|| A::Error::missing_field(self.items))?;
        Ok(Page {
            items,
            failures: Vec::new(),
            fingerprint: None,
            has_links: links.is_some(),
            links: links.unwrap_or_default(),
        })
    }
}

/// Reads the links, all of which are optional. Anything else than an object with one of them at least has none: it is
/// not what the API describes, and not a reason to lose the items.
struct LinksSeed(&'static PageFormat);

impl<'de> DeserializeSeed<'de> for LinksSeed {
    type Value = Option<Links>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for LinksSeed {
    type Value = Option<Links>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the links of a page")
    }

    fn visit_unit<E: serde_core::de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E: serde_core::de::Error>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E: serde_core::de::Error>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E: serde_core::de::Error>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E: serde_core::de::Error>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E: serde_core::de::Error>(self, _: &str) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let format = self.0;
        let names = [format.next, format.previous, format.first, format.current, format.index, format.size];
        let mut links = None;
        while let Some(member) = map.next_key_seed(NameSeed(&names))? {
            let Some(member) = member else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            let links: &mut Links = links.get_or_insert_default();
            match member {
                0 => links.next = url(map.next_value()?),
                1 => links.previous = url(map.next_value()?),
                2 => links.first = url(map.next_value()?),
                3 => links.current = url(map.next_value()?),
                4 => links.index = map.next_value_seed(Number::new())?,
                _ => links.size = map.next_value_seed(Number::new())?,
            }
        }
        Ok(links)
    }
}

/// Treats an empty URL as absent.
fn url(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

/// Reads a member's name as its position among the known ones.
struct NameSeed<'a>(&'a [&'static str]);

impl<'de> DeserializeSeed<'de> for NameSeed<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for NameSeed<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    fn visit_str<E: serde_core::de::Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.iter().position(|known| *known == name))
    }
}
