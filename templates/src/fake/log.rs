//! The requests that a fake has received. Must not print the value of a parameter.

use std::collections::VecDeque;
use std::fmt;

/// A request that a fake has received.
///
/// `Debug` shows the names of its parameters, but not their values.
#[derive(Clone, PartialEq, Eq)]
pub struct FakeRequest {
    pub(super) operation: Option<&'static str>,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) status: u16,
    pub(super) parameters: Vec<(String, String)>,
    pub(super) unseen: Vec<&'static str>,
}

impl FakeRequest {
    /// Returns the id of the operation; `None` if the API has none for that path and method.
    pub fn operation_id(&self) -> Option<&str> {
        self.operation
    }

    /// Returns the method.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Returns the path of the URL, as it was sent.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the status of the response, even if a fault kept it from the client.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Returns names and values of the path, the query and the form, in this order.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Returns the first parameter with that name.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Returns the names of those parameters that were checked and change nothing that can be read: a test that relies on
    /// them proves nothing.
    pub fn unseen_parameters(&self) -> impl Iterator<Item = &str> {
        self.unseen.iter().copied()
    }
}

impl fmt::Debug for FakeRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, method, path, status, parameters, unseen: _ } = self;
        let names: Vec<_> = parameters.iter().map(|(name, _)| name).collect();
        f.debug_struct("FakeRequest")
            .field("operation", operation)
            .field("method", method)
            .field("path", path)
            .field("status", status)
            .field("parameters", &names)
            .finish()
    }
}

/// The newest requests.
#[derive(Default)]
pub(super) struct Log {
    requests: VecDeque<FakeRequest>,
    dropped: u64,
}

const MAX_REQUESTS: usize = 10_000;

impl Log {
    pub(super) fn push(&mut self, request: FakeRequest) {
        if self.requests.len() == MAX_REQUESTS {
            self.requests.pop_front();
            self.dropped += 1;
        }
        self.requests.push_back(request);
    }

    /// Takes the newest one out, for somebody who keeps it elsewhere.
    #[cfg(feature = "fake-server")]
    pub(super) fn take_newest(&mut self) -> Option<FakeRequest> {
        self.requests.pop_back()
    }

    pub(super) fn requests(&self) -> impl Iterator<Item = &FakeRequest> {
        self.requests.iter()
    }

    /// How many older requests are no longer kept.
    pub(super) fn dropped(&self) -> u64 {
        self.dropped
    }
}
