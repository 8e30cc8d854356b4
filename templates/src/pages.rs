//! Lists over all their pages, page by page or item by item. Knows when a list ends and when it must not go
//! on; must not know what the items are.

use std::collections::HashSet;
use std::fmt;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;
use serde_core::de::DeserializeOwned;

use super::call::Call;
use super::error::Error;
use super::page::Page;
use super::response::Response;
use super::transport::BoxFuture;

/// How many pages without items may follow one another before the server is thought to go in circles.
const MAX_EMPTY_PAGES: u32 = 100;

/// The pages of a list, in the server's order.
///
/// Ask with [`try_next`](Self::try_next), or use it as a [`Stream`]. Each page is asked for only when the one
/// before has been handed out, at the address that the server gave, exactly as given.
///
/// After an error the list stands where it stood: [`next_page_url`](Self::next_page_url) is the page that
/// failed, and `try_next` asks for it again. The `Stream`, which others drive, ends after an error instead. A stream
/// that has begun a request and is not polled any more keeps one of the client's places for
/// [requests in flight](crate::ClientBuilder::max_in_flight); drop it, or go on with it.
pub struct Pages<T> {
    /// Holds the address of the page to be asked for next, once there is one.
    call: Call,
    /// A request that the stream has begun. It holds one of the client's places, so nobody else leaves one here.
    /// Never locked: a list that is shared cannot be asked for anything, and so is `Sync` whatever the request is.
    asking: Mutex<Option<Asking<T>>>,
    /// The address of the latest page, if it is known.
    current: Option<String>,
    seen: HashSet<String>,
    empty_pages: u32,
    /// There is no page after those handed out.
    finished: bool,
    /// The stream has given an error.
    failed: bool,
}

type Asking<T> = BoxFuture<'static, Result<Response<Page<T>>, Error>>;

// No part of it is pinned in place, whatever the items are.
impl<T> Unpin for Pages<T> {}

impl<T> Pages<T> {
    #[allow(dead_code, reason = "only for APIs with lists")]
    pub(crate) fn new(call: Call) -> Self {
        Self {
            call,
            asking: Mutex::new(None),
            current: None,
            seen: HashSet::new(),
            empty_pages: 0,
            finished: false,
            failed: false,
        }
    }

    /// The address of the page that comes next: to go on later, or in another process. `None` before the
    /// first page, unless the list was resumed, and after the last.
    pub fn next_page_url(&self) -> Option<&str> {
        self.call.page_url()
    }
}

impl<T: DeserializeOwned + Send + 'static> Pages<T> {
    /// The next page, or `None` after the last. May be dropped while it waits: the request ends then, and the same page
    /// is asked for anew next time. A time limit around it that is shorter than a page takes makes no progress.
    ///
    /// # Errors
    ///
    /// As the operation itself; also when the next page is at another server or has been there before
    /// ([`Error::is_pagination`]).
    pub async fn try_next(&mut self) -> Result<Option<Response<Page<T>>>, Error> {
        let Some(asking) = self.ask()? else { return Ok(None) };
        let page = asking.await?;
        self.advance(&page);
        Ok(Some(page))
    }

    /// All pages that are left.
    ///
    /// # Errors
    ///
    /// As [`try_next`](Self::try_next); the pages read until then are dropped.
    pub async fn collect(mut self) -> Result<Vec<Response<Page<T>>>, Error> {
        let mut pages = Vec::new();
        while let Some(page) = self.try_next().await? {
            pages.push(page);
        }
        Ok(pages)
    }

    /// What keeps the list from going on to its next page.
    fn obstacle(&mut self) -> Option<Error> {
        let url = self.call.page_url()?;
        let problem = if self.seen.contains(url) {
            "the server gave the address of a page that it has given before".to_owned()
        } else if self.empty_pages >= MAX_EMPTY_PAGES {
            // Once only, for a caller who knows better and asks again.
            self.empty_pages = 0;
            format!("{MAX_EMPTY_PAGES} pages in a row had no items")
        } else {
            return None;
        };
        Some(Error::pagination(self.call.operation(), problem))
    }

    fn begun(&mut self) -> &mut Option<Asking<T>> {
        self.asking.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    /// The request for the next page; `None` after the last.
    fn ask(&mut self) -> Result<Option<Asking<T>>, Error> {
        if let Some(asking) = self.begun().take() {
            return Ok(Some(asking));
        }
        if self.finished {
            return Ok(None);
        }
        match self.obstacle() {
            Some(error) => Err(error),
            None => Ok(Some(Box::pin(self.call.clone().send_page()))),
        }
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Response<Page<T>>, Error>>> {
        let mut asking = match self.ask() {
            Ok(Some(asking)) => asking,
            Ok(None) => return Poll::Ready(None),
            Err(error) => return Poll::Ready(Some(Err(error))),
        };
        let Poll::Ready(result) = asking.as_mut().poll(context) else {
            *self.begun() = Some(asking);
            return Poll::Pending;
        };
        Poll::Ready(Some(result.inspect(|page| self.advance(page))))
    }

    fn advance(&mut self, page: &Page<T>) {
        // The first page's own address is known only now.
        self.current = self.call.take_page_url().or_else(|| page.url().map(str::to_owned));
        self.seen.extend(self.current.clone());
        self.empty_pages = if page.items().is_empty() { self.empty_pages + 1 } else { 0 };
        match page.next_page_url() {
            Some(url) => self.call.with_page_url(url),
            None => self.finished = true,
        }
    }
}

impl<T: DeserializeOwned + Send + 'static> Stream for Pages<T> {
    type Item = Result<Response<Page<T>>, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if this.failed {
            return Poll::Ready(None);
        }
        let next = ready!(this.poll_page(context));
        this.failed = matches!(next, Some(Err(_)));
        Poll::Ready(next)
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("call", &self.call).field("finished", &self.finished).finish_non_exhaustive()
    }
}

