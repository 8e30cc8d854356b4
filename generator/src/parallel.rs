//! Knows how to spread independent work over the machine's cores. The result does not depend on how many there are.

use std::num::NonZero;
use std::sync::Mutex;
use std::thread;

/// More threads than this cost more than they save on work of a few milliseconds.
const MAX_THREADS: usize = 8;

/// Applies a function to every item; the results stand in the order of the items.
pub(crate) fn map<T: Send, R: Send>(items: Vec<T>, function: impl Fn(T) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(MAX_THREADS).min(items.len());
    if threads < 2 {
        return items.into_iter().map(function).collect();
    }
    let mut results: Vec<Option<R>> = items.iter().map(|_| None).collect();
    // Each thread takes the next item when it is done with one, so that a long one holds up nobody.
    let work = Mutex::new(items.into_iter().zip(&mut results));
    let take = || work.lock().ok().and_then(|mut work| work.next());
    let run = || {
        while let Some((item, slot)) = take() {
            *slot = Some(function(item));
        }
    };
    thread::scope(|scope| {
        (1..threads).for_each(|_| drop(scope.spawn(run)));
        run();
    });
    drop(work);
    // Every slot is filled: a panic in the function has left the scope above.
    results.into_iter().flatten().collect()
}
