//! What a service keeps, and what it says of each record at a time: plain values, and no code of the fake's.

use serde_json::{Value, json};
use twilio_intelligence_v2::Timestamp;

use super::operation::{Filters, Participants, Settings};

/// What an operation returns: what matters of its value, or status and code.
pub(super) type Outcome = Result<Value, (Option<u16>, Option<i64>)>;

pub(super) const START: i64 = 1_767_225_600_000;
pub(super) const BASE: &str = "https://intelligence.twilio.com/v2";
pub(super) const INVALID: Outcome = Err((Some(400), Some(20001)));
pub(super) const MISSING: Outcome = Err((Some(404), Some(20404)));
pub(super) const TAKEN: Outcome = Err((Some(409), Some(20409)));
pub(super) const OTHER_VERSION: Outcome = Err((Some(412), None));

pub(super) struct Service {
    pub(super) sid: String,
    pub(super) version: i64,
    pub(super) name: String,
    pub(super) friendly_name: Option<String>,
    pub(super) language: &'static str,
    pub(super) auto_transcribe: bool,
    pub(super) auto_redaction: bool,
    pub(super) media_redaction: bool,
    pub(super) webhook_url: Option<&'static str>,
    pub(super) webhook_method: &'static str,
    pub(super) credential: Option<String>,
    pub(super) created: i64,
    pub(super) updated: i64,
}

pub(super) struct Operator {
    pub(super) sid: String,
    pub(super) version: i64,
    pub(super) name: String,
    pub(super) of_type: &'static str,
    /// Only custom ones have one.
    pub(super) prompt: Option<String>,
    pub(super) description: Option<&'static str>,
    pub(super) created: i64,
    pub(super) updated: i64,
}

pub(super) struct OperatorType {
    pub(super) sid: String,
    pub(super) name: &'static str,
    pub(super) languages: &'static [&'static str],
    pub(super) configurable: bool,
}

/// An operator that runs on a Transcript.
#[derive(Clone)]
pub(super) struct Run {
    pub(super) operator: String,
    pub(super) name: String,
    pub(super) of_type: &'static str,
}

