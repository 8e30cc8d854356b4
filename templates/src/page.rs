//! One page of a list, and how it is decoded.

use std::fmt;
use std::marker::PhantomData;

use serde_core::Deserialize;
use serde_core::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};

use super::api::PageFormat;
use super::number::Number;

/// One page of a list: its items and the URLs of other pages.
///
/// The URLs are absolute and contain the filters of the list. Keep [`next_page_url`](Self::next_page_url) to continue
/// later; it must be used unchanged.
#[derive(Clone)]
pub struct Page<T> {
    items: Vec<T>,
    links: Links,
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

/// Reads a page whose format is known only at run time, in one pass and with its members in any order.
pub(crate) struct PageSeed<T> {
    items: &'static str,
    format: &'static PageFormat,
    item: PhantomData<T>,
}

impl<T> PageSeed<T> {
    pub(crate) fn new(items: &'static str, format: &'static PageFormat) -> Self {
        Self { items, format, item: PhantomData }
    }
}

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
        Ok(Page { items, links: links.unwrap_or_default() })
    }
}

/// Reads the links, all of which are optional.
struct LinksSeed(&'static PageFormat);

impl<'de> DeserializeSeed<'de> for LinksSeed {
    type Value = Option<Links>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for LinksSeed {
    type Value = Option<Links>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the links of a page")
    }

    fn visit_none<E: serde_core::de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let format = self.0;
        let names = [format.next, format.previous, format.first, format.current, format.index, format.size];
        let mut links = Links::default();
        while let Some(member) = map.next_key_seed(NameSeed(&names))? {
            match member {
                Some(0) => links.next = url(map.next_value()?),
                Some(1) => links.previous = url(map.next_value()?),
                Some(2) => links.first = url(map.next_value()?),
                Some(3) => links.current = url(map.next_value()?),
                Some(4) => links.index = map.next_value_seed(Number::new())?,
                Some(_) => links.size = map.next_value_seed(Number::new())?,
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(Some(links))
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
