// features: fake
//! Counts attempts and adds up their time, by operation and status, for a metrics library to take.
//!
//! ```sh
//! cargo run --features fake --example metrics
//! ```

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use twilio_intelligence_v2::fake::{Fake, Fault};

type Series = BTreeMap<(&'static str, &'static str, String), (u32, Duration)>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    tokio::time::pause();
    let fake = Fake::builder().latency(Duration::from_millis(30)).build();
    let series = Arc::new(Mutex::new(Series::new()));
    let observed = Arc::clone(&series);
    let client = fake.client_builder().on_attempt(move |event| {
        let outcome = event.status.map_or_else(|| "no response".to_owned(), |status| status.to_string());
        let key = (event.operation.method().as_str(), event.operation.path_template(), outcome);
        let mut series = observed.lock().unwrap_or_else(PoisonError::into_inner);
        let (count, duration) = series.entry(key).or_default();
        *count += 1;
        *duration += event.duration;
    });
    let client = client.build()?;

    fake.inject(Fault::status(503).on("ListService"))?;
    client.services().create("calls").send().await?;
    client.services().list().items().collect().await?;

    for ((method, path, outcome), (count, duration)) in &*series.lock().unwrap_or_else(PoisonError::into_inner) {
        println!("{method:<5} {path:<12} {outcome}: {count} in {} ms", duration.as_millis());
    }
    Ok(())
}
