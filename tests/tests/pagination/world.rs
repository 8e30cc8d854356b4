//! Generated lists, and a server that returns them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use proptest::prelude::*;

/// The URL of the first request, with the page size that the caller set.
pub(crate) const FIRST: &str = "https://intelligence.twilio.com/v2/Services?PageSize=7";
/// More requests than any of these lists needs. A pager that sends more does not end.
const TOO_MANY: usize = 600;

/// Several spellings of the same URL, and paths that a normalizing parser would change.
const PLACES: [&str; 6] = [
    "https://intelligence.twilio.com/v2/Services",
    "https://intelligence.twilio.com/v2/Services/",
    "https://intelligence.twilio.com/v2/./x/../Services",
    "https://intelligence.twilio.com//v2/Serv%69ces",
    "https://intelligence.twilio.com:443/v2/Services",
    "HTTPS://Intelligence.Twilio.com/v2/Services",
];

/// Parts of queries that are changed by decoding and encoding, sorting, or normalizing.
const PARTS: [&str; 20] = [
    "PageSize=50",
    "PageToken=PA%2fGA",
    "PageToken=PAGA%3d%3D",
    "After=2019-11-22T23%3A46%3A00Z",
    "After=2019-11-22T23:46:00Z",
    "name=a+b",
    "name=a%20b",
    "name=a%2Bb",
    "name=%E2%82%AC",
    "name=%7Ejoe",
    "q='(~*)!'",
    "q=a/b?c@d",
    "b=2&a=1",
    "a=1&a=1",
    "empty=",
    "flag",
    "=",
    "",
    "bad=%zz",
    "url=https://evil.test/",
];

/// A list on a server, and how the server behaves.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) pages: Vec<Vec<u8>>,
    /// The URL of each page according to the server. The first page is also at [`FIRST`].
    pub(crate) addresses: Vec<String>,
    /// Whether pages contain their own URL.
    pub(crate) tells_own: bool,
    /// The page to which the last page links.
    pub(crate) back_to: Option<usize>,
    /// The page that fails the first time it is requested.
    pub(crate) failing: Option<usize>,
    /// How that page fails.
    pub(crate) failure: u8,
}

impl World {
    /// Returns a list with simple URLs.
    pub(crate) fn of(pages: &[&[u8]]) -> Self {
        let pages: Vec<_> = pages.iter().map(|page| page.to_vec()).collect();
        let addresses = (0..pages.len()).map(|page| format!("{}?Page={page}", PLACES[0])).collect();
        Self { pages, addresses, tells_own: true, back_to: None, failing: None, failure: 0 }
    }

    pub(crate) fn items(&self) -> Vec<u8> {
        self.pages.concat()
    }

    /// Returns the requests that read this number of pages.
    pub(crate) fn requests(&self, pages: usize) -> Vec<String> {
        let later = self.addresses.iter().skip(1).cloned();
        std::iter::once(FIRST.to_owned()).chain(later).take(pages).collect()
    }

    /// Returns the requests that read the list if another reader continues after this number of pages.
    pub(crate) fn requests_split_at(&self, pages: usize) -> Vec<String> {
        [&self.requests(pages), &self.addresses[pages..]].concat()
    }

    /// Returns the first page of more than `limit` consecutive empty pages.
    pub(crate) fn first_gap_over(&self, limit: usize) -> Option<usize> {
        (0..self.pages.len())
            .find(|start| self.pages.iter().skip(*start).take_while(|it| it.is_empty()).count() > limit)
    }
}

/// Generates lists of up to nine pages.
pub(crate) fn lists() -> BoxedStrategy<World> {
    // Few values, so that some items occur more than once.
    let page = prop_oneof![2 => Just(Vec::new()), 5 => prop::collection::vec(0..20u8, 1..5)];
    let pages = prop::collection::vec(page, 1..10);
    (pages, any::<bool>(), 0..4u8, prop::collection::vec(query(), 10))
        .prop_map(|(pages, tells_own, failure, queries)| {
            let addresses = queries.into_iter().enumerate();
            let addresses = addresses.map(|(page, (place, before, after))| {
                // The page number makes the URLs unique.
                format!("{place}?{}", [before, format!("Page={page}"), after].concat())
            });
            let addresses = addresses.take(pages.len()).collect();
            // No two pages are the same, although some of their items are.
            let pages = pages.into_iter().zip(100..).map(|(mut page, number): (Vec<u8>, u8)| {
                page.splice(..0, (!page.is_empty()).then_some(number));
                page
            });
            let pages = pages.collect();
            World { pages, addresses, tells_own, failure, back_to: None, failing: None }
        })
        .boxed()
}

fn query() -> impl Strategy<Value = (&'static str, String, String)> {
    let parts = || prop::collection::vec(prop::sample::select(&PARTS[..]), 0..4);
    (prop::sample::select(&PLACES[..]), parts(), parts()).prop_map(|(place, before, after)| {
        let before: String = before.iter().map(|part| format!("{part}&")).collect();
        let after: String = after.iter().map(|part| format!("&{part}")).collect();
        (place, before, after)
    })
}

/// Generates lists with two gaps of empty pages, shorter and longer than the limit.
pub(crate) fn lists_with_long_gaps() -> BoxedStrategy<World> {
    let gap = || prop_oneof![0..3usize, 60..100usize, 101..140usize];
    (gap(), gap(), any::<bool>())
        .prop_map(|(first, second, last)| {
            let mut pages: Vec<&[u8]> = vec![&[1, 2]];
            pages.resize(1 + first, &[]);
            pages.push(&[3]);
            pages.resize(pages.len() + second, &[]);
            pages.extend(last.then_some(&[4_u8] as &[u8]));
            World::of(&pages)
        })
        .boxed()
}

/// The response to a request.
pub(crate) enum Answer {
    Page {
        items: Vec<u8>,
        next: Option<String>,
        own: Option<String>,
    },
    /// One of several failures.
    Failure(u8),
    /// There is no page at this URL, or there were too many requests.
    Nothing,
}

/// A server with a list. Clones share the recorded requests.
#[derive(Clone)]
pub(crate) struct Server {
    world: Arc<World>,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(crate) fn new(world: &World) -> Self {
        Self { world: Arc::new(world.clone()), requests: Arc::default() }
    }

    pub(crate) fn requests(&self) -> Vec<String> {
        self.record().clone()
    }

    fn record(&self) -> MutexGuard<'_, Vec<String>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn ask(&self, url: &str) -> Answer {
        let world = &*self.world;
        let page = if url == FIRST { Some(0) } else { world.addresses.iter().position(|address| address == url) };
        let mut requests = self.record();
        let is_first_time = !requests.iter().any(|request| request == url);
        requests.push(url.to_owned());
        let Some(page) = page.filter(|_| requests.len() < TOO_MANY) else { return Answer::Nothing };
        if world.failing == Some(page) && is_first_time {
            return Answer::Failure(world.failure);
        }
        let next = if page + 1 < world.pages.len() { Some(page + 1) } else { world.back_to };
        Answer::Page {
            items: world.pages[page].clone(),
            next: next.map(|next| world.addresses[next].clone()),
            own: world.tells_own.then(|| world.addresses[page].clone()),
        }
    }
}
