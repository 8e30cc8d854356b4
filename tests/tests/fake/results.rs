//! Sentences and operator results.

use std::time::Duration;

use serde_json::json;
use twilio_intelligence_v2::fake::{Fake, Script};
use twilio_intelligence_v2::model::{OperatorResult, OperatorResultType, Sentence, Transcript};

use crate::{channel, completed, operator, service, status};

#[tokio::test(start_paused = true)]
async fn results_are_of_the_operators_that_were_attached_at_creation() {
    let fake = Fake::new();
    let client = fake.client();
    let (service, operator) = (service(&client).await, operator(&client).await);
    client.operator_attachment().create(&service, &operator).send().await.expect("attached");
    let transcript = client.transcripts().create(&service, channel(1)).send().await.expect("created").into_inner();
    let prebuilt = client.prebuilt_operators().list().items().collect().await.expect("listed");
    client.operator_attachment().create(&service, &prebuilt[0].sid).send().await.expect("attached too late");
    fake.advance(Duration::from_secs(10));
    let listed = || async { client.operator_results().list(&transcript.sid).items().collect().await.expect("listed") };
    assert!(listed().await.is_empty(), "completed, but the operators still run");
    fake.advance(Duration::from_secs(5));

    let results = listed().await;

    assert_eq!(results.len(), 1);
    assert_eq!(results[0].operator_sid, operator);
    assert_eq!(results[0].name.as_deref(), Some("Reason"));
    assert_eq!(results[0].operator_type, Some(OperatorResultType::TextGeneration));
    let other = client.operator_results().fetch(&transcript.sid, &prebuilt[0].sid).send().await;
    assert_eq!(status(other), (Some(404), Some(20404)));
}

#[tokio::test(start_paused = true)]
async fn sentences_are_there_when_the_transcript_is_completed() {
    let fake = Fake::builder().frozen().build();
    let client = fake.client();
    let service = service(&client).await;
    let transcript = client.transcripts().create(&service, channel(1)).send().await.expect("created");
    let sentences = || async { client.sentences().list(&transcript.sid).items().collect().await.expect("listed") };
    assert!(sentences().await.is_empty());
    fake.advance(Duration::from_secs(10));

    let sentences = sentences().await;

    let positions: Vec<_> = sentences.iter().map(|sentence| sentence.sentence_index).collect();
    assert_eq!(positions, [Some(0), Some(1), Some(2), Some(3)]);
    assert!(sentences.iter().all(|sentence| sentence.words.as_ref().is_some_and(Vec::is_empty)), "only on request");
    let with_words = client.sentences().list(&transcript.sid).word_timestamps(true).items().collect().await;
    let words = with_words.expect("listed")[1].words.clone().expect("words");
    assert_eq!((words[0].word.as_deref(), words[0].start_time), (Some("Hello,"), Some(3.9)));
}

#[tokio::test(start_paused = true)]
async fn redacted_sentences_do_not_contain_personal_data() {
    let fake = Fake::new();
    let client = fake.client();
    let service = client.services().create("calls").auto_redaction(true).send().await.expect("created").into_inner();
    let transcript = completed(&fake, &client, &service.sid, 1).await;
    let text = |sentences: Vec<Sentence>| {
        let words = sentences.iter().flat_map(|sentence| sentence.words.iter().flatten());
        let words: Vec<String> = words.filter_map(|word| word.word.clone()).collect();
        let texts: Vec<String> = sentences.iter().filter_map(|sentence| sentence.transcript.clone()).collect();
        format!("{} {}", texts.join(" "), words.join(" "))
    };
    let list = || client.sentences().list(&transcript.sid).word_timestamps(true);

    let by_default = text(list().items().collect().await.expect("listed"));
    assert!(!by_default.contains("Ann") && !by_default.contains("sam"), "{by_default}");
    let redacted = text(list().redacted(true).items().collect().await.expect("listed"));
    assert_eq!(redacted, by_default);
    let unredacted = text(list().redacted(false).items().collect().await.expect("listed"));
    assert!(unredacted.contains("Ann,") && unredacted.contains("sam at example"), "{unredacted}");
}

#[tokio::test(start_paused = true)]
async fn without_redaction_the_parameter_has_no_effect() {
    let fake = Fake::new();
    let client = fake.client();
    let service = service(&client).await;
    let transcript = completed(&fake, &client, &service, 1).await;

    let sentences = client.sentences().list(&transcript.sid).redacted(true).items().collect().await.expect("listed");

    assert!(sentences[0].transcript.as_ref().is_some_and(|text| text.contains("Ann")));
}

#[tokio::test(start_paused = true)]
async fn a_script_says_what_is_said() {
    let fake = Fake::new();
    let client = fake.client();
    let (service, operator) = (service(&client).await, operator(&client).await);
    client.operator_attachment().create(&service, &operator).send().await.expect("attached");
    let sentences = [json!({"transcript": "Yes.", "media_channel": 2})];
    let result = [json!({"operator_sid": operator, "operator_type": "json", "json_results": {"answer": true}})];
    fake.script(Script::new().rows::<Sentence>(sentences).rows::<OperatorResult>(result)).expect("it fits");

    let scripted = completed(&fake, &client, &service, 1).await;
    let usual = completed(&fake, &client, &service, 2).await;

    let of = |transcript: &Transcript| client.sentences().list(&transcript.sid).items();
    let said = of(&scripted).collect().await.expect("listed");
    assert_eq!(said.iter().filter_map(|it| it.transcript.as_deref()).collect::<Vec<_>>(), ["Yes."]);
    assert_eq!(of(&usual).collect().await.expect("listed").len(), 4, "a script is for one Transcript");
    let result = client.operator_results().fetch(&scripted.sid, &operator).send().await.expect("fetched");
    assert_eq!(result.json_results, Some(json!({"answer": true})));
}
