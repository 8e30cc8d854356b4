//! Planted mistakes: a fake that is wrong in one way is noticed by the model within the usual number of operations.

use std::fmt;

use serde_json::Value;
use twilio_intelligence_v2::fake::Fake;
use twilio_intelligence_v2::transport::{BoxFuture, HttpRequest, HttpResponse, Transport, TransportError};
use twilio_intelligence_v2::{Client, Method};

use crate::random::Walk;

/// How a fake is wrong.
#[derive(Clone, Copy, Debug)]
enum Mistake {
    IgnoresAFilter,
    IgnoresIfMatch,
    CountsNoVersion,
    KeepsWhatIsDeleted,
    NeverCompletes,
    RedactsNothing,
    RedactsEverything,
    LosesTheLastItemOfAPage,
    EndsAfterOnePage,
    ShowsAResultTwice,
    MixesUpServices,
    IgnoresARule,
}

use Mistake::*;

const MISTAKES: [Mistake; 12] = [
    IgnoresAFilter,
    IgnoresIfMatch,
    CountsNoVersion,
    KeepsWhatIsDeleted,
    NeverCompletes,
    RedactsNothing,
    RedactsEverything,
    LosesTheLastItemOfAPage,
    EndsAfterOnePage,
    ShowsAResultTwice,
    MixesUpServices,
    IgnoresARule,
];

/// A fake with a mistake.
struct Broken {
    fake: Fake,
    mistake: Mistake,
}

impl fmt::Debug for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.mistake.fmt(f)
    }
}

impl Broken {
    fn request(&self, request: &HttpRequest) -> HttpRequest {
        let mut url = request.url().to_owned();
        let mut body = String::from_utf8_lossy(request.body()).into_owned();
        let is_list = url.contains("/Sentences");
        match self.mistake {
            IgnoresAFilter => url = url.replace("Status=completed", "Status="),
            RedactsNothing if is_list && !url.contains("Redacted=") => {
                url.push_str(if url.contains('?') { "&Redacted=false" } else { "?Redacted=false" });
            }
            RedactsEverything if is_list => url = url.replace("Redacted=false", "Redacted=true"),
            IgnoresARule => body = body.replace("MediaRedaction=true", "MediaRedaction=false"),
            _ => {}
        }
        let mut changed = HttpRequest::new(request.method(), url);
        for name in ["authorization", "content-type", "if-match"] {
            if let Some(value) =
                request.header(name).filter(|_| !(name == "if-match" && matches!(self.mistake, IgnoresIfMatch)))
            {
                changed = changed.with_header(name, value);
            }
        }
        if body.is_empty() { changed } else { changed.with_body(body) }
    }

    fn response(&self, url: &str, body: &mut Value) {
        let mut items = ["transcripts", "services", "operator_results"].into_iter();
        let items = items.find(|name| body.get(name).is_some_and(Value::is_array));
        match self.mistake {
            CountsNoVersion if body.get("version").is_some() => body["version"] = 1.into(),
            NeverCompletes if body["status"] == "completed" => body["status"] = "in-progress".into(),
            LosesTheLastItemOfAPage if url.contains("/Transcripts?") => {
                items.and_then(|name| body[name].as_array_mut()).map(Vec::pop);
            }
            EndsAfterOnePage if items.is_some() => body["meta"]["next_page_url"] = Value::Null,
            ShowsAResultTwice => {
                let results = items.filter(|name| *name == "operator_results");
                if let Some(results) = results.and_then(|name| body[name].as_array_mut()) {
                    results.extend(results.first().cloned());
                }
            }
            MixesUpServices if body.get("service_sid").is_some() => {
                body["service_sid"] = "GA00000000000000000000000000000000".into();
            }
            _ => {}
        }
    }
}

impl Transport for Broken {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            if matches!(self.mistake, KeepsWhatIsDeleted) && request.method() == Method::Delete {
                return Ok(HttpResponse::new(204));
            }
            let changed = self.request(&request);
            let mut response = self.fake.send(changed).await?;
            let mut text = Vec::new();
            while let Some(chunk) = response.next_chunk().await? {
                text.extend_from_slice(&chunk);
            }
            let Ok(mut body) = serde_json::from_slice::<Value>(&text) else {
                return Ok(HttpResponse::new(response.status()));
            };
            self.response(request.url(), &mut body);
            let answer = HttpResponse::new(response.status()).with_header("content-type", "application/json");
            Ok(answer.with_body(body.to_string()))
        })
    }
}

/// Whether the model notices within so many operations.
async fn is_noticed(mistake: Option<Mistake>, operations: u64) -> bool {
    for seed in 0..operations / 500 {
        let fake = Fake::builder().frozen().seed(seed).build();
        let client = match mistake {
            None => fake.client(),
            Some(mistake) => {
                let broken = Broken { fake: fake.clone(), mistake };
                Client::builder(fake.credentials()).transport(broken).build().expect("a client")
            }
        };
        let mut walk = Walk::new(seed, fake, client);
        for _ in 0..500 {
            if walk.step().await.is_err() {
                return true;
            }
        }
    }
    false
}

#[tokio::test(start_paused = true)]
async fn every_planted_mistake_is_noticed() {
    assert!(!is_noticed(None, 2_000).await, "without a mistake there is nothing to notice");
    let mut unnoticed = Vec::new();
    for mistake in MISTAKES {
        if !is_noticed(Some(mistake), 20_000).await {
            unnoticed.push(mistake);
        }
    }
    assert!(unnoticed.is_empty(), "{unnoticed:?}");
}
