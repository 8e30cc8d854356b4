//! Deliberate mistakes, which prove that the simulation detects them.

/// A mistake that the simulation must detect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// The client retries updates without `If-Match` although they may have been applied.
    RepeatsUpdates,
    /// The transport reports that nothing was sent although the request was sent.
    HidesSending,
    /// The transport does not say that nothing was sent.
    HidesSilence,
    /// The transport reports as passing what stays as it is: a proxy that refuses, a certificate that is not trusted.
    HidesRefusal,
    /// The client has twice the time limit that the simulation assumes.
    TakesLonger,
}
