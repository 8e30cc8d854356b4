// features: fake
//! How to test your own application: give it the client of a fake, let time pass, and ask the fake what happened.
//!
//! ```sh
//! cargo run --features fake --example testing
//! ```

use std::error::Error;
use std::time::Duration;

use serde_json::json;
use twilio_intelligence_v2::fake::{Fake, Fault, Script};
use twilio_intelligence_v2::model::{Channel, MediaProperties, Sentence, ServiceSid, Transcript};
use twilio_intelligence_v2::{Client, Error as ClientError};

/// The application: it has calls transcribed, and knows nothing of fakes.
struct Archive {
    client: Client,
    service: ServiceSid,
}

impl Archive {
    async fn new(client: Client) -> Result<Self, ClientError> {
        let service = client.services().create("archive").send().await?.sid.clone();
        Ok(Self { client, service })
    }

    /// Returns what was said in a call.
    async fn text_of(&self, recording: &str) -> Result<Option<String>, ClientError> {
        let channel = Channel::new(MediaProperties::new().source_sid(recording));
        let transcript = self.client.transcripts().create_or_find(&self.service, channel).send().await?;
        let outcome = self.client.transcripts().wait_until_completed(&transcript.sid).send().await?;
        let Ok(transcript) = outcome.into_completed() else { return Ok(None) };
        let sentences = self.client.sentences().list(&transcript.sid).items().collect().await?;
        Ok(Some(sentences.into_iter().filter_map(|sentence| sentence.transcript).collect::<Vec<_>>().join(" ")))
    }
}

/// The paused clock of tokio moves the fake's as well: tests wait for nothing. In a test, write
/// `#[tokio::test(start_paused = true)]`.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    tokio::time::pause();
    returns_what_was_said().await?;
    creates_one_transcript_although_the_connection_breaks().await?;
    gives_up_on_what_fails().await?;
    println!("3 tests passed");
    Ok(())
}

async fn returns_what_was_said() -> Result<(), Box<dyn Error>> {
    let fake = Fake::new();
    let said = ["Good morning.", "Good night."];
    let sentences = said.map(|text| json!({"media_channel": 1, "transcript": text}));
    fake.script(Script::new().rows::<Sentence>(sentences))?;

    let archive = Archive::new(fake.client()).await?;
    let text = archive.text_of("RE00000000000000000000000000000001").await?;

    assert_eq!(text.as_deref(), Some("Good morning. Good night."));
    let created = &fake.requests_of("CreateTranscript")[0];
    assert_eq!(created.parameter("ServiceSid"), Some(archive.service.as_str()));
    Ok(())
}

async fn creates_one_transcript_although_the_connection_breaks() -> Result<(), Box<dyn Error>> {
    let fake = Fake::new();
    let archive = Archive::new(fake.client()).await?;
    // The service creates the Transcript, and the response is lost.
    let fault = fake.inject(Fault::cut().on("CreateTranscript"))?;

    let text = archive.text_of("RE00000000000000000000000000000001").await?;

    assert!(text.is_some());
    assert_eq!(fault.hits(), 1);
    assert_eq!(fake.all::<Transcript>().len(), 1);
    Ok(())
}

async fn gives_up_on_what_fails() -> Result<(), Box<dyn Error>> {
    let fake = Fake::new();
    let archive = Archive::new(fake.client()).await?;
    let work = archive.text_of("RE00000000000000000000000000000001");
    let fail = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let transcripts = fake.all::<Transcript>();
        fake.set::<Transcript>(transcripts[0].sid.as_str(), json!({"status": "failed"}))
    };

    let (text, failed) = tokio::join!(work, fail);

    failed?;
    assert_eq!(text?, None);
    Ok(())
}
