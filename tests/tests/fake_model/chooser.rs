//! Chooses operations at random, from what the model knows. Performs none.

use super::operation::{Filters, Kind, Operation, Participants, Settings};
use super::reference::Reference;

const NAMES: [&str; 9] = ["alpha", "beta", "Beta", "gamma delta", "a/b", "ünd?x=1&y", "100%", "x+y", "epsilon"];
const LANGUAGES: [&str; 5] = ["en-US", "de-DE", "fr-FR", "en-GB", "tlh"];
const TYPES: [&str; 6] = ["Generative", "Generative", "GenerativeJSON", "GenerativeJSON", "Summarization", "Nonsense"];
const URLS: [&str; 2] = ["https://example.com/hook", "https://example.org/"];
const METHODS: [&str; 4] = ["GET", "POST", "POST", "FETCH"];
const STATUSES: [&str; 6] = ["queued", "in-progress", "completed", "canceled", "failed", "error"];
const STEPS: [u64; 9] = [0, 400, 1_000, 1_600, 2_000, 3_000, 5_000, 8_000, 60_000];

pub(super) fn recording(number: usize) -> String {
    format!("RE{number:032x}")
}

pub(super) struct Chooser {
    random: fastrand::Rng,
}

impl Chooser {
    pub(super) fn new(seed: u64) -> Self {
        Self { random: fastrand::Rng::with_seed(seed) }
    }

