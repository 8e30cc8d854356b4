//! A table of calls of the generated client: every operation with all its parameters, and with the required ones only.

use serde_json::json;
use twilio_intelligence_v2::model::{
    Channel, CustomOperatorAvailability, LanguageCode, MediaProperties, OperatorAvailability, OperatorConfig,
    OperatorExample, Participant, PrebuiltOperatorAvailability, TranscriptStatus, WebhookHttpMethod,
};
use twilio_intelligence_v2::{Client, Timestamp};

use crate::request::{Begun, begin};

/// Which parameters of its operation a call sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Variant {
    /// All parameters.
    Full,
    /// Only required parameters.
    Minimal,
}

/// A call of an operation.
#[derive(Clone, Copy)]
pub struct Call {
    /// The operation's id in the description.
    pub operation: &'static str,
    /// Which parameters are set.
    pub variant: Variant,
    /// Builds the request without sending it.
    pub begin: fn(&Client) -> Begun,
}

/// Returns all calls.
pub fn calls() -> Vec<Call> {
    let mut calls = Vec::new();
    calls.extend(SERVICES.map(row));
    calls.extend(TRANSCRIPTS.map(row));
    calls.extend(RESULTS.map(row));
    calls.extend(OPERATORS.map(row));
    calls
}

/// Returns a call of an operation.
pub fn call(operation: &str, variant: Variant) -> Call {
    let found = calls().into_iter().find(|call| call.operation == operation && call.variant == variant);
    found.unwrap_or_else(|| unreachable!("there is no {variant:?} call of {operation}: add it to `tests/src/calls.rs`"))
}

