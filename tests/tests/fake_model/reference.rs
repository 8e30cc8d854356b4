//! What the service does, as `FAKE.md` and the description say it: no code of the fake's. Longer than other files, because
//! what each operation does stands in one place.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::operation::{Filters, Kind, Operation, Participants};
use super::records::*;

/// Where a list goes on.
pub(super) struct Cursor {
    filters: Filters,
    size: usize,
    index: i64,
    last: usize,
}

pub(super) struct Reference {
    pub(super) now: i64,
    pub(super) services: Vec<Service>,
    pub(super) operators: Vec<Operator>,
    pub(super) prebuilt: Vec<Operator>,
    pub(super) types: Vec<OperatorType>,
    /// Service and operator, in the order in which they were attached.
    pub(super) attachments: Vec<(String, String)>,
    pub(super) transcripts: Vec<Transcript>,
    /// SIDs of what was deleted.
    pub(super) gone: BTreeSet<String>,
    pub(super) cursor: Option<Cursor>,
    account: String,
    created_transcripts: usize,
    created_others: usize,
    webhooks: Vec<Value>,
}

impl Reference {
    /// With the SIDs of what is there from the start.
    pub(super) fn new(account: &str, prebuilt: Vec<String>, types: Vec<String>) -> Self {
        let prebuilt = prebuilt.into_iter().zip(PREBUILT).map(|(sid, (name, description, of_type))| Operator {
            sid,
            version: 1,
            name: name.to_owned(),
            of_type,
            prompt: None,
            description: Some(description),
            created: START,
            updated: START,
        });
        let types = types.into_iter().zip(TYPES).map(|(sid, (name, languages, configurable))| OperatorType {
            sid,
            name,
            languages,
            configurable,
        });
        Self {
            now: START,
            services: Vec::new(),
            operators: Vec::new(),
            prebuilt: prebuilt.collect(),
            types: types.collect(),
            attachments: Vec::new(),
            transcripts: Vec::new(),
            gone: BTreeSet::new(),
            cursor: None,
            account: account.to_owned(),
            created_transcripts: 0,
            created_others: 0,
            webhooks: Vec::new(),
        }
    }

    /// The Service with that SID or, if there is none, with that name.
    pub(super) fn service_at(&self, address: &str) -> Option<&Service> {
        let by_sid = self.services.iter().find(|service| service.sid == address);
        by_sid.or_else(|| self.services.iter().find(|service| service.name == address))
    }

    /// How Transcripts could end that have not ended.
    pub(super) fn ends(&self) -> Vec<(String, &'static str)> {
        let ends = self.transcripts.iter().flat_map(|transcript| {
            let possible = match transcript.state(self.now).0 {
                "queued" => &["canceled"][..],
                "in-progress" => &["canceled", "failed", "error"],
                _ => &[],
            };
            possible.iter().map(|status| (transcript.sid.clone(), *status))
        });
        ends.collect()
    }

    /// How many records with a SID it has created.
    pub(super) fn created(&self) -> usize {
        self.created_transcripts + self.created_others
    }

    fn has_service(&self, sid: &str) -> bool {
        self.services.iter().any(|service| service.sid == sid)
    }

    fn attached(&self, service: &str) -> Vec<&str> {
        let own = self.attachments.iter().filter(|(of, _)| of == service);
        own.map(|(_, operator)| operator.as_str()).collect()
    }

    fn service_json(&self, service: &Service) -> Value {
        json!({
            "account_sid": self.account, "sid": service.sid, "unique_name": service.name,
            "friendly_name": service.friendly_name, "date_created": time(service.created),
            "date_updated": time(service.updated), "auto_redaction": service.auto_redaction,
            "media_redaction": service.media_redaction, "auto_transcribe": service.auto_transcribe,
            "data_logging": false, "language_code": service.language, "webhook_url": service.webhook_url,
            "webhook_http_method": service.webhook_method, "version": service.version,
            "read_only_attached_operator_sids": self.attached(&service.sid),
            "encryption_credential_sid": service.credential, "url": format!("{BASE}/Services/{}", service.sid),
        })
    }

