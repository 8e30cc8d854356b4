//! A common interface of the request builders of all operations, so that a test can hold them in one table.

use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json, to_value};
use twilio_intelligence_v2::{Error, Page, Response, operations};

/// A request builder whose parameters are set.
pub trait Request: Clone + fmt::Debug + Sized {
    /// Sets a timeout for this request.
    fn with_timeout(self, limit: Duration) -> Self;

    /// Adds a parameter that is not described.
    fn with_extra(self, place: Extra, name: &str, value: &str) -> Self;

    /// Sends the request and returns the response in a form that is the same for all operations.
    fn send(self) -> impl Future<Output = Result<Outcome, Error>> + Send;
}

/// Where a parameter that is not described is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extra {
    /// In the query.
    Query,
    /// In the form.
    Form,
    /// As a header.
    Header,
}

/// A request that has not been sent yet.
pub struct Begun {
    /// The `Debug` output of the builder.
    pub debug: String,
    /// Sends the request when awaited.
    pub sending: Sending,
    /// Sends the request with the timeout [`HURRY`] when awaited.
    pub hurrying: Sending,
    /// Sends the request with a parameter that is not described.
    pub extended: Extended,
}

/// A future that sends a request and returns its result.
pub type Sending = Pin<Box<dyn Future<Output = Result<Outcome, Error>> + Send>>;

/// Begins a request with a parameter of this name and value.
pub type Extended = Box<dyn Fn(Extra, &str, &str) -> Sending>;

/// The timeout of [`Begun::hurrying`].
pub const HURRY: Duration = Duration::from_millis(1500);

/// Converts a builder of any operation.
pub fn begin<R: Request + Send + 'static>(request: R) -> Begun {
    let debug = format!("{request:?}");
    let hurrying = request.clone().with_timeout(HURRY);
    let plain = request.clone();
    let extended = Box::new(move |place, name: &str, value: &str| -> Sending {
        Box::pin(plain.clone().with_extra(place, name, value).send())
    });
    Begun { debug, sending: Box::pin(request.send()), hurrying: Box::pin(hurrying.send()), extended }
}

/// A successful response of any operation.
pub struct Outcome {
    /// The decoded value, serialized as JSON: null if the operation returns nothing, and an object with `items` and
    /// `meta` if it returns a page.
    pub value: Value,
    /// The `Debug` output of the response.
    pub debug: String,
    /// The status and the headers.
    pub response: Response<()>,
}

impl Outcome {
    fn one<T: Serialize + fmt::Debug>(response: Response<T>) -> Self {
        let value = to_value(&*response).expect("every resource can be serialized as JSON");
        Self { value, debug: format!("{response:?}"), response: response.map(drop) }
    }

    fn page<T: Serialize + fmt::Debug>(response: Response<Page<T>>) -> Self {
        let page: &Page<T> = &response;
        let value = json!({
            "items": page.items(),
            "meta": {
                "first_page_url": page.first_page_url(),
                "previous_page_url": page.previous_page_url(),
                "url": page.url(),
                "next_page_url": page.next_page_url(),
                "page": page.index(),
                "page_size": page.size(),
            },
        });
        Self { value, debug: format!("{response:?}"), response: response.map(drop) }
    }

    fn nothing(response: Response<()>) -> Self {
        Self { value: Value::Null, debug: format!("{response:?}"), response }
    }
}

macro_rules! requests {
    ($kind:ident: $($builder:ident),+ $(,)?) => {$(
        impl Request for operations::$builder {
            fn with_timeout(self, limit: Duration) -> Self {
                self.with_timeout(limit)
            }

            fn with_extra(self, place: Extra, name: &str, value: &str) -> Self {
                match place {
                    Extra::Query => self.with_query(name, value),
                    Extra::Form => self.with_form(name, value),
                    Extra::Header => self.with_header(name, value),
                }
            }

            async fn send(self) -> Result<Outcome, Error> {
                self.send().await.map(Outcome::$kind)
            }
        }
    )+};
}

requests! {
    one: CreateCustomOperator, FetchCustomOperator, UpdateCustomOperator, FetchEncryptedOperatorResults,
    FetchEncryptedSentences, FetchMedia, FetchOperator, CreateOperatorAttachment, FetchOperatorAttachments,
    FetchOperatorResult, FetchOperatorType, FetchPrebuiltOperator, CreateService, FetchService, UpdateService,
    CreateTranscript, FetchTranscript,
}

requests! {
    page: ListCustomOperator, ListOperator, ListOperatorResult, ListOperatorType, ListPrebuiltOperator, ListSentence,
    ListService, ListTranscript,
}

requests! { nothing: DeleteCustomOperator, DeleteOperatorAttachment, DeleteService, DeleteTranscript }
