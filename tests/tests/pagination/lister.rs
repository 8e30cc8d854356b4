//! The interface through which the laws drive anything that reads a list.

use crate::world::Server;

/// Anything that can read the list of a server.
pub(crate) trait Lister {
    /// Starts reading, without sending a request.
    fn open(&self, server: &Server, start: &Start) -> Box<dyn Reading>;
}

/// A list that is being read.
pub(crate) trait Reading {
    /// Returns the next item, or all items of the next page if the list is read by page; `None` at the end.
    fn next(&mut self) -> Result<Option<Vec<u8>>, Fault>;

    /// Returns the URL from which the list can be continued later.
    fn next_page_url(&self) -> Option<String>;
}

/// How a list is read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Start {
    /// The URL of the page to start at; the first page if there is none.
    pub(crate) from: Option<String>,
    /// The maximum number of items.
    pub(crate) take: Option<usize>,
    pub(crate) by_page: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The list must not be continued.
    Pagination,
    /// The page could not be fetched.
    Other,
}
