//! The generated client as a reader of lists, with its list of services.

use std::fmt;
use std::sync::{Arc, LazyLock};

use serde_json::{Value, json};
use tests::credentials;
use tests::sample::sample;
use tokio::runtime::{Builder, Runtime};
use twilio_intelligence_v2::model::Service;
use twilio_intelligence_v2::transport::{
    BoxFuture, Chunk, HttpRequest, HttpResponse, Transport, TransportError, TransportErrorKind,
};
use twilio_intelligence_v2::{Client, Error, Items, Pages, RetryPolicy};

use crate::lister::{Fault, Lister, Reading, Start};
use crate::world::{Answer, Server};

/// A page with one service.
static PAGE: LazyLock<Value> = LazyLock::new(|| sample("ListService"));

/// The client.
pub(crate) struct Real(Arc<Runtime>);

impl Default for Real {
    fn default() -> Self {
        Self(Arc::new(
            Builder::new_current_thread().enable_time().build().expect("a runtime without a network can be built"),
        ))
    }
}

impl Lister for Real {
    fn open(&self, server: &Server, start: &Start) -> Box<dyn Reading> {
        let builder = Client::builder(credentials()).transport(InMemory(server.clone())).retry(RetryPolicy::never());
        let list = builder.build().expect("the settings are valid").services().list().page_size(7);
        let list = match &start.from {
            Some(address) => list.with_page_url(address),
            None => list,
        };
        let runtime = self.0.clone();
        if start.by_page {
            return Box::new(ByPage(list.pages(), runtime));
        }
        let items = list.items();
        Box::new(ByItem(if let Some(count) = start.take { items.take(count) } else { items }, runtime))
    }
}

struct ByPage(Pages<Service>, Arc<Runtime>);

impl Reading for ByPage {
    fn next(&mut self) -> Result<Option<Vec<u8>>, Fault> {
        let page = self.1.block_on(self.0.try_next()).map_err(|error| fault(&error))?;
        Ok(page.map(|page| page.items().iter().map(number).collect()))
    }

    fn next_page_url(&self) -> Option<String> {
        self.0.next_page_url().map(str::to_owned)
    }
}

struct ByItem(Items<Service>, Arc<Runtime>);

impl Reading for ByItem {
    fn next(&mut self) -> Result<Option<Vec<u8>>, Fault> {
        let item = self.1.block_on(self.0.try_next()).map_err(|error| fault(&error))?;
        Ok(item.map(|item| vec![number(&item)]))
    }

    fn next_page_url(&self) -> Option<String> {
        self.0.resume_url().map(str::to_owned)
    }
}

fn fault(error: &Error) -> Fault {
    if error.is_pagination() { Fault::Pagination } else { Fault::Other }
}

fn number(service: &Service) -> u8 {
    service.sid.as_str().parse().expect("the SIDs of these services are numbers")
}

struct InMemory(Server);

impl fmt::Debug for InMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InMemory")
    }
}

impl Transport for InMemory {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let answer = answer(self.0.ask(request.url()));
        Box::pin(async { answer })
    }
}

fn answer(answer: Answer) -> Result<HttpResponse, TransportError> {
    let broken = || TransportError::new(TransportErrorKind::Interrupted, "interrupted");
    match answer {
        Answer::Page { items, next, own } => {
            let service = |number: &u8| {
                let mut service = PAGE["services"][0].clone();
                service["sid"] = json!(number.to_string());
                service
            };
            let services: Vec<_> = items.iter().map(service).collect();
            let meta = json!({"key": "services", "next_page_url": next, "url": own});
            Ok(HttpResponse::new(200).with_body(json!({"meta": meta, "services": services}).to_string()))
        }
        Answer::Failure(0) => Err(broken()),
        Answer::Failure(1) => {
            Ok(HttpResponse::new(200).with_body_stream(BreaksOff(Some(Chunk::from("{\"services\"")))))
        }
        Answer::Failure(2) => Ok(HttpResponse::new(200).with_body("{\"services\": [{}")),
        Answer::Failure(_) => Ok(HttpResponse::new(503)),
        Answer::Nothing => Ok(HttpResponse::new(404)),
    }
}

/// A body that is interrupted after its first part.
struct BreaksOff(Option<Chunk>);

impl futures_core::Stream for BreaksOff {
    type Item = Result<Chunk, TransportError>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        let broken = TransportError::new(TransportErrorKind::Interrupted, "interrupted");
        std::task::Poll::Ready(Some(self.0.take().ok_or(broken)))
    }
}