pub(super) struct Transcript {
    pub(super) sid: String,
    pub(super) created: i64,
    pub(super) start: Option<i64>,
    pub(super) results: Vec<Run>,
    pub(super) number: usize,
    pub(super) service: String,
    pub(super) recording: Option<String>,
    pub(super) media_url: Option<&'static str>,
    pub(super) participants: Participants,
    pub(super) customer_key: Option<String>,
    pub(super) language: &'static str,
    pub(super) redaction: bool,
    pub(super) credential: Option<String>,
    /// How it ended, and when, if it did not complete.
    pub(super) end: Option<(&'static str, i64)>,
}

pub(super) const PREBUILT: [(&str, &str, &str); 3] = [
    ("Conversation Summary", "Summarizes the conversation.", "Summarization"),
    ("Sentiment Analysis", "Classifies the mood of the conversation.", "Classification"),
    ("Escalation Request", "Finds requests to speak to somebody else.", "Extraction"),
];
pub(super) const TYPES: [(&str, &[&str], bool); 5] = [
    ("Generative", &["en", "es", "fr"], true),
    ("GenerativeJSON", &["en", "es", "fr"], true),
    ("Summarization", &["en"], false),
    ("Classification", &["en"], false),
    ("Extraction", &["en", "es"], false),
];
/// Channel, beginning, text, redacted text.
pub(super) const SENTENCES: [(i64, f64, &str, &str); 4] = [
    (
        1,
        0.4,
        "Thank you for calling. My name is Ann, how can I help?",
        "Thank you for calling. My name is [Name], how can I help?",
    ),
    (
        2,
        3.9,
        "Hello, I would like to return the lamp that I bought.",
        "Hello, I would like to return the lamp that I bought.",
    ),
    (1, 8.0, "What is your email address?", "What is your email address?"),
    (2, 10.6, "It is sam at example dot com.", "It is [Email]."),
];
/// Values that an enum does not have.
pub(super) const UNKNOWN: [&str; 3] = ["tlh", "FETCH", "bogus"];

pub(super) fn time(milliseconds: i64) -> Value {
    let time = Timestamp::from_unix_seconds(milliseconds.div_euclid(1000)).expect("a time in this century");
    time.to_string().into()
}

pub(super) fn is_long(text: Option<&String>) -> bool {
    text.is_some_and(|text| text.chars().count() > 64)
}

pub(super) fn is_unknown(text: Option<&str>) -> bool {
    text.is_some_and(|text| UNKNOWN.contains(&text))
}

pub(super) fn is_version(if_match: Option<&String>, version: i64) -> bool {
    if_match.is_none_or(|text| text == "*" || text.trim_matches('"') == version.to_string())
}

/// An answer with one record.
pub(super) fn one(status: u16, version: Option<i64>, record: Value) -> Outcome {
    Ok(json!({"status": status, "etag": version.map(|version| format!("\"{version}\"")), "record": record}))
}

/// An answer with a list: all at once without a size, else page by page.
pub(super) fn many(records: Vec<Value>, size: Option<i64>) -> Outcome {
    match size.and_then(|size| usize::try_from(size).ok()) {
        None => Ok(records.into()),
        Some(_) if records.is_empty() => Ok(json!([[]])),
        Some(size) => Ok(records.chunks(size).map(<[Value]>::to_vec).collect::<Value>()),
    }
}

impl Service {
    pub(super) fn change(&mut self, settings: &Settings) {
        let settings = settings.clone();
        self.friendly_name = settings.friendly_name.or(self.friendly_name.take());
        self.auto_transcribe = settings.auto_transcribe.unwrap_or(self.auto_transcribe);
        self.auto_redaction = settings.auto_redaction.unwrap_or(self.auto_redaction);
        self.media_redaction = settings.media_redaction.unwrap_or(self.media_redaction);
        self.webhook_url = settings.webhook_url.or(self.webhook_url);
        self.webhook_method = settings.webhook_method.unwrap_or(self.webhook_method);
        self.credential = settings.credential.or(self.credential.take());
    }

    pub(super) fn keeps_the_rules(&self, settings: &Settings) -> bool {
        let media = settings.media_redaction.unwrap_or(self.media_redaction);
        let text = settings.auto_redaction.unwrap_or(self.auto_redaction);
        !media || text && self.language == "en-US"
    }
}

pub(super) fn settings_are_valid(settings: &Settings) -> bool {
    !is_long(settings.friendly_name.as_ref()) && !is_unknown(settings.webhook_method)
}

impl Transcript {
    /// The state, and since when.
    pub(super) fn state(&self, now: i64) -> (&'static str, i64) {
        let (started, completed) = (self.created + 2_000, self.created + 10_000);
        match self.end {
            Some(end) => end,
            None if now >= completed => ("completed", completed),
            None if now >= started => ("in-progress", started),
            None => ("queued", self.created),
        }
    }

    pub(super) fn is_completed_for(&self, milliseconds: i64, now: i64) -> bool {
        let (state, since) = self.state(now);
        state == "completed" && now >= since + milliseconds
    }

