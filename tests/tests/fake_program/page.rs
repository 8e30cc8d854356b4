//! The page, in a real browser where there is one.

use twilio_intelligence_v2::model::{Channel, MediaProperties, OperatorConfig};

use super::Running;
use super::webdriver::Browser;

#[tokio::test]
async fn the_page_shows_conversations_requests_webhooks_and_the_clock() {
    let Some(browser) = Browser::start().await else {
        eprintln!("not tested: there is no Chromium with its driver");
        return;
    };
    let running = Running::start(&["--clock", "frozen"]);
    let client = running.client();
    let hook = "http://127.0.0.1:1/hook?secret=canary";
    let service = client.services().create("support-calls").webhook_url(hook).send().await.expect("created");
    let config = OperatorConfig::new().prompt("Why did they call?");
    let operator = client.custom_operators().create("<b>Reason</b>", "Generative", config).send().await;
    let operator = operator.expect("created");
    client.operator_attachment().create(&service.sid, &operator.sid).send().await.expect("attached");
    let channel = Channel::new(MediaProperties::new().source_sid(format!("RE{:032x}", 1)));
    let transcript = client.transcripts().create(&service.sid, channel).send().await.expect("created");

    browser.open(&format!("{}/__admin/#{}", running.origin, transcript.sid)).await;
    browser.sees("Fake of Twilio Conversational Intelligence").await;
    browser.sees("support-calls").await;
    browser.sees("queued").await;
    browser.sees("2026-01-01T00:00:00Z").await;
    browser.fill_in("#seconds", "60").await;
    browser.click("#clock button").await;
    browser.sees("2026-01-01T00:01:00Z").await;
    browser.sees(&format!("Transcript {}: in-progress to completed", transcript.sid)).await;
    // The dialogue with its speakers, and the result.
    browser.sees("Agent\nThank you for calling. My name is Ann, how can I help?").await;
    browser.sees("Customer\nHello, I would like to return the lamp that I bought.").await;
    browser.sees("The customer wants to return a lamp.").await;
    // What programs send is text, never HTML.
    browser.sees("<b>Reason</b>").await;
    browser.sees("voice_intelligence_transcript_available").await;
    browser.sees("POST http://127.0.0.1:1/hook?secret=...").await;
    client.transcripts().delete(&transcript.sid).send().await.expect("deleted");
    browser.sees("DeleteTranscript").await;
    assert_eq!(browser.complaints().await, [""; 0]);
}