    fn one_in(&mut self, number: u32) -> bool {
        self.random.u32(..number) == 0
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.random.usize(..all.len())]
    }

    fn maybe<T>(&mut self, one_in: u32, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.one_in(one_in).then(|| value(self))
    }

    fn flag(&mut self) -> Option<bool> {
        self.maybe(3, |it| it.random.bool())
    }

    /// A record that is there, mostly; else one that is gone, or never was.
    fn sid(&mut self, prefix: &str, live: &[String], model: &Reference) -> String {
        let roll = self.random.u32(..100);
        let gone: Vec<&String> = model.gone.iter().filter(|sid| sid.starts_with(prefix)).collect();
        if roll < 90 && !live.is_empty() {
            live[self.random.usize(..live.len())].clone()
        } else if roll < 97 && !gone.is_empty() {
            gone[self.random.usize(..gone.len())].clone()
        } else {
            format!("{prefix}{:032x}", self.random.u8(..3))
        }
    }

    fn service(&mut self, model: &Reference) -> String {
        let live: Vec<String> = model.services.iter().map(|it| it.sid.clone()).collect();
        self.sid("GA", &live, model)
    }

    /// A SID or a name.
    fn service_address(&mut self, model: &Reference) -> String {
        if self.one_in(3) { self.name(model) } else { self.service(model) }
    }

    fn name(&mut self, model: &Reference) -> String {
        // A SID can be a name as well. Known: the fake takes such a name for the SID of a Service that is gone.
        if self.one_in(40) { self.service(model) } else { self.of(&NAMES).to_owned() }
    }

    fn operator(&mut self, model: &Reference) -> String {
        let custom = model.operators.iter().map(|it| it.sid.clone());
        let live: Vec<String> = custom.chain(model.prebuilt.iter().map(|it| it.sid.clone())).collect();
        self.sid("LY", &live, model)
    }

    fn custom_operator(&mut self, model: &Reference) -> String {
        let live: Vec<String> = model.operators.iter().map(|it| it.sid.clone()).collect();
        if self.one_in(12) { self.operator(model) } else { self.sid("LY", &live, model) }
    }

    fn transcript(&mut self, model: &Reference) -> String {
        let live: Vec<String> = model.transcripts.iter().map(|it| it.sid.clone()).collect();
        self.sid("GT", &live, model)
    }

    fn text(&mut self, model: &Reference) -> String {
        if self.one_in(25) { "x".repeat(65) } else { format!("text {}", (model.now + self.random.i64(0..50)) % 1000) }
    }

    fn settings(&mut self, model: &Reference) -> Settings {
        Settings {
            friendly_name: self.maybe(3, |it| it.text(model)),
            auto_transcribe: self.flag(),
            data_logging: self.maybe(8, |it| it.random.bool()),
            auto_redaction: self.flag(),
            media_redaction: self.maybe(5, |it| it.random.bool()),
            webhook_url: self.maybe(3, |it| it.of(&URLS)),
            webhook_method: self.maybe(6, |it| it.of(&METHODS)),
            credential: self.maybe(8, |it| format!("CR{:032}", it.random.u8(..2))),
        }
    }

    fn if_match(&mut self, version: Option<i64>) -> Option<String> {
        let version = version.unwrap_or(1);
        self.maybe(2, |it| match it.random.u32(..8) {
            0 => "*".to_owned(),
            1 | 2 => format!("\"{version}\""),
            3 | 4 => version.to_string(),
            5 => format!("\"{}\"", version - 1),
            6 => (version - 1).to_string(),
            _ => (version + 1).to_string(),
        })
    }

    fn size(&mut self) -> Option<i64> {
        self.maybe(2, |it| it.random.i64(1..6))
    }

    fn moment(&mut self, model: &Reference) -> i64 {
        // Around the times that records have, and often exactly one of them.
        if self.random.bool() || model.transcripts.is_empty() {
            return model.now / 1000 - self.random.i64(0..100);
        }
        let transcript = &model.transcripts[self.random.usize(..model.transcripts.len())];
        transcript.start.filter(|_| self.random.bool()).unwrap_or(transcript.created / 1000)
    }

    fn filters(&mut self, model: &Reference) -> Filters {
        let mut filters = Filters::default();
        for _ in 0..self.random.u32(..3) {
            match self.random.u32(..8) {
                0 => filters.service = Some(self.service(model)),
                1 => filters.before_start = Some(self.moment(model)),
                2 => filters.after_start = Some(self.moment(model)),
                3 => filters.before_created = Some(self.moment(model)),
                4 => filters.after_created = Some(self.moment(model)),
                5 => filters.status = Some(self.of(&STATUSES)),
                6 => filters.language = Some(self.of(&LANGUAGES)),
                _ => filters.source = Some(recording(self.random.usize(..16))),
            }
        }
        filters
    }

    /// Chooses the next operation.
    pub(super) fn choose(&mut self, model: &Reference) -> Operation {
        let roll = self.random.u32(..200);
        match roll {
            0..10 => Operation::CreateService {
                name: self.name(model),
                language: self.maybe(2, |it| it.of(&LANGUAGES)),
                settings: self.settings(model),
            },
            10..16 => Operation::FetchService { address: self.service_address(model) },
            16..30 => {
                let address = self.service_address(model);
                let version = model.service_at(&address).map(|service| service.version);
                Operation::UpdateService {
                    address,
                    name: self.maybe(5, |it| it.name(model)),
                    if_match: self.if_match(version),
                    settings: self.settings(model),
                }
            }
            30..33 => Operation::DeleteService { address: self.service_address(model) },
            33..36 => Operation::ListServices { size: self.size() },
            36..42 => {
                Operation::CreateOperator { name: self.text(model), of_type: self.of(&TYPES), prompt: self.text(model) }
            }
            42..47 => {
                let kind = self.of(&[Kind::Custom, Kind::Prebuilt, Kind::Any]);
                Operation::FetchOperator { kind, sid: self.operator(model) }
            }
            47..53 => {
                let sid = self.custom_operator(model);
                let version = model.operators.iter().find(|it| it.sid == sid).map(|it| it.version);
                let if_match = self.if_match(version);
                Operation::UpdateOperator { sid, name: self.text(model), prompt: self.text(model), if_match }
            }
            53..56 => Operation::DeleteOperator { sid: self.custom_operator(model) },
            56..61 => Operation::ListOperators {
                kind: self.of(&[Kind::Custom, Kind::Prebuilt, Kind::Any]),
                availability: self.maybe(4, |it| it.of(&["general-availability", "beta", "bogus"])),
                language: self.maybe(3, |it| it.of(&["en", "es", "fr", "xx"])),
                size: self.size(),
            },
            61..63 => {
                let address = match self.random.u32(..4) {
                    0 => "Nonsense".to_owned(),
                    1 => self.of(&["Generative", "Extraction"]).to_owned(),
                    _ => {
                        let live: Vec<String> = model.types.iter().map(|it| it.sid.clone()).collect();
                        self.sid("EY", &live, model)
                    }
                };
                Operation::FetchType { address }
            }
            63..65 => {
                let language = self.maybe(2, |it| it.of(&["en", "es", "fr", "xx"]));
                Operation::ListTypes { language, size: self.size() }
            }
            65..76 => Operation::Attach { service: self.service(model), operator: self.operator(model) },
            76..80 => {
                let known = model.attachments.len();
                if known > 0 && !self.one_in(4) {
                    let (service, operator) = model.attachments[self.random.usize(..known)].clone();
                    return Operation::Detach { service, operator };
                }
                Operation::Detach { service: self.service(model), operator: self.operator(model) }
            }
            80..83 => Operation::FetchAttached { service: self.service(model) },
            83..101 => Operation::CreateTranscript {
                service: self.service(model),
                recording: (!self.one_in(4)).then(|| recording(self.random.usize(..16))),
                media_url: self.maybe(4, |it| it.of(&URLS)),
                participants: match self.random.u32(..6) {
                    0 => Participants::One { has_id: true },
                    1 => Participants::One { has_id: false },
                    _ => Participants::Unsaid,
                },
                customer_key: self.maybe(4, |it| it.text(model)),
                start: self.maybe(2, |it| it.moment(model)),
            },
            101..108 => Operation::FetchTranscript { sid: self.transcript(model) },
            108..112 => Operation::DeleteTranscript { sid: self.transcript(model) },
            112..124 => Operation::ListTranscripts { filters: self.filters(model), size: self.size() },
            124..129 => Operation::FirstPage { filters: self.filters(model), size: self.random.i64(1..4) },
            129..136 if model.cursor.is_some() => Operation::NextPage,
            129..145 => Operation::ListSentences {
                transcript: self.transcript(model),
                redacted: self.flag(),
                words: self.flag(),
                size: self.size(),
            },
            145..153 => {
                Operation::ListResults { transcript: self.transcript(model), redacted: self.flag(), size: self.size() }
            }
            153..161 => {
                let transcript = self.transcript(model);
                let ran = model.transcripts.iter().find(|it| it.sid == transcript).map(|it| it.results.clone());
                let ran = ran.unwrap_or_default();
                let operator = match ran.len() {
                    0 => self.operator(model),
                    _ if self.one_in(4) => self.operator(model),
                    all => ran[self.random.usize(..all)].operator.clone(),
                };
                Operation::FetchResult { transcript, operator, redacted: self.flag() }
            }
            161..164 => Operation::FetchMedia { transcript: self.transcript(model), redacted: self.flag() },
            164..168 => Operation::FetchEncryptedSentences { transcript: self.transcript(model) },
            168..172 => Operation::FetchEncryptedResults { transcript: self.transcript(model) },
            172 => Operation::CreateTranscriptWithoutPermission { service: self.service(model) },
            173 => Operation::ListServicesWithUnknownParameter,
            174..178 => {
                let ends = model.ends();
                if ends.is_empty() {
                    return Operation::Webhooks;
                }
                let (transcript, status) = ends[self.random.usize(..ends.len())].clone();
                Operation::End { transcript, status }
            }
            178..180 => Operation::Webhooks,
            _ => Operation::Advance { milliseconds: self.of(&STEPS) },
        }
    }

    /// The operations that show everything, or of what is large a part.
    pub(super) fn all(&mut self, model: &Reference) -> Vec<Operation> {
        let mut all = vec![
            Operation::ListServices { size: None },
            Operation::ListTypes { language: None, size: None },
            Operation::ListTranscripts { filters: Filters::default(), size: None },
            Operation::Webhooks,
        ];
        for kind in [Kind::Custom, Kind::Prebuilt, Kind::Any] {
            all.push(Operation::ListOperators { kind, availability: None, language: None, size: None });
        }
        all.extend(model.services.iter().map(|it| Operation::FetchAttached { service: it.sid.clone() }));
        for transcript in &model.transcripts {
            let transcript = transcript.sid.clone();
            if self.one_in(4) {
                let (redacted, words) = (self.flag(), self.flag());
                all.push(Operation::ListSentences { transcript: transcript.clone(), redacted, words, size: None });
                all.push(Operation::FetchMedia { transcript: transcript.clone(), redacted });
                all.push(Operation::ListResults { transcript, redacted, size: None });
            }
        }
        for gone in model.gone.iter().filter(|sid| sid.starts_with("GT")) {
            if self.one_in(4) {
                all.push(Operation::FetchMedia { transcript: gone.clone(), redacted: None });
                all.push(Operation::FetchTranscript { sid: gone.clone() });
            }
        }
        all
    }
}
