//! The Rust types and values of decoded example responses.

use serde_json::json;
use tests::recorder::{Recorder, Reply};
use twilio_intelligence_v2::model::{
    CallSid, ChannelType, LanguageCode, MediaSource, OperatorConfig, OperatorOutputType, OperatorProvider,
    OperatorResult, OperatorResultType, OperatorSid, SourceSid, Transcript, TranscriptStatus, WebhookHttpMethod,
};
use twilio_intelligence_v2::{Response, Timestamp};

use super::{answered, answered_with, example};

const TRANSCRIPT: &str = "GT00000000000000000000000000007a11";
const OPERATOR: &str = "LY000000000000000000000000000009e1";

fn time(text: &str) -> Timestamp {
    text.parse().expect("the text is a timestamp")
}

async fn transcript(name: &str) -> Response<Transcript> {
    let client = answered_with(&example("FetchTranscript", name));
    client.transcripts().fetch(TRANSCRIPT).send().await.expect("the example can be decoded")
}

async fn result(name: &str) -> Response<OperatorResult> {
    let client = answered_with(&example("FetchOperatorResult", name));
    client.operator_results().fetch(TRANSCRIPT, OPERATOR).send().await.expect("the example can be decoded")
}

#[tokio::test]
async fn a_transcript_has_a_channel_with_participants() {
    let transcript = transcript("recording").await;
    assert_eq!(transcript.status, TranscriptStatus::Completed);
    assert_eq!(transcript.duration, Some(184));
    assert_eq!(transcript.media_start_time, Some(time("2025-06-03T08:11:30Z")));
    assert_eq!(transcript.date_created.unix_seconds(), 1_748_938_542);
    let channel = transcript.channel.as_ref().expect("it has a channel");
    assert_eq!(channel.channel_type, Some(ChannelType::Voice));
    let media = channel.media_properties.as_ref().expect("it has media");
    assert_eq!(media.source, Some(MediaSource::Recording));
    assert_eq!(media.source_sid, Some(SourceSid::from("RE00000000000000000000000000004ec0")));
    assert_eq!(media.media_url, None);
    let references = media.reference_sids.as_ref().expect("it has references");
    assert_eq!(references.call_sid, Some(CallSid::from("CA0000000000000000000000000000ca11")));
    let participants = channel.participants.as_deref().expect("it has participants");
    let roles: Vec<_> = participants.iter().map(|who| (who.channel_participant, who.role.as_deref())).collect();
    assert_eq!(roles, [(Some(1), Some("Agent")), (Some(2), Some("Customer"))]);
    assert!(participants.iter().all(|who| who.email.is_none() && who.full_name.is_none()));
}

#[tokio::test]
async fn a_source_may_be_something_other_than_a_recording() {
    let relay = transcript("relay").await;
    let media = relay.channel.as_ref().and_then(|channel| channel.media_properties.as_ref()).expect("it has media");
    assert_eq!(media.source, Some(MediaSource::ConversationRelay));
    let source = media.source_sid.as_ref().expect("it has a source");
    assert!(source.as_str().starts_with("VX") && source.is_valid());
    let messaging = transcript("messaging").await;
    let channel = messaging.channel.as_ref().expect("it has a channel");
    assert_eq!(channel.channel_type, Some(ChannelType::Messaging));
    let media = channel.media_properties.as_ref().expect("it has media");
    let references = media.reference_sids.as_ref().expect("it has references");
    assert_eq!(
        references.additional_fields.get("conversation_sid"),
        Some(&json!("CH000000000000000000000000000000c0"))
    );
    assert!(
        media.source_sid.as_ref().is_some_and(|source| source.is_valid()),
        "sources with an undescribed prefix are accepted"
    );
}

#[tokio::test]
async fn an_unknown_status_is_kept_as_unknown() {
    let transcript = transcript("unknown_status").await;
    assert!(matches!(&transcript.status, TranscriptStatus::UnknownValue(_)));
    assert_eq!(transcript.status.as_str(), "paused");
    assert_eq!(transcript.status, TranscriptStatus::from("paused"));
}

