// features: fake
//! From nothing to a transcribed conversation and the results of two operators.
//!
//! ```sh
//! cargo run --features fake --example quickstart               # offline, without an account
//! cargo run --features fake --example quickstart -- --live RE… # with your account and one of its Recordings
//! ```
//!
//! Offline, a fake of the service answers and time is virtual, so that nobody has to wait for it. With `--live`, the
//! credentials are those in the environment, and a Recording is transcribed, which Twilio charges for.

use std::error::Error;
use std::time::Duration;

use twilio_intelligence_v2::Client;
use twilio_intelligence_v2::fake::Fake;
use twilio_intelligence_v2::model::{Channel, MediaProperties, OperatorConfig, Transcript};
use twilio_intelligence_v2::webhook::{WebhookEvent, WebhookRequest, WebhookVerifier};

/// A Recording that the fake has a conversation for.
const RECORDING: &str = "RE00000000000000000000000000000001";
const WEBHOOK: &str = "https://example.com/intelligence";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => {
            tokio::time::pause();
            let fake = Fake::new();
            run(&fake.client(), RECORDING, Some(WEBHOOK)).await?;
            receive(&fake)
        }
        ["--live", recording] => {
            // A server of yours would have to be called, and nobody else's.
            run(&Client::from_env()?, recording, None).await?;
            println!("A webhook needs a server with a public URL; see the module `webhook`.");
            Ok(())
        }
        _ => Err("usage: quickstart [--live RECORDING_SID]".into()),
    }
}

async fn run(client: &Client, recording: &str, webhook: Option<&str>) -> Result<(), Box<dyn Error>> {
    let mut create = client.services().create("quickstart");
    if let Some(url) = webhook {
        create = create.webhook_url(url);
    }
    let service = create.send().await?;
    println!("Service {}", service.sid);

    // An operator of your own, and one of those that Twilio provides.
    let prompt = OperatorConfig::new().prompt("State in one sentence why the customer called.");
    let operator = client.custom_operators().create("Reason", "Generative", prompt).send().await?;
    client.operator_attachment().create(&service.sid, &operator.sid).send().await?;
    let prebuilt = client.prebuilt_operators().list().items().collect().await?;
    let sentiment = prebuilt.iter().find(|it| it.friendly_name.as_deref() == Some("Sentiment Analysis"));
    if let Some(sentiment) = sentiment {
        client.operator_attachment().create(&service.sid, &sentiment.sid).send().await?;
    }

    let channel = Channel::new(MediaProperties::new().source_sid(recording));
    let transcript = client.transcripts().create(&service.sid, channel).customer_key("order-7").send().await?;
    println!("Transcript {}: {}", transcript.sid, transcript.status);
    let outcome = client.transcripts().wait_until_completed(&transcript.sid).send().await?;
    let transcript = outcome.into_completed().map_err(|_| "the Transcript failed, or took too long")?;
    println!("Transcript {}: {}\n", transcript.sid, transcript.status);

    print(client, &transcript).await?;

    client.transcripts().delete(&transcript.sid).send().await?;
    client.operator_attachment().delete(&service.sid, &operator.sid).send().await?;
    client.custom_operators().delete(&operator.sid).send().await?;
    client.services().delete(&service.sid).send().await?;
    println!("Deleted what was created.");
    Ok(())
}

/// Prints the conversation, and what the operators made of it.
async fn print(client: &Client, transcript: &Transcript) -> Result<(), Box<dyn Error>> {
    let mut sentences = client.sentences().list(&transcript.sid).items();
    while let Some(sentence) = sentences.try_next().await? {
        let speaker = if sentence.media_channel == Some(1) { "Agent" } else { "Customer" };
        println!("{speaker:>8}: {}", sentence.transcript.unwrap_or_default());
    }

    // The operators run after the transcription. Programs learn from the webhook that they are done; this one waits.
    tokio::time::sleep(Duration::from_secs(10)).await;
    println!();
    let mut results = client.operator_results().list(&transcript.sid).items();
    while let Some(result) = results.try_next().await? {
        let text = result.text_generation_results.and_then(|text| text.result);
        let answer = text.or(result.predicted_label).unwrap_or_else(|| "no text".to_owned());
        println!("{}: {answer}", result.name.unwrap_or_default());
    }
    println!();
    Ok(())
}

/// Receives the webhook as a server would: what is not genuine is refused.
fn receive(fake: &Fake) -> Result<(), Box<dyn Error>> {
    let verifier = WebhookVerifier::new(fake.auth_token())?;
    for webhook in fake.webhooks() {
        let signed = webhook.signed(fake);
        let request = WebhookRequest::new(&signed.method, &signed.url)
            .content_type("application/json")
            .signature(&signed.signature)
            .body(signed.body.as_bytes());
        if let WebhookEvent::TranscriptAvailable(event) = verifier.receive(&request)? {
            println!("Webhook: Transcript {} is available.", event.transcript_sid);
        }
    }
    Ok(())
}
