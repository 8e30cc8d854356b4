//! Performs operations on the fake, through the client as programs use it.

use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use twilio_intelligence_v2::fake::Fake;
use twilio_intelligence_v2::model::{
    Channel, MediaProperties, OperatorConfig, OperatorResult, OperatorType, Participant, Sentence, Transcript,
};
use twilio_intelligence_v2::operations::ListTranscript;
use twilio_intelligence_v2::transport::Transport;
use twilio_intelligence_v2::{Client, Error, Pages, Response, Timestamp};

use super::operation::{Filters, Kind, Operation, Participants, Settings};
use super::records::Outcome;

pub(super) struct Performer {
    fake: Fake,
    client: Client,
    restricted: Client,
    /// The URL of the page that the list goes on with.
    next: Option<String>,
}

/// Without members that are null, so that absent and null are the same.
fn plain(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.into_iter().filter(|(_, value)| !value.is_null());
            members.map(|(name, value)| (name, plain(value))).collect()
        }
        Value::Array(items) => items.into_iter().map(plain).collect(),
        value => value,
    }
}

/// What matters of an outcome, in the same form whoever it is of.
pub(super) fn normal(outcome: Outcome) -> Outcome {
    outcome.map(plain)
}

fn failure(error: Error) -> (Option<u16>, Option<i64>) {
    (error.status(), error.code())
}

fn json_of<T: Serialize>(record: &T) -> Value {
    serde_json::to_value(record).expect("models can be written")
}

fn one_as<T>(result: Result<Response<T>, Error>, read: impl Fn(&T) -> Value) -> Outcome {
    let response = result.map_err(failure)?;
    let etag = response.etag().map(|etag| etag.as_str());
    Ok(json!({"status": response.http_status(), "etag": etag, "record": read(&response)}))
}

fn one<T: Serialize>(result: Result<Response<T>, Error>) -> Outcome {
    one_as(result, json_of)
}

fn none(result: Result<Response<()>, Error>) -> Outcome {
    result.map(|response| json!({"status": response.http_status()})).map_err(failure)
}

async fn many_as<T>(mut pages: Pages<T>, in_pages: bool, read: impl Fn(&T) -> Value) -> Outcome
where
    T: DeserializeOwned + Send + 'static,
{
    let mut read_pages: Vec<Value> = Vec::new();
    while let Some(page) = pages.try_next().await.map_err(failure)? {
        read_pages.push(page.items().iter().map(&read).collect());
    }
    if in_pages {
        return Ok(read_pages.into());
    }
    Ok(read_pages.iter().filter_map(Value::as_array).flatten().cloned().collect())
}

/// A list: with a size in pages, else all at once.
macro_rules! many {
    ($list:expr, $size:expr, $read:expr) => {{
        let list = $list;
        let list = match *$size {
            Some(size) => list.page_size(size),
            None => list,
        };
        many_as(list.pages(), $size.is_some(), $read).await
    }};
}

/// Sets what is given.
macro_rules! set {
    ($request:ident, $($setter:ident: $value:expr),* $(,)?) => {
        $(let $request = match $value {
            Some(value) => $request.$setter(value),
            None => $request,
        };)*
    };
}

/// The settings of a Service, which two requests have.
macro_rules! set_all {
    ($request:ident, $settings:expr) => {
        let Settings {
            friendly_name,
            auto_transcribe,
            data_logging,
            auto_redaction,
            media_redaction,
            webhook_url,
            webhook_method,
            credential,
        } = $settings.clone();
        set!(
            $request,
            friendly_name: friendly_name,
            auto_transcribe: auto_transcribe,
            data_logging: data_logging,
            auto_redaction: auto_redaction,
            media_redaction: media_redaction,
            webhook_url: webhook_url,
            webhook_http_method: webhook_method,
            encryption_credential_sid: credential,
        );
    };
}

fn time(seconds: i64) -> Timestamp {
    Timestamp::from_unix_seconds(seconds).expect("a time in this century")
}

fn type_view(of: &OperatorType) -> Value {
    let OperatorType { sid, name, supported_languages: languages, configurable, url, .. } = of;
    json!({"sid": sid, "name": name, "supported_languages": languages, "configurable": configurable, "url": url})
}

