// features: axum, fake
// dev-dependency: axum = { version = "0.8", default-features = false, features = ["http1", "tokio"] }
// dev-dependency: tower = { version = "0.5", default-features = false, features = ["util"] }
//! The receiving side with axum: a handler that verifies, queues and answers at once, and a worker that does the work.
//!
//! ```sh
//! cargo run --features axum,fake --example webhook_server
//! cargo run --features axum,fake --example webhook_server -- --listen 127.0.0.1:8080 https://example.com/hook
//! ```
//!
//! The first one receives the webhooks of a fake, the second one those of Twilio, which calls that URL. It needs the
//! account's auth token to verify them: set `TWILIO_ACCOUNT_SID` and `TWILIO_AUTH_TOKEN`.

use std::env;
use std::error::Error;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{FromRef, State};
use axum::http::{Request, StatusCode};
use axum::routing::post;
use tokio::sync::mpsc;
use tower::ServiceExt as _;
use twilio_intelligence_v2::fake::Fake;
use twilio_intelligence_v2::model::{Channel, MediaProperties, TranscriptSid};
use twilio_intelligence_v2::webhook::{
    SIGNATURE_HEADER, VerifiedWebhook, WebhookEvent, WebhookReceiver, WebhookVerifier,
};
use twilio_intelligence_v2::{Client, Credentials};

#[derive(Clone)]
struct App {
    receiver: WebhookReceiver,
    queue: mpsc::Sender<TranscriptSid>,
}

impl FromRef<App> for WebhookReceiver {
    fn from_ref(app: &App) -> Self {
        app.receiver.clone()
    }
}

/// Only verified webhooks get here. One can be delivered more than once, so the worker must not mind.
async fn receive(State(app): State<App>, VerifiedWebhook(event): VerifiedWebhook<WebhookEvent>) -> StatusCode {
    let WebhookEvent::TranscriptAvailable(event) = event else { return StatusCode::NO_CONTENT };
    match app.queue.try_send(event.transcript_sid) {
        Ok(()) => StatusCode::NO_CONTENT,
        // Say so, rather than lose it.
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

fn router(receiver: WebhookReceiver, queue: mpsc::Sender<TranscriptSid>) -> Router {
    Router::new().route("/hook", post(receive)).with_state(App { receiver, queue })
}

/// Ends when nobody can queue anything anymore.
async fn work(client: Client, mut queue: mpsc::Receiver<TranscriptSid>) {
    while let Some(sid) = queue.recv().await {
        match client.sentences().list(&sid).items().collect().await {
            Ok(sentences) => println!("{sid}: {} sentences", sentences.len()),
            Err(error) => eprintln!("{sid}: {error}"),
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (sender, queue) = mpsc::channel(100);
    match &arguments[..] {
        [] => with_a_fake(sender, queue).await,
        [option, address, url] if option == "--listen" => {
            let token = env::var("TWILIO_AUTH_TOKEN")?;
            let credentials = Credentials::account(env::var("TWILIO_ACCOUNT_SID")?, token.as_str());
            let receiver = WebhookReceiver::at_url(WebhookVerifier::new(token)?, url)?;
            tokio::spawn(work(Client::builder(credentials).build()?, queue));
            let listener = tokio::net::TcpListener::bind(address).await?;
            Ok(axum::serve(listener, router(receiver, sender)).await?)
        }
        _ => Err("arguments: none, or --listen ADDRESS URL".into()),
    }
}

/// What the service does: transcribes two calls, and calls the webhook for each.
async fn with_a_fake(
    sender: mpsc::Sender<TranscriptSid>,
    queue: mpsc::Receiver<TranscriptSid>,
) -> Result<(), Box<dyn Error>> {
    let fake = Fake::builder().frozen().build();
    let client = fake.client();
    let url = "https://example.com/hook";
    let service = client.services().create("calls").webhook_url(url).send().await?;
    for number in 0..2 {
        let channel = Channel::new(MediaProperties::new().source_sid(format!("RE{number:032x}")));
        client.transcripts().create(&service.sid, channel).send().await?;
    }
    fake.advance(Duration::from_secs(60));

    let app = router(WebhookReceiver::at_url(WebhookVerifier::new(fake.auth_token())?, url)?, sender);
    for webhook in fake.webhooks() {
        let signed = webhook.signed(&fake);
        for (kind, signature) in [("genuine", signed.signature.as_str()), ("forged", "AAAA")] {
            let request = Request::builder()
                .method(signed.method.as_str())
                .uri(&signed.url)
                .header("Content-Type", "application/json")
                .header(SIGNATURE_HEADER, signature)
                .body(Body::from(signed.body.clone()))?;
            println!("{kind}: {}", app.clone().oneshot(request).await?.status());
        }
    }
    drop(app);
    work(client, queue).await;
    Ok(())
}
