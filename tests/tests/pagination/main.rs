//! Property tests of pagination, with generated lists. Each law is checked against the client, against a correct pager,
//! and against pagers with one bug each: a law that does not detect its bugs fails its test.
//!
//! The seed is fixed, so that all runs are the same. For more cases, run
//! `PROPTEST_CASES=10000 cargo test -p tests --test pagination`.

mod lister;
mod pager;
mod real;
mod world;

use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};

use crate::lister::{Fault, Lister, Reading, Start};
use crate::pager::{Bug, Pager};
use crate::real::Real;
use crate::world::{FIRST, Server, World, lists, lists_with_long_gaps};

type Verdict = Result<(), String>;
type Law = fn(&dyn Lister, &World) -> Verdict;

macro_rules! require {
    ($condition:expr, $($message:tt)+) => {
        if !$condition {
            return Err(format!($($message)+));
        }
    };
}

fn from(address: Option<String>) -> Start {
    Start { from: address, ..Start::default() }
}

/// Reads until the end or an error, and returns the items and how the list ended.
fn drive(reading: &mut dyn Reading) -> (Vec<u8>, Result<(), Fault>) {
    let mut items = Vec::new();
    loop {
        match reading.next() {
            Ok(Some(more)) => items.extend(more),
            Ok(None) => return (items, Ok(())),
            Err(fault) => return (items, Err(fault)),
        }
    }
}

/// (a) The items are those of the pages, in order; (b) an empty page does not end the list.
const WHOLE: Law = |lister, world| {
    for by_page in [false, true] {
        let server = Server::new(world);
        let (items, end) = drive(&mut *lister.open(&server, &Start { by_page, ..Start::default() }));
        require!(items == world.items() && end.is_ok(), "gave {items:?}, {end:?}");
    }
    Ok(())
};

/// (c) A repeated URL ends the list with an error, after finitely many requests.
const FINITE: Law = |lister, world| {
    for target in 0..world.pages.len() {
        let server = Server::new(&World { back_to: Some(target), ..world.clone() });
        let mut reading = lister.open(&server, &Start::default());
        let (items, end) = drive(&mut *reading);
        require!(items == world.items(), "back to {target}: gave {items:?}");
        require!(end == Err(Fault::Pagination), "back to {target}: ended with {end:?}");
        let requests = server.requests().len();
        require!(requests <= world.pages.len() + 1, "back to {target}: {requests} requests");
        require!(reading.next() == Err(Fault::Pagination), "back to {target}: it continues when called again");
        // A repeated page may be another one when it is requested again; a repeated URL is not requested.
        let again = requests + usize::from(target == 0 && !world.tells_own);
        require!(server.requests().len() <= again, "back to {target}: it sends a request when called again");
    }
    Ok(())
};

/// (d) After an error, the items before it have been returned and the URL of the failed page is available. Continuing
/// from there, with the same list or a new one, loses and repeats nothing.
const NOTHING_LOST: Law = |lister, world| {
    for (failing, anew) in (0..world.pages.len()).flat_map(|page| [(page, false), (page, true)]) {
        let server = Server::new(&World { failing: Some(failing), ..world.clone() });
        let mut reading = lister.open(&server, &Start::default());
        let (mut items, end) = drive(&mut *reading);
        require!(items == world.pages[..failing].concat(), "before the error: {items:?}");
        require!(end == Err(Fault::Other), "page {failing} failed, but: {end:?}");
        let address = reading.next_page_url();
        let expected = (failing > 0).then(|| world.addresses[failing].clone());
        require!(address == expected, "page {failing} failed, but the URL is {address:?}");
        if anew {
            reading = lister.open(&server, &from(address));
        }
        let (rest, end) = drive(&mut *reading);
        items.extend(rest);
        require!(items == world.items() && end.is_ok(), "after page {failing} failed, in all: {items:?}, {end:?}");
    }
    Ok(())
};

/// (e) `take` requests only the pages that are needed, and does not change their size.
const FRUGAL: Law = |lister, world| {
    let whole = world.items();
    for count in 0..whole.len() + 2 {
        let server = Server::new(world);
        let start = Start { take: Some(count), ..Start::default() };
        let (items, end) = drive(&mut *lister.open(&server, &start));
        require!(items == whole[..count.min(whole.len())] && end.is_ok(), "take({count}) gave {items:?}, {end:?}");
        let enough = (0..world.pages.len()).find(|pages| world.pages[..*pages].concat().len() >= count);
        let expected = world.requests(enough.unwrap_or(world.pages.len()));
        require!(server.requests() == expected, "take({count}) requested {:?}", server.requests());
    }
    Ok(())
};

