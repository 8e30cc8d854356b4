//! Reads a list over all its pages, page by page or item by item, and detects lists without an end.

use std::collections::HashSet;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::iter::Peekable;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;
use serde_core::de::DeserializeOwned;

use super::answer::Head;
use super::call::Call;
use super::error::Error;
use super::page::{Failure, Page};
use super::response::Response;
use super::transport::BoxFuture;

/// How many consecutive pages may be empty before the list is taken to be endless.
const MAX_EMPTY_PAGES: u32 = 100;
/// How many pages are remembered. A list that goes in a larger circle is not told from one that is long.
const MAX_SEEN: usize = 1 << 16;

/// What was read of a list, to find out that it goes in a circle: hashes, so that a long list needs little memory.
#[derive(Default)]
struct Seen(HashSet<u64>);

impl Seen {
    fn has_url(&self, url: &str) -> bool {
        self.0.contains(&hash(url))
    }

    fn has(&self, fingerprint: u64) -> bool {
        self.0.contains(&fingerprint)
    }

    fn extend(&mut self, url: Option<&str>, fingerprint: Option<u64>) {
        // A circle that began before is found once it has been gone through again.
        if self.0.len() >= MAX_SEEN {
            self.0.clear();
        }
        self.0.extend(url.map(hash).into_iter().chain(fingerprint));
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// The pages of a list, in the server's order.
///
/// Read them with [`try_next`](Self::try_next), or use it as a [`Stream`]. A page is requested only after the one
/// before it was returned, at the URL that the server returned, verbatim.
///
/// After an error, the list keeps its position: [`next_page_url`](Self::next_page_url) is the page that failed, and
/// `try_next` requests it again. The `Stream`, which other code drives, ends after an error instead. A stream
/// that has begun a request and is no longer polled keeps one of the client's
/// [request slots](crate::ClientBuilder::max_in_flight): drop it or continue to poll it.
pub struct Pages<T> {
    /// Contains the URL of the next page, once it is known.
    call: Call,
    /// A request that the stream has begun. It occupies a request slot of the client, so only the stream leaves one
    /// here. Never locked: a shared list cannot be read, which makes it `Sync` even though the request is not.
    pending: Mutex<Option<Pending<T>>>,
    /// The URL of the latest page, if it is known.
    current: Option<String>,
    seen: Seen,
    empty_pages: u32,
    /// The last response did not say whether there are more pages, which is still to be reported.
    has_no_links: bool,
    /// There is no page after those returned.
    finished: bool,
    /// The stream has returned an error.
    failed: bool,
}

type Pending<T> = BoxFuture<'static, Result<Response<Page<T>>, Error>>;

// No field is pinned in place, whatever the items are.
impl<T> Unpin for Pages<T> {}

impl<T> Pages<T> {
    #[allow(dead_code, reason = "only for APIs with lists")]
    pub(crate) fn new(call: Call) -> Self {
        Self {
            call,
            pending: Mutex::new(None),
            current: None,
            seen: Seen::default(),
            empty_pages: 0,
            has_no_links: false,
            finished: false,
            failed: false,
        }
    }

    /// Returns the URL of the next page, to continue later or in another process. `None` before the first page, unless
    /// the list was resumed, and after the last.
    pub fn next_page_url(&self) -> Option<&str> {
        self.call.page_url()
    }
}

impl<T: DeserializeOwned + Send + 'static> Pages<T> {
    /// Returns the next page, or `None` after the last. The future can be dropped: the request then ends, and the next
    /// call requests the same page again. With a time limit around it that is shorter than a request, the list makes no
    /// progress.
    ///
    /// # Errors
    ///
    /// As the operation itself, also for a single item that cannot be decoded: only [`Items`] gets past it. Also if the next
    /// page is on another server, if it or its items were already read, or if the last response does not say whether
    /// there are more pages ([`Error::is_pagination`]).
    pub async fn try_next(&mut self) -> Result<Option<Response<Page<T>>>, Error> {
        let Some(pending) = self.request()? else { return Ok(None) };
        let page = pending.await?.complete()?;
        self.advance(page).map(Some)
    }

    /// As [`try_next`](Self::try_next), for a caller who does without the items that cannot be decoded.
    async fn next_or_part(&mut self) -> Result<Option<Response<Page<T>>>, Error> {
        let Some(pending) = self.request()? else { return Ok(None) };
        let page = pending.await?;
        self.advance(page).map(Some)
    }

    /// Reads all remaining pages.
    ///
    /// # Errors
    ///
    /// As [`try_next`](Self::try_next); the pages that were already read are dropped.
    pub async fn collect(mut self) -> Result<Vec<Response<Page<T>>>, Error> {
        let mut pages = Vec::new();
        while let Some(page) = self.try_next().await? {
            pages.push(page);
        }
        Ok(pages)
    }

    /// Returns why the list cannot continue with its next page.
    fn obstacle(&mut self) -> Option<Error> {
        let url = self.call.page_url()?;
        let problem = if self.seen.has_url(url) {
            "the server returned the URL of a page that was already read".to_owned()
        } else if self.empty_pages >= MAX_EMPTY_PAGES {
            // Only once: a caller who knows better can try again.
            self.empty_pages = 0;
            format!("{MAX_EMPTY_PAGES} consecutive pages had no items")
        } else {
            return None;
        };
        Some(Error::pagination(self.call.operation(), problem))
    }

    fn pending(&mut self) -> &mut Option<Pending<T>> {
        self.pending.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the request for the next page; `None` after the last.
    fn request(&mut self) -> Result<Option<Pending<T>>, Error> {
        if let Some(pending) = self.pending().take() {
            return Ok(Some(pending));
        }
        if std::mem::take(&mut self.has_no_links) {
            let problem = "the response does not say whether there are more pages".to_owned();
            return Err(Error::pagination(self.call.operation(), problem));
        }
        if self.finished {
            return Ok(None);
        }
        match self.obstacle() {
            Some(error) => Err(error),
            None => Ok(Some(Box::pin(self.call.clone().send_page()))),
        }
    }

    fn poll_page(
        &mut self,
        context: &mut Context<'_>,
        accept: impl FnOnce(Response<Page<T>>) -> Result<Response<Page<T>>, Error>,
    ) -> Poll<Option<Result<Response<Page<T>>, Error>>> {
        let mut pending = match self.request() {
            Ok(Some(pending)) => pending,
            Ok(None) => return Poll::Ready(None),
            Err(error) => return Poll::Ready(Some(Err(error))),
        };
        let Poll::Ready(result) = pending.as_mut().poll(context) else {
            *self.pending() = Some(pending);
            return Poll::Pending;
        };
        Poll::Ready(Some(result.and_then(accept).and_then(|page| self.advance(page))))
    }

    /// Moves behind a page, unless it brings nothing new.
    fn advance(&mut self, page: Response<Page<T>>) -> Result<Response<Page<T>>, Error> {
        let is_empty = page.is_empty();
        let fingerprint = page.fingerprint().filter(|_| !is_empty);
        if fingerprint.is_some_and(|fingerprint| self.seen.has(fingerprint)) {
            let problem = "the server returned the items of a page that was already read".to_owned();
            return Err(Error::pagination(self.call.operation(), problem));
        }
        // The URL of the first page is known only now.
        self.current = self.call.take_page_url().or_else(|| page.url().map(str::to_owned));
        self.seen.extend(self.current.as_deref(), fingerprint);
        self.empty_pages = if is_empty { self.empty_pages + 1 } else { 0 };
        self.has_no_links = !page.has_links();
        match page.next_page_url() {
            Some(url) => self.call.with_page_url(url),
            None => self.finished = true,
        }
        Ok(page)
    }
}

impl<T: DeserializeOwned + Send + 'static> Stream for Pages<T> {
    type Item = Result<Response<Page<T>>, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if this.failed {
            return Poll::Ready(None);
        }
        let next = ready!(this.poll_page(context, Response::complete));
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
/// Read them with [`try_next`](Self::try_next), or use it as a [`Stream`]. A page is requested only after all items
/// before it were returned.
///
/// An item that cannot be decoded is returned as an error ([`Error::is_decode`]) with its path within the page, and the
/// next call goes on with the next item. After any other error, the list keeps its position: `try_next` requests the
/// failed page again, and no item is omitted or returned twice. The `Stream`, which other code drives, ends after such
/// an error instead.
pub struct Items<T> {
    pages: Pages<T>,
    page: Rest<T>,
    /// How many items may still be returned.
    left: usize,
    failed: bool,
}

// No field is pinned in place, whatever the items are.
impl<T> Unpin for Items<T> {}

/// What is left of a page.
struct Rest<T> {
    items: vec::IntoIter<T>,
    failures: Peekable<vec::IntoIter<Failure>>,
    /// Position within the page of the next item.
    index: usize,
    head: Option<Head>,
}

impl<T> Rest<T> {
    fn nothing() -> Self {
        Self { items: Vec::new().into_iter(), failures: Vec::new().into_iter().peekable(), index: 0, head: None }
    }

    fn of(page: Response<Page<T>>) -> Self {
        let (page, head) = page.into_parts();
        let (items, failures) = page.into_parts();
        Self { items: items.into_iter(), failures: failures.into_iter().peekable(), index: 0, head: Some(head) }
    }

    fn is_empty(&self) -> bool {
        self.items.as_slice().is_empty() && self.failures.len() == 0
    }

    fn next(&mut self) -> Option<Result<T, Error>> {
        let failure = self.failures.next_if(|failure| failure.index == self.index);
        self.index += 1;
        match (failure, &self.head) {
            (Some(Failure { failure, text, .. }), Some(head)) => Some(Err(Error::decode(head.clone(), text, failure))),
            _ => self.items.next().map(Ok),
        }
    }
}

impl<T> Items<T> {
    #[allow(dead_code, reason = "only for APIs with lists")]
    pub(crate) fn new(call: Call) -> Self {
        Self { pages: Pages::new(call), page: Rest::nothing(), left: usize::MAX, failed: false }
    }

    /// Ends the list after that many more items. Pages that are not needed for them are not requested; the size of the
    /// pages does not change.
    #[must_use]
    pub fn take(mut self, items: usize) -> Self {
        self.left = self.left.min(items);
        self
    }

    /// Returns the URL of the page with the next item, to continue later or in another process. After an error, it is
    /// the page that failed. `None` before the first page, unless the list was resumed, and after the last item.
    ///
    /// Continuing there loses nothing, but repeats the items of that page that were already returned. To avoid that,
    /// read [`Pages`] and keep [`next_page_url`](Pages::next_page_url).
    pub fn resume_url(&self) -> Option<&str> {
        if self.page.is_empty() { self.pages.next_page_url() } else { self.pages.current.as_deref() }
    }
}

impl<T: DeserializeOwned + Send + 'static> Items<T> {
    /// Returns the next item, or `None` after the last. The future can be dropped, as that of [`Pages::try_next`].
    ///
    /// # Errors
    ///
    /// As [`Pages::try_next`], and for an item that cannot be decoded.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        while self.left > 0 {
            if let Some(item) = self.page.next() {
                self.left -= 1;
                return item.map(Some);
            }
            match self.pages.next_or_part().await? {
                Some(page) => self.page = Rest::of(page),
                None => break,
            }
        }
        Ok(None)
    }

    /// Reads all remaining items.
    ///
    /// # Errors
    ///
    /// As [`try_next`](Self::try_next); the items that were already read are dropped.
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
                return Poll::Ready(Some(item));
            }
            match ready!(self.pages.poll_page(context, Ok)) {
                Some(Ok(page)) => self.page = Rest::of(page),
                Some(Err(error)) => {
                    self.failed = true;
                    return Poll::Ready(Some(Err(error)));
                }
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
        this.poll_item(context)
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).finish_non_exhaustive()
    }
}