fn sentence_view(sentence: &Sentence) -> Value {
    let words = sentence.words.iter().flatten().filter_map(|word| word.word.as_deref());
    let words = words.collect::<Vec<_>>().join(" ");
    let Sentence { sentence_index, media_channel, start_time, transcript, .. } = sentence;
    json!({"index": sentence_index, "channel": media_channel, "start": start_time, "text": transcript, "words": words})
}

/// Which fields a result has follows from its kind, so that an empty one says nothing.
fn result_view(result: &OperatorResult) -> Value {
    let Value::Object(members) = json_of(result) else { return Value::Null };
    let is_empty = |value: &Value| value == &json!([]) || value == &json!({});
    members.into_iter().filter(|(_, value)| !is_empty(value)).collect()
}

fn channel(recording: Option<&String>, media_url: Option<&str>, participants: Participants) -> Channel {
    let media = MediaProperties::new();
    set!(media, source_sid: recording, media_url: media_url);
    let participant = Participant::new(2);
    match participants {
        Participants::Unsaid => Channel::new(media),
        Participants::One { has_id: true } => {
            Channel::new(media).participants([participant.media_participant_id("+1555")])
        }
        Participants::One { has_id: false } => Channel::new(media).participants([participant.role("Caller")]),
    }
}

impl Performer {
    pub(super) fn new(fake: Fake, transport: impl Transport) -> Self {
        let client = fake.client_builder().transport(transport).build().expect("a client");
        let key = fake.restricted_credentials(["/twilio/voice/intelligence.services/*"]);
        let restricted = Client::builder(key).transport(fake.clone()).build().expect("a client");
        Self { fake, client, restricted, next: None }
    }

    fn transcripts(&self, filters: &Filters) -> ListTranscript {
        let list = self.client.transcripts().list();
        let Filters { service, before_start, after_start, before_created, after_created, status, language, source } =
            filters;
        set!(
            list,
            service_sid: service,
            before_start_time: before_start.map(time),
            after_start_time: after_start.map(time),
            before_date_created: before_created.map(time),
            after_date_created: after_created.map(time),
            status: *status,
            language_code: *language,
            source_sid: source,
        );
        list
    }

    async fn page(&mut self, list: ListTranscript) -> Outcome {
        self.next = None;
        let mut pages: Pages<Transcript> = list.pages();
        let page = pages.try_next().await.map_err(failure)?.expect("a list has a page");
        self.next = page.next_page_url().map(str::to_owned);
        let items: Vec<Value> = page.items().iter().map(json_of).collect();
        Ok(json!({"items": items, "goes_on": self.next.is_some(), "index": page.index()}))
    }

