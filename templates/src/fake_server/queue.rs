//! The webhooks of one account that wait for their delivery, in order. Delivers none.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::super::fake::FakeWebhook;

/// How many webhooks of an account can wait.
pub(super) const MAX_WAITING: usize = 1_000;

#[derive(Default)]
pub(super) struct Queue(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    webhooks: VecDeque<FakeWebhook>,
    /// Somebody is delivering them.
    is_served: bool,
}

impl Queue {
    /// Adds webhooks; returns those for which there is no room.
    pub(super) fn add(&self, webhooks: Vec<FakeWebhook>) -> Vec<FakeWebhook> {
        let mut waiting = self.lock();
        let mut refused = Vec::new();
        for webhook in webhooks {
            if waiting.webhooks.len() < MAX_WAITING {
                waiting.webhooks.push_back(webhook);
            } else {
                refused.push(webhook);
            }
        }
        refused
    }

    /// Reports whether the caller has to deliver what waits. Nobody else is told so until [`take`](Self::take) has
    /// returned nothing.
    pub(super) fn claim(&self) -> bool {
        let mut waiting = self.lock();
        let is_needed = !waiting.is_served && !waiting.webhooks.is_empty();
        waiting.is_served |= is_needed;
        is_needed
    }

    /// Takes the next one.
    pub(super) fn take(&self) -> Option<FakeWebhook> {
        let mut waiting = self.lock();
        let next = waiting.webhooks.pop_front();
        waiting.is_served = next.is_some();
        next
    }

    pub(super) fn clear(&self) {
        self.lock().webhooks.clear();
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
