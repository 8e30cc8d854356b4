//! Mistakes that a fake could make: a transport in front of the right one changes requests or responses.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};
use twilio_intelligence_v2::fake::Fake;
use twilio_intelligence_v2::transport::{BoxFuture, HttpRequest, HttpResponse, Transport, TransportError};
use twilio_intelligence_v2::{Method, Timestamp};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mistake {
    /// `ListTranscript` does not know one of its filters.
    IgnoresAFilter,
    /// Times that are equal are before one another.
    IncludesTheLimit,
    /// Updates do not count the version.
    DoesNotCountTheVersion,
    /// `If-Match` is not looked at.
    IgnoresIfMatch,
    /// Operators that were attached later have results as well.
    RunsOperatorsOfToday,
    /// Deleted Transcripts are still there.
    KeepsWhatIsDeleted,
    /// What is redacted can be read by default.
    IsUnredactedByDefault,
    /// Each page but the last lacks its last record.
    LosesARecordPerPage,
    /// Nothing is ever completed.
    NeverCompletes,
    /// A Service whose name is taken is found instead.
    FindsInsteadOfRefusing,
    /// Transcripts have the settings that the Service has now.
    ShowsTheSettingsOfToday,
    /// The words of sentences are always there.
    AlwaysShowsWords,
    /// A Service cannot be addressed by its name.
    DoesNotKnowNames,
    /// A missing record has the code of something else.
    ReturnsAnotherCode,
    /// An update of several settings loses one of them.
    LosesAnUpdate,
    /// Times of the last change stay those of the creation.
    IsNeverUpdated,
    /// Detaching an operator is answered, and not done.
    DetachesNothing,
    /// What is not redacted cannot be read at all.
    IsAlwaysRedacted,
    /// No page has a next one.
    EndsAfterOnePage,
    /// The first result of a Transcript is there twice.
    ShowsAResultTwice,
    /// Transcripts have another Service.
    MixesUpServices,
    /// Media are redacted without their text.
    IgnoresARule,
}

pub(super) const ALL: [Mistake; 22] = [
    Mistake::IgnoresAFilter,
    Mistake::IncludesTheLimit,
    Mistake::DoesNotCountTheVersion,
    Mistake::IgnoresIfMatch,
    Mistake::RunsOperatorsOfToday,
    Mistake::KeepsWhatIsDeleted,
    Mistake::IsUnredactedByDefault,
    Mistake::LosesARecordPerPage,
    Mistake::NeverCompletes,
    Mistake::FindsInsteadOfRefusing,
    Mistake::ShowsTheSettingsOfToday,
    Mistake::AlwaysShowsWords,
    Mistake::DoesNotKnowNames,
    Mistake::ReturnsAnotherCode,
    Mistake::LosesAnUpdate,
    Mistake::IsNeverUpdated,
    Mistake::DetachesNothing,
    Mistake::IsAlwaysRedacted,
    Mistake::EndsAfterOnePage,
    Mistake::ShowsAResultTwice,
    Mistake::MixesUpServices,
    Mistake::IgnoresARule,
];

#[derive(Clone, Debug)]
pub(super) struct Mistaken {
    fake: Fake,
    mistake: Mistake,
    /// Paths that attachments were created at.
    attached: Arc<Mutex<Vec<String>>>,
}

const BASE: &str = "https://intelligence.twilio.com/v2";

/// A request in its parts.
struct Parts {
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    body: Vec<u8>,
    headers: Vec<(&'static str, String)>,
}

impl Parts {
    fn of(request: &HttpRequest) -> Self {
        let (path, query) = request.url().split_once('?').unwrap_or((request.url(), ""));
        let names = ["authorization", "content-type", "if-match"];
        Self {
            method: request.method(),
            path: path.trim_start_matches(BASE).to_owned(),
            query: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
            body: request.body().to_vec(),
            headers: names.iter().filter_map(|name| Some((*name, request.header(name)?.to_owned()))).collect(),
        }
    }

    fn request(&self) -> HttpRequest {
        let mut url = format!("{BASE}{}", self.path);
        if !self.query.is_empty() {
            let mut query = form_urlencoded::Serializer::new(String::new());
            query.extend_pairs(&self.query);
            url = format!("{url}?{}", query.finish());
        }
        let request = HttpRequest::new(self.method, url);
        let headers = self.headers.iter().cloned();
        headers.fold(request, |request, (name, value)| request.with_header(name, value)).with_body(self.body.clone())
    }

    fn has(&self, name: &str) -> bool {
        self.query.iter().any(|(known, _)| known == name)
    }