    pub(super) fn json(&self, account: &str, now: i64) -> Value {
        let (state, since) = self.state(now);
        let url = format!("{BASE}/Transcripts/{}", self.sid);
        let participants = match self.participants {
            Participants::Unsaid => {
                json!([{"channel_participant": 1, "role": "Agent"}, {"channel_participant": 2, "role": "Customer"}])
            }
            Participants::One { has_id: true } => json!([{"channel_participant": 2, "media_participant_id": "+1555"}]),
            Participants::One { has_id: false } => json!([{"channel_participant": 2, "role": "Caller"}]),
        };
        json!({
            "account_sid": account, "service_sid": self.service, "sid": self.sid, "date_created": time(self.created),
            "date_updated": time(since), "status": state, "data_logging": false, "language_code": self.language,
            "channel": {
                "type": "voice",
                "media_properties": {"source_sid": self.recording, "media_url": self.media_url},
                "participants": participants,
            },
            "customer_key": self.customer_key, "media_start_time": self.start.map(|start| time(start * 1000)),
            "duration": if state == "completed" { 27 } else { 0 }, "redaction": self.redaction,
            "encryption_credential_sid": self.credential, "url": url,
            "links": {
                "sentences": format!("{url}/Sentences"), "encrypted_sentences": format!("{url}/Sentences/Encrypted"),
                "media": format!("{url}/Media"), "operator_results": format!("{url}/OperatorResults"),
                "encrypted_operator_results": format!("{url}/OperatorResults/Encrypted"),
            },
        })
    }

    pub(super) fn passes(&self, filters: &Filters, now: i64) -> bool {
        let Filters { service, before_start, after_start, before_created, after_created, status, language, source } =
            filters;
        let created = self.created.div_euclid(1000);
        service.as_ref().is_none_or(|wanted| *wanted == self.service)
            && before_start.is_none_or(|limit| self.start.is_some_and(|start| start < limit))
            && after_start.is_none_or(|limit| self.start.is_some_and(|start| start > limit))
            && before_created.is_none_or(|limit| created < limit)
            && after_created.is_none_or(|limit| created > limit)
            && status.is_none_or(|wanted| wanted == self.state(now).0)
            && language.is_none_or(|wanted| wanted == self.language)
            && source.as_ref().is_none_or(|wanted| self.recording.as_ref() == Some(wanted))
    }

    pub(super) fn sentences(&self, redacted: Option<bool>, words: Option<bool>, now: i64) -> Vec<Value> {
        if !self.is_completed_for(0, now) || self.credential.is_some() {
            return Vec::new();
        }
        let is_redacted = self.redaction && redacted != Some(false);
        let sentence = |(index, (channel, start, text, hidden)): (usize, &(i64, f64, &str, &str))| {
            let text = if is_redacted { hidden } else { text };
            let words = if words == Some(true) { text } else { &"" };
            json!({"index": index, "channel": channel, "start": start, "text": text, "words": words})
        };
        SENTENCES.iter().enumerate().map(sentence).collect()
    }

    pub(super) fn results(&self, redacted: Option<bool>, now: i64) -> Vec<Value> {
        if !self.is_completed_for(5_000, now) || self.credential.is_some() {
            return Vec::new();
        }
        let is_redacted = self.redaction && redacted != Some(false);
        let result = |run: &Run| {
            let mut result = match run.of_type {
                "Classification" => json!({
                    "operator_type": "conversation-classify", "predicted_label": "neutral",
                    "predicted_probability": 0.82,
                    "label_probabilities": {"positive": 0.1, "neutral": 0.82, "negative": 0.05, "mixed": 0.03},
                }),
                "Extraction" => json!({"operator_type": "extract", "extract_match": false, "match_probability": 0.0}),
                "GenerativeJSON" if is_redacted => {
                    json!({"operator_type": "json", "json_results": {"reason": format!("[Redacted: {}]", run.name)}})
                }
                "GenerativeJSON" => {
                    json!({"operator_type": "json", "json_results": {"reason": "return", "resolved": false}})
                }
                _ => {
                    let redacted = format!("[Redacted: {}]", run.name);
                    let text = if is_redacted { &redacted } else { "The customer wants to return a lamp." };
                    let generated = json!({"result": text, "format": "text"});
                    json!({"operator_type": "text-generation", "text_generation_results": generated})
                }
            };
            let url = format!("{BASE}/Transcripts/{}/OperatorResults/{}", self.sid, run.operator);
            result["name"] = run.name.clone().into();
            result["operator_sid"] = run.operator.clone().into();
            result["transcript_sid"] = self.sid.clone().into();
            result["url"] = url.into();
            result
        };
        self.results.iter().map(result).collect()
    }
}
