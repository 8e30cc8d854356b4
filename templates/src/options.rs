//! What every request offers beside the parameters of its operation. Knows a call's options; must not know operations.

/// Gives a request, a structure around a `call`, the options that all of them have: `options!(FetchThing)`.
#[allow(unused_macros, reason = "for generated code")]
macro_rules! options {
    ($name:ident) => {
        impl $name {
            /// Overrides the client's time limit for the whole call, all attempts included; of a list, for each page.
            /// Zero is refused when the request is sent.
            pub fn with_timeout(mut self, timeout: std::time::Duration) -> Self {
                self.call.with_timeout(timeout);
                self
            }

            /// Overrides the client's time limit for an attempt. Zero is refused when the request is sent.
            pub fn with_attempt_timeout(mut self, timeout: std::time::Duration) -> Self {
                self.call.with_attempt_timeout(timeout);
                self
            }

            /// Overrides how the client repeats failed requests.
            pub fn with_retry(mut self, policy: crate::RetryPolicy) -> Self {
                self.call.with_retry(policy);
                self
            }
        }
    };
}
#[allow(unused_imports, reason = "for generated code")]
pub(crate) use options;