/// (f) The items read so far, and those read from the saved URL, are the whole list, wherever it is split.
const RESUMABLE: Law = |lister, world| {
    for (split, by_page) in (1..=world.pages.len()).flat_map(|split| [(split, false), (split, true)]) {
        let server = Server::new(world);
        let mut reading = lister.open(&server, &Start { by_page, ..Start::default() });
        let before = world.pages[..split].concat();
        let mut items = Vec::new();
        for _ in 0..if by_page { split } else { before.len() } {
            match reading.next() {
                Ok(Some(more)) => items.extend(more),
                other => return Err(format!("before the split at {split}: {other:?}")),
            }
        }
        require!(items == before, "before the split at {split}: {items:?}");
        // Item by item, empty pages at the end of this part have not been read yet.
        let read = server.requests().len();
        let address = reading.next_page_url();
        let expected = world.addresses.get(read).filter(|_| read > 0);
        require!(address.as_ref() == expected, "after {read} pages, the URL is {address:?}");
        if address.is_some() {
            let (rest, end) = drive(&mut *lister.open(&server, &from(address)));
            items.extend(rest);
            require!(end.is_ok(), "after the split at {split}: {end:?}");
            require!(server.requests() == world.requests_split_at(read), "requested {:?}", server.requests());
            require!(items == world.items(), "split at {split}: {items:?}");
        }
    }
    Ok(())
};

/// (g) URLs are requested verbatim.
const VERBATIM: Law = |lister, world| {
    let server = Server::new(world);
    let (_, end) = drive(&mut *lister.open(&server, &Start::default()));
    require!(server.requests() == world.requests(world.pages.len()), "requested {:?}", server.requests());
    require!(end.is_ok(), "{end:?}");
    Ok(())
};

/// (h) More than 100 consecutive empty pages end the list with an error; fewer do not.
const BOUNDED: Law = |lister, world| {
    let server = Server::new(world);
    let (items, end) = drive(&mut *lister.open(&server, &Start::default()));
    match world.first_gap_over(100) {
        None => require!(items == world.items() && end.is_ok(), "gave {items:?}, {end:?}"),
        Some(start) => {
            require!(items == world.pages[..start].concat(), "before the gap: {items:?}");
            require!(end == Err(Fault::Pagination), "ended with {end:?}");
            require!(server.requests().len() <= start + 101, "{} requests", server.requests().len());
        }
    }
    Ok(())
};

/// Number of cases unless `PROPTEST_CASES` is set.
const CASES: u32 = 64;

fn runner() -> TestRunner {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    TestRunner::new(ProptestConfig {
        cases: asked.unwrap_or(CASES),
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(0x5eed),
        max_shrink_iters: 256,
        ..ProptestConfig::default()
    })
}

fn run(law: Law, lister: &dyn Lister, worlds: &BoxedStrategy<World>) -> Verdict {
    let holds = |world| law(lister, &world).map_err(TestCaseError::fail);
    runner().run(worlds, holds).map_err(|failure| failure.to_string())
}

/// Checks that a law holds for the client and for the correct pager, and that it detects each of these bugs.
fn proves(law: Law, worlds: BoxedStrategy<World>, bugs: &[Bug]) {
    for lister in [&Real::default() as &dyn Lister, &Pager(None)] {
        assert_eq!(run(law, lister, &worlds), Ok(()));
    }
    for bug in bugs {
        assert!(run(law, &Pager(Some(*bug)), &worlds).is_err(), "the law does not detect {bug:?}");
    }
}

#[test]
fn items_are_those_of_the_pages_in_order() {
    proves(WHOLE, lists(), &[Bug::DropsWhatWasThereBefore, Bug::ForgetsTheLastPage]);
}

#[test]
fn an_empty_page_does_not_end_the_list() {
    proves(WHOLE, lists(), &[Bug::EndsAtAnEmptyPage]);
}

#[test]
fn a_repeated_url_ends_the_list_with_an_error() {
    let bugs = [Bug::GoesInCircles, Bug::RemembersOnePage, Bug::EndsInSilenceWhereItWasBefore];
    proves(FINITE, lists(), &bugs);
}

#[test]
fn an_error_loses_no_items() {
    let bugs = [Bug::PrefetchesAndDropsItemsOnError, Bug::SkipsAPageThatFails, Bug::ForgetsTheAddressOnError];
    proves(NOTHING_LOST, lists(), &bugs);
}

#[test]
fn take_requests_only_the_pages_that_are_needed() {
    proves(FRUGAL, lists(), &[Bug::AsksForOnePageMore, Bug::TakesByPageSize]);
}

#[test]
fn a_list_can_be_continued_from_any_page() {
    proves(RESUMABLE, lists(), &[Bug::KeepsTheAddressOfThePageRead, Bug::ResumesAtTheStart]);
}

#[test]
fn urls_are_requested_verbatim() {
    let bugs = [Bug::NormalizesAddresses, Bug::DecodesAndEncodesQueries, Bug::TrimsAddresses, Bug::SortsQueries];
    proves(VERBATIM, lists(), &bugs);
}

#[test]
fn too_many_empty_pages_end_the_list_with_an_error() {
    let bugs = [Bug::FollowsEmptyPagesForEver, Bug::GivesUpEarly, Bug::CountsEmptyPagesOfTheWholeList];
    proves(BOUNDED, lists_with_long_gaps(), &bugs);
}

#[test]
fn a_list_starts_at_the_operations_own_url() {
    let world = World::of(&[&[1]]);
    let server = Server::new(&world);
    assert_eq!(drive(&mut *Real::default().open(&server, &Start::default())), (vec![1], Ok(())));
    assert_eq!(server.requests(), [FIRST]);
}
