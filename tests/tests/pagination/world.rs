//! Lists of all shapes and servers that hold them. Knows what a server may do with pages; must not know who reads them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use proptest::prelude::*;

/// Where the list begins, with the size of pages that was asked for.
pub(crate) const FIRST: &str = "https://intelligence.twilio.com/v2/Services?PageSize=7";
/// Nobody needs so many requests for these lists; whoever sends more goes in circles.
const TOO_MANY: usize = 600;

/// The same place in several spellings, and paths that a tidy mind would tidy up.
const PLACES: [&str; 6] = [
    "https://intelligence.twilio.com/v2/Services",
    "https://intelligence.twilio.com/v2/Services/",
    "https://intelligence.twilio.com/v2/./x/../Services",
    "https://intelligence.twilio.com//v2/Serv%69ces",
    "https://intelligence.twilio.com:443/v2/Services",
    "HTTPS://Intelligence.Twilio.com/v2/Services",
];

/// Parts of queries that do not survive decoding and encoding, sorting, or tidying up.
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

/// A list on a server, and what the server does with it.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) pages: Vec<Vec<u8>>,
    /// Where the server says that each page is; the first is asked for at [`FIRST`] by those who do not know.
    pub(crate) addresses: Vec<String>,
    /// Pages say where they are.
    pub(crate) tells_own: bool,
    /// The page that the last one leads to.
    pub(crate) back_to: Option<usize>,
    /// The page that fails the first time, and how.
    pub(crate) failing: Option<usize>,
    pub(crate) failure: u8,
}

impl World {
    /// A list with plain addresses.
    pub(crate) fn of(pages: &[&[u8]]) -> Self {
        let pages: Vec<_> = pages.iter().map(|page| page.to_vec()).collect();
        let addresses = (0..pages.len()).map(|page| format!("{}?Page={page}", PLACES[0])).collect();
        Self { pages, addresses, tells_own: true, back_to: None, failing: None, failure: 0 }
    }

    pub(crate) fn items(&self) -> Vec<u8> {
        self.pages.concat()
    }

    /// What is asked for by those who want that many pages.
    pub(crate) fn requests(&self, pages: usize) -> Vec<String> {
        let later = self.addresses.iter().skip(1).cloned();
        std::iter::once(FIRST.to_owned()).chain(later).take(pages).collect()
    }

    /// What is asked for when somebody else goes on after that many pages.
    pub(crate) fn requests_split_at(&self, pages: usize) -> Vec<String> {
        [&self.requests(pages), &self.addresses[pages..]].concat()
    }

    /// The first of more than that many pages without items in a row.
    pub(crate) fn first_gap_over(&self, limit: usize) -> Option<usize> {
        (0..self.pages.len())
            .find(|start| self.pages.iter().skip(*start).take_while(|it| it.is_empty()).count() > limit)
    }
}

/// Lists of up to nine pages.
pub(crate) fn lists() -> BoxedStrategy<World> {
    // Few values, so that items come twice.
    let page = prop_oneof![2 => Just(Vec::new()), 5 => prop::collection::vec(0..20u8, 1..5)];
    let pages = prop::collection::vec(page, 1..10);
    (pages, any::<bool>(), 0..4u8, prop::collection::vec(query(), 10))
        .prop_map(|(pages, tells_own, failure, queries)| {
            let addresses = queries.into_iter().enumerate();
            let addresses = addresses.map(|(page, (place, before, after))| {
                // The number in the middle keeps them apart.
                format!("{place}?{}", [before, format!("Page={page}"), after].concat())
            });
            let addresses = addresses.take(pages.len()).collect();
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

/// Lists with two gaps, shorter and longer than what is allowed.
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

/// What a request gets.
pub(crate) enum Answer {
    Page {
        items: Vec<u8>,
        next: Option<String>,
        own: Option<String>,
    },
    /// One of several failures.
    Failure(u8),
    /// There is nothing at that address, or it was asked for too much.
    Nothing,
}

/// A server with a list. Clones share the record.
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
