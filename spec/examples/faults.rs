// features: fake
//! A seeded run of failures: a tenth of the responses is lost, a tenth of the requests is refused or never sent, and
//! nothing is created twice.
//!
//! ```sh
//! cargo run --features fake --example faults
//! ```

use std::collections::BTreeSet;
use std::error::Error;

use twilio_intelligence_v2::fake::{Fake, Fault};
use twilio_intelligence_v2::model::{Channel, MediaProperties, Transcript};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    tokio::time::pause();
    let fake = Fake::builder().seed(7).build();
    let client = fake.client();
    let service = client.services().create("calls").send().await?;
    let lost = fake.inject(Fault::cut().on("CreateTranscript").rate(0.1))?;
    fake.inject(Fault::status(503).rate(0.05))?;
    fake.inject(Fault::rate_limited().rate(0.05))?;
    fake.inject(Fault::not_sent().rate(0.05))?;

    let mut failed = 0;
    for number in 0..200 {
        let recording = format!("RE{number:032x}");
        let channel = Channel::new(MediaProperties::new().source_sid(recording));
        // Looks for the Transcript if it is not known whether there is one.
        let created = client.transcripts().create_or_find(&service.sid, channel).send().await;
        failed += usize::from(created.is_err());
    }

    let transcripts = fake.all::<Transcript>();
    let sources: BTreeSet<_> = transcripts.iter().map(|it| format!("{:?}", it.channel)).collect();
    println!("{} Transcripts, {failed} failures, {} responses lost", transcripts.len(), lost.hits());
    assert_eq!(sources.len(), transcripts.len(), "no Recording was transcribed twice");
    Ok(())
}
