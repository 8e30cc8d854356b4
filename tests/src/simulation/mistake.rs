//! Deliberate mistakes, which prove that the simulation detects them.

/// A mistake that the simulation must detect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// The client retries updates without `If-Match` although they may have been applied.
    RepeatsUpdates,
    /// The transport reports that nothing was sent although the request was sent.
    HidesSending,
    /// The client has twice the time limit that the simulation assumes.
    TakesLonger,
}
