// features: fake
//! Updates without losing the changes of others: the update applies only to the version that was read.
//!
//! ```sh
//! cargo run --features fake --example optimistic_locking
//! ```

use std::error::Error;

use twilio_intelligence_v2::fake::Fake;
use twilio_intelligence_v2::{Client, Error as ClientError};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Fake::new().client();
    client.services().create("calls").friendly_name("Calls").send().await?;

    // Two programs read the same version; the second one to write is refused.
    let mine = client.services().fetch("calls").send().await?;
    let theirs = client.services().fetch("calls").send().await?;
    client.services().update(&theirs.sid).friendly_name("Theirs").if_match(theirs.require_etag()?).send().await?;
    let lost = client.services().update(&mine.sid).friendly_name("Mine").if_match(mine.require_etag()?).send().await;
    match lost {
        Err(error) if error.is_precondition_failed() => println!("refused: {error}"),
        other => return Err(format!("not refused: {other:?}").into()),
    }

    append(&client, "calls", ", and mine").await?;
    let service = client.services().fetch("calls").send().await?;
    println!("{:?} in version {}", service.friendly_name, service.version);
    assert_eq!(service.friendly_name.as_deref(), Some("Theirs, and mine"));
    Ok(())
}

/// Reads, changes and writes, and begins anew if somebody else wrote in between.
async fn append(client: &Client, name: &str, suffix: &str) -> Result<(), ClientError> {
    loop {
        let current = client.services().fetch(name).send().await?;
        let changed = format!("{}{suffix}", current.friendly_name.as_deref().unwrap_or_default());
        let update = client.services().update(&current.sid).friendly_name(changed).if_match(current.require_etag()?);
        match update.send().await {
            Err(error) if error.is_precondition_failed() => {}
            other => return other.map(|_| ()),
        }
    }
}
