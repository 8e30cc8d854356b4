// features: fake
//! Changes the API key while the program runs: the client asks for the credentials before each attempt.
//!
//! ```sh
//! cargo run --features fake --example rotating_credentials
//! ```

use std::error::Error;
use std::sync::{Arc, PoisonError, RwLock};

use twilio_intelligence_v2::fake::Fake;
use twilio_intelligence_v2::transport::BoxFuture;
use twilio_intelligence_v2::{Client, Credentials, CredentialsSource};

/// The current credentials; another task replaces them.
#[derive(Clone)]
struct Current(Arc<RwLock<Credentials>>);

impl CredentialsSource for Current {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Box<dyn Error + Send + Sync>>> {
        Box::pin(async { Ok(self.0.read().unwrap_or_else(PoisonError::into_inner).clone()) })
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let fake = Fake::new();
    let expired = Credentials::api_key("SK00000000000000000000000000000000", "expired");
    let current = Current(Arc::new(RwLock::new(expired)));
    let client = Client::builder_with_source(current.clone()).transport(fake.clone()).build()?;

    let refused = client.services().create("calls").send().await.err().ok_or("it should fail")?;
    assert!(refused.is_unauthorized());
    println!("{refused}");

    *current.0.write().unwrap_or_else(PoisonError::into_inner) = fake.credentials();
    println!("{}", client.services().create("calls").send().await?.sid);
    Ok(())
}
