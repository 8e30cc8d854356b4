//! Who may do what, what is refused, faults, and what was sent.

use std::time::Duration;

use twilio_intelligence_v2::fake::{Fake, Fault};
use twilio_intelligence_v2::model::Service;
use twilio_intelligence_v2::transport::{BoxFuture, HttpRequest, HttpResponse, Transport, TransportError};
use twilio_intelligence_v2::{Client, Credentials, Method};

use crate::{channel, service, status};

#[tokio::test(start_paused = true)]
async fn what_was_sent_and_changes_nothing_is_told() {
    let fake = Fake::new();
    let create = fake.client().services().create("calls").data_logging(true).auto_transcribe(true);
    create.send().await.expect("created");
    let requests = fake.requests_of("CreateService");
    assert_eq!(requests[0].unseen_parameters().collect::<Vec<_>>(), ["DataLogging"]);
    assert_eq!(requests[0].parameter("DataLogging"), Some("true"));
}

#[tokio::test(start_paused = true)]
async fn wrong_credentials_are_refused() {
    let fake = Fake::new();
    let wrong = Credentials::api_key(format!("SK{:032}", 1), "secret");
    let client = Client::builder(wrong).transport(fake.clone()).build().expect("a client");

    let error = client.services().list().items().collect().await.expect_err("refused");

    assert!(error.is_unauthorized(), "{error}");
    assert_eq!(error.code(), Some(20003));
    let owner = Client::builder(fake.account_credentials()).transport(fake.clone()).build().expect("a client");
    owner.services().list().items().collect().await.expect("the account's own credentials");
}

#[tokio::test(start_paused = true)]
async fn a_restricted_key_needs_the_permission_of_the_operation() {
    let fake = Fake::new();
    let credentials = fake.restricted_credentials(["/twilio/voice/intelligence.services/*"]);
    let client = Client::builder(credentials).transport(fake.clone()).build().expect("a client");

    let service = service(&client).await;
    let refused = client.transcripts().create(&service, channel(1)).send().await;

    assert_eq!(status(refused), (Some(401), Some(70051)));
}

#[tokio::test(start_paused = true)]
async fn what_is_not_described_is_refused() {
    let fake = Fake::new();
    let client = fake.client();

    let query = client.services().list().with_query("Colour", "red").items().collect().await;
    assert_eq!(status(query), (Some(400), Some(20001)));
    let form = client.services().create("a").with_form("Colour", "red").send().await;
    assert_eq!(status(form), (Some(400), Some(20001)));
    assert!(fake.all::<Service>().is_empty());
    let long = client.services().create("a").friendly_name("x".repeat(65)).send().await;
    assert_eq!(status(long), (Some(400), Some(20001)));
    let unknown = client.services().create("a").webhook_http_method("FETCH").send().await;
    assert_eq!(status(unknown), (Some(400), Some(20001)));
    let missing = client.transcripts().create(format!("GA{:032}", 1), channel(1)).send().await;
    assert_eq!(missing.expect_err("there is no such Service").status(), Some(400));
}

/// Passes requests on to a fake, with another method or path than the client chose.
#[derive(Debug)]
struct Detour {
    fake: Fake,
    method: Method,
    url: String,
}

impl Transport for Detour {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let authorization = request.header("authorization").unwrap_or_default().to_owned();
        let changed =
            HttpRequest::new(self.method, self.url.clone()).with_sensitive_header("authorization", authorization);
        self.fake.send(changed)
    }
}

#[tokio::test(start_paused = true)]
async fn another_method_and_another_path_are_refused() {
    let base = "https://intelligence.twilio.com";
    for (method, path, status) in [
        (Method::Delete, "/v2/Services", 405),
        (Method::Put, "/v2/Transcripts/GT00000000000000000000000000000000", 405),
        (Method::Get, "/v2/Service", 404),
        (Method::Get, "/v1/Services", 404),
    ] {
        let fake = Fake::new();
        let detour = Detour { fake: fake.clone(), method, url: format!("{base}{path}") };
        let client = Client::builder(fake.credentials()).transport(detour).build().expect("a client");

        let error = client.services().fetch("calls").send().await.expect_err("refused");

        assert_eq!(error.status(), Some(status), "{method} {path}");
    }
}

#[tokio::test(start_paused = true)]
async fn faults_strike_as_often_as_they_should() {
    let fake = Fake::new();
    let client = fake.client();
    let limited = fake.inject(Fault::rate_limited().retry_after(Duration::from_secs(3)).on("CreateService").times(2));
    let limited = limited.expect("the operation exists");
    let unused = fake.inject(Fault::status(503).on("DeleteService")).expect("the operation exists");
    let before = fake.now();

    let created = client.services().create("calls").send().await.expect("the client retries");

    assert_eq!(limited.hits(), 2);
    assert!(created.date_created.unix_seconds() - before.unix_seconds() >= 6, "it waited as it was told");
    assert_eq!(unused.hits(), 0);
    assert_eq!(fake.unused_faults().len(), 1);
    assert!(fake.inject(Fault::status(503).on("CreateServise")).is_err());
}

#[tokio::test(start_paused = true)]
async fn a_request_whose_response_is_lost_was_applied() {
    let fake = Fake::new();
    let client = fake.client();
    fake.inject(Fault::cut().on("CreateService")).expect("the operation exists");

    let error = client.services().create("calls").send().await.expect_err("the response is lost");

    assert!(error.may_have_been_applied(), "{error}");
    assert_eq!(fake.all::<Service>().len(), 1);
    fake.inject(Fault::not_sent().on("CreateService")).expect("the operation exists");
    client.services().create("other").send().await.expect("what was not sent is sent again");
    assert_eq!(fake.all::<Service>().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn requests_can_be_looked_up_and_show_no_values() {
    let fake = Fake::new();
    let client = fake.client();
    client.services().create("CANARY").friendly_name("Calls").send().await.expect("created");
    client.services().list().items().collect().await.expect("listed");

    let created = &fake.requests_of("CreateService")[0];
    assert_eq!((created.method(), created.status()), ("POST", 201));
    assert_eq!(created.parameter("UniqueName"), Some("CANARY"));
    assert_eq!(fake.requests().len(), 2);
    let printed = format!("{:?} {fake:?}", fake.requests());
    assert!(!printed.contains("CANARY") && printed.contains("UniqueName"), "{printed}");
}

#[tokio::test(start_paused = true)]
async fn the_same_seed_gives_the_same_service() {
    let sids = |seed: u64| async move {
        let fake = Fake::builder().seed(seed).build();
        service(&fake.client()).await
    };

    assert_eq!(sids(1).await, sids(1).await);
    assert_ne!(sids(1).await, sids(2).await);
}
