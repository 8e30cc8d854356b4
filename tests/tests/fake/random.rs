//! Random sequences of operations: the fake answers as the model does. `FAKE_OPERATIONS` and `FAKE_SEED` say how many, and
//! which; a failure prints the seed and the last operations.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use fastrand::Rng;
use twilio_intelligence_v2::fake::Fake;
use twilio_intelligence_v2::model::{OperatorConfig, Transcript};
use twilio_intelligence_v2::{Client, Error};

use crate::model::{Answer, Change, Model};
use crate::{channel, recording};

/// Operations per run: the state begins anew, so that it stays small.
const RUN: u64 = 500;
const NAMES: [&str; 5] = ["a", "b", "c", "d", "e"];
const STATES: [&str; 4] = ["queued", "in-progress", "completed", "failed"];

/// Performs operations on both, and says where they differ.
pub(crate) struct Walk {
    pub(crate) fake: Fake,
    pub(crate) client: Client,
    model: Model,
    random: Rng,
    /// SIDs that once existed, or never did.
    gone: Vec<String>,
    last: VecDeque<String>,
}

fn answer<T>(result: Result<T, Error>) -> Answer<T> {
    result.map_err(|error| error.status().unwrap_or_default())
}

impl Walk {
    pub(crate) fn new(seed: u64, fake: Fake, client: Client) -> Self {
        let gone = ["GA", "LY", "GT"].map(|prefix| format!("{prefix}{:032}", 9)).to_vec();
        Self { fake, client, model: Model::default(), random: Rng::with_seed(seed), gone, last: VecDeque::new() }
    }

    /// One of these SIDs, or seldom one that does not exist.
    fn any(&mut self, sids: Vec<String>, prefix: &str) -> String {
        let gone: Vec<&String> = self.gone.iter().filter(|sid| sid.starts_with(prefix)).collect();
        if sids.is_empty() || self.random.u8(..) < 16 {
            return gone[self.random.usize(..gone.len())].clone();
        }
        sids[self.random.usize(..sids.len())].clone()
    }

    fn service(&mut self) -> String {
        let sids = self.model.services.iter().map(|it| it.sid.clone()).collect();
        self.any(sids, "GA")
    }

    fn operator(&mut self) -> String {
        let sids = self.model.operators.clone();
        self.any(sids, "LY")
    }

    fn transcript(&mut self) -> String {
        let sids = self.model.transcripts.iter().map(|it| it.sid.clone()).collect();
        self.any(sids, "GT")
    }

    fn flag(&mut self) -> Option<bool> {
        [None, Some(true), Some(false)][self.random.usize(..3)]
    }

    fn name(&mut self) -> String {
        NAMES[self.random.usize(..NAMES.len())].to_owned()
    }

    /// Notes what is done and fails if the two answers differ.
    fn agree<T: PartialEq + std::fmt::Debug>(&mut self, what: String, fake: T, model: T) -> Result<(), String> {
        self.last.push_back(format!("{what} -> {fake:?}"));
        if self.last.len() > 20 {
            self.last.pop_front();
        }
        if fake == model {
            return Ok(());
        }
        let last: Vec<&str> = self.last.iter().map(String::as_str).collect();
        Err(format!("the model says {model:?}\n{}", last.join("\n")))
    }

    pub(crate) async fn step(&mut self) -> Result<(), String> {
        match self.random.u8(..24) {
            0..3 => self.create_service().await,
            3..6 => self.update_service().await,
            6 => self.delete_service().await,
            7 => self.fetch_service().await,
            8 => self.operators().await,
            9..12 => self.attachments().await,
            12..16 => self.create_transcript().await,
            16 => self.end_transcript().await,
            17..19 => self.fetch_transcript().await,
            19..22 => self.list().await,
            22 => {
                let seconds = self.random.u64(..13);
                self.fake.advance(Duration::from_secs(seconds));
                self.model.now += seconds;
                Ok(())
            }
            _ => self.everything().await,
        }
    }