#[tokio::test]
async fn a_service_without_a_webhook_has_the_method_null_as_text() {
    let client = answered_with(&example("CreateService", "no_webhook"));
    let service = client.services().create("care-line").send().await.expect("the example can be decoded");
    assert_eq!(service.webhook_http_method, Some(WebhookHttpMethod::Unset));
    assert_eq!((service.webhook_url.as_deref(), service.version), (None, 1));
    assert_eq!(service.language_code, Some(LanguageCode::EsUs));
    assert_eq!(service.read_only_attached_operator_sids.as_deref(), Some([].as_slice()));
}

#[tokio::test]
async fn times_and_confidence_of_sentences_may_be_numbers_or_strings() {
    for name in ["timed", "numbers"] {
        let client = answered_with(&example("ListSentence", name));
        let page = client.sentences().list(TRANSCRIPT).send().await.expect("the example can be decoded");
        let sentence = page.items().first().expect("there is a sentence");
        assert_eq!((sentence.start_time, sentence.end_time), (Some(0.52), Some(1.84)), "{name}");
        assert_eq!(sentence.confidence, Some(0.95));
        let word = sentence.words.as_deref().and_then(<[_]>::first).expect("there is a word");
        assert_eq!((word.start_time, word.end_time), (Some(0.52), Some(0.9)), "{name}");
        assert_eq!(word.word.as_deref(), Some("good"));
    }
}

#[tokio::test]
async fn results_have_the_members_of_their_type() {
    let sentiment = result("sentiment").await;
    assert_eq!(sentiment.operator_type, Some(OperatorResultType::ConversationClassify));
    assert_eq!(sentiment.predicted_probability, Some(0.91));
    let as_text = result("sentiment_as_text").await;
    assert_eq!(as_text.predicted_probability, Some(0.8));
    let labels = as_text.label_probabilities.as_ref().expect("there are labels");
    assert_eq!(
        labels.iter().map(|(label, p)| (label.as_str(), *p)).collect::<Vec<_>>(),
        [("negative", 0.8), ("positive", 0.2)]
    );
    let phrases = result("phrases").await;
    assert_eq!((phrases.extract_match, phrases.match_probability), (Some(true), Some(1.0)));
    let extracted = phrases.extract_results.as_ref().and_then(|found| found.get("speak_to_manager"));
    assert_eq!(extracted, Some(&json!(["let me speak to your manager"])));
    let refused = result("refused").await;
    let text = refused.text_generation_results.as_ref().expect("there is an answer");
    assert_eq!((text.result.as_deref(), text.format.as_deref()), (None, Some("text")));
    assert_eq!(text.refusal.as_deref(), Some("I cannot help with that."));
    let object = result("object").await;
    assert_eq!(object.json_results.as_ref().map(|answer| &answer["score"]), Some(&json!(7)));
    assert!(object.text_generation_results.is_none());
}

#[tokio::test]
async fn a_configuration_has_typed_members_and_keeps_the_others() {
    let client = answered_with(&example("FetchCustomOperator", "generative"));
    let operator = client.custom_operators().fetch(OPERATOR).send().await.expect("the example can be decoded");
    let config = operator.config.as_ref().expect("it has a configuration");
    assert_eq!(config.prompt.as_deref(), Some("Label the call."));
    let examples = config.examples.as_deref().expect("it has examples");
    assert_eq!(examples.iter().map(|example| example.output.as_deref()).collect::<Vec<_>>(), [Some("HOT"), None]);
    assert!(config.additional_fields.is_empty());
    let client = answered_with(&example("UpdateCustomOperator", "update"));
    let updated = client.custom_operators().update(OPERATOR, "Reason", config.clone()).send().await;
    let updated = updated.expect("the example can be decoded").into_inner();
    assert_eq!(updated.config.and_then(|config| config.additional_fields.get("threshold").cloned()), Some(json!(0.5)));
}

