// features: fake
//! The receiving side: a handler that verifies, queues and answers at once, and a worker that does the work.
//!
//! The handler takes what every web framework gives: method, URL, headers and body. With axum, the feature `axum` has an
//! extractor that does the same.
//!
//! ```sh
//! cargo run --features fake --example webhook_server
//! ```

use std::error::Error;
use std::time::Duration;

use tokio::sync::mpsc;
use twilio_intelligence_v2::Client;
use twilio_intelligence_v2::fake::Fake;
use twilio_intelligence_v2::model::{Channel, MediaProperties, TranscriptSid};
use twilio_intelligence_v2::webhook::{WebhookEvent, WebhookRequest, WebhookVerifier};

/// Answers with a status. A webhook can be delivered more than once, so the worker must not mind.
fn handle(verifier: &WebhookVerifier, request: &WebhookRequest<'_>, queue: &mpsc::Sender<TranscriptSid>) -> u16 {
    match verifier.receive(request) {
        Ok(WebhookEvent::TranscriptAvailable(event)) => match queue.try_send(event.transcript_sid) {
            Ok(()) => 204,
            // Say so, rather than lose it.
            Err(_) => 503,
        },
        Ok(_) => 204,
        Err(_) => 403,
    }
}

async fn work(client: Client, mut queue: mpsc::Receiver<TranscriptSid>) -> Result<(), Box<dyn Error>> {
    while let Some(sid) = queue.recv().await {
        let sentences = client.sentences().list(&sid).items().collect().await?;
        println!("{sid}: {} sentences", sentences.len());
    }
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let fake = Fake::builder().frozen().build();
    let client = fake.client();
    let (sender, receiver) = mpsc::channel(100);
    let verifier = WebhookVerifier::new(fake.auth_token())?;

    // What the service does: transcribes two calls, and calls the webhook for each.
    let service = client.services().create("calls").webhook_url("https://example.com/hook").send().await?;
    for number in 0..2 {
        let channel = Channel::new(MediaProperties::new().source_sid(format!("RE{number:032x}")));
        client.transcripts().create(&service.sid, channel).send().await?;
    }
    fake.advance(Duration::from_secs(60));
    for webhook in fake.webhooks() {
        let signed = webhook.signed(&fake);
        let request = WebhookRequest::new(&signed.method, &signed.url)
            .content_type("application/json")
            .signature(&signed.signature)
            .body(signed.body.as_bytes());
        println!("genuine: {}", handle(&verifier, &request, &sender));
        println!("forged: {}", handle(&verifier, &request.signature("AAAA"), &sender));
    }

    drop(sender);
    work(client, receiver).await
}
