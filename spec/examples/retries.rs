// features: fake
//! What is retried, when, and what a program has to decide itself.
//!
//! ```sh
//! cargo run --features fake --example retries
//! ```

use std::error::Error;
use std::time::Duration;

use twilio_intelligence_v2::RetryPolicy;
use twilio_intelligence_v2::fake::{Fake, Fault};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    tokio::time::pause();
    let fake = Fake::new();
    let policy = RetryPolicy::new().max_attempts(5).initial_delay(Duration::from_millis(200));
    let client = fake
        .client_builder()
        .retry(policy)
        .on_retry(|event| println!("  {} again after {:?}", event.operation, event.delay))
        .build()?;

    println!("A limit that passes: the server says when.");
    fake.inject(Fault::rate_limited().retry_after(Duration::from_secs(2)).times(2))?;
    let service = client.services().create("calls").send().await?;

    println!("A read: any failure that may pass.");
    fake.inject(Fault::status(503).on("FetchService").times(3))?;
    client.services().fetch(&service.sid).send().await?;

    println!("A creation whose response is lost: not repeated, because it may have been applied.");
    fake.inject(Fault::cut().on("CreateService"))?;
    let error = client.services().create("other").send().await.err().ok_or("it should fail")?;
    assert!(error.may_have_been_applied());
    println!("  {error}");

    println!("The same with `create_or_find`: it looks first.");
    fake.inject(Fault::cut().on("CreateService"))?;
    let found = client.services().create_or_find("third").send().await?;
    println!("  {}", found.sid);
    Ok(())
}