#[tokio::test]
async fn other_members_of_a_configuration_are_set_and_never_sent_twice() {
    let recorder = Recorder::default();
    let client = tests::client(&recorder);
    let config = OperatorConfig::new().prompt("Label it.").additional_fields([("threshold", 0.5)]);
    drop(client.custom_operators().update(OPERATOR, "Reason", config.clone()).send().await);
    let request = recorder.requests().pop().expect("it is sent");
    let form: Vec<_> = form_urlencoded::parse(request.body()).filter(|(name, _)| name == "Config").collect();
    assert_eq!(form[0].1, r#"{"prompt":"Label it.","threshold":0.5}"#);

    let twice = config.additional_fields([("prompt", "another")]);
    let error = client.custom_operators().update(OPERATOR, "Reason", twice).send().await.expect_err("a field twice");
    assert!(error.is_invalid_input(), "{error}");
    assert!(error.to_string().contains("`prompt` is both a field and an additional one"), "{error}");
    assert_eq!(recorder.requests().len(), 1);

    // A program that set a member before it had a field still works.
    let early = OperatorConfig::new().additional_fields([("prompt", "another")]);
    drop(client.custom_operators().update(OPERATOR, "Reason", early).send().await);
    assert_eq!(recorder.requests().len(), 2);
}

#[tokio::test]
async fn an_operator_type_may_have_an_unknown_provider() {
    let client = answered_with(&example("FetchOperatorType", "new_provider"));
    let unknown = client.operator_types().fetch("Recap").send().await.expect("the example can be decoded");
    assert_eq!(unknown.provider.as_ref().map(OperatorProvider::as_str), Some("anthropic"));
    let client = answered_with(&example("FetchOperatorType", "classifier"));
    let known = client.operator_types().fetch("Mood").send().await.expect("the example can be decoded");
    assert_eq!(known.provider, Some(OperatorProvider::Twilio));
    assert_eq!(known.output_type, Some(OperatorOutputType::TextClassification));
}

#[tokio::test]
async fn sids_in_responses_are_typed_and_never_rejected() {
    let mut body = example("FetchOperatorAttachments", "fetch");
    body["operator_sids"] = json!([OPERATOR, "a new kind of name"]);
    let client = answered_with(&body);
    let attached = client.operator_attachments().fetch("GA000000000000000000000000005e41ce").send().await;
    let sids =
        attached.expect("SIDs in responses are not checked").into_inner().operator_sids.expect("there are operators");
    assert_eq!(sids.iter().map(OperatorSid::is_valid).collect::<Vec<_>>(), [true, false]);
}

#[tokio::test]
async fn a_response_has_headers() {
    let reply = Reply::json(200, &example("FetchService", "fetch"))
        .with_header("etag", "\"7\"")
        .with_header("twilio-request-id", "RQ00000000000000000000000000000001")
        .with_header("X-Rate-Limit-Limit", "100")
        .with_header("X-Rate-Limit-Remaining", "99");
    let service = answered(reply).services().fetch("care-line").send().await.expect("the example can be decoded");
    assert_eq!(service.etag().map(|etag| etag.as_str()), Some("\"7\""));
    assert_eq!(service.request_id(), Some("RQ00000000000000000000000000000001"));
    let limit = service.rate_limit();
    assert_eq!((limit.limit, limit.remaining, limit.config), (Some("100"), Some("99"), None));
}

#[tokio::test]
async fn an_empty_time_is_absent_and_what_decorates_may_be_missing() {
    let mut body = example("FetchTranscript", "recording");
    body["media_start_time"] = json!("");
    body["date_updated"] = json!(null);
    body.as_object_mut().expect("an object").remove("url");
    let client = answered_with(&body);
    let transcript = client.transcripts().fetch(TRANSCRIPT).send().await.expect("it can be decoded");
    assert_eq!((&transcript.media_start_time, &transcript.date_updated, &transcript.url), (&None, &None, &None));
}

#[tokio::test]
async fn a_response_is_written_like_its_value() {
    let transcript = transcript("recording").await;
    let written = serde_json::to_value(&transcript).expect("it is JSON");
    assert_eq!(written, serde_json::to_value(&*transcript).expect("it is JSON"));
    assert_eq!(written["status"], "completed");
}

#[test]
fn an_enum_knows_its_values() {
    let known: Vec<&str> = TranscriptStatus::KNOWN.iter().map(TranscriptStatus::as_str).collect();
    assert_eq!(known, ["new", "queued", "in-progress", "completed", "failed", "canceled", "error"]);
    assert!(TranscriptStatus::KNOWN.iter().all(TranscriptStatus::is_known));
    assert!(!TranscriptStatus::from("paused").is_known());
}
