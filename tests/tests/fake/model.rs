//! A model of the service, written apart from the fake: what it must answer to a sequence of operations. Only facts about
//! the API, nothing of how the fake works.

use std::collections::BTreeMap;

/// Why an operation is refused: the status.
pub(crate) type Answer<T> = Result<T, u16>;

#[derive(Clone, Debug)]
pub(crate) struct Service {
    pub(crate) sid: String,
    pub(crate) name: String,
    pub(crate) version: i64,
    pub(crate) redacts_text: bool,
    pub(crate) redacts_media: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Transcript {
    pub(crate) sid: String,
    pub(crate) service: String,
    pub(crate) source: u32,
    pub(crate) is_redacted: bool,
    /// The operators that were attached when it was created.
    operators: Vec<String>,
    created: u64,
    /// A state that something else than time brought about.
    ended: Option<&'static str>,
}

/// What a change of a Service asks for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Change {
    pub(crate) name: Option<String>,
    pub(crate) redacts_text: Option<bool>,
    pub(crate) redacts_media: Option<bool>,
}

#[derive(Default)]
pub(crate) struct Model {
    /// In seconds.
    pub(crate) now: u64,
    pub(crate) services: Vec<Service>,
    pub(crate) operators: Vec<String>,
    /// Service and operator, in the order in which they were attached.
    pub(crate) attached: Vec<(String, String)>,
    pub(crate) transcripts: Vec<Transcript>,
}

impl Model {
    fn service(&self, sid_or_name: &str) -> Answer<usize> {
        let is_it = |service: &Service| service.sid == sid_or_name || service.name == sid_or_name;
        self.services.iter().position(is_it).ok_or(404)
    }

    pub(crate) fn fetch_service(&self, sid_or_name: &str) -> Answer<&Service> {
        self.service(sid_or_name).map(|index| &self.services[index])
    }

    /// Whether a Service with these settings can be; `own` is the one that they would belong to.
    fn check(&self, wanted: &Service) -> Answer<()> {
        if wanted.redacts_media && !wanted.redacts_text {
            return Err(400);
        }
        match self.services.iter().any(|other| other.name == wanted.name && other.sid != wanted.sid) {
            true => Err(409),
            false => Ok(()),
        }
    }

    /// `sid` is the one that the service chose.
    pub(crate) fn create_service(&mut self, sid: Option<&str>, change: &Change) -> Answer<()> {
        let service = Service {
            sid: sid.unwrap_or_default().to_owned(),
            name: change.name.clone().unwrap_or_default(),
            version: 1,
            redacts_text: change.redacts_text.unwrap_or(false),
            redacts_media: change.redacts_media.unwrap_or(false),
        };
        self.check(&service)?;
        self.services.push(service);
        Ok(())
    }

    pub(crate) fn update_service(&mut self, sid: &str, version: Option<i64>, change: &Change) -> Answer<i64> {
        let index = self.service(sid)?;
        let mut changed = self.services[index].clone();
        if version.is_some_and(|version| version != changed.version) {
            return Err(412);
        }
        changed.name = change.name.clone().unwrap_or(changed.name);
        changed.redacts_text = change.redacts_text.unwrap_or(changed.redacts_text);
        changed.redacts_media = change.redacts_media.unwrap_or(changed.redacts_media);
        self.check(&changed)?;
        changed.version += 1;
        self.services[index] = changed;
        Ok(self.services[index].version)
    }

    pub(crate) fn delete_service(&mut self, sid: &str) -> Answer<()> {
        let index = self.service(sid)?;
        self.services.remove(index);
        self.attached.retain(|(service, _)| service != sid);
        Ok(())
    }

    pub(crate) fn delete_operator(&mut self, sid: &str) -> Answer<()> {
        let index = self.operators.iter().position(|operator| operator == sid).ok_or(404_u16)?;
        self.operators.remove(index);
        self.attached.retain(|(_, operator)| operator != sid);
        Ok(())
    }

