//! One face for the request builders of all operations, so that a test can hold them in one table. Knows which of
//! three kinds of answer each operation has; must not know any parameter.

use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json, to_value};
use twilio_intelligence_v2::{Error, Page, Response, operations};

/// A request builder with all its parameters set.
pub trait Request: Clone + fmt::Debug + Sized {
    /// Sets a time limit for this request alone.
    fn with_timeout(self, limit: Duration) -> Self;

    /// Sends it and keeps of the answer what any test may ask for.
    fn send(self) -> impl Future<Output = Result<Outcome, Error>> + Send;
}

/// A request that waits to be sent.
pub struct Begun {
    /// `Debug` of the builder.
    pub debug: String,
    /// Sends it.
    pub sending: Sending,
    /// Sends it with a time limit of its own, [`HURRY`].
    pub hurrying: Sending,
}

/// A request on its way, nothing of which happens until it is awaited.
pub type Sending = Pin<Box<dyn Future<Output = Result<Outcome, Error>> + Send>>;

/// The time limit of a request that is in a hurry.
pub const HURRY: Duration = Duration::from_millis(1500);

/// Makes builders of all types the same.
pub fn begin<R: Request + Send + 'static>(request: R) -> Begun {
    let debug = format!("{request:?}");
    let hurrying = request.clone().with_timeout(HURRY);
    Begun { debug, sending: Box::pin(request.send()), hurrying: Box::pin(hurrying.send()) }
}

/// A successful answer, whatever its type was.
pub struct Outcome {
    /// The decoded value written as JSON again; null where nothing is returned, and for a page an object of `items`
    /// and `meta`.
    pub value: Value,
    /// `Debug` of the response.
    pub debug: String,
    /// Status and headers.
    pub response: Response<()>,
}

impl Outcome {
    fn one<T: Serialize + fmt::Debug>(response: Response<T>) -> Self {
        let value = to_value(&*response).expect("every resource can be written as JSON");
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