    pub(super) async fn perform(&mut self, operation: &Operation) -> Outcome {
        let client = self.client.clone();
        match operation {
            Operation::CreateService { name, language, settings } => {
                let create = client.services().create(name);
                set!(create, language_code: *language);
                set_all!(create, settings);
                one(create.send().await)
            }
            Operation::FetchService { address } => one(client.services().fetch(address.as_str()).send().await),
            Operation::UpdateService { address, name, if_match, settings } => {
                let update = client.services().update(address.as_str());
                set!(update, unique_name: name, if_match: if_match.as_deref());
                set_all!(update, settings);
                one(update.send().await)
            }
            Operation::DeleteService { address } => none(client.services().delete(address.as_str()).send().await),
            Operation::ListServices { size } => many!(client.services().list(), size, json_of),
            Operation::CreateOperator { name, of_type, prompt } => {
                let config = OperatorConfig::new().prompt(prompt);
                one(client.custom_operators().create(name, *of_type, config).send().await)
            }
            Operation::FetchOperator { kind: Kind::Custom, sid } => {
                one(client.custom_operators().fetch(sid).send().await)
            }
            Operation::FetchOperator { kind: Kind::Prebuilt, sid } => {
                one(client.prebuilt_operators().fetch(sid).send().await)
            }
            Operation::FetchOperator { kind: Kind::Any, sid } => one(client.operators().fetch(sid).send().await),
            Operation::UpdateOperator { sid, name, prompt, if_match } => {
                let update = client.custom_operators().update(sid, name, OperatorConfig::new().prompt(prompt));
                set!(update, if_match: if_match.as_deref());
                one(update.send().await)
            }
            Operation::DeleteOperator { sid } => none(client.custom_operators().delete(sid).send().await),
            Operation::ListOperators { kind: Kind::Custom, availability, language, size } => {
                let list = client.custom_operators().list();
                set!(list, availability: *availability, language_code: *language);
                many!(list, size, json_of)
            }
            Operation::ListOperators { kind: Kind::Prebuilt, availability, language, size } => {
                let list = client.prebuilt_operators().list();
                set!(list, availability: *availability, language_code: *language);
                many!(list, size, json_of)
            }
            Operation::ListOperators { kind: Kind::Any, availability, language, size } => {
                let list = client.operators().list();
                set!(list, availability: *availability, language_code: *language);
                many!(list, size, json_of)
            }
            Operation::FetchType { address } => {
                one_as(client.operator_types().fetch(address.as_str()).send().await, type_view)
            }
            Operation::ListTypes { language, size } => {
                let list = client.operator_types().list();
                set!(list, language_code: *language);
                many!(list, size, type_view)
            }
            Operation::Attach { service, operator } => {
                one(client.operator_attachment().create(service, operator).send().await)
            }
            Operation::Detach { service, operator } => {
                none(client.operator_attachment().delete(service, operator).send().await)
            }
            Operation::FetchAttached { service } => one(client.operator_attachments().fetch(service).send().await),
            Operation::CreateTranscript { service, recording, media_url, participants, customer_key, start } => {
                let channel = channel(recording.as_ref(), *media_url, *participants);
                let create = client.transcripts().create(service, channel);
                set!(create, customer_key: customer_key, media_start_time: start.map(time));
                one(create.send().await)
            }
            Operation::FetchTranscript { sid } => one(client.transcripts().fetch(sid).send().await),
            Operation::DeleteTranscript { sid } => none(client.transcripts().delete(sid).send().await),
            Operation::ListTranscripts { filters, size } => many!(self.transcripts(filters), size, json_of),
            Operation::FirstPage { filters, size } => {
                let list = self.transcripts(filters).page_size(*size);
                self.page(list).await
            }
            Operation::NextPage => {
                let url = self.next.take().expect("the list goes on");
                self.page(client.transcripts().list().with_page_url(url)).await
            }
            Operation::ListSentences { transcript, redacted, words, size } => {
                let list = client.sentences().list(transcript);
                set!(list, redacted: *redacted, word_timestamps: *words);
                many!(list, size, sentence_view)
            }
            Operation::ListResults { transcript, redacted, size } => {
                let list = client.operator_results().list(transcript);
                set!(list, redacted: *redacted);
                many!(list, size, result_view)
            }
            Operation::FetchResult { transcript, operator, redacted } => {
                let fetch = client.operator_results().fetch(transcript, operator);
                set!(fetch, redacted: *redacted);
                one_as(fetch.send().await, result_view)
            }
            Operation::FetchMedia { transcript, redacted } => {
                let fetch = client.media().fetch(transcript);
                set!(fetch, redacted: *redacted);
                one(fetch.send().await)
            }
            Operation::FetchEncryptedSentences { transcript } => {
                one(client.encrypted_sentences().fetch(transcript).send().await)
            }
            Operation::FetchEncryptedResults { transcript } => {
                one(client.encrypted_operator_results().fetch(transcript).send().await)
            }
            Operation::CreateTranscriptWithoutPermission { service } => {
                let channel = channel(None, None, Participants::Unsaid);
                one(self.restricted.transcripts().create(service, channel).send().await)
            }
            Operation::ListServicesWithUnknownParameter => {
                many!(client.services().list().with_query("Colour", "red"), &None::<i64>, json_of)
            }
            Operation::Advance { milliseconds } => {
                self.fake.advance(Duration::from_millis(*milliseconds));
                Ok(Value::Null)
            }
            Operation::End { transcript, status } => {
                self.fake.set::<Transcript>(transcript, json!({"status": status})).expect("the Transcript is there");
                Ok(Value::Null)
            }
            Operation::Webhooks => {
                let webhooks = self.fake.webhooks();
                let webhooks = webhooks.iter().map(|webhook| {
                    let url = webhook.url().split('?').next();
                    let (method, at) = (webhook.method(), time(webhook.at().unix_seconds()).to_string());
                    json!({"at": at, "sid": webhook.sid(), "url": url, "method": method, "fields": webhook.fields()})
                });
                Ok(webhooks.collect())
            }
        }
    }
}