/// The items of a list over all its pages, in the server's order.
///
/// Ask with [`try_next`](Self::try_next), or use it as a [`Stream`]. A page is asked for only when all items
/// before it have been handed out.
///
/// After an error the list stands where it stood: `try_next` asks for the failed page again, and no item is
/// left out or given twice. The `Stream`, which others drive, ends after an error instead.
pub struct Items<T> {
    pages: Pages<T>,
    page: vec::IntoIter<T>,
    /// How many may still be handed out.
    left: usize,
    failed: bool,
}

// No part of it is pinned in place, whatever the items are.
impl<T> Unpin for Items<T> {}

impl<T> Items<T> {
    #[allow(dead_code, reason = "only for APIs with lists")]
    pub(crate) fn new(call: Call) -> Self {
        Self { pages: Pages::new(call), page: Vec::new().into_iter(), left: usize::MAX, failed: false }
    }

    /// Ends the list after that many more items. No page is asked for that is not needed for them; the size
    /// of the pages stays as it is.
    #[must_use]
    pub fn take(mut self, items: usize) -> Self {
        self.left = self.left.min(items);
        self
    }

    /// The address of the page that the next item is on: to go on later, or in another process. After an error, it is
    /// the page that failed. `None` before the first page, unless the list was resumed, and after the last item.
    ///
    /// Nothing is lost by going on there, but those items of the page that were handed out come again. Where that is
    /// not wanted, read [`Pages`] and keep [`next_page_url`](Pages::next_page_url).
    pub fn resume_url(&self) -> Option<&str> {
        if self.page.as_slice().is_empty() { self.pages.next_page_url() } else { self.pages.current.as_deref() }
    }
}

impl<T: DeserializeOwned + Send + 'static> Items<T> {
    /// The next item, or `None` after the last. May be dropped while it waits, as [`Pages::try_next`].
    ///
    /// # Errors
    ///
    /// As [`Pages::try_next`].
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        while self.left > 0 {
            if let Some(item) = self.page.next() {
                self.left -= 1;
                return Ok(Some(item));
            }
            match self.pages.try_next().await? {
                Some(page) => self.page = page.into_inner().into_iter(),
                None => break,
            }
        }
        Ok(None)
    }

    /// All items that are left.
    ///
    /// # Errors
    ///
    /// As [`Pages::try_next`]; the items read until then are dropped.
    pub async fn collect(mut self) -> Result<Vec<T>, Error> {
        let mut items = Vec::new();
        while let Some(item) = self.try_next().await? {
            items.push(item);
        }
        Ok(items)
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        while self.left > 0 {
            if let Some(item) = self.page.next() {
                self.left -= 1;
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll_page(context)) {
                Some(Ok(page)) => self.page = page.into_inner().into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => break,
            }
        }
        Poll::Ready(None)
    }
}

impl<T: DeserializeOwned + Send + 'static> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if this.failed {
            return Poll::Ready(None);
        }
        let next = ready!(this.poll_item(context));
        this.failed = matches!(next, Some(Err(_)));
        Poll::Ready(next)
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).finish_non_exhaustive()
    }
}