    async fn create_service(&mut self) -> Result<(), String> {
        let change = Change { name: Some(self.name()), redacts_text: self.flag(), redacts_media: self.flag() };
        let mut request = self.client.services().create(change.name.clone().unwrap_or_default());
        if let Some(value) = change.redacts_text {
            request = request.auto_redaction(value);
        }
        if let Some(value) = change.redacts_media {
            request = request.media_redaction(value);
        }
        let made = answer(request.send().await);
        let sid = made.as_ref().ok().map(|made| made.sid.to_string());
        let expected = self.model.create_service(sid.as_deref(), &change);
        self.agree(format!("create Service {change:?}"), made.map(|_| ()), expected)
    }

    async fn update_service(&mut self) -> Result<(), String> {
        let sid = self.service();
        let name = if self.random.bool() { Some(self.name()) } else { None };
        let change = Change { name, redacts_text: self.flag(), redacts_media: self.flag() };
        let current = self.model.fetch_service(&sid).map_or(1, |service| service.version);
        let version = [None, Some(current), Some(current - 1), Some(current + 1)][self.random.usize(..4)];
        let mut request = self.client.services().update(sid.as_str());
        if let Some(name) = &change.name {
            request = request.unique_name(name);
        }
        if let Some(value) = change.redacts_text {
            request = request.auto_redaction(value);
        }
        if let Some(value) = change.redacts_media {
            request = request.media_redaction(value);
        }
        if let Some(version) = version {
            request = request.if_match(version);
        }
        let updated = answer(request.send().await).map(|service| service.version);
        let expected = self.model.update_service(&sid, version, &change);
        self.agree(format!("update {sid} {version:?} {change:?}"), updated, expected)
    }

    async fn delete_service(&mut self) -> Result<(), String> {
        let sid = self.service();
        let deleted = answer(self.client.services().delete(sid.as_str()).send().await).map(|_| ());
        let expected = self.model.delete_service(&sid);
        self.gone.push(sid.clone());
        self.agree(format!("delete {sid}"), deleted, expected)
    }

    async fn fetch_service(&mut self) -> Result<(), String> {
        let key = if self.random.bool() { self.name() } else { self.service() };
        let fetched = answer(self.client.services().fetch(key.as_str()).send().await);
        let fetched = fetched.map(|it| (it.sid.to_string(), it.version, it.auto_redaction, it.media_redaction));
        let expected = self.model.fetch_service(&key);
        let expected = expected.map(|it| (it.sid.clone(), it.version, Some(it.redacts_text), Some(it.redacts_media)));
        self.agree(format!("fetch {key}"), fetched, expected)
    }

    async fn operators(&mut self) -> Result<(), String> {
        if self.random.bool() && self.model.operators.len() < 6 {
            let config = OperatorConfig::new().prompt("Why?");
            let made = self.client.custom_operators().create("Why", "Generative", config).send().await;
            let made = made.map_err(|error| error.to_string())?;
            self.model.operators.push(made.sid.to_string());
            return Ok(());
        }
        let sid = self.operator();
        let deleted = answer(self.client.custom_operators().delete(sid.as_str()).send().await).map(|_| ());
        let expected = self.model.delete_operator(&sid);
        self.gone.push(sid.clone());
        self.agree(format!("delete {sid}"), deleted, expected)
    }

    async fn attachments(&mut self) -> Result<(), String> {
        let (service, operator) = (self.service(), self.operator());
        let attachment = self.client.operator_attachment();
        if self.random.u8(..3) > 0 {
            let made = answer(attachment.create(service.as_str(), operator.as_str()).send().await).map(|_| ());
            let expected = self.model.attach(&service, &operator);
            return self.agree(format!("attach {operator} to {service}"), made, expected);
        }
        let removed = answer(attachment.delete(service.as_str(), operator.as_str()).send().await).map(|_| ());
        let expected = self.model.detach(&service, &operator);
        self.agree(format!("detach {operator} from {service}"), removed, expected)
    }

    async fn create_transcript(&mut self) -> Result<(), String> {
        let (service, source) = (self.service(), self.random.u32(..30));
        let made = answer(self.client.transcripts().create(service.as_str(), channel(source)).send().await);
        let sid = made.as_ref().ok().map(|made| made.sid.to_string());
        let expected = self.model.create_transcript(sid.as_deref(), &service, source);
        self.agree(format!("create Transcript of {source} in {service}"), made.map(|_| ()), expected)
    }