    fn is(&self, method: Method, path: &str) -> bool {
        let [own, path] = [&*self.path, path].map(|path| path.split('/').collect::<Vec<_>>());
        self.method == method && own.len() == path.len() && own.iter().zip(&path).all(|(a, b)| *b == "*" || a == b)
    }
}

/// A response in its parts.
struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Value,
}

impl Answer {
    fn response(self) -> HttpResponse {
        let response = HttpResponse::new(self.status);
        let headers = self.headers.into_iter();
        let response = headers.fold(response, |response, (name, value)| response.with_header(name, value));
        if self.body.is_null() { response } else { response.with_body(self.body.to_string()) }
    }
}

/// A form without a parameter.
fn without(form: &[(String, String)], name: &str) -> Vec<u8> {
    let mut kept = form_urlencoded::Serializer::new(String::new());
    kept.extend_pairs(form.iter().filter(|(known, _)| known != name));
    kept.finish().into_bytes()
}

impl Mistaken {
    pub(super) fn new(fake: Fake, mistake: Mistake) -> Self {
        Self { fake, mistake, attached: Arc::default() }
    }

    async fn ask(&self, parts: &Parts) -> Result<Answer, TransportError> {
        let mut response = self.fake.send(parts.request()).await?;
        let mut body = Vec::new();
        while let Some(chunk) = response.next_chunk().await? {
            body.extend_from_slice(&chunk);
        }
        let headers = response.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let body = serde_json::from_slice(&body).unwrap_or_default();
        Ok(Answer { status: response.status(), headers, body })
    }

    /// What the service says of something, with the same key.
    async fn get(&self, parts: &Parts, path: String) -> Result<Answer, TransportError> {
        let headers = parts.headers.iter().filter(|(name, _)| *name == "authorization").cloned().collect();
        self.ask(&Parts { method: Method::Get, path, query: Vec::new(), body: Vec::new(), headers }).await
    }