    fn operator_json(&self, operator: &Operator, kind: Kind) -> Value {
        let is_custom = operator.prompt.is_some();
        let path = match kind {
            Kind::Custom => "Operators/Custom",
            Kind::Prebuilt => "Operators/PreBuilt",
            Kind::Any => "Operators",
        };
        json!({
            "account_sid": is_custom.then_some(&self.account), "sid": operator.sid, "friendly_name": operator.name,
            "description": operator.description, "operator_type": operator.of_type, "version": operator.version,
            "author": if is_custom { &self.account } else { "Twilio" }, "availability": "general-availability",
            "config": operator.prompt.as_ref().map(|prompt| json!({"prompt": prompt})),
            "date_created": time(operator.created), "date_updated": time(operator.updated),
            "url": format!("{BASE}/{path}/{}", operator.sid),
        })
    }

    fn type_json(of: &OperatorType) -> Value {
        json!({
            "sid": of.sid, "name": of.name, "supported_languages": of.languages, "configurable": of.configurable,
            "url": format!("{BASE}/OperatorTypes/{}", of.sid),
        })
    }

    fn operators_of(&self, kind: Kind) -> Vec<&Operator> {
        match kind {
            Kind::Custom => self.operators.iter().collect(),
            Kind::Prebuilt => self.prebuilt.iter().collect(),
            Kind::Any => self.operators.iter().chain(&self.prebuilt).collect(),
        }
    }

    fn transcript(&self, sid: &str) -> Option<&Transcript> {
        self.transcripts.iter().find(|transcript| transcript.sid == sid)
    }

    fn listed(&self, filters: &Filters) -> Vec<&Transcript> {
        self.transcripts.iter().filter(|transcript| transcript.passes(filters, self.now)).collect()
    }

    fn page(&mut self, filters: &Filters, size: usize, index: i64, after: Option<usize>) -> Outcome {
        self.cursor = None;
        if is_unknown(filters.language) {
            return INVALID;
        }
        let listed = self.listed(filters).into_iter().filter(|one| after.is_none_or(|after| one.number > after));
        let rest: Vec<_> = listed.map(|one| (one.number, one.json(&self.account, self.now))).collect();
        let page = &rest[..size.min(rest.len())];
        let items: Vec<&Value> = page.iter().map(|(_, json)| json).collect();
        let goes_on = rest.len() > size;
        let outcome = Ok(json!({"items": items, "goes_on": goes_on, "index": index}));
        if let (Some((last, _)), true) = (page.last(), goes_on) {
            self.cursor = Some(Cursor { filters: filters.clone(), size, index, last: *last });
        }
        outcome
    }

    fn advance(&mut self, milliseconds: u64) {
        let until = self.now + i64::try_from(milliseconds).unwrap_or_default();
        let mut sent: Vec<_> = self.transcripts.iter().filter(|transcript| transcript.end.is_none()).collect();
        sent.retain(|transcript| (self.now + 1..=until).contains(&(transcript.created + 15_000)));
        sent.sort_by_key(|transcript| (transcript.created, transcript.number));
        let sent = sent.into_iter().filter_map(|transcript| {
            let service = self.services.iter().find(|service| service.sid == transcript.service)?;
            Some(json!({
                "at": time(transcript.created + 15_000), "sid": transcript.sid, "url": service.webhook_url?,
                "method": service.webhook_method,
                "fields": {
                    "event_type": "voice_intelligence_transcript_available", "account_sid": self.account,
                    "service_sid": transcript.service, "transcript_sid": transcript.sid,
                    "customer_key": transcript.customer_key, "encryption_credential_sid": transcript.credential,
                },
            }))
        });
        let sent: Vec<_> = sent.collect();
        self.webhooks.extend(sent);
        self.now = until;
    }

