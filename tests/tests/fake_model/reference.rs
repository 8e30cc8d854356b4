//! What the model of the service keeps, and how it shows it: no code of the fake's.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::operation::{Filters, Kind};
use super::records::*;

/// Where a list goes on.
pub(super) struct Cursor {
    pub(super) filters: Filters,
    pub(super) size: usize,
    pub(super) index: i64,
    pub(super) last: usize,
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
    pub(super) account: String,
    pub(super) created_transcripts: usize,
    pub(super) created_others: usize,
    pub(super) webhooks: Vec<Value>,
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

    pub(super) fn has_service(&self, sid: &str) -> bool {
        self.services.iter().any(|service| service.sid == sid)
    }

    pub(super) fn attached(&self, service: &str) -> Vec<&str> {
        let own = self.attachments.iter().filter(|(of, _)| of == service);
        own.map(|(_, operator)| operator.as_str()).collect()
    }

    pub(super) fn service_json(&self, service: &Service) -> Value {
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

    pub(super) fn operator_json(&self, operator: &Operator, kind: Kind) -> Value {
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

    pub(super) fn type_json(of: &OperatorType) -> Value {
        json!({
            "sid": of.sid, "name": of.name, "supported_languages": of.languages, "configurable": of.configurable,
            "url": format!("{BASE}/OperatorTypes/{}", of.sid),
        })
    }

    pub(super) fn operators_of(&self, kind: Kind) -> Vec<&Operator> {
        match kind {
            Kind::Custom => self.operators.iter().collect(),
            Kind::Prebuilt => self.prebuilt.iter().collect(),
            Kind::Any => self.operators.iter().chain(&self.prebuilt).collect(),
        }
    }

    pub(super) fn transcript(&self, sid: &str) -> Option<&Transcript> {
        self.transcripts.iter().find(|transcript| transcript.sid == sid)
    }

    pub(super) fn listed(&self, filters: &Filters) -> Vec<&Transcript> {
        self.transcripts.iter().filter(|transcript| transcript.passes(filters, self.now)).collect()
    }

    pub(super) fn page(&mut self, filters: &Filters, size: usize, index: i64, after: Option<usize>) -> Outcome {
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

    pub(super) fn advance(&mut self, milliseconds: u64) {
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
}