    pub(crate) fn attach(&mut self, service: &str, operator: &str) -> Answer<()> {
        if !self.services.iter().any(|it| it.sid == service) || !self.operators.iter().any(|it| it == operator) {
            return Err(404);
        }
        let pair = (service.to_owned(), operator.to_owned());
        if !self.attached.contains(&pair) {
            self.attached.push(pair);
        }
        Ok(())
    }

    pub(crate) fn detach(&mut self, service: &str, operator: &str) -> Answer<()> {
        let is_it = |(a, b): &(String, String)| a == service && b == operator;
        let index = self.attached.iter().position(is_it).ok_or(404_u16)?;
        self.attached.remove(index);
        Ok(())
    }

    pub(crate) fn attached_to(&self, service: &str) -> Vec<String> {
        self.attached.iter().filter(|(it, _)| it == service).map(|(_, operator)| operator.clone()).collect()
    }

    pub(crate) fn create_transcript(&mut self, sid: Option<&str>, service: &str, source: u32) -> Answer<()> {
        let of = self.services.iter().find(|it| it.sid == service).ok_or(400_u16)?;
        if self.transcripts.iter().any(|transcript| transcript.source == source) {
            return Err(409);
        }
        self.transcripts.push(Transcript {
            sid: sid.unwrap_or_default().to_owned(),
            service: service.to_owned(),
            source,
            is_redacted: of.redacts_text,
            operators: self.attached_to(service),
            created: self.now,
            ended: None,
        });
        Ok(())
    }

    fn transcript(&self, sid: &str) -> Answer<&Transcript> {
        self.transcripts.iter().find(|transcript| transcript.sid == sid).ok_or(404)
    }

    pub(crate) fn fail(&mut self, sid: &str) {
        self.transcripts.iter_mut().filter(|it| it.sid == sid).for_each(|it| it.ended = Some("failed"));
    }

    pub(crate) fn delete_transcript(&mut self, sid: &str) -> Answer<()> {
        self.transcript(sid)?;
        self.transcripts.retain(|transcript| transcript.sid != sid);
        Ok(())
    }

    /// Queued for 2 seconds, in progress for 8.
    pub(crate) fn state(&self, transcript: &Transcript) -> &'static str {
        match (transcript.ended, self.now - transcript.created) {
            (Some(state), _) => state,
            (None, 0..2) => "queued",
            (None, 2..10) => "in-progress",
            (None, _) => "completed",
        }
    }

    pub(crate) fn fetch_transcript(&self, sid: &str) -> Answer<(String, &'static str, bool)> {
        let found = self.transcript(sid)?;
        Ok((found.service.clone(), self.state(found), found.is_redacted))
    }

    /// Whether sentences contain the name of the agent; `None` if there are none yet.
    pub(crate) fn names_the_agent(&self, sid: &str, redacted: Option<bool>) -> Answer<Option<bool>> {
        let found = self.transcript(sid)?;
        let is_redacted = found.is_redacted && redacted.unwrap_or(true);
        Ok((self.state(found) == "completed").then_some(!is_redacted))
    }

    /// The operators run for 5 seconds.
    pub(crate) fn results(&self, sid: &str) -> Answer<Vec<String>> {
        let found = self.transcript(sid)?;
        let is_done = self.state(found) == "completed" && self.now - found.created >= 15;
        Ok(if is_done { found.operators.clone() } else { Vec::new() })
    }

    pub(crate) fn list(&self, service: Option<&str>, state: Option<&str>, source: Option<u32>) -> Vec<String> {
        let found = self.transcripts.iter().filter(|it| {
            service.is_none_or(|service| it.service == service)
                && state.is_none_or(|state| self.state(it) == state)
                && source.is_none_or(|source| it.source == source)
        });
        found.map(|transcript| transcript.sid.clone()).collect()
    }

    /// Everything that can be seen, for a comparison of the whole.
    pub(crate) fn services_by_name(&self) -> BTreeMap<&str, (i64, Vec<String>)> {
        let services = self.services.iter();
        services.map(|it| (it.name.as_str(), (it.version, self.attached_to(&it.sid)))).collect()
    }
}