    /// Performs an operation. A record that it creates gets the SID.
    pub(super) fn perform(&mut self, operation: &Operation, sid: &str) -> Outcome {
        let now = self.now;
        match operation {
            Operation::CreateService { name, language, settings } => {
                if !settings_are_valid(settings) || is_unknown(*language) {
                    return INVALID;
                }
                let mut service = Service {
                    sid: sid.to_owned(),
                    version: 1,
                    name: name.clone(),
                    friendly_name: None,
                    language: language.unwrap_or("en-US"),
                    auto_transcribe: false,
                    auto_redaction: false,
                    media_redaction: false,
                    webhook_url: None,
                    webhook_method: "POST",
                    credential: None,
                    created: now,
                    updated: now,
                };
                if !service.keeps_the_rules(settings) {
                    return INVALID;
                }
                if self.services.iter().any(|other| other.name == *name) {
                    return TAKEN;
                }
                service.change(settings);
                let outcome = one(201, Some(1), self.service_json(&service));
                self.services.push(service);
                self.created_others += 1;
                outcome
            }
            Operation::FetchService { address } => match self.service_at(address) {
                Some(service) => one(200, Some(service.version), self.service_json(service)),
                None => MISSING,
            },
            Operation::UpdateService { address, name, if_match, settings } => {
                if !settings_are_valid(settings) {
                    return INVALID;
                }
                let Some(service) = self.service_at(address) else { return MISSING };
                let sid = service.sid.clone();
                if !is_version(if_match.as_ref(), service.version) {
                    return OTHER_VERSION;
                }
                if !service.keeps_the_rules(settings) {
                    return INVALID;
                }
                if self.services.iter().any(|other| other.sid != sid && Some(&other.name) == name.as_ref()) {
                    return TAKEN;
                }
                for service in self.services.iter_mut().filter(|service| service.sid == sid) {
                    service.change(settings);
                    service.name = name.clone().unwrap_or(std::mem::take(&mut service.name));
                    service.version += 1;
                    service.updated = now;
                }
                self.perform(&Operation::FetchService { address: sid }, "")
            }
            Operation::DeleteService { address } => {
                let Some(service) = self.service_at(address) else { return MISSING };
                let sid = service.sid.clone();
                self.services.retain(|service| service.sid != sid);
                self.attachments.retain(|(service, _)| *service != sid);
                self.gone.insert(sid);
                Ok(json!({"status": 204}))
            }
            Operation::ListServices { size } => {
                many(self.services.iter().map(|service| self.service_json(service)).collect(), *size)
            }
            Operation::CreateOperator { name, of_type, prompt } => {
                let is_configurable = self.types.iter().any(|it| it.name == *of_type && it.configurable);
                if is_long(Some(name)) || !is_configurable {
                    return INVALID;
                }
                let operator = Operator {
                    sid: sid.to_owned(),
                    version: 1,
                    name: name.clone(),
                    of_type,
                    prompt: Some(prompt.clone()),
                    description: None,
                    created: now,
                    updated: now,
                };
                let outcome = one(202, Some(1), self.operator_json(&operator, Kind::Custom));
                self.operators.push(operator);
                self.created_others += 1;
                outcome
            }
            Operation::FetchOperator { kind, sid } => {
                let found = self.operators_of(*kind).into_iter().find(|operator| operator.sid == *sid);
                let Some(operator) = found else { return MISSING };
                let version = (*kind == Kind::Custom).then_some(operator.version);
                one(200, version, self.operator_json(operator, *kind))
            }
            Operation::UpdateOperator { sid, name, prompt, if_match } => {
                if is_long(Some(name)) {
                    return INVALID;
                }
                let Some(operator) = self.operators.iter_mut().find(|it| it.sid == *sid) else { return MISSING };
                if !is_version(if_match.as_ref(), operator.version) {
                    return OTHER_VERSION;
                }
                operator.name.clone_from(name);
                operator.prompt = Some(prompt.clone());
                operator.version += 1;
                operator.updated = now;
                let operator = self.operators.iter().find(|it| it.sid == *sid).expect("it was there");
                one(202, Some(operator.version), self.operator_json(operator, Kind::Custom))
            }
            Operation::DeleteOperator { sid } => {
                let Some(place) = self.operators.iter().position(|it| it.sid == *sid) else { return MISSING };
                self.operators.remove(place);
                self.attachments.retain(|(_, operator)| operator != sid);
                self.gone.insert(sid.clone());
                Ok(json!({"status": 204}))
            }
            Operation::ListOperators { kind, availability, language, size } => {
                if is_unknown(*availability) {
                    return INVALID;
                }
                let speaks = |of_type: &str, language: &str| {
                    self.types.iter().any(|it| it.name == of_type && it.languages.contains(&language))
                };
                let mut operators = self.operators_of(*kind);
                operators.retain(|it| language.is_none_or(|language| speaks(it.of_type, language)));
                operators.retain(|_| availability.is_none_or(|wanted| wanted == "general-availability"));
                many(operators.into_iter().map(|it| self.operator_json(it, *kind)).collect(), *size)
            }
            Operation::FetchType { address } => {
                match self.types.iter().find(|it| it.sid == *address || it.name == address) {
                    Some(found) => one(200, None, Self::type_json(found)),
                    None => MISSING,
                }
            }
            Operation::ListTypes { language, size } => {
                let types = self.types.iter().filter(|it| language.is_none_or(|wanted| it.languages.contains(&wanted)));
                many(types.map(Self::type_json).collect(), *size)
            }
            Operation::Attach { service, operator } => {
                let is_operator = self.operators_of(Kind::Any).iter().any(|it| it.sid == *operator);
                if !self.has_service(service) || !is_operator {
                    return MISSING;
                }
                let attachment = (service.clone(), operator.clone());
                if !self.attachments.contains(&attachment) {
                    self.attachments.push(attachment);
                }
                let url = format!("{BASE}/Services/{service}/Operators/{operator}");
                one(202, None, json!({"service_sid": service, "operator_sid": operator, "url": url}))
            }
            Operation::Detach { service, operator } => {
                let attachment = (service.clone(), operator.clone());
                let Some(place) = self.attachments.iter().position(|it| *it == attachment) else { return MISSING };
                self.attachments.remove(place);
                Ok(json!({"status": 204}))
            }
            Operation::FetchAttached { service } => {
                if !self.has_service(service) {
                    return MISSING;
                }
                let (url, sids) = (format!("{BASE}/Services/{service}/Operators"), self.attached(service));
                one(200, None, json!({"service_sid": service, "operator_sids": sids, "url": url}))
            }
            Operation::CreateTranscript { service, recording, media_url, participants, customer_key, start } => {
                let Some(owner) = self.services.iter().find(|it| it.sid == *service) else { return INVALID };
                let is_named = *participants == Participants::One { has_id: true };
                let has_media = recording.is_some() || media_url.is_some();
                if is_long(customer_key.as_ref()) || recording.is_some() && is_named || !has_media {
                    return INVALID;
                }
                let is_taken = |it: &Transcript| it.recording.is_some() && it.recording == *recording;
                if self.transcripts.iter().any(is_taken) {
                    return TAKEN;
                }
                let operators = self.operators_of(Kind::Any);
                let run = |sid: &str| {
                    let operator = operators.iter().find(|it| it.sid == sid)?;
                    Some(Run { operator: sid.to_owned(), name: operator.name.clone(), of_type: operator.of_type })
                };
                let transcript = Transcript {
                    sid: sid.to_owned(),
                    created: now,
                    start: *start,
                    results: self.attached(service).into_iter().filter_map(run).collect(),
                    number: self.created_transcripts,
                    service: service.clone(),
                    recording: recording.clone(),
                    media_url: *media_url,
                    participants: *participants,
                    customer_key: customer_key.clone(),
                    language: owner.language,
                    redaction: owner.auto_redaction,
                    credential: owner.credential.clone(),
                    end: None,
                };
                let outcome = one(202, None, transcript.json(&self.account, now));
                self.created_transcripts += 1;
                self.transcripts.push(transcript);
                outcome
            }
            Operation::FetchTranscript { sid } => match self.transcript(sid) {
                Some(transcript) => one(200, None, transcript.json(&self.account, now)),
                None => MISSING,
            },
            Operation::DeleteTranscript { sid } => {
                let Some(place) = self.transcripts.iter().position(|it| it.sid == *sid) else { return MISSING };
                self.transcripts.remove(place);
                self.gone.insert(sid.clone());
                Ok(json!({"status": 204}))
            }
            Operation::ListTranscripts { filters, size } => {
                if is_unknown(filters.language) {
                    return INVALID;
                }
                let listed = self.listed(filters).into_iter();
                many(listed.map(|transcript| transcript.json(&self.account, now)).collect(), *size)
            }
            Operation::FirstPage { filters, size } => {
                self.page(filters, usize::try_from(*size).unwrap_or_default(), 0, None)
            }
            Operation::NextPage => {
                let Some(Cursor { filters, size, index, last }) = self.cursor.take() else { return MISSING };
                self.page(&filters, size, index + 1, Some(last))
            }
            Operation::ListSentences { transcript, redacted, words, size } => match self.transcript(transcript) {
                Some(transcript) => many(transcript.sentences(*redacted, *words, now), *size),
                None => MISSING,
            },
            Operation::ListResults { transcript, redacted, size } => match self.transcript(transcript) {
                Some(transcript) => many(transcript.results(*redacted, now), *size),
                None => MISSING,
            },
            Operation::FetchResult { transcript, operator, redacted } => {
                let results = self.transcript(transcript).map(|transcript| transcript.results(*redacted, now));
                let mut results = results.unwrap_or_default().into_iter();
                match results.find(|result| result["operator_sid"] == **operator) {
                    Some(result) => one(200, None, result),
                    None => MISSING,
                }
            }
            Operation::FetchMedia { transcript, redacted: _ } => {
                let Some(Transcript { sid, service, .. }) = self.transcript(transcript) else { return MISSING };
                let media = json!({
                    "account_sid": self.account, "sid": sid, "service_sid": service,
                    "media_url": "https://media.example.com/conversation.wav",
                    "url": format!("{BASE}/Transcripts/{sid}/Media"),
                });
                one(200, None, media)
            }
            Operation::FetchEncryptedSentences { transcript } => {
                let found = self.transcript(transcript).filter(|it| it.credential.is_some());
                let Some(it) = found.filter(|it| it.is_completed_for(0, now)) else { return MISSING };
                let record = json!({
                    "location": "https://encrypted.example.com/sentences", "transcript_sid": it.sid,
                    "url": format!("{BASE}/Transcripts/{}/Sentences/Encrypted", it.sid),
                });
                one(200, None, record)
            }
            Operation::FetchEncryptedResults { transcript } => {
                let found = self.transcript(transcript).filter(|it| it.credential.is_some());
                let Some(it) = found.filter(|it| it.is_completed_for(5_000, now)) else { return MISSING };
                let record = json!({
                    "locations": ["https://encrypted.example.com/operator-results"], "transcript_sid": it.sid,
                    "url": format!("{BASE}/Transcripts/{}/OperatorResults/Encrypted", it.sid),
                });
                one(200, None, record)
            }
            Operation::CreateTranscriptWithoutPermission { .. } => Err((Some(401), Some(70051))),
            Operation::ListServicesWithUnknownParameter => INVALID,
            Operation::Advance { milliseconds } => {
                self.advance(*milliseconds);
                Ok(Value::Null)
            }
            Operation::End { transcript, status } => {
                for it in self.transcripts.iter_mut().filter(|it| it.sid == *transcript) {
                    it.end = Some((status, now));
                }
                Ok(Value::Null)
            }
            Operation::Webhooks => Ok(self.webhooks.clone().into()),
        }
    }
}
