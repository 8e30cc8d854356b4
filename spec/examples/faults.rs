// features: fake
//! A seeded run of failures: a tenth of the responses is lost, a tenth of the requests is refused or never sent, and
//! nothing is created twice.
//!
//! ```sh
//! cargo run --features fake --example faults
//! ```

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

    let created = fake.all::<Transcript>().len();
    println!("{created} Transcripts, {failed} failures, {} responses lost", lost.hits());
    // The service refuses a second Transcript of a Recording, so that a repetition would be seen.
    assert!(fake.requests_of("CreateTranscript").iter().all(|request| request.status() != 409));
    Ok(())
}
