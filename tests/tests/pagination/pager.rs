//! A correct pager, which can be given bugs. It does not use the client.

use std::collections::{BTreeSet, HashSet, VecDeque};

use crate::lister::{Fault, Lister, Reading, Start};
use crate::world::{Answer, FIRST, Server};

/// A bug of a pager.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bug {
    DropsWhatWasThereBefore,
    ForgetsTheLastPage,
    EndsAtAnEmptyPage,
    GoesInCircles,
    RemembersOnePage,
    EndsInSilenceWhereItWasBefore,
    PrefetchesAndDropsItemsOnError,
    SkipsAPageThatFails,
    ForgetsTheAddressOnError,
    AsksForOnePageMore,
    TakesByPageSize,
    KeepsTheAddressOfThePageRead,
    ResumesAtTheStart,
    NormalizesAddresses,
    DecodesAndEncodesQueries,
    TrimsAddresses,
    SortsQueries,
    FollowsEmptyPagesForEver,
    GivesUpEarly,
    CountsEmptyPagesOfTheWholeList,
}

/// A pager with this bug, or a correct one.
pub(crate) struct Pager(pub(crate) Option<Bug>);

impl Lister for Pager {
    fn open(&self, server: &Server, start: &Start) -> Box<dyn Reading> {
        let take = start.take.filter(|_| self.0 == Some(Bug::TakesByPageSize));
        let first = take.map_or(FIRST.to_owned(), |take| FIRST.replace("=7", &format!("={take}")));
        let from = start.from.clone().filter(|_| self.0 != Some(Bug::ResumesAtTheStart));
        Box::new(State {
            bug: self.0,
            server: server.clone(),
            by_page: start.by_page,
            left: start.take.unwrap_or(usize::MAX),
            next: Some(from.clone().unwrap_or(first)),
            at_first: from.is_none(),
            previous: None,
            seen: HashSet::new(),
            pages: HashSet::new(),
            given: BTreeSet::new(),
            empty_pages: 0,
            page: VecDeque::new(),
        })
    }
}

struct State {
    bug: Option<Bug>,
    server: Server,
    by_page: bool,
    left: usize,
    next: Option<String>,
    /// Whether `next` is the operation's own URL.
    at_first: bool,
    /// The URL of the last page read.
    previous: Option<String>,
    seen: HashSet<String>,
    /// The items of the pages that were read, each as a whole.
    pages: HashSet<Vec<u8>>,
    given: BTreeSet<u8>,
    empty_pages: usize,
    page: VecDeque<u8>,
}

impl Reading for State {
    fn next(&mut self) -> Result<Option<Vec<u8>>, Fault> {
        if self.by_page {
            return self.turn();
        }
        if self.left == 0 && !self.has(Bug::AsksForOnePageMore) {
            return Ok(None);
        }
        while self.page.is_empty() {
            match self.turn()? {
                Some(items) => self.page.extend(items),
                None => return Ok(None),
            }
        }
        if self.has(Bug::PrefetchesAndDropsItemsOnError) && self.page.len() == 1 {
            let items = self.turn().inspect_err(|_| self.page.clear())?;
            self.page.extend(items.into_iter().flatten());
        }
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        Ok(self.page.pop_front().map(|item| vec![item]))
    }

    fn next_page_url(&self) -> Option<String> {
        if self.has(Bug::KeepsTheAddressOfThePageRead) {
            return self.previous.clone();
        }
        self.next.clone().filter(|_| !self.at_first)
    }
}

impl State {
    fn has(&self, bug: Bug) -> bool {
        self.bug == Some(bug)
    }

    /// Requests the next page.
    fn turn(&mut self) -> Result<Option<Vec<u8>>, Fault> {
        let Some(address) = self.next.clone() else { return Ok(None) };
        if self.seen.contains(&address) {
            if self.has(Bug::EndsInSilenceWhereItWasBefore) {
                return Ok(None);
            }
            return Err(Fault::Pagination);
        }
        let most = if self.has(Bug::GivesUpEarly) { 50 } else { 100 };
        if self.empty_pages >= most && !self.has(Bug::FollowsEmptyPagesForEver) {
            return Err(Fault::Pagination);
        }
        let asked = if self.at_first { address.clone() } else { self.rewritten(&address) };
        let Answer::Page { items, next, own } = self.server.ask(&asked) else {
            if self.has(Bug::SkipsAPageThatFails) {
                self.next = None;
            }
            if self.has(Bug::ForgetsTheAddressOnError) {
                self.at_first = true;
            }
            return Err(Fault::Other);
        };
        if self.has(Bug::RemembersOnePage) {
            self.seen.clear();
            self.pages.clear();
        }
        // What nothing follows cannot go on for ever.
        if next.is_some() && !items.is_empty() && !self.pages.insert(items.clone()) && !self.has(Bug::GoesInCircles) {
            return Err(Fault::Pagination);
        }
        if !self.has(Bug::GoesInCircles) {
            self.seen.extend(if self.at_first { own } else { Some(address.clone()) });
        }
        self.previous = Some(address);
        (self.next, self.at_first) = (next, false);
        match items.is_empty() {
            true => self.empty_pages += 1,
            false if self.has(Bug::CountsEmptyPagesOfTheWholeList) => {}
            false => self.empty_pages = 0,
        }
        if (self.has(Bug::EndsAtAnEmptyPage) && items.is_empty())
            || (self.has(Bug::ForgetsTheLastPage) && self.next.is_none())
        {
            self.next = None;
            return Ok(None);
        }
        let is_news = |item: &u8| self.bug != Some(Bug::DropsWhatWasThereBefore) || self.given.insert(*item);
        Ok(Some(items.into_iter().filter(is_news).collect()))
    }

    /// Applies the bugs that change URLs.
    fn rewritten(&self, address: &str) -> String {
        let url = || url::Url::parse(address).expect("the server returns valid URLs");
        let (place, query) = address.split_once('?').unwrap_or((address, ""));
        match self.bug {
            Some(Bug::NormalizesAddresses) => url().into(),
            Some(Bug::DecodesAndEncodesQueries) => {
                let pairs: Vec<_> = url().query_pairs().into_owned().collect();
                url().query_pairs_mut().clear().extend_pairs(pairs).finish().to_string()
            }
            Some(Bug::TrimsAddresses) => address.trim_end_matches('&').to_owned(),
            Some(Bug::SortsQueries) => {
                let mut parts: Vec<_> = query.split('&').collect();
                parts.sort_unstable();
                format!("{place}?{}", parts.join("&"))
            }
            _ => address.to_owned(),
        }
    }
}
