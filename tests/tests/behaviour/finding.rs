//! Tests `create_or_find` of the two resources that have it.

use serde_json::json;
use tests::client;
use tests::recorder::{Recorder, Reply};
use twilio_intelligence_v2::model::{Channel, MediaProperties};

use super::success;

const SERVICE: &str = "GA00000000000000000000000000000001";
const RECORDING: &str = "RE00000000000000000000000000000001";

fn lines(recorder: &Recorder) -> Vec<String> {
    let requests = recorder.requests();
    let path = |url: &str| url.trim_start_matches("https://intelligence.twilio.com").to_owned();
    requests.iter().map(|request| format!("{} {}", request.method(), path(request.url()))).collect()
}

fn nothing() -> Reply {
    Reply::json(200, &json!({"transcripts": [], "meta": {"next_page_url": null}}))
}

#[tokio::test]
async fn a_transcript_is_found_by_its_recording_and_service() {
    let look = format!("GET /v2/Transcripts?ServiceSid={SERVICE}&SourceSid={RECORDING}");
    let create = "POST /v2/Transcripts".to_owned();
    let channel = || Channel::new(MediaProperties::new().source_sid(RECORDING));
    for (replies, expected) in [
        (vec![success("ListTranscript")], vec![look.clone()]),
        (vec![nothing(), success("CreateTranscript")], vec![look.clone(), create.clone()]),
        (vec![nothing(), Reply::json(500, &json!({})), success("ListTranscript")], vec![look.clone(), create, look]),
    ] {
        let recorder = Recorder::with(replies);
        let request = client(&recorder).transcripts().create_or_find(SERVICE, channel()).customer_key("case-7");
        request.send().await.expect("it is found or created");
        assert_eq!(lines(&recorder), expected);
    }
}

#[tokio::test]
async fn a_transcript_of_media_at_a_url_cannot_be_found() {
    let recorder = Recorder::default();
    let media = MediaProperties::new().media_url("https://example.com/call.wav");
    // With both, the URL takes precedence, so the result is not a Transcript of the Recording.
    for media in [media.clone(), media.source_sid("RE00000000000000000000000000000000")] {
        let request = client(&recorder).transcripts().create_or_find(SERVICE, Channel::new(media));
        let error = request.send().await.expect_err("there is a URL");
        assert!(error.is_invalid_input() && error.to_string().contains("do not set `media_url`"), "{error}");
    }
    assert!(recorder.requests().is_empty());
}

#[tokio::test]
async fn a_service_is_found_by_its_unique_name() {
    let recorder = Recorder::with([Reply::json(404, &json!({"code": 20404})), success("CreateService")]);
    let service = client(&recorder).services().create_or_find("support-calls").send().await.expect("it is created");
    assert_eq!(service.http_status(), 201);
    assert_eq!(lines(&recorder), ["GET /v2/Services/support-calls", "POST /v2/Services"]);
}
