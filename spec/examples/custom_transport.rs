// features: fake
//! A transport of one's own, around another one: it logs what is sent, and counts bytes. Here, the other one is a fake.
//!
//! ```sh
//! cargo run --features fake --example custom_transport
//! ```

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use twilio_intelligence_v2::Client;
use twilio_intelligence_v2::fake::Fake;
use twilio_intelligence_v2::transport::{BoxFuture, HttpRequest, HttpResponse, Transport, TransportError};

/// Logs the method and the path of each request. The query and the body may be personal data.
#[derive(Debug)]
struct Logging<T> {
    inner: T,
    sent: Arc<AtomicUsize>,
}

impl<T: Transport> Transport for Logging<T> {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            let url = request.url().split('?').next().unwrap_or_default().to_owned();
            let method = request.method();
            self.sent.fetch_add(request.body().len(), Ordering::Relaxed);
            let result = self.inner.send(request).await;
            match &result {
                Ok(response) => println!("{method} {url}: {}", response.status()),
                Err(error) => println!("{method} {url}: {error}"),
            }
            result
        })
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let fake = Fake::new();
    let sent = Arc::new(AtomicUsize::new(0));
    let transport = Logging { inner: fake.clone(), sent: Arc::clone(&sent) };
    let client = Client::builder(fake.credentials()).transport(transport).build()?;

    let service = client.services().create("calls").friendly_name("Calls").send().await?;
    client.services().list().items().collect().await?;
    client.services().delete(&service.sid).send().await?;

    println!("{} bytes of forms", sent.load(Ordering::Relaxed));
    Ok(())
}
