// features: fake
//! Filters a list, stops in the middle of it, and goes on later from a saved page, perhaps in another process.
//!
//! ```sh
//! cargo run --features fake --example filters_and_resuming
//! ```

use std::error::Error;
use std::time::Duration;

use serde_json::json;
use twilio_intelligence_v2::fake::Fake;
use twilio_intelligence_v2::model::{Service, Transcript, TranscriptStatus};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let fake = Fake::builder().frozen().build();
    let service = fake.insert::<Service>(json!({"unique_name": "calls"}))?;
    for _ in 0..25 {
        fake.insert::<Transcript>(json!({"service_sid": service.sid}))?;
    }
    fake.advance(Duration::from_secs(60));
    let later = fake.now();
    fake.advance(Duration::from_secs(60));
    // This one is too new.
    fake.insert::<Transcript>(json!({"service_sid": service.sid}))?;
    let client = fake.client();

    // Filters add up. A page has as many items as `page_size` says; `take` ends the list early.
    let filtered = client.transcripts().list().service_sid(&service.sid).status(TranscriptStatus::Completed);
    let filtered = filtered.before_date_created(later).page_size(10);

    let mut pages = filtered.pages();
    let first = pages.try_next().await?.ok_or("a page")?;
    println!("{} of the first page", first.items().len());
    let saved = pages.next_page_url().map(str::to_owned).ok_or("there are more")?;

    // Later: the URL has the filters in it.
    let rest = client.transcripts().list().with_page_url(saved).items().collect().await?;
    println!("{} of the other pages", rest.len());
    assert_eq!(first.items().len() + rest.len(), 25);
    Ok(())
}