    async fn answer(&self, mut parts: Parts) -> Result<Answer, TransportError> {
        let is_sentences = parts.is(Method::Get, "/Transcripts/*/Sentences");
        let form: Vec<(String, String)> = form_urlencoded::parse(&parts.body).into_owned().collect();
        let is_update = parts.is(Method::Post, "/Services/*") || parts.is(Method::Post, "/Operators/Custom/*");
        match self.mistake {
            Mistake::IgnoresAFilter if parts.is(Method::Get, "/Transcripts") => {
                parts.query.retain(|(name, _)| name != "LanguageCode");
            }
            Mistake::IncludesTheLimit => {
                for (_, value) in parts.query.iter_mut().filter(|(name, _)| name == "BeforeDateCreated") {
                    let time: Timestamp = value.parse().expect("a time");
                    let later = Timestamp::from_unix_seconds(time.unix_seconds() + 1);
                    *value = later.expect("a time").to_string();
                }
            }
            Mistake::IgnoresIfMatch => parts.headers.retain(|(name, _)| *name != "if-match"),
            Mistake::IsUnredactedByDefault if is_sentences && !parts.has("Redacted") => {
                parts.query.push(("Redacted".to_owned(), "false".to_owned()));
            }
            Mistake::IsAlwaysRedacted if is_sentences => parts.query.retain(|(name, _)| name != "Redacted"),
            Mistake::AlwaysShowsWords if is_sentences => {
                parts.query.retain(|(name, _)| name != "WordTimestamps");
                parts.query.push(("WordTimestamps".to_owned(), "true".to_owned()));
            }
            Mistake::KeepsWhatIsDeleted if parts.is(Method::Delete, "/Transcripts/*") => {
                let found = self.get(&parts, parts.path.clone()).await?;
                if found.status == 200 {
                    return Ok(Answer { status: 204, headers: Vec::new(), body: Value::Null });
                }
            }
            Mistake::DetachesNothing if parts.is(Method::Delete, "/Services/*/Operators/*") => {
                let service = parts.path.split("/Operators").next().unwrap_or_default().to_owned();
                let operator = parts.path.rsplit('/').next().unwrap_or_default().to_owned();
                let attached = self.get(&parts, service).await?.body["read_only_attached_operator_sids"].take();
                if attached.as_array().is_some_and(|attached| attached.contains(&json!(operator))) {
                    return Ok(Answer { status: 204, headers: Vec::new(), body: Value::Null });
                }
            }
            Mistake::LosesAnUpdate if is_update && form.len() > 1 => parts.body = without(&form, "AutoTranscribe"),
            Mistake::IgnoresARule if is_update => parts.body = without(&form, "MediaRedaction"),
            _ => {}
        }
        let mut answer = self.ask(&parts).await?;
        let is_ok = answer.status < 300;
        let is_named = parts.is(Method::Get, "/Services/*") && !parts.path.starts_with("/Services/GA");
        match self.mistake {
            Mistake::DoesNotCountTheVersion if is_ok && is_update => {
                let version = answer.body["version"].as_i64().unwrap_or_default() - 1;
                answer.body["version"] = version.into();
                answer.headers.retain(|(name, _)| name != "etag");
                answer.headers.push(("etag".to_owned(), format!("\"{version}\"")));
            }
            Mistake::RunsOperatorsOfToday => self.run_operators_of_today(&parts, &mut answer).await?,
            Mistake::LosesARecordPerPage if is_ok && answer.body["transcripts"].is_array() => {
                let goes_on = answer.body["meta"]["next_page_url"].is_string();
                if let Some(records) = answer.body["transcripts"].as_array_mut().filter(|_| goes_on) {
                    records.pop();
                }
            }
            Mistake::NeverCompletes if answer.body["status"] == "completed" => {
                answer.body["status"] = "in-progress".into();
            }
            Mistake::FindsInsteadOfRefusing if answer.status == 409 && parts.is(Method::Post, "/Services") => {
                let name = form.iter().find(|(name, _)| name == "UniqueName").map(|(_, value)| value.clone());
                let listed = self.get(&parts, "/Services".to_owned()).await?;
                let services = listed.body["services"].as_array().cloned().unwrap_or_default();
                if let Some(found) = services.into_iter().find(|it| it["unique_name"].as_str() == name.as_deref()) {
                    answer = Answer { status: 201, headers: Vec::new(), body: found };
                }
            }
            Mistake::ShowsTheSettingsOfToday if is_ok && parts.is(Method::Get, "/Transcripts/*") => {
                let service = format!("/Services/{}", answer.body["service_sid"].as_str().unwrap_or_default());
                let service = self.get(&parts, service).await?;
                if service.status == 200 {
                    answer.body["redaction"] = service.body["auto_redaction"].clone();
                }
            }
            Mistake::DoesNotKnowNames if is_ok && is_named => {
                let body = json!({"status": 404, "code": 20404, "message": "not found"});
                answer = Answer { status: 404, headers: Vec::new(), body };
            }
            Mistake::EndsAfterOnePage if answer.body["meta"].is_object() => {
                answer.body["meta"]["next_page_url"] = Value::Null;
            }
            Mistake::ShowsAResultTwice => {
                if let Some(results) = answer.body["operator_results"].as_array_mut() {
                    results.extend(results.first().cloned());
                }
            }
            Mistake::MixesUpServices if answer.body["channel"].is_object() => {
                answer.body["service_sid"] = "GA00000000000000000000000000000000".into();
            }
            Mistake::ReturnsAnotherCode if answer.status == 404 => answer.body["code"] = 20400.into(),
            Mistake::IsNeverUpdated if answer.body["date_updated"].is_string() => {
                answer.body["date_updated"] = answer.body["date_created"].clone();
            }
            _ => {}
        }
        Ok(answer)
    }

    async fn run_operators_of_today(&self, parts: &Parts, answer: &mut Answer) -> Result<(), TransportError> {
        let attached = || self.attached.lock().unwrap_or_else(PoisonError::into_inner);
        if answer.status < 300 && parts.is(Method::Post, "/Services/*/Operators/*") {
            attached().push(parts.path.clone());
        }
        let is_whole = parts.is(Method::Get, "/Transcripts/*/OperatorResults") && parts.query.is_empty();
        if !is_whole || answer.status != 200 {
            return Ok(());
        }
        let transcript = parts.path.trim_end_matches("/OperatorResults").to_owned();
        let transcript = self.get(parts, transcript).await?.body;
        if transcript["status"] != "completed" {
            return Ok(());
        }
        let service = format!("/Services/{}/", transcript["service_sid"].as_str().unwrap_or_default());
        let known: Vec<String> = attached().iter().filter(|path| path.starts_with(&service)).cloned().collect();
        let Some(results) = answer.body["operator_results"].as_array_mut() else { return Ok(()) };
        for operator in known.iter().filter_map(|path| path.rsplit('/').next()) {
            if !results.iter().any(|result| result["operator_sid"] == *operator) {
                let sid = transcript["sid"].clone();
                results.push(json!({"operator_sid": operator, "transcript_sid": sid, "operator_type": "json"}));
            }
        }
        Ok(())
    }
}

impl Transport for Mistaken {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move { Ok(self.answer(Parts::of(&request)).await?.response()) })
    }
}