    /// Deletes one, or makes one fail that is not completed.
    async fn end_transcript(&mut self) -> Result<(), String> {
        let sid = self.transcript();
        let state = self.model.fetch_transcript(&sid).map(|it| it.1);
        if matches!(state, Ok("queued" | "in-progress")) && self.random.bool() {
            let failed = self.fake.set::<Transcript>(&sid, serde_json::json!({"status": "failed"}));
            self.model.fail(&sid);
            return failed.map(|_| ()).map_err(|error| error.to_string());
        }
        let deleted = answer(self.client.transcripts().delete(sid.as_str()).send().await).map(|_| ());
        let expected = self.model.delete_transcript(&sid);
        self.gone.push(sid.clone());
        self.agree(format!("delete {sid}"), deleted, expected)
    }

    async fn fetch_transcript(&mut self) -> Result<(), String> {
        let sid = self.transcript();
        let fetched = answer(self.client.transcripts().fetch(sid.as_str()).send().await);
        let fetched = fetched.map(|it| {
            let service = it.service_sid.to_string();
            (service, it.status.to_string(), it.redaction == Some(true))
        });
        let expected =
            self.model.fetch_transcript(&sid).map(|(service, state, redacted)| (service, state.to_owned(), redacted));
        self.agree(format!("fetch {sid}"), fetched, expected)?;

        let redacted = self.flag();
        let mut list = self.client.sentences().list(sid.as_str());
        if let Some(redacted) = redacted {
            list = list.redacted(redacted);
        }
        let sentences = answer(list.items().collect().await).map(|sentences| {
            let text: String = sentences.iter().filter_map(|it| it.transcript.as_deref()).collect();
            (!sentences.is_empty()).then(|| text.contains("Ann"))
        });
        let expected = self.model.names_the_agent(&sid, redacted);
        self.agree(format!("sentences of {sid} {redacted:?}"), sentences, expected)?;

        let results = answer(self.client.operator_results().list(sid.as_str()).items().collect().await);
        let results = results.map(|results| results.iter().map(|it| it.operator_sid.to_string()).collect());
        let expected = self.model.results(&sid);
        self.agree(format!("results of {sid}"), results, expected)
    }

    async fn list(&mut self) -> Result<(), String> {
        let service = if self.random.bool() { Some(self.service()) } else { None };
        let state = if self.random.bool() { Some(STATES[self.random.usize(..4)]) } else { None };
        let source = if self.random.u8(..4) == 0 { Some(self.random.u32(..30)) } else { None };
        let size = self.random.i64(1..8);
        let mut list = self.client.transcripts().list().page_size(size);
        if let Some(service) = &service {
            list = list.service_sid(service.as_str());
        }
        if let Some(state) = state {
            list = list.status(state);
        }
        if let Some(source) = source {
            list = list.source_sid(recording(source));
        }
        let found = answer(list.items().collect().await);
        let found = found.map(|found| found.iter().map(|it| it.sid.to_string()).collect());
        let expected = Ok(self.model.list(service.as_deref(), state, source));
        self.agree(format!("list {service:?} {state:?} {source:?} by {size}"), found, expected)
    }

    async fn everything(&mut self) -> Result<(), String> {
        let services = self.client.services().list().items().collect().await.map_err(|error| error.to_string())?;
        let services: BTreeMap<&str, (i64, Vec<String>)> = services
            .iter()
            .map(|it| {
                let attached = it.read_only_attached_operator_sids.iter().flatten().map(ToString::to_string).collect();
                (it.unique_name.as_deref().unwrap_or_default(), (it.version, attached))
            })
            .collect();
        let text = format!("{services:?}");
        let expected = format!("{:?}", self.model.services_by_name());
        self.agree("list Services".to_owned(), text, expected)
    }
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

#[tokio::test(start_paused = true)]
async fn the_fake_answers_as_the_model_does() {
    let (seed, operations) = (number("FAKE_SEED").unwrap_or(1), number("FAKE_OPERATIONS").unwrap_or(20_000));
    for run in 0..operations.div_ceil(RUN) {
        let fake = Fake::builder().frozen().seed(seed + run).build();
        let client = fake.client();
        let mut walk = Walk::new(seed + run, fake, client);
        for _ in 0..RUN {
            if let Err(difference) = walk.step().await {
                panic!("FAKE_SEED={} FAKE_OPERATIONS={RUN}: {difference}", seed + run);
            }
        }
    }
}
