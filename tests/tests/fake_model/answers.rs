//! What the service does, as `FAKE.md` and the description say it, one operation after the other: no code of the fake's.

use serde_json::{Value, json};

use super::operation::{Kind, Operation, Participants};
use super::records::*;
use super::reference::{Cursor, Reference};

impl Reference {
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
