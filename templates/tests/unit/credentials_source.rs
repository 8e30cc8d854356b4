//! Credentials that change while a client is in use.

use std::collections::VecDeque;
use std::error::Error as StdError;
use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::runtime::transport::{BoxFuture, HttpRequest};
use crate::runtime::{Call, Client, ClientBuilder, Credentials, CredentialsSource};
use crate::support::{API, CREATE, DELETE, KEY, LIST, SECRET, Script, THING, answer};

enum Step {
    Secret(&'static str),
    Fail(&'static str),
    Never,
}

/// Follows a script, and counts how often it was asked.
#[derive(Default)]
struct Source {
    steps: Mutex<VecDeque<Step>>,
    asked: Mutex<u32>,
}

impl Source {
    fn new(steps: impl IntoIterator<Item = Step>) -> Arc<Self> {
        Arc::new(Self { steps: Mutex::new(steps.into_iter().collect()), ..Self::default() })
    }
}

impl CredentialsSource for Source {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Box<dyn StdError + Send + Sync>>> {
        Box::pin(async {
            *self.asked.lock().unwrap() += 1;
            let step = self.steps.lock().unwrap().pop_front();
            match step.expect("a step for each attempt") {
                Step::Secret(secret) => Ok(Credentials::api_key(KEY, secret)),
                Step::Fail(message) => Err(message.into()),
                Step::Never => pending().await,
            }
        })
    }
}

fn builder(source: &Arc<Source>, script: &Script) -> ClientBuilder {
    ClientBuilder::with_source(&API, Arc::clone(source)).transport(script.clone()).jitter_seed(1)
}

fn client(source: &Arc<Source>, script: &Script) -> Client {
    builder(source, script).build().unwrap()
}

fn secret(request: &HttpRequest) -> String {
    let sensitive: Vec<_> = request.headers().filter(|header| header.is_sensitive()).collect();
    assert_eq!(sensitive.iter().map(|header| header.name()).collect::<Vec<_>>(), ["authorization"]);
    let text = STANDARD.decode(sensitive[0].value().strip_prefix("Basic ").unwrap()).unwrap();
    String::from_utf8(text).unwrap().strip_prefix(&format!("{KEY}:")).unwrap().to_owned()
}

#[tokio::test(start_paused = true)]
async fn each_attempt_asks_for_them() {
    let source = Source::new([Step::Secret("old"), Step::Secret("new"), Step::Secret("newer")]);
    let script = Script::new([answer(429, "{}"), answer(200, "{}"), answer(200, "{}")]);
    let client = client(&source, &script);
    assert_eq!(*source.asked.lock().unwrap(), 0, "not before there is something to send");
    Call::new(&client, &LIST).send::<serde_json::Value>().await.unwrap();
    Call::new(&client, &LIST).send::<serde_json::Value>().await.unwrap();
    assert_eq!(script.requests().iter().map(secret).collect::<Vec<_>>(), ["old", "new", "newer"]);
}

#[tokio::test(start_paused = true)]
async fn if_it_fails_nothing_is_sent_and_nothing_repeated() {
    let source = Source::new([Step::Fail("the vault said CANARY")]);
    let script = Script::new([]);
    let error = Call::new(&client(&source, &script), &CREATE).send::<serde_json::Value>().await.unwrap_err();
    assert_eq!(error.to_string(), "create_thing: no credentials: their source failed");
    assert_eq!(format!("{error:?}"), format!("Error::Credentials({error})"));
    assert_eq!(error.source().unwrap().to_string(), "the vault said CANARY");
    assert!(error.is_credentials() && !error.is_configuration() && !error.is_transient());
    assert!(!error.may_have_been_applied() && error.attempts() == 1);
    assert_eq!((script.requests().len(), *source.asked.lock().unwrap()), (0, 1));
}

#[tokio::test]
async fn invalid_ones_are_not_sent_and_not_shown() {
    for secret in ["", "CANARY\n", " CANARY", "CANARY\u{feff}", "CA\0NARY"] {
        let source = Source::new([Step::Secret(secret)]);
        let error = Call::new(&client(&source, &Script::new([])), &LIST).send::<serde_json::Value>().await.unwrap_err();
        assert!(error.is_credentials() && error.source().is_none(), "{error}");
        assert!(error.to_string().contains("no credentials: the secret of the API key"), "{error}");
        assert!(!format!("{error} {error:?}").contains("CANARY"), "{error}");
    }
}

/// It is not the server that is slow, so nothing is repeated; the source decides for itself.
#[tokio::test(start_paused = true)]
async fn a_source_that_does_not_respond_is_named() {
    let source = Source::new([Step::Never]);
    let client = builder(&source, &Script::new([])).attempt_timeout(Duration::from_secs(3)).build().unwrap();
    let error = Call::new(&client, &CREATE).send::<serde_json::Value>().await.unwrap_err();
    assert_eq!(error.to_string(), "create_thing: no credentials: their source did not respond within 3s");
    assert!(error.is_timeout() && error.is_credentials() && error.is_transient() && error.attempts() == 1);
    assert!(!error.may_have_been_applied() && !error.is_transport());
}

/// What an earlier attempt did stays true.
#[tokio::test(start_paused = true)]
async fn an_earlier_attempt_may_have_been_applied() {
    let source = Source::new([Step::Secret("old"), Step::Fail("gone")]);
    let script = Script::new([answer(503, "{}")]);
    let mut call = Call::new(&client(&source, &script), &DELETE);
    call.inputs.path::<String>("Sid", THING);
    let error = call.send_empty().await.unwrap_err();
    let expected = "delete_thing: no credentials: their source failed; after 2 attempts; it may have been applied";
    assert_eq!(error.to_string(), expected);
    assert!(error.is_credentials() && error.may_have_been_applied());
}

#[tokio::test]
async fn credentials_are_a_source_of_themselves() {
    let script = Script::new([answer(200, "{}"), answer(200, "{}")]);
    let fixed: Box<dyn CredentialsSource> = Box::new(Credentials::api_key(KEY, SECRET));
    let builder = ClientBuilder::with_source(&API, fixed).transport(script.clone());
    assert!(!format!("{builder:?}").contains(SECRET));
    let client = builder.build().unwrap();
    assert!(!format!("{client:?}").contains(SECRET));
    Call::new(&client, &LIST).send::<serde_json::Value>().await.unwrap();
    assert_eq!(secret(&script.requests()[0]), SECRET);
}
