//! Waits for the first of two things. Knows neither.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

/// What was first.
pub(super) enum First<A, B> {
    One(A),
    Other(B),
}

/// Polls both, the first one first, and drops the one that is not ready.
pub(super) async fn first_of<A: Future, B: Future>(one: A, other: B) -> First<A::Output, B::Output> {
    let (mut one, mut other) = (pin!(one), pin!(other));
    poll_fn(|context| match one.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(First::One(output)),
        Poll::Pending => other.as_mut().poll(context).map(First::Other),
    })
    .await
}