type Row = (&'static str, Variant, fn(&Client) -> Begun);

fn row((operation, variant, begin): Row) -> Call {
    Call { operation, variant, begin }
}

/// The Service that calls are about.
pub const SERVICE: &str = "GA11111111111111111111111111111111";
/// The operator that calls are about.
pub const OPERATOR: &str = "LY22222222222222222222222222222222";
/// The Transcript that calls are about.
pub const TRANSCRIPT: &str = "GT33333333333333333333333333333333";
/// The operator type that calls are about.
pub const OPERATOR_TYPE: &str = "EY44444444444444444444444444444444";
/// The Public Key credential that calls name.
pub const CREDENTIAL: &str = "CR55555555555555555555555555555555";
const RECORDING: &str = "RE66666666666666666666666666666666";

use Variant::{Full, Minimal};

const SERVICES: [Row; 16] = [
    ("CreateService", Full, |client| {
        begin(
            client
                .services()
                .create("support-calls")
                .auto_transcribe(true)
                .data_logging(false)
                .friendly_name("Support calls & chats")
                .language_code(LanguageCode::EnUs)
                .auto_redaction(true)
                .media_redaction(true)
                .webhook_url("https://example.com/hook?tenant=7")
                .webhook_http_method(WebhookHttpMethod::Post)
                .encryption_credential_sid(CREDENTIAL),
        )
    }),
    ("CreateService", Minimal, |client| begin(client.services().create("support-calls"))),
    ("ListService", Full, |client| begin(client.services().list().page_size(20))),
    ("ListService", Minimal, |client| begin(client.services().list())),
    ("FetchService", Full, |client| begin(client.services().fetch(SERVICE))),
    ("FetchService", Minimal, |client| begin(client.services().fetch("support-calls"))),
    ("UpdateService", Full, |client| {
        begin(
            client
                .services()
                .update(SERVICE)
                .if_match(3)
                .auto_transcribe(false)
                .data_logging(true)
                .friendly_name("Sales calls")
                .unique_name("sales-calls")
                .auto_redaction(false)
                .media_redaction(false)
                .webhook_url("https://example.com/sales")
                .webhook_http_method(WebhookHttpMethod::Unset)
                .encryption_credential_sid(CREDENTIAL),
        )
    }),
    ("UpdateService", Minimal, |client| begin(client.services().update("support-calls"))),
    ("DeleteService", Full, |client| begin(client.services().delete(SERVICE))),
    ("DeleteService", Minimal, |client| begin(client.services().delete("support-calls"))),
    ("CreateOperatorAttachment", Full, |client| begin(client.operator_attachment().create(SERVICE, OPERATOR))),
    ("CreateOperatorAttachment", Minimal, |client| begin(client.operator_attachment().create(SERVICE, OPERATOR))),
    ("DeleteOperatorAttachment", Full, |client| begin(client.operator_attachment().delete(SERVICE, OPERATOR))),
    ("DeleteOperatorAttachment", Minimal, |client| begin(client.operator_attachment().delete(SERVICE, OPERATOR))),
    ("FetchOperatorAttachments", Full, |client| begin(client.operator_attachments().fetch(SERVICE))),
    ("FetchOperatorAttachments", Minimal, |client| begin(client.operator_attachments().fetch(SERVICE))),
];

const TRANSCRIPTS: [Row; 10] = [
    ("CreateTranscript", Full, |client| {
        begin(
            client
                .transcripts()
                .create(SERVICE, external_call())
                .customer_key("case-1042")
                .media_start_time(time("2026-01-15T09:30:00Z")),
        )
    }),
    ("CreateTranscript", Minimal, |client| begin(client.transcripts().create(SERVICE, recorded_call()))),
    ("ListTranscript", Full, |client| {
        begin(
            client
                .transcripts()
                .list()
                .service_sid(SERVICE)
                .before_start_time(time("2026-02-01T00:00:00Z"))
                .after_start_time(time("2026-01-02T03:04:05Z"))
                .before_date_created(time("2026-03-01T12:00:00Z"))
                .after_date_created(time("2025-12-31T23:59:59Z"))
                .status(TranscriptStatus::InProgress)
                .language_code(LanguageCode::EnGb)
                .source_sid(RECORDING)
                .page_size(1000),
        )
    }),
    ("ListTranscript", Minimal, |client| begin(client.transcripts().list())),
    ("FetchTranscript", Full, |client| begin(client.transcripts().fetch(TRANSCRIPT))),
    ("FetchTranscript", Minimal, |client| begin(client.transcripts().fetch(TRANSCRIPT))),
    ("DeleteTranscript", Full, |client| begin(client.transcripts().delete(TRANSCRIPT))),
    ("DeleteTranscript", Minimal, |client| begin(client.transcripts().delete(TRANSCRIPT))),
    ("FetchMedia", Full, |client| begin(client.media().fetch(TRANSCRIPT).redacted(false))),
    ("FetchMedia", Minimal, |client| begin(client.media().fetch(TRANSCRIPT))),
];

const RESULTS: [Row; 10] = [
    ("ListSentence", Full, |client| {
        begin(client.sentences().list(TRANSCRIPT).redacted(false).word_timestamps(true).page_size(5000))
    }),
    ("ListSentence", Minimal, |client| begin(client.sentences().list(TRANSCRIPT))),
    ("FetchEncryptedSentences", Full, |client| begin(client.encrypted_sentences().fetch(TRANSCRIPT).redacted(true))),
    ("FetchEncryptedSentences", Minimal, |client| begin(client.encrypted_sentences().fetch(TRANSCRIPT))),
    ("ListOperatorResult", Full, |client| {
        begin(client.operator_results().list(TRANSCRIPT).redacted(true).page_size(1))
    }),
    ("ListOperatorResult", Minimal, |client| begin(client.operator_results().list(TRANSCRIPT))),
    ("FetchOperatorResult", Full, |client| {
        begin(client.operator_results().fetch(TRANSCRIPT, OPERATOR).redacted(false))
    }),
    ("FetchOperatorResult", Minimal, |client| begin(client.operator_results().fetch(TRANSCRIPT, OPERATOR))),
    ("FetchEncryptedOperatorResults", Full, |client| {
        begin(client.encrypted_operator_results().fetch(TRANSCRIPT).redacted(true))
    }),
    ("FetchEncryptedOperatorResults", Minimal, |client| begin(client.encrypted_operator_results().fetch(TRANSCRIPT))),
];

const OPERATORS: [Row; 22] = [
    ("ListOperator", Full, |client| {
        let availability = OperatorAvailability::Deprecated;
        begin(client.operators().list().availability(availability).language_code("en").page_size(7))
    }),
    ("ListOperator", Minimal, |client| begin(client.operators().list())),
    ("FetchOperator", Full, |client| begin(client.operators().fetch(OPERATOR))),
    ("FetchOperator", Minimal, |client| begin(client.operators().fetch(OPERATOR))),
    ("CreateCustomOperator", Full, |client| {
        begin(client.custom_operators().create("Reason for calling", "GenerativeJSON", generative_json()))
    }),
    ("CreateCustomOperator", Minimal, |client| {
        let config = OperatorConfig::new().prompt("Say why they called.");
        begin(client.custom_operators().create("Reason", "Generative", config))
    }),
    ("ListCustomOperator", Full, |client| {
        let availability = CustomOperatorAvailability::Public;
        begin(client.custom_operators().list().availability(availability).language_code("de").page_size(8))
    }),
    ("ListCustomOperator", Minimal, |client| begin(client.custom_operators().list())),
    ("FetchCustomOperator", Full, |client| begin(client.custom_operators().fetch(OPERATOR))),
    ("FetchCustomOperator", Minimal, |client| begin(client.custom_operators().fetch(OPERATOR))),
    ("UpdateCustomOperator", Full, |client| {
        begin(client.custom_operators().update(OPERATOR, "Refund intent", generative_json()).if_match("W/\"5\""))
    }),
    ("UpdateCustomOperator", Minimal, |client| {
        begin(client.custom_operators().update(OPERATOR, "Refund intent", OperatorConfig::new()))
    }),
    ("DeleteCustomOperator", Full, |client| begin(client.custom_operators().delete(OPERATOR))),
    ("DeleteCustomOperator", Minimal, |client| begin(client.custom_operators().delete(OPERATOR))),
    ("ListPrebuiltOperator", Full, |client| {
        let availability = PrebuiltOperatorAvailability::GeneralAvailability;
        begin(client.prebuilt_operators().list().availability(availability).language_code("fr").page_size(9))
    }),
    ("ListPrebuiltOperator", Minimal, |client| begin(client.prebuilt_operators().list())),
    ("FetchPrebuiltOperator", Full, |client| begin(client.prebuilt_operators().fetch(OPERATOR))),
    ("FetchPrebuiltOperator", Minimal, |client| begin(client.prebuilt_operators().fetch(OPERATOR))),
    ("ListOperatorType", Full, |client| begin(client.operator_types().list().language_code("es").page_size(10))),
    ("ListOperatorType", Minimal, |client| begin(client.operator_types().list())),
    ("FetchOperatorType", Full, |client| begin(client.operator_types().fetch(OPERATOR_TYPE))),
    ("FetchOperatorType", Minimal, |client| begin(client.operator_types().fetch("Summarization"))),
];

fn time(text: &str) -> Timestamp {
    text.parse().expect("the text is a timestamp")
}

fn recorded_call() -> Channel {
    Channel::new(MediaProperties::new().source_sid(RECORDING))
}

fn external_call() -> Channel {
    Channel::new(MediaProperties::new().media_url("https://example.com/calls/1.wav?signature=a%2Bb")).participants(
        vec![
            Participant::new(1)
                .media_participant_id("client:agent-7")
                .role("Agent")
                .user_id("agent-7")
                .full_name("Ada Lovelace")
                .email("ada@example.com")
                .image_url("https://example.com/ada.png"),
            Participant::new(2).media_participant_id("+15555550100").role("Customer"),
        ],
    )
}

fn generative_json() -> OperatorConfig {
    OperatorConfig::new()
        .prompt("Why did they call, and was it resolved? Answer in JSON.")
        .json_result_schema(json!({
            "type": "object",
            "properties": {"reason": {"type": "string"}, "resolved": {"type": "boolean"}},
        }))
        .examples(vec![OperatorExample::new("The lamp is broken.", r#"{"reason":"defect","resolved":false}"#)])
}
