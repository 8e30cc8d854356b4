//! The methods that all generated request builders have: their options and how they are sent.

/// Gives a request builder, a structure with a `call`, its options and the methods that send it:
///
/// - `request!(DeleteThing => nothing)` for a response without a value,
/// - `request!(FetchThing => one Thing)` for one with a value,
/// - `request!(CreateThing => one_or_found Thing)` for one that may be found instead of created,
/// - `request!(ListThing => list Thing)` for pages of items.
#[allow(unused_macros, reason = "for generated code")]
macro_rules! request {
    ($name:ident => nothing) => {
        crate::runtime::request::request!(@options $name);
        crate::runtime::request::request!(@send $name, (), send_empty);
    };
    ($name:ident => one $item:ty) => {
        crate::runtime::request::request!(@options $name);
        crate::runtime::request::request!(@send $name, $item, send);
    };
    ($name:ident => one_or_found $item:ty) => {
        crate::runtime::request::request!(@options $name);
        crate::runtime::request::request!(@send $name, $item, send_or_find);
    };
    ($name:ident => list $item:ty) => {
        crate::runtime::request::request!(@options $name);

        impl $name {
            /// Starts at a page whose URL an earlier list returned, instead of at the first one. The URL contains the
            /// filters of that list; those of this request are not sent. It must point to the configured server.
            pub fn with_page_url(mut self, url: impl Into<String>) -> Self {
                self.call.with_page_url(url);
                self
            }

            /// Returns all items, page after page. A page is fetched when its first item is requested, which is also
            /// where its errors are returned.
            pub fn items(self) -> crate::runtime::Items<$item> {
                crate::runtime::Items::new(self.call)
            }

            /// Returns all pages, with one request each. A page is fetched when it is requested, which is also where
            /// its errors are returned.
            pub fn pages(self) -> crate::runtime::Pages<$item> {
                crate::runtime::Pages::new(self.call)
            }

            /// Fetches one page: the first, or that of [`with_page_url`](Self::with_page_url). To read more than one,
            /// use [`items`](Self::items) or [`pages`](Self::pages).
            ///
            /// # Errors
            ///
            /// If an input is invalid, before anything is sent; if there is no response in time; if the response
            /// reports an error or cannot be decoded.
            pub async fn send(
                self,
            ) -> Result<crate::runtime::Response<crate::runtime::Page<$item>>, crate::runtime::Error> {
                self.call.send_page().await?.complete()
            }
        }
    };
    (@send $name:ident, $value:ty, $send:ident) => {
        impl $name {
            /// Sends the request.
            ///
            /// # Errors
            ///
            /// If an input is invalid, before anything is sent; if there is no response in time; if the response
            /// reports an error or cannot be decoded.
            pub async fn send(self) -> Result<crate::runtime::Response<$value>, crate::runtime::Error> {
                self.call.$send().await
            }
        }
    };
    (@options $name:ident) => {
        impl $name {
            /// Overrides the client's time limit for the whole call, including all attempts; for a list, for each page.
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

            /// Adds a query parameter that this version of the crate does not know; for a list, to the address of its
            /// first page. It can be added several times. What the API describes is refused when the request is
            /// sent: when a later version of this crate knows the parameter, use its method instead.
            pub fn with_query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
                self.call.add_query(name.into(), value.into());
                self
            }

            /// As [`with_query`](Self::with_query), for a field of the form. An operation without a body refuses it.
            pub fn with_form(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
                self.call.add_form(name.into(), value.into());
                self
            }

            /// As [`with_query`](Self::with_query), for a header; for a list, of each page. Credentials and other headers
            /// that the client sets itself are refused.
            pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
                self.call.add_header(name.into(), value.into());
                self
            }

            /// Keeps the body of the response beside its value: see
            /// [`Response::raw_body`](crate::Response::raw_body).
            pub fn with_raw_body(mut self) -> Self {
                self.call.with_raw_body();
                self
            }

            /// Overrides the client's retry policy.
            pub fn with_retry(mut self, policy: crate::runtime::RetryPolicy) -> Self {
                self.call.with_retry(policy);
                self
            }
        }
    };
}
#[allow(unused_imports, reason = "for generated code")]
pub(crate) use request;
