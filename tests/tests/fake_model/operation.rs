//! What can be done to a fake and to the model. Performs none of it.

/// The kinds of lists of operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Custom,
    Prebuilt,
    Any,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Settings {
    pub(super) friendly_name: Option<String>,
    pub(super) auto_transcribe: Option<bool>,
    pub(super) data_logging: Option<bool>,
    pub(super) auto_redaction: Option<bool>,
    pub(super) media_redaction: Option<bool>,
    pub(super) webhook_url: Option<&'static str>,
    pub(super) webhook_method: Option<&'static str>,
    pub(super) credential: Option<String>,
}

/// Who takes part in a conversation, as far as a request says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Participants {
    Unsaid,
    One { has_id: bool },
}

/// Times are in seconds since 1970.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Filters {
    pub(super) service: Option<String>,
    pub(super) before_start: Option<i64>,
    pub(super) after_start: Option<i64>,
    pub(super) before_created: Option<i64>,
    pub(super) after_created: Option<i64>,
    pub(super) status: Option<&'static str>,
    pub(super) language: Option<&'static str>,
    pub(super) source: Option<String>,
}

#[derive(Clone, Debug)]
pub(super) enum Operation {
    CreateService {
        name: String,
        language: Option<&'static str>,
        settings: Settings,
    },
    FetchService {
        address: String,
    },
    UpdateService {
        address: String,
        name: Option<String>,
        if_match: Option<String>,
        settings: Settings,
    },
    DeleteService {
        address: String,
    },
    ListServices {
        size: Option<i64>,
    },
    CreateOperator {
        name: String,
        of_type: &'static str,
        prompt: String,
    },
    FetchOperator {
        kind: Kind,
        sid: String,
    },
    UpdateOperator {
        sid: String,
        name: String,
        prompt: String,
        if_match: Option<String>,
    },
    DeleteOperator {
        sid: String,
    },
    ListOperators {
        kind: Kind,
        availability: Option<&'static str>,
        language: Option<&'static str>,
        size: Option<i64>,
    },
    FetchType {
        address: String,
    },
    ListTypes {
        language: Option<&'static str>,
        size: Option<i64>,
    },
    Attach {
        service: String,
        operator: String,
    },
    Detach {
        service: String,
        operator: String,
    },
    FetchAttached {
        service: String,
    },
    CreateTranscript {
        service: String,
        recording: Option<String>,
        media_url: Option<&'static str>,
        participants: Participants,
        customer_key: Option<String>,
        start: Option<i64>,
    },
    FetchTranscript {
        sid: String,
    },
    DeleteTranscript {
        sid: String,
    },
    ListTranscripts {
        filters: Filters,
        size: Option<i64>,
    },
    /// Reads one page, and keeps the URL of the next one.
    FirstPage {
        filters: Filters,
        size: i64,
    },
    /// Goes on at the URL that was kept, whatever has happened since.
    NextPage,
    ListSentences {
        transcript: String,
        redacted: Option<bool>,
        words: Option<bool>,
        size: Option<i64>,
    },
    ListResults {
        transcript: String,
        redacted: Option<bool>,
        size: Option<i64>,
    },
    FetchResult {
        transcript: String,
        operator: String,
        redacted: Option<bool>,
    },
    FetchMedia {
        transcript: String,
        redacted: Option<bool>,
    },
    FetchEncryptedSentences {
        transcript: String,
    },
    FetchEncryptedResults {
        transcript: String,
    },
    /// With a key that may only do something else.
    CreateTranscriptWithoutPermission {
        service: String,
    },
    ListServicesWithUnknownParameter,
    Advance {
        milliseconds: u64,
    },
    /// The exceptional ends, which only tests bring about.
    End {
        transcript: String,
        status: &'static str,
    },
    Webhooks,
}
