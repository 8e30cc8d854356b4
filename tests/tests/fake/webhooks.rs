//! What the service would send.

use std::time::Duration;

use twilio_intelligence_v2::fake::Fake;
use twilio_intelligence_v2::model::ServiceSid;
use twilio_intelligence_v2::webhook::{WebhookEvent, WebhookRequest, WebhookVerifier};

use crate::{channel, service};

async fn transcribe(fake: &Fake, service: &ServiceSid) {
    fake.client().transcripts().create(service, channel(1)).customer_key("order-7").send().await.expect("created");
    fake.advance(Duration::from_secs(60));
}

#[tokio::test(start_paused = true)]
async fn a_webhook_is_signed_and_says_what_is_available() {
    for method in ["POST", "GET"] {
        let fake = Fake::new();
        let create = fake.client().services().create("calls").webhook_url("https://example.com/hook?a=b");
        let service = create.webhook_http_method(method).send().await.expect("created").sid.clone();

        transcribe(&fake, &service).await;

        let webhooks = fake.webhooks();
        assert_eq!(webhooks.len(), 1);
        let signed = webhooks[0].signed(&fake);
        assert_eq!(signed.method, method);
        let request = WebhookRequest::new(&signed.method, &signed.url)
            .content_type("application/json")
            .signature(&signed.signature)
            .body(signed.body.as_bytes());
        let verifier = WebhookVerifier::new(fake.auth_token()).expect("a token");
        match verifier.receive(&request).expect("it is genuine") {
            WebhookEvent::TranscriptAvailable(event) => {
                assert_eq!(event.service_sid, Some(service));
                assert_eq!(event.customer_key.as_deref(), Some("order-7"));
                assert_eq!(event.transcript_sid.as_str(), webhooks[0].sid());
            }
            other => panic!("{other:?}"),
        }
        let forged = request.signature("AAAA");
        assert!(verifier.receive::<WebhookEvent>(&forged).is_err());
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_url_nothing_is_sent() {
    let fake = Fake::new();
    let service = service(&fake.client()).await;

    transcribe(&fake, &service).await;

    assert!(fake.webhooks().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_name_is_not_taken_for_the_sid_of_a_service_that_is_gone() {
    let fake = Fake::builder().frozen().build();
    let client = fake.client();
    let gone = client.services().create("gone").webhook_url("https://example.com/gone").send().await.expect("created");
    let named = client.services().create(gone.sid.as_str()).webhook_url("https://example.com/other");
    named.send().await.expect("created");
    client.transcripts().create(&gone.sid, channel(1)).send().await.expect("created");

    client.services().delete(&gone.sid).send().await.expect("deleted");
    fake.advance(Duration::from_secs(60));

    assert!(fake.webhooks().is_empty());
}
