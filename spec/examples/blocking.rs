// features: fake, blocking
//! A program without an async runtime: `wait` in place of `await`.
//!
//! ```sh
//! cargo run --features fake,blocking --example blocking
//! ```

use std::error::Error;

use twilio_intelligence_v2::blocking::{Wait, WaitEach};
use twilio_intelligence_v2::fake::Fake;

fn main() -> Result<(), Box<dyn Error>> {
    let client = Fake::new().client();

    let service = client.services().create("calls").send().wait()?;
    println!("{}", service.sid);

    for operator in client.prebuilt_operators().list().items().wait_each() {
        let operator = operator?;
        client.operator_attachment().create(&service.sid, &operator.sid).send().wait()?;
        println!("attached {}", operator.friendly_name.unwrap_or_default());
    }
    let attached = client.operator_attachments().fetch(&service.sid).send().wait()?;
    assert_eq!(attached.operator_sids.as_ref().map(Vec::len), Some(3));
    Ok(())
}
